"""Documents on the site over a real release: outline, chapter, files, and a document's life until approval."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.web_people import member, person, signed_in, stranger
from tests.web_site import page, site

BLOCK = "seri?id=p0&tahun=3"  # a paragraph's worth of work: the life of a document is the same for any
OWN = "/dokumen/kumpulan/53.01/"


@pytest.fixture
def source(sample_lake: Path, settings: Any) -> Iterator[Any]:
    from sepakat.web.lake_source import LakeSource
    from sepakat.web.papers import making

    settings.LAKE = sample_lake
    making.forget()
    with site(LakeSource(sample_lake)):
        yield


def texts(docx: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(docx)) as found:
        return re.sub(r"<[^>]+>", "", found.read("word/document.xml").decode())


@pytest.mark.usefixtures("source")
def test_a_stranger_reads_a_chapter_with_its_sources_and_takes_the_same_words_as_a_file() -> None:
    visitor = stranger()
    assert "RKPD" in page(visitor, "/dokumen/?wilayah=53.01").words
    assert page(visitor, "/dokumen/?wilayah=53.01.05.2003").words.count("RKPD") == 0  # not made for villages
    outline = page(visitor, "/dokumen/ringkasan/53.01/")
    assert "/dokumen/ringkasan/53.01/bab/1/" in outline.links
    first = page(visitor, "/dokumen/ringkasan/53.01/bab/1/")
    assert all(first.captions)
    anchors = {a["href"] for a in first.all("a") if a.get("class") == "angka"}
    assert anchors and {a.removeprefix("#") for a in anchors} <= {  # type: ignore[union-attr]
        r["id"] for r in first.all("tr") if r.get("id")
    }
    answer = visitor.get("/dokumen/ringkasan/53.01/unduh/bab-1.docx")
    assert answer.headers["Content-Disposition"].endswith('ringkasan-53.01-bab-1-data-contoh.docx"')
    said = re.search(r"Persentase penduduk miskin[^.]+?(?=\d)", first.words)
    assert said and said[0].strip() in texts(answer.content)
    ready = visitor.get("/dokumen/ringkasan/53.01/")
    for wrong, status in (("/dokumen/tidak_ada/53.01/", 404), ("/dokumen/rkpd/53.01/bab/77/", 404),
                          ("/dokumen/rkpd/53.01/unduh/apa.docx", 404), ("/dokumen/rkpd/53.01.05/", 400)):  # fmt: skip
        assert visitor.get(wrong).status_code == status, wrong
    assert ready.status_code == 200


@pytest.mark.usefixtures("source")
def test_the_tray_goes_to_the_end_of_a_chapter_and_a_piece_that_does_not_fit_is_named() -> None:
    visitor = stranger()
    for block, region in ((BLOCK, "53.01"), ("spm", "53"), ("pohon_masalah?pohon=tidak_ada", "53.01")):
        visitor.post("/dokumen/masukkan/", {"blok": block, "wilayah": region})
    assert "Satu bagian tidak dimuat" in page(visitor, f"{OWN}bab/1/?nampan=1").words
    tables = list(page(visitor, f"{OWN}bab/1/?nampan=1").all("table"))
    assert len(tables) == 2  # the series of this region, and the sources; not the province's piece
    assert not page(stranger(), f"{OWN}bab/1/?nampan=1").all("table")  # another visitor's tray is theirs
    chosen = visitor.get("/dokumen/nampan/?wilayah=53.01&bab=kumpulan/1")
    assert chosen.headers["Location"] == f"{OWN}bab/1/?nampan=1"


@pytest.mark.usefixtures("source")
def test_the_comparison_says_what_is_behind_and_why_the_rest_is_not_compared() -> None:
    visitor = stranger()
    visitor.post("/dokumen/masukkan/", {"blok": "indikator?id=sanitasi_layak", "wilayah": "53.01"})
    found = page(visitor, f"{OWN}selaras/?nampan=1")
    assert re.search(r"\d+ angka dapat dibandingkan", found.words)
    assert "Nusa Tenggara Timur" in found.words
    assert visitor.get(f"{OWN}selaras/?nampan=1&unduh=csv").content.startswith(b"\xef\xbb\xbf")


@pytest.fixture
def made(source: Any, db: Any) -> tuple[Any, str]:
    """Ina's document of Kupang with one piece, and its address."""
    ina = signed_in(member("Ina"))
    ina.post("/dokumen/masukkan/", {"blok": BLOCK, "wilayah": "53.01"})
    answer = ina.post(
        "/dokumen/naskah/baru/", {"templat": "kumpulan", "wilayah": "53.01", "nama": "RKPD 2027", "nampan": "1"}
    )
    return ina, answer.headers["Location"]


def passage(client: Any, address: str) -> dict[str, str]:
    """The hidden fields of the first passage's form."""
    form = client.get(f"{address}bab/1/").content.decode().partition("/sunting/")[2]
    return dict(re.findall(r'name="(versi|kalimat|angka)" value="(\w+)"', form)[:3])


@pytest.mark.django_db
def test_from_draft_over_remarks_to_approval_with_versions_and_who_wrote_what(made: tuple[Any, str]) -> None:
    from sepakat.web.governance.models import AuditEntry

    ina, address = made
    lina = signed_in(member("Lina"))
    fields = passage(ina, address)
    ina.post(f"{address}bab/1/sunting/", fields | {"teks": "Kemiskinan menjadi perhatian utama."})
    chapter = page(ina, f"{address}bab/1/")
    assert "Kemiskinan menjadi perhatian utama. disunting Ina" in chapter.words
    assert "perhatian utama" in texts(ina.get(f"{address}unduh/bab-1.docx").content)
    outline = page(lina, address)
    assert "Kalimat disunting" in outline.words and "Ina" in outline.words
    assert lina.post(f"{address}tindak/setujui/", {"versi": "2"}).status_code == 400  # still a draft
    assert ina.post(f"{address}tindak/ajukan/", {"versi": "2"}).status_code == 302
    lina.post(f"{address}bab/1/catat/", {"catatan": "Sebutkan sasaran provinsi."})
    assert "tinjauan yang belum selesai" in lina.post(f"{address}tindak/setujui/", {"versi": "2"}).content.decode()
    remark = re.search(r'name="catatan" value="(\d+)"', ina.get(f"{address}bab/1/").content.decode())
    assert remark
    ina.post(f"{address}tindak/selesaikan/", {"catatan": remark[1], "bab": "1"})
    assert ina.post(f"{address}tindak/setujui/", {"versi": "2"}).status_code == 403  # no right to
    assert lina.post(f"{address}tindak/setujui/", {"versi": "1"}).status_code == 400  # not the version she saw
    assert lina.post(f"{address}tindak/setujui/", {"versi": "2"}).status_code == 302
    assert "Disetujui oleh Lina" in page(ina, address).words
    assert ina.post(f"{address}bab/1/sunting/", fields | {"versi": "2", "teks": "Lain."}).status_code == 400
    assert "Lain." in ina.post(f"{address}bab/1/sunting/", fields | {"versi": "2", "teks": "Lain."}).content.decode()
    told = AuditEntry.objects.filter(action__startswith="dokumen.").values_list("action", "facts")
    assert {a for a, _ in told} >= {"dokumen.tulis", "dokumen.tinjau", "dokumen.setujui", "dokumen.nampan"}
    assert not any("perhatian" in str(f) for _, f in told)  # what was written stays out of the audit


@pytest.mark.django_db
def test_what_was_typed_comes_back_and_an_earlier_version_can_be_brought_back(made: tuple[Any, str]) -> None:
    ina, address = made
    fields = passage(ina, address)
    for text in ("Pertama.", "Kedua."):
        ina.post(f"{address}bab/1/sunting/", fields | {"versi": passage(ina, address)["versi"], "teks": text})
    late = ina.post(f"{address}bab/1/sunting/", fields | {"teks": "Yang terlambat."})
    assert late.status_code == 400
    assert "Yang terlambat.</textarea>" in late.content.decode()
    assert "sudah diubah orang lain" in late.content.decode()
    number = ina.post(f"{address}bab/1/sunting/", fields | {"versi": "3", "teks": "NIK 5301010101010001"})
    assert "NIK 5301010101010001</textarea>" in number.content.decode()
    ina.post(f"{address}tindak/pulihkan/", {"versi": "3", "ke": "2"})
    assert "Pertama." in page(ina, f"{address}bab/1/").words
    assert "Kedua." in page(ina, f"{address}bab/1/?versi=3").words
    ina.post(f"{address}bab/1/sunting/", fields | {"versi": "4", "asli": "1"})
    assert "disunting" not in page(ina, f"{address}bab/1/").text


@pytest.mark.django_db
def test_an_edit_is_flagged_when_it_was_written_on_other_figures(made: tuple[Any, str]) -> None:
    ina, address = made
    fields = passage(ina, address) | {"angka": "sangkalama"}
    ina.post("/dokumen/masukkan/", {"blok": "indikator?id=sanitasi_layak", "wilayah": "53.01"})
    ina.post(f"{address}tindak/tambah/", {"versi": "1", "bab": "1"})
    body = ina.get(f"{address}bab/1/").content.decode()
    keys = re.findall(r'name="kalimat" value="(\w+)"', body)
    ina.post(f"{address}bab/1/sunting/", fields | {"versi": "2", "kalimat": keys[-1], "teks": "Sanitasi membaik."})
    assert "sudah berubah sejak disunting" in page(ina, f"{address}bab/1/").words
    assert "Kalimat suntingan yang angkanya berubah" in page(ina, address).words


@pytest.mark.django_db
def test_only_those_of_the_region_open_a_document_and_writers_do_not_approve(made: tuple[Any, str]) -> None:
    ina, address = made
    nico = signed_in(member("Nico"))
    assert stranger().get(address).status_code == 302
    for path in ("", "bab/1/", "unduh/naskah.docx", "selaras/"):
        assert nico.get(address + path).status_code == 404, path
    assert nico.post(f"{address}tindak/hapus/").status_code == 404
    assert "RKPD 2027" not in page(nico, "/dokumen/naskah/").words
    ina.post(f"{address}tindak/ajukan/", {"versi": "1"})
    both = signed_in(person("Ina", "pimpinan"))
    refused = both.post(f"{address}tindak/setujui/", {"versi": "1"})
    assert "tidak menyetujui dokumennya sendiri" in refused.content.decode()
    assert ina.post(f"{address}tindak/hapus/").status_code == 400  # in review
    auditor = signed_in(member("Agus"))
    assert auditor.get("/dokumen/naskah/baru/?templat=kumpulan&wilayah=53.01").content.count(b"disabled") == 1
    assert auditor.post("/dokumen/naskah/baru/", {"templat": "kumpulan", "wilayah": "53.01", "nama": "abc"}
                        ).status_code == 403  # fmt: skip
