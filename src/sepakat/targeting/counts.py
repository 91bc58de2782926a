"""Figures of a programme that anyone may see: who is due, who has it, who waits, and why; protected."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from sepakat import catalogue, regions
from sepakat.catalogue import Programme, Rule
from sepakat.core.cellkey import Noise
from sepakat.core.table import Column, Table
from sepakat.core.text import Text
from sepakat.engine import frames, request
from sepakat.engine.frames import ReleaseLike
from sepakat.engine.tabulating import noise_rule
from sepakat.targeting.tally import FEW, FIGURES, NEAR, Counted, counts_of

__all__ = ["FEW", "FIGURES", "NEAR", "consistent", "due_for", "reasons_for"]

Cell = tuple[int | None, str]
PARTS = {  # figure → those that it is a part of, wholes first
    "due": ("total",),
    "has": ("total",),
    "both": ("due", "has"),
    "gap": ("due",),
    "outside": ("has",),
    "waiting": ("due",),
}


def consistent(cells: Mapping[str, Cell], parts: Mapping[str, tuple[str, ...]] = PARTS) -> dict[str, Cell]:
    """The figures of one place with no part above its whole: each has noise of its own, so a part can come out larger.
    It is then shown as large as its whole, and hidden as `few` where the whole is. Worked from shown figures only, so
    nothing more is told."""
    made = dict(cells)
    for name, wholes in parts.items():
        for whole in wholes:
            (value, sign), (most, why) = made[name], made[whole]
            if value is not None and most is not None:
                made[name] = (min(value, most), sign)
            elif value is not None and why == FEW:
                made[name] = (None, FEW)
    return made


def due_for(
    release: ReleaseLike,
    programme: str | Programme,
    region: str = "00",
    level: str | None = None,
    *,
    rule: Rule | None = None,
    secret: bytes | None = None,
) -> Table:
    """Counts of a programme in a region, or in its parts at a level; protected.

    Columns: programme, region, level, unit, then the figures of `FIGURES` (None where hidden), sign (`gap:few`;
    few = too few, near = nearly all of a larger group, list = no recipient list), suppressed, rule (its first day),
    release. rule: another than the one in force. secret: of the noise; by default the lake's.
    UserError: unknown-programme, parameter-missing, region codes, region-level, region-empty, cell-key-missing.
    """
    found = catalogue.programme(programme) if isinstance(programme, str) else programme
    held = rule if rule is not None else found.rule(frames.day(release))
    code = regions.parse(region)
    deep = level or regions.level_of(code)
    regions.check_level(deep)
    request.check_below(code, deep)
    counted = counts_of(release, found, held, code, secret)
    request.check_inside(code, code in counted.row, release.id)
    return _table(release, found, held, code, deep, counted)


def reasons_for(
    release: ReleaseLike,
    programme: str | Programme,
    region: str = "00",
    *,
    rule: Rule | None = None,
    secret: bytes | None = None,
) -> Table:
    """How many of a region each reason of the rule holds for: columns reason, against (bool), due (of those due),
    waiting (of those who wait), others (of those not due), sign; protected like `due_for`."""
    found = catalogue.programme(programme) if isinstance(programme, str) else programme
    held = rule if rule is not None else found.rule(frames.day(release))
    code = regions.parse(region)
    counted = counts_of(release, found, held, code, secret)
    request.check_inside(code, code in counted.row, release.id)
    rows = []
    wholes = {f"all_{x}": counted.cell(x, code) for x in ("due", "waiting")}
    within = {x: (f"all_{x}",) for x in ("due", "waiting")}
    for i, reason in enumerate(held.alasan):
        cells = consistent({x: counted.cell(f"{x}_{i}", code) for x in ("due", "waiting", "others")} | wholes, within)
        rows.append(
            {
                "reason": str(reason.label),
                "against": reason.against,
                **{name: cells[name][0] for name in ("due", "waiting", "others")},
                "sign": _signs({name: cells[name][1] for name in ("due", "waiting", "others")}),
            }
        )
    fields = [("reason", pa.string()), ("against", pa.bool_())]
    fields += [(n, pa.int64()) for n in ("due", "waiting", "others")] + [("sign", pa.string())]
    return Table(
        pa.Table.from_pylist(rows, pa.schema(fields)),
        Text(f"Alasan: {found.label.id}", f"Reasons: {found.label.en}"),
        release=release.id,
        protected=True,
        sample=bool(getattr(release, "sample", False)),
        notes=_notes(found, held, noise_rule(frames.day(release))),
    )


def _signs(signs: Mapping[str, str]) -> str:
    return " ".join(f"{name}:{sign}" for name, sign in signs.items() if sign)


def _table(release: ReleaseLike, programme: Programme, rule: Rule, region: str, level: str, counted: Counted) -> Table:
    rows = []
    codes = counted.inside(region, level)
    figures = {name: counted.cells(name, codes) for name in FIGURES}
    whole = consistent({name: counted.cell(name, region) for name in FIGURES})
    for i, place in enumerate(codes):
        cells = consistent({name: figures[name][i] for name in FIGURES})
        signs = {name: sign for name, (_, sign) in cells.items()}
        rows.append(
            {
                "programme": programme.id,
                "region": place,
                "level": level,
                "unit": programme.unit,
                **{name: value for name, (value, _) in cells.items()},
                "sign": _signs(signs),
                "suppressed": any(sign in (FEW, NEAR) for sign in signs.values()),
                "rule": rule.since.isoformat(),
                "release": release.id,
            }
        )
    texts = {"programme", "region", "level", "unit", "sign", "rule", "release"}
    schema = pa.schema(
        [(n, pa.string() if n in texts else pa.bool_() if n == "suppressed" else pa.int64()) for n in rows[0]]
    )
    return Table(
        pa.Table.from_pylist(rows, schema),
        Text(f"Sasaran {programme.label.id}", f"Targets of {programme.label.en}"),
        (
            Column("region", Text("Kode wilayah", "Region code"), kind="region"),
            *(Column(name, label, programme.unit) for name, (label, _) in FIGURES.items()),
            Column("sign", Text("Tanda", "Sign"), kind="text"),
            Column("suppressed", Text("Disembunyikan", "Hidden"), kind="text"),
            Column("rule", Text("Aturan sejak", "Rule since"), kind="code"),
            Column("release", Text("Rilis", "Release"), kind="code"),
        ),
        release.id,
        True,
        bool(getattr(release, "sample", False)),
        _notes(programme, rule, noise_rule(frames.day(release))),
        {
            "programme": programme.id,
            "region": region,
            "level": level,
            "whole": {name: value for name, (value, _) in whole.items()},
            "whole_sign": {name: sign for name, (_, sign) in whole.items()},
        },
    )


def _notes(programme: Programme, rule: Rule, noise: Noise) -> tuple[Text, ...]:
    most, least = noise.most, noise.minimum
    said = [
        Text(
            f"Tiap hitungan diberi gangguan kecil yang konsisten, paling banyak ±{most}; yang di bawah {least} tidak "
            "ditampilkan (few), begitu juga yang hampir sama dengan kelompok yang lebih besar (near). Jumlah bagian "
            "tidak selalu sama dengan keseluruhannya; bagian yang karena gangguan melebihi keseluruhannya ditampilkan "
            "sebesar keseluruhannya.",
            f"Each count carries small consistent noise, at most ±{most}; those below {least} are not shown (few), nor "
            "those nearly equal to a larger group (near). Parts need not add up to their whole; a part that the noise "
            "lifts above its whole is shown as large as its whole.",
        ),
        Text("Desil adalah simulasi, bukan peringkat resmi.", "Deciles are a simulation, not official."),
    ]
    if programme.listed is None:
        said.append(
            Text(
                "Daftar penerima program ini belum ada, jadi siapa yang sudah menerima tidak diketahui (list).",
                "There is no list of recipients of this programme, so who receives it is not known (list).",
            )
        )
    if rule.status != "terverifikasi":
        said.append(Text(f"Aturan program: {rule.status} ({rule.source}).", f"Rule: {rule.status} ({rule.source})."))
    if rule.perlu_diverifikasi:
        words = "; ".join(rule.perlu_diverifikasi)
        said.append(Text(f"Perlu diverifikasi: {words}.", f"To be verified: {words}."))
    return tuple(said)
