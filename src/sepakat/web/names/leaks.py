"""Whose copy of a list leaked, by the order of its rows and by their codes (`targeting.marks`, `targeting.contents`);
and whether a file still holds what was sealed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sepakat.catalogue.choosing import list_column
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.targeting import contents, marks
from sepakat.web.names import lake
from sepakat.web.names.models import ListRequest

_NUMBER = re.compile(r"permintaan DN-(\d{1,9})")
_DECILES = ("desil_nasional", "desil_kabupaten")


def trace(rows: Sequence[Sequence[str]], number: int) -> list[tuple[str, int, int]]:
    """(recipient, neighbours in their order, neighbours that tie), the likeliest first.

    rows: the file's rows, with or without the mark and the heads; those of another width are passed over.
    """
    request = _request(number)
    columns = list(request.picked)
    width = len(columns) + 1
    heads = ["Desa/kelurahan", *(list_column(c).label.id for c in columns)]
    body = [_bare(row[:width]) for row in rows if len(row) >= width and list(row[:width]) != heads]
    decile = next((columns.index(c) + 1 for c in _DECILES if c in columns), None)
    ties = [(row[0], row[decile] if decile is not None else "") for row in body]
    home = lake.lake()
    people = {str(r.user): marks.key(home, number, r.user_id) for r in request.recipients.select_related("user")}
    found = [(who, right, pairs) for who, (right, pairs) in marks.trace(body, ties, people).items()]
    return sorted(found, key=lambda f: (-f[1], f[0]))


def by_codes(rows: Sequence[Sequence[str]], number: int) -> dict[str, int]:
    """Recipient → how many cells are row codes of their copy; it stays when somebody has sorted the file."""
    people = secrets(_request(number))
    names = {r.user_id: str(r.user) for r in _request(number).recipients.select_related("user")}
    found: dict[str, int] = {}
    for cell in (cell for row in rows for cell in row):
        known = contents.number_of(cell, people)
        if known is not None:
            found[names[known[1]]] = found.get(names[known[1]], 0) + 1
    return found


def secrets(request: ListRequest) -> dict[int, bytes]:
    """Recipient (account) → the key of their copy."""
    home = lake.lake()
    return {r.user_id: marks.key(home, request.pk, r.user_id) for r in request.recipients.all()}


def verify(rows: Sequence[Sequence[str]]) -> dict[str, Any]:
    """A list file against what was sealed: what it says, what it holds, what the record of that request says.

    A file can be altered so that its own line fits; the record cannot. UserError `list-verify` for another file.
    """
    said, held = contents.read(rows)
    found = _NUMBER.search(" ".join(rows[0]))
    request = ListRequest.objects.filter(pk=int(found[1])).first() if found else None
    kept = request.sha256 if request else ""
    return {
        "permintaan": f"DN-{found[1]}" if found else "",
        "rilis": said.release,
        "aturan": said.rule,
        "isi_berkas": held,
        "isi_tercatat": kept,
        "cocok": bool(kept) and kept == held == said.sha256 and request is not None and request.release == said.release,
    }


def _request(number: int) -> ListRequest:
    request = ListRequest.objects.filter(pk=number).first()
    if request is None:
        raise UserError(
            Text(f"Permintaan {number} tidak ada.", f"There is no request {number}."),
            hint=Text("Nomornya tertulis pada tanda di baris pertama.", "Its number stands in the mark on line one."),
            code="list-unknown",
        )
    return request


def _bare(row: Sequence[str]) -> list[str]:
    """Cells without the apostrophe that keeps a spreadsheet from running them."""
    return [c[1:] if c[:1] == "'" and c[1:2] in ("=", "+", "-", "@", "\t", "\r") else c for c in row]
