"""Names made comparable, once, in SQL: rules are data (`rules/names.toml`), worked out on each different word.

A name becomes its words as written (titles off, short forms spelt out) and the same words folded: old and new
orthography, letters that officers write for one another, doubled letters. The folded form is for finding and for a
weaker agreement; it never replaces the name.
"""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from importlib.resources import files

from sepakat.core.duck import Connection, literal

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Rules:
    """What `rules/names.toml` says. aliases: word → the form it stands for. folds: (pattern, replacement), in order."""

    before: tuple[str, ...]
    behind: tuple[str, ...]
    aliases: dict[str, str]
    folds: tuple[tuple[str, str], ...]


@functools.cache
def rules() -> Rules:
    data = tomllib.loads(files("sepakat.matching").joinpath("rules/names.toml").read_text(encoding="utf-8"))
    aliases = {short: name for name, shorts in data["kata"].items() for short in shorts}
    folds = tuple((rule["dari"], rule["ke"]) for rule in data["ejaan"])
    return Rules(tuple(data["gelar"]["depan"]), tuple(data["gelar"]["belakang"]), aliases, folds)


def cleaned(column: str) -> str:
    """SQL: a name in capitals without accents, degrees and marks, one space between words; NULL if nothing is left."""
    known = rules()
    degrees = "|".join(r"\.? ?".join(d) + r"\.?" for d in known.behind)
    text = f"upper(strip_accents({column}))"
    text = f"regexp_replace({text}, {literal(f'(,[ ]*({degrees}))+[ .,]*$')}, '')"
    dotted = "|".join(r"\. ?".join(d) for d in known.behind)
    text = f"regexp_replace({text}, {literal(f'([ ]+({dotted})[.]?)+[ .,]*$')}, '')"
    text = f"regexp_replace({text}, '[''`´’‘]', '', 'g')"
    text = rf"trim(regexp_replace({text}, '[^\p{{L}}\p{{N}}]+', ' ', 'g'))"
    titles = "|".join(known.before)
    return f"nullif(regexp_replace({text}, {literal(f'^((?:{titles}) )+(.*[^ ][^ ].*)$')}, '\\2'), '')"


def folded(column: str) -> str:
    """SQL: a word by its sound: `rules/names.toml` in order, then doubled letters as one. Never empty: the word itself
    where nothing would be left."""
    text = column
    for pattern, to in rules().folds:
        text = f"regexp_replace({text}, {literal(pattern)}, {literal(to)}, 'g')"
    for letter in _LETTERS:
        text = f"regexp_replace({text}, '{letter}{letter}+', '{letter}', 'g')"
    return f"coalesce(nullif({text}, ''), {column})"


def words(con: Connection, source: str) -> None:
    """Make the tables `kata` (word, fold, aliased) and `nama_kata` (uid, ke, n, kata) from `source` (uid, nama).

    source: a table whose `nama` is `cleaned`. Short forms are spelt out only beside another word.
    """
    pairs = ", ".join(f"({literal(short)}, {literal(name)})" for short, name in rules().aliases.items())
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE nama_kata AS
        SELECT uid, ke::SMALLINT AS ke, n, CASE WHEN n > 1 THEN coalesce(a.col1, w) ELSE w END AS kata
        FROM (SELECT uid, unnest(string_split(nama, ' ')) AS w, generate_subscripts(string_split(nama, ' '), 1) AS ke,
                     len(string_split(nama, ' ')) AS n
              FROM {source} WHERE nama IS NOT NULL)
        LEFT JOIN (VALUES {pairs}) a(col0, col1) ON a.col0 = w""")
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE kata AS
        SELECT kata, {folded("kata")} AS lipat, n FROM (SELECT kata, count(*) AS n FROM nama_kata GROUP BY kata)""")
