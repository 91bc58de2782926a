"""What the benchmark prints and keeps: lines, a table in Markdown and JSON, and growth over several sizes."""

from __future__ import annotations

import json
import os
import platform
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from nation.measuring import Measured
from nation.steps import Step

OURS = "sepakat"


def size(lake: Path) -> dict[str, int]:
    """Families and persons of the published release."""
    release = lake / "releases" / (lake / "current").read_text(encoding="ascii").strip()

    def rows(*tables: str) -> int:
        """Of the first that is there: a release made by `repeating.py` has not all."""
        found = ([*(release / table).glob("*.parquet")] for table in tables)
        return sum(pq.read_metadata(p).num_rows for p in next((paths for paths in found if paths), []))

    return {"families": rows("family", "rank"), "persons": rows("person", "frame_person")}


def machine() -> str:
    load = ", ".join(f"{x:.1f}" for x in os.getloadavg())
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, load {load}"


def best(found: dict[str, Measured]) -> Measured | None:
    """The best of what was written by hand."""
    others = [m for side, m in found.items() if side != OURS]
    return min(others, key=lambda m: m.cpu) if others else None


def short(measured: Measured) -> list[float] | None:
    """Seconds of a short answer: the first, and the median of the next."""
    return measured.answer["short"]


def line(step: Step, side: str, found: dict[str, Measured]) -> str:
    head = f"{step.title[:46]:46s} {side:20s}"
    if side not in found:
        return f"{head} failed"
    m = found[side]
    told = f"{head} {m.seconds:8.2f} s {m.cpu:8.2f} cpu {m.peak_mb:7.0f} MB peak {m.read_mb:8.0f} MB read"
    told += f" {m.start:5.2f} cpu to start"
    if (ms := short(m)) is not None:
        told += f"   first {ms[0] * 1000:.1f} ms, median {ms[1] * 1000:.1f} ms"
    if side != OURS and OURS in found and short(m) is None:
        told += f"   ×{found[OURS].seconds / m.seconds:.2f} by the clock, ×{found[OURS].cpu / m.cpu:.2f} of processor"
        if step.same and m.answer["answer"] != found[OURS].answer["answer"]:
            told += "   ANSWERS DIFFER"
    return told


def row(name: str, step: Step, held: dict[str, int], found: dict[str, Measured]) -> dict[str, Any]:
    rival, ours = best(found), found.get(OURS)
    both = rival is not None and ours is not None
    return {
        "step": name,
        "title": step.title,
        "floor": step.floor,
        **held,
        "machine": machine(),
        "sides": {side: asdict(found[side]) if side in found else None for side in step.sides},
        "ratio": round(ours.seconds / rival.seconds, 3) if both else None,
        "ratio_cpu": round(ours.cpu / rival.cpu, 3) if both else None,
    }


def write(rows: list[dict[str, Any]], folder: Path) -> None:
    """`nation.json`, `nation.md`, and over several sizes `nation.svg`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "nation.json").write_text(json.dumps(rows, indent=1), encoding="utf-8")
    head = ("families", "step", "side", "seconds", "processor", "peak MB", "read MB", "ratio (of processor)")
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for one in rows:
        for side, m in one["sides"].items():
            if m is None:
                lines.append(f"| {one['families']:,} | {one['title']} | {side} | failed | | | | |")
                continue
            ratio = f"{one['ratio']} ({one['ratio_cpu']})" if side == OURS and one["ratio"] else ""
            lines.append(
                f"| {one['families']:,} | {one['title']} | {side} | {m['seconds']:.2f} | {m['cpu']:.2f} "
                f"| {m['peak_mb']:.0f} | {m['read_mb']:.0f} | {ratio} |"
            )
    exponents = growth(rows)
    if exponents:
        (folder / "nation.svg").write_text(plot(rows), encoding="utf-8")
        lines += ["", "| step | exponent of processor time over families |", "|---|---|"]
        lines += [f"| {title} | {exponent:.2f} |" for title, exponent in exponents.items()]
    (folder / "nation.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def growth(rows: list[dict[str, Any]]) -> dict[str, float]:
    """Step → exponent of its processor time over families, where there are several sizes (1 is linear)."""
    found: dict[str, list[tuple[float, float]]] = {}
    for one in rows:
        if one["sides"][OURS]:
            found.setdefault(one["title"], []).append((one["families"], one["sides"][OURS]["cpu"]))
    out = {}
    for title, points in found.items():
        if len({x for x, _ in points}) > 1:
            x, y = np.log(np.array(points)).T
            out[title] = float(np.polyfit(x, y, 1)[0])
    return out


def plot(rows: list[dict[str, Any]]) -> str:
    """SVG of processor seconds over families, both as powers of ten, of the steps that go through all of them; the thin
    grey line through the first point of each is linear growth."""
    import vl_convert

    told = [
        {"step": one["title"], "families": one["families"], "seconds": one["sides"][OURS]["cpu"]}
        for one in sorted(rows, key=lambda r: r["families"])
        if one["sides"][OURS] and one["sides"][OURS]["answer"]["short"] is None
    ]
    first = {one["step"]: one for one in reversed(told)}
    linear = [
        one | {"seconds": first[one["step"]]["seconds"] * one["families"] / first[one["step"]]["families"]}
        for one in told
    ]
    axes = {
        "x": {"field": "families", "type": "quantitative", "scale": {"type": "log"}, "title": "families",
              "axis": {"format": ",", "values": sorted({one["families"] for one in told})}},
        "y": {"field": "seconds", "type": "quantitative", "scale": {"type": "log"}, "title": "seconds of processor",
              "axis": {"grid": False}},
    }  # fmt: skip
    step = {"field": "step", "type": "nominal", "title": None,
            "legend": {"orient": "bottom", "columns": 1, "labelLimit": 400, "symbolType": "stroke"}}  # fmt: skip
    spec = {
        "width": 420,
        "height": 260,
        "background": "white",
        "layer": [
            {"data": {"values": linear}, "mark": {"type": "line", "color": "#bbb", "strokeWidth": 1},
             "encoding": {**axes, "detail": {"field": "step"}}},
            {"data": {"values": told}, "mark": {"type": "line", "point": True},
             "encoding": {**axes, "color": step, "strokeDash": step}},
        ],
    }  # fmt: skip
    return str(vl_convert.vegalite_to_svg(spec))
