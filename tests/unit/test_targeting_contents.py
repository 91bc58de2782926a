"""What a list holds and says of itself: one hash, the same in every copy; row codes; patterns of registries."""

from __future__ import annotations

import pytest

from sepakat.core.errors import UserError
from sepakat.targeting import contents, patterns
from sepakat.targeting.selection import Selection

HEADS = ["Desa/kelurahan", "Nama", "Kode baris"]
ROWS = [["Desa A", "BUDI", "0001"], ["Desa A", "=SITI", "0002"], ["Desa B", "ANI", "0003"]]


def test_the_hash_ignores_order_mark_and_what_offices_fill_in() -> None:
    release, rule = "20260301-01", contents.rule_print("{}")
    facts = contents.Facts(release, rule, contents.hashed(release, rule, HEADS, ROWS))
    file = [
        [f"RAHASIA. Untuk Oka, permintaan DN-7. {facts.line}."],
        [*HEADS, "Hasil", "Jumlah (Rp)"],
        ["Desa B", "ANI", "0003-BCD", "Dibayar", "750000"],
        ["Desa A", "'=SITI", "0002-XYZ", "", ""],
        ["Desa A", " BUDI ", "0001-QQQ", "", ""],
    ]
    said, held = contents.read(file)
    assert said == facts and held == facts.sha256
    for row, column in ((2, 1), (3, 0), (4, 2)):
        altered = [list(r) for r in file]
        altered[row][column] = altered[row][column].replace("A", "X").replace("000", "001")
        assert contents.read(altered)[1] != facts.sha256
    assert contents.read(file[:-1])[1] != facts.sha256


@pytest.mark.parametrize("rows", [[], [["nama"]], [["RAHASIA"], HEADS], [["Rilis x. Aturan y. Isi z"], HEADS]])
def test_another_file_is_told(rows: list[list[str]]) -> None:
    with pytest.raises(UserError) as caught:
        contents.read(rows)
    assert caught.value.code == "list-verify"


def test_a_code_belongs_to_one_copy_and_a_slip_is_seen() -> None:
    secrets = {1: b"a" * 32, 2: b"b" * 32}
    codes = {contents.code(secrets[who], n): (n, who) for n in range(1, 400) for who in secrets}
    assert len(codes) == 798
    for code, told in codes.items():
        assert contents.number_of(f" {code.lower()} ", secrets) == told
    first = contents.code(secrets[1], 7)
    slips = [f"0008{first[4:]}", first[:-1] + ("B" if first[-1] != "B" else "C"), "0007", "7", "", "0007-AEI"]
    assert [contents.number_of(s, secrets) for s in slips] == [None] * len(slips)


def test_a_pattern_is_read_in_one_order() -> None:
    one = patterns.read("p3ke+regsosek-dtks")
    assert (one.inside, one.outside) == (("p3ke", "regsosek"), ("dtks",))
    assert one.text == "p3ke+regsosek-dtks" and one.sources == ("dtks", "p3ke", "regsosek")
    assert patterns.read("regsosek dtks-p3ke") == patterns.read("regsosek+dtks-p3ke")  # as an address brings it
    assert "tidak ada di P3KE" in patterns.read("regsosek-p3ke").words.id
    assert patterns.read("dtks+p3ke-regsosek").beyond and not one.beyond


@pytest.mark.parametrize("text", ["", "dtks", "dtks+p3ke", "regsosek+regsosek", "regsosek; DROP", "+-", "a" * 99])
def test_what_is_no_pattern_is_told(text: str) -> None:
    with pytest.raises(UserError) as caught:
        patterns.read(text)
    assert caught.value.code == "list-overlap"


@pytest.mark.parametrize(
    "more",
    [
        {"receipt": "antrean", "programme": "pip"},  # given to persons
        {"receipt": "berhak_belum", "programme": ""},
        {"receipt": "berhak_belum", "programme": "pkh", "first": 10},
        {"receipt": "antrean", "programme": "pkh", "first": 0},
        {"columns": ("alasan",)},
        {"receipt": "berhak_belum", "programme": "pkh", "columns": ("urutan_antrean",)},
        {"overlap": "dtks"},
        {"receipt": "skenario", "programme": "pkh"},
    ],
)
def test_choices_that_do_not_fit_are_refused(more: dict) -> None:
    with pytest.raises(UserError):
        Selection("53.01", "keluarga", **more).check()


def test_the_same_choice_has_one_text_and_another_rule_another() -> None:
    import datetime as dt

    day = dt.date(2026, 3, 1)
    one = Selection("53.01", "keluarga", programme="pkh", receipt="antrean", conditions=("lansia", "balita"))
    same = Selection("53.01", "keluarga", programme="pkh", receipt="antrean", conditions=("balita", "lansia"))
    assert one.canonical(day) == same.canonical(day)
    later = Selection("53.01", "keluarga", programme="pkh", receipt="antrean", conditions=("lansia",))
    assert later.canonical(day) != one.canonical(day)
    assert "1-4" in one.canonical(day)  # the rule that held on the day
