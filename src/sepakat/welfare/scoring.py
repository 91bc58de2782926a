"""The score as one SQL expression: whole-number coefficients, CASE and sums, so that every engine gives one integer.

score = 1,000,000 × predicted ln(consumption per head ÷ poverty line), int32; NULL when a required answer is missing.
Big files are scored in two steps of one query (`feature_columns`, then the score over them): planning a family's
forty features once instead of three times matters when there are hundreds of files.
"""

from __future__ import annotations

from collections.abc import Mapping

from sepakat.core import duck
from sepakat.welfare.features import Feature
from sepakat.welfare.model import NATION, Cell, Model

REGENCY = "substr(village_code, 1, 5)"
Values = Mapping[str, str]  # feature → the column that already holds its value


def feature_columns(model: Model) -> tuple[str, dict[str, str]]:
    """Feature values as select items (`… AS f0, …`), and which column holds which feature."""
    items = ", ".join(f"{f.sql()} AS f{i}" for i, f in enumerate(model.spec.features))
    return items, {f.name: f"f{i}" for i, f in enumerate(model.spec.features)}


def _number(value: int) -> str:
    return f"({value})" if value < 0 else str(value)


def _line(feature: Feature, cell: Cell, value: str) -> str:
    """A whole number through its breakpoints, as straight pieces with whole-number slope and start."""
    slope, start, pieces = cell.terms[feature.name], 0, []
    for knot in feature.knots:
        pieces.append(f"WHEN {value} <= {knot} THEN {_number(start)} + {_number(slope)} * {value}")
        bend = cell.terms[f"{feature.name}>{knot}"]
        slope, start = slope + bend, start - bend * knot
    last = f"{_number(start)} + {_number(slope)} * {value}"
    return f"CASE {' '.join(pieces)} ELSE {last} END" if pieces else last


def _part(feature: Feature, cell: Cell, values: Values | None) -> str:
    if not feature.levels:
        return _line(feature, cell, values[feature.name] if values else feature.sql())
    pieces = []
    for i, level in enumerate(feature.levels):
        when = f"{values[feature.name]} = {i}" if values else level.when
        pieces.append(f"WHEN {when} THEN {_number(cell.terms.get(f'{feature.name}={level.name}', 0))}")
    return f"CASE {' '.join(pieces)} END"


def _by_kind(model: Model, region: str, values: Values | None) -> str:
    sums = {}
    for kind in model.kinds:
        cell = model.leaf(region, kind)
        parts = " + ".join(f"({_part(f, cell, values)})" for f in model.spec.features)
        sums[kind] = f"({_number(cell.constant)} + {parts})"
    if model.kinds == (0,):
        return sums[0]
    return f"(CASE tipe_daerah {' '.join(f'WHEN {k} THEN {s}' for k, s in sums.items())} END)"


def score_sql(model: Model, region: str | None = None, *, regency: str = REGENCY, values: Values | None = None) -> str:
    """One scalar expression over family columns: the score, INTEGER, NULL where it cannot be given.

    region: a regency (`53.01`), whose coefficients alone are written (short); None: any family, told apart by the
    expression `regency` (default: from `village_code`; on the survey use `regency_code`). values: columns that hold
    feature values already (`feature_columns`).
    """
    if region is not None:
        return f"CAST({_by_kind(model, region, values)} AS INTEGER)"
    own = [code for code, r in model.regencies.items() if r.slopes]
    effects = {code: r.effect for code, r in model.regencies.items() if not r.slopes and r.effect}
    base = _by_kind(model, NATION, values)
    provinces = sorted(code for code in model.cells if code != NATION)
    if provinces:
        cases = " ".join(f"WHEN {duck.literal(p)} THEN {_by_kind(model, p, values)}" for p in provinces)
        base = f"(CASE substr({regency}, 1, 2) {cases} ELSE {base} END)"
    if effects:
        cases = " ".join(f"WHEN {duck.literal(c)} THEN {_number(e)}" for c, e in sorted(effects.items()))
        base = f"({base} + CASE {regency} {cases} ELSE 0 END)"
    if own:
        cases = " ".join(f"WHEN {duck.literal(c)} THEN {_by_kind(model, c, values)}" for c in sorted(own))
        base = f"(CASE {regency} {cases} ELSE {base} END)"
    return f"CAST({base} AS INTEGER)"


def missing_sql(model: Model, *, values: Values | None = None) -> str:
    """The unanswered columns that a score needs, comma-separated in name order; NULL when none is missing."""
    unanswered: dict[str, list[str]] = {}
    outside: dict[str, list[str]] = {}
    for feature in model.spec.features:
        gaps = [f"({n.column} IS NULL" + (f" AND ({n.when})" if n.when else "") + ")" for n in feature.needs]
        for need, gap in zip(feature.needs, gaps, strict=True):
            unanswered.setdefault(need.column, []).append(gap)
        # A code outside the list leaves every column answered and still no level: the first column is named.
        held = values[feature.name] if values else f"({feature.sql()})"
        outside.setdefault(feature.columns[0], []).append(
            f"({held} IS NULL AND NOT coalesce({' OR '.join(gaps)}, FALSE))"
        )
    named = {
        column: f"CASE WHEN {' OR '.join(dict.fromkeys([*gaps, *outside.get(column, [])]))} THEN '{column}' END"
        for column, gaps in unanswered.items()
    }
    if model.kinds != (0,):
        known = ", ".join(str(k) for k in model.kinds)
        named["tipe_daerah"] = f"CASE WHEN tipe_daerah IS NULL OR tipe_daerah NOT IN ({known}) THEN 'tipe_daerah' END"
    return f"nullif(concat_ws(',', {', '.join(named[c] for c in sorted(named))}), '')"
