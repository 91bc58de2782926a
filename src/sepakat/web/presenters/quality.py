"""The quality report of a release in a few lines: what was read, accepted, rejected, by source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class SourceLine:
    """Rows of one source: read = accepted + rejected."""

    source: str
    read: int | None
    accepted: int | None
    rejected: int | None
    warned: int | None


def summary(report: Mapping[str, Any] | None) -> list[SourceLine]:
    """One line per source of the report; empty where the release has none."""
    if not report:
        return []
    entries = report.get("sources", report)
    if isinstance(entries, Mapping):
        entries = [{"source": name, **facts} for name, facts in entries.items() if isinstance(facts, Mapping)]
    lines = []
    for facts in entries:
        if not isinstance(facts, Mapping):
            continue
        counts = facts.get("rows") if isinstance(facts.get("rows"), Mapping) else facts
        assert isinstance(counts, Mapping)
        lines.append(
            SourceLine(
                str(facts.get("source", "")),
                counts.get("read"),
                counts.get("accepted"),
                counts.get("rejected"),
                counts.get("warned"),
            )
        )
    return lines
