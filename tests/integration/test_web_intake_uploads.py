"""An upload from the form to the data and back: recognised, checked, mended, taken in, undone; within one's region."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sepakat import releasing
from sepakat.lake import Lake
from tests.web_people import person, signed_in
from tests.web_site import Page, application
from tests.web_uploads import Row, as_csv, rows_of, run_jobs, sent, upload_in

pytestmark = pytest.mark.django_db
FAMILY, MEMBER = "regsosek2022k_keluarga.csv", "regsosek2022k_anggota.csv"
PLACE = ("R101", "R102", "R103", "R104", "R105", "R105A", "R109", "R110")


@pytest.fixture
def lake(tmp_path: Path, settings: Any) -> Iterator[Lake]:
    """An empty lake behind the site, and a state folder of its own."""
    application()
    made = Lake.create(tmp_path / "lake")
    settings.LAKE = made.path
    settings.STATE = tmp_path / "state"
    yield made


@pytest.fixture(scope="module")
def families(raw_files: Path) -> list[Row]:
    """Thirty families of Kabupaten Kupang (53.01; BPS 53.03) in the sample."""
    return rows_of(raw_files / FAMILY, lambda r: r["R102"] == "03")[:30]


@pytest.fixture(scope="module")
def members(raw_files: Path, families: list[Row]) -> list[Row]:
    keys = {tuple(r[c] for c in PLACE) for r in families}
    return rows_of(raw_files / MEMBER, lambda r: tuple(r[c] for c in PLACE) in keys)


@pytest.fixture
def pras(lake: Lake) -> Any:
    return signed_in(person("Pras", "produsen", "53.01"))


def state_of(upload: Any) -> str:
    upload.refresh_from_db()
    return str(upload.state)


def spoilt(rows: list[Row], count: int = 2) -> list[Row]:
    """The first rows with a floor area code that does not exist."""
    return [row | ({"R303": "77"} if n < count else {}) for n, row in enumerate(rows)]


def delivery(families: list[Row], members: list[Row]) -> list[Any]:
    return [sent(FAMILY, as_csv(families)), sent(MEMBER, as_csv(members))]


def test_a_delivery_with_errors_is_reported_mended_taken_in_and_undone(
    lake: Lake, pras: Any, families: list[Row], members: list[Row]
) -> None:
    first = upload_in(pras, delivery(spoilt(families), members))
    assert [j.state for j in run_jobs()] == ["done"]
    assert state_of(first) == "checked"
    assert first.source == "regsosek2022k" and first.read == first.accepted + first.refused and first.refused > 2
    assert releasing.intake_ids(lake) == [], "checking keeps nothing"

    page = Page(pras.get(f"/data/unggah/{first.key}/").content.decode())
    assert "Data berhasil" in page.words and "Data gagal" in page.words and "Keterangan" in page.words
    assert "baris perlu diperbaiki" in page.words
    link = next(h for h in page.links if "/ditolak/family.csv" in h)
    rejected = pras.get(link)
    assert "no-store" in rejected.headers["Cache-Control"]
    lines = rejected.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("_baris;_alasan;") and len(lines) == 3

    second = upload_in(pras, delivery(families, members), perbaikan=first.key, cara="ganti")
    run_jobs()
    assert state_of(second) == "checked" and second.refused == 0 and second.corrects == first
    assert first.key in pras.get(f"/data/unggah/{second.key}/").content.decode()
    assert pras.post(f"/data/unggah/{second.key}/terima/").status_code == 302
    run_jobs()
    assert state_of(second) == "accepted" and releasing.intake_ids(lake) == [second.intake]
    assert state_of(first) == "discarded", "the corrected delivery takes the first one's place"

    assert pras.post(f"/data/unggah/{second.key}/batalkan/", {"alasan": ""}).status_code == 400
    assert releasing.intake_ids(lake) == [second.intake]
    assert pras.post(f"/data/unggah/{second.key}/batalkan/", {"alasan": "bulan keliru"}).status_code == 302
    assert state_of(second) == "undone" and releasing.intake_ids(lake) == []


def test_everything_is_in_the_audit_and_nothing_of_a_person_is(
    lake: Lake, pras: Any, families: list[Row], members: list[Row], caplog: pytest.LogCaptureFixture
) -> None:
    from sepakat.web.governance.models import AuditEntry
    from sepakat.web.jobs.models import Job

    with caplog.at_level(logging.DEBUG, logger="sepakat"):
        upload = upload_in(pras, delivery(spoilt(families), members))
        run_jobs()
        pras.get(f"/data/unggah/{upload.key}/ditolak/family.csv")
        pras.post(f"/data/unggah/{upload.key}/terima/")
        run_jobs()
    told = [e.action for e in AuditEntry.objects.all()]
    for action in ("unggah.kirim", "unggah.unduh-ditolak", "unggah.terima", "unggah.masuk"):
        assert action in told, action
    upload.refresh_from_db()
    kept = repr([vars(e) for e in AuditEntry.objects.all()]) + repr([vars(j) for j in Job.objects.all()])
    kept += repr(upload.report) + caplog.text
    secrets = {r["R403"] for r in members if len(r["R403"]) == 16} | {r["R402"] for r in members}
    assert len(secrets) > 50
    assert not [s for s in secrets if s and s in kept]


def test_sent_files_are_not_plain_on_disk_and_gone_when_taken_in(
    lake: Lake, pras: Any, families: list[Row], members: list[Row], settings: Any
) -> None:
    upload = upload_in(pras, delivery(spoilt(families, 1), members))
    run_jobs()
    nik = next(r["R403"] for r in members if len(r["R403"]) == 16).encode()
    held = [p for p in Path(settings.STATE).rglob("*") if p.is_file()]
    assert len(held) >= 3, "two files and the refused rows"
    assert not [p for p in [*held, *lake.path.rglob("*")] if p.is_file() and nik in p.read_bytes()]
    assert all(p.stat().st_mode & 0o077 == 0 for p in held)
    pras.post(f"/data/unggah/{upload.key}/terima/")
    run_jobs()
    assert state_of(upload) == "accepted"
    assert not [p for p in Path(settings.STATE).rglob("*") if p.is_file()]
    again = pras.get(f"/data/unggah/{upload.key}/ditolak/family.csv")
    assert again.status_code == 200 and b"_alasan" in again.content, "refused rows come from the vault now"


def test_rows_outside_the_region_are_refused_counted_and_not_taken_in(lake: Lake, pras: Any, raw_files: Path) -> None:
    rows = rows_of(raw_files / "penerima_pkh.csv")
    own = [r for r in rows if r["kode_desa"].startswith("5301")][:20]
    other = [r for r in rows if not r["kode_desa"].startswith("5301")][:15]
    nowhere = [r | {"kode_desa": ""} for r in own[:3]]
    upload = upload_in(pras, [sent("penerima_pkh.csv", as_csv(own[3:] + other + nowhere))])
    run_jobs()
    upload.refresh_from_db()
    assert (upload.accepted, upload.report["di_luar_wewenang"]) == (17, 18)
    assert not upload.report["above_ceiling"], "rows of elsewhere say nothing of the file's quality"
    assert "Di luar wilayah" in pras.get(f"/data/unggah/{upload.key}/").content.decode()
    pras.post(f"/data/unggah/{upload.key}/terima/")
    run_jobs()
    upload.refresh_from_db()
    stored = releasing.intake(lake, upload.intake)
    assert stored.accepted == 17 and stored.kabupaten() == ["53.01"]
    assert stored.manifest["bounds"] == ["53.01"]


def test_a_region_outside_the_own_reach_cannot_be_sent_to(lake: Lake, pras: Any, raw_files: Path) -> None:
    from sepakat.web.intake.models import Upload

    body = as_csv(rows_of(raw_files / "penerima_pkh.csv")[:5])
    for region in ("53", "53.02", "00", "53.0", "53.01.99"):
        answer = pras.post("/data/unggah/", {"berkas": [sent("penerima_pkh.csv", body)], "wilayah": region})
        assert answer.status_code == (302 if region == "53.01.99" else 403), region
    assert {u.region for u in Upload.objects.all()} <= {"53.01.99"}


def test_headings_of_ones_own_are_matched_once_and_remembered(lake: Lake, pras: Any, raw_files: Path) -> None:
    rows = [r for r in rows_of(raw_files / "penerima_pkh.csv") if r["kode_desa"].startswith("5301")][:12]
    names = {"periode": "Bulan Bayar", "nik": "No Induk", "nominal": "Uang", "kode_desa": "Kd Kel", "nama": "Penerima"}
    upload = upload_in(pras, [sent("pkh_maret.csv", as_csv(rows, names))])
    run_jobs()
    assert state_of(upload) == "asks"
    file = upload.files.get()
    answer = pras.post(f"/data/unggah/{upload.key}/berkas/{file.pk}/jenis/", {"sumber": "penerima_program/list"})
    page = pras.get(answer["Location"])
    html = page.content.decode()
    assert "Bulan Bayar" in html and rows[0]["nama"] not in html, "headings only, never a cell"
    fields = {"_periode": "Bulan Bayar", "nik": "No Induk", "amount": "Uang", "_desa": "Kd Kel"}
    from sepakat import sources

    role = sources.source("penerima_program").role("list")
    given = {f"k{n}": fields[f.to] for n, f in enumerate(role.fields) if f.to in fields}
    assert pras.post(answer["Location"], given).status_code == 302
    run_jobs()
    assert state_of(upload) == "checked" and upload.accepted == 12

    later = upload_in(pras, [sent("pkh_april.csv", as_csv(rows[:9], names))])
    run_jobs()
    assert state_of(later) == "checked" and later.accepted == 9, "the second time nobody is asked"
    stranger = signed_in(person("Nico", "produsen", "53.02"))
    other = upload_in(stranger, [sent("pkh_mei.csv", as_csv(rows[:9], names))])
    run_jobs()
    assert state_of(other) == "asks", "another region's office has its own memory"


def test_two_columns_for_one_field_are_refused_and_the_choice_stays(lake: Lake, pras: Any, raw_files: Path) -> None:
    rows = rows_of(raw_files / "penerima_pkh.csv")[:5]
    upload = upload_in(pras, [sent("pkh.csv", as_csv(rows, {"nik": "A", "nominal": "B", "periode": "C"}))])
    run_jobs()
    file = upload.files.get()
    answer = pras.post(f"/data/unggah/{upload.key}/berkas/{file.pk}/jenis/", {"sumber": "penerima_program/list"})
    page = pras.post(answer["Location"], {"k0": "A", "k1": "A"})
    assert page.status_code == 400
    assert "dipilih dua kali" in page.content.decode() and '<option value="A" selected>' in page.content.decode()


def test_files_of_several_sources_sent_at_once_become_uploads_of_their_own(
    lake: Lake, pras: Any, families: list[Row], members: list[Row], raw_files: Path
) -> None:
    from sepakat.web.intake.models import Upload

    jkn = [r for r in rows_of(raw_files / "peserta_jkn.csv") if r["kode_desa"].startswith("5301")][:8]
    files = [*delivery(families, members), sent("peserta_jkn.csv", as_csv(jkn)), sent("catatan.csv", b"a;b\n1;2\n")]
    upload = upload_in(pras, files)
    run_jobs()
    made = {u.source: u.state for u in Upload.objects.filter(batch=upload.batch)}
    assert made == {"regsosek2022k": "checked", "jkn": "checked", "": "asks"}
    line = pras.get(f"/data/unggah/{upload.key}/").content.decode().split("Berkas lain")[1].split("</p>")[0]
    assert line.count("<a ") == 2
    other = Upload.objects.get(source="jkn")
    pras.post(f"/data/unggah/{upload.key}/buang/")
    pras.post(f"/data/unggah/{other.key}/terima/")
    run_jobs()
    assert state_of(other) == "accepted", "throwing one away leaves the others' files in place"


def test_members_without_their_families_are_not_taken_in(lake: Lake, pras: Any, members: list[Row]) -> None:
    upload = upload_in(pras, [sent(MEMBER, as_csv(members))])
    run_jobs()
    html = pras.get(f"/data/unggah/{upload.key}/").content.decode()
    assert "bersama berkas keluarganya" in html and "disabled" in html
    assert pras.post(f"/data/unggah/{upload.key}/terima/").status_code == 400
    assert releasing.intake_ids(lake) == []


def test_too_many_refused_rows_stay_out(lake: Lake, pras: Any, families: list[Row], members: list[Row]) -> None:
    upload = upload_in(pras, delivery(spoilt(families, 20), members))
    run_jobs()
    html = pras.get(f"/data/unggah/{upload.key}/").content.decode()
    assert "Terlalu banyak baris ditolak" in html
    assert pras.post(f"/data/unggah/{upload.key}/terima/").status_code == 400


def test_a_form_sent_twice_is_one_upload_and_taking_in_twice_is_refused(lake: Lake, pras: Any, raw_files: Path) -> None:
    from sepakat.web.intake.models import Upload

    rows = [r for r in rows_of(raw_files / "penerima_pkh.csv") if r["kode_desa"].startswith("5301")][:6]
    form = Page(pras.get("/data/unggah/").content.decode())
    number = next(i["value"] for i in form.all("input") if i.get("name") == "sekali")
    one = upload_in(pras, [sent("penerima_pkh.csv", as_csv(rows))], sekali=str(number))
    two = upload_in(pras, [sent("penerima_pkh.csv", as_csv(rows))], sekali=str(number))
    assert one == two and Upload.objects.count() == 1
    nico = signed_in(person("Nico", "produsen", "53.02"))
    assert upload_in(nico, [sent("penerima_pkh.csv", as_csv(rows))], sekali=str(number)) != one
    run_jobs()
    assert pras.post(f"/data/unggah/{one.key}/terima/").status_code == 302
    assert pras.post(f"/data/unggah/{one.key}/terima/").status_code == 400
    run_jobs()
    assert len(releasing.intake_ids(lake)) == 1
    again = upload_in(pras, [sent("penerima_pkh.csv", as_csv(rows))])
    run_jobs()
    pras.post(f"/data/unggah/{again.key}/terima/")
    run_jobs()
    again.refresh_from_db()
    assert again.state == "checked" and again.problem["id"]["code"] == "intake-twice"
    assert "sudah pernah dimasukkan" in pras.get(f"/data/unggah/{again.key}/").content.decode()


GARBAGE = {
    "kosong.csv": b"",
    "acak.xlsx": b"PK\x03\x04" + bytes(range(256)) * 40,
    "biner.csv": bytes(range(256)) * 200,
    "palsu.parquet": b"PAR1 bukan parquet PAR1",
    "gambar.dbf": b"\x89PNG\r\n\x1a\n" + b"\x00" * 500,
    "teks.sav": b"bukan berkas spss sama sekali",
}


@pytest.mark.parametrize("name", list(GARBAGE))
def test_garbage_is_answered_with_words_and_leaves_nothing(lake: Lake, pras: Any, name: str) -> None:
    answer = pras.post("/data/unggah/", {"berkas": [sent(name, GARBAGE[name])]})
    jobs = run_jobs()
    assert answer.status_code in (302, 400)
    if answer.status_code == 302:
        page = pras.get(answer["Location"])
        assert page.status_code == 200
        said = page.content.decode()
        assert all(j.state in ("done", "failed") for j in jobs)
        assert "Langkah berikutnya" in said and "Traceback" not in said
        assert not [j for j in jobs if j.problem.get("code") == "job-fault"], "an unforeseen error"
    else:
        assert "Langkah berikutnya" in answer.content.decode()
    assert releasing.intake_ids(lake) == []


def test_strangers_neighbours_and_planners(lake: Lake, pras: Any, raw_files: Path) -> None:
    rows = [r | ({"nik": "12"} if n == 0 else {}) for n, r in enumerate(rows_of(raw_files / "penerima_pkh.csv")[:40])]
    rows = [r for r in rows if r["kode_desa"].startswith("5301")]
    upload = upload_in(pras, [sent("penerima_pkh.csv", as_csv(rows))])
    run_jobs()
    page, refused = f"/data/unggah/{upload.key}/", f"/data/unggah/{upload.key}/ditolak/list.csv"
    assert pras.get(refused).status_code == 200
    from django.test import Client

    stranger = Client(SERVER_NAME="localhost")
    assert stranger.get(page)["Location"].startswith("/akun/")
    assert stranger.post("/data/unggah/", {"berkas": [sent("x.csv", b"a")]})["Location"].startswith("/akun/")
    nico, ina = signed_in(person("Nico", "produsen", "53.02")), signed_in(person("Ina", "perencana", "53.01"))
    gone = nico.get("/data/unggah/abcdefabcdef/")
    hidden = nico.get(page)
    assert hidden.status_code == gone.status_code == 400
    assert hidden.content.decode().replace(upload.key, "X") == gone.content.decode().replace("abcdefabcdef", "X")
    assert nico.get(refused).status_code == 400
    assert nico.post(page + "terima/").status_code == 400
    assert ina.get(page).status_code == 200, "planners see the quality report of their region"
    assert ina.get(refused).status_code == 403, "but no rows of persons"
    assert ina.post(page + "terima/").status_code == 403
    assert ina.get("/data/unggah/").status_code == 403


def test_a_village_operator_sends_but_cannot_undo(lake: Lake, raw_files: Path) -> None:
    rows = [r for r in rows_of(raw_files / "penerima_pkh.csv") if r["kode_desa"] == "5301252004"][:5]
    dewi = signed_in(person("Dewi", "operator_desa", "53.01.25.2004"))
    upload = upload_in(dewi, [sent("penerima_pkh.csv", as_csv(rows))])
    run_jobs()
    dewi.post(f"/data/unggah/{upload.key}/terima/")
    run_jobs()
    assert state_of(upload) == "accepted"
    page = dewi.get(f"/data/unggah/{upload.key}/").content.decode()
    assert "bukan bagian peran Anda" in page
    assert dewi.post(f"/data/unggah/{upload.key}/batalkan/", {"alasan": "salah"}).status_code == 403
    wati = signed_in(person("Wati", "walidata", "53.01"))
    assert wati.post(f"/data/unggah/{upload.key}/batalkan/", {"alasan": "salah"}).status_code == 302


def test_what_waits_and_what_is_cleared_away(lake: Lake, pras: Any, raw_files: Path, settings: Any) -> None:
    import datetime as dt

    from django.utils import timezone

    from sepakat.web.intake import storing
    from sepakat.web.intake.models import Upload

    rows = [r for r in rows_of(raw_files / "penerima_pkh.csv") if r["kode_desa"].startswith("5301")][:5]
    upload = upload_in(pras, [sent("penerima_pkh.csv", as_csv(rows))])
    run_jobs()
    assert "Kiriman yang sudah diperiksa, belum diterima" in pras.get("/meja/").content.decode()
    Upload.objects.update(created=timezone.now() - dt.timedelta(days=31))
    assert storing.housekeeping() == 1
    assert state_of(upload) == "discarded"
    assert not [p for p in Path(settings.STATE).rglob("*") if p.is_file()]


def test_names_that_climb_out_are_made_harmless(lake: Lake, pras: Any, raw_files: Path, settings: Any) -> None:
    body = as_csv(rows_of(raw_files / "penerima_pkh.csv")[:3])
    names = (
        "../../../etc/penerima_pkh.csv",
        "..\\..\\pkh.csv",
        "/abs/pkh.csv",
        "pkh\x00.csv",
        "<b>pkh.csv",
        "p" * 99 + ".csv",
    )
    for name in names:
        upload = upload_in(pras, [sent(name, body)])
        assert upload is not None, name
        kept = upload.files.get().name
        assert not set("/\\<") & set(kept) and not kept.startswith(".") and len(kept) <= 100
    inside = Path(settings.STATE).resolve()
    assert all(p.resolve().is_relative_to(inside) for p in inside.rglob("*"))


def test_an_upload_over_the_limit_is_refused(lake: Lake, pras: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from sepakat.web.intake import limits, uploads
    from sepakat.web.intake.models import Upload

    monkeypatch.setattr(limits, "most_bytes", lambda: 200_000)
    answer = pras.post("/data/unggah/", {"berkas": [sent("besar.csv", b"a;b\n" * 100_000)]})
    assert answer.status_code == 400 and "lebih besar" in answer.content.decode()
    monkeypatch.setattr(uploads, "SLACK", 0)
    answer = pras.post("/data/unggah/", {"berkas": [sent("besar.csv", b"a;b\n" * 100_000)]})
    assert answer.status_code == 413 and "lebih besar" in answer.content.decode()
    assert not Upload.objects.exists()


def test_pages_work_in_english_and_need_no_script(lake: Lake, pras: Any, raw_files: Path) -> None:
    rows = [r for r in rows_of(raw_files / "penerima_pkh.csv") if r["kode_desa"].startswith("5301")][:5]
    upload = upload_in(pras, [sent("penerima_pkh.csv", as_csv(rows))])
    waiting = pras.get(f"/data/unggah/{upload.key}/").content.decode()
    assert '<meta http-equiv="refresh"' in waiting
    run_jobs()
    for path in ("/en/data/unggah/", f"/en/data/unggah/{upload.key}/", "/en/pekerjaan/"):
        html = pras.get(path).content.decode()
        page = Page(html)
        assert len(page.all("h1")) == 1 and all(page.captions), path
        assert " style=" not in html and " onclick=" not in html, path
        for field in page.all("input") + page.all("select"):
            if field.get("type") not in ("hidden", None) or "id" in field:
                assert f'for="{field["id"]}"' in html if field.get("type") != "hidden" else True, (path, field)


def test_forms_without_their_token_change_nothing(lake: Lake, raw_files: Path) -> None:
    from django.test import Client

    from sepakat.web.intake.models import Upload

    user = person("Pras", "produsen", "53.01")
    client = Client(enforce_csrf_checks=True, SERVER_NAME="localhost")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.post("/data/unggah/", {"berkas": [sent("x.csv", b"a;b\n1;2\n")]})
    assert answer.status_code == 403 and not Upload.objects.exists()
