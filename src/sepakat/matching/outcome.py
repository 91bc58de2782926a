"""What a run found: links, clusters, the model; open until closed, so that links can be explained."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sepakat.core import duck
from sepakat.core.duck import Connection
from sepakat.lake import Lake
from sepakat.matching import clusters, explaining, keeping, registered, store
from sepakat.matching.fitting import Floats, Pairs
from sepakat.matching.lists import PersonList
from sepakat.matching.model import Model

MODEL = "model"
_WHO = ("left_source", "left_id", "right_source", "right_id")
_NEAR = 0.02  # pairs below this are not worth a look


@dataclass(frozen=True)
class Scored:
    """Pairs that were worth keeping, by uid. weight: log2 odds before rivals. stated: probability after; probability:
    as calibrated, where the model is. rule: a step of the cascade or `model`."""

    pairs: Pairs
    weight: Floats
    probability: Floats
    rule: list[str]
    stated: Floats


class Matching:
    """Lists matched; the connection with the normalised records stays open for explanations. Close after use."""

    def __init__(
        self, con: Connection, lists: Sequence[PersonList], within: bool, since: keeping.Kept | None = None
    ) -> None:
        self.con, self.lists, self.within, self.since = con, tuple(lists), within, since
        self.by_rule: dict[str, int] = {}
        self.compared = 0  # pairs looked at; with `since` only those of new or changed records
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

    def recalibrate(self, model: Model) -> None:
        """Probabilities and threshold of another calibration of the model; links by rule keep theirs."""
        s = self.scored
        certain = np.array([rule != MODEL for rule in s.rule], bool)
        made = model.calibration.of(s.stated) if model.calibration else s.stated
        self.scored = replace(s, probability=np.where(certain, s.stated, made))
        self.model = model

    def records(self) -> keeping.Kept:
        """What the next run needs to compare only what is new."""
        sources = tuple(one.source for one in self.lists)
        return keeping.Kept(sources, keeping.records(self.con, self.scored.pairs), self.model)

    def keep(self, lake: Lake, release_id: str, quality: dict[str, Any] | None = None) -> store.Run:
        """Keep the run in the lake; every list must be a registry. Clusters keep the ids of the run before."""
        facts = {
            "by_rule": self.by_rule,
            "compared": self.compared,
            "since": self.since.run if self.since else None,
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
            self.clusters(self._before(lake, release_id)),
            facts,
            self.records().rows,
        )

    def _before(self, lake: Lake, release_id: str) -> pa.Table | None:
        """Clusters of the last run by the ids that records have now: another release numbers its entries anew, only
        its own persons keep their ids."""
        last = store.latest(lake)
        if last is None:
            return None
        found = last.clusters()
        base = registered.base_source(lake.release(release_id))
        same = last.release == release_id
        if self.since is not None and self.since.run == last.id:
            stable = [one.source for one in self.lists] if same else [base]
            return keeping.renamed(self.con, self.since, found, stable)
        return found if same else found.filter(pc.equal(found["source"], base))
