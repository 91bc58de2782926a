"""Passages that a person wrote: kept and marked; flagged, and traced no longer, where their figures have changed."""

from __future__ import annotations

from dataclasses import replace

from sepakat.documents import edits
from sepakat.documents.drafting import Edit
from sepakat.documents.parts import Number, Paragraph, Query


def number(shown: str, key: str = "k") -> Number:
    return Number(key, shown, 1.0, Query("b", "53", key, "r", "h"))


def paragraph(*runs: str | Number) -> Paragraph:
    return Paragraph(runs, key="p", figures=edits.figures_of(runs))


def test_an_edit_on_the_same_figures_keeps_their_references() -> None:
    made = paragraph("Naik dari ", number("2,4", "a"), " menjadi ", number("12,4", "b"), " persen.")
    found = edits.applied(made, Edit("Menjadi 12,4 persen, semula 2,4 persen.", made.figures))
    assert found.edited and not found.stale and found.fresh == made.runs
    assert [run.key for run in found.runs if isinstance(run, Number)] == ["b", "a"]
    assert found.text == "Menjadi 12,4 persen, semula 2,4 persen."


def test_an_edit_on_other_figures_is_flagged_and_not_traced() -> None:
    before = paragraph("Menjadi ", number("12,4"), " persen.")
    now = paragraph("Menjadi ", number("12,9"), " persen.")
    found = edits.applied(now, Edit("Tinggal 12,4 persen.", before.figures))
    assert found.edited and found.stale
    assert found.runs == ("Tinggal 12,4 persen.",) and found.fresh == now.runs


def test_other_words_with_the_same_figures_are_not_another_state() -> None:
    one = paragraph("Menjadi ", number("12,4"), " persen.")
    assert one.figures == paragraph("Kini ", number("12,4"), " persen.").figures
    assert one.figures != paragraph("Kini ", number("12,5"), " persen.").figures
    assert paragraph("Kata.").figures != paragraph("Kata lain.").figures


def test_a_part_of_another_number_is_not_taken_for_it() -> None:
    assert edits.traced("Ada 12,45 dan 112,4.", (number("12,4"),)) == ("Ada 12,45 dan 112,4.",)
    assert edits.traced("Ada 12,4.", (number("12,4"),))[1] == number("12,4")
    assert edits.traced("Tidak ada.", (replace(number("#"), value=None),)) == ("Tidak ada.",)
