"""Analisis mandiri and Bandingkan on the sample release: the same figures on page, file and command line."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from sepakat import engine
from sepakat.cli import tree
from sepakat.core.text import number
from sepakat.web.lake_source import LakeSource
from tests.web_people import person, signed_in
from tests.web_site import Page, page, site

QUERY = "apa=orang&siapa=kelompok_umur%3A5&wilayah=53&tingkat=kabupaten&menurut=jenis_kelamin"


@pytest.fixture
def client(sample_lake: Path) -> Iterator[Any]:
    with site(LakeSource(sample_lake)) as made:
        yield made


def test_page_file_and_command_line_have_the_figures_of_the_engine(client, release, sample_lake):
    table = engine.tabulate(release, "orang", ["kelompok_umur:5"], "53", ["jenis_kelamin"], level="kabupaten")
    shown = [r["n"] for r in table.rows() if r["n"] is not None]
    assert shown
    words = page(client, f"/analisis/hasil/?{QUERY}").words
    for n in shown:
        assert number(n) in words
    told = client.get(f"/analisis/unduh/tabel.csv?{QUERY}").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(told), delimiter=";"))
    value = next(i for i, head in enumerate(rows[0]) if head.startswith("Nilai"))
    assert [int(r[value]) for r in rows[1:] if r[value]] == shown
    machine = json.loads(client.get(f"/analisis/unduh/tabel.json?{QUERY}").content)
    assert [r["n"] for r in machine["rows"]] == table.column("n")
    said = CliRunner().invoke(
        tree,
        ["table", "orang", "--for", "kelompok_umur:5", "--region", "53", "--level", "kabupaten", "--by",
         "jenis_kelamin", "--lake", str(sample_lake), "--format", "json"],
    )  # fmt: skip
    assert said.exit_code == 0, said.output
    assert [r["n"] for r in json.loads(said.stdout)] == table.column("n")
    assert client.get(f"/analisis/unduh/tabel.xlsx?{QUERY}").content[:2] == b"PK"


def test_a_result_says_its_release_its_noise_and_the_sentence_first(client, release):
    found = page(client, "/analisis/hasil/?apa=orang&wilayah=53")
    assert release.id in found.words
    assert "paling banyak ±8 orang" in found.words
    whole = engine.tabulate(release, "orang", (), "53").meta["whole"]["n"]
    assert f"ada sekitar {number(whole)} orang" in found.words
    assert len(found.all("h1")) == 1
    assert all(found.captions)


def test_a_share_names_its_version_and_links_its_definition(client):
    found = page(client, "/analisis/hasil/?apa=air_leding&wilayah=53&tingkat=kabupaten")
    assert "versi" in found.words
    assert any("/indikator/air_leding/" in link for link in found.links)


def test_english_pages_speak_english(client):
    words = page(client, "/en/analisis/hasil/?apa=orang&wilayah=53").words
    assert "There are about" in words
    assert "Free analysis" in page(client, "/en/analisis/").words
    assert "Compare regions" in page(client, "/en/bandingkan/").words


def test_the_four_steps_keep_the_whole_question_in_the_address(client):
    for step in range(1, 5):
        found = page(client, f"/analisis/susun/?{QUERY}&langkah={step}")
        hidden = {(a["name"], a["value"]) for a in found.all("input") if a.get("type") == "hidden"}
        own = {1: "apa", 2: "siapa", 3: "wilayah", 4: "menurut"}[step]
        assert {name for name, _ in hidden} >= {"apa", "siapa", "wilayah", "menurut"} - {own}
        assert own not in {name for name, _ in hidden}
        labelled = {a["for"] for a in found.all("label") if a.get("for")}
        fields = {a["id"] for tag in ("select", "input") for a in found.all(tag) if a.get("id")}
        assert fields == labelled & fields
        assert "Perbarui pratinjau" in found.words
        assert "Lihat hasil lengkap" in found.words, "the preview stands on every step without script"


def test_examples_lead_to_results(client):
    links = [link for link in page(client, "/analisis/").links if link.startswith("/analisis/hasil/")]
    assert len(links) >= 5
    for link in links:
        assert client.get(link).status_code == 200, link


@pytest.mark.parametrize(
    ("query", "step"),
    [("apa=salah", 1), ("apa=orang&siapa=salah:1", 2), ("apa=orang&siapa=jenis_kelamin:9", 2),
     ("apa=orang&wilayah=53.01&menurut=salah", 4), ("apa=orang&wilayah=99.99", 3)],
)  # fmt: skip
def test_a_question_that_cannot_be_answered_leads_to_the_step_that_mends_it(client, query, step):
    answer = client.get(f"/analisis/hasil/?{query}")
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith(f"langkah={step}")
    found = page(client, answer.headers["Location"])
    assert any(a.get("id") == "ringkasan" and a.get("role") == "alert" for a in found.all("div"))


def test_a_region_may_be_named_and_several_of_that_name_are_offered(client):
    answer = client.get("/analisis/susun/?apa=orang&wilayah=Sikka&langkah=3")
    assert answer.status_code == 302 or "Beberapa wilayah" in answer.content.decode()
    assert "pilih satu" in page(client, "/analisis/susun/?apa=orang&wilayah=Kupang&langkah=3").words


def test_the_preview_alone_is_a_fragment_that_nothing_keeps(client):
    answer = client.get(f"/analisis/pratinjau/?{QUERY}")
    assert b"<html" not in answer.content
    assert "no-store" in answer.headers["Cache-Control"]
    assert "±8" in answer.content.decode()


def test_what_is_typed_is_escaped(client):
    evil = "%3Cscript%3Ealert(1)%3C/script%3E"
    for path in (f"/analisis/susun/?wilayah={evil}&langkah=3", f"/analisis/susun/?siapa={evil}&langkah=2",
                 f"/analisis/pratinjau/?apa={evil}", f"/bandingkan/?cari={evil}"):  # fmt: skip
        assert b"<script>alert" not in client.get(path).content


def test_comparison_starts_sensibly_and_keeps_the_choice_in_the_address(client):
    start = page(client, "/bandingkan/")
    assert len(start.all("tr")) > 20
    two = page(client, "/bandingkan/?wilayah=53.01&wilayah=53.02&indikator=air_leding&indikator=bekerja_15")
    assert len(two.all("tr")) == 3
    assert "Kabupaten Kupang" in two.words
    without = next(link for link in two.links if link.startswith("?") and "53.02" not in link)
    one = page(client, f"/bandingkan/{without}")
    assert len(one.all("tr")) == 2
    table = "/bandingkan/unduh/tabel.csv?wilayah=53.01&wilayah=53.02&indikator=air_leding"
    assert len(client.get(table).content.decode("utf-8-sig").splitlines()) == 3


def test_comparison_shows_the_published_figures_worst_first(client, release):
    rows = engine.compute(release, ["air_leding"], region="53", level="kabupaten").rows()
    worst = sorted((r for r in rows if r["value"] is not None), key=lambda r: (r["value"], r["region"]))
    chosen = "&".join(f"wilayah={r['region']}" for r in rows)
    found = page(client, f"/bandingkan/?{chosen}&indikator=air_leding&urut=air_leding")
    order = [m[1] for link in found.links if (m := re.fullmatch(r"/wilayah/(53\.\d\d)/", link))]
    assert order[: len(worst)] == [r["region"] for r in worst]
    assert "urut terburuk" in found.words
    assert number(worst[0]["value"], 1) in found.words


def test_comparison_takes_a_regions_siblings_and_unknown_ones_are_refused(client):
    assert len(page(client, "/bandingkan/?saudara=53.01&indikator=air_leding").all("tr")) > 20
    assert len(page(client, "/bandingkan/?wilayah=53.01").all("tr")) > 20, "as the region's page links to it"
    assert client.get("/bandingkan/?wilayah=99.99").status_code == 404
    assert client.get("/bandingkan/?wilayah=53.01&indikator=salah").status_code == 404


def test_strangers_cost_no_database(client):
    """These pages are read by everybody: without a database mark, a query would be an error."""
    for path in ("/analisis/", f"/analisis/hasil/?{QUERY}", "/bandingkan/"):
        assert client.get(path).status_code == 200


@pytest.mark.django_db
class TestSaving:
    """Keeping an analysis under a name."""

    def test_a_planner_saves_finds_and_deletes_an_analysis(self, client, release):
        from sepakat.web.governance.models import AuditEntry

        ina = signed_in(person("Ina", "perencana"))
        assert "Simpan analisis" in Page(ina.get(f"/analisis/hasil/?{QUERY}").content.decode()).words
        data = {"apa": "orang", "siapa": "kelompok_umur:5", "wilayah": "53", "tingkat": "kabupaten",
                "menurut": "jenis_kelamin", "nama": "Lansia per kabupaten"}  # fmt: skip
        assert ina.post("/analisis/tersimpan/simpan/", data).status_code == 302
        kept = Page(ina.get("/analisis/tersimpan/").content.decode())
        assert "Lansia per kabupaten" in kept.words
        assert release.id in kept.words
        link = next(h for h in kept.links if h.startswith("/analisis/hasil/"))
        assert ina.get(link).status_code == 200
        assert list(AuditEntry.objects.values_list("action", flat=True)) == ["analisis.simpan"]
        number_ = next(a["action"] for a in kept.all("form") if "hapus" in (a.get("action") or ""))
        assert ina.post(number_).status_code == 302
        assert "Belum ada" in Page(ina.get("/analisis/tersimpan/").content.decode()).words

    def test_a_name_is_asked_for_and_what_was_chosen_stays(self, client):
        ina = signed_in(person("Ina", "perencana"))
        answer = ina.post("/analisis/tersimpan/simpan/", {"apa": "orang", "wilayah": "53", "nama": "  "})
        assert answer.status_code == 400
        assert "Isi nama analisis" in answer.content.decode()

    def test_nobody_sees_or_deletes_anothers(self, client):
        ina, nico = signed_in(person("Ina", "perencana")), signed_in(person("Nico", "perencana", "53.02"))
        ina.post("/analisis/tersimpan/simpan/", {"apa": "orang", "wilayah": "53", "nama": "Punya Ina"})
        from sepakat.web.explore.models import SavedAnalysis

        number_ = SavedAnalysis.objects.get().pk
        assert "Punya Ina" not in nico.get("/analisis/tersimpan/").content.decode()
        assert nico.post(f"/analisis/tersimpan/{number_}/hapus/").status_code == 404
        assert SavedAnalysis.objects.count() == 1

    def test_who_may_not_save_reads_why_and_strangers_are_asked_to_sign_in(self, client):
        lost = signed_in(person("Tamu"))
        assert "bukan bagian peran Anda" in lost.get(f"/analisis/hasil/?{QUERY}").content.decode()
        refused = lost.post("/analisis/tersimpan/simpan/", {"apa": "orang", "wilayah": "53", "nama": "x"})
        assert refused.status_code == 403
        stranger = client.post("/analisis/tersimpan/simpan/", {"apa": "orang", "nama": "x"})
        assert stranger.status_code == 302
        assert "masuk" in stranger.headers["Location"]

    def test_saving_without_the_forms_token_is_refused(self, client):
        from django.test import Client

        ina = signed_in(person("Ina", "perencana"))
        strict = Client(enforce_csrf_checks=True, SERVER_NAME="localhost")
        strict.cookies = ina.cookies
        assert strict.post("/analisis/tersimpan/simpan/", {"apa": "orang", "nama": "x"}).status_code == 403
