"""A slow, obvious evaluator of indicators over rows: the second opinion that the engine is tested against.

It walks the checked expression over dictionaries with SQL's three-valued logic (None is NULL) and never touches SQL.
"""

from __future__ import annotations

import datetime as dt
import math
import operator
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from sepakat.catalogue.dated import numbers
from sepakat.catalogue.expressions import Expression
from sepakat.catalogue.grammar import UNKNOWN_BIT, bit_parts, parameter_name

if TYPE_CHECKING:
    from sepakat.catalogue.definitions import Indicator

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Answer:
    """numerator, denominator: sums over rows; value: None where the denominator is empty; n: rows counted."""

    numerator: Any
    denominator: Any
    value: float | None
    n: int


def evaluate(indicator: Indicator, rows: Iterable[Row], on: dt.date) -> Answer:
    """An indicator over rows, with dated parameters of the day `on`."""
    given = numbers(indicator.parameters, on)
    top: Any = 0
    bottom: Any = 0
    counted = 0
    for row in rows:
        weight = 1 if indicator.penimbang is None else row[indicator.penimbang]
        answer = value(indicator.numerator, row, given)
        if weight is None or answer is None or value(indicator.denominator, row, given) is not True:
            continue
        counted += 1
        top += _times(weight, int(answer) if isinstance(answer, bool) else answer)
        bottom += weight
    if indicator.penaksir == "jumlah":
        return Answer(top, bottom, float(top) * indicator.pengali, counted)
    return Answer(top, bottom, indicator.pengali * float(top) / float(bottom) if bottom else None, counted)


def value(expression: Expression, row: Row, given: Mapping[str, Any] | None = None) -> Any:
    """One expression on one row: bool, number or None."""
    return _Walk(row, given or {}).of(expression.tree)


def rounded(value: float | None, decimals: int) -> Decimal | None:
    """Half away from zero, as printed."""
    if value is None:
        return None
    return Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def _pair(a: Any, b: Any) -> tuple[Any, Any]:
    # Decimal and float do not mix in Python; SQL turns both into floating point.
    if isinstance(a, float) or isinstance(b, float):
        return float(a), float(b)
    return a, b


def _compared(how: str, a: Any, b: Any) -> bool:
    return bool(getattr(operator, how)(*_pair(a, b)))


def _times(a: Any, b: Any) -> Any:
    a, b = _pair(a, b)
    return a * b


def _away(number: Any, places: int) -> Any:
    scaled = Decimal(str(number)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return float(scaled) if isinstance(number, float) else scaled


class _Walk:
    def __init__(self, row: Row, given: Mapping[str, Any]) -> None:
        self.row = row
        self.given = given

    def of(self, node: Any) -> Any:
        name = parameter_name(node)
        if name:
            return self.given[name]
        bits = bit_parts(node)
        if bits:
            held, bit = self.of(bits[0]), int(bits[1].name)
            if held is None or held == UNKNOWN_BIT:
                return None
            return held & bit if isinstance(node, exp.BitwiseAnd) else (held & bit) == bit
        method = getattr(self, f"_{type(node).__name__.lower()}", None)
        if method is not None:
            return method(node)
        return self._binary(node)

    def _paren(self, node: exp.Paren) -> Any:
        return self.of(node.this)

    def _column(self, node: exp.Column) -> Any:
        return self.row[node.name]

    def _literal(self, node: exp.Literal) -> Any:
        if node.is_string:
            return node.name
        return Decimal(node.name) if "." in node.name else int(node.name)

    def _boolean(self, node: exp.Boolean) -> bool:
        return bool(node.this)

    def _null(self, node: exp.Null) -> None:
        return None

    def _and(self, node: exp.And) -> bool | None:
        sides = (self.of(node.left), self.of(node.right))
        return False if False in sides else None if None in sides else True

    def _or(self, node: exp.Or) -> bool | None:
        sides = (self.of(node.left), self.of(node.right))
        return True if True in sides else None if None in sides else False

    def _not(self, node: exp.Not) -> bool | None:
        held = self.of(node.this)
        return None if held is None else not held

    def _is(self, node: exp.Is) -> bool:
        held = self.of(node.this)
        return held is None if isinstance(node.expression, exp.Null) else held is bool(node.expression.this)

    def _in(self, node: exp.In) -> bool | None:
        held = self.of(node.this)
        listed = [self.of(item) for item in node.expressions]
        if held is None:
            return None
        if any(item is not None and _compared("eq", held, item) for item in listed):
            return True
        return None if None in listed else False

    def _between(self, node: exp.Between) -> bool | None:
        held, low, high = self.of(node.this), self.of(node.args["low"]), self.of(node.args["high"])
        above = None if held is None or low is None else _compared("ge", held, low)
        below = None if held is None or high is None else _compared("le", held, high)
        return False if False in (above, below) else None if None in (above, below) else True

    def _case(self, node: exp.Case) -> Any:
        for branch in node.args["ifs"]:
            if self.of(branch.this) is True:
                return self.of(branch.args["true"])
        default = node.args.get("default")
        return None if default is None else self.of(default)

    def _coalesce(self, node: exp.Coalesce) -> Any:
        return next((held for held in map(self.of, (node.this, *node.expressions)) if held is not None), None)

    def _least(self, node: exp.Least) -> Any:
        # DuckDB leaves NULLs out, unlike the SQL standard.
        return min((held for held in map(self.of, (node.this, *node.expressions)) if held is not None), default=None)

    def _greatest(self, node: exp.Greatest) -> Any:
        return max((held for held in map(self.of, (node.this, *node.expressions)) if held is not None), default=None)

    def _nullif(self, node: exp.Nullif) -> Any:
        held, other = self.of(node.this), self.of(node.expression)
        return None if held is not None and other is not None and _compared("eq", held, other) else held

    def _neg(self, node: exp.Neg) -> Any:
        held = self.of(node.this)
        return None if held is None else -held

    def _abs(self, node: exp.Abs) -> Any:
        held = self.of(node.this)
        return None if held is None else abs(held)

    def _ln(self, node: exp.Ln) -> float | None:
        held = self.of(node.this)
        return None if held is None or held <= 0 else math.log(held)

    def _sqrt(self, node: exp.Sqrt) -> float | None:
        held = self.of(node.this)
        return None if held is None or held < 0 else math.sqrt(held)

    def _floor(self, node: exp.Floor) -> Any:
        held = self.of(node.this)
        return None if held is None else math.floor(held)

    def _ceil(self, node: exp.Ceil) -> Any:
        held = self.of(node.this)
        return None if held is None else math.ceil(held)

    def _round(self, node: exp.Round) -> Any:
        held, places = self.of(node.this), node.args.get("decimals")
        return None if held is None else _away(held, int(places.name) if places is not None else 0)

    def _binary(self, node: exp.Binary) -> Any:
        left, right = self.of(node.left), self.of(node.right)
        if left is None or right is None:
            return None
        left, right = _pair(left, right)
        match node:
            case exp.EQ():
                return left == right
            case exp.NEQ():
                return left != right
            case exp.GT():
                return left > right
            case exp.GTE():
                return left >= right
            case exp.LT():
                return left < right
            case exp.LTE():
                return left <= right
            case exp.Add():
                return left + right
            case exp.Sub():
                return left - right
            case exp.Mul():
                return left * right
            case exp.Div():
                return None if right == 0 else float(left) / float(right)
        raise TypeError(f"no meaning for {type(node).__name__}")
