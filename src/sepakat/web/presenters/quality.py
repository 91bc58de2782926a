"""The quality report of a release in a few lines: what was read, accepted, rejected, by source, and what was found.

Reads the report's public keys (`sepakat.quality.report`): counts of rows of files, never a person's value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sepakat.core.text import Text

MOST = 12


@dataclass(frozen=True)
class SourceLine:
    """Rows of one intake: read = accepted + rejected."""

    source: Text
    read: int
    accepted: int
    rejected: int
    warned: int


@dataclass(frozen=True)
class Finding:
    """What one check found in one intake, over all its columns."""

    source: Text
    check: Text
    hint: Text
    rejects: bool
    rows: int


def _text(value: Any) -> Text:
    if isinstance(value, Mapping):
        return Text(str(value.get("id", "")), str(value.get("en", "")))
    return Text(str(value), str(value))


def _reports(document: Mapping[str, Any] | None) -> list[Mapping[str, Any]]:
    return [r for r in (document or {}).values() if isinstance(r, Mapping) and "dibaca" in r]


def summary(document: Mapping[str, Any] | None) -> list[SourceLine]:
    """One line per intake of the release's quality document; empty where it has none."""
    return [
        SourceLine(_text(r.get("judul")), r["dibaca"], r["diterima"], r["ditolak"], r["diperingatkan"])
        for r in _reports(document)
    ]


def findings(document: Mapping[str, Any] | None) -> list[Finding]:
    """What the checks found most, those that reject first."""
    found: dict[tuple[int, str], Finding] = {}
    for at, report in enumerate(_reports(document)):
        for check in report.get("pemeriksaan", ()):
            key = (at, str(check["id"]))
            rows = int(check["jumlah"]) + (found[key].rows if key in found else 0)
            found[key] = Finding(
                _text(report.get("judul")),
                _text(check["judul"]),
                _text(check["saran"]),
                check["tingkat"] == "tolak",
                rows,
            )
    return _most(found.values())


def _most(found: Iterable[Finding]) -> list[Finding]:
    return sorted(found, key=lambda f: (not f.rejects, -f.rows, f.check.id))[:MOST]
