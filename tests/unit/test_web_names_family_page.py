"""The family page in words: codes are read the right way round, what is unknown is said, NIK open one at a time."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from sepakat.core.text import Text
from sepakat.targeting import Family, Member
from sepakat.targeting.conflicts import Difference, Entry
from sepakat.targeting.due import standings
from sepakat.web.names.presenters import family_page


def family(*members: dict[str, Any], **facts: Any) -> Family:
    people = tuple(Member(i, f"Orang {i}", "5301••••••••0001", row) for i, row in enumerate(members, 1))
    given: dict[str, Any] = {
        "family_id": 7, "village_code": "53.01.25.2004", "release": "r", "sample": True, "facts": {}, "rank": {},
        "members": people, "address": "", "card": "", "explanation": None,
        "names": {m.person_id: m.name for m in people},
    }  # fmt: skip
    return Family(**(given | facts))


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"sulit_lihat": 4, "sulit_jalan": 4, "disabilitas": 2}, "tidak"),
        ({"sulit_lihat": 3, "disabilitas": 2}, "tidak"),
        ({"sulit_lihat": 2, "sulit_jalan": 4, "disabilitas": 1}, "Kesulitan melihat"),
        ({"sulit_lihat": 1, "sulit_ingat": 2, "disabilitas": 1}, "Kesulitan melihat; Kesulitan mengingat"),
        ({"disabilitas": 1}, "ya"),
    ],
)
def test_disability_is_much_difficulty_or_none_at_all(row: dict[str, Any], words: str) -> None:
    assert family_page.page(family(row), {}).members[0].disability == words


def test_what_is_unknown_is_said_and_one_nik_opens() -> None:
    page = family_page.page(family({}, {}), {2: "5301010101010002"})
    first, second = page.members
    assert (first.age, first.relation, first.open, first.nik) == ("…", "…", False, "5301••••••••0001")
    assert (second.open, second.nik) == (True, "5301010101010002")
    assert page.official == "" and page.chance == "" and not page.near


def test_official_and_simulated_deciles_stand_side_by_side() -> None:
    page = family_page.page(
        family(
            {},
            rank={"desil_nasional": 4, "persentil_nasional": 38, "peluang_d14": 0.52, "dekat_batas": 1},
            facts={"desil_resmi": 6, "tanggal_desil_resmi": dt.date(2025, 6, 30)},
        ),
        {},
    )
    assert [(str(label), d, p) for label, d, p in page.deciles] == [("Nasional", "4", "38")]
    assert (page.official, page.official_on, page.official_differs) == ("6", "30 Juni 2025", True)
    assert (page.chance, page.near) == ("52%", True)


def test_sources_tell_who_is_missing_and_which_fields_differ() -> None:
    entry = Entry(
        "dtks", Text("DTKS", "DTKS"), (1,), (2,), 1, 3, 21, "household",
        (Difference(1, Text("Nama", "Name"), "Orang 1", "Orang Satu"),),
    )  # fmt: skip
    page = family_page.page(family({}, {}, entries=(entry,)), {})
    assert page.conflicts == 1
    assert (
        page.sources[0].sentence.id
        == "1 dari 2 anggota ada; tidak ada: Orang 2; 1 orang lain tercatat sekeluarga di sana."
    )
    assert (page.sources[0].rows[0].ours, page.sources[0].rows[0].theirs) == ("Orang 1", "Orang Satu")


@pytest.mark.parametrize(
    ("decile", "listed", "words", "gap", "outside"),
    [
        (4, 2, "Seharusnya dapat, belum: desil 4; lanjut usia; belum terdaftar PKH.", True, False),
        (4, 1, "Berhak dan menerima: desil 4; lanjut usia; sudah terdaftar PKH.", False, False),
        (
            5,
            1,
            "Menerima, tidak memenuhi aturan: desil 5, di luar batas 1–4; lanjut usia; sudah terdaftar PKH.",
            False,
            True,
        ),
        (
            5,
            None,
            "Tidak termasuk sasaran: desil 5, di luar batas 1–4; lanjut usia; daftar penerima belum ada.",
            False,
            False,
        ),
        (None, 1, "Belum dapat dinilai: desil tidak diketahui; lanjut usia; sudah terdaftar PKH.", False, False),
    ],
)
def test_programmes_due_say_what_is_known(
    decile: int | None, listed: int | None, words: str, gap: bool, outside: bool
) -> None:
    members = [{"umur": 71}, {"umur": 40}]
    found = standings({"penerima_pkh": listed}, members, {"desil_nasional": decile}, dt.date(2026, 1, 1))
    pkh = next(s for s in found if s.programme.id == "pkh")
    assert (pkh.words.id, pkh.gap, pkh.outside) == (words, gap, outside)
    assert pkh.rule is not None and pkh.rule.conditions


def test_members_are_counted_for_programmes_of_persons() -> None:
    persons = [{"segmen_jkn": 1}, {"segmen_jkn": 4}, {"segmen_jkn": 2}]
    found = standings({}, persons, {"desil_nasional": 2}, dt.date(2026, 1, 1))
    pbi = next(s for s in found if s.programme.id == "pbi_jkn")
    assert (pbi.listed, pbi.members) == ("menerima", 2)


def test_before_the_first_rule_nothing_is_guessed() -> None:
    found = standings({"penerima_pkh": 1}, [], {"desil_nasional": 2}, dt.date(2020, 1, 1))
    assert all(s.rule is None and "belum ada" in s.words.id for s in found)
