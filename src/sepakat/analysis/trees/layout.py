"""Where the boxes of a tree stand in its picture: problem on the left, causes to the right, as many rows as needed.

Every box is as high as its words; a box stands midway along those to its right. Text widths are estimated (the widest
usual letter mix at 12 px), so that no font has to be read.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass

from sepakat.analysis.trees.model import LEVELS, Branch, Tree
from sepakat.analysis.trees.readings import BETTER, WORSE, Sign
from sepakat.catalogue.interventions import intervention
from sepakat.core.text import language

WIDTH, GAP_X, GAP_Y, HEAD, EDGE = 210.0, 34.0, 12.0, 24.0, 4.0
LINE, PAD = 15.0, 8.0
LETTERS = {"label": 26, "sign": 29, "option": 28}  # a line; labels are bold
MARKS = {WORSE: "✗", BETTER: "✓"}


@dataclass(frozen=True)
class Box:
    """One box. lines: (words, style), style `label`, `sign` or `option`; verdict: the worst of its indicators."""

    id: str
    x: float
    y: float
    width: float
    height: float
    lines: tuple[tuple[str, str], ...]
    verdict: str


@dataclass(frozen=True)
class Picture:
    """Boxes, the lines between them (x1, y1, x2, y2), heads of the columns (x, words), size, and the tree in words."""

    boxes: tuple[Box, ...]
    lines: tuple[tuple[float, float, float, float], ...]
    heads: tuple[tuple[float, str], ...]
    width: float
    height: float
    description: str


def picture(tree: Tree, signs: Mapping[str, Sign]) -> Picture:
    """The tree laid out in the reader's language."""
    lang = language()
    words = {b.id: _lines(tree, b.id, signs, lang) for b in tree.branches}
    high = {id_: 2 * PAD + LINE * len(lines) for id_, lines in words.items()}
    top: dict[str, float] = {}
    _stand(tree, tree.root.id, HEAD + EDGE, high, top)
    boxes = []
    for branch, level, _ in tree.walk():
        x = EDGE + level * (WIDTH + GAP_X)
        boxes.append(Box(branch.id, x, top[branch.id], WIDTH, high[branch.id], words[branch.id], _worst(branch, signs)))
    at = {box.id: box for box in boxes}
    lines = [
        (up.x + WIDTH, up.y + up.height / 2, box.x, box.y + box.height / 2)
        for box in boxes
        if (up := at.get(tree.get(box.id).parent)) is not None
    ]
    deepest = 1 + tree.depth(tree.root.id)
    heads = tuple((EDGE + i * (WIDTH + GAP_X), LEVELS[i].in_(lang)) for i in range(deepest))
    width = 2 * EDGE + deepest * WIDTH + (deepest - 1) * GAP_X
    height = max(box.y + box.height for box in boxes) + EDGE
    return Picture(tuple(boxes), tuple(lines), heads, width, height, describe(tree, signs, lang))


def describe(tree: Tree, signs: Mapping[str, Sign], lang: str) -> str:
    """The tree in words: each box with its number, and the verdict of its indicators."""
    said = []
    for branch, level, number in tree.walk():
        told = [f"{signs[i].label.in_(lang)} {signs[i].value.in_(lang)}" for i in branch.indicators if i in signs]
        head = number or LEVELS[level].in_(lang)
        said.append(f"{head}: {branch.label.in_(lang)}" + (f" ({'; '.join(told)})" if told else ""))
    return ". ".join(said) + "."


def _lines(tree: Tree, id_: str, signs: Mapping[str, Sign], lang: str) -> tuple[tuple[str, str], ...]:
    branch = tree.get(id_)
    number = next(n for b, _, n in tree.walk() if b.id == id_)
    label = f"{number} {branch.label.in_(lang)}".strip()
    found = [(line, "label") for line in _wrapped(label, "label", 4)]
    for name in branch.indicators:
        sign = signs.get(name)
        if sign is not None:
            mark = MARKS.get(sign.verdict, "")
            told = f"{mark} {sign.label.in_(lang)}: {sign.value.in_(lang)}".strip()
            found += [(line, "sign") for line in _wrapped(told, "sign", 3)]
    for name in branch.interventions:
        found += [(line, "option") for line in _wrapped(f"→ {intervention(name).label.in_(lang)}", "option", 2)]
    return tuple(found)


def _wrapped(words: str, style: str, most: int) -> list[str]:
    return textwrap.wrap(words, LETTERS[style], max_lines=most, placeholder=" …")


def _worst(branch: Branch, signs: Mapping[str, Sign]) -> str:
    kinds = [signs[i].verdict for i in branch.indicators if i in signs]
    return WORSE if WORSE in kinds else BETTER if BETTER in kinds else ""


def _stand(tree: Tree, id_: str, top: float, high: Mapping[str, float], out: dict[str, float]) -> float:
    """Give a box and all to its right their places from `top` down; gives the first free height below them."""
    children = tree.below(id_)
    at = top
    for child in children:
        at = _stand(tree, child.id, at, high, out)
    if children:
        first, last = out[children[0].id], out[children[-1].id] + high[children[-1].id]
        out[id_] = max(top, (first + last - high[id_]) / 2)
    else:
        out[id_] = top
    return max(at, out[id_] + high[id_] + GAP_Y)
