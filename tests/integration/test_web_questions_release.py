"""Question pages on the sample release: the library's sentence and figures on page, file and API; strangers without
the database (no test here has one)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from sepakat import analysis
from sepakat.analysis import Answer
from sepakat.web.lake_source import LakeSource
from sepakat.web.questions import library
from tests.web_site import Page, page, site

REGION = "53.02"


@pytest.fixture(scope="module")
def client(sample_lake: Path) -> Iterator[Any]:
    with site(LakeSource(sample_lake)) as made:
        yield made


def ask(pairs: list[tuple[str, str]], region: str) -> Answer:
    """The library's answer (the site's door to it keeps it, so that it is not worked out twice)."""
    return library.answer(analysis.read(pairs, region), region)


def plain(words: str) -> str:
    return re.sub(r"\s+", " ", words)


def test_the_catalogue_lists_every_question_with_ones_place_and_finds_by_words(client):
    found = page(client, f"/pertanyaan/?wilayah={REGION}")
    for one in analysis.questions().values():
        assert plain(one.ask.id) in found.words
        assert f"/pertanyaan/{one.id}/?wilayah={REGION}" in found.links
    assert "Kabupaten Timor Tengah Selatan" in found.words
    few = page(client, f"/pertanyaan/?wilayah={REGION}&cari=putus+sekolah+miskin")
    assert "/pertanyaan/putus_sekolah_keluarga_miskin/?wilayah=53.02" in few.links
    assert f"/pertanyaan/sanitasi_sasaran/?wilayah={REGION}" not in few.links
    assert "Tidak ada pertanyaan dengan kata itu" in page(client, "/pertanyaan/?cari=zebra").words
    moved = client.get("/pertanyaan/?wilayah=Timor+Tengah+Selatan&cari=sekolah")
    assert moved.status_code == 302 and "wilayah=53.02" in moved["Location"] and "cari=sekolah" in moved["Location"]


@pytest.mark.parametrize("kind", list(analysis.known()))
def test_every_kind_is_answered_or_says_what_to_do(client, kind):
    region = "53" if kind in ("penjelas", "peringkat", "keterkaitan") else REGION
    answer = ask([("jenis", kind)], region)
    found = page(client, f"/pertanyaan/jenis/{kind}/?wilayah={region}")
    assert plain(str(answer.sentence)) in found.words
    assert "Bagaimana membacanya" in found.words
    assert [t for t, _ in found.tags].count("h1") == 1
    assert all(found.captions)
    if answer.refused:
        assert "Langkah berikutnya" in found.words
    else:
        drawn = [a for a in found.all("svg") if "chart" in (a.get("class") or "")]
        late = [a for a in found.all("img") if "chart" in (a.get("class") or "")]
        assert drawn or late, "no picture"
        assert len(answer.table)


def test_any_indicator_or_series_page_file_and_api_say_the_same(client, release):
    query = "wilayah=53.02&indikator=air_minum_layak"
    asked = analysis.read([("jenis", "posisi"), ("indikator", "air_minum_layak")], REGION)
    answer = analysis.ask(release, asked.question, REGION)
    assert plain(str(answer.sentence)) in page(client, f"/pertanyaan/jenis/posisi/?{query}").words
    told = client.get(f"/pertanyaan/jenis/posisi/unduh/tabel.csv?{query}").content.decode("utf-8-sig")
    codes = [r[1].lstrip("'") for r in csv.reader(io.StringIO(told), delimiter=";")][1 : 1 + len(answer.table)]
    assert codes == answer.table.column("region")
    made = client.get("/api/v1/analyses/posisi?region=53.02&indicator=air_minum_layak").json()
    assert made["rows"] == answer.table.rows() and made["sentence"] == str(answer.sentence)
    assert made["address"] == f"/pertanyaan/jenis/posisi/?{query}"
    series = page(client, "/pertanyaan/jenis/posisi/?wilayah=53.02&indikator=seri:p0&putaran=03").words
    assert "Persentase penduduk miskin (P0)" in series and "urutan" in series
    assert client.get(f"/pertanyaan/jenis/posisi/unduh/tabel.xlsx?{query}").content[:2] == b"PK"


def test_weights_change_the_answer_and_what_cannot_be_read_is_named_at_its_field(client):
    base = "/pertanyaan/jenis/wilayah_prioritas/?wilayah=53"
    only = page(client, f"{base}&keparahan=0&tren=0&risiko=0&jumlah=1").words
    answer = ask([("jenis", "wilayah_prioritas"), *((k, "0") for k in ("keparahan", "tren", "risiko")),
                           ("jumlah", "1")], "53")  # fmt: skip
    assert plain(str(answer.sentence)) in only and plain(str(answer.sentence)) not in page(client, base).words
    wrong = client.get(f"{base}&keparahan=banyak")
    assert wrong.status_code == 400
    body = unescape(wrong.content.decode())
    assert 'value="banyak"' in body and 'href="#opsi-keparahan"' in body and 'aria-invalid="true"' in body


def test_what_is_not_there_is_not_found_and_lacks_are_no_errors(client):
    for path in ("/pertanyaan/tidak_ada/", "/pertanyaan/jenis/tidak_ada/", "/pertanyaan/jenis/posisi/?wilayah=99.99"):
        assert client.get(path).status_code == 404, path
    lacking = page(client, "/pertanyaan/pertumbuhan_atau_pemerataan/?wilayah=53").words
    assert "Evaluasi memerlukan dua Susenas" in lacking and "Langkah berikutnya" in lacking
    nation = page(client, "/pertanyaan/jaminan_kesehatan_desil/?wilayah=00")
    assert "dijawab untuk satu provinsi atau kabupaten/kota, bukan untuk Indonesia" in nation.words
    assert any(link.endswith("&wilayah=53") for link in nation.links)


def test_hub_and_priorities_of_a_region_are_reached_from_its_pages(client):
    hub = page(client, f"/wilayah/{REGION}/analisis/?indikator=sanitasi_layak")
    assert f"/pertanyaan/jenis/tren/?indikator=sanitasi_layak&wilayah={REGION}" in hub.links
    first = page(client, f"/wilayah/{REGION}/prioritas/").words
    for kind in ("wilayah_prioritas", "masalah_prioritas"):
        assert plain(str(ask([("jenis", kind)], REGION).sentence)) in first
    mapped = page(client, "/wilayah/53/prioritas/").words
    for word in ("didahulukan", "menengah", "lebih rendah"):  # the map's key, and the table beside it
        assert mapped.count(word) > 2
    assert "Golongan tiap wilayah ada di tabel" in mapped and "tata letak skematis" in mapped
    home = page(client, f"/wilayah/{REGION}/").links
    assert f"/wilayah/{REGION}/analisis/" in home and f"/wilayah/{REGION}/prioritas/" in home
    about = page(client, f"/wilayah/{REGION}/indikator/sanitasi_layak/").links
    assert f"/wilayah/{REGION}/analisis/?indikator=sanitasi_layak" in about


def test_pages_are_kept_by_release_and_speak_english(client):
    path = f"/pertanyaan/sanitasi_sasaran/?wilayah={REGION}"
    first = client.get(path)
    tag = (
        first.headers.get("ETag") or client.get(path).headers["ETag"]
    )  # a late picture keeps the first from being kept
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    english = Page(client.get("/en" + path).content.decode()).words
    assert "on the way" in english and "How to read it" in english


def test_the_api_lists_questions_and_kinds(client):
    listed = client.get("/api/v1/questions?theme=pendidikan").json()
    assert {r["id"] for r in listed["rows"]} == {q.id for q in analysis.questions().values() if q.theme == "pendidikan"}
    kinds = client.get("/api/v1/analyses").json()["rows"]
    assert [k["id"] for k in kinds] == list(analysis.known())
    refused = client.get("/api/v1/questions/pertumbuhan_atau_pemerataan?region=53").json()
    assert refused["ok"] and refused["refused"] and refused["rows"] == []
    assert client.get("/api/v1/questions/tidak_ada?region=53").status_code == 404
    assert client.get("/api/v1/analyses/posisi?region=53&option=keparahan=1").status_code == 400
