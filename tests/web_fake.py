"""A small fake of the library behind the site: three real-looking indicators and invented figures for a few regions.

Figures come from a fixed rule of the code, so that a test can say what a page must show. Integration tests use a real
release instead.
"""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from sepakat import regions
from sepakat.core import Table, Text
from sepakat.web.data import DimensionView, ExampleView, IndicatorView, Outlines, Past, ReleaseView

_AMOUNTS = Text("1", "1"), Text("2", "2"), Text("50,0", "50.0")  # of the worked example
DIMENSIONS = {
    "jenis_kelamin": DimensionView(
        Text("Jenis kelamin", "Sex"), {1: Text("Laki-laki", "Male"), 2: Text("Perempuan", "Female")}, True
    ),
    "desil_nasional": DimensionView(
        Text("Desil nasional", "National decile"), {d: Text(f"Desil {d}", f"Decile {d}") for d in range(1, 11)}
    ),
}


def indicator(name: str, direction: str = "turun", **facts: Any) -> IndicatorView:
    given = {
        "id": name,
        "name": Text(name.replace("_", " ").capitalize(), f"{name} in English"),
        "theme": "perumahan",
        "unit": "persen",
        "decimals": 1,
        "direction": direction,
        "version": "1.0",
        "texts": {"mengapa": "Rumah yang layak menjaga kesehatan.", "definisi": "Persentase keluarga dengan hal itu."},
        "sources": ("Kuesioner Regsosek 2022.K",),
        "status": "terverifikasi",
        "numerator": "lantai = 8",
        "denominator": "members > 0",
        "multiplier": 100,
        "estimator": "rasio",
        "drafted_by": "Tim SEPAKAT",
        "checked_by": "belum diperiksa ahli",
        "review_on": dt.date(2027, 12, 1),
        "example": ExampleView(("lantai", "members"), (("8", "4"), ("2", "3")), *_AMOUNTS, "1 dari 2."),
    }
    return IndicatorView(**(given | facts))


INDICATORS = {
    i.id: i
    for i in (
        indicator("lantai_tanah"),
        indicator("air_minum_layak", "naik", theme="air_sanitasi", status="belum dikonfirmasi"),
        indicator("penduduk_desil_1_4", theme="kemiskinan", person=True, weight="members"),
        indicator("rata_rata_anggota", "netral", theme="kemiskinan", unit="orang", decimals=2, estimator="rata_rata"),
        indicator("jumlah_balita", theme="kesehatan", unit="orang", decimals=0, estimator="jumlah", direction="netral"),
    )
}


class Fake:
    """Figures for Nusa Tenggara Timur: every region below it, by a fixed rule; one village in seven is hidden."""

    lasting = False

    def __init__(self, release: str = "20260301-01", provinces: tuple[str, ...] = ("53",)) -> None:
        self.id = release
        self.provinces = provinces
        self.sample = True
        self.asked: list[tuple[tuple[str, ...], str, str, str]] = []
        self.past: list[Past] = []
        self.places: dict[str, dict[str, int]] | None = None
        self.override: dict[tuple[str, str, Any], dict[str, Any]] = {}

    def stamp(self) -> str:
        return f"{self.id} {self.sample}"

    def view(self) -> ReleaseView | None:
        if not self.id:
            return None
        tree = regions.load()
        regencies = tuple(code for p in self.provinces for code in tree.codes("kabupaten", p))
        return ReleaseView(self.id, self.sample, dt.date(2026, 3, 1), 30000, 99123, self.provinces, regencies)

    def indicators(self) -> Mapping[str, IndicatorView]:
        return INDICATORS

    def themes(self) -> Mapping[str, Text]:
        return {"kemiskinan": Text("Kemiskinan", "Poverty"), "perumahan": Text("Perumahan", "Housing")}

    def dimensions(self) -> Mapping[str, DimensionView]:
        return DIMENSIONS

    def decile_indicator(self) -> str | None:
        return "rata_rata_anggota"

    def earlier(self) -> Sequence[Past]:
        return self.past

    def facilities(self) -> Mapping[str, Mapping[str, int]] | None:
        return self.places

    def pending(self) -> bool:
        return False

    def outlines(self, region: str, level: str) -> Outlines | None:
        return None

    def geometries(self, region: str, level: str) -> tuple[Mapping[str, Any], Text] | None:
        return None

    def quality(self) -> Mapping[str, Any] | None:
        finding = {
            "id": "nik_bentuk", "tingkat": "tolak", "judul": {"id": "NIK bukan 16 angka", "en": "NIK is not 16 digits"},
            "saran": {"id": "Periksa NIK.", "en": "Check the NIK."}, "kolom": "R403", "jumlah": 10, "berkas": "member",
        }  # fmt: skip
        return {
            "20260301-regsosek2022k": {
                "judul": {"id": "Regsosek 2022.K", "en": "Regsosek 2022.K"}, "pemeriksaan": [finding, finding],
                "dibaca": 30010, "diterima": 30000, "ditolak": 10, "diperingatkan": 4,
            }
        }  # fmt: skip

    def profile(self, ids: Sequence[str], region: str, level: str, dim: str = "") -> Table:
        self.asked.append((tuple(ids), region, level, dim))
        tree = regions.load()
        known = [c for c in tree.codes(level, region) if c == "00" or c[:2] in self.provinces]
        classes = list(DIMENSIONS[dim].classes) if dim else [None]
        rows = [self._row(i, c, k, dim) for i in ids for c in known for k in classes if self._has(i, dim)]
        return Table(
            pa.Table.from_pylist(rows) if rows else pa.table({"indicator": pa.array([], pa.string())}), Text("", "")
        )

    @staticmethod
    def _has(name: str, dim: str) -> bool:
        return not (dim and DIMENSIONS[dim].person_only and not INDICATORS[name].person)

    def _row(self, name: str, code: str, klass: Any, dim: str) -> dict[str, Any]:
        seed = zlib.crc32(f"{name}{code}{klass}".encode())
        denominator = 2000 - 150 * klass if klass else 20000 // len(code)
        numerator = denominator * (seed % 700 + 100) // 1000
        if name == "rata_rata_anggota":
            numerator = 2000 - 150 * klass if klass else sum(2000 - 150 * k for k in range(1, 11))
        hidden = len(code) == 13 and seed % 7 == 0
        row = {
            "indicator": name, "region": code, "level": "", "value": 100 * numerator / denominator,
            "numerator": float(numerator), "denominator": float(denominator), "n": denominator,
            "suppressed": hidden, "release": self.id, "version": "1.0",
        }  # fmt: skip
        if dim:
            row[dim] = klass
        if hidden:
            row |= {"value": None, "numerator": None, "denominator": None, "n": None}
        return row | self.override.get((name, code, klass), {})
