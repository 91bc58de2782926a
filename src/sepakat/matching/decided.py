"""What people settled about pairs, carried into later runs: the pair is joined or kept apart, and teaches the model.

Whoever keeps the verdicts (the site) writes those of a run to `LAKE/matching/decisions/<run>.json`: ids of lists only.
A run reads the files of all runs before it, finds the records again, and keeps beside its links which pairs it was told
of, under the ids that they have in it. Ids of another release mean other entries: there a record is known by the
fingerprint that its run kept in the vault, the release's own persons by their id. A verdict that was taken back is
gone at the next run, because each carried pair names the run it was settled on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sepakat.core import duck
from sepakat.core.duck import Connection
from sepakat.core.files import read_json, write_json
from sepakat.core.grants import Grant
from sepakat.core.text import Text
from sepakat.lake import Lake, Release
from sepakat.matching import keeping, registered, store
from sepakat.matching.clerical import Pair, Verdict
from sepakat.matching.store import Run

FOLDER = "decisions"
RULE = "diputus"
WORDS = Text("diputus pemeriksa", "decided by reviewers")
SAME, DIFFERENT = 1, -1
_CLEAR = {"same": SAME, "different": DIFFERENT}

# What `gather` gives: an end is known by its id, or, where that id is of another release, by its fingerprint.
TOLD = pa.schema(
    [
        *((f"{side}_{name}", kind) for side in ("left", "right")
          for name, kind in (("source", pa.string()), ("id", pa.string()), ("print", pa.binary()))),
        ("said", pa.int8()),
        ("run", pa.string()),
        ("run_left", pa.int64()),
        ("run_right", pa.int64()),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class Placed:
    """Settled pairs found among the records of a run, by uid, left < right. said: SAME or DIFFERENT. rows: of
    `store.DECIDED`. unplaced: those whose records are no longer there, or have changed."""

    left: npt.NDArray[np.int64]
    right: npt.NDArray[np.int64]
    said: npt.NDArray[np.int8]
    rows: pa.Table
    unplaced: int


def write(lake: Lake, run: str, verdicts: Mapping[Pair, Verdict]) -> None:
    """The settled pairs of a run, in place of what was written before."""
    folder = lake.path / store.FOLDER / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    pairs = [[*pair, verdict] for pair, verdict in sorted(verdicts.items()) if verdict in _CLEAR]
    write_json(folder / f"{run}.json", {"schema": 1, "run": run, "pairs": pairs})


def said(lake: Lake, run: str) -> dict[Pair, Verdict] | None:
    """What `write` wrote of a run; None where nobody has."""
    path = lake.path / store.FOLDER / FOLDER / f"{run}.json"
    if not path.is_file():
        return None
    return {Pair(str(a), int(b), str(c), int(d)): v for a, b, c, d, v in read_json(path)["pairs"]}


def gather(lake: Lake, release: Release, sources: Sequence[str], holder: Grant) -> pa.Table:
    """TOLD: every settled pair of these lists, the later word last. Reads the vault only where a run of another release
    has pairs of entries."""
    rows: list[dict[str, Any]] = []
    files: dict[str, dict[Pair, Verdict] | None] = {}
    for run in store.runs(lake):
        files[run.id] = said(lake, run.id)
        known = [row for row in _of(run, files) if {row["left_source"], row["right_source"]} <= set(sources)]
        rows += known if run.release == release.id else _elsewhere(lake, release, run, known, holder)
    return pa.Table.from_pylist(rows, TOLD)


def _of(run: Run, files: Mapping[str, Mapping[Pair, Verdict] | None]) -> list[dict[str, Any]]:
    """What a run was told, as far as it still stands, and what was said of it."""
    rows = []
    for row in run.decided().to_pylist():
        file = files.get(row["run"])
        origin = Pair(row["left_source"], row["run_left"], row["right_source"], row["run_right"])
        turned = Pair(*origin[2:], *origin[:2])
        if file is None or _CLEAR.get(file.get(origin, file.get(turned, "unsure"))) == row["said"]:
            rows.append(row)
    for pair, verdict in (files[run.id] or {}).items():
        rows.append(
            {**pair._asdict(), "said": _CLEAR[verdict], "run": run.id, "run_left": pair[1], "run_right": pair[3]}
        )
    return [row | {"left_id": str(row["left_id"]), "right_id": str(row["right_id"])} for row in rows]


def _elsewhere(
    lake: Lake, release: Release, run: Run, rows: list[dict[str, Any]], holder: Grant
) -> list[dict[str, Any]]:
    """Pairs of another release, their entries by fingerprint; without those that nothing tells anymore."""
    base = registered.base_source(release)
    ends = {(row[f"{s}_source"], row[f"{s}_id"]) for row in rows for s in ("left", "right")}
    prints = {}
    if any(source != base for source, _ in ends) and store.has_records(lake, run):
        kept = store.records(lake, run, holder)
        for number, ident, seal in zip(*(kept.rows[c].to_pylist() for c in ("sumber", "id", "sidik")), strict=True):
            if (kept.sources[number], ident) in ends:
                prints[kept.sources[number], ident] = seal
    found = []
    for row in rows:
        new = dict(row)
        for side in ("left", "right"):
            if row[f"{side}_source"] != base:
                new[f"{side}_print"] = prints.get((row[f"{side}_source"], row[f"{side}_id"]))
                new[f"{side}_id"] = None
        if all(new.get(f"{s}_id") is not None or new.get(f"{s}_print") is not None for s in ("left", "right")):
            found.append(new)
    return found


def place(con: Connection, sources: Sequence[str], told: pa.Table, *, within: bool) -> Placed:
    """Find the records of TOLD in `rec`. Makes `diputus` (uid_l, uid_r, said, a, b: the uid of its left and right, n:
    row of TOLD). A fingerprint that two records share says nothing of either."""
    names = ", ".join(duck.literal(one) for one in sources)
    con.register("kata_orang", told.append_column("n", pa.array(np.arange(told.num_rows), pa.int64())))
    printed = any(told[f"{side}_print"].null_count < told.num_rows for side in ("left", "right"))
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE ujung AS
        WITH r AS (SELECT uid, list_extract([{names}], sumber + 1) AS source, id,
                          {keeping.PRINT if printed else "NULL::BLOB"} AS sidik FROM rec),
             s AS (SELECT source, sidik, any_value(uid) AS uid FROM r GROUP BY ALL HAVING count(*) = 1),
             k AS ({
        " UNION ALL ".join(
            f"SELECT n, '{side}' AS side, {side}_source AS source, {side}_id AS id, "
            f"{side}_print AS sidik FROM kata_orang"
            for side in ("left", "right")
        )
    })
        SELECT n, side, uid FROM k JOIN r USING (source, id)
        UNION ALL SELECT n, side, uid FROM k JOIN s USING (source, sidik) WHERE id IS NULL""")
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE diputus AS
        SELECT least(a.uid, b.uid) AS uid_l, greatest(a.uid, b.uid) AS uid_r, arg_max(k.said, n) AS said,
               arg_max(a.uid, n) AS a, arg_max(b.uid, n) AS b, max(n) AS n
        FROM kata_orang k JOIN ujung a USING (n) JOIN ujung b USING (n)
        JOIN rec ra ON ra.uid = a.uid JOIN rec rb ON rb.uid = b.uid
        WHERE a.side = 'left' AND b.side = 'right' AND a.uid <> b.uid
          AND ra.sumber {"=" if within else "<>"} rb.sumber
        GROUP BY 1, 2""")
    found = duck.arrow(
        con,
        """SELECT uid_l, uid_r, d.said, left_source, ra.id AS left_id, right_source, rb.id AS right_id, run, run_left,
                  run_right
           FROM diputus d JOIN kata_orang USING (n) JOIN rec ra ON ra.uid = a JOIN rec rb ON rb.uid = b
           ORDER BY uid_l, uid_r""",
    )
    settled = con.sql("SELECT count(DISTINCT (run, left_source, run_left, right_source, run_right)) FROM kata_orang")
    unplaced = int(settled.fetchall()[0][0]) - found.num_rows
    con.unregister("kata_orang")
    con.execute("DROP TABLE ujung")
    left, right = (found[name].to_numpy().astype(np.int64) for name in ("uid_l", "uid_r"))
    said = found["said"].to_numpy().astype(np.int8)
    return Placed(left, right, said, found.select(store.DECIDED.names), max(0, unplaced))


def labels(placed: Placed) -> dict[tuple[str, str], dict[tuple[str, str], Verdict]]:
    """Settled pairs as `judging.learn` takes them."""
    found: dict[tuple[str, str], dict[tuple[str, str], Verdict]] = {}
    for row in placed.rows.to_pylist():
        of = found.setdefault((row["left_source"], row["right_source"]), {})
        of[row["left_id"], row["right_id"]] = "same" if row["said"] == SAME else "different"
    return found
