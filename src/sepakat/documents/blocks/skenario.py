"""A budget scenario, or several side by side: whom the rule serves, what it costs whom; the best rule; who moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sepakat import catalogue
from sepakat.catalogue.units import UNIT_WORDS
from sepakat.core.errors import UserError
from sepakat.core.table import Table
from sepakat.core.text import Text
from sepakat.documents import tabled, worded
from sepakat.documents.making import Ask
from sepakat.documents.parts import Paragraph, Part, Run, Tabulated
from sepakat.targeting import scenarios
from sepakat.targeting.scenarios import typed
from sepakat.targeting.scenarios.model import PAYERS, SHIFT, Scenario
from sepakat.targeting.scenarios.reallocating import MOVES
from sepakat.targeting.scenarios.saying import headline, moved
from sepakat.targeting.scenarios.showing import ITEMS

LABEL = Text("Skenario anggaran", "Budget scenario")
OPTIONS: Mapping[str, Text] = {
    "program": Text("Satu program (pkh).", "One programme."),
    "isi": Text("`hasil` (biasa), `aturan` terbaik di dalam plafon, atau `perpindahan`.",
                "`hasil`: outcome (usual), `aturan`: the best rule, or `perpindahan`: who moves."),
    "tujuan": Text("Untuk `aturan`: eksklusi (biasa), inklusi, atau celah.", "Aim of the best rule."),
    "baris": Text("Wilayah paling banyak dalam tabel (40).", "Most regions in the table (40)."),
    **typed.FIELDS,
}  # fmt: skip
PARTS = {"hasil": "", "aturan": "", "perpindahan": ""}
MILLION = 1e6
Row = Mapping[str, Any]


def make(ask: Ask) -> tuple[Part, ...]:
    """UserErrors of `targeting.scenarios`, `scenario-large` for the nation."""
    what = worded.part(ask, PARTS, "hasil")
    programme = catalogue.programme(ask.text("program", "pkh"))
    if ask.level == "nasional":
        raise UserError(
            Text("Skenario disusun untuk provinsi atau wilayah di bawahnya.", "A scenario is made for a province."),
            hint=Text("Pilih provinsi atau kabupaten/kota.", "Choose a province or a regency."),
            code="scenario-large",
        )
    asked = typed.scenarios(programme.id, ask.options)
    base = scenarios.load(ask.release, programme.id, ask.region)
    facts: dict[str, Any] = {
        "measure": programme.id, "label": f"Skenario {programme.label.id}", "period": f"rilis {ask.release.id}",
        "source": f"Simulasi SEPAKAT atas rilis {ask.release.id}",
        "formula": "Hitungan skenario atas keluarga atau orang yang dimaksud aturannya, dengan gangguan kecil",
    }  # fmt: skip
    step = scenarios.step(base.day)
    if what == "hasil":
        found = scenarios.figures([scenarios.run(base, one, step=step) for one in asked])
        return tuple(_outcome(ask, found, asked, facts))
    last = asked[-1]
    if what == "aturan":
        return tuple(_best(ask, scenarios.best(base, last, ask.text("tujuan", "eksklusi")), facts))
    shifted = last if last.anew else replace(last, scope=SHIFT)
    return tuple(_moves(ask, scenarios.reallocation(scenarios.run(base, shifted, step=step)), last, facts))


def _outcome(ask: Ask, found: Table, asked: Sequence[Scenario], facts: Mapping[str, Any]) -> list[Part]:
    rows = [r for r in found.rows() if asked[r["scenario"] - 1].cost or not r["item"].startswith("biaya")]
    names, last = [s.name for s in asked], asked[-1]
    rules = "; ".join(f"{s.name}: {s.rule_words.id}" for s in asked)
    parts: list[Part] = [
        Paragraph(tabled.sentence(ask, "kalimat", headline(rows, asked).id, **facts), key="skenario"),
    ]
    about = f"{last.about.short.id}, {ask.name}"

    def across(part: str, caption: str, key: str, heads: Sequence[str] = ()) -> None:
        """A row a thing, a column a scenario."""
        held = [r for r in rows if r["part"] == part]
        named = dict.fromkeys((r[key], ITEMS[r[key]].id if part == "ringkasan" else r["label"]) for r in held)
        body = [
            (_with_unit(label, next(r for r in held if r[key] == k)),
             *(_cell(ask, f"{part}:{k}:{i}", _of(held, key, k, i), facts, names[i - 1])
               for i in range(1, len(asked) + 1)))
            for k, label in named
        ]  # fmt: skip
        if body:
            parts.append(Tabulated(f"{caption}, {about}", ("Ukuran", *(heads or names)), tuple(body), ""))

    across("ringkasan", "Ringkasan skenario", "item")
    across("pembayar", "Biaya menurut pembayar", "code")
    now = {r["item"]: r for r in rows if r["part"] == "galat_sekarang" and r["scenario"] == 1}
    body = [
        (f"{row['label']} (persen)", _cell(ask, f"galat:{item}:0", row, facts, "keadaan sekarang"),
         *(_cell(ask, f"galat:{item}:{i}", _of([r for r in rows if r["part"] == "galat"], "item", item, i), facts,
                 names[i - 1]) for i in range(1, len(asked) + 1)))
        for item, row in now.items()
    ]  # fmt: skip
    parts.append(Tabulated(f"Ketepatan sasaran, {about}", ("Ukuran", "Sekarang", *names), tuple(body), ""))
    items = ["sasaran", "sudah", "terpilih", "tersisa", *(["biaya"] if last.cost else [])]
    items += [f"biaya_{p}" for p in last.payers] if last.cost and len(last.payers) > 1 else []
    mine = [r for r in rows if r["scenario"] == len(asked)]
    for part, caption, kept in (("desil", "Menurut desil", ["sasaran", "terpilih", "tersisa"]),
                                ("wilayah", "Menurut wilayah", items)):  # fmt: skip
        made = _by_code(ask, [r for r in mine if r["part"] == part], part, kept, facts, last.name)
        parts += [Tabulated(f"{caption}: {last.name}, {about}", *made, wide=len(kept) > 4)] if made else []
    notes = f"Aturan. {rules}. {tabled.plain_note(' '.join(n.id for n in found.notes))} # disembunyikan."
    return _noted(parts, f"{notes} Sumber: rilis {ask.release.id}.")


def _by_code(
    ask: Ask, held: Sequence[Row], part: str, items: Sequence[str], facts: Mapping[str, Any], name: str
) -> tuple[tuple[str, ...], tuple[tuple[Run, ...], ...], str] | None:
    """A row a place or decile, a column a figure; None where nothing is shown."""
    by = {(r["code"], r["item"]): r for r in held}
    labels = list({r["code"]: r["label"] for r in held}.items())
    most = ask.whole("baris", 40, 1, 600)
    body = tuple(
        (label, *(_cell(ask, f"{part}:{code}:{item}", by.get((code, item)), facts, name) for item in items))
        for code, label in labels[:most]
    )
    heads = tuple(_with_unit(_item(i), next((r for r in held if r["item"] == i), None)) for i in items)
    more = f"Ditampilkan {most} dari {len(labels)} baris." if len(labels) > most else ""
    return (("Desil" if part == "desil" else "Wilayah", *heads), body, more) if body else None


def _item(name: str) -> str:
    payer = name.removeprefix("biaya_")
    return ITEMS[name].id if name in ITEMS else f"Biaya {PAYERS[payer].id.lower()}"


def _best(ask: Ask, found: scenarios.Best, facts: Mapping[str, Any]) -> list[Part]:
    """The sentence, and the rules that no other beats."""
    table = scenarios.curve(found)
    said = tabled.sentence(ask, "kalimat", scenarios.explained(found).id, **facts)
    marked = worded.worded(table, {"picked": (Text("Terpilih", "Picked"), lambda r: "★" if r["picked"] else "")})
    made = tabled.table(
        ask, marked, ("decile_max", "categories", "category_decile"), facts=facts, most=ask.whole("baris", 40, 1, 600),
        leave=("decile_max", "categories", "category_decile", "within", "release"),
        caption=f"Aturan yang tidak dikalahkan aturan lain, {found.scenario.about.short.id}, {ask.name}",
    )  # fmt: skip
    return [Paragraph(said, key="aturan"), made]


def _moves(ask: Ask, found: Table, asked: Scenario, facts: Mapping[str, Any]) -> list[Part]:
    rows, unit = found.rows(), UNIT_WORDS[asked.unit]
    parts: list[Part] = [Paragraph(tabled.sentence(ask, "kalimat", moved(rows, unit).id, **facts), key="perpindahan")]
    about = f"{asked.about.short.id}, {ask.name}"
    for part, caption in (("wilayah", "Masuk dan keluar menurut wilayah"), ("desil", "Masuk dan keluar menurut desil")):
        held = [{**r, "item": r["move"]} for r in rows if r["part"] == part]
        by = {(r["code"], r["item"]): r for r in held}
        labels = list({r["code"]: r["label"] for r in held}.items())[: ask.whole("baris", 40, 1, 600)]
        body = tuple(
            (label, *(_cell(ask, f"{part}:{c}:{m}", by.get((c, m)), facts, asked.name) for m in MOVES))
            for c, label in labels
        )
        heads = ("Wilayah" if part == "wilayah" else "Desil", *(f"{w.id} ({unit.id})" for w in MOVES.values()))
        parts += [Tabulated(f"{caption}, {about}", heads, body, "")] if body else []
    causes = tuple(
        (r["label"], MOVES[r["move"]].id, _cell(ask, f"sebab:{r['code']}", r, facts, asked.name))
        for r in rows if r["part"] == "sebab"
    )  # fmt: skip
    if causes:
        parts.append(
            Tabulated(f"Masuk dan keluar menurut sebab, {about}", ("Sebab", "Perpindahan", unit.id), causes, "")
        )
    notes = tabled.plain_note(" ".join(n.id for n in found.notes))
    return _noted(parts, f"{notes} # disembunyikan. Sumber: rilis {ask.release.id}.")


def _noted(parts: Sequence[Part], note: str) -> list[Part]:
    """The note under the last table, once."""
    last = max((i for i, p in enumerate(parts) if isinstance(p, Tabulated)), default=-1)
    return [
        replace(p, note=f"{p.note} {note}".strip()) if i == last and isinstance(p, Tabulated) else p
        for i, p in enumerate(parts)
    ]


def _of(rows: Sequence[Row], key: str, value: str, scenario: int) -> Row | None:
    return next((r for r in rows if r[key] == value and r["scenario"] == scenario), None)


def _with_unit(label: str, row: Row | None) -> str:
    unit = "juta rupiah" if row is not None and row["unit"] == "rupiah" else row["unit"] if row is not None else ""
    return f"{label} ({unit})" if unit else label


def _cell(ask: Ask, slot: str, row: Row | None, facts: Mapping[str, Any], name: str) -> Run:
    """A figure; rupiah in millions; a band behind it where it has one."""
    if row is None:
        return "–"
    money = row["unit"] == "rupiah"
    value = row["value"] if row["value"] is None or not money else row["value"] / MILLION
    decimals = 1 if money or row["unit"] == "persen" else 0
    region = row["code"] if row["part"] == "wilayah" else ask.region
    about = {"region": region, "breakdown": name, "unit": "juta rupiah" if money else row["unit"]}
    if row["part"] == "ringkasan":
        about["formula"] = str(row["label"])
    return worded.cell(ask, slot, value, decimals, **{**facts, **about})
