"""The lens of gender and disability over a whole region: what is compared, what is hidden, what is real."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from sepakat import catalogue, engine
from sepakat.analysis import equality
from sepakat.analysis.equality import LENSES, Lens, Seen

WOMEN, HEADS, DISABLED = LENSES[0], LENSES[1], LENSES[2]


def row(name: str, klass: int, hits: float | None, whole: int, lens: Lens = WOMEN) -> dict[str, Any]:
    hidden = hits is None
    return {"indicator": name, lens.breakdown: klass, "value": None if hidden else 100 * hits / whole,
            "n": None if hidden else whole, "numerator": hits, "denominator": None if hidden else whole,
            "suppressed": hidden}  # fmt: skip


@pytest.fixture
def through(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A lens over these rows; the ids that were asked of the profile are in `asked`."""
    asked: list[str] = []

    def look(rows: list[dict[str, Any]], lens: Lens = WOMEN) -> Seen:
        def read(_release: Any, ids: Any, *_: Any) -> Any:
            asked[:] = ids
            return SimpleNamespace(rows=lambda: [r for r in rows if r["indicator"] in ids])

        monkeypatch.setattr(engine.profile, "read", read)
        return equality.through(lens, "53.01", "kabupaten", catalogue.indicators().values(), None, 5.0)  # type: ignore[arg-type]

    look.asked = asked  # type: ignore[attr-defined]
    return look


def test_widest_first_each_tested_and_adjusted_for_their_number(through: Any) -> None:
    found = through([
        row("bekerja_15", 2, 300, 1000), row("bekerja_15", 1, 800, 1000),
        row("tpt", 2, 55, 1000), row("tpt", 1, 50, 1000),
        row("sering_sedih", 2, 60, 1000), row("sering_sedih", 1, 30, 1000),
    ])  # fmt: skip
    assert [g.indicator.id for g in found.gaps] == ["bekerja_15", "sering_sedih", "tpt"]
    work, sad, unemployed = found.gaps
    assert (work.points, work.ratio, work.worse) == (pytest.approx(-50.0), pytest.approx(0.375), True)
    assert work.verdict.real and sad.verdict.real and not unemployed.verdict.real
    alone = through([row("sering_sedih", 2, 60, 1000), row("sering_sedih", 1, 30, 1000)]).gaps[0]
    assert sad.verdict.p == pytest.approx(3 * alone.verdict.p), "picked out of three"
    assert [g.indicator.id for g in found.real()] == ["bekerja_15", "sering_sedih"]
    said = equality.lead(found)
    assert "nyata tertinggal dalam 2 dari 3 indikator di Kabupaten Kupang" in said.id and "30,0%" in said.id
    assert equality.sentence(work, WOMEN).id == (
        "Perempuan 30,0%, 50,0 poin lebih buruk daripada laki-laki (80,0%); bedanya nyata (p < 0,001)."
    )


def test_hidden_groups_are_counted_and_not_guessed(through: Any) -> None:
    found = through([
        row("bekerja_15", 2, None, 0), row("bekerja_15", 1, 800, 1000),
        row("ibu_hamil_desil_1_4", 2, 10, 40),  # no men among them: no gap at all
    ])  # fmt: skip
    assert (found.gaps, found.hidden) == ((), 1)
    assert "disembunyikan" in equality.lead(found).id
    assert any("1 perbandingan" in note.id for note in equality.notes([found]))


def test_a_gap_that_is_the_definition_itself_is_not_asked_for(through: Any) -> None:
    through([], DISABLED)
    assert not {"prevalensi_disabilitas", "prevalensi_disabilitas_berat", "lansia_disabilitas"} & set(through.asked)
    assert {"bekerja_15", "disabilitas_bekerja"} <= set(through.asked)
    through([], HEADS)
    units = {catalogue.indicator(i).satuan_analisis for i in through.asked}
    assert units == {"keluarga"} and "keluarga_kk_perempuan" not in through.asked


def test_without_a_good_direction_nothing_is_called_worse(through: Any) -> None:
    found = through([row("lansia_bekerja", 2, 300, 1000), row("lansia_bekerja", 1, 800, 1000)])
    assert found.gaps[0].worse is None and "lebih rendah" in equality.sentence(found.gaps[0], WOMEN).id
    assert found.real() == [] and "Tidak ada kesenjangan" in equality.lead(found).id


def test_the_table_turns_gaps_so_that_below_zero_is_worse(through: Any) -> None:
    found = through([row("tpt", 2, 80, 1000), row("tpt", 1, 50, 1000)])
    (line,) = equality.table([found], SimpleNamespace(id="20250101-01")).rows()
    assert (line["gap"], line["real"], line["n"]) == (pytest.approx(-3.0), "nyata", 1000)


def test_means_have_no_error_and_are_not_called_tested(through: Any) -> None:
    mean = {"value": 8.0, "numerator": 8000.0, "denominator": 1000, "n": 1000, "suppressed": False}
    about = {"indicator": "rata_rata_lama_sekolah", **mean}
    rows = [{**about, "jenis_kelamin": k, "value": v} for k, v in ((1, 9.0), (2, 7.0))]
    (gap,) = through(rows).gaps
    assert str(equality.real_words(gap.verdict)) == "tidak diuji" and not gap.shares
