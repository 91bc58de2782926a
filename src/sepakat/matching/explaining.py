"""Why two records are one person, or not: what agreed, what differed, what each counts for, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from sepakat.core import duck
from sepakat.core.text import Text, number
from sepakat.matching import cascade, comparing, decided, normalising
from sepakat.matching.fitting import Pairs, Weights
from sepakat.matching.lists import COLUMNS, PersonList
from sepakat.matching.model import Model


@dataclass(frozen=True)
class Reason:
    """One thing compared. agrees: True for, False against, None not known. weight: log2 of how much more likely this
    is for one person than for two (bits)."""

    what: Text
    found: Text
    agrees: bool | None
    weight: float


@dataclass(frozen=True)
class Explanation:
    """reasons: the heaviest first. rule: of the cascade, in words, or None. probability: of the link; weight: of all
    that is known of the pair, before rivals, with the chance that two records at random are one person."""

    reasons: tuple[Reason, ...]
    rule: Text | None
    probability: float
    weight: float

    def sentence(self) -> Text:
        """One sentence: what agrees, what differs, the probability."""
        agree = [r.found for r in self.reasons if r.agrees]
        differ = [r.found for r in self.reasons if r.agrees is False]
        share = number(100 * self.probability, 1)
        parts_id = [f"Sama: {'; '.join(t.id for t in agree)}." if agree else "Tidak ada yang sama."]
        parts_en = [f"Agrees: {'; '.join(t.en for t in agree)}." if agree else "Nothing agrees."]
        if differ:
            parts_id.append(f"Berbeda: {'; '.join(t.id for t in differ)}.")
            parts_en.append(f"Differs: {'; '.join(t.en for t in differ)}.")
        if self.rule is not None:
            parts_id.append(f"Aturan pasti: {self.rule.id}.")
            parts_en.append(f"Exact rule: {self.rule.en}.")
        parts_id.append(f"Peluang orang yang sama {share} %.")
        parts_en.append(f"Probability of one person {share} %.")
        return Text(" ".join(parts_id), " ".join(parts_en))

    def as_dict(self) -> dict[str, Any]:
        """For files: words in the language at hand, weights in bits."""
        return {
            "probability": round(self.probability, 6),
            "weight": round(self.weight, 2),
            "rule": str(self.rule) if self.rule else None,
            "reasons": [
                {"what": str(r.what), "found": str(r.found), "agrees": r.agrees, "weight": round(r.weight, 2)}
                for r in self.reasons
            ],
            "text": str(self.sentence()),
        }


def explain(weights: Weights, levels: Sequence[int], rare: float, probability: float, rule: str = "") -> Explanation:
    """From the levels at which a pair agrees (-1 missing, 0 none … full). rare: what a rare name adds, in bits."""
    reasons = []
    one_pair = Pairs(np.zeros(1, np.int64), np.zeros(1, np.int64), np.array(levels, np.int8)[:, None], np.zeros(1))
    chances = (weights.u, *weights.local)[int(weights.near(one_pair)[0])]
    for name, level, m, u in zip(weights.names, levels, weights.m, chances, strict=True):
        one = comparing.named(name)
        if level < 0:
            found, agrees, weight = Text(f"{one.words.id} tidak diketahui", f"{one.words.en} not known"), None, 0.0
        else:
            weight = float(np.log2(m[level] / u[level])) + (rare if name == "nama" and level else 0.0)
            found = one.levels[len(one.levels) - level].words if level else one.differs
            agrees = weight > 0
        reasons.append(Reason(one.words, found, agrees, weight))
    reasons.sort(key=lambda r: -abs(r.weight))
    prior = float(np.log2(weights.prior / (1 - weights.prior)))
    step = decided.WORDS if rule == decided.RULE else next((s.words for s in cascade.STEPS if s.name == rule), None)
    return Explanation(tuple(reasons), step, probability, prior + sum(r.weight for r in reasons))


def compare(
    model: Model, left: Mapping[str, Any], right: Mapping[str, Any], probability: float | None = None
) -> Explanation:
    """Two records side by side (mappings with some of COLUMNS), for a pair at hand: nothing of other records is known,
    so names count as neither rare nor common. probability: that of the run, else what the weights alone say."""
    con = duck.connect()
    try:
        lists = [
            PersonList(str(n), pa.table({c: pa.array([_text(row.get(c))], pa.string()) for c in COLUMNS}), "")
            for n, row in enumerate((left, right))
        ]
        normalising.load(con, [_with_id(one) for one in lists])
        names = model.weights.names
        sql = ", ".join(f"{comparing.level_sql(comparing.named(n))} AS {n}" for n in names)
        columns = dict.fromkeys(c for n in names for c in comparing.named(n).columns)
        sides = ", ".join(f"l.{c} AS {c}_l, r.{c} AS {c}_r" for c in columns)
        levels = con.sql(
            f"SELECT {sql} FROM (SELECT {sides} FROM rec l JOIN rec r ON l.sumber = 0 AND r.sumber = 1)"
        ).fetchall()[0]
    finally:
        con.close()
    found = explain(model.weights, [int(x) for x in levels], 0.0, 0.0)
    stated = 1 / (1 + 2.0**-found.weight) if probability is None else probability
    return Explanation(found.reasons, None, stated, found.weight)


def _text(value: Any) -> str | None:
    return None if value is None or value == "" else str(value)


def _with_id(one: PersonList) -> PersonList:
    return PersonList(one.source, one.rows.set_column(0, "id", pa.array(["1"])), one.hash)
