"""By what an overlap can be divided: the lists themselves (as patterns), and facts of the base registry.

Facts are those that free tables know, and three that overlaps are asked for: deciles and the head of the family for
persons too, the head's age group, and whether anybody in the family lives with a disability.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from sepakat.core.text import Text
from sepakat.engine import frames, tabulating
from sepakat.engine.tabulating import Attribute, Klass
from sepakat.lake import Release
from sepakat.matching.overlap.lists import Listing, pattern

PATTERN = "irisan"
AGES = ((0, 29), (30, 44), (45, 59), (60, None))
HEAD_AGE, FAMILY_DISABILITY = "kelompok_umur_kk", "disabilitas_keluarga"
STANDARD = (
    "desil_nasional",
    "desil_provinsi",
    "desil_kabupaten",
    "jenis_kelamin_kk",
    HEAD_AGE,
    FAMILY_DISABILITY,
    "jenis_kelamin",
    "kelompok_umur",
    "disabilitas",
    "tipe_daerah",
)


def attributes(release: Release, unit: str) -> dict[str, Attribute]:
    """What persons (`orang`) or families (`keluarga`) of an overlap can be divided by, in the order of STANDARD."""
    return dict(_attributes(release, release.id, unit))


@lru_cache(maxsize=8)
def _attributes(release: Release, _id: str, unit: str) -> dict[str, Attribute]:
    known = {**tabulating.attributes(release, "keluarga"), **tabulating.attributes(release, unit)} | {
        HEAD_AGE: head_age(),
        FAMILY_DISABILITY: family_disability(),
    }
    person = frames.frame(release, "orang", "registri").columns - frames.frame(release, "keluarga", "registri").columns
    return {n: known[n] for n in STANDARD if n in known and (unit == "orang" or n not in person)}


def head_age() -> Attribute:
    """Age groups of the head of the family; class 1 is the youngest."""
    classes = []
    for code, (low, high) in enumerate(AGES, 1):
        words = (
            Text(f"{low} tahun ke atas", f"{low} and over")
            if high is None
            else Text(f"{low}–{high} tahun", f"{low}–{high}")
        )
        classes.append(Klass(str(code), words, frozenset((code,))))
    return Attribute(HEAD_AGE, Text("Kelompok umur kepala keluarga", "Age group of the head"), tuple(classes))


def family_disability() -> Attribute:
    yes = Klass("1", Text("Ada anggota dengan disabilitas", "A member with a disability"), frozenset((1,)))
    no = Klass("0", Text("Tidak ada", "None"), frozenset((0,)))
    return Attribute(FAMILY_DISABILITY, Text("Disabilitas dalam keluarga", "Disability in the family"), (yes, no))


def column(name: str, family: str, person: str | None, person_columns: frozenset[str]) -> str:
    """SQL of an attribute's code, from the family's frame row (alias `family`) or the person's (alias `person`)."""
    if name == HEAD_AGE:
        cases = " ".join(
            f"WHEN {family}.umur_kk >= {low} THEN {code}" for code, (low, _) in reversed(list(enumerate(AGES, 1)))
        )
        return f"(CASE {cases} END)"
    if name == FAMILY_DISABILITY:
        return f"(CASE WHEN {family}.jumlah_disabilitas > 0 THEN 1 WHEN {family}.jumlah_disabilitas = 0 THEN 0 END)"
    return f"{person}.{name}" if person and name in person_columns else f"{family}.{name}"


def patterns(lists: Sequence[Listing], zero: bool, base: int | None = None) -> Attribute:
    """The parts of the picture as classes (code = bits, bit 0 the first list); each list is a union of its parts.

    zero: whether somebody can be in none of the lists (the base is not among them). base: the place of a list that
    everyone counted is in.
    """
    names = [one.id for one in lists]
    size = 1 << len(lists)
    codes = [bits for bits in range(0 if zero else 1, size) if base is None or bits >> base & 1]
    classes = tuple(Klass(pattern(names, bits), words(lists, bits), frozenset((bits,))) for bits in codes)
    unions = [
        Klass(f"+{one.id}", one.label, frozenset(b for b in codes if b >> i & 1))
        for i, one in enumerate(lists)
        if i != base
    ]
    if zero:
        anywhere = Text("Di salah satu daftar", "In any of the lists")
        unions.append(Klass("salah_satu", anywhere, frozenset(range(1, size))))
    return Attribute(PATTERN, Text("Irisan daftar", "Overlap of lists"), classes, tuple(unions))


def words(lists: Sequence[Listing], bits: int) -> Text:
    """`Regsosek dan DTKS, tidak P3KE`."""
    yes = [one.label for i, one in enumerate(lists) if bits >> i & 1]
    no = [one.label for i, one in enumerate(lists) if not bits >> i & 1]
    if not yes:
        return Text("Tidak di daftar mana pun", "In none of the lists")

    def joined(labels: list[str], last: str) -> str:
        return labels[0] if len(labels) == 1 else f"{', '.join(labels[:-1])} {last} {labels[-1]}"

    if not no:
        kata = "keduanya" if len(yes) == 2 else "semuanya"
        both = "both" if len(yes) == 2 else "all"
        return Text(f"{joined([y.id for y in yes], 'dan')} ({kata})", f"{joined([y.en for y in yes], 'and')} ({both})")
    only = Text("Hanya ", "Only ") if len(yes) == 1 else Text("", "")
    return Text(
        f"{only.id}{joined([y.id for y in yes], 'dan')}, tidak {joined([n.id for n in no], 'atau')}",
        f"{only.en}{joined([y.en for y in yes], 'and')}, not {joined([n.en for n in no], 'or')}",
    )
