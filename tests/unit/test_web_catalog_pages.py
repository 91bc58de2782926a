"""The public catalogue: complete pages without a database, no small counts, tables in every format."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.web_fake import Fake
from tests.web_site import Page, site

PAGES = [
    "/data/", "/data/sumber/", "/data/sumber/jkn/", "/data/sumber/regsosek2022k/", "/data/mutu/", "/data/perubahan/",
]  # fmt: skip


class Small(Fake):
    """A release whose quality report has small counts."""

    def quality(self) -> Any:
        found = dict(super().quality() or {})
        (report,) = found.values()
        report |= {"dibaca": 30004, "diterima": 30000, "ditolak": 4, "diperingatkan": 700}
        report["pemeriksaan"] = [report["pemeriksaan"][0] | {"jumlah": 4}]
        return found


@pytest.fixture
def client() -> Iterator[Any]:
    with site(Fake()) as made:
        yield made


@pytest.mark.parametrize("path", [p for page in PAGES for p in (page, "/en" + page)])
def test_pages_are_whole(client: Any, path: str) -> None:
    """No database access is allowed in this test: pytest-django would refuse it."""
    answer = client.get(path)
    assert answer.status_code == 200
    html = answer.content.decode()
    page = Page(html)
    assert len(page.all("h1")) == 1 and all(page.captions)
    assert " style=" not in html and "<script" not in html
    assert "ETag" in answer.headers and not answer.cookies
    assert not [h for h in page.links if h.startswith("http")]


def test_the_catalogue_names_release_sources_and_regions(client: Any) -> None:
    words = Page(client.get("/data/").content.decode()).words
    assert "20260301-01" in words and "30.000" in words and "Kabupaten Kupang" in words and "data contoh" in words
    assert "Lisensi data" in words


def test_tasks_are_offered_to_those_who_signed_in_only(client: Any) -> None:
    assert "/data/unggah/" not in client.get("/data/").content.decode()


def test_an_empty_lake_says_what_to_do() -> None:
    with site(Fake(release="")) as client:
        for path in PAGES:
            assert client.get(path).status_code == 200, path
        assert "sepakat demo" in client.get("/data/").content.decode()


def test_a_source_page_says_what_is_missing_from_it_and_marks_identity(client: Any) -> None:
    words = Page(client.get("/data/sumber/jkn/").content.decode()).words
    assert "Yang tidak ada di dalamnya" in words and "Hanya yang pernah didaftarkan" in words
    assert "disimpan terenkripsi" in words
    missing = client.get("/data/sumber/jkm/")
    assert missing.status_code == 404 and "jkn" in missing.content.decode()


def test_small_counts_are_hidden_and_not_to_be_had_by_subtraction() -> None:
    with site(Small()) as client:
        page = Page(client.get("/data/mutu/").content.decode())
    row = page.words.split("Peringatan")[1].split("Temuan")[0]
    assert "30.004" in row and row.count("#") >= 2 and "30.000" not in row and "700" in row
    assert " 4 " not in page.words


@pytest.mark.parametrize("extension", ["csv", "json", "xlsx", "parquet"])
def test_tables_of_a_theme_in_every_format(client: Any, extension: str) -> None:
    answer = client.get(f"/data/unduh/perumahan-kabupaten.{extension}")
    assert answer.status_code == 200 and len(answer.content) > 300
    assert "perumahan-kabupaten-20260301-01-data-contoh" in answer.headers["Content-Disposition"]


def test_hidden_cells_stay_hidden_in_files(client: Any) -> None:
    rows = json.loads(client.get("/data/unduh/perumahan-desa.json").content)["rows"]
    hidden = [r for r in rows if r.get("suppressed")]
    assert hidden and all(r[c] is None for r in hidden for c in ("value", "numerator", "denominator", "n"))
    body = client.get("/data/unduh/perumahan-kabupaten.csv").content.decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(body), delimiter=";"))) > 20


@pytest.mark.parametrize(
    "path",
    ["/data/unduh/tidak-kabupaten.csv", "/data/unduh/perumahan-planet.csv", "/data/unduh/perumahan-kabupaten.exe",
     "/data/unduh/..-kabupaten.csv", "/data/sumber/%2e%2e/"],
)  # fmt: skip
def test_what_there_is_not(client: Any, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_old_address_still_works(client: Any) -> None:
    assert client.get("/tentang-data/").status_code in (200, 301, 302)
