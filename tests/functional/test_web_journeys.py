"""Whole journeys in a real Chromium, on a real server with its worker: sign-in, a list of names, an upload, reading."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import pytest

from tests.browser import CHROMIUM, DESK, PHONE, Visitors, barriers, overflow, shoot, totp
from tests.operations_site import Installation, password
from tests.web_uploads import as_csv, rows_of

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.slow,
]


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_first_visit_without_scripts_and_without_an_account(visitors: Visitors, size: tuple[int, int]) -> None:
    """interface.md's first visit as far as there are pages: place, gap, indicator, table, and why names are closed."""
    page = visitors.window(size=size, scripts=False)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/")
    assert overflow(page) <= 0
    shoot(page, "beranda")
    page.get_by_label("Kabupaten/kota atau desa Anda").fill("timor tengah selatan")
    page.get_by_role("button", name="Cari").first.click()
    page.get_by_role("link", name="Kabupaten Timor Tengah Selatan").first.click()
    assert page.get_by_role("heading", level=1).inner_text() == "Kabupaten Timor Tengah Selatan"
    assert overflow(page) <= 0
    shoot(page, "wilayah")
    gap = page.locator(".gaps h3 a").first
    wanted = gap.inner_text()
    gap.click()
    assert page.get_by_role("heading", level=1).inner_text() == wanted
    assert overflow(page) <= 0
    shoot(page, "indikator")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSV").first.click()
    assert waiting.value.suggested_filename.endswith(".csv")
    page.goto("/daftar-nama/")  # whose households are they?
    assert page.get_by_role("heading", level=1).inner_text() == "Masuk"
    assert all(url.startswith(visitors.address + "/") for url in asked), asked


def test_the_first_administrator_accepts_the_link_and_signs_in(
    visitors: Visitors, installation: tuple[str, dict[str, str], Installation]
) -> None:
    address, _, site = installation
    made = site.run(
        "people", "admin", "adi.baru@contoh.go.id", "--region", "53.01", "--site", address, "--format", "json"
    )
    page = visitors.window()
    page.goto(json.loads(made.stdout)["tautan"])
    for field in page.locator("main input[type=password]").all():
        field.fill("pendek")
    page.locator("main form button").click()
    assert page.get_by_role("alert").is_visible()
    for field in page.locator("main input[type=password]").all():
        field.fill(password("Adi Baru"))
    page.locator("main form button").click()
    assert page.url.endswith("/akun/masuk/")
    page.get_by_label("Alamat surel").fill("adi.baru@contoh.go.id")
    page.get_by_label("Sandi", exact=True).fill(password("Adi Baru"))
    page.get_by_role("button", name="Masuk").click()
    assert page.get_by_role("heading", level=1).inner_text() != "Masuk"


def test_signing_in_with_two_steps(visitors: Visitors) -> None:
    """The head of an office sets the second step up from the screen, signs out, and needs the code to come back."""
    page = visitors.window()
    page.goto("/meja/")
    page.get_by_label("Alamat surel").fill("lina@contoh.go.id")
    page.get_by_label("Sandi", exact=True).fill("bukan sandi yang benar")
    page.get_by_role("button", name="Masuk").click()
    assert page.get_by_label("Alamat surel").input_value() == "lina@contoh.go.id"  # what was typed stays
    page.get_by_label("Sandi", exact=True).fill(password("Lina"))
    page.get_by_role("button", name="Masuk").click()
    assert page.url.endswith("/meja/")
    page.goto("/akun/dua-langkah/pasang/")
    if page.get_by_label("Sandi", exact=True).count():
        page.get_by_label("Sandi", exact=True).fill(password("Lina"))
        page.locator("main form button").first.click()
    assert page.locator("figure.qr svg").count() == 1
    secret = page.locator("figure.qr code").inner_text()
    page.get_by_label("Kode enam angka").fill("000000")
    page.get_by_role("button", name="Aktifkan dua langkah").click()
    page.get_by_label("Kode enam angka").fill(totp(secret))
    page.get_by_role("button", name="Aktifkan dua langkah").click()
    assert page.locator("ol.codes li").count() >= 8
    spare = page.locator("ol.codes li").first.inner_text()
    page.goto("/akun/keluar/")
    page.get_by_role("button", name="Keluar dari perangkat ini").click()
    page.goto("/meja/")
    assert page.get_by_role("heading", level=1).inner_text() == "Masuk"
    visitors.sign_in(page, "Lina")
    page.get_by_label("Kode enam angka").fill("000000")
    page.get_by_role("button", name="Masuk").click()
    assert not page.url.endswith("/meja/")
    page.get_by_label("Kode enam angka").fill(spare)
    page.get_by_role("button", name="Masuk").click()
    page.goto("/meja/")
    assert page.get_by_role("heading", level=1).inner_text() != "Masuk"


def test_a_list_of_names_needs_two_others(visitors: Visitors, tmp_path: Path) -> None:
    """Ina asks, Vera and Putu decide apart, the worker seals, Oka alone downloads."""
    ina = visitors.window("Ina")
    ina.goto("/daftar-nama/")
    ina.get_by_role("link", name="Buat permintaan").click()
    ina.get_by_role("button", name="Simpan draf").click()
    assert ina.get_by_role("alert").is_visible()  # nothing filled in: all of it is told at once
    ina.locator("#tujuan").select_option("penetapan_sasaran")
    ina.locator("#keterangan").fill("Calon penerima PKH yang belum terjangkau")
    ina.locator("#dasar").fill("Peraturan Bupati 12/2026 pasal 4")
    ina.locator("#wilayah").fill("53.01")
    ina.locator("#program").select_option("pkh")
    ina.locator("#desil").select_option("4")
    ina.locator("#penerimaan").select_option("belum")
    for column in ("nama", "nik", "alamat"):
        ina.locator(f"input[name=kolom][value={column}]").check()
    ina.locator("#penerima").fill("oka@contoh.go.id")
    ina.locator("#sampai").fill((dt.date.today() + dt.timedelta(days=5)).isoformat())
    ina.get_by_role("button", name="Simpan draf").click()
    assert re.search(r"/daftar-nama/\d+/$", ina.url), ina.locator("main").inner_text()[:1000]
    address = ina.url
    assert "(dibulatkan)" in ina.locator("main").inner_text()
    shoot(ina, "daftar-nama")
    ina.get_by_role("button", name="Kirim").first.click()
    assert not ina.get_by_role("button", name="Kirim penilaian").count()  # the requester has no vote

    for name in ("Vera", "Putu"):
        reviewer = visitors.window(name)
        reviewer.goto("/meja/")
        assert "penilaian" in reviewer.locator("main").inner_text().lower() or "nilai" in reviewer.content()
        reviewer.goto(address)
        assert not reviewer.get_by_role("heading", name="Penilaian", exact=True).count()  # blind to the other's vote
        reviewer.locator("input[name=penilaian][value=setuju]").check()
        reviewer.get_by_role("button", name="Kirim penilaian").click()
        reviewer.context.close()
        visitors.contexts.remove(reviewer.context)

    oka = visitors.window("Oka")
    for _ in range(120):
        oka.goto(address)
        if oka.get_by_role("button", name="Unduh CSV").count():
            break
        oka.wait_for_timeout(500)
    with oka.expect_download() as waiting:
        oka.get_by_role("button", name="Unduh CSV").click()
    saved = tmp_path / "daftar.csv"
    waiting.value.save_as(saved)
    text = saved.read_text(encoding="utf-8-sig")
    assert "Untuk Oka" in text.splitlines()[0]
    assert len(text.splitlines()) > 10
    ina.goto(address)
    assert not ina.get_by_role("button", name="Unduh CSV").count()  # asked for it, but is not a recipient


def test_a_family_is_opened_for_a_purpose(visitors: Visitors, raw_files: Path) -> None:
    """Vera states a purpose, looks one NIK up, opens the family: the NIK stays masked and out of every address."""
    members = rows_of(raw_files / "regsosek2022k_anggota.csv", lambda row: row["R102"] == "03")
    numbers = [row["R403"] for row in members if re.fullmatch(r"53\d{14}", row["R403"])][:5]
    assert numbers
    page = visitors.window("Vera")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/nama/")
    page.locator("#tujuan").select_option(index=1)
    page.locator("#keterangan").fill("Pengaduan 17/2026")
    page.locator("#nik").fill("\n".join(numbers))
    page.get_by_role("button", name="Cari keluarga").click()
    assert barriers(page) == []
    page.get_by_role("link", name=re.compile("^Buka keluarga")).first.click()
    assert page.get_by_role("heading", name="Siapa yang tinggal di sini").is_visible()
    assert barriers(page) == []
    assert "••••" in page.content()
    for number in numbers:
        assert number not in page.content()
        assert not any(number in url for url in asked)


def test_an_upload_with_errors_its_correction_and_its_undo(visitors: Visitors, raw_files: Path, tmp_path: Path) -> None:
    """Pras sends a file with two bad rows, reads the report, sends the mended one, takes it in, and takes it back."""
    keys = ("R101", "R102", "R103", "R104", "R105", "R105A", "R109", "R110")
    families = rows_of(raw_files / "regsosek2022k_keluarga.csv", lambda row: row["R102"] == "03")[:30]
    known = {tuple(row[k] for k in keys) for row in families}
    members = rows_of(raw_files / "regsosek2022k_anggota.csv", lambda row: tuple(row[k] for k in keys) in known)
    paths = [tmp_path / "regsosek2022k_keluarga.csv", tmp_path / "regsosek2022k_anggota.csv"]
    paths[1].write_bytes(as_csv(members))

    page = visitors.window("Pras")

    def send(spoilt: int) -> None:
        paths[0].write_bytes(as_csv([row | ({"R303": "77"} if n < spoilt else {}) for n, row in enumerate(families)]))
        page.get_by_label("Berkas", exact=True).set_input_files(paths)
        if page.locator("#cara-ganti").count():
            page.locator("#cara-ganti").check()
        page.get_by_role("button", name="Kirim untuk diperiksa").click()

    def until(words: str) -> None:
        for _ in range(120):
            if words in page.locator("main").inner_text():
                return
            page.wait_for_timeout(500)
            page.goto(page.url)
        pytest.fail(f"never said {words!r}: {page.locator('main').inner_text()[:1500]}")

    page.goto("/data/unggah/")
    send(spoilt=2)
    until("Hasil pemeriksaan")
    told = page.locator("main").inner_text()
    assert "Data gagal" in told
    assert "Semua masalah" in told
    shoot(page, "unggah")
    with page.expect_download() as waiting:
        page.locator("a[href*='/ditolak/']").first.click()
    assert waiting.value.suggested_filename.endswith(".csv")
    page.get_by_role("link", name="Kirim berkas perbaikan").click()
    send(spoilt=0)
    until("Hasil pemeriksaan")
    page.get_by_role("button", name=re.compile(r"^Terima .* baris")).click()
    until("Sudah masuk sebagai asupan")
    page.get_by_label("Alasan membatalkan").fill("bulan keliru")
    page.get_by_role("button", name=re.compile("^Batalkan kiriman")).click()
    until("bulan keliru")
    assert not page.get_by_role("button", name=re.compile("^Terima")).count()


def test_the_first_practice_of_the_course_with_its_hints(visitors: Visitors) -> None:
    """A visitor on the real release: a wrong answer explains and keeps what was typed. Right ones: learning's tests."""
    page = visitors.window(size=PHONE, scripts=False)
    page.goto("/pelatihan/")
    shoot(page, "pelatihan")
    page.get_by_role("link", name="Mulai latihan").click()
    assert overflow(page) <= 0
    page.locator("#jawaban").fill("123456789,5")
    page.get_by_role("button", name="Periksa jawaban").click()
    assert page.get_by_role("alert").is_visible()
    assert page.locator("#jawaban").input_value() == "123456789,5"


def test_pages_for_pictures(visitors: Visitors) -> None:
    """Pages that the readme shows, at both widths: they open, and fit."""
    for size in (PHONE, DESK):
        page = visitors.window(size=size)
        for name, path in {
            "wilayah-kupang": "/wilayah/53.01/", "peta": "/peta/", "kebutuhan-data": "/kebutuhan-data/",
            "analisis": "/analisis/", "data": "/data/", "sasaran": "/sasaran/?wilayah=53",
            "program": "/program/pkh/?wilayah=53", "salah-sasaran": "/salah-sasaran/?program=pkh&wilayah=53",
            "irisan": "/irisan/?wilayah=53",
            "skenario": "/skenario/hasil/?program=pkh&wilayah=53&desil=4&biaya=200000&nama=PKH+desil+1-4",
        }.items():  # fmt: skip
            answer = page.goto(path, wait_until="load")
            assert answer.status == 200, path
            assert overflow(page) <= 0, (path, size)
            shoot(page, name)
    desk = visitors.window("Ina")
    desk.goto("/meja/")
    shoot(desk, "meja")
