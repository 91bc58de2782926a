"""Lists of names: counting beforehand, and making, under a grant bound to region, columns and purpose.

The selection is made on the facts, regency by regency; names are then read from the vault for the selected rows only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from sepakat import catalogue, regions
from sepakat.catalogue.choosing import FRAME, list_column
from sepakat.core import duck
from sepakat.core.duck import identifier
from sepakat.core.errors import UserError
from sepakat.core.grants import Grant
from sepakat.core.progress import SILENT, Progress
from sepakat.core.text import Text, number
from sepakat.lake import Lake, Release
from sepakat.targeting import computed, contents, outsiders, scanning
from sepakat.targeting.family import day_of
from sepakat.targeting.selection import Selection

KEYS = ("person_id", "family_id", "village_code")


@dataclass(frozen=True)
class Row:
    """One row of a list: the persons it names (for the audit), what it ties on, its cells as words, and its ids.

    entry: `dtks:12`, where it names someone outside the release's own persons, who has no id of a person or family.
    """

    persons: tuple[int, ...]
    ties: tuple[str, ...]
    cells: tuple[str, ...]
    family_id: int = 0
    village: str = ""
    entry: str = ""


@dataclass(frozen=True)
class Listing:
    """A list in the order of villages and ids, which gives each row its number (from 1). heads: column heads; `desa`
    comes first in every list. rule: the selection as one text, with the rule that held."""

    heads: tuple[Text, ...]
    rows: tuple[Row, ...]
    release: str = ""
    rule: str = ""

    @property
    def facts(self) -> contents.Facts:
        """Release, rule and hash, as the file says them."""
        heads = [*(h.id for h in self.heads), contents.CODE.id]
        rows = ([*row.cells, f"{n:04d}"] for n, row in enumerate(self.rows, 1))
        rule = contents.rule_print(self.rule)
        return contents.Facts(self.release, rule, contents.hashed(self.release, rule, heads, rows))


def size(release: Release, chosen: Selection) -> int:
    """How many rows the selection has; for the page that asks, to be rounded before it is shown."""
    if outsiders.chosen_so(chosen):
        chosen.check()
        return outsiders.entries(release, chosen).num_rows
    return sum(data.num_rows for _, data in _selected(release, chosen, ()))


def rounded(count: int, least: int, step: int) -> Text:
    """A size as it may be shown before anybody has approved: not below the minimum cell, and rounded."""
    if count < least:
        return Text(f"kurang dari {least}", f"fewer than {least}")
    near = round(count / step) * step
    return Text(f"sekitar {number(near, 0, 'id')}", f"about {number(near, 0, 'en')}")


def grant_columns(chosen: Selection) -> tuple[str, ...]:
    """Vault columns that a list of this selection may read: the chosen ones and the ids."""
    keys = outsiders.KEYS if outsiders.chosen_so(chosen) else KEYS
    return (*keys, *(list_column(c).variable.name for c in chosen.columns if list_column(c).vault))


def grant_tables(chosen: Selection) -> tuple[str, ...]:
    """Vault tables that a list of this selection may read."""
    return outsiders.tables(chosen) if outsiders.chosen_so(chosen) else ("identity",)


def _due_elsewhere(release: Release, chosen: Selection) -> dict[int, str]:
    """What else the selected families are due, where that column is chosen."""
    if computed.ELSEWHERE not in chosen.columns:
        return {}
    families = [data["family_id"] for _, data in _selected(release, chosen, ())]
    found = pa.chunked_array([c for column in families for c in column.chunks], pa.int64())
    return computed.elsewhere(release, chosen, found.combine_chunks(), day_of(release))


def make(
    lake: Lake, release: Release, grant: Grant, chosen: Selection, most: int, progress: Progress = SILENT
) -> Listing:
    """The rows of a list. UserError `list-long` beyond `most` rows, `list-empty` with none.

    grant: on `grant_tables`, bound to the selection's region and columns.
    """
    chosen.check()
    scanning.regions_of(grant)
    if outsiders.chosen_so(chosen):
        return _of_outsiders(lake, release, grant, chosen, most, progress)
    picked = [list_column(name) for name in chosen.columns]
    facts = tuple(c.variable.name for c in picked if not c.vault and not c.computed)
    hidden = tuple(c.variable.name for c in picked if c.vault)
    reader = lake.vault.open(grant, release.id)
    rows: list[Row] = []
    others = _due_elsewhere(release, chosen)
    with progress.step(str(Text("Memilih dan membaca nama", "Selecting and reading names"))) as step:
        for part, data in _selected(release, chosen, facts):
            if len(rows) + data.num_rows > most:
                raise _too_long(most)
            names: dict[int | None, dict[str, Any]] = {}
            if hidden and data.num_rows:
                read = reader.read(
                    "identity", regencies=[part], columns=("person_id", *hidden), only=("person_id", data["person_id"])
                )
                names = {r["person_id"]: r for r in read.to_pylist()}
            for row in data.to_pylist():
                row[computed.ELSEWHERE] = others.get(row["family_id"])
                values = {c.id: _value(c, row, names) for c in picked}
                desa = _village(row["village_code"])
                decile = tuple(values[c] for c in ("desil_nasional", "desil_kabupaten") if c in values)[:1]
                ties = (row["village_code"], *(d.rjust(2) for d in decile))
                cells = (desa, *(values[c.id] for c in picked))
                rows.append(Row((row["person_id"],), ties, cells, row["family_id"], row["village_code"]))
            step.advance()
    rows.sort(key=lambda r: (r.village, r.family_id, r.persons[0] or 0))
    return _listing(release, chosen, rows)


def _listing(release: Release, chosen: Selection, rows: list[Row]) -> Listing:
    if not rows:
        raise UserError(
            Text("Tidak ada baris yang memenuhi pilihan itu.", "No row meets that selection."),
            hint=Text("Longgarkan syaratnya, lalu ajukan lagi.", "Widen the conditions, then ask again."),
            code="list-empty",
        )
    heads = (Text("Desa/kelurahan", "Village"), *(list_column(name).label for name in chosen.columns))
    return Listing(heads, tuple(rows), release.id, chosen.canonical(day_of(release)))


def _of_outsiders(
    lake: Lake, release: Release, grant: Grant, chosen: Selection, most: int, progress: Progress
) -> Listing:
    """A list of people whom only other registries know."""
    picked = [list_column(name) for name in chosen.columns]
    rows = []
    with progress.step(str(Text("Memilih dan membaca nama", "Selecting and reading names"))):
        found = outsiders.entries(release, chosen)
        if found.num_rows > most:
            raise _too_long(most)
        for row in outsiders.read(release, lake.vault.open(grant, release.id), chosen, found):
            cells = (_village(row["village_code"]), *(_value(c, row, {None: row}) for c in picked))
            entry = f"{row['source']}:{row['entry_id']}"
            rows.append(Row((), (row["village_code"],), cells, village=row["village_code"], entry=entry))
    return _listing(release, chosen, rows)


def _too_long(most: int) -> UserError:
    return UserError(
        Text(f"Daftar ini melebihi {number(most, 0, 'id')} baris.", f"This list exceeds {number(most, 0, 'en')} rows."),
        hint=Text("Persempit wilayah atau syaratnya.", "Narrow the region or the conditions."),
        code="list-long",
    )


def _selected(release: Release, chosen: Selection, facts: tuple[str, ...]) -> Iterator[tuple[str, pa.Table]]:
    """(regency, rows) of the selection: ids, village and the chosen facts. Families come with their head's id."""
    frame = FRAME[chosen.unit]
    release.check_table(frame)
    on = day_of(release)
    units = computed.units(release, chosen)
    for path in scanning.files(release, frame, (chosen.region,)):
        con = duck.connect()
        try:
            if units is not None:
                con.register("picked", units)
            yield path.stem, duck.arrow(con, _sql(con, release, chosen, facts, path, on))
        finally:
            con.close()


def _sql(con: Any, release: Release, chosen: Selection, facts: tuple[str, ...], path: Any, on: dt.date) -> str:
    source = duck.parquet(path)
    have = list(con.sql(f"SELECT * FROM {source} LIMIT 0").columns)
    shown = "".join(f", f.{identifier(c)}" if c in have else f", NULL AS {identifier(c)}" for c in facts)
    where = chosen.where(on, have)
    picked = computed.KEY[chosen.unit]
    if chosen.by_rule or chosen.overlap:
        rows = (
            f"(SELECT s.*, p.place AS {computed.ORDER}, p.words AS {computed.REASONS} FROM "
            f"(SELECT * FROM {source} WHERE {where}) s JOIN picked p ON p.unit_id = s.{picked})"
        )
        shown += f", f.{computed.ORDER}, f.{computed.REASONS}"
    else:
        rows = f"(SELECT * FROM {source} WHERE {where})"
    if chosen.unit == "orang":
        return f"SELECT f.person_id, f.family_id, f.village_code{shown} FROM {rows} f"
    persons = release.file("person", path.stem)
    if persons is None:
        return f"SELECT NULL::BIGINT AS person_id, f.family_id, f.village_code{shown} FROM {rows} f"
    # the head, else the first of the form
    heads = (
        f"SELECT family_id, person_id FROM {duck.parquet(persons)} QUALIFY row_number() OVER (PARTITION BY family_id "
        "ORDER BY coalesce(hubungan = 1, FALSE) DESC, no_urut NULLS LAST, person_id) = 1"
    )
    return (
        f"SELECT h.person_id, f.family_id, f.village_code{shown} FROM {rows} f "
        f"LEFT JOIN ({heads}) h ON h.family_id = f.family_id"
    )


def _value(column: Any, row: dict[str, Any], names: dict[int | None, dict[str, Any]]) -> str:
    name = column.variable.name
    value = names.get(row.get("person_id"), {}).get(name) if column.vault else row.get(name)
    if value is None:
        return ""
    codes = column.variable.codes()
    if codes is not None and column.variable.type in ("kode", "ya_tidak") and not name.startswith("desil_"):
        return str(codes.label(value))
    if isinstance(value, float):
        return number(value, 2)
    return str(value)


def _village(code: str) -> str:
    tree = regions.load()
    name = tree.name(code) if code in tree else ""
    return f"{name} ({code})" if name else code


def programmes_of(names: tuple[str, ...] | None) -> list[catalogue.Programme]:
    """Programmes that may be named in a request: all, or those of an office."""
    known = catalogue.programmes()
    return [p for p in known.values() if names is None or p.id in names]
