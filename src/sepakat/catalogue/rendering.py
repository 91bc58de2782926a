"""From a checked expression tree to SQL that cannot fail on a row, whatever the row holds."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from sqlglot import exp

from sepakat.catalogue.grammar import UNKNOWN_BIT, bit_parts, parameter_name

Number = int | float | Decimal
_COUNTING = (exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Neg, exp.Abs)


def safe(tree: exp.Expr, values: Mapping[str, Number], alias: str | None, integers: frozenset[str]) -> exp.Expr:
    """The tree (changed in place) as the engine may run it: see `Expression.sql` for what is guarded.

    values: a number per `$nama`. alias: table alias for columns. integers: columns of whole-number types, which are
    widened to BIGINT before arithmetic (two TINYINTs would overflow at 127).
    """

    def column(name: str) -> exp.Expr:
        return exp.column(name, table=alias, quoted=True)

    def walk(node: exp.Expr, counted: bool = False) -> exp.Expr:
        name = parameter_name(node)
        if name:
            return _number(values[name])
        if isinstance(node, exp.Column):
            plain = column(node.name)
            return exp.cast(plain, "BIGINT") if counted and node.name in integers else plain
        bits = bit_parts(node)
        if bits:
            target, bit = bits
            masked = exp.paren(exp.BitwiseAnd(this=column(target.name), expression=bit.copy()))
            whole = isinstance(node, exp.Anonymous)
            answer = exp.EQ(this=masked, expression=bit.copy()) if whole else masked
            return exp.paren(_case(exp.NEQ(this=column(target.name), expression=_number(UNKNOWN_BIT)), answer))
        counted = counted or isinstance(node, _COUNTING)
        for key, child in list(node.args.items()):
            if isinstance(child, exp.Expr):
                node.set(key, walk(child, counted))
            elif isinstance(child, list):
                node.set(key, [walk(item, counted) if isinstance(item, exp.Expr) else item for item in child])
        if isinstance(node, exp.Add | exp.Sub | exp.Mul):
            node.set("this", _bracket(node.this))
            node.set("expression", _bracket(node.expression))
        elif isinstance(node, exp.Div):
            node.set("this", _bracket(node.this))
            node.set("expression", exp.Nullif(this=_bracket(node.expression), expression=_number(0)))
        elif isinstance(node, exp.Neg | exp.Abs):
            node.set("this", _bracket(node.this))
        elif isinstance(node, exp.Ln):
            return _case(exp.GT(this=_bracket(node.this), expression=_number(0)), node)
        elif isinstance(node, exp.Sqrt):
            return _case(exp.GTE(this=_bracket(node.this), expression=_number(0)), node)
        return node

    many = tree.find(exp.Mul) is not None
    done = walk(tree)
    # A product of products can pass any integer type; TRY makes that one row NULL and costs nothing otherwise.
    return exp.Anonymous(this="TRY", expressions=[done]) if many else done


def _number(value: Number) -> exp.Expr:
    literal = exp.Literal.number(format(abs(Decimal(str(value))), "f"))
    return exp.paren(exp.Neg(this=literal)) if value < 0 else literal


def _case(condition: exp.Expr, answer: exp.Expr) -> exp.Expr:
    return exp.Case(ifs=[exp.If(this=condition, true=answer)])


def _bracket(node: exp.Expr) -> exp.Expr:
    plain = isinstance(node, exp.Column | exp.Literal | exp.Paren | exp.Null) or (
        isinstance(node, exp.Func) and not isinstance(node, exp.Case | exp.Connector)
    )
    return node.copy() if plain else exp.paren(node.copy())
