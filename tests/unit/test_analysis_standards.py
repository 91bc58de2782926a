"""SPM of a region: the methods book's worked numbers, what is withheld, what stays out of a mean."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sepakat.analysis import standards, standards_tables
from sepakat.analysis.standards import EMPTY, HIDDEN, MISSING, REPORTED, WRONG, Line, line
from sepakat.catalogue import services
from sepakat.core.errors import UserError

ON, LEAST = dt.date(2025, 1, 1), 5
WATER = services.service("pu_air_minum")


def row(entitled: int, served: int, quality: float | None = 90.0, cost: float | None = 350_000.0, **more: Any) -> Any:
    return {"region_code": "53.01", "layanan": "pu_air_minum", "periode": "2024", "berhak": entitled,
            "dilayani": served, "mutu_barang": quality, "mutu_petugas": None, "mutu_standar": quality,
            "biaya_satuan": cost, "sumber": "Laporan", **more}  # fmt: skip


def made(*args: Any, **more: Any) -> Line:
    return line(WATER, row(*args, **more), LEAST, ON)


def release(tmp_path: Path, rows: list[Any]) -> Any:
    """Something with the rows as its SPM reports."""
    path = tmp_path / "spm.parquet"
    pq.write_table(pa.Table.from_pylist(rows), path)
    return SimpleNamespace(id="20250101-01", files=lambda table: [path] if table == standards.TABLE else [])


def test_worked_numbers_of_the_methods_book() -> None:
    gap = made(1200, 1080)
    assert (gap.gap, gap.cost, gap.coverage) == (120, 42_000_000, pytest.approx(90.0))  # section 4.3
    assert made(2000, 1900).index == pytest.approx(94.0)  # section 4.2: 95 and 90
    assert made(2000, 1900).category == "Tuntas Utama"
    assert made(5328, 5328, 100.0).category == "Tuntas Paripurna"


def test_nearly_everybody_is_never_shown_as_everybody() -> None:
    nearly = made(1_000_000, 999_960, 100.0)
    assert nearly.category == "Tuntas Utama" and standards_tables.shown(nearly, "id") == "99,9"
    few_left = made(100_000, 99_997, 100.0)
    assert (few_left.coverage, few_left.category) == (99, "Tuntas Utama")
    assert standards_tables.shown(made(50, 50, 100.0), "id") == "100,0"


@pytest.mark.parametrize(
    ("entitled", "served", "state", "counts", "coverage"),
    [
        (4, 2, HIDDEN, None, None),  # too few people: nothing
        (49, 47, REPORTED, None, 96),  # two left: no counts, and no fraction that tells them
        (60, 3, REPORTED, None, 5),
        (60, 0, REPORTED, 60, 0.0),
        (60, 60, REPORTED, 60, 100.0),
        (60, 55, REPORTED, 60, pytest.approx(91.6667, abs=1e-3)),
        (60, 61, WRONG, None, None),
        (0, 0, EMPTY, 0, None),
    ],
)
def test_what_is_shown_of_small_counts(entitled: int, served: int, state: str, counts: Any, coverage: Any) -> None:
    found = made(entitled, served)
    assert (found.state, found.entitled, found.coverage) == (state, counts, coverage)
    if counts is None:
        assert found.served is found.gap is found.cost is None


def test_without_quality_there_is_no_index_and_without_a_cost_no_cost() -> None:
    found = made(100, 80, None, None)
    assert (found.index, found.category, found.cost, found.gap) == (None, "", None, 20)
    assert line(WATER, None, LEAST, ON).state == MISSING


def test_the_region_is_the_mean_of_its_affairs_without_what_does_not_apply(tmp_path: Path) -> None:
    held = [
        row(100, 80, 80.0),  # public works: 80
        row(100, 60, 60.0, layanan="pend_dasar"),
        row(100, 40, 40.0, layanan="pend_paud"),  # education: (60 + 40) / 2
        row(0, 0, None, layanan="rumah_bencana"),  # no victims: not in the mean
        row(100, 100, 100.0, periode="2023"),
    ]
    found = standards.standing(release(tmp_path, held), "53.01")
    assert (found.period, found.periods) == ("2024", ("2023", "2024"))
    assert {a.id: g.index for a, g in found.affairs if g.index is not None} == pytest.approx(
        {"pendidikan": 50.0, "pekerjaan_umum": 80.0}
    )
    assert found.whole.index == pytest.approx(65.0)
    assert found.whole.cost == pytest.approx(350_000 * (20 + 40 + 60))
    assert sum(one.state == MISSING for one in found.lines) == 29 - 4
    assert standards.standing(release(tmp_path, held), "53.01", "2023").whole.category == "Tuntas Paripurna"


def test_a_hidden_service_adds_nothing_to_a_sum_that_could_tell_it(tmp_path: Path) -> None:
    held = [row(100, 80), row(100, 98, layanan="pu_air_limbah", biaya_satuan=1_000_000.0)]
    found = standards.standing(release(tmp_path, held), "53.01")
    assert found.whole.cost == pytest.approx(20 * 350_000) and found.whole.costed == 1
    assert any("disembunyikan" in note.id for note in standards_tables.notes(found))


def test_regions_beside_each_other_and_what_the_sentences_say(tmp_path: Path) -> None:
    held = [row(100, 80, 80.0), row(100, 90, 90.0, region_code="53.02"), row(100, 70, 70.0, region_code="53")]
    known = release(tmp_path, held)
    found, others = standards.standing(known, "53.01"), standards.siblings(known, "53.01", "2024")
    assert {code: one.whole.index for code, one in others.items()} == pytest.approx({"53.01": 80.0, "53.02": 90.0})
    said = [s.id for s in standards_tables.sentences(found, others)]
    assert "80,0 (Tuntas Madya, ambang belum dikonfirmasi), peringkat 2 dari 2" in said[0]
    assert "Rp7.000.000" in said[1] and "20 keluarga belum terlayani" in said[2]
    assert said[3] == "28 dari 29 layanan belum dilaporkan."
    assert len(standards_tables.services(found, known)) == 29
    assert standards_tables.beside(others, "2024", "NTT", known).column("index") == pytest.approx([80.0, 90.0])


@pytest.mark.parametrize(
    ("region", "year", "code"),
    [("53.01.05", None, "spm-level"), ("53.02", None, "spm-none"), ("53.01", "2019", "spm-period")],
)
def test_what_cannot_be_answered_says_so(tmp_path: Path, region: str, year: str | None, code: str) -> None:
    with pytest.raises(UserError) as problem:
        standards.standing(release(tmp_path, [row(100, 80)]), region, year)
    assert problem.value.code == code


def test_every_mapping_to_the_registry_is_marked_and_says_what_it_is_not() -> None:
    seen = [s for s in services.services().values() if s.registry is not None]
    assert {s.affair for s in seen} == {"pendidikan", "pekerjaan_umum"}
    for one in seen:
        assert one.registry is not None and one.registry.status != "terverifikasi" and one.registry.note.en
