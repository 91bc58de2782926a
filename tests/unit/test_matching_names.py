"""Names made comparable: what the rules bring together, and what they leave apart."""

from __future__ import annotations

import pytest

from sepakat.core import duck
from sepakat.core.duck import literal
from sepakat.matching import names

CON = duck.connect()


def clean(name: str) -> str | None:
    return CON.sql(f"SELECT {names.cleaned(literal(name))}").fetchall()[0][0]


def fold(word: str) -> str:
    return str(CON.sql(f"SELECT {names.folded('w')} FROM (SELECT {literal(word)} AS w)").fetchall()[0][0])


@pytest.mark.parametrize(
    ("written", "cleaned"),
    [
        ("Drs. H. Budi Raharjo, S.Pd., M.M.", "BUDI RAHARJO"),
        ("hj. aminah", "AMINAH"),
        ("Ir. Wati", "WATI"),
        ("  José   María O'Brien ", "JOSE MARIA OBRIEN"),
        ("H", "H"),  # a title alone is a name
        ("Ma Se", "MA SE"),  # degrees count only behind a comma or with dots
        ("陳 大文", "陳 大文"),
        ("...", None),
    ],
)
def test_what_is_not_the_name_is_taken_off(written: str, cleaned: str | None) -> None:
    assert clean(written) == cleaned


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SOEKARNO", "SUKARNO"),
        ("DJOKO", "JOKO"),
        ("TJAHJO", "CAHYO"),
        ("NJOMAN", "NYOMAN"),
        ("ACHMAD", "AHMAT"),
        ("KHOIRUL", "CHOIRUL"),
        ("SJAHRIR", "SYAHRIR"),
        ("FATIMAH", "PATIMA"),
        ("JUSUF", "YUSUP"),
        ("MARIYAM", "MARIAM"),
        ("ROSSANA", "ROSANA"),
        ("MARTHA", "MARTA"),
        ("FELIX", "FELIKS"),
    ],
)
def test_spellings_of_one_name_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("ANI", "ANA"), ("BUDI", "RUDI"), ("SARI", "SRI"), ("JAMES", "JANE"), ("LI", "LEE"), ("IVAN", "IWAN")],
)
def test_different_names_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_no_word_folds_to_nothing() -> None:
    assert all(fold(word) for word in ("H", "Y", "陳", "X", "HH"))


def test_short_forms_stand_for_one_name_each_and_no_chain() -> None:
    known = names.rules().aliases
    assert not set(known) & set(known.values()), "a short form that stands for another short form"
    assert known["MOH"] == known["MUH"] == "MUHAMMAD"
