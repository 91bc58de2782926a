"""The tree as data. Frozen: every edit makes a new one, so that versions can be kept and compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sepakat.core.errors import UserError
from sepakat.core.text import Text

LEVELS = (
    Text("Masalah pokok", "Problem"),
    Text("Penyebab langsung", "Direct cause"),
    Text("Penyebab tidak langsung", "Underlying cause"),
    Text("Akar masalah", "Root cause"),
)
MOST_BRANCHES = 40
MOST_LETTERS = 160
MOST = {"indicators": 4, "interventions": 6, "places": 12, "groups": 6}


@dataclass(frozen=True)
class Branch:
    """One box. parent: id of the box above, empty for the problem. places: region codes; groups: `dimension:class`."""

    id: str
    parent: str
    label: Text
    indicators: tuple[str, ...] = ()
    interventions: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tree:
    """A tree for a region. branches: the problem first, every box after the one above it; siblings in their order."""

    title: Text
    region: str
    branches: tuple[Branch, ...]

    @property
    def root(self) -> Branch:
        return self.branches[0]

    def get(self, id_: str) -> Branch:
        """The box of this id; UserError `tree-branch`."""
        for branch in self.branches:
            if branch.id == id_:
                return branch
        raise UserError(
            Text("Simpul itu tidak ada di pohon ini.", "There is no such box in this tree."),
            hint=Text("Muat ulang laman pohon; mungkin simpulnya sudah dihapus.", "Reload: it may have been removed."),
            code="tree-branch",
        )

    def below(self, id_: str) -> tuple[Branch, ...]:
        """The boxes right below one."""
        return tuple(b for b in self.branches if b.parent == id_)

    def walk(self, start: str = "") -> Iterator[tuple[Branch, int, str]]:
        """Boxes from the problem on, each with its level (0 the problem) and its number (`1.2`; empty: the problem)."""
        first = self.get(start) if start else self.root
        yield from self._walk(first, self.level(first.id), "")

    def _walk(self, at: Branch, level: int, number: str) -> Iterator[tuple[Branch, int, str]]:
        yield at, level, number
        for i, child in enumerate(self.below(at.id), 1):
            yield from self._walk(child, level + 1, f"{number}.{i}".lstrip("."))

    def level(self, id_: str) -> int:
        """0 for the problem, 1 for its direct causes, …"""
        parent = self.get(id_).parent
        return 0 if not parent else 1 + self.level(parent)

    def depth(self, id_: str) -> int:
        """How many levels hang below a box; 0: none."""
        return max((1 + self.depth(child.id) for child in self.below(id_)), default=0)

    @property
    def indicators(self) -> tuple[str, ...]:
        """Every indicator on the tree, once."""
        return tuple(dict.fromkeys(i for b in self.branches for i in b.indicators))
