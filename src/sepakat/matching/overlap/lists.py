"""Which lists a release holds: its base registry, the registries beside it, and the recipient lists of programmes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import pyarrow.compute as pc
import pyarrow.parquet as pq

from sepakat import catalogue
from sepakat.core.errors import UserError, unknown_name
from sepakat.core.text import Text
from sepakat.lake import Release
from sepakat.matching.registered import base_source

BASE, REGISTRY, RECIPIENTS = "dasar", "registri", "penerima"
MOST = 4  # lists in one question: each is an attribute of a free table
_LABELS = {
    "dtks": Text("DTKS", "DTKS"),
    "dtsen": Text("DTSEN", "DTSEN"),
    "p3ke": Text("P3KE", "P3KE"),
    "regsosek": Text("Regsosek", "Regsosek"),
    "opensid": Text("OpenSID", "OpenSID"),
    "pkh": Text("PKH", "PKH"),
    "sembako": Text("Sembako", "Sembako"),
    "pbi_jkn": Text("PBI-JKN", "PBI-JKN"),
    "pip": Text("PIP", "PIP"),
}
_ALIASES = {"pbi": "pbi_jkn", "bpnt": "sembako"}
_PAID_BY_GOVERNMENT = (1, 2)  # segments of the insurance list that a government pays for
USUAL = ("regsosek", "dtks", "p3ke")


@dataclass(frozen=True)
class Listing:
    """One list. kind: `dasar` (the release's own families), `registri`, `penerima`. unit: whom it lists; column: where
    the frame tells who receives (recipient lists)."""

    id: str
    label: Text
    kind: str
    unit: str
    column: str = ""

    def holds(self, alias: str) -> str:
        """SQL: whether the row `alias` of the frame is on this recipient list."""
        yes = ", ".join(map(str, _PAID_BY_GOVERNMENT)) if self.column == "segmen_jkn" else "1"
        return f"coalesce({alias}.{self.column} IN ({yes}), FALSE)"


def label(name: str) -> Text:
    """A list as pages name it."""
    if name in _LABELS:
        return _LABELS[name]
    known = catalogue.programmes()
    return known[name].label if name in known else Text(name, name)


def listings(release: Release) -> dict[str, Listing]:
    """Every list that this release can tell the members of: the base first, then registries, then recipient lists."""
    programmes = tuple((name, one.unit, one.listed) for name, one in catalogue.programmes().items())
    return dict(_listings(_Sealed(release), programmes))


class _Sealed:
    """A release as a key: what lies at its path never changes."""

    def __init__(self, release: Release) -> None:
        self.release = release
        self._key = (str(release.path), release.logical)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Sealed) and other._key == self._key

    def __hash__(self) -> int:
        return hash(self._key)


@lru_cache(maxsize=8)
def _listings(sealed: _Sealed, programmes: tuple[tuple[str, str, str], ...]) -> dict[str, Listing]:
    release = sealed.release
    base = base_source(release)
    found = {base: Listing(base, label(base), BASE, "orang")}
    for table in release.tables():
        if table.startswith("key_registry_"):
            name = table.removeprefix("key_registry_")
            if name != base:
                found[name] = Listing(name, label(name), REGISTRY, "orang")
    frames = {"keluarga": "frame_family", "orang": "frame_person"}
    told = {
        unit: _told(release, frame, {column for _, of, column in programmes if column and of == unit})
        for unit, frame in frames.items()
    }
    for name, unit, column in programmes:
        if column in told[unit]:
            found[name] = Listing(name, label(name), RECIPIENTS, unit, column)
    return found


def _told(release: Release, table: str, columns: set[str]) -> set[str]:
    """Those columns of a frame that any row knows: a list there is none of is not an empty list. One look at each file
    at most: a nation has 514. A release of today tells which columns its lists brought; others are not looked for."""
    brought = release.manifest.get("listed")
    if brought is not None:
        known = catalogue.table(table).variables
        columns = {name for name in columns if name in brought or name not in known or not known[name].from_list}
    found: set[str] = set()
    for path in release.files(table):
        with pq.ParquetFile(path) as source:
            names = source.schema_arrow.names
            columns = columns.intersection(names)
            for column in sorted(columns - found):
                if not _empty(source.metadata, names.index(column)) and pc.count(source.read([column])[column]).as_py():
                    found.add(column)
        if columns <= found:
            break
    return found


def _empty(facts: pq.FileMetaData, at: int) -> bool:
    """Whether a file says of itself that nobody knows this column, so that its rows need not be read."""
    found = [facts.row_group(g).column(at).statistics for g in range(facts.num_row_groups)]
    counts = zip(found, range(facts.num_row_groups), strict=True)
    return all(s is not None and s.null_count == facts.row_group(g).num_rows for s, g in counts)


def choose(release: Release, sources: Iterable[str], least: int = 2) -> tuple[Listing, ...]:
    """The lists asked for, in the order asked. UserError: overlap-source, overlap-few, overlap-many."""
    known = listings(release)
    names = list(dict.fromkeys(_ALIASES.get(s.strip().lower(), s.strip().lower()) for s in sources if s.strip()))
    for name in names:
        if name not in known:
            raise unknown_name(Text("Daftar", "List"), name, known, "overlap-source")
    if len(names) < least:
        few = Text("satu daftar", "one list") if least == 1 else Text("dua daftar", "two lists")
        raise UserError(
            Text(f"Pilih paling sedikit {few.id}.", f"Choose at least {few.en}."),
            hint=Text(f"Daftar di rilis ini: {', '.join(known)}.", f"Lists of this release: {', '.join(known)}."),
            code="overlap-few",
        )
    if len(names) > MOST:
        raise UserError(
            Text(
                f"Paling banyak {MOST} daftar sekaligus; diminta {len(names)}.",
                f"At most {MOST} lists at once; {len(names)} were asked for.",
            ),
            hint=Text("Lepas satu daftar.", "Leave one out."),
            code="overlap-many",
        )
    return tuple(known[name] for name in names)


def usual(release: Release) -> tuple[str, ...]:
    """The lists that a page starts with: Regsosek, DTKS and P3KE where there are, else the first ones."""
    known = listings(release)
    first = [name for name in USUAL if name in known]
    return tuple(first if len(first) > 1 else list(known)[:3])


def pattern(lists: Sequence[str], bits: int) -> str:
    """`regsosek+dtks-p3ke` for the lists of one pattern: + in, - not in; bit 0 is the first list. The first sign is
    left out where it is a plus."""
    return "".join(f"{'+' if bits >> i & 1 else '-'}{name}" for i, name in enumerate(lists)).removeprefix("+")
