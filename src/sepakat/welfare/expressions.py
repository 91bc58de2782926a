"""The closed set of SQL that a welfare feature may use: integer arithmetic, comparisons, CASE.

A model file is data that people send each other. Nothing in it may reach a file, another table or a vault column, so
every expression is parsed and checked both when a specification is read and when a model is loaded. The set is small
on purpose: whole numbers and CASE give the same integer on every engine.
"""

from __future__ import annotations

from collections.abc import Iterable

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from sepakat.core.errors import UserError, nearest
from sepakat.core.text import Text

_ALLOWED = (
    exp.Case, exp.If, exp.And, exp.Or, exp.Not, exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.In, exp.Is,
    exp.Null, exp.Between, exp.Add, exp.Sub, exp.Mul, exp.IntDiv, exp.Paren, exp.Neg, exp.Column, exp.Identifier,
    exp.Literal,
)  # fmt: skip


def refuse(where: str, id_: str, en: str, code: str = "welfare-expression") -> UserError:
    """The error for a feature that cannot be used."""
    return UserError(
        Text("Ungkapan model kesejahteraan belum dapat dipakai.", "A welfare model expression cannot be used."),
        detail=Text(id_, en),
        hint=Text("Perbaiki ungkapan itu, lalu coba lagi.", "Mend that expression, then try again."),
        where=where,
        code=code,
    )


def check_expression(sql: str, known: Iterable[str], where: str) -> frozenset[str]:
    """The columns that `sql` reads; UserError where it steps outside the closed set or reads an unknown column.

    sql: one DuckDB scalar expression. known: column names it may read. where: shown in the error.
    """
    allowed = set(known)
    try:
        tree = sqlglot.parse_one(sql, read="duckdb")
    except SqlglotError:
        raise refuse(where, "Ungkapan itu tidak terbaca sebagai SQL.", "It does not read as SQL.") from None
    columns: set[str] = set()
    for node in tree.walk():
        if not isinstance(node, _ALLOWED):
            name = type(node).__name__
            raise refuse(
                where,
                f"`{name}` tidak diizinkan; hanya CASE, perbandingan, dan hitungan bilangan bulat.",
                f"`{name}` is not allowed; only CASE, comparisons and whole-number arithmetic are.",
            )
        if isinstance(node, exp.Literal) and (node.is_string or not str(node.this).isdigit()):
            raise refuse(where, "Hanya bilangan bulat yang diizinkan.", "Only whole numbers are allowed.")
        if isinstance(node, exp.In) and (node.args.get("query") or node.args.get("unnest")):
            raise refuse(where, "IN hanya boleh berisi bilangan.", "IN may hold numbers only.")
        if isinstance(node, exp.Column):
            if node.table:
                raise refuse(where, "Nama kolom tanpa nama tabel.", "Name columns without a table.")
            columns.add(node.name)
    for name in sorted(columns - allowed):
        near = nearest(name, allowed)
        raise refuse(
            where,
            f"Kolom `{name}` tidak boleh dipakai." + (f" Maksud Anda `{near}`?" if near else ""),
            f"Column `{name}` may not be used." + (f" Did you mean `{near}`?" if near else ""),
            code="welfare-column",
        )
    return frozenset(columns)
