"""What changed between two versions of a document, and what stands in a document that people have edited."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from sepakat.core.errors import UserError
from sepakat.documents import Paragraph, output
from sepakat.documents.differing import diff, of_draft, of_file
from sepakat.documents.output import marks, packing
from tests.documents_made import draft, number

NEXT = "20260601-01"


def edited(data: bytes, *changes: tuple[str, str]) -> bytes:
    """The document with pieces of its text replaced, once each."""
    files: dict[str, bytes | str] = dict(packing.parts(data))
    text = bytes(files["word/document.xml"]).decode()  # type: ignore[arg-type]
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    files["word/document.xml"] = text
    return packing.packed(files, "[Content_Types].xml")


@pytest.fixture(scope="module")
def docx() -> bytes:
    parts = (Paragraph(("Angkanya ", number("sa1", "20,24"), " persen dari ", number("sb2", "1.234"), " orang.")),)
    return output.made(draft(*parts), "docx", day=dt.date(2026, 3, 1))


def test_changed_numbers_are_marked_in_their_sentence() -> None:
    found = diff(of_draft(draft()), of_draft(draft(shown="19,80", release=NEXT)))
    assert [(c.key, c.old, c.new) for c in found.changes] == [("sa1", "20,24", "19,80")]
    assert found.text == "## Kemiskinan\nPersentase penduduk miskin adalah [-20,24-]{+19,80+} persen."
    assert found.table().rows()[0]["lama"] == "20,24"


def test_numbers_that_came_and_went() -> None:
    old = draft(Paragraph(("Ada ", number("sa1", "1"), " dan ", number("sb2", "2"))))
    new = draft(Paragraph(("Ada ", number("sa1", "1"), " dan ", number("sc3", "3"))), release=NEXT)
    found = diff(of_draft(old), of_draft(new))
    assert "Ada 1 dan {+3+}" in found.text
    assert "## Angka yang tidak ada lagi\n[-2-] Ukuran p0" in found.text


def test_a_file_is_compared_as_it_was_made(docx: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(edited(docx, (">20,24<", ">99,99<")))
    new = draft(Paragraph(("Angkanya ", number("sa1", "19,80"), " persen dari ", number("sb2", "1.234"), " orang.")))
    assert "[-20,24-]{+19,80+} persen dari 1.234 orang." in diff(of_file(path), of_draft(new)).text
    same = diff(of_file(path), of_file(path))
    assert (same.changes, same.text) == ((), "")


def test_two_different_documents_are_refused(docx: bytes, tmp_path: Path) -> None:
    from dataclasses import replace

    with pytest.raises(UserError) as problem:
        diff(of_draft(draft()), of_draft(replace(draft(), region="53.02")))
    assert problem.value.code == "document-pair"


def test_words_around_a_number_may_change(docx: bytes) -> None:
    found = marks.read(edited(docx, ("Angkanya ", "Menurut kami angkanya "), (" orang.", " jiwa.")))
    assert found.words == {"sa1": "20,24", "sb2": "1.234"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("20,24</w:t>", "20,</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>24</w:t>"), "20,24"),
        (
            (
                '<w:r><w:t xml:space="preserve">20,24</w:t></w:r>',
                '<w:del w:id="9" w:author="A"><w:r><w:delText>20,24</w:delText></w:r></w:del>'
                '<w:ins w:id="10" w:author="A"><w:r><w:t>21,00</w:t></w:r></w:ins>',
            ),
            "21,00",
        ),
        (("20,24</w:t>", "</w:t>"), ""),
    ],
    ids=["split in runs", "tracked change", "emptied"],
)
def test_text_of_a_bookmark_as_word_leaves_it(docx: bytes, change: tuple[str, str], words: str) -> None:
    assert marks.read(edited(docx, change)).words["sa1"] == words


def test_what_is_no_document_of_ours_is_refused(docx: bytes) -> None:
    files: dict[str, bytes | str] = dict(packing.parts(docx))
    whole = packing.packed({n: d for n, d in files.items() if not n.startswith("customXml")}, "[Content_Types].xml")
    broken = packing.packed(
        files | {"customXml/item1.xml": '<a xmlns="urn:sepakat:sumber-angka:1">{</a>'}, "_rels/.rels"
    )
    for data, code in ((whole, "document-trace"), (broken, "document-trace"), (b"PK, bukan", "document-file")):
        with pytest.raises(UserError) as problem:
            marks.read(data)
        assert problem.value.code == code
