"""What a run found: links, clusters, the model; open until closed, so that links can be explained."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sepakat.core import duck
from sepakat.core.duck import Connection
from sepakat.lake import Lake
from sepakat.matching import apart, clusters, decided, explaining, keeping, refused, registered, store
from sepakat.matching.fitting import Floats, Pairs
from sepakat.matching.lists import PersonList
from sepakat.matching.model import Model

MODEL = "model"
_WHO = ("left_source", "left_id", "right_source", "right_id")
PLACES = 6  # digits of a probability as it is shown, and held against the threshold
_NEAR = 0.02  # pairs below this are not worth a look


@dataclass(frozen=True)
class Scored:
    """Pairs that were worth keeping, by uid. weight: log2 odds before rivals. stated: probability after; probability:
    as calibrated, where the model is, and with what people settled. rule: a step of the cascade, `model`, or `diputus`.
    given, said: `stated` where settled pairs are rivals no more, and what was settled (`decided.SAME`, `DIFFERENT`, 0);
    None where nothing was.
    """

    pairs: Pairs
    weight: Floats
    probability: Floats
    rule: list[str]
    stated: Floats
    given: Floats | None = None
    said: npt.NDArray[np.int8] | None = None


def certain_rules(rules: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Whether the cascade linked each pair."""
    return np.array([rule not in (MODEL, decided.RULE) for rule in rules], bool)


class Matching:
    """Lists matched; the connection with the normalised records stays open for explanations. Close after use."""

    def __init__(
        self, con: Connection, lists: Sequence[PersonList], within: bool, since: keeping.Kept | None = None
    ) -> None:
        self.con, self.lists, self.within, self.since = con, tuple(lists), within, since
        self.by_rule: dict[str, int] = {}
        self.compared = 0  # pairs looked at; with `since` only those of new or changed records
        self.decided: decided.Placed
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
        at = np.nonzero(np.round(s.probability, PLACES) >= least)[0]
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
                       round(probability, {PLACES}) AS probability, rule
                FROM tautan JOIN rec l ON l.uid = uid_l JOIN rec r ON r.uid = uid_r ORDER BY uid_l, uid_r""",
        )
        self.con.unregister("tautan")
        return found

    def explanations(self, threshold: float | None = None) -> Iterator[dict[str, Any]]:
        """For each link its ids and its explanation (`explaining.Explanation.as_dict`), in the order of `links`."""
        s, least = self.scored, self.model.threshold if threshold is None else threshold
        at = np.nonzero(np.round(s.probability, PLACES) >= least)[0]
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
        at = np.nonzero(np.round(s.probability, PLACES) >= self.model.threshold)[0]
        left, right = s.pairs.left[at] - 1, s.pairs.right[at] - 1  # uid counts from 1
        two = np.nonzero(s.said == decided.DIFFERENT)[0] if s.said is not None else np.zeros(0, np.int64)
        apart = (s.pairs.left[two] - 1, s.pairs.right[two] - 1)
        label = clusters.connected(len(source), left, right, s.probability[at], source, apart)
        ids = self.con.sql("SELECT id FROM rec ORDER BY uid").to_arrow_table()["id"]
        names = pa.array([one.source for one in self.lists])
        now = pa.table({"source": names.take(pa.array(source)), "id": ids, "cluster": label})
        return clusters.keep_ids(now, before)

    def recalibrate(self, model: Model) -> None:
        """Probabilities and threshold of another calibration of the model; what people settled stays so."""
        self.model, s = model, self.scored
        found = self._calibrated(s.stated if s.given is None else s.given)
        if s.said is not None:
            found = np.where(s.said == decided.SAME, 1.0, np.where(s.said == decided.DIFFERENT, 0.0, found))
        self.scored = replace(s, probability=found)

    def unaided(self) -> Floats:
        """Probabilities as they would be if nobody had settled anything: what labels are held against."""
        return self._calibrated(self.scored.stated)

    def _calibrated(self, stated: Floats) -> Floats:
        curve = self.model.calibration
        if curve is None:
            return stated
        rule = self.scored.rule
        return np.where(certain_rules(rule), curve.of_rules(stated, rule), curve.of(stated))

    def records(self) -> keeping.Kept:
        """What the next run needs to compare only what is new."""
        sources = tuple(one.source for one in self.lists)
        return keeping.Kept(sources, keeping.records(self.con, self.scored.pairs), self.model)

    def keep(
        self,
        lake: Lake,
        release_id: str,
        quality: dict[str, Any] | None = None,
        learned: dict[str, Any] | None = None,
    ) -> store.Run:
        """Keep the run in the lake; every list must be a registry. Clusters keep the ids of the run before. learned:
        what labels taught it, for the manifest."""
        facts = {
            "by_rule": self.by_rule,
            "compared": self.compared,
            "since": self.since.run if self.since else None,
            "quality": quality or {},
            "data": {one.source: one.hash for one in self.lists},
            **(learned or {}),
        }
        release = lake.release(release_id)
        away = refused.people(lake, release, registered.grant("matching", "sistem"))
        made = self.clusters(self._before(lake, release_id))
        return store.write(
            lake,
            release_id,
            [one.source for one in self.lists],
            self.model,
            self.links(),
            self.near(),
            made,
            facts,
            self.records().rows,
            self.decided.rows,
            {"refused": away, "apart": apart.found(lake, release, self.lists, made, self.model, away)},
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
