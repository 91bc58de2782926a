"""Rows that a page has by the hundred, made here instead of in the template language, which is thirty times slower.

Everything filled in is escaped by `format_html`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from sepakat.core.text import Text
from sepakat.web.data import IndicatorView
from sepakat.web.presenters.scorecard import Row, Scorecard


def score_rows(rows: Iterable[Row], card: Scorecard, base: str) -> SafeString:
    """The body rows of one theme of the score card. base: address of the region's indicator pages."""
    survey = format_html(' <span class="note">({})</span>', str(Text("survei", "survey")))
    parts = []
    for row in rows:
        name = format_html(
            '<th scope="row"><a href="{}{}/">{}</a>{}</th>',
            base,
            row.indicator.id,
            str(row.indicator.name),
            survey if row.cell.sampled else "",
        )
        remark = row.cell.remark
        title = format_html(' title="{}"', remark) if remark else ""
        cells = [name, format_html('<td class="num"{}>{}</td>', title, row.words)]
        if card.reference is not None:
            cells.append(format_html('<td class="{}">{}</td>', row.verdict, row.verdict_words))
            cells.append(format_html('<td class="num">{}</td>', row.reference_words))
        if card.ranked:
            cells.append(format_html('<td class="num">{}</td>', row.rank_words))
        cells.append(format_html('<td>{}</td><td class="soft">{}</td>', row.unit, row.direction_words))
        parts.append((format_html_join("", "{}", ((c,) for c in cells)),))
    return format_html_join("\n", "<tr>{}</tr>", parts)


def indicator_options(groups: Iterable[tuple[str, Text, Sequence[IndicatorView]]], chosen: str) -> SafeString:
    """The options of the indicator menu, by theme."""

    def options(group: Sequence[IndicatorView]) -> SafeString:
        mark = {True: " selected", False: ""}
        return format_html_join(
            "", '<option value="{}"{}>{}</option>', ((i.id, mark[i.id == chosen], str(i.name)) for i in group)
        )

    return format_html_join(
        "", '<optgroup label="{}">{}</optgroup>', ((str(label), options(group)) for _, label, group in groups)
    )
