"""Periods of figures: one spelling for years, months, quarters and semesters.

`2024`, `2024-03` (month), `2024-T3` (quarter, triwulan), `2024-S2` (semester). What people type is brought to one of
these; anything else gives NULL, and check `periode_angka` names the row.
"""

from __future__ import annotations

import re

MONTHS = (
    "januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus", "september", "oktober", "november",
    "desember",
)  # fmt: skip
FORM = re.compile(r"(?P<year>(?:19|20)\d\d)(?:-(?:(?P<month>0[1-9]|1[0-2])|T(?P<quarter>[1-4])|S(?P<half>[12])))?")
YEAR = "(?:19|20)[0-9]{2}"


def period_sql(column: str) -> str:
    """SQL of the period behind a cell's text."""
    said = f"lower(trim({column}))"
    months = " ".join(
        f"WHEN starts_with(regexp_replace({said}, '[^a-z]', '', 'g'), '{name[:3]}') THEN '{number:02}'"
        for number, name in enumerate(MONTHS, 1)
    )
    month = f"CASE {months} END"
    digit = f"regexp_extract({said}, '(?:s|t|q|semester|triwulan)[ -]*([1-4])', 1)"
    year = f"regexp_extract({said}, '({YEAR})', 1)"
    return (
        f"CASE WHEN regexp_full_match({said}, '{YEAR}([*]|r)?') THEN {year} "
        f"WHEN regexp_full_match({said}, '{YEAR}[-/.]?(0[1-9]|1[0-2])') THEN {year} || '-' || right({said}, 2) "
        f"WHEN regexp_full_match({said}, '(0?[1-9]|1[0-2])[-/.]{YEAR}') "
        f"THEN {year} || '-' || lpad(regexp_extract({said}, '^[0-9]+'), 2, '0') "
        f"WHEN regexp_full_match({said}, '([a-z]+ {YEAR}|{YEAR}[ -][a-z]+)') THEN {year} || '-' || {month} "
        f"WHEN regexp_full_match({said}, '({YEAR}[ -]*(s|semester)[ -]*[12]|(s|semester)[ -]*[12][ -/]*{YEAR})') "
        f"THEN {year} || '-S' || {digit} "
        f"WHEN regexp_full_match({said}, '({YEAR}[ -]*(t|q|triwulan)[ -]*[1-4]|(t|q|triwulan)[ -]*[1-4][ -/]*{YEAR})') "
        f"THEN {year} || '-T' || {digit} END"
    )


def year_of(period: str) -> int:
    """The year of a period in its one spelling."""
    return int(period[:4])
