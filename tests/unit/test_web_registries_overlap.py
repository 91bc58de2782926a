"""The overlap pages: the same for every stranger, without the database; files, words for what is hidden, doors."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.names_cast import lake_of_site
from tests.web_people import stranger

ASK = "/irisan/?daftar=regsosek&daftar=dtks&daftar=p3ke&wilayah=53"


@pytest.fixture(scope="module")
def client(sample_lake: Path) -> Iterator[Any]:
    """A stranger; no database is allowed here (no `django_db` mark)."""
    from django.conf import settings

    before = getattr(settings, "LAKE", None)
    with lake_of_site(sample_lake, settings):
        yield stranger()
    settings.LAKE = before


def words(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_the_page_tells_picture_table_and_doors(client: Any) -> None:
    page = client.get(ASK)
    assert page.status_code == 200 and page.headers["ETag"].startswith("W/")
    html = page.content.decode()
    assert html.count("<h1") == 1 and '<svg xmlns="http://www.w3.org/2000/svg"' in html
    assert "Pencocokan belum dijalankan untuk rilis ini" in html  # nobody takes these for the whole truth
    assert "irisan=regsosek%2Bdtks-p3ke" in html and "/daftar-nama/baru/?" in html
    assert "data contoh" in html and "Regsosek dan DTKS, tidak P3KE" in html


def test_by_a_fact_of_the_family_each_class_has_a_row(client: Any) -> None:
    text = words(client.get(f"{ASK}&satuan=keluarga&menurut=jenis_kelamin_kk"))
    assert "Menurut jenis kelamin kepala keluarga" in text and "Perempuan" in text
    assert "Rincian hanya untuk yang ada di Regsosek" in text


def test_english_pages_are_english(client: Any) -> None:
    text = words(client.get(f"/en{ASK}"))
    assert "Overlap of Regsosek, DTKS and P3KE" in text and "In none of the three lists" in text
    assert "Irisan daftar" not in text.split("Overlap of", 1)[1]


def test_a_region_is_found_by_name_or_offered(client: Any) -> None:
    moved = client.get("/irisan/?daftar=dtks&daftar=p3ke&wilayah=Kabupaten+Sabu+Raijua")
    text = words(client.get("/irisan/?wilayah=Kupang"))
    assert moved.status_code == 302 and "wilayah=53.20" in moved.headers["Location"]
    assert "Pilih wilayah" in text and "Tidak ada wilayah" in words(client.get("/irisan/?wilayah=Xyzzy"))


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("daftar=dtks&wilayah=53", "Pilih paling sedikit dua daftar"),
        ("daftar=dtks&daftar=lain&wilayah=53", "lain tidak dikenal"),
        ("daftar=dtks&daftar=p3ke&daftar=pkh&daftar=pip&daftar=regsosek&wilayah=53", "Paling banyak 4 daftar"),
        ("daftar=dtks&daftar=p3ke&wilayah=11", "tidak"),
    ],
)
def test_what_cannot_be_asked_is_said_beside_the_form(client: Any, query: str, says: str) -> None:
    page = client.get(f"/irisan/?{query}")
    text = words(page)
    assert page.status_code == 200 and 'role="alert"' in page.content.decode()
    assert says in text and "`" not in text and "Hitung irisan" in text


def test_an_overlap_can_be_put_into_a_document(client: Any) -> None:
    link = re.search(r'href="([^"]*irisan_daftar[^"]*)"', client.get(ASK).content.decode())
    assert link is not None
    page = client.get(html.unescape(link[1]))
    assert page.status_code == 200 and "Irisan Regsosek, DTKS dan P3KE" in page.content.decode()


def test_the_file_holds_what_the_page_shows(client: Any) -> None:
    page, answer = client.get(ASK), client.get(ASK.replace("/irisan/", "/irisan/unduh/tabel.csv"))
    assert "data-contoh.csv" in answer.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    found = {row[0]: row for row in rows if row and row[0] == "53"}
    assert found and any("regsosek+dtks+p3ke" in row for row in rows)
    whole = next(row for row in rows if "regsosek+dtks+p3ke" in row)
    value = next(v for v in whole if re.fullmatch(r"1\d{3}", v.replace(".", "")))
    assert f"{int(value.replace('.', '')):,}".replace(",", ".") in page.content.decode()
    assert client.get(ASK.replace("/irisan/", "/irisan/unduh/tabel.xlsx")).content[:2] == b"PK"


def test_the_poor_in_no_list_say_that_every_measure_is_a_simulation(client: Any) -> None:
    page = client.get("/irisan/miskin/?daftar=regsosek&daftar=dtks&daftar=p3ke&wilayah=53")
    text = words(page)
    assert "Keluarga miskin yang tidak ada di DTKS atau P3KE" in text and "bukan status resmi" in text
    assert "belum dikonfirmasi" in text and "Desil 1–2" in text
    assert client.get("/irisan/unduh/miskin.csv?daftar=dtks&daftar=p3ke&wilayah=53").status_code == 200


def test_names_are_asked_for_inside_the_base_registry_only() -> None:
    from sepakat.web.registries.presenters.overlap_page import names_of

    three, two = ["regsosek", "dtks", "p3ke"], ["dtks", "pkh"]
    assert names_of("regsosek+dtks-p3ke", three, "regsosek") == "regsosek+dtks-p3ke"
    assert names_of("-regsosek+dtks-p3ke", three, "regsosek") == "dtks-regsosek-p3ke"
    assert names_of("-regsosek+dtks+pkh", ["regsosek", "dtks", "pkh"], "regsosek") == ""
    assert names_of("dtks-pkh", two, "regsosek") == "regsosek+dtks-pkh"
    assert names_of("-dtks+pkh", two, "regsosek") == "regsosek-dtks+pkh"


def test_links_from_the_menu(client: Any) -> None:
    assert 'href="/irisan/"' in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        (120, 80, "sekitar 200 hanya ada di satu daftar."),
        (120, None, "sekitar 120 hanya ada di satu daftar (yang ditampilkan)."),  # not as if there were none
        (None, None, "yang hanya ada di satu daftar tidak ditampilkan."),
    ],
)
def test_hidden_parts_are_not_counted_as_none(first: int | None, second: int | None, said: str) -> None:
    from types import SimpleNamespace

    from sepakat.web.registries.presenters.overlap_page import sentence

    parts = {"dtks+p3ke": (True, True, 500), "dtks-p3ke": (True, False, first), "-dtks+p3ke": (False, True, second)}
    whole = [{"irisan": name, "dtks": d, "p3ke": p, "value": v} for name, (d, p, v) in parts.items()]
    table: Any = SimpleNamespace(meta={"whole": whole, "lists": ["dtks", "p3ke"], "unit": "orang", "region": "53.01"})
    assert sentence(table).id == f"Di Kabupaten Kupang, 500 orang ada di kedua daftar; {said}"
