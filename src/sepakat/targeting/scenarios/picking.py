"""The outcome of a search for the best rule: one sentence, and the trade-off curve as a Table."""

from __future__ import annotations

import pyarrow as pa

from sepakat.core.table import Column, Table
from sepakat.core.text import Text, number
from sepakat.engine.tabulating import noise_rule
from sepakat.engine.tabulating.answer import place as place_name
from sepakat.targeting.scenarios import notes
from sepakat.targeting.scenarios.searching import CHOICE, GOALS, Best, Try


def explained(found: Best) -> Text:
    """The pick in one sentence, with what it beats."""
    place, most = place_name(found.base.region), found.scenario.ceiling or 0.0
    goal = GOALS[found.goal]
    if found.picked is None:
        return Text(
            f"Tidak ada aturan yang terbayar dengan plafon itu di {place}.",
            f"No rule can be paid for under that ceiling in {place}.",
        )
    rule = found.picked.applied(found.scenario).rule_words
    further = next((t for t in found.pareto if t.cost > most), None)
    more = Text("", "")
    if further is not None:
        words, extra = further.applied(found.scenario).rule_words, (further.cost - found.picked.cost) / 1e6
        more = Text(
            f" Langkah berikutnya ({words.id}) memerlukan {number(extra, 1, 'id')} juta rupiah lagi.",
            f" The next step ({words.en}) takes another {number(extra, 1, 'en')} million rupiah.",
        )
    return Text(
        f"Dari {found.tried} aturan yang dicoba, yang memberi {goal.id} di dalam plafon adalah: {rule.id}.{more.id}",
        f"Of {found.tried} rules tried, the one with the {goal.en} within the ceiling is: {rule.en}.{more.en}",
    )


def curve(found: Best) -> Table:
    """The trade-off curve as a Table: the Pareto set with the picked rule marked."""
    rows = [
        {"picked": t == found.picked, "rule": str(t.applied(found.scenario).rule_words), "decile_max": t.decile,
         "categories": ", ".join(t.groups), "category_decile": t.group_decile, "served": t.units, "cost": t.cost,
         "exclusion": 100 * t.exclusion, "inclusion": 100 * t.inclusion, "gap_closed": t.closed,
         "within": t.cost <= (found.scenario.ceiling or 0.0), "release": found.base.release}
        for t in _with_pick(found)
    ]  # fmt: skip
    about = found.scenario.about.label
    return Table(
        data=pa.Table.from_pylist(rows, _SCHEMA),
        title=Text(
            f"Aturan terbaik {about.id}, {place_name(found.base.region)}",
            f"Best rule of {about.en}, {place_name(found.base.region)}",
        ),
        columns=_columns(found.base.unit),
        release=found.base.release,
        protected=True,
        sample=found.base.sample,
        notes=(explained(found), _method(found), *notes.general(noise_rule(found.base.day)), *found.base.notes),
        meta={"goal": found.goal, "tried": found.tried, "region": found.base.region},
    )


def _with_pick(found: Best) -> list[Try]:
    kept = list(found.pareto)
    if found.picked is not None and found.picked not in kept:
        kept.append(found.picked)
    return sorted(kept, key=lambda t: (t.cost, t.rank(found.goal)))


def _method(found: Best) -> Text:
    return Text(
        "Dicoba: batas desil 0–10 untuk semua, batas yang lebih lebar untuk tiap himpunan kelompok "
        f"({', '.join(g for g in CHOICE if g in found.base.known)}); biaya tiap aturan adalah biaya semua yang "
        "dimaksudnya dan belum menerima. Bila seri: biaya lebih kecil, kelompok lebih sedikit, batas lebih rendah.",
        "Tried: cuts 0-10 for all, wider cuts for each set of groups "
        f"({', '.join(g for g in CHOICE if g in found.base.known)}); a rule costs what all cost whom it means and who "
        "do not receive yet. Ties: smaller cost, fewer groups, lower cuts.",
    )


_SCHEMA = pa.schema(
    [
        ("picked", pa.bool_()), ("rule", pa.string()), ("decile_max", pa.int64()), ("categories", pa.string()),
        ("category_decile", pa.int64()), ("served", pa.int64()), ("cost", pa.float64()), ("exclusion", pa.float64()),
        ("inclusion", pa.float64()), ("gap_closed", pa.float64()), ("within", pa.bool_()), ("release", pa.string()),
    ]
)  # fmt: skip


def _columns(unit: str) -> tuple[Column, ...]:
    return (
        Column("picked", Text("Terpilih", "Picked"), kind="text"),
        Column("rule", Text("Aturan", "Rule"), kind="text"),
        Column("decile_max", Text("Desil tertinggi", "Highest decile")),
        Column("categories", Text("Kelompok", "Groups"), kind="text"),
        Column("category_decile", Text("Desil tertinggi kelompok", "Highest decile of the groups")),
        Column("served", Text("Terlayani", "Served"), unit),
        Column("cost", Text("Biaya", "Cost"), "rupiah"),
        Column("exclusion", Text("Galat eksklusi", "Exclusion error"), "persen", 1),
        Column("inclusion", Text("Galat inklusi", "Inclusion error"), "persen", 1),
        Column("gap_closed", Text("Celah tertutup sebulan", "Gap closed a month"), "rupiah"),
        Column("within", Text("Di dalam plafon", "Within the ceiling"), kind="text"),
        Column("release", Text("Rilis", "Release"), kind="code"),
    )
