"""Problem trees on the site: examples for everybody, the editor without JavaScript, versions, who may."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.web_people import member, person, signed_in, stranger
from tests.web_site import page, site

EXAMPLE = "/pohon-masalah/contoh/sanitasi/"


@pytest.fixture(autouse=True)
def _site(sample_lake: Path) -> Iterator[None]:
    from sepakat.web.lake_source import LakeSource

    with site(LakeSource(sample_lake)):
        yield


def change(client: Any, number: int, act: str, at: str, version: int, **more: Any) -> Any:
    return client.post(f"/pohon-masalah/{number}/ubah/", {"aksi": act, "simpul": at, "versi": version, **more})


def made(client: Any, **given: str) -> int:
    answer = client.post("/pohon-masalah/baru/", {"wilayah": "53.01", "contoh": "sanitasi", **given})
    assert answer.status_code == 302, answer.content[:500]
    return int(answer.url.split("/")[2])


def test_examples_are_for_everybody_and_cost_strangers_no_database() -> None:
    """No database mark: a query would fail the test."""
    client = stranger()
    assert "belum diperiksa ahli" in page(client, "/pohon-masalah/").words
    shown = page(client, EXAMPLE + "?wilayah=53.02")
    assert "lebih buruk daripada" in shown.words and "19,0 poin lebih buruk; nyata" in shown.words
    assert any(a.get("class") == "chart pohon" for a in shown.all("svg"))
    english = page(client, "/en" + EXAMPLE + "?wilayah=53.02")
    assert "worse than in" in english.words and english.tags[0][1]["lang"] == "en"
    table = client.get(EXAMPLE + "unduh/tabel.json?wilayah=53.02").json()
    assert table["release"] and any(r["number"] == "2" and "56,1%" in r["value"] for r in table["rows"])
    page(client, "/pohon-masalah/contoh/sanitasix/", 404)
    assert "Tidak ada wilayah bernama" in page(client, EXAMPLE + "?wilayah=zzzq").words


@pytest.mark.django_db
def test_a_planner_makes_changes_and_takes_them_back() -> None:
    from sepakat.web.governance.models import AuditEntry
    from sepakat.web.trees.models import ProblemTree

    client = signed_in(member("Ina"))
    number = made(client, nama="Sanitasi RKPD")
    edit = f"/pohon-masalah/{number}/susun/"
    assert "Urungkan" not in page(client, edit).words
    assert change(client, number, "tambah", "tangki", 1, teks="Truk penyedot 3201010101010001").status_code == 302
    assert change(client, number, "pasang", "s1", 2, indikator="tangki_septik").status_code == 302
    box = page(client, f"/pohon-masalah/{number}/simpul/s1/")
    assert "Tangki septik dan penyedotan terjadwal" in box.words and "belum dikonfirmasi" in box.words
    for act, more in (
        ("intervensi", {"intervensi": ["tangki_septik_aman"]}),
        ("wilayah", {"wilayah": [], "wilayah_lain": "53.01.27"}),
        ("kelompok", {"kelompok": ["desil_nasional:1"]}),
    ):
        version = ProblemTree.objects.get(pk=number).latest.number
        assert change(client, number, act, "s1", version, **more).status_code == 302
    shown = page(client, f"/pohon-masalah/{number}/")
    assert ("Truk penyedot" in shown.words and "Amarasi Selatan" in shown.words) or "53.01.27" in str(shown.links)
    whole = json.loads(client.get(f"/pohon-masalah/{number}/pohon.json").content)
    kept = next(s for s in whole["simpul"] if s["id"] == "s1")
    assert (kept["intervensi"], kept["wilayah"], kept["kelompok"]) == (
        ["tangki_septik_aman"], ["53.01.27"], ["desil_nasional:1"]
    )  # fmt: skip
    assert client.get(f"/pohon-masalah/{number}/pohon.svg").content.startswith(b"<svg")
    assert client.get(f"/pohon-masalah/{number}/unduh/tabel.xlsx").status_code == 200
    assert change(client, number, "buang", "s1", 6).status_code == 302
    assert client.post(f"/pohon-masalah/{number}/pulihkan/", {"versi": 7, "ke": 6}).status_code == 302
    history = page(client, f"/pohon-masalah/{number}/versi/").words
    assert "Versi lama dikembalikan (6)" in history and "Simpul dihapus" in history
    assert ProblemTree.objects.get(pk=number).latest.document == whole
    told = AuditEntry.objects.filter(action="pohon.susun", target=str(number))
    assert told.count() == 8 and not any("Truk" in str(e.facts) for e in told)
    page(client, f"/pohon-masalah/{number}/?versi=99", 404)
    assert client.post(f"/pohon-masalah/{number}/hapus/").status_code == 302
    assert not ProblemTree.objects.exists()


@pytest.mark.django_db
@pytest.mark.one_database
def test_what_was_typed_stays_and_nobody_overwrites() -> None:
    client = signed_in(member("Ina"))
    number = made(client)
    short = change(client, number, "kalimat", "air", 1, teks="x")
    assert short.status_code == 400 and b'value="x"' in short.content and b"teks-galat" in short.content
    lost = change(client, number, "wilayah", "air", 1, wilayah_lain="53.02")
    assert lost.status_code == 400 and "di luar wilayah pohon" in lost.content.decode()
    assert change(client, number, "turun", "jamban", 1).status_code == 302
    late = change(client, number, "naik", "jamban", 1)
    assert late.status_code == 400 and "diubah orang lain" in late.content.decode()
    assert change(client, number, "tambah", "masalah", 1, teks="Sebab").status_code == 400
    assert change(client, number, "lain", "masalah", 2).status_code == 404
    wrong = client.post("/pohon-masalah/baru/", {"wilayah": "Kupang", "mulai": "sanitasi_layak", "nama": "Coba saya"})
    assert wrong.status_code == 400 and b'value="Coba saya"' in wrong.content and b"53.01" in wrong.content


@pytest.mark.django_db
@pytest.mark.one_database
def test_who_may() -> None:
    ina, nico = signed_in(member("Ina")), signed_in(member("Nico"))
    number = made(ina)
    page(nico, f"/pohon-masalah/{number}/", 404)
    assert change(nico, number, "naik", "air", 1).status_code == 404
    assert nico.post("/pohon-masalah/baru/", {"wilayah": "53.01", "contoh": "sanitasi"}).status_code == 403
    colleague = signed_in(person("Rani", "perencana", "53.01"))
    assert "Sanitasi" in page(colleague, "/pohon-masalah/").words
    assert change(colleague, number, "turun", "jamban", 1).status_code == 302, "planners of a region work together"
    assert colleague.post(f"/pohon-masalah/{number}/hapus/").status_code == 404, "but delete only their own"
    auditor = signed_in(member("Agus"))
    assert "disabled" in str(page(auditor, "/pohon-masalah/").all("button"))
    page(auditor, f"/pohon-masalah/{number}/", 404)
    away = stranger().get(f"/pohon-masalah/{number}/")
    assert away.status_code == 302 and "/masuk/" in away.url
