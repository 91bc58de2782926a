"""One answer for a page or a part of a page: sentence, picture, rows, notes, what it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from sepakat import analysis, charts
from sepakat.analysis import Answer, Wanted
from sepakat.core.text import Text
from sepakat.web import data
from sepakat.web.questions.presenters import mapping, related, rows

UNCONFIRMED = Text("belum dikonfirmasi", "unconfirmed")


@dataclass(frozen=True)
class Shown:
    """sentence: with its statistical statement; notes: with whether they speak of something unconfirmed; block: what
    brings this answer into a document."""

    asked: Wanted
    region: str
    refused: bool
    sentence: str
    picture: str
    caption: str
    map: str
    map_caption: str
    table: rows.View | None
    title: str
    notes: tuple[tuple[str, bool], ...]
    about: tuple[related.About, ...]
    reading: tuple[str, ...]
    kind_label: str
    query: str
    block: str

    @property
    def address(self) -> str:
        """This answer's own page."""
        return f"{page(self.asked)}?{self.query}"


def page(asked: Wanted) -> str:
    question = asked.question
    return reverse("question-kind", args=[question.kind]) if asked.free else reverse("question", args=[question.id])


def download(asked: Wanted) -> tuple[str, str]:
    """Name and argument of the address of its files."""
    return ("question-kind-download", asked.question.kind) if asked.free else ("question-download", asked.question.id)


def query(asked: Wanted, region: str) -> str:
    """The address' words: region first, then what is asked."""
    pairs = [(k, v) for k, v in asked.pairs if k not in ("tanya", "jenis")]
    return urlencode([("wilayah", region), *pairs])


def show(asked: Wanted, region: str, found: Answer) -> Shown:
    kind = analysis.known()[asked.question.kind]
    table = found.table
    drawn = None if found.refused else charts.picture(table)
    link = _link(asked)
    view = rows.view(table, link) if len(table) else None
    on_map = "" if found.refused else mapping.drawn(table, link)
    return Shown(
        asked=asked,
        region=region,
        refused=found.refused,
        sentence=str(found.sentence),
        picture=drawn.svg if drawn else "",
        caption=str(drawn.caption) if drawn else "",
        map=on_map,
        map_caption=str(mapping.CAPTION),
        table=view,
        title=str(table.title),
        notes=tuple((str(n), UNCONFIRMED.id in n.id) for n in table.notes) if not found.refused else (),
        about=tuple(related.about(asked.question, _source(asked))),
        reading=tuple(str(one) for one in kind.READ),
        kind_label=str(kind.LABEL),
        query=query(asked, region),
        block="analisis?" + urlencode(asked.pairs),
    )


def _source(asked: Wanted) -> str:
    return str(asked.options.get("sumber") or asked.question.options.get("sumber") or "")


def _link(asked: Wanted) -> Any:
    """The page of a region that goes deeper: its own answer of the same question where it can have one."""
    names = [n for n in asked.question.indicators if n in data.source().indicators()]

    def link(code: str) -> str:
        if len(names) == 1:
            return reverse("region-indicator", args=[code, names[0]])
        return reverse("region", args=[code])

    return link
