"""The same indicator from the registry and from a survey, side by side, and the best figure of a small region."""

from __future__ import annotations

from collections.abc import Mapping

from sepakat.analysis import feeding
from sepakat.analysis.asking import Answer, Ask
from sepakat.analysis.beside import FEWEST, Beside, beside
from sepakat.analysis.fields import CHOICE, Field, Takes
from sepakat.analysis.tables import NAME, REGION, STATEMENT, apart, build, real, text, whole
from sepakat.analysis.values import Subject
from sepakat.core.errors import UserError
from sepakat.core.text import Text, number

LABEL = Text("Registri dan survei berdampingan", "Registry beside survey")
ASKS = Text(
    "Samakah angka registri dan survei untuk {indikator} di {wilayah}?",
    "Do registry and survey agree on {indikator} in {wilayah}?",
)
WHY = Text(
    "Dua angka untuk hal yang sama membingungkan rapat; perlu diketahui apakah bedanya nyata.",
    "Two figures for one thing confuse a meeting: is the difference real?",
)
READ = (
    Text(
        "Registri menghitung semua yang terdaftar; survei bertanya kepada sebagian rumah tangga, jadi angkanya "
        "bergeser karena kebetulan. Pernyataan mengatakan apakah bedanya lebih dari kebetulan itu.",
        "The registry counts everybody it holds; a survey asks some households, so its figure moves by chance. The "
        "statement says whether the difference is more than that.",
    ),
    Text(
        "Bila bedanya nyata, sebabnya bukan kebetulan: siapa yang terdaftar, kapan ditanya, atau cara bertanya. "
        "Registri menghitung keluarga, Susenas rumah tangga. Dari dua puluh perbandingan, satu dapat tampak nyata "
        "karena kebetulan.",
        "Where the difference is real, it is not chance: who is registered, when they were asked, or how. The registry "
        "counts families, Susenas households. Of twenty comparisons, one may look real by chance.",
    ),
    Text(
        "Angka area kecil menggabungkan keduanya: bila sampel di wilayah itu cukup, survei yang berbicara; bila "
        "sedikit, pola registri di semua kabupaten. Bobot survei mengatakan berapa bagian dari survei.",
        "The small-area figure joins both: where the sample suffices the survey speaks, where it is small the pattern "
        "of the registry over all regencies. The weight says how much of it is the survey.",
    ),
)
TAKES = Takes(usual=("sanitasi_layak",), levels=("kabupaten",))
SURVEY = Field(
    "survei",
    Text("Survei", "Survey"),
    CHOICE,
    (("susenas", Text("Susenas (sampel)", "Susenas (sample)")), ("sakernas", Text("Sakernas (sampel)", "Sakernas"))),
)
FIELDS = (SURVEY,)
OPTIONS: Mapping[str, Text] = {"survei": Text("susenas atau sakernas.", "susenas or sakernas.")}
COLUMNS = (
    REGION,
    NAME,
    real("registry", "Registri", "Registry", own=True),
    real("survey", "Survei", "Survey", own=True),
    apart("apart", "Survei dikurangi registri", "Survey minus registry"),
    STATEMENT,
    real("small", "Angka area kecil (model)", "Small-area figure (model)", own=True),
    real("low", "Batas bawah 95%", "Lower limit, 95%", own=True),
    real("high", "Batas atas 95%", "Upper limit, 95%", own=True),
    text("mark", "Tanda galat (*: hati-hati)", "Mark (*: with care)"),
    real("weight", "Bobot survei di dalamnya (0 sampai 1)", "Weight of the survey in it (0 to 1)"),
    apart("se", "Galat baku survei", "Standard error of the survey"),
    whole("n", "Baris sampel", "Rows of the sample"),
    real("p", "Nilai p bedanya", "p of the difference", 3),
)
MODEL = Text(
    "Angka area kecil: model Fay-Herriot dengan angka registri sebagai penjelas; batasnya berlaku bagi tiap wilayah "
    "sendiri (Burris dan Hoff 2020). Bukan angka resmi BPS.",
    "Small-area figure: Fay-Herriot model with the registry as covariate; its limits hold for each region by itself "
    "(Burris and Hoff 2020). Not an official figure of BPS.",
)
TOO_FEW = Text(
    f"Angka area kecil tidak dibuat: model memerlukan sedikitnya {FEWEST} kabupaten/kota dengan sampel dan registri.",
    f"No small-area figure: the model needs at least {FEWEST} regencies with a sample and a registry.",
)
RULES = ("rse_hati_hati", "rse_batas", "perubahan_berarti_min")


def run(ask: Ask) -> Answer:
    """All regencies of the province; the sentence is about the region at hand, where it is one of them."""
    one, at, source = ask.variables[0], ask.parts, ask.text("survei", "susenas")
    held = one.indicator.sources if one.indicator is not None else ()
    if not {"registri", source} <= set(held):
        raise UserError(
            Text("Indikator ini tidak ada di registri dan survei sekaligus.", "This indicator is not in both."),
            hint=Text(
                "Pilih indikator yang dapat dihitung dari keduanya, misalnya sanitasi_layak.",
                "Choose one that both can tell, such as sanitasi_layak.",
            ),
            code="analysis-none",
        )
    found = beside(ask.release, one, at.inside, source, rules={name: ask.rule(name) for name in RULES})
    names = feeding.names(found)
    rows = []
    for code, b in found.items():
        small = b.small if b.small is not None and b.small.mark != "**" else None
        rows.append(
            {"region": code, "name": names[code], "registry": b.registry.value, "survey": b.survey.value,
             "se": b.survey.se, "n": b.sampled or None, "apart": b.apart.difference, "p": b.apart.p,
             "statement": b.apart.words, "small": small and small.value, "low": small and small.low,
             "high": small and small.high, "weight": small and small.weight, "mark": small.mark if small else ""}
        )  # fmt: skip
    modelled = any(b.small is not None for b in found.values())
    notes = [*([at.note] if at.note else []), MODEL if modelled else TOO_FEW]
    subject = one.subject
    table = build(COLUMNS, rows, ask.question.ask, ask.release, unit=subject.unit, decimals=subject.decimals,
    notes=notes, meta={"own": at.own, "source": source})  # fmt: skip
    own = at.own if at.own in found else None
    return Answer(
        ask.question, table, _sentence(names[own] if own else None, found[own] if own else None, found, subject)
    )


def _sentence(name: str | None, own: Beside | None, found: Mapping[str, Beside], subject: Subject) -> Text:
    real_ones = sum(bool(b.apart.real) for b in found.values())
    tested = sum(b.apart.p is not None for b in found.values())

    def said(lang: str) -> str:
        english = lang == "en"
        parts = []
        if own is None:
            pass
        elif own.registry.value is None:
            parts.append(f"{name}: the registry shows no figure." if english else f"{name}: registri tanpa angka.")
        elif own.survey.value is None:
            shown = subject.show(own.registry.value, lang)
            parts.append(
                f"{name}: the registry says {shown}; the sample is too small for a figure of its own."
                if english
                else f"{name}: menurut registri {shown}; sampel survei terlalu kecil untuk angka sendiri."
            )
        else:
            a, b = subject.show(own.registry.value, lang), subject.show(own.survey.value, lang)
            words = own.apart.words.in_(lang)
            parts.append(
                f"{name}: registry {a}, survey {b}; the difference is {words}."
                if english
                else f"{name}: registri {a}, survei {b}; bedanya {words}."
            )
        if own is not None and own.small is not None and own.small.mark != "**":
            value = subject.show(own.small.value, lang)
            ends = [number(v, subject.decimals, lang) for v in (own.small.low, own.small.high)]
            parts.append(
                f"Small-area figure: {value} (between {ends[0]} and {ends[1]})."
                if english
                else f"Angka area kecil: {value} (antara {ends[0]} dan {ends[1]})."
            )
        if tested > 1 or not parts:
            parts.append(
                f"The difference is real in {real_ones or 'none'} of {tested} regencies compared."
                if english
                else f"Bedanya nyata di {real_ones} dari {tested} kabupaten/kota yang dibandingkan."
                if real_ones
                else f"Dari {tested} kabupaten/kota yang dibandingkan, tidak satu pun bedanya nyata."
            )
        return " ".join(parts)

    return Text(said("id"), said("en"))
