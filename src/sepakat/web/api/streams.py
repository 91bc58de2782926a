"""Large answers whole, in little memory: piece after piece is read, written and forgotten."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.http import StreamingHttpResponse

from sepakat import regions
from sepakat.core.table import Table
from sepakat.exports._cells import defuse
from sepakat.web.api import pinned

INDICATORS_AT_ONCE = 10
BELOW_REGENCY = ("kecamatan", "desa")
NDJSON, CSV = "application/x-ndjson", "text/csv; charset=utf-8"


def pieces(region: str, level: str, ids: Sequence[str], by: str) -> Iterator[Table]:
    """The figures in tables of one regency and a few indicators; always in the same order. Opened now, read later."""
    source = pinned.source()
    view = source.view()
    places = [region]
    if level in BELOW_REGENCY and region.count(".") == 0 and view is not None:
        places = [code for code in view.regencies if region == regions.NATION or code.startswith(region + ".")]
    chosen = list(ids) or list(source.indicators())

    def read() -> Iterator[Table]:
        for place in places:
            for start in range(0, len(chosen), INDICATORS_AT_ONCE):
                yield source.profile(chosen[start : start + INDICATORS_AT_ONCE], place, level, by)

    return read()


def as_ndjson(parts: Iterable[Iterable[dict[str, Any]]]) -> Iterator[bytes]:
    """One object a line, and at the end one that says how many rows there were: without it the answer was cut."""
    count = 0
    for rows in parts:
        lines = [json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows]
        count += len(lines)
        if lines:
            yield ("\n".join(lines) + "\n").encode()
    yield (json.dumps({"ok": True, "rows": count}) + "\n").encode()


def as_csv(parts: Iterable[Iterable[dict[str, Any]]], names: Sequence[str]) -> Iterator[bytes]:
    """Comma, point, UTF-8: for programs. Text that a spreadsheet would take for a formula is defused."""

    def written(rows: Iterable[Sequence[Any]]) -> bytes:
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\r\n").writerows(rows)
        return out.getvalue().encode()

    yield written([names])
    for rows in parts:
        lines = [[_cell(row[name]) for name in names] for row in rows]
        if lines:
            yield written(lines)


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return defuse(value) if isinstance(value, str) else value


def answer(body: Iterator[bytes], media: str, name: str, prepare: Callable[[Any], Any] = lambda r: r) -> Any:
    response = StreamingHttpResponse(body, content_type=media)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return prepare(response)
