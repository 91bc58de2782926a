"""Whose copy of a list leaked: the order of its rows against every recipient's (see `targeting.marks`)."""

from __future__ import annotations

from collections.abc import Sequence

from sepakat.catalogue.choosing import list_column
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.targeting import marks
from sepakat.web.names import lake
from sepakat.web.names.models import ListRequest

_DECILES = ("desil_nasional", "desil_kabupaten")


def trace(rows: Sequence[Sequence[str]], number: int) -> list[tuple[str, int, int]]:
    """(recipient, neighbours in their order, neighbours that tie), the likeliest first.

    rows: the file's rows, with or without the mark and the heads; those of another width are passed over.
    """
    request = ListRequest.objects.filter(pk=number).first()
    if request is None:
        raise UserError(
            Text(f"Permintaan {number} tidak ada.", f"There is no request {number}."),
            hint=Text("Nomornya tertulis pada tanda di baris pertama.", "Its number stands in the mark on line one."),
            code="list-unknown",
        )
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


def _bare(row: Sequence[str]) -> list[str]:
    """Cells without the apostrophe that keeps a spreadsheet from running them."""
    return [c[1:] if c[:1] == "'" and c[1:2] in ("=", "+", "-", "@", "\t", "\r") else c for c in row]
