"""Published figures of a release: what there is, the latest of each region, and trends that never cross a break.

A trend is of one series by one definition and one round of the year. Where the figures of a series are of several, the
answer is refused with the sentence that the catalogue gives for the break; the reader chooses one with
`series@definition` or `month=`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sepakat import regions
from sepakat.catalogue.published import FigureSeries, figure_series, is_own
from sepakat.core.errors import UserError, nearest, unknown_name
from sepakat.core.table import Column, Table
from sepakat.core.text import Text
from sepakat.engine import frames
from sepakat.engine.protecting import minimum

TABLE = "figure"
HIDDEN = "disembunyikan"
COUNTED = ("orang", "jiwa", "anak", "balita", "ibu", "keluarga", "kk", "kasus", "siswa", "penderita", "korban")
COLUMNS = ("seri", "definisi", "region_code", "periode", "nilai", "satuan", "status_angka", "tanda", "sumber", "rumus",
           "penanggung_jawab", "catatan", "nama_seri")  # fmt: skip
_OFFICIAL = Text(
    "Angka terbitan dikutip menurut sumbernya; tidak dihitung oleh sepakat.",
    "Published figures are quoted from their source; sepakat does not work them out.",
)
_OWN = Text(
    "Angka sektor daerah: rumus dan sumbernya dari daerah, berlaku sejak walidata menerbitkan rilisnya.",
    "A region's own figures: formula and source are the region's; in use since its steward published the release.",
)


def rows(source: Any) -> pa.Table:
    """The long table of figures of a release, or an Arrow table of that shape as it stands.

    UserError `figure-none` where a release holds no figures.
    """
    if isinstance(source, pa.Table):
        return source
    if isinstance(source, Table):
        return source.data
    files = source.files(TABLE)
    if not files:
        raise UserError(
            Text(f"Rilis {source.id} belum memuat angka terbitan.", f"Release {source.id} holds no published figures."),
            hint=Text(
                "Unggah tabel BPS atau tabel angka, lalu susun rilis baru.",
                "Upload a table of figures, then build a new release.",
            ),
            code="figure-none",
        )
    return pa.concat_tables([pq.read_table(path) for path in files])


def held(source: Any) -> list[dict[str, Any]]:
    """Every series and definition that a release holds: figures, regions, first and last period; by series."""
    data = rows(source)
    grouped = data.group_by(["seri", "definisi"]).aggregate(
        [("nilai", "count"), ("region_code", "count_distinct"), ("periode", "min"), ("periode", "max"),
         ("nama_seri", "max"), ("satuan", "max")]
    )  # fmt: skip
    out = []
    for row in grouped.sort_by([("seri", "ascending"), ("definisi", "ascending")]).to_pylist():
        known = figure_series().get(row["seri"])
        out.append(
            {
                "series": row["seri"],
                "definition": row["definisi"],
                "name": str(known.label) if known else row["nama_seri_max"],
                "unit": known.unit if known else row["satuan_max"],
                "figures": row["nilai_count"],
                "regions": row["region_code_count_distinct"],
                "first": row["periode_min"],
                "last": row["periode_max"],
                "own": is_own(row["seri"]),
            }
        )
    return out


def trend(
    source: Any,
    *series: str,
    region: str | Iterable[str] = "00",
    month: str | None = None,
) -> Table:
    """Figures of one or several series over time, for one or several regions; each series a line of its own.

    source: a release, or a table of figures. series: ids, or `id@definition` where a series has several. region: codes
    with dots. month: only this round of the year (`03`). Rows: seri, definisi, region_code, periode, nilai,
    status_angka, tanda, sumber, catatan; in order. UserError `figure-break` where two definitions, two formulas or two
    rounds would stand in one line; `figure-unknown`, `figure-region`, `figure-none`.
    """
    data = rows(source)
    codes = [region] if isinstance(region, str) else list(region)
    wanted = _wanted(series, data)
    parts = []
    for name, definition in wanted:
        mine = data.filter(pc.and_(pc.equal(data["seri"], name), pc.is_in(data["region_code"], pa.array(codes))))
        if definition is not None:
            mine = mine.filter(pc.equal(mine["definisi"], definition))
        if month is not None:
            mine = mine.filter(pc.equal(pc.utf8_slice_codeunits(mine["periode"], 5), month))
        if not mine.num_rows:
            raise UserError(
                Text(
                    f"Tidak ada angka `{name}` untuk {', '.join(codes)}.", f"No figures of `{name}` for those regions."
                ),
                hint=Text("Lihat yang ada: `sepakat figure held`.", "See what there is: `sepakat figure held`."),
                code="figure-region",
            )
        _unbroken(name, mine)
        parts.append(_guarded(mine, minimum("lain", frames.day(source))) if is_own(name) else mine)
    joined = pa.concat_tables(parts, promote_options="permissive")
    return _table(joined, wanted, source, codes)


def latest(
    source: Any, series: str, *, region: str = "00", level: str | None = None, month: str | None = None
) -> Table:
    """The last figure of a series for a region, or for each of its parts at a level. UserError as of `trend`.

    The period is the last that any of the regions has; regions without a figure then are left out, not filled up.
    """
    codes = regions.load().codes(level, region) if level else [region]
    data = trend(source, series, region=codes, month=month)
    last = pc.max(data.data["periode"]).as_py()
    return data.with_data(data.data.filter(pc.equal(data.data["periode"], last)))


def _guarded(mine: pa.Table, least: int) -> pa.Table:
    """A region's own counts of people below the smallest cell are withheld: they come from records of persons."""
    counts = pc.is_in(pc.utf8_lower(mine["satuan"]), pa.array(COUNTED))
    small = pc.and_(counts, pc.and_(pc.greater(mine["nilai"], 0), pc.less(mine["nilai"], least)))
    small = pc.fill_null(small, False)
    if not pc.any(small).as_py():
        return mine
    value = pc.if_else(small, pa.scalar(None, pa.float64()), mine["nilai"])
    sign = pc.if_else(small, HIDDEN, mine["tanda"])
    names = mine.column_names
    return mine.set_column(names.index("nilai"), "nilai", value).set_column(names.index("tanda"), "tanda", sign)


def _wanted(series: tuple[str, ...], data: pa.Table) -> list[tuple[str, str | None]]:
    known = set(pc.unique(data["seri"]).to_pylist())
    out: list[tuple[str, str | None]] = []
    for one in series:
        name, _, definition = one.partition("@")
        if name not in known:
            near = nearest(name, known)
            declared = name in figure_series()
            raise UserError(
                Text(f"Rilis ini tidak memuat seri `{name}`.", f"This release holds no series `{name}`."),
                hint=Text(f"Maksud Anda `{near}`?", f"Did you mean `{near}`?")
                if near and not declared
                else Text("Lihat yang ada: `sepakat figure held`.", "See what there is: `sepakat figure held`."),
                code="figure-unknown",
            )
        if definition:
            given = set(pc.unique(data.filter(pc.equal(data["seri"], name))["definisi"]).to_pylist())
            if definition not in given:
                raise unknown_name(
                    Text(f"Definisi `{name}`", f"Definition of `{name}`"), definition, given, "figure-unknown"
                )
        out.append((name, definition or None))
    doubled = [name for name in {n for n, _ in out} if sum(n == name for n, _ in out) > 1]
    if doubled:
        several = [d or "?" for n, d in out if n == doubled[0]]
        raise _break(doubled[0], _why_definitions(doubled[0], several), several, _own_name(data, doubled[0]))
    return out


def _unbroken(name: str, mine: pa.Table) -> None:
    """UserError `figure-break` unless all figures of a line are of one definition, formula and round."""
    definitions = sorted(pc.unique(mine["definisi"]).to_pylist())
    if len(definitions) > 1:
        raise _break(name, _why_definitions(name, definitions), definitions, _own_name(mine, name))
    known = figure_series().get(name)
    if known is None or not known.rounds:
        return
    rounds = sorted(set(pc.unique(pc.utf8_slice_codeunits(mine["periode"], 5)).to_pylist()))
    if len(rounds) > 1:
        why = known.round_why or Text("Putarannya berbeda.", "The rounds differ.")
        listed = ", ".join(r or "tahun" for r in rounds)
        raise UserError(
            Text(
                f"`{name}` memuat lebih dari satu putaran ({listed}); tren tidak dibuat.",
                f"`{name}` holds more than one round of the year ({listed}); no trend is made.",
            ),
            why,
            Text("Pilih satu putaran dengan `--month 03`.", "Choose one round with `--month 03`."),
            code="figure-break",
        )


def _why_definitions(name: str, definitions: list[str]) -> Text:
    """The sentence that says why these definitions cannot be joined."""
    known = figure_series().get(name)
    if known is None:
        return Text(
            "Rumusnya berubah: angka sebelum dan sesudahnya tidak menghitung hal yang sama.",
            "The formula changed: figures before and after do not count the same thing.",
        )
    found = [known.definitions[d] for d in definitions if d in known.definitions]
    return Text(" ".join(d.why.id for d in found), " ".join(d.why.en for d in found))


def _break(name: str, why: Text, definitions: list[str], own: Text) -> UserError:
    known = figure_series().get(name)
    label = known.label if known else own
    listed = ", ".join(f"`{name}@{d}`" for d in definitions)
    return UserError(
        Text(
            f"{label.id} di sini memakai {len(definitions)} definisi; angkanya tidak digabung dalam satu tren.",
            f"{label.en} is here by {len(definitions)} definitions; they are not joined in one trend.",
        ),
        why,
        Text(f"Pilih salah satu: {listed}.", f"Choose one: {listed}."),
        code="figure-break",
    )


def _table(data: pa.Table, wanted: list[tuple[str, str | None]], source: Any, codes: list[str]) -> Table:
    kept = ("seri", "definisi", "region_code", "periode", "nilai", "status_angka", "tanda", "sumber", "catatan")
    made = data.select(list(kept)).sort_by(
        [("seri", "ascending"), ("region_code", "ascending"), ("periode", "ascending")]
    )
    found = [figure_series().get(name) for name, _ in wanted]
    labels = [s.label if s else _own_name(data, name) for s, (name, _) in zip(found, wanted, strict=True)]
    where = regions.load().name(codes[0]) if len(codes) == 1 else ""
    title = Text(
        "; ".join(dict.fromkeys(t.id for t in labels)) + (f", {where}" if where else ""),
        "; ".join(dict.fromkeys(t.en for t in labels)) + (f", {where}" if where else ""),
    )
    return Table(
        made, title, _columns(found, data), str(getattr(source, "id", "")),
        protected=True, sample=bool(getattr(source, "sample", False)), notes=_notes(data, found),
        meta={"series": [name for name, _ in wanted], "definitions": _definitions(data)},
    )  # fmt: skip


def _own_name(data: pa.Table, name: str) -> Text:
    said = pc.max(data.filter(pc.equal(data["seri"], name))["nama_seri"]).as_py() or name
    return Text(said, said)


def _definitions(data: pa.Table) -> Mapping[str, str]:
    return dict(zip(data["seri"].to_pylist(), data["definisi"].to_pylist(), strict=True))


def _columns(found: list[FigureSeries | None], data: pa.Table) -> tuple[Column, ...]:
    units = {s.unit if s else pc.max(data["satuan"]).as_py() or "" for s in found}
    decimals = max((s.decimals if s else 2 for s in found), default=2)
    return (
        Column("seri", Text("Seri", "Series"), kind="code"),
        Column("definisi", Text("Definisi", "Definition"), kind="code"),
        Column("region_code", Text("Wilayah", "Region"), kind="region"),
        Column("periode", Text("Periode", "Period"), kind="text"),
        Column("nilai", Text("Nilai", "Value"), next(iter(units)) if len(units) == 1 else "", decimals),
        Column("status_angka", Text("Status", "Status"), kind="text"),
        Column("tanda", Text("Tanda", "Sign"), kind="text"),
        Column("sumber", Text("Sumber", "Source"), kind="text"),
        Column("catatan", Text("Catatan", "Note"), kind="text"),
    )


def _notes(data: pa.Table, found: list[FigureSeries | None]) -> tuple[Text, ...]:
    said = [_OFFICIAL] if any(s is not None for s in found) else []
    said += [_OWN] if any(s is None for s in found) else []
    for one in found:
        if one is None:
            continue
        if one.note:
            said.append(Text(f"{one.label.id}: {one.note}", f"{one.label.en}: {one.note}"))
        if one.rounds and "" in pc.unique(pc.utf8_slice_codeunits(data["periode"], 5)).to_pylist():
            why = Text(
                "Putaran dalam tahun tidak disebut sumbernya.", "The source does not name the round of the year."
            )
            said.append(Text(f"{one.label.id}: {why.id}", f"{one.label.en}: {why.en}"))
    signs = sorted({s for s in data["tanda"].to_pylist() if s})
    if HIDDEN in signs:
        signs.remove(HIDDEN)
        said.append(
            Text("Hitungan kecil dari catatan daerah disembunyikan.", "Small counts of own records are hidden.")
        )
    if signs:
        listed = ", ".join(f"“{s}”" for s in signs)
        said.append(Text(f"Tanpa nilai menurut sumbernya: {listed}.", f"No value, as the source says: {listed}."))
    return tuple(dict.fromkeys(said))
