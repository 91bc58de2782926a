"""Look-ups count their work: elsewhere costs what nowhere costs; marks and pasted numbers, case by case."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sepakat import targeting
from sepakat.core.errors import UserError
from sepakat.core.grants import Grant
from sepakat.core.text import masked
from sepakat.lake import Lake, numbers
from sepakat.targeting import lists, marks, scanning
from sepakat.targeting.family import grant_tables
from sepakat.targeting.selection import Selection
from tests.names_cast import copied, known_people


@pytest.fixture(scope="module")
def lake(sample_lake: Path) -> Lake:
    return Lake.open(copied(sample_lake))


def grant(*regions: str, **more: Any) -> Grant:
    return Grant(
        "uji", "verifikator", "uji", ("identity", "registry_dtks", "registry_dtsen", "registry_p3ke"), regions, **more
    )


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("5301010101010001", ["5301010101010001"]),
        (" 5301 0101 0101 0001 \r\n\n5301-0101.01010002", ["5301010101010001", "5301010101010002"]),
        ("5301010101010001\n5301010101010001", ["5301010101010001"]),
    ],
)
def test_pasted_numbers_are_cleaned_and_told_once(typed: str, found: list[str]) -> None:
    assert targeting.clean_niks(typed) == found


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Isi NIK"),
        ("530101010101000", "tertulis 15"),
        ("53010101010100011", "tertulis 17"),
        ("٥٣٠١٠١٠١٠١٠١٠٠٠١", "hanya berisi angka"),
        ("5301010101010001\nBudi", "Baris 2"),
    ],
)
def test_bad_numbers_are_told_without_repeating_them(typed: str, words: str) -> None:
    with pytest.raises(UserError) as caught:
        targeting.clean_niks(typed)
    assert words in caught.value.render("id")
    assert "Budi" not in caught.value.render("id")
    assert caught.value.render("en")


def test_the_limit_is_exact() -> None:
    niks = [f"530101010101{n:04d}" for n in range(201)]
    assert len(targeting.clean_niks("\n".join(niks[:200]))) == 200
    with pytest.raises(UserError):
        targeting.clean_niks("\n".join(niks))


@pytest.mark.parametrize(
    ("nik", "shown"), [("5301010101010001", "5301••••••••0001"), ("123", "•••"), ("", ""), (None, "")]
)
def test_masks(nik: str | None, shown: str) -> None:
    assert masked(nik) == shown


@pytest.mark.parametrize("regions", [("53.01",), ("53.01.25.2004",), ("53.01", "53.02")])
def test_elsewhere_costs_what_nowhere_costs(
    lake: Lake, monkeypatch: pytest.MonkeyPatch, regions: tuple[str, ...]
) -> None:
    """Counted: files opened, rows read from them, questions to the index of numbers (over several files it tells the
    villages), vault reads. Not by the clock, which lies on a busy machine."""
    release = lake.release("current")
    known = known_people(lake.path)
    outside = next(c for c in known.outside if not any(c.village.startswith(r) for r in regions))
    work: list[tuple[str, int]] = []
    whole = scanning.read

    def counted(path: Path, columns: Any, wanted: Any) -> Any:
        data = whole(path, columns, wanted)
        work.append((path.parent.name + "/" + path.name, data.num_rows))
        return data

    told = numbers.Index.find

    def asked(self: numbers.Index, table: str, h: int) -> numbers.Rows:
        work.append((f"index/{table}", 1))
        return told(self, table, h)

    monkeypatch.setattr(scanning, "read", counted)
    monkeypatch.setattr(numbers.Index, "find", asked)
    costs = []
    for nik in (outside.nik, "5301999999999999"):
        work.clear()
        before = len((lake.path / "vault" / "access.jsonl").read_bytes().splitlines())
        assert targeting.find(lake, release, grant(*regions), [nik]) == {nik: []}
        after = len((lake.path / "vault" / "access.jsonl").read_bytes().splitlines())
        costs.append((tuple(work), after - before))
    assert costs[0] == costs[1]
    assert costs[0][0]
    read = {name.split("/")[1][:5] for name, _ in costs[0][0] if not name.startswith("index/")}
    assert read <= {r[:5] for r in regions}
    assert costs[0][1] == 0
    for family in (outside.family_id, 10**9):
        work.clear()
        with pytest.raises(UserError) as caught:
            targeting.family(lake, release, grant(*regions), family)
        costs.append((caught.value.render(), tuple(work)))
    assert costs[2] == costs[3]


def test_one_nik_reads_one_regency_and_hands_over_one_row(lake: Lake) -> None:
    from sepakat.lake import access_log

    known = known_people(lake.path)
    one = known.inside[0]
    found = targeting.find(lake, lake.release("current"), grant("53"), [one.nik])
    assert [f.person_id for f in found[one.nik]] == [one.person_id]
    last = access_log.read(lake.path / "vault" / "access.jsonl")[-1]
    assert (last["regions"], last["rows"], last["columns"]) == ([one.village], 1, ["person_id", "nama"])


def test_a_grant_without_regions_opens_nothing_here(lake: Lake) -> None:
    """Elsewhere in the house no regions means all regions; a page must never get that by an empty list."""
    release = lake.release("current")
    for attempt in (
        lambda: targeting.find(lake, release, grant(), ["5301010101010001"]),
        lambda: targeting.family(lake, release, grant(), 1),
        lambda: lists.make(lake, release, grant(), Selection("53.01", "keluarga", columns=("nama",)), 10),
    ):
        with pytest.raises(UserError) as caught:
            attempt()
        assert caught.value.code == "grant-region"


def test_every_family_page_of_a_village_can_be_made(lake: Lake) -> None:
    """Ill-formed NIK, missing ranks, no registry entries: whatever a family lacks, its page comes."""
    release = lake.release("current")
    known = known_people(lake.path)
    village = known.inside[0].village
    full = Grant("uji", "uji", "uji", grant_tables(release), (village,))
    families = {c.family_id for c in known.everybody if c.village == village}
    for number in sorted(families)[:8]:
        found = targeting.family(lake, release, full, number)
        assert found.village_code == village
        assert found.members
        assert {m.person_id for m in found.members} <= {c.person_id for c in known.everybody}
        assert found.explanation is not None


def test_a_list_keeps_to_its_grant_and_its_limit(lake: Lake) -> None:
    release = lake.release("current")
    chosen = Selection("53.01", "keluarga", 4, columns=("nama", "nik", "desil_nasional"))
    narrow = Grant("u", "p", "p", ("identity",), ("53.01",), columns=(*lists.KEYS, "nama"))
    with pytest.raises(UserError) as caught:
        lists.make(lake, release, narrow, chosen, 1000)
    assert caught.value.code == "grant-column"
    wide = Grant("u", "p", "p", ("identity",), ("53.01",), columns=lists.grant_columns(chosen))
    made = lists.make(lake, release, wide, chosen, 1000)
    assert len(made.rows) == lists.size(release, chosen) > 10
    assert all(int(row.cells[3]) <= 4 for row in made.rows)
    with pytest.raises(UserError) as caught:
        lists.make(lake, release, wide, chosen, len(made.rows) - 1)
    assert caught.value.code == "list-long"
    other = Grant("u", "p", "p", ("identity",), ("53.02",), columns=lists.grant_columns(chosen))
    with pytest.raises(UserError) as caught:
        lists.make(lake, release, other, chosen, 1000)
    assert caught.value.code == "grant-region"


def test_receiving_and_not_are_apart_and_conditions_narrow(lake: Lake) -> None:
    release = lake.release("current")
    all_of, gets, lacks = (
        lists.size(release, Selection("53.01", "keluarga", programme="pkh", receipt=r))
        for r in ("semua", "menerima", "belum")
    )
    assert gets and lacks and gets + lacks == all_of
    assert lists.size(release, Selection("53.01", "keluarga", conditions=("lansia",))) < all_of
    people = Selection("53.01", "orang", programme="pbi_jkn", receipt="menerima", conditions=("orang_lansia",))
    assert 0 < lists.size(release, people) < lists.size(release, Selection("53.01", "orang"))


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "kurang dari 10"), (9, "kurang dari 10"), (10, "sekitar 10"), (14, "sekitar 10"), (1234, "sekitar 1.230")],
)
def test_sizes_are_rounded_before_they_are_shown(count: int, words: str) -> None:
    assert lists.rounded(count, 10, 10).id == words


def test_marks_change_order_only_and_tell_recipients_apart() -> None:
    rows = [(f"Desa {i % 3}", f"Nama {i}", str(i % 2)) for i in range(90)]
    ties = [(r[0], r[2]) for r in rows]
    keys = {"a": b"1" * 16, "b": b"2" * 16, "c": b"3" * 16}
    order = marks.ordered(rows, ties, keys["b"])
    assert sorted(order) == list(range(90))
    assert [ties[i] for i in order] == sorted(ties)
    found = marks.trace([rows[i] for i in order], [ties[i] for i in order], keys)
    assert found["b"][0] == found["b"][1] == 84
    assert all(found[k][0] < 65 for k in "ac")
