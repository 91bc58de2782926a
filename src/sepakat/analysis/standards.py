"""SPM of a region from its reports: people entitled, served and not, quality, index, category, cost to close the gap.

Formulas: methods book 4.2 and 4.3 (`measures.spm_need`, `spm_index`, `spm_category`); weight, categories and the way
indices are averaged are dated parameters, unconfirmed. Small counts of an office's own records are withheld as in
`engine.figures` (ADR 0030): a service for fewer people than the smallest cell shows nothing, and where those served or
those left are fewer, no count is shown, only the percentage in whole numbers.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sepakat import catalogue, regions
from sepakat.catalogue.services import Affair, Service, affairs
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.engine import frames
from sepakat.engine.protecting import minimum
from sepakat.measures import spm_category, spm_index, spm_need

TABLE = "service_target"
LEVELS = ("provinsi", "kabupaten")
# What is known of a service in a region: reported; for nobody this year; too few people to show; served more than are
# entitled; not reported.
REPORTED, EMPTY, HIDDEN, WRONG, MISSING = "ada", "tidak berlaku", "disembunyikan", "keliru", "belum dilaporkan"
PARAMETERS = ("spm_bobot_penerima", "spm_rata_rata_urusan", "spm_utama_min", "spm_madya_min", "spm_pratama_min",
              "spm_muda_min")  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One service in one region. Counts are None where they are withheld or unknown; coverage, quality and index in
    percent; category: empty without an index; cost: rupiah; source: whose report."""

    service: Service
    state: str
    entitled: int | None = None
    served: int | None = None
    gap: int | None = None
    coverage: float | None = None
    quality: float | None = None
    index: float | None = None
    category: str = ""
    unit_cost: float | None = None
    cost: float | None = None
    source: str = ""

    @property
    def counts_hidden(self) -> bool:
        return self.state == HIDDEN or (self.state == REPORTED and self.entitled is None)


@dataclass(frozen=True)
class Group:
    """Services together. index: mean of those that have one; cost: of those whose cost is known; costed: how many."""

    lines: tuple[Line, ...]
    index: float | None
    category: str

    @property
    def cost(self) -> float:
        return math.fsum(line.cost for line in self.lines if line.cost is not None)

    @property
    def costed(self) -> int:
        return sum(line.cost is not None for line in self.lines)

    @property
    def judged(self) -> int:
        return sum(line.index is not None for line in self.lines)


@dataclass(frozen=True)
class Standing:
    """A region in a year. periods: those that it has reports of, newest last; affairs: in their order."""

    region: str
    period: str
    periods: tuple[str, ...]
    affairs: tuple[tuple[Affair, Group], ...]
    whole: Group
    least: int
    on: dt.date

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for _, group in self.affairs for line in group.lines)


def line(service: Service, row: Mapping[str, Any] | None, least: int, on: dt.date) -> Line:
    """What a report says of one service; least: the smallest count that may be shown."""
    if row is None or row["berhak"] is None or row["dilayani"] is None:
        return Line(service, MISSING)
    entitled, served, source = int(row["berhak"]), int(row["dilayani"]), row["sumber"] or ""
    if entitled == 0 and served == 0:
        return Line(service, EMPTY, 0, 0, 0, source=source)
    if served > entitled:
        return Line(service, WRONG, source=source)
    if entitled < least:
        return Line(service, HIDDEN, source=source)
    need = spm_need(entitled, served, float(row["biaya_satuan"] or 0))
    quality = _quality(row)
    index = None if quality is None else spm_index(need["coverage_pct"], quality, on=on)["index"]
    made = Line(
        service, REPORTED, entitled, served, entitled - served, need["coverage_pct"], quality, index,
        "" if index is None else spm_category(index, on=on)["kategori"], row["biaya_satuan"],
        need["cost"] if row["biaya_satuan"] is not None else None, source,
    )  # fmt: skip
    if not any(0 < count < least for count in (served, entitled - served)):
        return made
    near = float(min(99, max(1, round(made.coverage or 0))))  # a fraction would tell the counts
    index = None if quality is None else spm_index(near, quality, on=on)["index"]
    word = "" if index is None else spm_category(index, on=on)["kategori"]
    return replace(made, entitled=None, served=None, gap=None, cost=None, coverage=near, index=index, category=word)


def _quality(row: Mapping[str, Any]) -> float | None:
    """Mean of the parts that were reported: goods and services, staff, standards."""
    parts = [row[name] for name in ("mutu_barang", "mutu_petugas", "mutu_standar") if row[name] is not None]
    return sum(parts) / len(parts) if parts else None


def together(lines: Iterable[Line], on: dt.date, index: float | None = None) -> Group:
    """Services as a group; index: where it is another one than the mean of theirs."""
    held = tuple(lines)
    if index is None:
        index = mean([one.index for one in held])
    return Group(held, index, "" if index is None else spm_category(index, on=on)["kategori"])


def mean(values: Sequence[float | None]) -> float | None:
    """The mean of what is known; None of nothing. Not above what it is made of, so 100 means 100 everywhere."""
    known = [v for v in values if v is not None]
    return min(math.fsum(known) / len(known), max(known)) if known else None


def standing(release: Any, region: str, period: str | None = None) -> Standing:
    """A region's services in a year (None: the last it has). UserError spm-none, spm-level, spm-period."""
    code, level = regions.parse(region), regions.level_of(region)
    if level not in LEVELS:
        raise no_level()
    held = rows(release, [code])
    periods = tuple(sorted({row["periode"] for row in held}))
    if not held:
        raise none(release)
    if period is not None and period not in periods:
        raise UserError(
            Text(f"Belum ada laporan SPM tahun {period}.", f"There is no SPM report of {period}."),
            hint=Text(f"Tahun yang ada: {', '.join(periods)}.", f"Years: {', '.join(periods)}."),
            code="spm-period",
        )
    return made(held, code, period or periods[-1], periods, release)


def made(held: Iterable[Mapping[str, Any]], code: str, period: str, periods: tuple[str, ...], release: Any) -> Standing:
    """The standing of a region from its rows of a year."""
    on, level = frames.day(release), regions.level_of(code)
    least = minimum("lain", on)
    by_service = {row["layanan"]: row for row in held if row["periode"] == period}
    found = []
    for affair in affairs().values():
        own = [s for s in affair.services if s.level == level]
        found.append((affair, together((line(s, by_service.get(s.id), least, on) for s in own), on)))
    lines = [one for _, group in found for one in group.lines]
    by_affair = float(catalogue.parameter("spm_rata_rata_urusan", on).value)
    whole = mean([g.index for _, g in found]) if by_affair else None
    return Standing(code, period, periods, tuple(found), together(lines, on, whole), least, on)


def siblings(release: Any, region: str, period: str, level: str | None = None) -> dict[str, Standing]:
    """Every region at a level inside `region` that reported that year; level None: the region's own, inside its
    parent."""
    code = regions.parse(region)
    inside = code if level else regions.parent_code(code) or regions.NATION
    held: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows(release, regions.load().codes(level or regions.level_of(code), inside)):
        if row["periode"] == period:
            held.setdefault(row["region_code"], []).append(row)
    return {c: made(found, c, period, (period,), release) for c, found in sorted(held.items())}


def rows(release: Any, codes: Sequence[str]) -> list[dict[str, Any]]:
    """The rows of the reports of these regions; none where the release has no reports."""
    wanted = pa.array(list(codes), pa.string())
    found: list[dict[str, Any]] = []
    for path in release.files(TABLE):
        found += pq.read_table(path, filters=pc.is_in(pc.field("region_code"), wanted)).to_pylist()
    return found


def no_level() -> UserError:
    return UserError(
        Text("SPM dilaporkan untuk provinsi dan kabupaten/kota.", "SPM is reported by provinces and regencies."),
        hint=Text("Pilih kabupaten/kota atau provinsinya.", "Choose its regency or province."),
        code="spm-level",
    )


def none(release: Any) -> UserError:
    return UserError(
        Text(f"Rilis {release.id} belum memuat laporan SPM wilayah ini.", f"Release {release.id} has no SPM report."),
        hint=Text(
            "Unggah laporan capaian SPM, lalu susun rilis baru.", "Upload the SPM report, then build a new release."
        ),
        code="spm-none",
    )


def unconfirmed(on: dt.date) -> tuple[Text, ...]:
    """What is not confirmed, in words: printed wherever an index or a category is."""
    doubtful = [catalogue.parameter(name, on) for name in PARAMETERS]
    if all(p.status == "terverifikasi" for p in doubtful):
        return ()
    return (
        Text(
            "Bobot penerima dan mutu, cara merata-ratakan, dan ambang kategori belum dikonfirmasi: lampiran "
            "Permendagri 59/2021 tidak tersedia umum.",
            "The weights of recipients and quality, the way of averaging and the bounds of the categories are "
            "unconfirmed: the annex of Permendagri 59/2021 is not public.",
        ),
    )
