"""Judge pairs of records: the same person, or two? The pairs are made up here, by the habits of the sample region."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, replace

from sepakat.core.text import Text
from sepakat.sample.culture import groups
from sepakat.sample.noise import vary
from sepakat.web.learning.course.answers import Choice
from sepakat.web.learning.course.lesson import Lesson
from sepakat.web.learning.course.model import Exercise, Module, Sheet, Step

CULTURE = "timor"
AREA = "990101"  # no district of Indonesia begins with 99: these numbers belong to nobody
KEYS = ("A", "B", "C")


@dataclass(frozen=True)
class Record:
    """One made-up entry of a list."""

    nik: str
    name: str
    born: dt.date
    sex: str
    mother: str

    @property
    def cells(self) -> tuple[str, ...]:
        return self.nik, self.name, f"{self.born:%d-%m-%Y}", self.sex, self.mother


def make(lesson: Lesson) -> Exercise | None:
    pairs, same = pairs_of(lesson.seed)
    rows = tuple((f"{key}{at}", *record.cells) for key, pair in pairs.items() for at, record in enumerate(pair, 1))
    why = {
        "sibling": Text(
            "Tanggal lahir dan nama depannya berbeda, ibunya sama: itu saudara.",
            "Birth date and given name differ, the mother is the same: siblings.",
        ),
        "namesake": Text(
            "Namanya sama, tetapi NIK, tanggal lahir, dan ibunya berbeda: dua orang.",
            "The name is the same, but NIK, birth date and mother differ: two persons.",
        ),
    }
    kinds = dict(zip(pairs, _kinds(lesson.seed), strict=True))
    return Exercise(
        steps=(
            Step(Text("Baca tiga pasang catatan di bawah; setiap pasang dari dua daftar.", "Read the three pairs.")),
            Step(Text("Bandingkan NIK angka demi angka: satu salah ketik sering terjadi.", "Compare NIK by digit.")),
            Step(Text("Bandingkan bunyi nama, lalu tanggal lahir dan nama ibu.", "Compare names by sound.")),
        ),
        question=Text("Pasangan mana yang satu orang?", "Which pair is one person?"),
        answer=Choice(
            {key: Text(f"Pasangan {key}", f"Pair {key}") for key in pairs},
            same,
            {key: why[kind] for key, kind in kinds.items() if kind in why},
        ),
        explanation=Text(
            "NIK yang berbeda satu angka, ejaan nama yang sebunyi, serta tanggal lahir dan ibu yang sama: satu orang. "
            "Bila ragu, jangan gabungkan; tandai “ragu” agar diperiksa di desa.",
            "A NIK one digit off, a name that sounds alike, the same birth date and mother: one person. In doubt do "
            "not join; mark it unsure, so that the village looks.",
        ),
        hints=(
            Text("Nama sama belum tentu orangnya sama.", "The same name need not be the same person."),
            Text("Cari pasangan dengan tanggal lahir dan ibu yang sama.", "Look for the same birth date and mother."),
        ),
        sheet=Sheet(
            Text(
                "Tiga pasang catatan buatan (NIK berawal 99: kode wilayah yang tidak ada)",
                "Three made-up pairs (NIK beginning with 99: a region that does not exist)",
            ),
            (
                Text("Catatan", "Record"), Text("NIK", "NIK"), Text("Nama", "Name"), Text("Lahir", "Born"),
                Text("Jenis kelamin", "Sex"), Text("Ibu", "Mother"),
            ),
            rows,
        ),
        own=True,
    )  # fmt: skip


def _kinds(seed: str) -> list[str]:
    """What the three pairs are, in the order they stand."""
    kinds = ["same", "sibling", "namesake"]
    random.Random(f"urutan {seed}").shuffle(kinds)  # noqa: S311 - a lesson, not a secret
    return kinds


def pairs_of(seed: str) -> tuple[dict[str, tuple[Record, Record]], str]:
    """Three pairs by key, and the key of the one that is the same person; the same for the same release."""
    chance = random.Random(f"pasangan {seed}")  # noqa: S311 - a lesson, not a secret
    makers = {"same": _same, "sibling": _sibling, "namesake": _namesake}
    kinds = _kinds(seed)
    pairs = {key: makers[kind](chance) for key, kind in zip(KEYS, kinds, strict=True)}
    return pairs, KEYS[kinds.index("same")]


def _person(chance: random.Random, clan: str = "", mother: str = "", born: dt.date | None = None) -> Record:
    names = groups()[CULTURE]
    sex = chance.choice(["L", "P"])
    given = str(chance.choice(list(names.male if sex == "L" else names.female)))
    clan = clan or str(chance.choice(list(names.clan)))
    born = born or dt.date(1955, 1, 1) + dt.timedelta(days=chance.randrange(18_000))
    day = born.day + (40 if sex == "P" else 0)
    nik = f"{AREA}{day:02d}{born:%m%y}{chance.randrange(1, 9999):04d}"
    mother = mother or f"{chance.choice(list(names.female))} {chance.choice(list(names.clan))}"
    return Record(nik, f"{given} {clan}", born, sex, mother)


def _same(chance: random.Random) -> tuple[Record, Record]:
    """One person twice: another spelling, one digit of the serial off."""
    one = _person(chance)
    at = chance.randrange(12, 16)
    digit = str((int(one.nik[at]) + chance.randrange(1, 9)) % 10)
    name = one.name
    while name == one.name:
        name = vary(one.name, 0.6 + 0.2 * chance.random(), chance.random(), chance.random())
    return one, replace(one, nik=one.nik[:at] + digit + one.nik[at + 1 :], name=name)


def _sibling(chance: random.Random) -> tuple[Record, Record]:
    """Brother or sister, one to nine years younger."""
    one = _person(chance)
    clan = one.name.split(" ", 1)[1]
    later = one.born + dt.timedelta(days=chance.randrange(400, 3_300))
    other = _person(chance, clan, one.mother, later)
    while other.name == one.name:
        other = _person(chance, clan, one.mother, later)
    return one, other


def _namesake(chance: random.Random) -> tuple[Record, Record]:
    """Another person of that name."""
    one = _person(chance)
    other = _person(chance)
    while other.sex != one.sex or other.mother == one.mother or abs((other.born - one.born).days) < 300:
        other = _person(chance)
    return one, replace(other, name=one.name)


MODULE = Module(
    "periksa-kecocokan", 70, 6,
    Text("Periksa kecocokan dua catatan", "Check whether two records match"),
    Text("Membedakan satu orang dengan dua ejaan dari dua orang dengan satu nama.", "One person or two?"),
    make,
)  # fmt: skip
