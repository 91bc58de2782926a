"""The real answers: the lake's current release, the engine's profile, the catalogue, the imported boundaries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from sepakat import catalogue, regions
from sepakat.analysis.facilities import facilities
from sepakat.catalogue import schemes
from sepakat.core.errors import UserError
from sepakat.core.table import Table
from sepakat.core.text import Text, number
from sepakat.lake import Lake, Release
from sepakat.web import surveys
from sepakat.web.data import DimensionView, ExampleView, IndicatorView, Outlines, Past, ReleaseView

# Members over families: by decile its numerators are the persons of each decile.
DECILES = "rata_rata_anggota"
MAP_WIDTH = 440
MOST_EARLIER = 5
# Errors of the profile that mean "no figures", which pages have their own words for.
NO_FIGURES = {"region-empty", "region-level", "dimension-unknown"}
_TEXTS = ("mengapa", "konsep", "definisi", "klasifikasi", "ukuran", "catatan")


def _empty() -> pa.Table:
    """No rows. Not made beforehand: the first Arrow array from a list loads pandas."""
    return pa.table({"indicator": pa.array([], pa.string()), "region": pa.array([], pa.string())})


def _changed(path: Path) -> int:
    """When a file or folder last changed, in nanoseconds; 0 where there is none."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


class LakeSource:
    """Answers from one lake. A release is opened once and kept until another one is published."""

    lasting = True

    def __init__(self, path: Path) -> None:
        self.path = Path(path).absolute()
        self._open: tuple[str, Release, ReleaseView] | None = None

    # -- which release ---------------------------------------------------------------------------------------------

    def _current(self) -> str | None:
        try:
            return (self.path / "current").read_text(encoding="ascii").strip() or None
        except OSError:
            return None

    def stamp(self) -> str:
        """The published release, boundaries, matching runs and scores, and whether the surveys' estimates exist."""
        drawn = _changed(self.path / "regions" / "boundaries")
        matched = _changed(self.path / "matching")
        scored = _changed(self.path / "scores" / "changed")
        current = self._current()
        # two lakes, or one made anew in the same place, may have releases of the same name
        sealed = _changed(self.path / "releases" / str(current) / "manifest.json")
        told = f"{self.path} {current} {sealed} {drawn} {matched} {scored} {schemes.stamp()}"
        with suppress(UserError):  # no lake (yet): the frame must draw all the same
            return f"{told} {'-' if self.pending() else '+'}"
        return told

    def release(self) -> Release | None:
        """The published release, opened; None before the first. UserError where the folder is no lake."""
        current = self._current()
        if self._open is None or self._open[0] != current:
            if current is None:
                return None
            release = Lake.open(self.path).release(current)
            self._open = (current, release, _view(release))
        return self._open[1]

    def view(self) -> ReleaseView | None:
        return self._open[2] if self.release() is not None and self._open is not None else None

    def quality(self) -> Mapping[str, Any] | None:
        release = self.release()
        found = release.document("quality") if release else None
        return found if isinstance(found, Mapping) else None

    # -- figures ---------------------------------------------------------------------------------------------------

    def profile(self, ids: Sequence[str], region: str, level: str, dim: str = "") -> Table:
        from sepakat.engine import profile

        release = self.release()
        if release is None:
            raise UserError(Text("Belum ada rilis yang terbit.", "No release has been published."), code="release-none")
        try:
            table = profile.read(release, list(ids), region, level, dim or None)
        except UserError as error:
            if error.code not in NO_FIGURES:
                raise
            table = Table(_empty(), Text("", ""), release=release.id, protected=True, meta={"missing": list(ids)})
        missing = set(table.meta.get("missing", ())) & {i.id for i in self.indicators().values() if i.survey_only}
        if missing and not dim and level in surveys.LEVELS:
            found = surveys.tables(self.path, release, level, region)
            if found is not None and found.num_rows:
                part = _of(found, missing, region)
                table = table.with_data(pa.concat_tables([table.data, part], promote_options="permissive"))
        return table

    def pending(self) -> bool:
        release = self.release()
        return release is not None and not surveys.ready(self.path, release)

    def earlier(self) -> Sequence[Past]:
        release = self.release()
        return _earlier(self.path, release.id) if release else ()

    def facilities(self) -> Mapping[str, Mapping[str, int]] | None:
        release = self.release()
        return facilities(release) or None if release else None

    def decile_indicator(self) -> str | None:
        return DECILES if DECILES in self.indicators() else None

    # -- metadata --------------------------------------------------------------------------------------------------

    def indicators(self) -> Mapping[str, IndicatorView]:
        return _indicators()

    def themes(self) -> Mapping[str, Text]:
        return {theme.id: theme.label for theme in catalogue.themes().values()}

    def dimensions(self) -> Mapping[str, DimensionView]:
        return _dimensions()

    # -- boundaries ------------------------------------------------------------------------------------------------

    def outlines(self, region: str, level: str) -> Outlines | None:
        codes = tuple(regions.load().codes(level, region))
        return _outlines(self.path, level, codes, self.stamp()) if codes else None

    def geometries(self, region: str, level: str) -> tuple[Mapping[str, Any], Text] | None:
        codes = tuple(regions.load().codes(level, region))
        return _geometries(self.path, level, codes, self.stamp()) if codes else None


def _of(data: pa.Table, ids: set[str], region: str) -> pa.Table:
    inside = [
        name in ids and (region == "00" or code == region or code.startswith(region + "."))
        for name, code in zip(data.column("indicator").to_pylist(), data.column("region").to_pylist(), strict=True)
    ]
    return data.filter(pa.array(inside, pa.bool_()))


def _view(release: Release) -> ReleaseView:
    regencies = tuple(release.kabupaten())
    return ReleaseView(
        id=release.id,
        sample=release.sample,
        date=_date(release),
        families=release.rows("family"),
        persons=release.rows("person"),
        provinces=tuple(dict.fromkeys(code[:2] for code in regencies)),
        regencies=regencies,
        sources=tuple(release.manifest.get("sources", ())),
    )


def _date(release: Release) -> dt.date | None:
    """The day of the release: that of its parameters, else the first eight digits of its id."""
    told = release.manifest.get("parameters", {}).get("tanggal") or release.id[:8]
    try:
        return dt.date.fromisoformat(str(told))
    except ValueError:
        return None


@lru_cache(maxsize=1)
def _indicators() -> Mapping[str, IndicatorView]:
    return {i.id: _indicator(i) for i in catalogue.indicators().values()}


def _indicator(found: catalogue.Indicator) -> IndicatorView:
    return IndicatorView(
        id=found.id,
        name=found.label,
        theme=found.tema,
        unit=found.satuan,
        decimals=found.desimal,
        direction=found.arah,
        version=found.versi,
        person=found.satuan_analisis == "orang",
        texts={name: getattr(found, name) for name in _TEXTS if getattr(found, name)},
        sources=found.rujukan,
        status=found.status,
        reference_code=found.kode_referensi or "",
        numerator=found.pembilang.strip(),
        denominator=found.penyebut.strip(),
        weight=found.penimbang or "",
        multiplier=found.pengali,
        estimator=found.penaksir,
        drafted_by=found.disusun_oleh,
        checked_by=found.diperiksa_oleh,
        review_on=found.tinjau_lagi,
        example=_example(found),
        survey_only="registri" not in found.sources,
    )


def _example(found: catalogue.Indicator) -> ExampleView:
    given = found.contoh

    def shown(value: Any) -> str:
        return "–" if value is None else str(value)

    def amount(value: Any, decimals: int | None = None) -> Text:
        """In both languages: views are made once, for readers of either."""
        if value is None:
            return Text("–", "–")
        places = decimals if decimals is not None else 0 if value == int(value) else 2
        return Text(number(float(value), places, "id"), number(float(value), places, "en"))

    return ExampleView(
        given.columns,
        tuple(tuple(shown(cell) for cell in row) for row in given.rows),
        amount(given.pembilang),
        amount(given.penyebut),
        amount(given.nilai, found.desimal),
        given.penjelasan,
    )


@lru_cache(maxsize=1)
def _dimensions() -> Mapping[str, DimensionView]:
    return {
        name: DimensionView(found.label, dict(found.codes().rows), found.units == ("orang",))
        for name, found in catalogue.dimensions().items()
    }


@lru_cache(maxsize=64)
def _outlines(lake: Path, level: str, codes: tuple[str, ...], _stamp: str) -> Outlines | None:
    """Imported outlines of these regions; None where none were imported or the drawing library is not installed."""
    from sepakat.regions import boundaries

    if level not in boundaries.levels(lake):
        return None
    try:
        drawing = boundaries.svg_paths(lake, list(codes), MAP_WIDTH)
    except UserError:  # the optional library is absent: the schematic layout says what it is
        return None
    if not drawing.paths:
        return None
    at = {code: (float(x), float(y)) for code, (x, y) in drawing.labels.items()}
    areas = {code: (path, *at[code]) for code, path in drawing.paths.items()}
    return Outlines(areas, drawing.width, drawing.height, drawing.note)


@lru_cache(maxsize=4)
def _earlier(lake: Path, current: str) -> tuple[Past, ...]:
    """The chain of bases of a release, as far as it is there and of the same kind (sample or real)."""
    from sepakat.engine import profile

    opened = Lake.open(lake)
    release, found = opened.release(current), list[Past]()
    while release.base and len(found) < MOST_EARLIER:
        try:
            before = opened.release(release.base)
        except UserError:  # removed since
            break
        if before.sample != release.sample:
            break

        def read(ids: Sequence[str], region: str, level: str, of: Release = before) -> Table:
            try:
                return profile.read(of, list(ids), region, level)
            except UserError:  # no profile yet, or a region it did not hold
                return Table(_empty(), Text("", ""), release=of.id, protected=True)

        found.append(Past(before.id, _date(before), read))
        release = before
    return tuple(reversed(found))


@lru_cache(maxsize=32)
def _geometries(lake: Path, level: str, codes: tuple[str, ...], _stamp: str) -> tuple[Mapping[str, Any], Text] | None:
    from sepakat.regions import boundaries

    if level not in boundaries.levels(lake):
        return None
    try:
        found = boundaries.geojson(lake, list(codes))
    except UserError:
        return None
    return found if found[0] else None
