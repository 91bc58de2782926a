"""Pages of programmes on the sample release: the hub, one programme, and a region's own from proposal to use."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sepakat import catalogue
from sepakat.core.text import number
from sepakat.engine import frames
from sepakat.lake import Lake
from sepakat.targeting.counts import due_for
from tests.names_cast import lake_of_site
from tests.web_people import person, signed_in, stranger
from tests.web_site import Page

pytestmark = pytest.mark.django_db
FORM = {
    "kode": "beras_kupang",
    "nama": "Beras daerah",
    "penyelenggara": "Dinas Sosial Kabupaten Kupang",
    "satuan": "keluarga",
    "wilayah": "53.01",
    "desil_min": "1",
    "desil_maks": "3",
    "keterangan_1": "jumlah_balita",
    "banding_1": ">=",
    "nilai_1": "1",
    "keterangan_2": "anggota:umur",
    "banding_2": ">=",
    "nilai_2": "18",
    "dahulukan": "jumlah_balita >= 2",
    "kuota": "1.000",
    "manfaat": "200.000",
    "per": "bulan",
    "bagian_provinsi": "40",
    "bagian_kabupaten": "60",
    "dasar_hukum": "Perbup 12/2026",
    "status": "sekunder",
    "sejak": "2026-01-01",
    "alasan": "usulan dari musyawarah kabupaten",
}


@pytest.fixture
def lake(sample_lake: Path, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    settings.STATE = tmp_path / "state"
    monkeypatch.setenv("SEPAKAT_PROGRAMMES", str(tmp_path / "programmes"))
    with lake_of_site(sample_lake, settings) as path:
        yield path


def page(client: Any, path: str, status: int = 200) -> Page:
    return Page(html(client, path, status))


def html(client: Any, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.content[:800])
    return str(answer.content.decode())


def test_the_hub_shows_the_figures_of_the_library_and_leads_on(lake: Path) -> None:
    release = Lake.open(lake).release("current")
    client = stranger()
    found = page(client, "/sasaran/?wilayah=53")
    for name in ("pkh", "pbi_jkn", "jkn_daerah"):
        (row,) = due_for(release, name, "53").rows()
        for figure in ("due", "has", "gap", "waiting"):
            assert number(row[figure]) in found.words, (name, figure)
    assert "Nusa Tenggara Timur" in found.words
    assert release.id in found.words
    assert "PKH Plus" not in found.words  # given elsewhere only
    assert "/program/pkh/?wilayah=53" in html(client, "/sasaran/?wilayah=53")
    told = json.loads(client.get("/sasaran/unduh/tabel.json?wilayah=53").content)
    assert {r["programme"] for r in told["rows"]} >= {"pkh", "rtlh"}
    english = page(client, "/en/sasaran/?wilayah=53")
    assert "Due, not yet" in english.words


def test_pages_for_strangers_set_no_cookie_and_are_kept_by_release(lake: Path) -> None:
    answer = stranger().get("/program/pkh/?wilayah=53.01")
    assert answer.status_code == 200
    assert answer.headers["ETag"]
    assert "no-store" not in answer.headers["Cache-Control"]
    assert set(answer.cookies) <= {"kenal"}


def test_a_programme_tells_rule_source_status_figures_reasons_and_example(lake: Path) -> None:
    found = page(stranger(), "/program/jkn_daerah/?wilayah=53")
    for words in (
        "desil nasional 1–4 (simulasi)",
        "bukan keluarga inti pekerja penerima upah",
        "perlu diverifikasi",
        "terverifikasi",
        "sudah ditanggung pemberi kerja",
        "Contoh hitungan",
        "Pemerintah provinsi 29,4%",
        "Menurut kabupaten/kota",
    ):
        assert words.lower() in found.words.lower(), words
    elsewhere = page(stranger(), "/program/pkh_plus_jatim/?wilayah=53")
    assert "hanya diberikan di" in elsewhere.words
    assert stranger().get("/program/tidak_ada/").status_code == 404
    assert len(page(stranger(), "/program/").tags) > 50


def test_a_name_that_fits_several_regions_asks_which(lake: Path) -> None:
    found = page(stranger(), "/sasaran/?wilayah=Kupang")
    assert "Pilih wilayah" in found.words


def test_a_region_adds_a_programme_without_code(lake: Path, tmp_path: Path) -> None:
    ina, wati = signed_in(person("Ina", "perencana", "53.01")), signed_in(person("Wati", "walidata", "53.01"))
    preview = ina.post("/program/baru/", FORM | {"langkah": "pratinjau"})
    words = Page(preview.content.decode()).words
    assert preview.status_code == 200, words[:1500]
    assert "Berhak menurut usulan" in words
    assert "ada anggota: umur" in words
    assert "beras_kupang" not in catalogue.programmes()
    sent = ina.post("/program/baru/", FORM | {"langkah": "kirim"})
    assert sent.status_code == 302
    address = sent.headers["Location"]
    assert "Setujui usulan" not in Page(ina.get(address).content.decode()).words
    refused = ina.post(address + "setujui/")
    assert refused.status_code == 403  # proposing and reviewing are two rights
    assert "beras_kupang" not in catalogue.programmes()
    assert "beras_kupang" not in html(stranger(), "/sasaran/?wilayah=53.01")  # kept, until the approval
    assert "Usulan program untuk ditinjau" in page(wati, "/meja/").words
    assert "Setujui usulan" in Page(wati.get(address).content.decode()).words
    assert wati.post(address + "setujui/").status_code == 302
    made = catalogue.programme("beras_kupang")
    rule = made.rules[-1]
    assert (made.own, made.region, made.unit, rule.decile_max) == (True, "53.01", "keluarga", 3)
    assert rule.syarat_ekspresi is not None
    assert rule.syarat_ekspresi.text == "jumlah_balita >= 1 AND syarat_2 > 0"
    assert (made.kuota[0].units, made.manfaat[0].amount) == (1000, 200000)
    assert {k: float(v) for k, v in made.pembayar[0].shares.items()} == {"provinsi": 0.4, "kabupaten": 0.6}
    found = page(stranger(), "/program/beras_kupang/?wilayah=53.01")
    assert "Beras daerah" in found.words
    assert "beras_kupang" in html(stranger(), "/sasaran/?wilayah=53.01")
    assert "beras_kupang" not in html(stranger(), "/sasaran/?wilayah=53.02")


def test_a_change_is_a_version_that_holds_from_its_own_date(lake: Path) -> None:
    ina, wati = signed_in(person("Ina", "perencana", "53.01")), signed_in(person("Wati", "walidata", "53.01"))
    for changes in ({}, {"desil_maks": "5", "sejak": "2026-06-01", "alasan": "desil diperluas menurut Perbup 13/2026"}):
        sent = ina.post("/program/baru/", FORM | changes | {"langkah": "kirim"})
        assert sent.status_code == 302, Page(sent.content.decode()).words[:600]
        again = ina.post("/program/baru/", FORM | changes | {"langkah": "kirim"})
        assert "masih menunggu tinjauan" in Page(again.content.decode()).words
        wati.post(sent.headers["Location"] + "setujui/")
    made = catalogue.programme("beras_kupang")
    assert [(r.since.isoformat(), r.decile_max) for r in made.rules] == [("2026-01-01", 3), ("2026-06-01", 5)]
    history = Page(ina.get(sent.headers["Location"]).content.decode()).words
    assert "Versi 1" in history
    assert "Versi 2" in history
    filled = ina.get("/program/baru/?ubah=beras_kupang").content.decode()
    assert re.search(r'id="nama" name="nama" value="Beras daerah"', filled)
    moved = ina.post("/program/baru/", FORM | {"satuan": "orang", "keterangan_1": "", "nilai_1": "", "langkah": "kirim",
                                               "dahulukan": ""})  # fmt: skip
    assert moved.status_code == 400


def test_an_office_proposes_a_programme_that_there_is_not_yet_and_it_ends(lake: Path) -> None:
    oka, wati = (
        signed_in(person("Oka", "opd", "53.01", programmes=("pkh",))),
        signed_in(person("Wati", "walidata", "53.01")),
    )
    early = oka.post("/program/baru/", FORM | {"sampai": "2025-12-31", "langkah": "kirim"})
    assert "Hari terakhir tidak sebelum hari pertama" in Page(early.content.decode()).words
    sent = oka.post("/program/baru/", FORM | {"sampai": "2026-01-31", "langkah": "kirim"})
    assert sent.status_code == 302, Page(sent.content.decode()).words[:600]
    assert "sampai 31 Januari 2026" in page(wati, sent.headers["Location"]).words
    wati.post(sent.headers["Location"] + "setujui/")
    made = catalogue.programme("beras_kupang")
    assert made.in_force(made.rules[-1].since) and not made.in_force(frames.day(Lake.open(lake).release("current")))
    assert "sudah berakhir" in page(stranger(), "/program/beras_kupang/?wilayah=53.01").words
    assert "beras_kupang" not in html(stranger(), "/sasaran/?wilayah=53.01")
    other = oka.post("/program/baru/", FORM | {"sejak": "2027-01-01", "langkah": "kirim"})
    assert "bukan program kantor Anda" in Page(other.content.decode()).words  # it exists now, and is not given to them


def test_mistakes_stay_beside_their_field_and_what_was_typed_stays(lake: Path) -> None:
    ina = signed_in(person("Ina", "perencana", "53.01"))
    wrong = FORM | {
        "kode": "pkh",
        "nilai_1": "dua",
        "ekspresi": "nik IS NOT NULL",
        "bagian_kabupaten": "50",
        "sejak": "besok",
        "wilayah": "53.02",
        "langkah": "kirim",
    }
    answer = ina.post("/program/baru/", wrong)
    found = Page(answer.content.decode())
    assert answer.status_code == 400
    for words in (
        "Kode `pkh` sudah dipakai",
        "bilangan bulat",
        "kolom identitas",
        "berjumlah 100",
        "Isi tanggal mulai",
        "di luar wewenang Anda",
    ):
        assert words in found.words, words
    assert 'value="Beras daerah"' in answer.content.decode()
    assert ina.get("/program/baru/?dari=%C2%B2").status_code == 200
    unknown = ina.post("/program/baru/", FORM | {"keterangan_1": "jenis_kelamin_kk", "nilai_1": "7", "langkah": "x"})
    assert "Kodenya: 1 Laki-laki" in Page(unknown.content.decode()).words


def test_a_proposal_is_returned_with_a_reason_and_hidden_from_other_regions(lake: Path) -> None:
    ina, wati = signed_in(person("Ina", "perencana", "53.01")), signed_in(person("Wati", "walidata", "53.01"))
    nico = signed_in(person("Nico", "perencana", "53.02"))
    address = ina.post("/program/baru/", FORM | {"langkah": "kirim"}).headers["Location"]
    assert nico.get(address).status_code == 404
    short = wati.post(address + "kembalikan/", {"catatan": "x"})
    assert short.status_code == 400
    named = wati.post(address + "setujui/", {"catatan": "sudah dicek, NIK 5301012304560001"})
    assert "jangan memuat NIK" in Page(named.content.decode()).words
    assert wati.post(address + "kembalikan/", {"catatan": "dasar hukum belum terbit"}).status_code == 302
    assert "dasar hukum belum terbit" in Page(ina.get(address).content.decode()).words
    assert wati.post(address + "setujui/").status_code == 404
    assert "beras_kupang" not in catalogue.programmes()
    assert stranger().get("/program/baru/").status_code == 302
    from sepakat.web.governance.models import AuditEntry

    acts = list(AuditEntry.objects.order_by("number").values_list("action", "outcome"))
    assert ("program.usul", "ok") in acts
    assert ("program.kembali", "dikembalikan") in acts


def test_a_change_too_small_to_show_is_not_shown(lake: Path) -> None:
    """Two rules that differ by a few families must not be subtracted from each other."""
    from dataclasses import replace

    from sepakat.targeting.effects import effect

    release = Lake.open(lake).release("current")
    pkh = catalogue.programme("pkh")
    rule = pkh.rules[-1]
    few = catalogue.rules.expression(
        "(ibu_hamil > 0 OR anak_usia_dini > 0 OR siswa > 0 OR lanjut_usia > 0 OR disabilitas_anggota > 0) "
        "AND NOT (members = 9)",
        "keluarga", rule.anggota, field="x", where="x",
    )  # fmt: skip
    narrowed = replace(pkh, rules=(replace(rule, syarat_ekspresi=few),))
    found = effect(release, narrowed, "53.01", before=pkh)
    assert found.before is not None
    assert found.lost == (None, "few")
    assert found.before[0] is not None
    same = effect(release, pkh, "53.01", before=pkh)
    assert same.proposed == same.before
    assert found.proposed[0] is None or found.proposed == same.proposed
