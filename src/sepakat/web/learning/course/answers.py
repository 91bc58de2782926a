"""Reading and judging answers: numbers as people in Indonesia (and elsewhere) write them, choices, row numbers.

`1.234` may be a thousand or a decimal, `12,5` twelve and a half or, in English, a slip: a written number is read in
every way it can be meant, and is right when one of them is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from sepakat.core.text import Text, number

LONGEST = 200
MOST_DIGITS = 18
_WORDS = {
    "ribu": 3, "rb": 3, "thousand": 3, "juta": 6, "jt": 6, "million": 6, "miliar": 9, "milyar": 9, "billion": 9,
    "triliun": 12, "trillion": 12,
}  # fmt: skip
_NUMBER = re.compile(r"-?\d[\d.,\u00a0\u202f']*")
_NEAR = Decimal("0.05")


@dataclass(frozen=True)
class Verdict:
    """state: `right`, `near`, `wrong`, or `unread` (nothing that can be judged). words: what to say."""

    state: str
    words: Text

    @property
    def right(self) -> bool:
        return self.state == "right"


RIGHT = Text("Benar.", "Right.")


def read_numbers(text: str) -> set[Decimal]:
    """Everything that a written number can mean: `1.234` → {1234, 1.234}; `Rp2,5 juta` → {2500000}; `abc` → {}."""
    plain = text[:LONGEST].replace("\u2212", "-").lower()
    found = _NUMBER.search(plain)
    if found is None or _NUMBER.search(plain, found.end()):
        return set()  # none, or several: which is meant is not for us to guess
    after = re.match(r"\s*([a-z]+)", plain[found.end() :])
    power = _WORDS.get(after[1], 0) if after else 0
    digits = re.sub(r"[\u00a0\u202f']", "", found[0]).rstrip(".,")
    if len(digits) > MOST_DIGITS:
        return set()
    return {value.scaleb(power) for value in _readings(digits)}


def _readings(digits: str) -> set[Decimal]:
    out = set()
    for thousands, decimal in ((".", ","), (",", ".")):
        whole, _, part = digits.partition(decimal)
        grouped = re.fullmatch(rf"-?\d{{1,3}}(\{thousands}\d{{3}})+|-?\d+", whole)
        if grouped and re.fullmatch(r"\d*", part):
            try:
                out.add(Decimal(whole.replace(thousands, "") + ("." + part if part else "")))
            except InvalidOperation:  # pragma: no cover - the pattern lets only digits through
                continue
    return out


@dataclass(frozen=True)
class Number:
    """A number to find. tolerance: how far off still counts (None: as printed). slips: other numbers of the same page
    that one may read by mistake, with what to say."""

    value: float
    decimals: int
    unit: Text
    tolerance: float | None = None
    slips: tuple[tuple[float, Text], ...] = ()
    kind: str = field(default="number", init=False)

    @property
    def shown(self) -> Text:
        """The answer as printed."""
        return Text(
            f"{number(self.value, self.decimals, 'id')} {self.unit.id}".strip(),
            f"{number(self.value, self.decimals, 'en')} {self.unit.en}".strip(),
        )

    def check(self, given: str) -> Verdict:
        meant = read_numbers(given)
        if not meant:
            example = number(12.3, min(self.decimals, 1)) if self.decimals else number(1234)
            return Verdict(
                "unread",
                Text(f"Tulis satu angka, misalnya {example}.", f"Write one number, such as {example}."),
            )
        want = _rounded(self.value, self.decimals)
        slack = Decimal(str(self.tolerance)) if self.tolerance is not None else Decimal(0)
        if any(abs(_rounded(m, self.decimals) - want) <= slack for m in meant):
            return Verdict("right", RIGHT)
        for other, words in self.slips:
            if any(_rounded(m, self.decimals) == _rounded(other, self.decimals) for m in meant):
                return Verdict("wrong", words)
        if any(abs(m - want) <= _NEAR * abs(want) for m in meant):
            return Verdict(
                "near",
                Text(
                    "Hampir. Baca sekali lagi angka di belakang koma, atau barisnya.",
                    "Nearly. Read the decimals, or the row, once more.",
                ),
            )
        if want and any(abs(m * 100 - want) <= abs(want) / 100 for m in meant):
            return Verdict(
                "near", Text("Tulis dalam persen, bukan dalam pecahan.", "Write it as a percentage, not as a fraction.")
            )
        return Verdict("wrong", Text("Belum tepat. Ikuti langkahnya, lalu coba lagi.", "Not yet. Follow the steps."))


def _rounded(value: float | Decimal, decimals: int) -> Decimal:
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    return exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Choice:
    """One of several. options: key → words. why: key of a wrong one → what to say."""

    options: Mapping[str, Text]
    answer: str
    why: Mapping[str, Text] = field(default_factory=dict)
    kind: str = field(default="choice", init=False)

    @property
    def shown(self) -> Text:
        return self.options[self.answer]

    def check(self, given: str) -> Verdict:
        key = given.strip()
        if key not in self.options:
            return Verdict("unread", Text("Pilih salah satu jawaban.", "Choose one of the answers."))
        if key == self.answer:
            return Verdict("right", RIGHT)
        return Verdict("wrong", self.why.get(key, Text("Bukan itu. Coba lagi.", "Not that one. Try again.")))


@dataclass(frozen=True)
class Rows:
    """Numbers of rows, in any order and however separated: `2, 5` or `2 dan 5`."""

    answer: frozenset[int]
    kind: str = field(default="rows", init=False)

    @property
    def shown(self) -> Text:
        listed = ", ".join(str(row) for row in sorted(self.answer))
        return Text(f"baris {listed}", f"rows {listed}")

    def check(self, given: str) -> Verdict:
        # longer numbers are not rows; thousands of digits are not read at all
        found = {int(n) for n in re.findall(r"\d+", given[:LONGEST]) if len(n) <= 4}
        if not found:
            return Verdict("unread", Text("Tulis nomor barisnya, misalnya 2, 5.", "Write row numbers, such as 2, 5."))
        if found == self.answer:
            return Verdict("right", RIGHT)
        missed, extra = len(self.answer - found), len(found - self.answer)
        if missed and extra:
            words = Text(
                f"{missed} baris terlewat, dan {extra} baris yang ditulis tidak perlu diperbaiki.",
                f"{missed} missed, and {extra} of those written need no repair.",
            )
        elif missed:
            words = Text(f"Masih ada {missed} baris yang terlewat.", f"{missed} still missed.")
        else:
            words = Text(f"{extra} baris tidak perlu diperbaiki.", f"{extra} of those need no repair.")
        return Verdict("near" if found & self.answer else "wrong", words)


Answer = Number | Choice | Rows
