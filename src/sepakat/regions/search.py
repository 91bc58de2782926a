"""Search for a region by name, forgiving of spelling, and by code.

Names are compared without blanks in modern spelling (`names.key`) by the share of letters in common, in code order;
what begins with the query comes first, so that a half-typed name finds its region. Words behind the name may say
where it lies: `oesapa kupang`, `Oesapa, Kota Kupang`. One search over all 91,599 names takes some 20 ms after the
index is built (about half a second, once).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from sepakat.regions.codes import CODE_LENGTH, LEVELS, NATION, check_level, parse
from sepakat.regions.names import ALIASES, fold, key, split_title
from sepakat.regions.tree import Region, Regions, kind_of, load

MIN_SCORE = 66  # share of letters in common (0-100) below which a name is no candidate
SLIP_SCORE = 94  # for the name of a province or regency that is one slip away
SLIP_MIN = 5  # letters a query must have for that: of shorter names too many are one slip apart
QUALIFIED_MIN = 80  # the same for the words that say where a region lies
MAX_QUERY = 120  # letters of a query that are looked at
NATION_LEVEL = LEVELS[0]
LONG_TITLES = ("provinsi", "kabupaten", "kecamatan", "kelurahan", "distrik", "kotamadya")
_UPPER = LEVELS[1:4]


@dataclass(frozen=True, slots=True)
class Found:
    """One hit. path: the name with those above it; score: 0-100, 100 = the very name."""

    region: Region
    path: str
    score: int


@dataclass(frozen=True)
class _Level:
    """One level's names, in code order, in the forms that are compared. `text` is all keys, each after a line break,
    and `starts` where each begins: looking for letters inside all names is then one scan of one string."""

    codes: list[str]
    folded: list[str]
    keys: list[str]
    initials: list[str]
    text: str
    starts: list[int]
    titled: list[str]  # with the title, as it is written; only of the few names above the district

    @classmethod
    def of(cls, codes: list[str], folded: list[str], titled: list[str]) -> _Level:
        keys = [key(name) for name in folded]
        initials = ["".join(word[0] for word in name.split()) for name in folded] if len(codes) < 1000 else []
        starts = list(accumulate((len(k) + 1 for k in keys), initial=0))
        text = "".join(f"\n{k}" for k in keys) + "\n"
        return cls(codes, folded, keys, initials, text, starts, titled if len(codes) < 1000 else [])

    def holding(self, start: int, stop: int, wanted: str) -> list[int]:
        """Places in `start:stop` of the keys that hold `wanted`. Of one or two letters: keys that begin so, and among
        the many village names only the very name."""
        sought = wanted if len(wanted) > 2 else f"\n{wanted}" if len(self.keys) < 10_000 else f"\n{wanted}\n"
        found: list[int] = []
        at, end = self.starts[start], self.starts[stop] + 1  # one more: the break that ends the last key
        while (at := self.text.find(sought, at, end)) >= 0:
            i = bisect_right(self.starts, at) - 1
            if i >= stop:
                break
            found.append(i)
            at = self.starts[i + 1]
        return found

    def one_slip(self, start: int, stop: int, query: str) -> list[int]:
        """Places in `start:stop` whose name, with or without its title, is one slip of the finger away: a letter or
        blank left out, doubled, replaced, or two swapped (`kabupatenBantul`, `Kota Maang`)."""
        if not self.titled or len(query) < SLIP_MIN:
            return []
        found: set[int] = set()
        for forms in (self.titled, self.folded) if self.titled is not self.folded else (self.titled,):
            near = process.cdist([query], forms[start:stop], scorer=OSA.distance, score_cutoff=1, dtype=np.uint8)[0]
            found.update((start + np.flatnonzero(near <= 1)).tolist())
        return sorted(found)


class Index:
    """Names of all levels of one tree, prepared for comparison."""

    def __init__(self, tree: Regions) -> None:
        self.tree = tree
        self._levels: dict[str, _Level] = {}

    def level(self, level: str) -> _Level:
        if level not in self._levels:
            names = self.tree.table(level)
            titled = [fold(n) for n in names.column("name").to_pylist()]
            folded = [split_title(n)[0] for n in titled] if level == "kabupaten" else titled
            self._levels[level] = _Level.of(names.column("code").to_pylist(), folded, titled)
        return self._levels[level]

    def scores(self, level: str, query: str, within: str) -> dict[str, int]:
        """Code → score of the names at `level` inside `within` that resemble the folded `query`."""
        names = self.level(level)
        start, stop = _span(names.codes, within, level)
        wanted = key(query)
        if start == stop or not wanted:
            return {}
        out: dict[str, int] = {}
        if len(wanted) > 2:  # of one or two letters only beginnings count
            share: npt.NDArray[np.uint8] = process.cdist(
                [wanted], names.keys[start:stop], scorer=fuzz.ratio, score_cutoff=MIN_SCORE, dtype=np.uint8
            )[0]
            # A near-miss never outranks the very name: 97 is its ceiling.
            out = {names.codes[start + i]: min(97, int(share[i])) for i in np.flatnonzero(share).tolist()}
        for i in names.holding(start, stop, wanted):
            found = names.keys[i]
            if names.folded[i] == query:
                score = 100
            elif found == wanted:
                score = 99
            elif found.startswith(wanted):
                score = 86 + 10 * len(wanted) // len(found)
            elif len(wanted) > 2 and f" {query}" in f" {names.folded[i]}":
                score = 72 + 10 * len(wanted) // len(found)
            else:
                continue
            out[names.codes[i]] = max(score, out.get(names.codes[i], 0))
        letters_wanted = query.replace(" ", "")
        for i, letters in enumerate(names.initials[start:stop], start):
            if letters == letters_wanted and len(letters) > 2:  # TTS, TTU: how people write long regency names
                out[names.codes[i]] = max(99, out.get(names.codes[i], 0))
        for i in names.one_slip(start, stop, query):
            out[names.codes[i]] = max(SLIP_SCORE, out.get(names.codes[i], 0))
        alias = ALIASES.get(query)
        if alias is not None and alias in names.codes[start:stop]:
            out[alias] = 99
        return out


def _span(codes: list[str], within: str, level: str) -> tuple[int, int]:
    """Where in `codes` (sorted) the descendants of `within` stand, itself included."""
    if within == NATION:
        return 0, len(codes)
    if CODE_LENGTH[level] < len(within):
        return 0, 0
    if CODE_LENGTH[level] == len(within):
        return bisect_left(codes, within), bisect_right(codes, within)
    return bisect_left(codes, within + "."), bisect_left(codes, within + "/")


@lru_cache(maxsize=2)
def index(tree: Regions) -> Index:
    """The search index of a tree, kept."""
    return Index(tree)


def search(
    query: str,
    *,
    level: str | None = None,
    levels: Sequence[str] | None = None,
    within: str = NATION,
    limit: int = 10,
    tree: Regions | None = None,
) -> list[Found]:
    """Regions whose name resembles `query`, best first; a dotted code finds its region.

    level, levels: only this level, these levels. within: only inside this region (dotted code). An empty query, or one
    of signs only, finds nothing. UserError for an unknown level or a `within` that is no code.
    """
    regions = tree or load()
    wanted = [check_level(name) for name in ([level] if level else levels or LEVELS[1:])]
    within = regions.get(parse(within)).code
    text = query.strip()
    if text in regions:
        region = regions.get(text)
        fits = within == NATION or (text + ".").startswith(within + ".")
        return [Found(region, regions.name_path(text), 100)] if fits and region.level in wanted else []
    # A name as long as a page is a mistake, and would take as long to compare.
    scores = _scores(index(regions), query[:MAX_QUERY], [name for name in wanted if name != NATION_LEVEL], within)
    best = sorted(scores.items(), key=lambda hit: (-hit[1], len(hit[0]), hit[0]))[: max(0, limit)]
    return [Found(regions.get(code), regions.name_path(code), score) for code, score in best]


def _scores(names: Index, query: str, levels: list[str], within: str) -> dict[str, int]:
    parts = [folded for folded in (fold(part) for part in query.split(",")) if folded]
    if not parts:
        return {}
    if len(parts) > 1:
        return _qualified(names, parts[0], " ".join(parts[1:]), levels, within) or _scores(
            names, " ".join(parts), levels, within
        )
    whole = parts[0]
    scores = _named(names, whole, levels, within)
    words = whole.split()
    if max(scores.values(), default=0) < 95:
        for cut in range(len(words) - 1, 0, -1):
            found = _qualified(names, " ".join(words[:cut]), " ".join(words[cut:]), levels, within)
            for code, score in found.items():
                scores[code] = max(score, scores.get(code, 0))
    return scores


def _mended_title(query: str) -> str:
    """A long title with a slip in it, put right: `kbupaten blitar` → `kabupaten blitar`."""
    word, blank, rest = query.partition(" ")
    if blank and len(word) >= 6:
        best = process.extractOne(word, LONG_TITLES, scorer=fuzz.ratio, score_cutoff=80)
        if best is not None:
            return f"{best[0]} {rest}"
    if blank and 3 <= len(word) <= 5 and OSA.distance(word, "kota") == 1:  # `koa bitung`; `koto baru` is read both ways
        return f"kota {rest}"
    return query


def _named(names: Index, query: str, levels: list[str], within: str) -> dict[str, int]:
    """Names like the query, read with and without a title such as `kab.`; the title favours its level and kind."""
    bare, title_level, title_kind = split_title(_mended_title(query))
    scores: dict[str, int] = {}
    for level in levels:
        for code, score in names.scores(level, query, within).items():
            scores[code] = score
        if title_level is None:
            continue
        for code, score in names.scores(level, bare, within).items():
            fits = level == title_level and title_kind in (None, kind_of(code))
            scores[code] = max(score if fits else score - 8, scores.get(code, 0))
    return scores


def _qualified(names: Index, name: str, place: str, levels: list[str], within: str) -> dict[str, int]:
    """Names like `name` inside the regions that are named like `place`; the weaker of the two likenesses counts."""
    places = {c: s for c, s in _named(names, place, list(_UPPER), within).items() if s >= QUALIFIED_MIN}
    out: dict[str, int] = {}
    for place_code, place_score in sorted(places.items(), key=lambda hit: (-hit[1], len(hit[0]), hit[0]))[:6]:
        below = [level for level in levels if CODE_LENGTH[level] > len(place_code)]
        for code, score in _named(names, name, below, place_code).items():
            out[code] = max(min(score, place_score) - 1, out.get(code, 0))
    return out
