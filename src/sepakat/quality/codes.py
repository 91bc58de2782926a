"""Words for lists of codes: `1–5, 8, 99`."""

from __future__ import annotations

from collections.abc import Iterable


def spans(codes: Iterable[int]) -> str:
    """Whole numbers as runs: [1, 2, 3, 8] → `1–3, 8`."""
    out: list[list[int]] = []
    for code in sorted(set(codes)):
        if out and code == out[-1][-1] + 1:
            out[-1].append(code)
        else:
            out.append([code])
    parts = [f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in out]
    return ", ".join(parts)
