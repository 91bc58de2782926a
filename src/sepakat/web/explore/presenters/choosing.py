"""What each step offers: menus of things to count, classes, levels, breakdowns."""

from __future__ import annotations

from dataclasses import dataclass, field

from sepakat import catalogue, regions
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.web import data
from sepakat.web.explore import library
from sepakat.web.explore.presenters import drafts
from sepakat.web.explore.presenters.drafts import MOST_BY, Draft
from sepakat.web.presenters import places

Option = tuple[str, str, bool]  # value, words, chosen


@dataclass(frozen=True)
class Menu:
    """One select: its name in the address, id, label; groups of options (an empty label: no group)."""

    name: str
    id: str
    label: str
    groups: list[tuple[str, list[Option]]]


@dataclass(frozen=True)
class Choice:
    """What a step shows. text: the region as typed; levels: radio buttons; near: links to regions around."""

    menus: list[Menu] = field(default_factory=list)
    text: str = ""
    place: str = ""
    levels: list[Option] = field(default_factory=list)
    near: list[tuple[str, str]] = field(default_factory=list)
    others: Menu | None = None


def choice(step: int, draft: Draft) -> Choice:
    return (_what, _whom, _where, _by)[step - 1](draft)


def kept(step: int, draft: Draft) -> list[tuple[str, str]]:
    """The parameters of the other steps, as hidden fields."""
    own = {1: {"apa"}, 2: {"siapa"}, 3: {"wilayah", "tingkat"}, 4: {"menurut"}}[step]
    return [(name, value) for name, value in draft.pairs if name not in own and value]


def _what(draft: Draft) -> Choice:
    counts = [
        ("orang", str(Text("Jumlah orang", "Number of persons")), draft.apa == "orang"),
        ("keluarga", str(Text("Jumlah keluarga", "Number of families")), draft.apa == "keluarga"),
    ]
    groups: list[tuple[str, list[Option]]] = [(str(Text("Hitung", "Count")), counts)]
    for theme, label in data.source().themes().items():
        mine = [(i.id, str(i.label), i.id == draft.apa) for i in library.measures().values() if i.tema == theme]
        if mine:
            groups.append((f"{Text('Ukur', 'Measure')}: {label}", sorted(mine, key=lambda o: o[1].casefold())))
    return Choice([Menu("apa", "apa", str(Text("Yang dihitung atau diukur", "What to count or measure")), groups)])


def _whom(draft: Draft) -> Choice:
    """A menu for each standard attribute, and one for all others."""
    known = library.attributes(draft.unit)
    standard = [a for name, a in known.items() if name in catalogue.dimensions()]
    rest = [a for name, a in known.items() if name not in catalogue.dimensions()]
    chosen = set(draft.siapa)

    def options(attribute: library.Attribute) -> list[Option]:
        every = (*attribute.unions, *attribute.classes)
        return [(f"{attribute.name}:{k.id}", str(k.label), f"{attribute.name}:{k.id}" in chosen) for k in every]

    everyone = ("", str(Text("semua", "everyone")), False)
    menus = [Menu("siapa", f"siapa-{a.name}", str(a.label), [("", [everyone, *options(a)])]) for a in standard]
    picked = [s for s in draft.siapa if any(s.startswith(f"{a.name}:") for a in rest)]
    none = ("", str(Text("tidak ada", "none")), False)
    for place in range(min(2, len(picked) + 1)):
        mine = picked[place] if place < len(picked) else ""
        groups = [("", [none]), *((str(a.label), [(v, w, v == mine) for v, w, _ in options(a)]) for a in rest)]
        label = Text("Ciri lain", "Another attribute")
        menus.append(Menu("siapa", f"siapa-lain-{place + 1}", str(label), groups))
    return Choice(menus)


def _where(draft: Draft) -> Choice:
    tree = regions.load()
    try:
        region = tree.get(draft.wilayah)
    except UserError:
        return Choice(text=draft.wilayah, levels=_levels(draft))
    around = [*tree.ancestors(region.code), *tree.children(region.code)]
    view = data.current_view()
    held = set(view.regencies) | set(view.provinces) | {"00"} if view else set()
    known = [r for r in around if r.code[:5] in held or r.code in held][:40]
    near = [(f"?{draft.changed(wilayah=r.code, tingkat='').query}&langkah=3", places.title(r)) for r in known]
    return Choice(text=region.code, place=places.title(region), levels=_levels(draft), near=near)


def _levels(draft: Draft) -> list[Option]:
    offered = drafts.levels(draft.wilayah)
    own = offered[0][0] if offered else ""
    alone = Text("wilayah ini saja", "this region alone")
    return [
        (level, str(alone) if level == own else f"{Text('per', 'by')} {label}", level == draft.tingkat)
        for level, label in offered
    ]


def _by(draft: Draft) -> Choice:
    known = library.attributes(draft.unit)
    standard = [a for name, a in known.items() if name in catalogue.dimensions()]
    rest = sorted((a for n, a in known.items() if n not in catalogue.dimensions()), key=lambda a: str(a.label))
    menus = []
    for place in range(MOST_BY):
        mine = draft.menurut[place] if place < len(draft.menurut) else ""
        none = ("", str(Text("tidak dirinci lagi", "no further breakdown")), not mine)
        groups = [
            ("", [none]),
            (str(Text("Rincian baku", "Standard")), [(a.name, str(a.label), a.name == mine) for a in standard]),
            (str(Text("Lainnya", "Others")), [(a.name, str(a.label), a.name == mine) for a in rest]),
        ]
        label = Text(f"Rincian {place + 1}", f"Breakdown {place + 1}")
        menus.append(Menu("menurut", f"menurut-{place + 1}", str(label), groups))
    return Choice(menus)


__all__ = ["Choice", "Menu", "choice", "kept"]
