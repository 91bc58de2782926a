"""The published releases of the lake as the catalogue shows them: the current one and those it was made from.

Releases that were built and never published are nobody's business here; a release's base was current when it was made,
so the chain of bases is what was published before.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from sepakat import sources
from sepakat.catalogue import programmes
from sepakat.catalogue.goals import Dataset, datasets
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.lake import Lake
from sepakat.web import data

MOST = 12


@dataclass(frozen=True)
class Earlier:
    """One release in the list. day: from its id; None where that tells none."""

    id: str
    day: dt.date | None
    sample: bool
    families: int
    persons: int
    current: bool


@dataclass(frozen=True)
class Delivery:
    """One delivery that the current release was made from. day: when it was taken in. title: of the source, and of the
    programme where it is a recipient list."""

    source: str
    title: Text
    day: dt.date | None
    files: int
    read: int
    accepted: int
    rejected: int
    base: bool


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text[:8])
    except ValueError:
        return None


def chain() -> tuple[Earlier, ...]:
    """The current release and its predecessors, newest first; empty where the site has no lake behind it."""
    path = getattr(data.source(), "path", None)
    return _chain(Path(path), data.stamp()) if path is not None else ()


@lru_cache(maxsize=4)
def _chain(path: Path, _stamp: str) -> tuple[Earlier, ...]:
    try:
        lake = Lake.open(path)
    except UserError:
        return ()
    out: list[Earlier] = []
    name = lake.current_id
    while name and len(out) < MOST:
        try:
            release = lake.release(name)
        except UserError:  # tidied away
            break
        out.append(
            Earlier(
                release.id, _day(release.id), release.sample, release.rows("family"), release.rows("person"), not out
            )
        )
        name = release.base if release.base != name else None
    return tuple(out)


def deliveries() -> list[Delivery]:
    """What the current release was made from: counts of files and rows, never a file's name."""
    view = data.current_view()
    known = sources.discover()
    out = []
    for one in view.sources if view else ():
        source = str(one.get("source", ""))
        title = known[source].title if source in known else Text(source, source)
        out.append(
            Delivery(
                source, _titled(title, source, one), _day(str(one.get("intake", ""))), len(one.get("files", ())),
                int(one.get("read", 0)), int(one.get("accepted", 0)), int(one.get("rejected", 0)),
                bool(one.get("base")),
            )
        )  # fmt: skip
    return sorted(out, key=lambda d: (not d.base, str(d.title)))


def _titled(title: Text, source: str, one: Mapping[str, Any]) -> Text:
    """The source's title, with the programmes where a recipient list's name told them; the file's name stays inside."""
    known = sources.discover()
    roles = known[source].roles if source in known else ()
    patterns = [p for role in roles for p in role.by_name.get("programme", ())]
    names = [str(file.get("name", "")) for file in one.get("files", ())]
    told = {next((value for p, value in patterns if re.search(p, name, re.IGNORECASE)), "") for name in names}
    labels = [found.short for name, found in programmes().items() if name in told]
    if not labels:
        return title
    return Text(*(f"{title.in_(lang)}: {', '.join(label.in_(lang) for label in labels)}" for lang in ("id", "en")))


def held_by(source: str) -> Dataset | None:
    """Who is responsible for the data of a source, where the catalogue knows."""
    return datasets().get(source)


def previous() -> str | None:
    """The release before the current one."""
    known = chain()
    return known[1].id if len(known) > 1 else None


def hidden(count: int, least: int) -> int | None:
    """A count as the public may see it: None where it is above 0 and below the minimum cell."""
    return None if 0 < count < least else count


def guarded_row(facts: Mapping[str, Any], least: int) -> dict[str, int | None]:
    """read, accepted, rejected, warned of a delivery: a small remainder takes its counterpart along, because
    read = accepted + rejected would give it away."""
    out = {name: hidden(int(facts[name]), least) for name in ("read", "accepted", "rejected", "warned")}
    if out["accepted"] is None or out["rejected"] is None:
        out["accepted"] = out["rejected"] = None
    return out
