"""A draft as a file: what Word, LibreOffice, a browser and a printer get."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from sepakat.core.errors import UserError
from sepakat.documents import Heading, Missing, Paragraph, Tabulated, output, reference
from sepakat.documents.output import marks, packing, pages, widths
from sepakat.documents.output.gaps import gathered
from sepakat.documents.output.signs import legend
from sepakat.documents.output.sources import sources
from tests.documents_made import HOSTILE, draft, number, table

DAY = dt.date(2026, 3, 1)


@pytest.fixture(scope="module")
def docx() -> bytes:
    return output.made(draft(), "docx", day=DAY)


@pytest.fixture(scope="module")
def body(docx: bytes) -> str:
    return packing.parts(docx)["word/document.xml"].decode()


def _wrong(data: bytes, folder: Path, name: str = "naskah.docx") -> list[str]:
    """What a validator with the schemas and rules of the Open XML SDK (or of ODF 1.3) has to say."""
    from openxml_audit import OdfValidator, OpenXmlValidator, ValidationSeverity

    path = folder / name
    path.write_bytes(data)
    found = (OdfValidator if name.endswith(".odt") else OpenXmlValidator)().validate(path)
    return [str(one) for one in found.errors if one.severity is ValidationSeverity.ERROR]


def test_every_number_stands_in_a_bookmark_and_its_query_goes_with_the_file(docx: bytes) -> None:
    made = draft()
    found = marks.read(docx)
    assert found.words == {key: number.shown for key, number in made.numbers.items()}
    assert {k: kept.query for k, kept in found.record.numbers.items()} == {k: n.query for k, n in made.numbers.items()}
    assert (found.record.template, found.record.region, found.record.chapters) == ("rkpd", "53.01", ("2",))


def test_what_a_planner_needs_in_word(body: str) -> None:
    assert re.findall(r'w:pStyle w:val="Heading(\d)"', body) == ["1", "2", "3", "1", "2"]
    assert re.findall(r'SEQ (\w+) [^>]*><w:r><w:t>(\d)', body) == [
        ("Tabel", "1"), ("Gambar", "1"), ("Tabel", "2"), ("Tabel", "3"),
    ]  # fmt: skip
    assert body.count("<w:tblHeader") == body.count("<w:tbl>") == 3
    assert body.count("<w:cantSplit/>") == body.count("<w:tr>")
    assert 'descr="Turun dari 22 ke 20 persen."' in body
    assert "base64" not in body
    assert 'TOC \\o "1-3"' in body
    assert all(f'w:name="{anchor}"' in body for anchor in re.findall(r'w:anchor="([^"]+)"', body))


def test_pages_turn_for_the_wide_table_only_and_the_foot_is_on_all(body: str) -> None:
    pages_ = re.findall(r"<w:sectPr.*?</w:sectPr>", body, re.DOTALL)
    assert ["landscape" in page for page in pages_] == [False, True, False]
    assert "<w:footerReference" in pages_[0]
    turned = re.search(r"<w:tblW [^>]*w:w=\"(\d+)\"", body.split("<w:sectPr")[1])
    assert turned is not None
    assert int(turned[1]) > 14000


def test_picture_is_svg_with_png_beside_it(docx: bytes) -> None:
    names = packing.parts(docx)
    [svg] = [n for n in names if n.endswith(".svg")]
    assert names[svg].startswith(b"<svg")
    assert names[svg.replace(".svg", ".png")].startswith(b"\x89PNG")


def test_same_draft_same_bytes_but_for_the_day(docx: bytes) -> None:
    assert output.made(draft(), "docx", day=DAY) == docx
    later = packing.parts(output.made(draft(), "docx", day=dt.date(2026, 4, 2)))
    assert [n for n, data in packing.parts(docx).items() if later[n] != data] == ["docProps/core.xml"]
    for form in ("odt", "html", "pdf"):
        assert output.made(draft(), form, day=DAY) == output.made(draft(), form, day=DAY)


def test_docx_is_valid_office_open_xml_and_a_broken_one_is_found(docx: bytes, tmp_path: Path) -> None:
    assert _wrong(docx, tmp_path) == []
    unknown = (b"<w:sectPr>", b"<w:sectPr><w:pohon/>")
    order = (b'<w:pStyle w:val="Caption" /><w:keepNext/>', b'<w:keepNext/><w:pStyle w:val="Caption" />')
    for right, wrong in (unknown, order):
        files: dict[str, bytes | str] = dict(packing.parts(docx))
        before = bytes(files["word/document.xml"])  # type: ignore[arg-type]
        files["word/document.xml"] = before.replace(right, wrong, 1)
        assert files["word/document.xml"] != before
        assert _wrong(packing.packed(files, "[Content_Types].xml"), tmp_path) != []


def test_odt_is_valid_and_its_pages_turn(tmp_path: Path) -> None:
    made = output.made(draft(), "odt", day=DAY)
    assert _wrong(made, tmp_path, "naskah.odt") == []
    assert zipfile.ZipFile(BytesIO(made)).infolist()[0].filename == "mimetype"
    content = packing.parts(made)["content.xml"].decode()
    assert content.count('"HalamanMendatar"') == 1
    assert 'text:bookmark-start text:name="sa1"' in content


def test_html_stands_alone() -> None:
    page = output.made(draft(), "html").decode()
    assert '<html lang="id">' in page
    assert not re.search(r'(?:src|href)="(?!data:image/svg|#)', page)
    assert page.count("<caption>") == page.count("<table") == 3
    assert 'alt="Turun dari 22 ke 20 persen."' in page


def test_pdf_is_tagged_and_in_bahasa() -> None:
    made = output.made(draft(), "pdf", day=DAY)
    assert made.startswith(b"%PDF-1.7")
    assert b"pdfuaid:part" in made
    assert b"/Lang" in made
    assert b"RKPD Kabupaten Kupang" in made


@pytest.mark.parametrize("form", list(output.FORMATS))
def test_words_are_never_markup(form: str) -> None:
    parts = (
        Heading(2, HOSTILE), Paragraph((HOSTILE, number("sa1", "1")), key="k"),
        Tabulated(HOSTILE, ("A", HOSTILE), ((HOSTILE, number("sb2", "2")),), HOSTILE),
    )  # fmt: skip
    made = output.made(draft(*parts), form, day=DAY)
    if form == "docx":
        text = packing.parts(made)["word/document.xml"].decode()
        assert text.count("&lt;script&gt;alert(") == 7  # contents too
    elif form == "html":
        assert "<script" not in made.decode()
        assert "<em>" not in made.decode()


def test_region_brings_its_own_looks(tmp_path: Path) -> None:
    folder = tmp_path / "53"
    folder.mkdir()
    own = dict(packing.parts(reference.document()))
    own["word/styles.xml"] = own["word/styles.xml"].replace(b"Bookman Old Style", b"Kop Daerah")
    own["word/document.xml"] = (
        own["word/document.xml"]
        .replace(b'w:left="1417"', b'w:left="2000"')
        .replace(b"</w:sectPr>", b"<w:titlePg/></w:sectPr>")
    )
    (folder / "referensi.docx").write_bytes(packing.packed(own, "[Content_Types].xml"))  # type: ignore[arg-type]
    made = packing.parts(output.made(draft(), "docx", own=tmp_path, day=DAY))
    assert b"Kop Daerah" in made["word/styles.xml"]
    pages_ = re.findall(r"<w:sectPr.*?</w:sectPr>", made["word/document.xml"].decode(), re.DOTALL)
    assert ["w:titlePg" in page for page in pages_] == [True, False, False]
    assert [re.search(r'w:(left|top)="2000"', page)[1] for page in pages_] == ["left", "top", "left"]  # type: ignore[index]
    (folder / "referensi.docx").write_bytes(b"bukan Word")
    with pytest.raises(UserError, match="bukan dokumen Word"):
        output.made(draft(), "docx", own=tmp_path, day=DAY)


def test_unknown_format_names_the_nearest() -> None:
    with pytest.raises(UserError) as problem:
        output.made(draft(), "docs")
    assert problem.value.code == "document-format"


def test_numbers_of_one_source_share_a_code() -> None:
    found = sources(draft())
    assert [one.code for one in found.all] == ["S1", "S2"]
    assert found.codes["sa1"] is found.codes["t0r0c1"]
    assert found.codes["sb2"].name == "Ukuran jumlah_miskin"


def test_columns_share_the_line_by_what_they_say() -> None:
    shares = widths.shares(("No.", "Uraian"), [("1", "kata " * 40)], widths.PORTRAIT)
    assert sum(shares) == pytest.approx(1)
    assert shares[1] > 5 * shares[0]
    assert widths.fits(("A",), [("kata " * 99,)])
    assert not widths.fits(("A",) * 12, [("1.234.567.890",) * 12])


def test_few_words_beside_a_wide_table_go_with_it() -> None:
    words, wide, small = Paragraph(("Kalimat.",)), table(14, wide=True), table()
    assert [side for side, _ in pages.grouped((words, wide, words, wide))] == [True]
    long = table(rows=20)
    assert [side for side, _ in pages.grouped((long, Heading(2, "H"), wide, *(words,) * 9))] == [False, True, False]
    assert [len(parts) for _, parts in pages.grouped((long, Heading(2, "H"), wide))] == [1, 2]
    assert [side for side, _ in pages.grouped((small, wide))] == [True]
    assert [side for side, _ in pages.grouped((small, wide), upright=True)] == [False]
    assert pages.grouped((words,)) == [(False, [words])]


def test_a_column_that_is_long_in_every_row_gets_more_than_one_that_is_long_once() -> None:
    """The services of one long-named affair: the names of services take the room."""
    rows = [("kata " * 12, "uraian " * 8), *(("", "uraian " * 8),) * 9]
    affair, service = widths.shares(("Urusan", "Layanan"), rows, 40)
    assert service > 1.5 * affair


def test_a_legend_explains_the_signs_that_stand_there() -> None:
    note = "# disembunyikan demi kerahasiaan; – tidak ada yang dihitung; … tidak tersedia. Sumber: BPS. Beda – kecil."
    assert legend(note, ["1,2", "–"]) == "– tidak ada yang dihitung. Sumber: BPS. Beda – kecil."
    assert legend(note, ["1,2"]) == "Sumber: BPS. Beda – kecil."
    years = "… tidak tersedia; # disembunyikan; x angka sementara; r angka diperbaiki. Putaran: Maret."
    assert legend(years, ["26,00", "23,65x", "…"]) == "… tidak tersedia; x angka sementara. Putaran: Maret."
    survey = "* RSE 25–50 persen, hati-hati; ** RSE di atas 50 persen, tidak ditampilkan. Sumber: Susenas."
    assert legend(survey, ["4,1*"]) == "* RSE 25–50 persen, hati-hati. Sumber: Susenas."


def test_series_that_are_missing_make_one_sentence() -> None:
    said = "Rilis ini tidak memuat seri"
    lacks = [Missing(f"{said} {one} (`{one.lower()}`).", "BPS", "Minta.") for one in ("IPG", "IDG")]
    other = Missing("Angka IKG belum ada.", "BPS", "Minta.")
    (one,) = gathered([*lacks, other])
    assert isinstance(one, Missing)
    assert one.what == f"{said} IPG (`ipg`); IDG (`idg`). Angka IKG belum ada."
    assert len(gathered([lacks[0], replace(other, whose="BPBD"), lacks[1]])) == 3
