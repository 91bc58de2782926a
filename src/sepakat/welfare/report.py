"""The report of a model for people: what it rests on, how well it does by each named definition, its coefficients."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sepakat import catalogue
from sepakat.core.text import Text, language, number
from sepakat.welfare.features import Feature
from sepakat.welfare.model import NATION, Model
from sepakat.welfare.targeting import DEFINITIONS

_KIND = {0: Text("semua", "all"), 1: Text("perkotaan", "urban"), 2: Text("perdesaan", "rural")}
_GROUP = {
    "tipe_daerah": Text("Tipe daerah", "Urban or rural"),
    "jenis_kelamin_kk": Text("Jenis kelamin kepala", "Sex of head"),
    "jumlah_disabilitas": Text("Ada anggota dengan disabilitas", "A member has a disability"),
}


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    titles = list(head)
    return [
        "| " + " | ".join(titles) + " |",
        "|" + "---|" * len(titles),
        *("| " + " | ".join(row) + " |" for row in rows),
        "",
    ]


def _share(value: Any, lang: str) -> str:
    return "…" if value is None else number(100 * float(value), 1, lang) + "%"


def report_markdown(model: Model, lang: str | None = None) -> str:
    """Markdown in Bahasa or English (default: the reader's language). Every figure is from held-out clusters."""
    lang = lang or language()

    def say(id_: str, en: str) -> str:
        return en if lang == "en" else id_

    facts, data, fit = model.facts, model.facts["data"], model.facts["kecocokan"]
    held = fit["uji_silang"]
    lines = [
        f"# {say('Model kesejahteraan', 'Welfare model')} {model.id}",
        "",
        say(
            "Hasil model ini selalu berlabel **simulasi**: bukan desil resmi.",
            "Results of this model are always labelled **simulation**: they are not the official decile.",
        ),
        "",
        *_table(
            (say("Isian", "Item"), say("Nilai", "Value")),
            [
                (say("Tanggal", "Date"), model.date),
                (say("Disusun oleh", "Author"), model.author),
                (say("Sasaran", "Target"), data["sasaran"]),
                (say("Sumber", "Source"), f"{data['sumber']} {data['periode']}".strip() or "…"),
                (say("Provinsi", "Provinces"), ", ".join(data["provinsi"])),
                (say("Rumah tangga dipakai", "Households used"), number(data["dipakai"], 0, lang)),
                (say("Blok sensus", "Clusters"), number(data["gugus"], 0, lang)),
                (say("Penimbang", "Weight"), data["penimbang"]),
                (say("Peubah", "Variables"), f"{model.spec.name} {model.spec.version}"),
                (say("Fitur tidak dipakai", "Features left out"), ", ".join(data["fitur_tidak_dipakai"]) or "-"),
            ],
        ),
        f"## {say('Kecocokan pada blok sensus yang ditahan', 'Fit on held-out clusters')}",
        "",
        *_table(
            ("R²", say("RMSE (log)", "RMSE (log)"), "Spearman", say("R² dalam sampel", "R² in sample")),
            [
                (
                    number(held["r2"], 3, lang),
                    number(held["rmse"], 3, lang),
                    number(held["spearman"], 3, lang),
                    number(fit["dalam_sampel"]["r2"], 3, lang),
                )
            ],
        ),
        f"## {say('Galat sasaran menurut definisi', 'Targeting errors by definition')}",
        "",
        *(f"- `{key}`: {words.in_(lang)}" for key, words in DEFINITIONS.items()),
        "",
    ]
    head = (say("Batas", "Cut"), *DEFINITIONS)
    whole = [r for r in facts["galat_sasaran"] if r["kelompok"] == "semua"]
    lines += _table(head, ((f"{r['batas']}%", *(_share(r[k], lang) for k in DEFINITIONS)) for r in whole))
    lines += [f"### {say('Pada batas 40% menurut kelompok', 'At the 40% cut by group')}", ""]
    at40 = [r for r in facts["galat_sasaran"] if r["kelompok"] != "semua" and r["batas"] == 40]
    lines += _table(
        (say("Kelompok", "Group"), *DEFINITIONS),
        ((_group(r, lang), *(_share(r[k], lang) for k in DEFINITIONS)) for r in at40),
    )
    lines += [f"## {say('Peluang dalam desil 1–4', 'Chance of deciles 1–4')}", ""]
    lines += _table(
        (say("Peluang", "Chance"), "n", say("Disebut", "Said"), say("Nyata", "True")),
        (
            (
                f"{_share(r['dari'], lang)}–{_share(r['sampai'], lang)}",
                number(r["n"], 0, lang),
                _share(r["disebut"], lang),
                _share(r["nyata"], lang),
            )
            for r in facts["kalibrasi"]["tabel"]
        ),
    )
    return "\n".join([*lines, *_coefficients(model, lang)])


def _group(row: dict[str, Any], lang: str) -> str:
    name, code = row["kelompok"], row["kode"]
    label = _GROUP.get(name, Text(name, name)).in_(lang)
    listed = {"tipe_daerah": "urban", "jenis_kelamin_kk": "sex"}.get(name)
    if listed:
        return f"{label}: {catalogue.codelist(listed).label(code).in_(lang)}"
    yes = Text("ya", "yes") if code else Text("tidak", "no")
    return f"{label}: {yes.in_(lang)}"


def _coefficients(model: Model, lang: str) -> list[str]:
    lines: list[str] = []
    title = Text("Koefisien", "Coefficients").in_(lang)
    for region, cells in sorted(model.cells.items()):
        shown = Text("semua provinsi bersama", "all provinces together").in_(lang) if region == NATION else region
        head = [Text("Istilah", "Term").in_(lang)]
        for kind in sorted(cells):
            head += [_KIND[kind].in_(lang), Text("galat baku", "std. error").in_(lang)]
        rows = []
        for feature in model.spec.features:
            for term in feature.terms():
                row = [term_words(feature, term).in_(lang)]
                for kind in sorted(cells):
                    cell = cells[kind]
                    row += [number(cell.terms[term] / 1e6, 4, lang), number(cell.errors.get(term, 0) / 1e6, 4, lang)]
                rows.append(row)
        lines += [f"## {title}: {shown}", "", *_table(head, rows)]
    return lines


def term_words(feature: Feature, term: str) -> Text:
    """A coefficient in words: the level, or the number and its breakpoint."""
    if feature.levels:
        level = term.partition("=")[2]
        return next(lv.words for lv in feature.levels if lv.name == level)
    knot = term.partition(">")[2]
    if not knot:
        return feature.label
    at = int(knot) / feature.divisor
    return Text(
        f"{feature.label.id}, di atas {number(at, feature.decimals, 'id')}",
        f"{feature.label.en}, above {number(at, feature.decimals, 'en')}",
    )
