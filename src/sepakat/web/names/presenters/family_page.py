"""The family page in words: members, housing, decile, sources, programmes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sepakat import catalogue, regions
from sepakat.core.text import Text, long_date, number, percent, rupiah
from sepakat.targeting import Family
from sepakat.targeting.conflicts import Entry
from sepakat.targeting.due import Standing

GROUPS: tuple[tuple[Text, tuple[str, ...]], ...] = (
    (
        Text("Rumah", "Dwelling"),
        ("status_kepemilikan", "bukti_tanah", "luas_lantai", "lantai", "dinding", "atap"),
    ),
    (
        Text("Air, sanitasi, energi", "Water, sanitation, energy"),
        ("air_minum", "jarak_tinja", "fasilitas_bab", "kloset", "tinja", "penerangan", "daya_1", "bahan_bakar"),
    ),
    (
        Text("Aset", "Assets"),
        ("sepeda_motor", "mobil", "perahu", "perahu_motor", "kulkas", "tv_datar", "komputer", "smartphone", "emas",
         "lahan_lain", "rumah_lain", "sapi", "kerbau", "kuda", "babi", "kambing", "rekening"),
    ),
)  # fmt: skip
DECILES = (
    ("desil_nasional", "persentil_nasional", Text("Nasional", "Nation")),
    ("desil_provinsi", "persentil_provinsi", Text("Provinsi", "Province")),
    ("desil_kabupaten", "persentil_kabupaten", Text("Kabupaten/kota", "Regency")),
)
_DISABILITY = (
    "sulit_lihat", "sulit_dengar", "sulit_jalan", "sulit_tangan", "sulit_belajar", "sulit_perilaku", "sulit_bicara",
    "sulit_rawat_diri", "sulit_ingat",
)  # fmt: skip
_SEVERE = (1, 2)  # not at all; much difficulty and needs help (code list rg_dis)


@dataclass(frozen=True)
class MemberRow:
    """One line of the table of members. nik: masked, or in full where it was just revealed."""

    person_id: int
    name: str
    nik: str
    open: bool
    relation: str
    sex: str
    age: str
    school: str
    work: str
    disability: str
    insured: str


@dataclass(frozen=True)
class ConflictRow:
    name: str
    field: Text
    ours: str
    theirs: str


@dataclass(frozen=True)
class SourceCard:
    """One registry: in words, and the fields that differ."""

    label: Text
    sentence: Text
    decile: str
    rows: tuple[ConflictRow, ...]


@dataclass(frozen=True)
class ReceiptRow:
    programme: str
    who: str
    period: str
    amount: str
    status: str
    source: str
    how: Text


@dataclass(frozen=True)
class ProgrammeRow:
    """How the family stands to one programme. lines: the reasons, of the family or of each member by name."""

    standing: Standing
    verdict: Text
    lines: tuple[tuple[str, Text], ...]
    verify: str
    basis: str


@dataclass(frozen=True)
class Page:
    """All that the page prints."""

    family_id: int
    village: str
    place: str
    district: str
    address: str
    card: str
    release: str
    members: tuple[MemberRow, ...]
    groups: tuple[tuple[Text, tuple[tuple[Text, str], ...]], ...]
    deciles: tuple[tuple[Text, str, str], ...]
    official: str
    official_on: str
    official_differs: bool
    chance: str
    near: bool
    lines: tuple[Text, ...]
    sources: tuple[SourceCard, ...]
    conflicts: int
    programmes: tuple[ProgrammeRow, ...]
    also: tuple[Text, ...]
    receipts: tuple[ReceiptRow, ...]
    unrankable: bool


def page(found: Family, shown: Mapping[int, str]) -> Page:
    """shown: NIK that were revealed for this one answer, by person."""
    place, district = _place(found.village_code)
    official = found.facts.get("desil_resmi")
    national = found.rank.get("desil_nasional")
    chance = found.rank.get("peluang_d14")
    sources = tuple(_source(e, found) for e in found.entries)
    day = found.facts.get("tanggal_desil_resmi")
    return Page(
        found.family_id,
        found.village_code,
        place,
        district,
        found.address,
        found.card,
        found.release,
        tuple(_member(m, shown) for m in found.members),
        tuple((title, rows) for title, names in GROUPS if (rows := _facts(found.facts, names))),
        tuple(
            (label, _plain(found.rank.get(d)), _plain(found.rank.get(p)))
            for d, p, label in DECILES
            if found.rank.get(d) is not None
        ),
        _plain(official) if official is not None else "",
        long_date(day) if day else "",
        official is not None and national is not None and official != national,
        percent(100 * chance, 0) if chance is not None else "",
        found.rank.get("dekat_batas") == 1,
        _reasons(found),
        sources,
        sum(len(s.rows) for s in sources),
        tuple(_programme(s, found) for s in found.standings),
        tuple(s.programme.label for s in found.standings if s.gap),
        tuple(_receipt(r, found) for r in found.receipts),
        found.explanation is not None and not found.explanation.rankable,
    )


def _programme(standing: Standing, found: Family) -> ProgrammeRow:
    """Members who are neither due nor receiving are left out, unless nobody is."""
    persons = standing.programme.unit == "orang"
    shown = [u for u in standing.units if not persons or u.eligible or u.has]
    lines = tuple((found.names.get(u.unit_id, "") if persons else "", u.reasons) for u in shown)
    rule = standing.rule
    verify = "; ".join(rule.perlu_diverifikasi) if rule and standing.due else ""
    return ProgrammeRow(
        standing, standing.verdict, lines, verify, f"{rule.source} ({rule.status})" if rule is not None else ""
    )


def _reasons(found: Family) -> tuple[Text, ...]:
    """The sentences of the explanation, without deciles and chance, which the page shows beside them."""
    return tuple(replace(found.explanation, ranks={}).lines()) if found.explanation else ()


def told(table: str, name: str, value: Any) -> str:
    """A value of a catalogued column in words."""
    variable = catalogue.table(table).variables.get(name)
    if value is None:
        return "…"
    codes = variable.codes() if variable is not None else None
    return str(codes.label(value)) if codes is not None else _plain(value)


def _plain(value: Any) -> str:
    if value is None:
        return "…"
    return number(value) if isinstance(value, int | float) else str(value)


def _facts(row: Mapping[str, Any], names: tuple[str, ...]) -> tuple[tuple[Text, str], ...]:
    variables = catalogue.table("family").variables
    return tuple((variables[n].label, told("family", n, row[n])) for n in names if row.get(n) is not None)


def _member(member: Any, shown: Mapping[int, str]) -> MemberRow:
    facts = member.facts
    trouble = [catalogue.table("person").variables[n].label for n in _DISABILITY if facts.get(n) in _SEVERE]
    words = "; ".join(str(t) for t in trouble) if trouble else ""
    if not words and facts.get("disabilitas") == 1:
        words = str(Text("ya", "yes"))
    return MemberRow(
        member.person_id,
        member.name,
        shown.get(member.person_id, member.masked),
        member.person_id in shown,
        told("person", "hubungan", facts.get("hubungan")),
        told("person", "jenis_kelamin", facts.get("jenis_kelamin")),
        _plain(facts.get("umur")),
        told("person", "partisipasi_sekolah", facts.get("partisipasi_sekolah")),
        told("person", "bekerja", facts.get("bekerja")),
        words or str(Text("tidak", "no")),
        told("person", "punya_jamkes", facts.get("punya_jamkes")),
    )


def _source(entry: Entry, found: Family) -> SourceCard:
    here, all_of = len(entry.here), len(found.members)
    if not here:
        sentence = Text(
            "Tidak ada anggota keluarga ini di daftar itu (dicocokkan dengan NIK).",
            "No member of this family is in that registry (matched by NIK).",
        )
    else:
        parts = [Text(f"{here} dari {all_of} anggota ada", f"{here} of {all_of} members are in it")]
        if entry.absent:
            names = ", ".join(found.names.get(i) or "…" for i in entry.absent)
            parts.append(Text(f"tidak ada: {names}", f"missing: {names}"))
        if entry.extra:
            parts.append(
                Text(
                    f"{entry.extra} orang lain tercatat sekeluarga di sana",
                    f"{entry.extra} other persons are in the same family there",
                )
            )
        sentence = Text("; ".join(p.id for p in parts) + ".", "; ".join(p.en for p in parts) + ".")
    rows = tuple(ConflictRow(found.names.get(d.person_id) or "…", d.field, d.ours, d.theirs) for d in entry.differences)
    return SourceCard(entry.label, sentence, _plain(entry.decile) if entry.decile is not None else "", rows)


_HOW = {
    1: Text("NIK", "NIK"),
    2: Text("kartu keluarga, tanggal lahir, jenis kelamin", "family card, birth date, sex"),
    3: Text("kartu keluarga", "family card"),
}


def _receipt(row: Mapping[str, Any], found: Family) -> ReceiptRow:
    programme = str(row.get("programme") or "")
    known = catalogue.programmes().get(programme.lower())
    label = str(known.label) if known else programme.upper()
    segment = row.get("segment")
    if segment is not None:
        label += f" ({catalogue.codelist('segmen_jkn').label(segment)})"
    return ReceiptRow(
        label,
        found.names.get(row.get("person_id") or 0) or str(Text("keluarga", "family")),
        str(row.get("period") or "…"),
        rupiah(row.get("amount")),
        str(row.get("status") or "…").capitalize(),
        str(row.get("sumber") or ""),
        _HOW.get(row.get("cocok") or 0, Text("…", "…")),
    )


def _place(village: str) -> tuple[str, str]:
    tree = regions.load()
    if village not in tree:
        return village, ""
    above = tree.ancestors(village)
    return tree.get(village).name, ", ".join(r.name for r in reversed(above[1:]))
