"""A letter as a file: DOCX in our own styles, HTML that prints."""

from __future__ import annotations

import html as escaping
import json

from sepakat.documents import pandoc, reference
from sepakat.documents.letters import Letter

API = [1, 23, 1]
PRINT = """
@page { size: A4; margin: 20mm 20mm 18mm 25mm; }
body { font: 11pt/1.45 "Bookman Old Style", "Times New Roman", serif; color: #1b1b1b; max-width: 180mm;
  margin: 1rem auto; padding: 0 1rem; }
h1, h2, .tengah, .ganti { font-size: 12pt; }
h1, .tengah, .ganti { text-align: center; text-transform: uppercase; }
.ganti { break-before: page; }
.ttd { margin-left: 55%; }
.catatan { font-size: 9pt; color: #595959; border-top: 1px solid #595959; margin-top: 1rem; }
table { border-collapse: collapse; width: 100%; font-size: 9pt; }
caption { text-align: left; padding: .3rem 0; }
th, td { border: 1px solid #1b1b1b; padding: .15rem .35rem; text-align: left; vertical-align: top; }
thead { display: table-header-group; } tr { break-inside: avoid; }
"""


def docx(letter: Letter) -> bytes:
    """A Word document: headings, numbered annex with a head that repeats on every page, page numbers, A4."""
    return pandoc.run_file(_tree(letter), "json", "docx", reference.document())


def fragment(letter: Letter) -> str:
    """The letter as HTML without a page around it, for a page of the site: headings begin at the second level."""
    return _body(letter, "--shift-heading-level-by=1")


def html(letter: Letter) -> str:
    """One self-contained page to print: no script, nothing from outside."""
    title = escaping.escape(letter.title)
    return (
        f'<!doctype html>\n<html lang="id"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{PRINT}</style></head><body>\n{_body(letter)}</body></html>\n"
    )


def _body(letter: Letter, *extra: str) -> str:
    return pandoc.run(_tree(letter), "json", "html5", "--wrap=none", *extra)


def _tree(letter: Letter) -> str:
    meta = {"lang": {"t": "MetaString", "c": "id-ID"}}
    return json.dumps({"pandoc-api-version": API, "meta": meta, "blocks": letter.blocks})
