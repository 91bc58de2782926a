"""From what the library gives (tables, sentences) to parts of a document: every number in them with its query."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sepakat.core.table import Column, Table
from sepakat.core.text import number
from sepakat.documents.making import Ask
from sepakat.documents.narrative import period
from sepakat.documents.parts import Run, Runs, Tabulated

# A number in a sentence, but no year, code, range of ages or deciles, nor part of a word.
_FIGURE = re.compile(r"(?<![\w.,–\-/@])(?:Rp)?(\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?)(?![\w@/]|[.,]\d|[–-]\d)")
_MOMENT = re.compile(r"\b(?:19|20)\d{2}-(?:0[1-9]|1[0-2]|S[12]|Q[1-4])\b(?!-)")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_NAMED = re.compile(r"\b(?:desil|paket|kelas|pasal|nomor|tahun|P)\s?$", re.IGNORECASE)
_PERCENT = re.compile(r"(?<=\d)%")
ROWS = 20
APART = ("gap", "difference")  # columns that hold differences of two values


def sentence(ask: Ask, slot: str, text: str, **facts: Any) -> Runs:
    """A sentence of the library as runs: its figures as numbers, `12,3%` as `12,3 persen`, `2025-03` as a month."""
    words = _PERCENT.sub(" persen", _MOMENT.sub(lambda m: period(m[0]), text))
    runs: list[Run] = []
    at = 0
    for found in _FIGURE.finditer(words):
        said = found[1]
        legend = words[found.end(1) :].startswith((" = terbaik", " = tertinggi"))
        if legend or _YEAR.fullmatch(said) or _NAMED.search(words[: found.start(1)]):
            continue
        runs += [words[at : found.start(1)]] if found.start(1) > at else []
        value = float(said.replace(".", "").replace(",", "."))
        runs.append(ask.number(f"{slot}:{len(runs)}", said, value, **facts))
        at = found.end(1)
    return (*runs, words[at:]) if words[at:] else tuple(runs)


def table(
    ask: Ask,
    found: Table,
    keys: Sequence[str],
    *,
    caption: str = "",
    leave: Sequence[str] = (),
    always: Sequence[str] = (),
    most: int = ROWS,
    note: str = "",
    names: Mapping[str, str] | None = None,
    facts: Mapping[str, Any] | None = None,
) -> Tabulated:
    """A table of the library. keys: columns that name a row (in slots); leave: columns left out, beside codes; most:
    rows shown, the rest is counted in the note; names: other heads by column. Columns without anything are left
    out, unless they are among `always`; an explanation in brackets in a head goes into the note."""
    rows = found.rows()
    columns = [
        c
        for c in found.columns
        if c.kind not in ("code", "region")
        and c.name not in leave
        and (c.name in always or any(r.get(c.name) not in (None, "") for r in rows))
    ]
    hidden = sum(bool(r.get("suppressed")) or r.get("sign") == "few" for r in rows)
    given = {"label": found.title.id, "hidden": hidden, **(facts or {})}
    body = []
    for row in rows[:most]:
        name = ":".join(str(row.get(k)) for k in keys)
        body.append(tuple(_cell(ask, c, row, name, given) for c in columns))
    return Tabulated(
        caption or found.title.id,
        tuple((names or {}).get(c.name) or _head(c) for c in columns),
        tuple(body),
        _note(found, rows, most, " ".join([*_asides(columns, names or {}), *([note] if note else [])])),
        wide=len(columns) > 6,
    )


def _cell(ask: Ask, column: Column, row: Mapping[str, Any], name: str, facts: Mapping[str, Any]) -> Run:
    value = row.get(column.name)
    if isinstance(value, bool) or value is None or isinstance(value, str):
        if column.name == "p" and value is None:
            return "–"  # of the group compared with: no test
        if column.kind == "value" and value is None:
            return "#" if row.get("suppressed") or row.get("sign") else "…"
        return _plain(value)
    if column.name == "p" and value < 0.001:
        return ask.number(f"{name}:p", "< 0,001", float(value), **{"formula": column.label.id, **facts})
    shown = number(round(value, column.decimals) + 0.0, column.decimals, "id")
    given = {"unit": column.unit, "formula": column.label.id, **facts}
    given["region"] = str(row.get("region") or given.get("region") or ask.region)
    return ask.number(f"{name}:{column.name}", shown, float(value), **given)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    return _MOMENT.sub(lambda m: period(m[0]), str(value)) if value is not None else ""


_ASIDE = re.compile(r"\s*\(([^)]*[:=;,][^)]*)\)")


def _asides(columns: Sequence[Column], names: Mapping[str, str]) -> list[str]:
    """What heads explain in brackets, as sentences."""
    said = [(c, m) for c in columns if c.name not in names and (m := _ASIDE.search(c.label.id))]
    return [f"{_ASIDE.sub('', c.label.id)}: {m[1]}." for c, m in said]


def _head(column: Column) -> str:
    label = _ASIDE.sub("", column.label.id)
    unit = "poin persen" if column.unit == "persen" and column.name in APART else column.unit
    return f"{label} ({unit})" if unit and unit not in label else label


def plain_note(words: str) -> str:
    """A note of the library without the names of its signs."""
    return re.sub(r" \((?:few|near|list)\)", "", words).replace(": sekunder (", " menurut sumber sekunder (")


def _note(found: Table, rows: Sequence[Mapping[str, Any]], most: int, more: str) -> str:
    said = [f"Ditampilkan {most} dari {len(rows)} baris."] if len(rows) > most else []
    said += [plain_note(note.id) for note in found.notes if not note.id.startswith("Tanda: few")]
    said += [more] if more else []
    if any(r.get("suppressed") or r.get("sign") for r in rows):
        said.append("# disembunyikan demi kerahasiaan.")
    return " ".join([*said, f"Sumber: rilis {found.release}."])
