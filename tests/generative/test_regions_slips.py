"""A name with one slip of the finger is found again, and any text at all is answered without an accident."""

from __future__ import annotations

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from sepakat import regions
from sepakat.core.errors import UserError
from sepakat.regions.names import fold, key, split_title

TREE = regions.load()
UPPER = TREE.codes("provinsi") + TREE.codes("kabupaten")
VILLAGES = TREE.codes("desa")
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def slipped(draw: st.DrawFn, codes: list[str]) -> tuple[str, str]:
    """A code with its name, in which one letter is left out, doubled, replaced, or two are swapped."""
    code = draw(st.sampled_from(codes))
    name = TREE.name(code)
    at = draw(st.integers(1, max(1, len(name) - 2)))
    letter = draw(st.sampled_from("aeiounrtslkm"))
    how = draw(st.sampled_from(["drop", "double", "replace", "swap"]))
    wrong = {
        "drop": name[:at] + name[at + 1 :],
        "double": name[: at + 1] + name[at:],
        "replace": name[:at] + letter + name[at + 1 :],
        "swap": name[:at] + name[at : at + 2][::-1] + name[at + 2 :],
    }[how]
    return code, wrong


@given(slipped(UPPER))
@QUICK
def test_a_province_or_regency_is_found_despite_a_slip(case: tuple[str, str]) -> None:
    code, wrong = case
    assume(len(key(split_title(fold(TREE.name(code)))[0])) >= 6)
    assert code in [f.region.code for f in regions.search(wrong, limit=10)]


@given(slipped(VILLAGES))
@QUICK
def test_a_village_is_found_in_its_regency_despite_a_slip(case: tuple[str, str]) -> None:
    code, wrong = case
    assume(len(key(fold(TREE.name(code)))) >= 6)
    found = regions.search(wrong, level="desa", within=code[:5], limit=10)
    # Twins in one regency are equally good answers.
    names = {fold(TREE.name(code))}
    assert any(f.region.code == code or fold(f.region.name) in names for f in found)


@given(st.sampled_from(VILLAGES))
@QUICK
def test_the_very_name_comes_first(code: str) -> None:
    found = regions.search(TREE.name(code), level="desa", within=code[:8], limit=1)
    assert fold(found[0].region.name) == fold(TREE.name(code)) and found[0].score == 100


@given(st.text(max_size=60))
@QUICK
def test_any_text_is_answered(text: str) -> None:
    found = regions.search(text, limit=5)
    assert len(found) <= 5
    assert [f.score for f in found] == sorted((f.score for f in found), reverse=True)


@given(st.one_of(st.text(max_size=20), st.text(alphabet="0123456789.", max_size=14), st.integers(), st.none()))
@QUICK
def test_parse_gives_a_code_or_a_sentence(value: object) -> None:
    try:
        code = regions.parse(value)
    except UserError as error:
        assert error.hint is not None
    else:
        assert regions.level_of(code) in regions.LEVELS
