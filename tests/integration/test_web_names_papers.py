"""Papers of a list, from the address that asks for it to the sealed decree: names for recipients only; file checks."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sepakat.core.errors import UserError
from tests.delivery_cast import Office, fetched, made_list, rows_of
from tests.names_cast import lake_of_site
from tests.web_site import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def lake(sample_lake: Path, settings: Any, tmp_path: Path) -> Iterator[Path]:
    settings.STATE = tmp_path / "state"
    with lake_of_site(sample_lake, settings) as path:
        yield path


@pytest.fixture
def office(lake: Path) -> Office:
    return Office()


def docx_words(content: bytes) -> str:
    return re.sub(r"<[^>]+>", " ", zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode())


def test_papers_with_names_are_sealed_for_recipients(office: Office) -> None:
    from sepakat.web.governance.models import AuditEntry
    from sepakat.web.jobs import running
    from sepakat.web.jobs.models import Job

    made = made_list(
        office, ("Oka", "Ina"), desil=1, columns=("nama", "nik", "jumlah_disabilitas", "alasan"),
        penerimaan="berhak_belum",
    )  # fmt: skip
    url = f"/daftar-nama/{made.pk}/naskah/"
    assert office["Vera"].post(url, {"pejabat": "kepala_daerah"}).status_code == 403
    assert office["Nico"].post(url, {"pejabat": "kepala_daerah"}).status_code == 404
    assert office["Oka"].post(url, {"pejabat": "saya"}).status_code == 400
    sent = office["Oka"].post(url, {"pejabat": "kepala_daerah"})
    job = Job.objects.get(kind="daftar.naskah")
    assert (sent.status_code, sent.headers["Location"]) == (302, f"/pekerjaan/{job.pk}/")
    assert office["Oka"].get(f"/pekerjaan/{job.pk}/").status_code == 200
    running.run(job)
    assert job.state == "done"
    assert made.files.filter(destroyed_at=None).count() == 2 * (2 + 4)
    rows = rows_of(fetched(office, made))
    text = docx_words(fetched(office, made, extension="docx", kind="sk"))
    nik = rows[1].index("NIK")
    assert all(row[nik] in text for row in rows[2:])
    assert "Untuk Oka" in text and made.sha256 in text and f"DN-{made.pk}" in text
    assert "Bupati Kupang" in text
    minutes = fetched(office, made, extension="html", kind="berita_acara").decode()
    assert "Hasil verifikasi" in minutes and rows[2][nik] in minutes
    for left_out in ("disabilitas", "Alasan"):  # a decree says who, not why
        assert left_out not in re.findall(r"<thead>.*?</thead>", minutes, re.DOTALL)[0]
    theirs = made.files.get(kind="sk", extension="docx", recipient=office.people["Ina"])
    assert office["Oka"].post(f"/daftar-nama/{made.pk}/berkas/{theirs.pk}/").status_code == 404
    steps = list(AuditEntry.objects.filter(target=f"daftar:{made.pk}").values_list("action", "outcome"))
    assert ("daftar.naskah", "diminta") in steps and ("daftar.naskah", "disegel") in steps
    assert [s[0] for s in steps].count("daftar.unduh") == 3


def test_papers_are_made_anew_and_end_with_the_list(office: Office, django_capture_on_commit_callbacks: Any) -> None:
    from sepakat.web.names import actions, papers, sealing

    made = made_list(office, desil=1)
    with django_capture_on_commit_callbacks(execute=True):
        assert papers.make(made.pk, "kepala_daerah") == 4
        assert papers.make(made.pk, "kepala_dinas") == 4
    assert made.files.filter(destroyed_why="diganti").count() == 4
    assert len(list(sealing.folder().iterdir())) == 6
    assert "Kepala Dinas Sosial Kabupaten Kupang" in docx_words(fetched(office, made, extension="docx", kind="sk"))
    with django_capture_on_commit_callbacks(execute=True):
        actions.revoke(request=made, by=office.actor("Putu"), reason="penerima pindah tugas")
    assert list(sealing.folder().iterdir()) == []
    assert papers.make(made.pk, "kepala_daerah") == 0


def test_a_list_revoked_while_papers_are_made_keeps_none(
    office: Office, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sepakat.web.names import actions, papers, sealing

    made, real = made_list(office, ("Oka", "Ina"), desil=1), papers.annex

    def revoked_before_the_third(request: Any, kind: str, rows: Any) -> Any:
        if made.files.filter(kind__in=papers.LETTERS).count() == 4:
            actions.revoke(request=made, by=office.actor("Putu"), reason="penerima pindah tugas")
        return real(request, kind, rows)

    monkeypatch.setattr(papers, "annex", revoked_before_the_third)
    with django_capture_on_commit_callbacks(execute=True):
        assert papers.make(made.pk, "kepala_daerah") == 0
    assert not made.files.filter(destroyed_at=None).exists()
    assert list(sealing.folder().iterdir()) == []


def test_papers_without_names_for_everybody_else_who_may_see_the_request(office: Office) -> None:
    made = made_list(office, desil=1)
    rows = rows_of(fetched(office, made))
    secret = {row[i] for row in rows[2:] for i in (1, 2) if len(row[i]) > 5}
    for kind in ("sk", "berita_acara"):
        url = f"/daftar-nama/{made.pk}/naskah/{kind}/"
        page = office["Vera"].get(url)
        assert page.status_code == 200 and "no-store" in page.headers["Cache-Control"]
        paper = office["Putu"].get(url + "?bentuk=docx&pejabat=kepala_dinas")
        for text in (page.content.decode(), docx_words(paper.content)):
            assert "nama disamarkan" in text and not [s for s in secret if s in text]
        assert office["Nico"].get(url).status_code == 404
    assert office["Vera"].get(f"/daftar-nama/{made.pk}/naskah/lain/").status_code == 404


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_a_file_is_verified_against_what_was_sealed(office: Office, tmp_path: Path, extension: str) -> None:
    from sepakat.cli.commands.lists import rows_of as read
    from sepakat.web.names import leaks

    made = made_list(office)
    again = made_list(office)
    assert again.sha256 == made.sha256 and len(made.sha256) == 64  # another request, the same rule and release
    assert json.loads(made.rule)["region"] == "53.01"
    path = tmp_path / f"daftar.{extension}"
    path.write_bytes(fetched(office, made, extension=extension))
    rows = read(path)
    told = leaks.verify(rows)
    assert told["cocok"] and told["isi_berkas"] == made.sha256 and told["permintaan"] == f"DN-{made.pk}"
    page = Page(office["Oka"].get(f"/daftar-nama/{made.pk}/").content.decode()).words
    assert made.sha256 in page and told["aturan"] in page
    altered = [list(r) for r in rows]
    altered[2][1] = "ORANG LAIN"
    assert not leaks.verify(altered)["cocok"]
    from sepakat.targeting import contents

    # and one whose own line was made to fit
    held = contents.read(altered)[1]
    altered[0][0] = altered[0][0].replace(made.sha256, held)
    assert contents.read(altered)[0].sha256 == held
    assert not leaks.verify(altered)["cocok"]
    with pytest.raises(UserError):
        leaks.verify([["nama"], ["Budi"]])


def test_a_sorted_file_still_tells_whose_it_was(office: Office) -> None:
    from sepakat.web.names import leaks

    made = made_list(office, ("Oka", "Ina"))
    rows = sorted(rows_of(fetched(office, made, "Ina"))[2:])
    assert leaks.by_codes(rows, made.pk) == {"Ina": made.rows}


def test_an_address_fills_in_the_form(office: Office) -> None:
    query = (
        "program=pkh&penerimaan=antrean&pertama=50&wilayah=53.01.05&irisan=regsosek+dtks-p3ke&kolom=nama&kolom=alasan"
    )
    page = office["Ina"].get(f"/daftar-nama/baru/?{query}").content.decode()
    assert '<option value="pkh" selected>' in page and '<option value="antrean" selected>' in page
    assert 'name="pertama" inputmode="numeric" maxlength="7" value="50"' in page
    assert 'value="53.01.05"' in page and 'value="regsosek+dtks-p3ke"' in page
    assert page.count('name="kolom" value="nama" checked') == page.count('name="kolom" value="alasan" checked') == 1
    assert '<option value="4" selected>' not in page  # the rule has its own limits


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"penerimaan": "antrean", "pertama": "nol"}, "pertama"),
        ({"penerimaan": "belum", "pertama": "5"}, "pertama"),
        ({"irisan": "dtks"}, "irisan"),
        ({"penerimaan": "skenario", "skenario": "9999"}, "skenario"),
        ({"penerimaan": "skenario", "skenario": ""}, "skenario"),
        ({"penerimaan": "berhak_belum", "program": "pip"}, "penerimaan"),
        ({"kolom": ["nama", "urutan_antrean"]}, "kolom"),
        ({"kolom": ["nama", "alasan"], "alasan_alasan": "menjelaskan kepada keluarga"}, "kolom"),
        ({"penerimaan": "berhak_belum", "kolom": ["nama", "alasan"]}, "alasan_alasan"),
    ],
)
def test_what_is_amiss_is_told_beside_its_field(office: Office, sent: dict[str, Any], field: str) -> None:
    import datetime as dt

    whole = {
        "tujuan": "penetapan_sasaran", "keterangan": "Calon penerima PKH tahap I", "dasar": "Peraturan Bupati 12/2026",
        "wilayah": "53.01", "program": "pkh", "satuan": "keluarga", "desil": "", "lingkup": "desil_nasional",
        "penerimaan": "semua", "kolom": ["nama"], "penerima": "oka@contoh.go.id", "perjanjian": "",
        "sampai": (dt.date.today() + dt.timedelta(days=10)).isoformat(),
    }  # fmt: skip
    assert office["Ina"].post("/daftar-nama/baru/", whole).status_code == 302
    answer = office["Ina"].post("/daftar-nama/baru/", whole | sent)
    assert answer.status_code == 400
    assert f'id="galat-{field}"' in answer.content.decode()


def test_a_saved_scenario_is_kept_as_it_was_when_it_was_asked_for(office: Office) -> None:
    """What two people approve is what is made, also where somebody changes or deletes the saved scenario meanwhile."""
    import datetime as dt

    from sepakat.web.names import generation
    from sepakat.web.names.models import ListRequest
    from sepakat.web.scenarios import actions as saved

    query = "program=pkh&wilayah=53.01&desil=2&kuota=12"
    one = saved.save(by=office.actor("Ina"), name="Tahap I", region="53.01", programme="pkh", query=query, release="r")
    page = office["Ina"].get(f"/daftar-nama/baru/?skenario={one.pk}&program=pkh&wilayah=53.01").content.decode()
    assert '<option value="skenario" selected>' in page and f'value="{one.pk}"' in page
    sent = {
        "tujuan": "penetapan_sasaran", "keterangan": "Calon penerima PKH tahap I", "dasar": "Peraturan Bupati 12/2026",
        "wilayah": "53.01", "program": "pkh", "satuan": "keluarga", "desil": "", "lingkup": "desil_nasional",
        "penerimaan": "skenario", "skenario": str(one.pk), "kolom": ["nama"], "penerima": "oka@contoh.go.id",
        "perjanjian": "", "sampai": (dt.date.today() + dt.timedelta(days=10)).isoformat(),
    }  # fmt: skip
    assert office["Ina"].post("/daftar-nama/baru/", sent).status_code == 302
    saved.remove(by=office.actor("Ina"), number=one.pk)
    found = ListRequest.objects.get()
    words = Page(office["Ina"].get(f"/daftar-nama/{found.pk}/").content.decode()).words
    assert f"skenario {one.pk}: desil nasional 1–2" in words
    ListRequest.objects.update(state="disusun")
    generation.make(found.pk)
    found.refresh_from_db()
    assert found.rows == 12
