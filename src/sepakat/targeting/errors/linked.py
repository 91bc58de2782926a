"""The latest matching run of a release: which registry entries are whom, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sepakat.engine.frames import ReleaseLike
from sepakat.lake import Lake, Release


@dataclass(frozen=True)
class Linked:
    """One run. base: the source name of the release's own persons; registries: those it matched to them; clusters: its
    file. precision, spread, recall: of its links with the base, as measured on truth or by people, the lowest of its
    registries; None where it was not measured."""

    run: str
    base: str
    registries: tuple[str, ...]
    clusters: Path
    precision: float | None
    spread: float
    recall: float | None


def latest(release: ReleaseLike) -> Linked | None:
    """The last run over this release that matched its own persons to a registry; None where there is none."""
    root = release.path.parent.parent
    if not isinstance(release, Release) or not (root / "matching").is_dir():
        return None
    from sepakat.matching import store  # half a second to load, and most lakes have no run
    from sepakat.matching.registered import base_source

    base = base_source(release)
    for run in reversed(store.runs(Lake.open(root), release.id)):
        others = tuple(s for s in run.sources if s != base)
        if base not in run.sources or not others:
            continue
        known = [q for s in others if (q := run.quality(base, s))]
        worst = min(known, key=lambda q: float(q["precision"])) if known else None
        return Linked(
            run.id,
            base,
            others,
            run.path / "clusters.parquet",
            float(worst["precision"]) if worst else None,
            (float(worst["precision_high"]) - float(worst["precision_low"])) / 3.92 if worst else 0.0,
            min(float(q["recall"]) for q in known) if known else None,
        )
    return None
