"""What a DOCX carries of its numbers: key, words and query of each, as JSON in a custom XML part, which Word keeps when
the file is edited and saved."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.documents.drafting import Draft
from sepakat.documents.output import packing
from sepakat.documents.parts import Query

NAMESPACE = "urn:sepakat:sumber-angka:1"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


@dataclass(frozen=True)
class Kept:
    """A number as written into a file."""

    shown: str
    query: Query


@dataclass(frozen=True)
class Record:
    """What a file says of itself. chapters: ids; releases: logical hash by id; numbers: by key."""

    template: str
    region: str
    release: str
    releases: Mapping[str, str]
    chapters: tuple[str, ...]
    numbers: Mapping[str, Kept]


def written(draft: Draft) -> str:
    """The custom XML part of a draft. What many queries share is said once."""
    shared: dict[str, int] = {}
    numbers = []
    for number in draft.numbers.values():
        said = number.query.as_dict()
        slot = said.pop("slot")
        at = shared.setdefault(json.dumps(said, ensure_ascii=False), len(shared))
        numbers.append([number.key, number.shown, slot, at])
    told = {
        "template": draft.template, "region": draft.region, "release": draft.release,
        "releases": dict(draft.releases), "chapters": [c.id for c in draft.chapters],
        "queries": [json.loads(one) for one in shared], "numbers": numbers,
    }  # fmt: skip
    text = escape(json.dumps(told, ensure_ascii=False, separators=(",", ":")))
    return f'{_HEAD}<sumberAngka xmlns="{NAMESPACE}">{text}</sumberAngka>'


def read(xml: bytes) -> Record:
    """The record of a custom XML part. UserError `document-trace` where it is damaged."""
    try:
        told: dict[str, Any] = json.loads(packing.parsed(xml).text or "")
        queries = told["queries"]
        numbers = {
            key: Kept(str(shown), Query.of({**queries[at], "slot": slot})) for key, shown, slot, at in told["numbers"]
        }
        return Record(
            str(told["template"]), str(told["region"]), str(told["release"]), dict(told["releases"]),
            tuple(told["chapters"]), numbers,
        )  # fmt: skip
    except (ElementTree.ParseError, ValueError, KeyError, IndexError, TypeError) as problem:
        raise UserError(
            Text("Catatan sumber angka di dalam berkas ini rusak.", "The record of the numbers in the file is broken."),
            hint=Text("Unduh ulang naskah aslinya.", "Download the document again."),
            code="document-trace",
        ) from problem
