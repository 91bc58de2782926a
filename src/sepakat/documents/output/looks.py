"""The reference document that gives DOCX its looks: a region's own (letterhead, fonts), or ours."""

from __future__ import annotations

from pathlib import Path

from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.documents import reference
from sepakat.documents.output import packing
from sepakat.documents.templates import nearest_copy

NAME = "referensi"


def reference_of(region: str, own: Path | None) -> bytes:
    """`OWN/<code>/referensi.docx` of the region or the nearest above it, else ours. UserError `document-reference`
    naming a file that is no Word document."""
    path = nearest_copy(NAME, region, own, ".docx")
    if path is None:
        return reference.document()
    data = path.read_bytes()
    try:
        if {"word/document.xml", "word/styles.xml"} <= packing.parts(data).keys():
            return data
    except UserError:
        pass
    raise UserError(
        Text(f"Berkas {path.name} milik {region} bukan dokumen Word.", f"{path.name} of {region} is no Word document."),
        hint=Text("Simpan sebagai .docx dari Word atau LibreOffice.", "Save it as .docx from Word or LibreOffice."),
        where=str(path),
        code="document-reference",
    )
