"""What a run found: links, clusters, the model; open until closed, so that links can be explained."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from sepakat.core import duck
from sepakat.core.duck import Connection
from sepakat.lake import Lake
from sepakat.matching import clusters, explaining, store
from sepakat.matching.fitting import Floats, Pairs
from sepakat.matching.lists import PersonList
from sepakat.matching.model import Model

MODEL = "model"
_WHO = ("left_source", "left_id", "right_source", "right_id")
_NEAR = 0.02  # pairs below this are not worth a look


@dataclass(frozen=True)
class Scored:
    """Pairs that were worth keeping, by uid. weight: log2 odds before rivals. probability: after. rule: a step of the
    cascade or `model`."""

    pairs: Pairs
    weight: Floats
    probability: Floats
    rule: list[str]


class Matching:
    """Lists matched; the connection with the normalised records stays open for explanations. Close after use."""

    def __init__(self, con: Connection, lists: Sequence[PersonList], within: bool) -> None:
        self.con, self.lists, self.within = con, tuple(lists), within
        self.by_rule: dict[str, int] = {}
        self.model: Model
        self.scored: Scored

    def __enter__(self) -> Matching:
        return self

    def __exit__(self, *exc: object) -> None:
        self.con.close()

    def links(self, threshold: float | None = None) -> pa.Table:
        """left_source, left_id, right_source, right_id, probability, rule, in the order of the lists; at or above the
        threshold (that of the model unless given)."""
        s, least = self.scored, self.model.threshold if threshold is None else threshold
        at = np.nonzero(s.probability >= least)[0]
        self.con.register(
            "tautan",
            pa.table(
                {
                    "uid_l": s.pairs.left[at],
                    "uid_r": s.pairs.right[at],
                    "probability": s.probability[at],
                    "rule": pa.array([s.rule[i] for i in at], pa.string()),
                }
            ),
        )
        sources = ", ".join(duck.literal(one.source) for one in self.lists)
        found = duck.arrow(
            self.con,
            f"""SELECT list_extract([{sources}], l.sumber + 1) AS left_source, l.id AS left_id,
                       list_extract([{sources}], r.sumber + 1) AS right_source, r.id AS right_id,
                       round(probability, 6) AS probability, rule
                FROM tautan JOIN rec l ON l.uid = uid_l JOIN rec r ON r.uid = uid_r ORDER BY uid_l, uid_r""",
        )
        self.con.unregister("tautan")
        return found

    def explanations(self, threshold: float | None = None) -> Iterator[dict[str, Any]]:
        """For each link its ids and its explanation (`explaining.Explanation.as_dict`), in the order of `links`."""
        s, least = self.scored, self.model.threshold if threshold is None else threshold
        at = np.nonzero(s.probability >= least)[0]
        for row, link in zip(at.tolist(), self.links(threshold).to_pylist(), strict=True):
            found = explaining.explain(
                self.model.weights,
                s.pairs.levels[:, row].tolist(),
                float(s.pairs.rare[row]),
                link["probability"],
                link["rule"],
            )
            yield {name: link[name] for name in _WHO} | found.as_dict()

    def near(self) -> pa.Table:
        """Pairs of the model that people may look at, likeliest first left out: columns of `links`."""
        found = self.links(_NEAR)
        model = np.array([rule not in self.by_rule for rule in found["rule"].to_pylist()], bool)
        unsure = found["probability"].to_numpy() < 1 - _NEAR
        return found.filter(pa.array(model & unsure))

    def clusters(self, before: pa.Table | None = None) -> pa.Table:
        """source, id, cluster_id: every record. before: clusters of the last run, whose ids stay."""
        s = self.scored
        source = self.con.sql("SELECT sumber FROM rec ORDER BY uid").to_arrow_table()["sumber"].to_numpy()
        source = source.astype(np.int64)
        at = np.nonzero(s.probability >= self.model.threshold)[0]
        left, right = s.pairs.left[at] - 1, s.pairs.right[at] - 1  # uid counts from 1
        label = clusters.connected(len(source), left, right, s.probability[at], source)
        ids = self.con.sql("SELECT id FROM rec ORDER BY uid").to_arrow_table()["id"]
        names = pa.array([one.source for one in self.lists])
        now = pa.table({"source": names.take(pa.array(source)), "id": ids, "cluster": label})
        return clusters.keep_ids(now, before)

    def keep(self, lake: Lake, release_id: str, quality: dict[str, Any] | None = None) -> store.Run:
        """Keep the run in the lake; every list must be a registry. Clusters keep the ids of the run before."""
        last = store.latest(lake)
        facts = {
            "by_rule": self.by_rule,
            "quality": quality or {},
            "data": {one.source: one.hash for one in self.lists},
        }
        return store.write(
            lake,
            release_id,
            [one.source for one in self.lists],
            self.model,
            self.links(),
            self.near(),
            self.clusters(last.clusters() if last else None),
            facts,
        )
