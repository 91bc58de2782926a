"""Rows that a page has by the hundred, made here instead of in the template language, which is thirty times slower.

Everything filled in is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from sepakat.core.text import Text
from sepakat.web.data import IndicatorView
from sepakat.web.presenters.scorecard import Row, Scorecard
from sepakat.web.presenters.trend import Trend


def score_rows(rows: Iterable[Row], card: Scorecard, base: str, trends: Mapping[str, Trend]) -> SafeString:
    """The body rows of one theme of the score card. base: address of the region's indicator pages. trends: by
    indicator; without any there is no such column."""
    survey = f' <span class="note">({escape(str(Text("survei", "survey")))})</span>'
    compared, ranked, made = card.reference is not None, card.ranked, []
    for row in rows:
        link = f'<a href="{escape(base)}{escape(row.indicator.id)}/">{escape(str(row.indicator.name))}</a>'
        remark = row.cell.remark
        title = f' title="{escape(remark)}"' if remark else ""
        cells = f'<th scope="row">{link}{survey if row.cell.sampled else ""}</th>'
        cells += f'<td class="num"{title}>{escape(row.words)}</td>'
        if trends:
            moved = trends.get(row.indicator.id)
            cells += (
                f'<td class="{moved.verdict}">{escape(moved.words)}{moved.sparkline}</td>' if moved else "<td>–</td>"
            )
        if compared:
            verdict, reference = escape(row.verdict_words), escape(row.reference_words)
            cells += f'<td class="{row.verdict}">{verdict}</td><td class="num">{reference}</td>'
        if ranked:
            cells += f'<td class="num">{escape(row.rank_words)}</td>'
        cells += f'<td>{escape(row.unit)}</td><td class="soft">{escape(row.direction_words)}</td>'
        made.append(f"<tr>{cells}</tr>")
    return mark_safe("\n".join(made))  # noqa: S308 - every part is escaped above


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
