"""Indicator expressions: parsed, checked against the catalogue, and rendered to safe SQL.

`check` is the only way to get an `Expression`; `Expression.sql` is the only way to get SQL from one. What is rendered
comes from the checked tree (`rendering.py`), never from the text as written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from sepakat.catalogue.grammar import ALLOWED, Checker, Refuse, parameter_name
from sepakat.catalogue.rendering import safe
from sepakat.catalogue.tables import Variable, frames, vault_columns
from sepakat.core.errors import UserError, nearest
from sepakat.core.text import Text

LONGEST = 4000
DEEPEST = 40
_INTEGERS = ("kode", "ya_tidak", "bit", "bilangan")
_CLOSED = ("id", "identitas", "lokasi")  # types that single out one person or family


@dataclass(frozen=True)
class Expression:
    """A checked expression. text: as written. kind: `boolean` or `number`. columns, parameters: names it uses."""

    text: str
    kind: str
    columns: frozenset[str]
    parameters: frozenset[str]
    tree: exp.Expr = field(compare=False, repr=False)
    integers: frozenset[str] = field(default=frozenset(), compare=False, repr=False)

    def sql(self, values: Mapping[str, int | float | Decimal] | None = None, *, alias: str | None = None) -> str:
        """DuckDB SQL with `$nama` replaced by numbers. alias: table alias put before each column.

        Division by zero gives NULL, as do LN of a number <= 0 and SQRT below 0; whole-number columns are widened
        before arithmetic and a product too large for any type gives NULL; 99 in a bit sum gives NULL.
        """
        given = values or {}
        missing = sorted(self.parameters - set(given))
        if missing:
            raise KeyError(f"no value given for parameter {missing[0]}")
        return safe(self.tree.copy(), given, alias, self.integers).sql(dialect="duckdb", comments=False)


def check(text: str, variables: Mapping[str, Variable], *, field: str, where: str, table: str) -> Expression:
    """Parse and check one expression over `variables`.

    field: the TOML field, for the sentence. where: file and field. table: the table's name in the sentence
    (`keluarga`, `orang`). Raises UserError with code identity-column, unknown-column, expression-subquery,
    expression-window, expression-function, expression-type, expression-syntax or unknown-code.
    """

    def refuse(code: str, id_: str, en: str, hint: Text = ALLOWED) -> UserError:
        return UserError(
            Text(f"Rumus `{field}` belum dapat dipakai.", f"Expression `{field}` cannot be used."),
            detail=Text(id_, en),
            hint=hint,
            where=where,
            code=code,
        )

    tree = _parse(text, refuse)
    _columns_exist(tree, variables, field=field, table=table, refuse=refuse)
    kind = Checker(variables, refuse).kind(tree)
    if kind not in ("boolean", "number"):
        raise refuse("expression-type", "Rumus harus menghasilkan syarat atau angka.", "Must give a truth or a number.")
    columns = frozenset(node.name for node in tree.find_all(exp.Column))
    names = (parameter_name(node) for node in tree.find_all(exp.Parameter, exp.Placeholder))
    return Expression(
        text=text.strip(),
        kind=kind,
        columns=columns,
        parameters=frozenset(name for name in names if name),
        tree=tree,
        integers=frozenset(name for name in columns if variables[name].type in _INTEGERS),
    )


def _parse(text: str, refuse: Refuse) -> exp.Expr:
    unreadable = ("Rumus tidak dapat dibaca; periksa tanda kurung dan ejaan.", "The expression cannot be read.")
    if len(text) > LONGEST or _depth(text) > DEEPEST:
        raise refuse("expression-syntax", "Rumus terlalu panjang atau terlalu dalam.", "Too long or too deep.")
    try:
        # Inside brackets no statement (ATTACH, COPY, PRAGMA …) can begin; the line end closes a trailing comment.
        parsed = [tree for tree in sqlglot.parse(f"({text}\n)", dialect="duckdb") if tree is not None]
    except (SqlglotError, RecursionError):
        raise refuse("expression-syntax", *unreadable) from None
    if len(parsed) != 1:
        raise refuse("expression-syntax", *unreadable)
    whole = parsed[0]
    if isinstance(whole, exp.Query):
        _refuse_identity(whole, refuse)
        raise refuse("expression-subquery", "Sub-kueri tidak diperbolehkan.", "Sub-queries are not allowed.")
    if not isinstance(whole, exp.Paren):
        raise refuse("expression-syntax", *unreadable)
    return whole.this


def _depth(text: str) -> int:
    depth = deepest = 0
    for char in text:
        depth += (char in "([{") - (char in ")]}")
        deepest = max(deepest, depth)
    # CASE and NOT nest without brackets.
    words = text.upper().split()
    return max(deepest, words.count("CASE"), words.count("NOT"))


def _refuse_identity(tree: exp.Expr, refuse: Refuse) -> None:
    # Any mention counts, in a sub-query or not, in capitals or not: SQL names do not tell capitals apart.
    for node in tree.find_all(exp.Column, exp.Identifier):
        if node.name.lower() in vault_columns():
            raise refuse(
                "identity-column",
                f"`{node.name}` adalah kolom identitas. Indikator tidak pernah membaca identitas atau lokasi orang.",
                f"`{node.name}` is an identity column. Indicators never read who or where a person is.",
                Text("Pakai kolom fakta, misalnya umur atau desil.", "Use a fact, such as age or decile."),
            )


def _columns_exist(
    tree: exp.Expr, variables: Mapping[str, Variable], *, field: str, table: str, refuse: Refuse
) -> None:
    _refuse_identity(tree, refuse)
    if tree.find(exp.Query):
        raise refuse("expression-subquery", "Sub-kueri tidak diperbolehkan.", "Sub-queries are not allowed.")
    for node in tree.find_all(exp.Column):
        name = node.name
        if {k for k, v in node.args.items() if v} != {"this"}:
            raise refuse("expression-syntax", f"Tulis kolom `{name}` tanpa nama tabel.", f"Write `{name}` alone.")
        if name not in variables:
            raise refuse("unknown-column", *_unknown_column(name, variables, field, table))
        if variables[name].type in _CLOSED:
            raise refuse(
                "identity-column",
                f"`{name}` menunjuk satu orang atau satu keluarga, jadi tidak dapat dipakai dalam indikator.",
                f"`{name}` singles out one person or family and cannot be used in an indicator.",
                Text("Pakai kolom fakta, misalnya umur atau desil.", "Use a fact, such as age or decile."),
            )


def _unknown_column(name: str, variables: Iterable[str], field: str, table: str) -> tuple[str, str]:
    id_ = f"`{field}` menyebut kolom `{name}`, yang tidak ada di tabel {table}."
    en = f"`{field}` names column `{name}`, which table {table} does not have."
    other = sorted({spec.unit or "" for spec in frames().values() if name in spec.variables} - {table})
    near = nearest(name.lower(), variables)
    if other:
        return f"{id_} Kolom itu ada di tabel {other[0]}; periksa `satuan_analisis`.", f"{en} Table {other[0]} has it."
    if near:
        return f"{id_} Maksud Anda `{near}`?", f"{en} Did you mean `{near}`?"
    return f"{id_} Lihat daftar variabel.", f"{en} See the list of variables."
