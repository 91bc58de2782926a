"""Templates of letters: one reviewed text file each, with front matter (TOML between `+++`) and words (Markdown).

A region may bring its own copy: `FOLDER/<code>/<name>.md`, for the region or one above it; the nearest is taken. What
stands between braces is filled in (`letters.FACTS`); any other name in braces is an error that names the file.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sepakat.catalogue.dated import STATUSES
from sepakat.catalogue.reading import Node, broken
from sepakat.core.errors import unknown_name
from sepakat.core.text import Text
from sepakat.documents import pandoc

HOME = Path(__file__).parent
_FRONT = re.compile(r"\+\+\+\n(.*?)\n\+\+\+\n(.*)", re.DOTALL)
_CODE = re.compile(r"[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?)?")


@dataclass(frozen=True)
class Basis:
    """A regulation that the letter rests on. status: how far name and date may be trusted."""

    name: str
    date: dt.date
    status: str
    source: str

    @property
    def partial(self) -> bool:
        """Whether day and month are not known: an unconfirmed first of January stands for its year."""
        return self.status != "terverifikasi" and (self.date.month, self.date.day) == (1, 1)


@dataclass(frozen=True)
class Template:
    """One letter. body: pandoc's blocks of its words; status: of its legal form; own: a region's copy."""

    id: str
    label: Text
    status: str
    note: str
    basis: tuple[Basis, ...]
    body: tuple[Mapping[str, Any], ...]
    path: Path
    own: bool


@functools.lru_cache(maxsize=1)
def templates() -> Mapping[str, Template]:
    """The packaged templates by id."""
    return MappingProxyType({p.stem: read(p) for p in sorted(HOME.glob("*.md"))})


def template(name: str, region: str = "", folder: Path | None = None) -> Template:
    """The template of this name: the nearest copy of a region in `folder`, else the packaged one."""
    if name not in templates():
        raise unknown_name(Text("Naskah", "Letter"), name, templates(), "unknown-letter")
    path = nearest_copy(name, region, folder)
    return templates()[name] if path is None else read(path, own=True)


def nearest_copy(name: str, region: str, folder: Path | None, suffix: str = ".md") -> Path | None:
    """A region's own copy, `FOLDER/<code>/<name>.md`, of the region or the nearest above it; None where there is none.
    `name` must be known, `region` may be anything."""
    if folder is None or not _CODE.fullmatch(region):
        return None
    parts = region.split(".")
    paths = (folder / ".".join(parts[:many]) / f"{name}{suffix}" for many in range(len(parts), 0, -1))
    return next((path for path in paths if path.is_file()), None)


def basis(node: Node) -> tuple[Basis, ...]:
    """The regulations (`[[dasar]]`) of a template's front matter."""
    found = []
    for item in node.children("dasar"):
        item.only({"nama", "tanggal", "status", "sumber"})
        status = item.choice("status", STATUSES)
        found.append(Basis(item.text("nama"), item.date("tanggal"), status, item.text("sumber")))
    return tuple(found)


def read(path: Path, *, own: bool = False) -> Template:
    """One template file, checked. UserError `catalogue-file` naming the file and the field."""
    text = path.read_text(encoding="utf-8").replace("\r\n", "\n")
    found = _FRONT.fullmatch(text)
    if found is None:
        raise broken(path, None, "Berkas mulai dengan isian di antara dua baris `+++`.", "It begins with `+++` lines.")
    try:
        node = Node(path, tomllib.loads(found[1]))
    except tomllib.TOMLDecodeError:
        raise broken(path, None, "Isian di antara `+++` bukan TOML.", "What stands between `+++` is no TOML.") from None
    node.only({"nama", "nama_en", "status", "catatan", "dasar"})
    body = json.loads(pandoc.run(found[2], "markdown-raw_html-raw_tex-raw_attribute", "json"))["blocks"]
    label, status = node.label("nama", "nama_en"), node.choice("status", STATUSES)
    made = Template(path.stem, label, status, node.text("catatan", ""), basis(node), tuple(body), path, own)
    from sepakat.documents import letters

    unknown = sorted(letters.names(made.body) - set(letters.FACTS) - set(letters.BLOCKS))
    if unknown:
        raise broken(path, None, f"Isian `{{{unknown[0]}}}` tidak dikenal.", f"`{{{unknown[0]}}}` is not known.")
    return made
