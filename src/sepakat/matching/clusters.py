"""Who is one person over all lists: connected records, on small integers, with ids that stay.

Where a chain of links would put two records of one list together that are not linked themselves, its weakest links
give way. A cluster keeps its id as long as one of its records had it before.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from sepakat.matching.fitting import Floats, Ints


def connected(
    records: int, left: Ints, right: Ints, probability: Floats, source: Ints, apart: tuple[Ints, Ints] | None = None
) -> Ints:
    """For each record 0 … records - 1 the smallest record of its cluster. source: list of each record. apart: pairs of
    records that are never of one cluster."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    ends = (left.astype(np.int32), right.astype(np.int32))
    graph = coo_array((np.ones(len(left), np.int8), ends), shape=(records, records))
    part = connected_components(graph, directed=False)[1].astype(np.int32)
    mixed = set(_mixed(part, left, right, source))
    never: dict[int, set[int]] = {}
    for a, b in zip(*(side.tolist() for side in apart), strict=True) if apart else ():
        if part[a] == part[b]:
            never.setdefault(a, set()).add(b)
            never.setdefault(b, set()).add(a)
    for label in sorted(mixed | {int(part[one]) for one in never}):
        at = np.nonzero(part[left] == label)[0]
        _part_weakest(part, left[at], right[at], probability[at], source if label in mixed else None, never)
    first = np.full(int(part.max(initial=-1)) + 1, records, np.int64)
    np.minimum.at(first, part, np.arange(records))
    found: Ints = first[part]
    return found


def _mixed(part: Ints, left: Ints, right: Ints, source: Ints) -> list[int]:
    """Clusters with two records of one list that are no link."""
    code = part.astype(np.int64) * 64 + source
    double = np.zeros(len(part), bool)
    _, at, count = np.unique(code, return_inverse=True, return_counts=True)
    double = count[at] > 1
    doubles = np.unique(part[double])
    # records of one list that are linked to one another are one person listed twice: nothing to part
    inside = source[left] == source[right]
    linked = np.unique(part[left[inside]])
    return [int(label) for label in np.setdiff1d(doubles, linked)]


def _part_weakest(
    part: Ints, left: Ints, right: Ints, probability: Floats, source: Ints | None, never: Mapping[int, set[int]]
) -> None:
    """Join the records of one cluster anew, likeliest links first, never two of one list (where `source` is given), and
    never two that are kept apart; new labels in `part`."""
    members = np.unique(np.concatenate([left, right]))
    parent = {int(m): int(m) for m in members}
    lists = {int(m): {int(source[m])} if source is not None else set() for m in members}
    inside = {int(m): {int(m)} for m in members}
    foes = {int(m): set(never.get(int(m), ())) for m in members}

    def root(one: int) -> int:
        while parent[one] != one:
            one = parent[one]
        return one

    for at in np.lexsort((right, left, -probability)):
        a, b = root(int(left[at])), root(int(right[at]))
        if a != b and not lists[a] & lists[b] and not foes[a] & inside[b]:
            a, b = min(a, b), max(a, b)
            parent[b] = a
            for kept in (lists, inside, foes):
                kept[a] |= kept[b]
    fresh = int(part.max()) + 1
    labels: dict[int, int] = {}
    for member in members:
        top = root(int(member))
        if top not in labels:
            labels[top] = fresh + len(labels)
        part[member] = labels[top]


def keep_ids(now: pa.Table, before: pa.Table | None) -> pa.Table:
    """`now` (source, id, cluster: any number) with `cluster_id` (int64) in its place: that of the run before where a
    record of the cluster had one (the most records, then the smallest id), else new numbers above all that were given.
    """
    labels = now["cluster"].to_numpy()
    ids = np.zeros(int(labels.max(initial=-1)) + 1, np.int64)
    top = 0
    if before is not None and before.num_rows:
        old = {
            (s, str(i)): c
            for s, i, c in zip(*(before[n].to_pylist() for n in ("source", "id", "cluster_id")), strict=True)
        }
        top = max(old.values())
        votes: dict[tuple[int, int], int] = {}
        for s, i, label in zip(now["source"].to_pylist(), now["id"].to_pylist(), labels.tolist(), strict=True):
            had = old.get((s, str(i)))
            if had is not None:
                votes[label, had] = votes.get((label, had), 0) + 1
        taken: set[int] = set()
        for (label, had), _ in sorted(votes.items(), key=lambda v: (-v[1], v[0][1], v[0][0])):
            if not ids[label] and had not in taken:
                ids[label] = had
                taken.add(had)
    present, first = np.unique(labels, return_index=True)
    new = present[np.argsort(first)]
    new = new[ids[new] == 0]
    ids[new] = np.arange(top + 1, top + 1 + len(new))
    return now.select(["source", "id"]).append_column("cluster_id", pa.array(ids[labels], pa.int64()))
