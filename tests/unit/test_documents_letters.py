"""Letters: the structure of the DOCX, nothing typed becomes markup, templates are checked, regions bring their own."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from sepakat import documents
from sepakat.core.errors import UserError
from sepakat.documents import Annex, letters
from sepakat.documents.templates import HOME, read

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
EVIL = ["![x](file:///etc/passwd)", "<script>alert(1)</script>", "{pejabat}", "*tebal* [a](http://x)", "`=1`{=openxml}"]
FACTS = {"pejabat": "Bupati Kupang", "program": "PKH", "wilayah": "Kabupaten Kupang", "tahun": "2026", "jumlah": "5"}
ROWS = [["Desa A", name, f"000{i}-BCD"] for i, name in enumerate(EVIL)]


@pytest.fixture(scope="module")
def paper() -> documents.Letter:
    return documents.letter("sk", FACTS, Annex(["Desa", "Nama", "Kode baris"], ROWS, "5 keluarga", "RAHASIA"))


@pytest.fixture(scope="module")
def package(paper: documents.Letter) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(documents.docx(paper)))


def tree(package: zipfile.ZipFile, part: str = "word/document.xml") -> ElementTree.Element:
    return ElementTree.fromstring(package.read(part))


def words(node: ElementTree.Element) -> str:
    return "".join(t.text or "" for t in node.iter(f"{W}t"))


def test_headings_are_styles_of_our_own(package: zipfile.ZipFile) -> None:
    styled = {}
    for p in tree(package).iter(f"{W}p"):
        style = p.find(f"{W}pPr/{W}pStyle")
        if style is not None:
            styled.setdefault(style.get(f"{W}val"), []).append(words(p))
    assert styled["Heading1"] == ["KEPUTUSAN Bupati Kupang"]
    assert styled["Heading2"] == ["Menimbang", "Mengingat", "MEMUTUSKAN", "Daftar penerima"]
    assert styled["Lampiran"][0].startswith("LAMPIRAN KEPUTUSAN")
    assert styled["DefinitionTerm"] == ["KESATU", "KEDUA", "KETIGA", "KEEMPAT", "KELIMA"]
    known = {s.get(f"{W}styleId") for s in tree(package, "word/styles.xml").iter(f"{W}style")}
    assert set(styled) <= known
    styles = package.read("word/styles.xml").decode()
    assert "Bookman Old Style" in styles and "pageBreakBefore" in styles
    assert re.search(r'w:lang[^>]*w:val="id-ID"', styles)


def test_the_annex_is_numbered_and_its_head_repeats(package: zipfile.ZipFile) -> None:
    [table] = list(tree(package).iter(f"{W}tbl"))
    rows = table.findall(f"{W}tr")
    assert [words(c) for c in rows[0].findall(f"{W}tc")] == ["No.", "Desa", "Nama", "Kode baris"]
    header = [r.find(f"{W}trPr/{W}tblHeader") for r in rows]
    assert header[0] is not None and header[0].get(f"{W}val") in (None, "on", "true", "1")
    assert header[1:] == [None] * len(ROWS)
    assert [words(r.findall(f"{W}tc")[0]) for r in rows[1:]] == ["1", "2", "3", "4", "5"]
    borders = tree(package, "word/styles.xml").find(f"{W}style[@{W}styleId='Table']/{W}tblPr/{W}tblBorders")
    assert borders is not None and len(borders) == 6


def test_the_page_is_a4_with_numbers(package: zipfile.ZipFile) -> None:
    [size] = list(tree(package).iter(f"{W}pgSz"))
    assert (size.get(f"{W}w"), size.get(f"{W}h")) == ("11906", "16838")
    footers = [n for n in package.namelist() if n.startswith("word/footer")]
    assert footers and "NUMPAGES" in package.read(footers[0]).decode()
    assert list(tree(package).iter(f"{W}footerReference"))


def test_nothing_typed_becomes_markup(paper: documents.Letter, package: zipfile.ZipFile) -> None:
    text = words(tree(package))
    for value in EVIL:
        assert value.replace(" ", "") in text.replace(" ", "")
    assert not [n for n in package.namelist() if "media" in n]
    page = documents.html(paper)
    assert "<script" not in page and "<img" not in page and "http://x" not in re.findall(r'href="([^"]*)"', page)
    assert " style=" not in documents.fragment(paper)  # a page of the site allows none


def test_what_is_not_confirmed_says_so(paper: documents.Letter) -> None:
    page = documents.fragment(paper)
    assert "Bentuk naskah: belum dikonfirmasi" in page
    [basis] = re.findall(r"<ol[^>]*>((?:(?!</ol>).)*Undang-Undang.*?)</ol>", page, re.DOTALL)
    items = re.findall(r"<li>(.*?)</li>", basis, re.DOTALL)
    assert len(items) == len(paper.template.basis) >= 4
    for item, one in zip(items, paper.template.basis, strict=True):
        assert str(one.date.year) in item
        assert ("belum dikonfirmasi" in item) == (one.status != "terverifikasi")
    assert "DATA CONTOH" not in page
    sample = documents.letter("sk", FACTS, Annex(["a"], [["b"]], "c"), sample=True)
    assert "DATA CONTOH" in documents.fragment(sample)


def test_a_fact_that_is_missing_is_left_to_be_filled_in(paper: documents.Letter) -> None:
    page = documents.fragment(paper)
    assert "…………" in page and "<h1" not in page  # the page of the site has its own
    assert "<h1" in documents.html(paper)
    assert not re.search(r"\{(?!pejabat\})[a-z_]+\}", page)  # the one left was typed by somebody
    for name in documents.templates():
        form = documents.template(name)
        assert letters.names(form.body) <= {*letters.FACTS, *letters.BLOCKS}
        assert {"lampiran", "dasar_hukum", "catatan_naskah"} <= letters.names(form.body)


def test_a_region_brings_its_own_copy(tmp_path: Path) -> None:
    text = (HOME / "sk.md").read_text(encoding="utf-8")
    own = tmp_path / "53.01" / "sk.md"
    own.parent.mkdir()
    own.write_text(text.replace("MEMUTUSKAN", "MEMUTUSKAN DAN MENETAPKAN"), encoding="utf-8")
    annex = Annex(["a"], [["b"]], "c")
    for region, here in (("53.01", True), ("53.01.05.2003", True), ("53.02", False), ("../53.01", False)):
        made = documents.letter("sk", FACTS, annex, region=region, folder=tmp_path)
        assert made.template.own is here, region
        assert ("DAN MENETAPKAN" in documents.fragment(made)) is here


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{pejabat}", "{pejabatt}"),
        ("+++", "---"),
        ('status = "belum dikonfirmasi"', 'status = "mungkin"'),
        ("tanggal = 2011-08-18", 'tanggal = "dulu"'),
        ('nama_en = "Decree on recipients"', "asing = 1"),
    ],
)
def test_a_broken_copy_names_its_file(tmp_path: Path, old: str, new: str) -> None:
    path = tmp_path / "sk.md"
    path.write_text((HOME / "sk.md").read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(UserError) as caught:
        read(path)
    assert "sk.md" in caught.value.render()


def test_a_template_cannot_bring_files_or_markup_of_other_kinds(tmp_path: Path) -> None:
    path = tmp_path / "sk.md"
    text = (HOME / "sk.md").read_text(encoding="utf-8")
    path.write_text(text + "\n<script>x</script>\n\n`<w:p/>`{=openxml}\n", encoding="utf-8")
    kinds = str(read(path).body)
    assert "RawBlock" not in kinds and "RawInline" not in kinds


def test_an_unknown_letter_is_told() -> None:
    with pytest.raises(UserError) as caught:
        documents.template("skk")
    assert caught.value.code == "unknown-letter"


def test_a_machine_without_pandoc_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    from sepakat.documents import pandoc

    monkeypatch.setitem(sys.modules, "pypandoc", None)
    with pytest.raises(UserError) as caught:
        pandoc.run("a", "markdown", "json")
    assert "sepakat[documents]" in caught.value.render()
