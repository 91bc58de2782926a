"""The domains of an estimate: every combination of the grouping columns' values that occurs, and its rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sepakat.survey.columns import codes, names


def domains(frame: Any, by: str | Sequence[str] | None) -> Iterator[tuple[dict[str, Any], NDArray[np.int64]]]:
    """(labels, rows) of every domain that occurs, in order of the values."""
    listed = [] if by is None else [by] if isinstance(by, str) else list(by)
    if not listed:
        yield {}, np.arange(len(frame[names(frame)[0]]))
        return
    key, sizes, values = None, [], []
    for name in listed:
        code, label = codes(frame, name)
        order = sorted(range(len(label)), key=lambda i, label=label: (label[i] is None, str(type(label[i])), label[i]))  # type: ignore[misc]
        place = np.empty(len(label), np.int64)
        place[order] = np.arange(len(label))
        values.append([label[i] for i in order])
        sizes.append(len(label))
        key = place[code] if key is None else key * len(label) + place[code]
    assert key is not None
    if not key.size:
        return
    rows = np.argsort(key, kind="stable")
    found, start = np.unique(key[rows], return_index=True)
    for code_, first, last in zip(found, start, [*start[1:], len(rows)], strict=True):
        labels, rest = [], int(code_)
        for size in reversed(sizes):
            labels.append(rest % size)
            rest //= size
        yield {n: v[i] for n, v, i in zip(listed, values, reversed(labels), strict=True)}, rows[first:last]
