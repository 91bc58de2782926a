"""True pairs and labels of a run: read from files by pair of lists, and what they say of its quality.

Files have `left_id, right_id` (labels also `verdict`: same, different, unsure). Where there are more than two lists
they also have `left_source, right_source`, unless each id stands in one list only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sepakat.core import duck
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.matching import clerical, measure
from sepakat.matching.clerical import BANDS, Pair, Review, Verdict
from sepakat.matching.lists import PersonList, duck_error
from sepakat.matching.measure import Quality, Rate
from sepakat.matching.outcome import Matching

Sources = tuple[str, str]
Ids = tuple[str, str]
LEAST = 30  # labels from which a quality is told


def read(path: Path, lists: Sequence[PersonList], *, verdicts: bool = False) -> dict[Sources, dict[Ids, Verdict]]:
    """Pairs of a CSV or Parquet file by lists, the earlier list on the left. verdicts: it has that column; else every
    pair is the same person. UserError pairs-unreadable, pairs-verdict, pairs-sources (ids that stand in several lists).
    """
    sources = tuple(one.source for one in lists)
    con = duck.connect()
    try:
        parquet = path.suffix.lower() in (".parquet", ".pq")
        source = (
            duck.parquet(path) if parquet else f"read_csv({duck.literal(str(path))}, all_varchar=true, header=true)"
        )
        have = {str(row[0]) for row in con.sql(f"DESCRIBE SELECT * FROM {source}").fetchall()}
        wanted = ["left_id", "right_id", *(["verdict"] if verdicts else [])]
        named = {"left_source", "right_source"} <= have
        wanted += ["left_source", "right_source"] if named else []
        shown = ", ".join(f"trim({name}::VARCHAR) AS {name}" for name in wanted)
        rows = con.sql(f"SELECT {shown} FROM {source}").to_arrow_table().to_pylist()
    except duck_error() as problem:
        columns = "left_id, right_id" + (", verdict" if verdicts else "")
        raise UserError(
            Text(f"`{path.name}` tidak dapat dibaca sebagai pasangan.", f"`{path.name}` cannot be read as pairs."),
            hint=Text(f"Kolomnya: {columns}.", f"Its columns: {columns}."),
            where=str(path),
            code="pairs-unreadable",
        ) from problem
    finally:
        con.close()
    whose = {} if named or len(sources) <= 2 else _holders(rows, lists)
    found: dict[Sources, dict[Ids, Verdict]] = {} if len(sources) > 2 else {(sources[0], sources[-1]): {}}
    for row in rows:
        verdict = row.get("verdict", "same")
        if verdict not in clerical.VERDICTS:
            raise UserError(
                Text(f"`{verdict}` bukan keputusan yang dikenal.", f"`{verdict}` is no verdict."),
                hint=Text("Isi same, different atau unsure.", "Write same, different or unsure."),
                where=str(path),
                code="pairs-verdict",
            )
        ids = (str(row["left_id"]), str(row["right_id"]))
        if named:
            of = (str(row["left_source"]), str(row["right_source"]))
        else:
            of = _of(ids, whose, path) if len(sources) > 2 else (sources[0], sources[-1])
        if of[0] in sources and of[1] in sources and sources.index(of[0]) > sources.index(of[1]):
            of, ids = of[::-1], ids[::-1]
        found.setdefault(of, {})[_ordered(of, ids)] = verdict
    return found


def _holders(rows: Sequence[Mapping[str, Any]], lists: Sequence[PersonList]) -> dict[str, list[str]]:
    """The lists that each id of the pairs stands in."""
    ids = pa.array({str(row[side]) for row in rows for side in ("left_id", "right_id")}, pa.string())
    found: dict[str, list[str]] = {}
    for one in lists:
        for held in ids.filter(pc.is_in(ids, value_set=one.rows["id"].combine_chunks().cast(pa.string()))).to_pylist():
            found.setdefault(held, []).append(one.source)
    return found


def _of(ids: Ids, whose: Mapping[str, Sequence[str]], path: Path) -> Sources:
    """The two lists of a pair whose file does not name them. An id that is in no list belongs to none."""
    left, right = (whose.get(one, ("",)) for one in ids)
    if len(left) > 1 or len(right) > 1:
        raise UserError(
            Text(f"`{path.name}` memuat id yang ada di beberapa daftar.", f"`{path.name}` has ids of several lists."),
            hint=Text(
                "Tambahkan kolom left_source dan right_source: nama daftar dari setiap id.",
                "Add the columns left_source and right_source: the list of each id.",
            ),
            where=str(path),
            code="pairs-sources",
        )
    return left[0], right[0]


def strangers(pairs: Mapping[Sources, Mapping[Ids, object]], lists: Sequence[PersonList]) -> int:
    """How many ids of these pairs stand in no list."""
    held = {one.source: one.rows["id"].combine_chunks().cast(pa.string()) for one in lists}
    found = 0
    for of, some in pairs.items():
        for side, source in enumerate(of):
            ids = pa.array({one[side] for one in some}, pa.string())
            found += len(ids) - (pc.sum(pc.is_in(ids, value_set=held[source])).as_py() or 0 if source in held else 0)
    return found


def merged(
    first: Mapping[Sources, Mapping[Ids, Verdict]], then: Mapping[Sources, Mapping[Ids, Verdict]]
) -> dict[Sources, dict[Ids, Verdict]]:
    """Labels of two places together; of one pair the second counts."""
    return {of: {**first.get(of, {}), **then.get(of, {})} for of in {**first, **then}}


def _ordered(of: Sources, ids: Ids) -> Ids:
    """Inside one list a pair has no left and right."""
    return min(ids, ids[::-1]) if of[0] == of[1] else ids


def linked(links: pa.Table, told: Mapping[Sources, object]) -> dict[Sources, set[Ids]]:
    """Links by lists, for the lists that were told of."""
    found: dict[Sources, set[Ids]] = {of: set() for of in told}
    names = ("left_source", "right_source", "left_id", "right_id")
    for a, b, left, right in zip(*(links[name].to_pylist() for name in names), strict=True):
        if (a, b) in found:
            found[a, b].add(_ordered((a, b), (left, right)))
    return found


@dataclass(frozen=True)
class Judged:
    """How good a run is. whole: over everything told, None where only a sample was. pairs: by lists, as the manifest
    of a run has it (`store.Run.quality`)."""

    whole: Quality | None
    pairs: dict[str, dict[str, Any]]


def by_truth(links: pa.Table, truth: Mapping[Sources, Mapping[Ids, Verdict]]) -> Judged:
    """Scores against every true pair."""
    found = linked(links, truth)
    every = [measure.score(found[of], set(truth[of])) for of in truth]
    if len(every) == 1:
        whole = every[0]
    else:
        whole = measure.score(
            {(f"{of}{a}", b) for of in truth for a, b in found[of]},
            {(f"{of}{a}", b) for of in truth for a, b in truth[of]},
        )
    pairs = {name(of): one.as_dict() | {"by": "truth"} for of, one in zip(truth, every, strict=True) if told(of)}
    return Judged(whole, pairs)


def told(of: Sources) -> bool:
    """Whether these are two lists that are known by name."""
    return "" not in of and of[0] != of[1]


def name(of: Sources) -> str:
    return "|".join(sorted(of))


def labelled(done: Matching, labels: Mapping[Sources, Mapping[Ids, Verdict]]) -> dict[Sources, list[tuple[int, bool]]]:
    """(position in `done.scored`, same) of each label whose pair the run has compared, by lists. Pairs nobody could
    decide are left out."""
    con, pairs = done.con, done.scored.pairs
    rows = [(*of, *ids, v == "same") for of, some in labels.items() for ids, v in some.items() if v != "unsure"]
    kinds = {"a": pa.string(), "b": pa.string(), "left_id": pa.string(), "right_id": pa.string(), "same": pa.bool_()}
    con.register("label", pa.table([pa.array([r[n] for r in rows], kinds[c]) for n, c in enumerate(kinds)], [*kinds]))
    sources = ", ".join(duck.literal(one.source) for one in done.lists)
    left, right = (f"label.{c} IN ('', list_extract([{sources}], {c}{c}.sumber + 1))" for c in "ab")
    at = con.sql(f"""
        SELECT least(aa.uid, bb.uid), greatest(aa.uid, bb.uid), same, aa.sumber, bb.sumber FROM label
        JOIN rec aa ON aa.id = left_id AND {left} JOIN rec bb ON bb.id = right_id AND {right}
        WHERE aa.uid <> bb.uid ORDER BY 1, 2""").fetchall()
    con.unregister("label")
    size = int(pairs.right.max(initial=0)) + 1
    codes = pairs.left * size + pairs.right  # in order
    found: dict[Sources, list[tuple[int, bool]]] = {}
    for first, second, same, one, other in at:
        code = first * size + second
        place = int(np.searchsorted(codes, code))
        if place < len(codes) and codes[place] == code:
            of = (done.lists[min(one, other)].source, done.lists[max(one, other)].source)
            found.setdefault(of, []).append((place, bool(same)))
    return found


def learn(
    done: Matching, labels: Mapping[Sources, Mapping[Ids, Verdict]], *, threshold: float | None = None
) -> tuple[int, Judged]:
    """Fit the run's calibration and threshold to labels; gives the labels that were used, and the run's quality by
    them. threshold: one that stays.

    Labels count for the pairs of their band of probability, as if drawn from it (`clerical.pairs_to_review` draws so).
    Links by rule keep their probability unless labels say that their rule is less sure. The quality is of the pairs
    that were fitted to: a smooth curve and a threshold, so it is little too good.
    """
    known = labelled(done, labels)
    scored = done.scored
    band = np.clip(np.searchsorted(BANDS, scored.stated, side="right") - 1, 0, len(BANDS) - 2)
    whole = np.bincount(band[scored.stated >= BANDS[0]], minlength=len(BANDS))
    places = [p for of in known for p, _ in known[of] if scored.stated[p] >= BANDS[0]]
    seen = set(places)
    drawn = np.bincount(band[np.array(places, np.int64)], minlength=len(BANDS))
    reviews = {
        of: [_review(done, p, int(band[p]), whole[band[p]] / drawn[band[p]]) for p, _ in some if p in seen]
        for of, some in known.items()
    }
    verdicts: dict[Pair, Verdict] = {
        _pair(done, p): "same" if same else "different" for some in known.values() for p, same in some
    }
    learned = clerical.learn(done.model, [r for some in reviews.values() for r in some], verdicts)
    if threshold is not None:
        learned = replace(learned, threshold=threshold)
    done.recalibrate(learned)
    unaided = done.unaided()
    judged: dict[str, dict[str, Any]] = {}
    for of, some in known.items():
        if told(of) and len(reviews[of]) >= LEAST:
            used = [p for p, _ in some if p in seen]
            now = [replace(r, probability=float(p)) for p, r in zip(unaided[used], reviews[of], strict=True)]
            judged[name(of)] = flat(clerical.quality(now, verdicts, learned.threshold)) | {"by": "labels"}
    return len(places), Judged(None, judged)


def _pair(done: Matching, place: int) -> Pair:
    """A pair by its record numbers: ids of plain files are text."""
    pairs = done.scored.pairs
    return Pair("", int(pairs.left[place]), "", int(pairs.right[place]))


def _review(done: Matching, place: int, band: int, stands_for: float) -> Review:
    scored = done.scored
    return Review(_pair(done, place), float(scored.stated[place]), scored.rule[place], band, float(stands_for))


def flat(rates: Mapping[str, Rate]) -> dict[str, float]:
    """precision, recall and f1 with low and high. The bounds of F1 are those of both rates together: a little wide."""
    found: dict[str, float] = {}
    for what, rate in rates.items():
        found |= {what: rate.value, f"{what}_low": rate.low, f"{what}_high": rate.high}
    for end in ("", "_low", "_high"):
        p, r = found[f"precision{end}"], found[f"recall{end}"]
        found[f"f1{end}"] = 2 * p * r / (p + r) if p + r else 0.0
    return found
