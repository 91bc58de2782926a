"""A draft as a file: DOCX, ODT, HTML and PDF, with the appendix that says where each number comes from."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from sepakat.core.errors import unknown_name
from sepakat.core.text import Text
from sepakat.documents.drafting import Draft
from sepakat.documents.output import looks
from sepakat.documents.output.docx import docx
from sepakat.documents.output.html import html
from sepakat.documents.output.odt import odt
from sepakat.documents.output.pdf import pdf

FORMATS = {
    "docx": Text("Word (DOCX)", "Word (DOCX)"),
    "odt": Text("LibreOffice (ODT)", "LibreOffice (ODT)"),
    "pdf": Text("PDF", "PDF"),
    "html": Text("Laman web (HTML)", "Web page (HTML)"),
}
MIME = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
}

__all__ = ["FORMATS", "MIME", "made"]


def made(draft: Draft, form: str, *, own: Path | None = None, day: dt.date | None = None) -> bytes:
    """The draft as a file of this format (`FORMATS`). own: folder of the regions' own copies, whose `referensi.docx`
    gives DOCX its looks; day: written into the properties (today), the one thing that is not of release and template.

    UserError: `document-format`, `document-reference`, `documents-missing` where the extra is not installed.
    """
    if form not in FORMATS:
        raise unknown_name(Text("Format", "Format"), form, FORMATS, "document-format")
    when = day or dt.date.today()
    if form == "pdf":
        return pdf(draft, when)
    if form == "odt":
        return odt(draft, when)
    if form == "html":
        return html(draft)
    return docx(draft, looks.reference_of(draft.region, own), when)
