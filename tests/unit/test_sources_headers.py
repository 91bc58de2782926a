"""Header spelling is forgiven, meaning is not; and a file is recognised by its headers, or not at all."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from sepakat import sources
from sepakat.core.errors import UserError
from sepakat.sources.headers import Index, clean, find, normal
from sepakat.sources.recognise import candidates
from tests.sources_rows import FAMILY_COLUMNS, MEMBER_COLUMNS


@pytest.mark.parametrize(
    "written", ["R301A", "r301a", "301a", "301A.", " 301 a ", "301A. Status kepemilikan", "R.301.A", "301a) status"]
)
def test_ways_to_write_a_question_number(written: str) -> None:
    assert find(["x", written], ["R301A"]) == 1


@pytest.mark.parametrize("written", ["R301B", "301", "R3011", "301a1", "status 301a", "R301A_BLN"])
def test_other_columns_stay_other_columns(written: str) -> None:
    assert find([written], ["R301A"]) is None


def test_an_exact_name_wins_over_a_question_number_in_front_of_words() -> None:
    assert Index(["301a. lama", "R301A"]).find(["R301A"]) == 1


def test_letters_of_words_are_kept() -> None:
    assert normal("RT") == "rt"
    assert normal("Kode_Desa") == normal("kode desa") == "kodedesa"
    assert find(["rumah_lain"], ["R_umah_lain"]) == 0


def test_headers_made_fit_for_a_table() -> None:
    names, twice = clean(["\ufeffa", "", None, "A", " b\n", "_row"])
    assert names == ["a", "kolom_2", "kolom_3", "A.2", "b", "_row_"]
    assert twice == ["A"]


def _file(tmp_path: Path, columns: list[str], mark: str = ";") -> Path:
    path = tmp_path / "tanpa_nama.csv"
    path.write_text(mark.join(columns) + "\n" + mark.join("1" for _ in columns) + "\n", encoding="utf-8")
    return path


def test_files_are_known_by_their_headers(tmp_path: Path) -> None:
    found = sources.recognise(_file(tmp_path, FAMILY_COLUMNS))
    assert found is not None
    assert (found.source_id, found.role) == ("regsosek2022k", "family")
    assert found.score > 0.9
    found = sources.recognise(_file(tmp_path, [c.lower()[1:] for c in MEMBER_COLUMNS], ","))
    assert found is not None
    assert (found.source_id, found.role) == ("regsosek2022k", "member")


def test_shuffled_columns_and_extra_ones_do_not_matter(tmp_path: Path) -> None:
    found = sources.recognise(_file(tmp_path, ["catatan", *reversed(FAMILY_COLUMNS)]))
    assert found is not None
    assert found.source_id == "regsosek2022k"


def test_every_role_recognises_its_own_columns(tmp_path: Path) -> None:
    """A file with exactly a role's columns is that role, whatever other sources there are."""
    for source in sources.discover().values():
        for role in source.roles:
            if role.wide is not None:  # years across: known by its shape (test_figures_tables), not by these columns
                continue
            columns = list(dict.fromkeys(f.names[0] for f in role.fields))
            found = sources.recognise(_file(tmp_path, columns))
            assert found is not None, (source.id, role.id)
            assert (found.source_id, found.role) == (source.id, role.id)
            assert found.edition == role.edition


def test_a_file_of_another_kind_is_not_guessed(tmp_path: Path) -> None:
    assert sources.recognise(_file(tmp_path, ["nama", "alamat", "catatan"])) is None
    assert candidates(_file(tmp_path, ["nama", "alamat", "catatan"])) == []


def test_a_near_tie_of_two_sources_is_not_guessed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.import_module("sepakat.sources.recognise"), "CLEAR", 1.0)
    columns = [*FAMILY_COLUMNS, "IDBDT", "KDPROP", "KDKAB", "KDKEC", "KDDESA", "Lantai", "Sumber_airminum"]
    assert sources.recognise(_file(tmp_path, columns)) is None


def test_an_unknown_source_names_the_nearest() -> None:
    with pytest.raises(UserError) as caught:
        sources.source("regsosek2022")
    assert "regsosek2022k" in str(caught.value.hint)
