"""Where an indicator runs: which table of a release, and whether that table holds its columns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol

import pyarrow.parquet as pq

from sepakat import catalogue
from sepakat.catalogue import Indicator, Variable
from sepakat.core.errors import UserError, nearest, unknown_name
from sepakat.core.text import Text

SOURCES = ("registri", "susenas", "sakernas")


class ReleaseLike(Protocol):
    """What the engine asks of a release; a build under way answers the same."""

    id: str
    path: Path

    def files(self, table: str) -> list[Path]: ...

    def file(self, table: str, kabupaten: str) -> Path | None: ...

    def has(self, table: str) -> bool: ...

    def kabupaten(self) -> list[str]: ...


class Frame:
    """One table of a release that indicators run on. columns: names that its files really hold."""

    def __init__(self, release: ReleaseLike, name: str, unit: str, source: str) -> None:
        self.name, self.unit, self.source = name, unit, source
        self.files = release.files(name)
        self.columns: frozenset[str] = frozenset(pq.read_schema(self.files[0]).names) if self.files else frozenset()

    @property
    def variables(self) -> Mapping[str, Variable]:
        return catalogue.table(self.name).variables


def check_source(source: str) -> str:
    """`source` if it is one of SOURCES; UserError naming the nearest."""
    if source in SOURCES:
        return source
    raise unknown_name(Text("Sumber", "Source"), source, SOURCES, "unknown-source")


def frame(release: ReleaseLike, unit: str, source: str) -> Frame:
    """The table of a source for one unit of analysis; UserError (code frame-missing) where the release has none."""
    names = [name for name, spec in catalogue.frames(unit).items() if spec.source == source]
    for name in names:
        if release.has(name):
            return Frame(release, name, unit, source)
    raise UserError(
        Text(
            f"Rilis {release.id} tidak memuat data {unit} dari {source}.",
            f"Release {release.id} holds no {source} data for this unit of analysis.",
        ),
        hint=Text(
            "Masukkan berkasnya lalu bangun rilis baru, atau pilih sumber lain.",
            "Ingest its files and build a new release, or choose another source.",
        ),
        code="frame-missing",
    )


def check_runs(indicator: Indicator, frame: Frame) -> None:
    """UserError (code indicator-columns) unless the frame means and holds every column that the indicator reads."""
    missing = sorted(indicator.columns - frame.columns)
    if not missing and frame.name in indicator.frames:
        return
    listed = ", ".join(missing)
    elsewhere = ", ".join(s for s in indicator.sources if s != frame.source)
    raise UserError(
        Text(
            f"Indikator `{indicator.id}` tidak dapat dihitung dari {frame.source}.",
            f"Indicator `{indicator.id}` cannot be computed from {frame.source}.",
        ),
        detail=Text(
            f"Kolom yang tidak ada: {listed}." if missing else "Definisinya tidak berlaku untuk sumber ini.",
            f"Columns missing: {listed}." if missing else "Its definition does not apply to this source.",
        ),
        hint=Text(
            f"Pakai --source {elsewhere}." if elsewhere else "Pilih indikator lain.",
            f"Use --source {elsewhere}." if elsewhere else "Choose another indicator.",
        ),
        code="indicator-columns",
    )


def runs(indicator: Indicator, frame: Frame) -> bool:
    """Whether `check_runs` would pass."""
    return frame.name in indicator.frames and indicator.columns <= frame.columns


def check_dimension(name: str, indicator: Indicator, frame: Frame) -> None:
    """UserError unless `name` is a code-list column that this frame holds (code dimension-…)."""
    declared = catalogue.breakdown_columns(frame.unit)
    if name in declared and name in frame.columns:
        return
    if name in declared:
        raise UserError(
            Text(
                f"Rincian `{name}` tidak ada di data {frame.source}.",
                f"Breakdown `{name}` is not in the {frame.source} data.",
            ),
            hint=_available(declared, frame),
            code="dimension-frame",
        )
    if frame.unit == "keluarga" and name in catalogue.breakdown_columns("orang"):
        head = f"{name}_kk"
        near = head if head in declared else "jenis_kelamin_kk"
        raise UserError(
            Text(
                f"`{indicator.id}` dihitung per keluarga, sedangkan `{name}` milik orang.",
                f"`{indicator.id}` counts families, and `{name}` belongs to persons.",
            ),
            hint=Text(f"Pakai `{near}` (kepala keluarga).", f"Use `{near}` (the head of the family)."),
            code="dimension-person",
        )
    if name in frame.variables:
        raise UserError(
            Text(
                f"`{name}` bukan kolom berdaftar kode, jadi tidak dapat menjadi rincian.",
                f"`{name}` has no code list and cannot be a breakdown.",
            ),
            hint=_available(declared, frame),
            code="dimension-unknown",
        )
    known = [*catalogue.dimensions(), *(n for n in declared if n not in catalogue.dimensions())]
    near_name = nearest(name, known)
    raise UserError(
        Text(f"Rincian `{name}` tidak dikenal.", f"Breakdown `{name}` is not known."),
        hint=Text(f"Maksud Anda `{near_name}`?", f"Did you mean `{near_name}`?")
        if near_name
        else _available(declared, frame),
        code="dimension-unknown",
    )


def _available(declared: Iterable[str], frame: Frame) -> Text:
    standard = ", ".join(n for n in catalogue.dimensions() if n in declared and n in frame.columns)
    return Text(f"Rincian baku yang ada: {standard}.", f"Standard breakdowns there: {standard}.")


def day(release: Any) -> dt.date:
    """The day of a release's dated parameters: from its manifest, else its id (`20241101-…`), else today."""
    manifest = getattr(release, "manifest", None) or {}
    told = (manifest.get("parameters") or {}).get("tanggal") or getattr(release, "id", "")[:8]
    try:
        return dt.date.fromisoformat(str(told))
    except ValueError:
        return dt.date.today()
