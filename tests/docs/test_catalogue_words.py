"""The catalogue's sentences: Bahasa as the style asks, and nothing that only makes sense to its authors."""

from __future__ import annotations

import re

from sepakat.catalogue.reading import HOME

BANNED = re.compile(r"\b(mohon|maaf|invalid|tidak valid)\b|/work/|\bTODO\b|\bpypi\b", re.IGNORECASE)


def test_no_word_that_the_style_bans() -> None:
    for path in sorted(HOME.rglob("*.toml")):
        if path.parent.name == "codelists":  # answers keep the words of their source
            continue
        found = BANNED.search(path.read_text(encoding="utf-8"))
        assert found is None, (path.name, found)


def test_every_indicator_folder_has_its_theme_file() -> None:
    for folder in (HOME / "indicators").iterdir():
        if folder.is_dir():
            assert (folder / "tema.toml").is_file()


def test_numbers_of_law_are_not_written_into_formulas() -> None:
    """The floor threshold, decile limits and poverty lines are dated parameters; a formula names them."""
    for path in sorted((HOME / "indicators").rglob("*.toml")):
        formula = path.read_text(encoding="utf-8").split("[hitung]")[-1].split("[tinjau]")[0]
        assert "7.2" not in formula, path.name
        assert not re.search(r"desil_\w+ (<=|>|<|BETWEEN) \d", formula), path.name
