"""A document on two real releases: what people wrote is kept, marked, flagged when its figures move; deleted passages;
what would change is shown before; what was typed outlives a session."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.two_releases import LATER, publish, two_releases
from tests.web_people import member, person, signed_in
from tests.web_site import page, site

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
BLOCKS = ("indikator?id=p0", "indikator?id=indikator:sanitasi_layak", "indikator?id=indikator:air_minum_layak")
P0, SANITATION, WATER = range(3)


@pytest.fixture(scope="module")
def home(sample_lake: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("dua-rilis") / "lake"
    two_releases(sample_lake, made)
    return made


@pytest.fixture
def source(home: Path, settings: Any) -> Iterator[Path]:
    from sepakat.web.lake_source import LakeSource
    from sepakat.web.papers import making

    publish(home, next(p.name for p in (home / "releases").iterdir() if p.name != LATER))
    settings.LAKE = home
    making.forget()
    with site(LakeSource(home)):
        yield home


@pytest.fixture
def made(source: Path, db: Any) -> tuple[Any, str]:
    """Ina's document of Kupang with three paragraphs, and its address."""
    ina = signed_in(member("Ina"))
    for block in BLOCKS:
        ina.post("/dokumen/masukkan/", {"blok": block, "wilayah": "53.01"})
    answer = ina.post(
        "/dokumen/naskah/baru/", {"templat": "kumpulan", "wilayah": "53.01", "nama": "RKPD 2027", "nampan": "1"}
    )
    return ina, answer.headers["Location"]


def passages(client: Any, address: str) -> list[dict[str, str]]:
    """The hidden fields of each passage's form, in the order of the chapter; those of the pieces are the last."""
    body = client.get(f"{address}bab/1/").content.decode()
    forms = re.findall(r'<form method="post" action="[^"]*/sunting/">(.*?)</form>', body, re.DOTALL)
    return [dict(re.findall(r'name="(versi|kalimat|angka)" value="(\w+)"', form)) for form in forms][-3:]


def words(docx: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(docx)) as found:
        return re.sub(r"<[^>]+>", "", found.read("word/document.xml").decode())


def test_edits_are_kept_and_flagged_where_the_figures_of_a_new_release_have_moved(
    made: tuple[Any, str], source: Path
) -> None:
    ina, address = made
    send = f"{address}bab/1/sunting/"
    ina.post(send, passages(ina, address)[P0] | {"teks": "Kemiskinan kita tulis sendiri."})
    ina.post(send, passages(ina, address)[WATER] | {"teks": "Air minum kita tulis sendiri."})
    ina.post(send, passages(ina, address)[SANITATION] | {"hapus": "1", "teks": "tidak dipakai"})
    chapter = page(ina, f"{address}bab/1/")
    assert chapter.words.count("disunting Ina") == 2 and chapter.words.count("dihapus Ina") == 1
    file = words(ina.get(f"{address}unduh/bab-1.docx").content)
    assert "Kemiskinan kita tulis sendiri." in file and "anitasi layak" not in file  # left out of the file
    assert "Ada rilis baru" not in page(ina, address).words
    publish(source)
    assert f"Ada rilis baru: {LATER}" in page(ina, address).words
    before = page(ina, f"{address}beda/")
    assert re.search(r"\d+ angka berbeda, 0 kalimat ditulis lain, 2 kalimat suntingan berdiri", before.words)
    flagged = before.words.partition("Kalimat suntingan yang angkanya berubah")[2].partition("Angka yang berubah")[0]
    assert "Kemiskinan kita tulis sendiri." in flagged and "Air minum" not in flagged  # its figures are the same
    moved = re.search(r"Maret 2025persen(\d+,\d\d)(\d+,\d\d)", before.words)
    assert moved
    old, new = moved.groups()
    assert float(new.replace(",", ".")) == pytest.approx(float(old.replace(",", ".")) + 1)
    assert all(before.captions)
    assert "Perbarui angka" in before.text
    assert "sudah berubah" not in page(ina, f"{address}bab/1/").words  # nothing has changed yet
    ina.post(f"{address}tindak/perbarui/", {"versi": "4"})
    after = page(ina, f"{address}bab/1/")
    assert after.words.count("sudah berubah sejak disunting") == 1
    assert after.words.count("Angka kalimat yang dihapus ini sudah berubah") == 1
    assert f"menjadi {new}" in after.words or f" {new} persen" in after.words  # what it would say now
    assert page(ina, f"{address}beda/?ke=5").words.count("RKPD 2027") >= 1
    assert ina.get(f"{address}beda/?ke=5&unduh=csv").content.count(b"\n") > 2
    assert ina.get(f"{address}beda/?ke=1").status_code == 404
    ina.post(send, passages(ina, address)[SANITATION] | {"asli": "1"})
    assert "dihapus" not in page(ina, f"{address}bab/1/").words


def test_a_piece_goes_out_again_and_versions_say_what_was_written(made: tuple[Any, str]) -> None:
    ina, address = made
    ina.post(f"{address}bab/1/sunting/", passages(ina, address)[P0] | {"teks": "Kalimat baru."})
    shown = page(ina, f"{address}beda/?ke=2")
    assert "0 angka berbeda, 1 kalimat ditulis lain" in shown.words
    assert "Persentase penduduk miskin" in shown.words and "Kalimat baru." in shown.words  # before and after
    ina.post(f"{address}tindak/keluarkan/", {"versi": "2", "bab": "1", "bagian": BLOCKS[WATER]})
    chapter = page(ina, f"{address}bab/1/")
    assert "ir minum layak" not in chapter.words and "Kalimat baru." in chapter.words
    assert "Bagian dikeluarkan" in page(ina, address).words


def test_what_was_typed_when_the_session_had_ended_is_there_after_signing_in_again(made: tuple[Any, str]) -> None:
    from sepakat.web.papers.unsaved import HELD

    ina, address = made
    fields = passages(ina, address)[P0] | {"teks": "Ditulis lebih lama dari setengah jam."}
    ina.logout()
    answer = ina.post(f"{address}bab/1/sunting/", fields)
    assert answer.headers["Location"].startswith("/akun/masuk/?next=") and "bab%2F1" in answer.headers["Location"]
    held = ina.session[HELD]
    again = signed_in(person("Ina"))
    session = again.session
    session[HELD] = held  # signing in keeps what the session held before
    session.save()
    body = again.get(f"{address}bab/1/").content.decode()
    assert "Ditulis lebih lama dari setengah jam.</textarea>" in body and "Anda keluar sebelum tersimpan" in body
    assert "disunting" not in page(again, f"{address}bab/1/").words  # not saved before somebody says so
    again.post(f"{address}bab/1/sunting/", fields)
    after = page(again, f"{address}bab/1/").words
    assert "Ditulis lebih lama dari setengah jam. disunting Ina" in after and "Anda keluar" not in after


def test_the_whole_document_is_made_by_the_worker_where_one_is_alive(made: tuple[Any, str]) -> None:
    from sepakat.core.progress import SILENT
    from sepakat.web.jobs.models import Job, Worker
    from sepakat.web.papers import tasks

    ina, address = made
    Worker.objects.create(name="satu")
    first = ina.get(f"{address}unduh/naskah.odt")
    assert first.status_code == 302 and "/pekerjaan/" in first.headers["Location"]
    assert ina.get(f"{address}unduh/naskah.odt").headers["Location"] == first.headers["Location"]  # not a second one
    job = Job.objects.get(kind=tasks.WRITE)
    assert tasks.write(job, SILENT)["bita"] > 1000
    answer = ina.get(job.href)
    assert answer.status_code == 200 and answer.content.startswith(b"PK")
