"""The closed language of indicator expressions: which nodes may appear, and what kind of value each gives.

Anything not named here is refused, so that an indicator file from outside can be read without running code: no
sub-query, no table or file function, no window, no cast, no text function. Kinds are checked strictly (a condition
where a condition is due), because the engine would otherwise turn codes into truth values in silence.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from sqlglot import exp
from sqlglot.errors import SqlglotError

from sepakat.catalogue.codes import codelist
from sepakat.catalogue.tables import Variable
from sepakat.core.errors import UserError
from sepakat.core.text import Text

UNKNOWN_BIT = 99  # in bit sums (411, 426, 431a, 431f) 99 is a value of its own, never a sum of bits
ALLOWED = Text(
    "Yang boleh: = <> < <= > >=, AND, OR, NOT, IN, BETWEEN, IS NULL, CASE WHEN, + - * /, COALESCE, NULLIF, ABS, "
    "LEAST, GREATEST, LN, SQRT, FLOOR, CEIL, ROUND, bit_set(kolom, n), kolom & n, dan $parameter.",
    "Allowed: = <> < <= > >=, AND, OR, NOT, IN, BETWEEN, IS NULL, CASE WHEN, + - * /, COALESCE, NULLIF, ABS, "
    "LEAST, GREATEST, LN, SQRT, FLOOR, CEIL, ROUND, bit_set(column, n), column & n, and $parameter.",
)
_NUMERIC = ("kode", "ya_tidak", "bit", "bilangan", "pecahan", "nyata")
_COMPARISONS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE)
_ARITHMETIC = (exp.Add, exp.Sub, exp.Mul, exp.Div)
_ONE_NUMBER = (exp.Abs, exp.Ln, exp.Sqrt, exp.Floor, exp.Ceil, exp.Neg)
_MANY = (exp.Coalesce, exp.Least, exp.Greatest)


class Refuse(Protocol):
    """Builds the error for one expression: code, sentence in Bahasa, in English, and a hint (default: what may be)."""

    def __call__(self, code: str, id_: str, en: str, hint: Text = ALLOWED) -> UserError: ...


def parameter_name(node: exp.Expr) -> str | None:
    """The name behind `$nama`, or None for any other node."""
    if isinstance(node, exp.Parameter | exp.Placeholder):
        name = node.name
        return name if name.isidentifier() else None
    return None


def bit_parts(node: exp.Expr) -> tuple[exp.Expr, exp.Expr] | None:
    """Column and bit of `bit_set(kolom, n)` or `kolom & n`; None for any other node."""
    if isinstance(node, exp.BitwiseAnd):
        return node.left, node.right
    if isinstance(node, exp.Anonymous) and node.name.lower() == "bit_set" and len(node.expressions) == 2:
        return node.expressions[0], node.expressions[1]
    return None


def _shown(node: exp.Expr) -> str:
    """A piece of an expression for a sentence; what cannot be written back is named by its kind."""
    try:
        return node.sql(dialect="duckdb", comments=False)[:60]
    except (SqlglotError, ValueError, AttributeError):  # odd trees come only from odd texts
        return type(node).__name__


class Checker:
    """Walks one parsed expression; `kind` gives its kind or raises through `refuse`."""

    def __init__(self, variables: Mapping[str, Variable], refuse: Refuse) -> None:
        self.variables = variables
        self.refuse = refuse

    def kind(self, node: exp.Expr) -> str:
        """`boolean`, `number`, `text`, `date` or `null`."""
        if not isinstance(node, exp.Expr):  # the parser lets a missing operand through (`@` alone)
            raise self.refuse("expression-syntax", "Rumus belum lengkap.", "The expression is not complete.")
        if isinstance(node, exp.Paren):
            return self.kind(node.this)
        if isinstance(node, exp.Column):
            type_ = self.variables[node.name].type
            return "number" if type_ in _NUMERIC else "date" if type_ == "tanggal" else "text"
        if isinstance(node, exp.Literal):
            return self._literal(node)
        if isinstance(node, exp.Boolean):
            return "boolean"
        if isinstance(node, exp.Null):
            return "null"
        if parameter_name(node):
            return "number"
        if isinstance(node, exp.And | exp.Or):
            self._all("boolean", node.left, node.right)
            return "boolean"
        if isinstance(node, exp.Not):
            self._all("boolean", node.this)
            return "boolean"
        if isinstance(node, _COMPARISONS):
            self._same(node.left, node.right)
            if isinstance(node, exp.EQ | exp.NEQ):
                self._codes(node.left, [node.right])
                self._codes(node.right, [node.left])
            return "boolean"
        return self._other(node)

    def _other(self, node: exp.Expr) -> str:
        if isinstance(node, exp.In) and {key for key, held in node.args.items() if held} == {"this", "expressions"}:
            self._same(node.this, *node.expressions)
            self._codes(node.this, node.expressions)
            return "boolean"
        if isinstance(node, exp.Between) and not node.args.get("symmetric"):
            self._same(node.this, node.args["low"], node.args["high"])
            return "boolean"
        if isinstance(node, exp.Is) and isinstance(node.expression, exp.Null | exp.Boolean):
            kind = self.kind(node.this)
            if isinstance(node.expression, exp.Boolean) and kind != "boolean":
                raise self._wrong("boolean", node.this)
            return "boolean"
        if isinstance(node, exp.Case) and node.this is None:
            return self._case(node)
        if isinstance(node, _ARITHMETIC):
            self._all("number", node.left, node.right)
            return "number"
        if isinstance(node, _ONE_NUMBER) and set(node.args) <= {"this"} | {k for k, v in node.args.items() if not v}:
            self._all("number", node.this)
            return "number"
        if isinstance(node, exp.Round) and not node.args.get("truncate"):
            self._all("number", node.this)
            places = node.args.get("decimals")
            if places is not None and not (isinstance(places, exp.Literal) and places.name in tuple("0123456789")):
                raise self._not_allowed(node)
            return "number"
        if isinstance(node, _MANY):
            return self._same(node.this, *node.expressions)
        if isinstance(node, exp.Nullif):
            return self._same(node.this, node.expression)
        bits = bit_parts(node)
        if bits:
            self._bits(*bits)
            return "number" if isinstance(node, exp.BitwiseAnd) else "boolean"
        raise self._not_allowed(node)

    def _literal(self, node: exp.Literal) -> str:
        if node.is_string:
            return "text"
        digits = node.name.replace(".", "", 1)
        if not digits.isdigit() or len(digits) > 15:
            piece = node.name[:30]
            raise self.refuse("expression-syntax", f"Angka `{piece}` tidak dapat dibaca.", "Unreadable number.")
        return "number"

    def _case(self, node: exp.Case) -> str:
        answers = [branch.args["true"] for branch in node.args["ifs"]]
        for branch in node.args["ifs"]:
            self._all("boolean", branch.this)
        default = node.args.get("default")
        return self._same(*answers, *([default] if default is not None else []))

    def _all(self, wanted: str, *nodes: exp.Expr) -> None:
        for node in nodes:
            if self.kind(node) not in (wanted, "null"):
                raise self._wrong(wanted, node)

    def _same(self, *nodes: exp.Expr) -> str:
        kinds = [self.kind(node) for node in nodes]
        known = [kind for kind in kinds if kind != "null"]
        for node, kind in zip(nodes, kinds, strict=True):
            if kind != "null" and kind != known[0]:
                raise self._wrong(known[0], node)
        return known[0] if known else "null"

    def _codes(self, column: exp.Expr, values: list[exp.Expr]) -> None:
        """A code that its list does not hold is a slip of the pen, and would count nobody in silence."""
        if not isinstance(column, exp.Column):
            return
        variable = self.variables[column.name]
        if variable.codelist is None:
            return
        known = codelist(variable.codelist).rows
        for value in values:
            if not isinstance(value, exp.Literal) or value.is_string:
                continue
            code = int(value.name) if value.name.isdigit() else None
            fine = code in known or (variable.type == "bit" and code is not None and code <= sum(map(int, known)))
            if not fine:
                raise self.refuse(
                    "unknown-code",
                    f"Kode {value.name} tidak ada dalam daftar kode `{column.name}` ({variable.codelist}).",
                    f"Code {value.name} is not in the code list of `{column.name}` ({variable.codelist}).",
                )

    def _bits(self, column: exp.Expr, bit: exp.Expr) -> None:
        good = isinstance(column, exp.Column) and self.variables[column.name].type == "bit"
        listed = self.variables[column.name].codelist if good else None
        bits = {code for code in codelist(listed).rows if code not in (0, UNKNOWN_BIT)} if listed else set()
        if not (isinstance(bit, exp.Literal) and bit.name.isdigit() and int(bit.name) in bits):
            shown = ", ".join(map(str, sorted(bits, key=str))) or "-"
            raise self.refuse(
                "unknown-code",
                f"Jumlah bit dibaca dengan kolom bertipe bit dan satu angka bitnya (pilihan: {shown}).",
                f"A bit sum is read with a bit column and one of its bits (choices: {shown}).",
            )

    def _wrong(self, wanted: str, node: exp.Expr) -> UserError:
        words = {"boolean": ("syarat (ya/tidak)", "a condition"), "number": ("angka", "a number")}
        id_, en = words.get(wanted, ("nilai sejenis", "the same kind of value"))
        piece = _shown(node)
        return self.refuse("expression-type", f"`{piece}` harus berupa {id_}.", f"`{piece}` must be {en}.")

    def _not_allowed(self, node: exp.Expr) -> UserError:
        if isinstance(node, exp.Query) or node.find(exp.Query):
            return self.refuse("expression-subquery", "Sub-kueri tidak diperbolehkan.", "Sub-queries are not allowed.")
        if isinstance(node, exp.Window):
            return self.refuse(
                "expression-window", "Fungsi jendela tidak diperbolehkan.", "Window functions are not allowed."
            )
        if isinstance(node, exp.Func):
            named = isinstance(node, exp.Anonymous) or not node.sql_names()
            name = node.name if named else node.sql_name()
            return self.refuse(
                "expression-function",
                f"Fungsi `{name.lower()[:40]}` tidak ada dalam daftar yang diperbolehkan.",
                f"Function `{name.lower()[:40]}` is not on the list of allowed ones.",
            )
        piece = _shown(node)
        return self.refuse("expression-syntax", f"`{piece}` tidak diperbolehkan.", f"`{piece}` is not allowed.")
