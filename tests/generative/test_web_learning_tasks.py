"""Tasks on random figures: the answer is what a plain reading of the same figures gives, and its wrong answers are
wrong."""

from __future__ import annotations

import random

import pytest

from sepakat.web.learning.course.lesson import Frozen
from sepakat.web.learning.course.model import Exercise, modules
from sepakat.web.learning.modules import periksa_kecocokan, unggah_perbaiki
from tests.web_fake import Fake
from tests.web_site import site


def shaken(seed: int) -> Frozen:
    """The frozen sheet with other figures; some hidden."""
    chance = random.Random(seed)
    made = Frozen()
    made.seed = f"uji-{seed}"
    rows = []
    for row in made.rows:
        new = dict(row)
        if not row.get("dim") and row["value"] is not None and row["indicator"] != "rata_rata_anggota":
            new["n"] = chance.randrange(30, 5000)
            new["numerator"] = float(chance.randrange(1, new["n"]))
            new["denominator"] = float(new["n"])
            new["value"] = 100 * new["numerator"] / new["denominator"]
            if row["level"] == "kecamatan" and chance.random() < 0.3:
                new |= dict.fromkeys(("value", "numerator", "denominator", "n")) | {"suppressed": True}
        rows.append(new)
    made.rows = rows
    return made


def value(made: Frozen, name: str, region: str, level: str) -> dict:
    return next(r for r in made.rows if (r["indicator"], r["region"], r["level"]) == (name, region, level))


@pytest.mark.parametrize("seed", range(12))
def test_answers_are_what_the_figures_say(seed: int) -> None:
    with site(Fake()):
        made = shaken(seed)
        found: dict[str, Exercise] = {n: t for n, m in modules().items() if (t := m.make(made)) is not None}
        profile = found["baca-profil"].answer
        expected = value(made, "kepemilikan_jaminan_kesehatan", "53.01", "kabupaten")["value"]
        assert profile.check(f"{expected:.1f}".replace(".", ",")).right
        assert not profile.check(f"{expected + 0.2:.1f}").right
        aid = value(made, "desil_1_4_tanpa_bantuan", "53.01", "kabupaten")
        cost = found["susun-sasaran"].answer
        printed = round(aid["value"], 1)
        assert cost.check(str(round(printed / 100 * aid["n"]) * 1_200_000)).right, "as a reader reckons"
        parts = [r for r in made.rows if r["indicator"] == "penduduk_desil_1_4" and r["level"] == "kecamatan"]
        shown = [r for r in parts if r["value"] is not None]
        if "bandingkan-bagian" in found and "Penduduk dalam desil" in found["bandingkan-bagian"].question.id:
            assert found["bandingkan-bagian"].answer.answer == max(shown, key=lambda r: r["value"])["region"]
        gap = found.get("temukan-kesenjangan")
        if gap:
            assert set(gap.answer.why) == set(gap.answer.options) - {gap.answer.answer}
        for task in found.values():
            if task.answer.kind == "choice":
                assert sum(task.answer.check(key).right for key in task.answer.options) == 1


@pytest.mark.parametrize("seed", range(40))
def test_one_pair_is_one_person_and_the_others_are_two(seed: int) -> None:
    pairs, same = periksa_kecocokan.pairs_of(f"rilis-{seed}")
    assert list(pairs) == ["A", "B", "C"]
    for key, (one, two) in pairs.items():
        assert one.nik.startswith("99") and two.nik.startswith("99"), "no real region"
        assert len(one.nik) == len(two.nik) == 16
        if key == same:
            assert (one.born, one.mother, one.sex) == (two.born, two.mother, two.sex)
            assert sum(a != b for a, b in zip(one.nik, two.nik, strict=True)) == 1
            assert one.name != two.name
        else:
            assert one.born != two.born
            assert one.nik[6:12] != two.nik[6:12]
            assert (one.mother == two.mother) != (one.name == two.name)
    assert periksa_kecocokan.pairs_of(f"rilis-{seed}") == (pairs, same), "the same for the same release"


def faulty(row: dict[str, str]) -> bool:
    """A plain second reading of the row."""
    import datetime as dt

    try:
        dt.datetime.strptime(row["lahir"], "%d-%m-%Y")
    except ValueError:
        return True
    return len(row["nik"]) != 16 or row["kelamin"] not in ("1", "2") or len(row["desa"]) != 13


@pytest.mark.parametrize("seed", range(40))
def test_rows_to_mend_are_those_that_are_wrong(seed: int) -> None:
    rows, faults = unggah_perbaiki.rows_of(f"rilis-{seed}")
    assert {at for at, row in enumerate(rows, 1) if faulty(row)} == set(faults)
    assert len(faults) == unggah_perbaiki.FAULTY
