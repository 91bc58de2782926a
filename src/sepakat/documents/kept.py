"""The parts of a block, from memory, from the disk, or made now; and a number again from its query.

Making them takes the engine and its libraries; what has been made before takes neither, so `making` is imported only
where it is needed. A number that is checked is always worked out now, never read from the disk.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sepakat import regions
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.documents import disk
from sepakat.documents.block import Block
from sepakat.documents.parts import Number, Part, Query, numbers

Given = tuple[tuple[str, str], ...]


def make(
    block: Block | str,
    lake: Any,
    region: str,
    release: Any = "current",
    *,
    owned: Mapping[str, str] | None = None,
    pictures: bool = True,
) -> tuple[Part, ...]:
    """The parts of a block for a region, in Bahasa. What the release lacks comes out as a `Missing`.

    They are kept in memory and on disk: a release never changes. UserError: of `Block.parse`, region codes, unknown ids
    among the options.
    """
    held = lake.release(release) if isinstance(release, str) else release
    found = (Block.parse(block) if isinstance(block, str) else block).text()
    given: Given = tuple(sorted((owned or {}).items()))
    return _kept(_Held(lake, held), found, regions.parse(region), given, pictures)


def recompute(lake: Any, query: Query) -> str:
    """The number of a query, worked out again from its release, as it would be printed. UserError `document-release`
    where the lake has no such release or its contents differ, `document-number` where the block no longer gives it."""
    return again(lake, query).shown


def again(lake: Any, query: Query) -> Number:
    """The number of a query, worked out again. UserErrors of `recompute`."""
    release = lake.release(query.release)
    if release.logical != query.hash:
        raise UserError(
            Text(f"Isi rilis {query.release} berbeda dari yang dikutip naskah.", "The release is not the one quoted."),
            hint=Text("Pakai lake tempat naskah itu disusun.", "Use the lake that the document was made in."),
            code="document-release",
        )
    held = _numbers(_Held(lake, release), query.block, query.at)
    if query.slot not in held:
        raise UserError(
            Text("Angka ini tidak lagi dihasilkan bloknya.", "The block no longer gives this number."),
            hint=Text("Susun ulang bab itu.", "Draft the chapter again."),
            where=f"{query.block} · {query.slot}",
            code="document-number",
        )
    return held[query.slot]


def forget() -> None:
    """Empty the memory (not the disk)."""
    for one in (_kept, _made, _numbers):
        one.cache_clear()


class _Held:
    """A release as a key of the memory and the disk: equal where folder, contents and what lies beside them are."""

    def __init__(self, lake: Any, release: Any) -> None:
        self.lake, self.release = lake, release
        self.key = (str(release.path), release.logical, disk.beside(lake.path))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


@lru_cache(maxsize=300)
def _kept(held: _Held, text: str, region: str, given: Given, pictures: bool) -> tuple[Part, ...]:
    place = disk.path(held.release.id, *held.key, text, region, repr(given), str(pictures))
    found = disk.read(place)
    if found is None:
        found = _made(held, text, region, given, pictures)
        disk.write(place, found)
    return found


@lru_cache(maxsize=300)
def _made(held: _Held, text: str, region: str, given: Sequence[tuple[str, str]], pictures: bool) -> tuple[Part, ...]:
    from sepakat.documents import making

    return making.made(held.lake, held.release, Block.parse(text), region, dict(given), pictures)


@lru_cache(maxsize=200)
def _numbers(held: _Held, text: str, region: str) -> Mapping[str, Number]:
    return {n.query.slot: n for n in numbers(_made(held, text, region, (), False))}
