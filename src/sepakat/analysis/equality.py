"""A whole region through the lens of gender, disability and age: every indicator that can be divided, widest first.

Figures are those of the published profile: small groups are hidden there and stay hidden here. Each gap is tested
(`verdicts`); as many indicators are looked at and the widest are put on top, the test is made stricter by their number
(Bonferroni). An indicator whose numerator is about the very attribute that divides is left out: its gap is its
definition. Shared with the questions `lensa` and `kesenjangan`: `feeding.figure`, `verdicts`, `position.compared`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sepakat import catalogue, engine, regions
from sepakat.analysis import feeding
from sepakat.analysis.figure_lines import latest
from sepakat.analysis.position import compared
from sepakat.analysis.tables import NAME, REGION, STATEMENT, build, real, text, whole
from sepakat.analysis.values import Figure, Subject, sign
from sepakat.analysis.verdicts import RULE, Verdict, adjusted, difference, p_words
from sepakat.catalogue import Indicator
from sepakat.core.table import Table
from sepakat.core.text import Text
from sepakat.engine import frames
from sepakat.engine.frames import ReleaseLike
from sepakat.engine.tabulating.answer import place


@dataclass(frozen=True)
class Lens:
    """group held against base, two classes of a standard breakdown. units: of the indicators looked at; about: columns
    of numerators that are the attribute itself; note: how to read it."""

    id: str
    label: Text
    breakdown: str
    units: frozenset[str]
    group: int
    base: int
    group_name: Text
    base_name: Text
    about: frozenset[str]
    note: Text


_DIFFICULTIES = frozenset(
    "sulit_" + part
    for part in ("lihat", "dengar", "jalan", "tangan", "belajar", "perilaku", "bicara", "rawat_diri", "ingat")
)
_PEOPLE, _FAMILIES = frozenset({"orang"}), frozenset({"keluarga"})
_AGE = Text(
    "Umur sendiri membuat sebagian beda, misalnya dalam bekerja dan sakit menahun: bacalah sebagai ciri kelompok.",
    "Age itself makes part of the difference, as in work and chronic illness: read it as a trait of the group.",
)
LENSES = (
    Lens(
        "perempuan", Text("Perempuan dan laki-laki", "Women and men"), "jenis_kelamin", _PEOPLE, 2, 1,
        Text("perempuan", "women"), Text("laki-laki", "men"), frozenset({"jenis_kelamin", "hamil"}),
        Text("Indikator orang, dibagi menurut jenis kelamin.", "Indicators of people, by sex."),
    ),
    Lens(
        "kepala_keluarga", Text("Keluarga yang dikepalai perempuan", "Families headed by women"), "jenis_kelamin_kk",
        _FAMILIES, 2, 1, Text("kepala keluarga perempuan", "families headed by women"),
        Text("kepala keluarga laki-laki", "families headed by men"),
        frozenset({"jenis_kelamin_kk"}),
        Text("Indikator keluarga, dibagi menurut kepala keluarganya.", "Indicators of families, by their head."),
    ),
    Lens(
        "disabilitas", Text("Penyandang disabilitas", "Persons with a disability"), "disabilitas", _PEOPLE, 1, 2,
        Text("penyandang disabilitas", "with a disability"), Text("bukan penyandang", "without one"),
        frozenset({"disabilitas"}) | _DIFFICULTIES,
        Text(
            "Disabilitas: banyak kesulitan atau sama sekali tidak bisa. Penyandangnya rata-rata lebih tua.",
            "Disability: much difficulty or unable. Those who have one are older on average.",
        ),
    ),
    Lens(
        "lansia", Text("Lansia dan orang dewasa", "Elderly people and adults"), "kelompok_umur", _PEOPLE, 5, 4,
        Text("60 tahun ke atas", "60 and over"), Text("25–59 tahun", "25-59"), frozenset({"umur"}), _AGE,
    ),
    Lens(
        "anak", Text("Anak dan orang dewasa", "Children and adults"), "kelompok_umur", _PEOPLE, 2, 4,
        Text("5–14 tahun", "5-14"), Text("25–59 tahun", "25-59"), frozenset({"umur"}), _AGE,
    ),
)  # fmt: skip
COLUMNS = (
    text("lens", "Lensa", "Lens", "code"),
    text("group", "Kelompok", "Group"),
    text("base", "Pembanding", "Held against"),
    text("indicator", "Id indikator", "Indicator id", "code"),
    text("name_indicator", "Indikator", "Indicator"),
    text("unit", "Satuan", "Unit"),
    REGION,
    NAME,
    real("value", "Nilai kelompok", "Value of the group"),
    real("base_value", "Nilai pembanding", "Value held against"),
    real("gap", "Selisih (di bawah 0: lebih buruk)", "Gap (below 0: worse)"),
    real("ratio", "Rasio", "Ratio"),
    whole("n", "Yang dihitung, kelompok", "Counted, group"),
    whole("base_n", "Yang dihitung, pembanding", "Counted, held against"),
    real("p", "Nilai p (disesuaikan)", "p (adjusted)", 3),
    text("real", "Nyata", "Real"),
    STATEMENT,
    text("sentence", "Kalimat", "Sentence"),
)


@dataclass(frozen=True)
class Gap:
    """group against base on one indicator. points: group minus base; worse: True where that is bad, None without a good
    direction or a difference."""

    indicator: Indicator
    subject: Subject
    group: Figure
    base: Figure
    verdict: Verdict

    @property
    def points(self) -> float:
        return float(self.verdict.difference or 0)

    @property
    def worse(self) -> bool | None:
        turn = sign(self.subject.direction)
        return None if not turn or not self.points else turn * self.points < 0

    @property
    def ratio(self) -> float | None:
        return self.group.value / self.base.value if self.group.value is not None and self.base.value else None

    @property
    def shares(self) -> bool:
        return self.subject.unit == "persen"


@dataclass(frozen=True)
class Seen:
    """A region through one lens. gaps: widest first, shares before other units; hidden: indicators of which a group is
    too small to show."""

    lens: Lens
    region: str
    gaps: tuple[Gap, ...]
    hidden: int

    def real(self) -> list[Gap]:
        """Gaps that a test calls real and that are to the group's disadvantage."""
        return [g for g in self.gaps if g.verdict.real and g.verdict.rule != RULE and g.worse]


def seen(release: ReleaseLike, region: str, lenses: Sequence[Lens] = LENSES) -> list[Seen]:
    """Every lens of a region. UserError profile-missing, region-empty."""
    smallest = float(catalogue.parameter("perubahan_berarti_min", frames.day(release)).value)
    code, level = regions.parse(region), regions.level_of(region)
    known = [i for i in catalogue.indicators().values() if i.penaksir != "jumlah" and "registri" in i.sumber]
    return [through(lens, code, level, known, release, smallest) for lens in lenses]


def through(
    lens: Lens, code: str, level: str, indicators: Iterable[Indicator], release: ReleaseLike, smallest: float
) -> Seen:
    """One lens: all its indicators in one reading of the profile."""
    asked = {i.id: i for i in indicators if i.satuan_analisis in lens.units and not (i.numerator.columns & lens.about)}
    rows = engine.profile.read(release, list(asked), code, level, lens.breakdown).rows()
    return _seen(lens, code, asked, rows, smallest)


def _seen(
    lens: Lens, code: str, asked: Mapping[str, Indicator], rows: Iterable[Mapping[str, Any]], smallest: float
) -> Seen:
    found: dict[str, dict[int, Mapping[str, Any]]] = {}
    for row in rows:
        if row[lens.breakdown] in (lens.group, lens.base):
            found.setdefault(row["indicator"], {})[row[lens.breakdown]] = row
    pairs: list[tuple[Indicator, Figure, Figure]] = []
    hidden = 0
    for name, classes in found.items():
        if len(classes) < 2 or any(row["n"] == 0 for row in classes.values()):
            continue  # an indicator of one of the two groups only
        group, base = (feeding.figure(asked[name], classes[c], "registri") for c in (lens.group, lens.base))
        if group.value is None or base.value is None:
            hidden += any(row["suppressed"] for row in classes.values())
            continue
        pairs.append((asked[name], group, base))
    gaps = [
        Gap(i, feeding.subject(i), group, base, adjusted(difference(base, group, smallest=smallest), len(pairs)))
        for i, group, base in pairs
    ]
    return Seen(lens, code, tuple(sorted(gaps, key=lambda g: (not g.shares, -_width(g), g.indicator.id))), hidden)


def _width(gap: Gap) -> float:
    """How wide: in points for shares; relative to the base for other units, which no common measure joins."""
    if gap.shares or not gap.base.value:
        return abs(gap.points)
    return abs(gap.points / gap.base.value)


def sentence(gap: Gap, lens: Lens) -> Text:
    """`Perempuan 45,2%, 37,9 poin lebih buruk daripada laki-laki (83,1%); bedanya nyata (p < 0,001).`"""
    show, said, word = gap.subject.show, [], real_words(gap.verdict)
    for lang in ("id", "en"):
        how = compared(gap.subject, gap.points, lang).format(lens.base_name.in_(lang))
        sure = word.in_(lang) + (f" ({p_words(gap.verdict.p, lang)})" if gap.verdict.p is not None else "")
        both = (
            f"{_first(lens.group_name.in_(lang))} {show(gap.group.value, lang)}, {how} ({show(gap.base.value, lang)})"
        )
        said.append(f"{both}; bedanya {sure}." if lang == "id" else f"{both}; the difference is {sure}.")
    return Text(*said)


def _first(words: str) -> str:
    return words[:1].upper() + words[1:]


def lead(found: Seen) -> Text:
    """How many gaps are real, and the widest of them."""
    where, lens, real_ = place(found.region), found.lens, found.real()
    if not found.gaps:
        return Text(
            f"Angka {lens.group_name.id} di {where} disembunyikan: kelompoknya terlalu kecil.",
            f"Figures of {lens.group_name.en} in {where} are hidden: the group is too small.",
        )
    if not real_:
        return Text(
            f"Tidak ada kesenjangan {lens.group_name.id} yang nyata dalam {len(found.gaps)} indikator di {where}.",
            f"No gap of {lens.group_name.en} is real on {len(found.gaps)} indicators in {where}.",
        )
    widest = real_[0]
    return Text(
        f"{_first(lens.group_name.id)} nyata tertinggal dalam {len(real_)} dari {len(found.gaps)} indikator di {where}"
        f"; paling lebar: {widest.subject.label.id} ({widest.subject.show(widest.group.value, 'id')} berbanding "
        f"{widest.subject.show(widest.base.value, 'id')}).",
        f"{_first(lens.group_name.en)} are truly behind on {len(real_)} of {len(found.gaps)} indicators in {where}; "
        f"widest: {widest.subject.label.en} ({widest.subject.show(widest.group.value, 'en')} against "
        f"{widest.subject.show(widest.base.value, 'en')}).",
    )


def table(found: Sequence[Seen], release: Any) -> Table:
    """All gaps of the lenses, one row an indicator and lens."""
    rows = [
        {"lens": one.lens.id, "group": one.lens.group_name, "base": one.lens.base_name, "indicator": gap.indicator.id,
         "name_indicator": gap.subject.label, "unit": gap.subject.unit, "region": one.region, "name": place(one.region),
         "value": gap.group.value, "base_value": gap.base.value,
         "gap": gap.points * (sign(gap.subject.direction) or 1), "ratio": gap.ratio, "n": gap.group.n,
         "base_n": gap.base.n, "p": gap.verdict.p, "real": real_words(gap.verdict), "statement": gap.verdict.words,
         "sentence": sentence(gap, one.lens)}
        for one in found
        for gap in one.gaps
    ]  # fmt: skip
    region = found[0].region if found else regions.NATION
    title = Text(f"Kesetaraan di {place(region)}", f"Equality in {place(region)}")
    return build(COLUMNS, rows, title, release, notes=notes(found), meta={"region": region})


def real_words(verdict: Verdict) -> Text:
    """Whether a gap is real, in a word or two."""
    if verdict.real is None or verdict.rule == RULE:
        return Text("tidak diuji", "not tested")
    return Text("nyata", "real") if verdict.real else Text("tidak nyata", "not real")


def notes(found: Sequence[Seen]) -> list[Text]:
    """What the reader must know."""
    said = [
        Text(
            "Uji: beda dua bagian dalam hitungan penuh, dengan kebetulan kelompok kecil; disesuaikan dengan banyaknya "
            "indikator (Bonferroni). Kesenjangan bukan sebab-akibat.",
            "Test: difference of two shares of a full count, with the chance of small groups; adjusted for the number "
            "of indicators (Bonferroni). A gap is no cause.",
        )
    ]
    hidden = sum(one.hidden for one in found)
    if hidden:
        said.append(
            Text(
                f"{hidden} perbandingan tidak ditampilkan: kelompoknya terlalu kecil.",
                f"{hidden} comparisons are not shown: a group is too small.",
            )
        )
    return said


def indices(release: Any, region: str) -> list[tuple[str, str, float, str, str]]:
    """(series, period, value, definition, sources) of IPG, IDG and IKG where the release holds them for a region."""
    found = []
    for series in ("ipg", "idg", "ikg"):
        newest = latest(release, series, region)
        if newest is not None:
            period, value, line = newest
            found.append((series, period, value, line.definition, "; ".join(line.sources)))
    return found
