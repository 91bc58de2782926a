"""DuckDB's SQL into Spark's: sqlglot does most of it, here is what it leaves or gets wrong.

Everything listed is held by golden files that both engines execute (tests/golden/test_spark_dialect.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sqlglot import exp, parse_one

Reader = Callable[[Sequence[str]], str]
"""Parquet paths → name of the view that stands for them."""

_TRIES: dict[type[exp.Expr], str] = {
    exp.Add: "try_add",
    exp.Sub: "try_subtract",
    exp.Mul: "try_multiply",
    exp.Mod: "try_mod",
}
_FUNCTIONS = {"jaro_similarity": "jaro_sim"}  # names in Splink's jar


def translate(sql: str, reader: Reader | None = None, tables: Mapping[str, str] | None = None) -> str:
    """One SELECT (or scalar expression) of DuckDB as Spark runs it. reader: names a view for `read_parquet([...])`;
    tables: views in place of other names.

    `$name` becomes the bound parameter `:name`.
    """
    tree: exp.Expr = parse_one(sql, read="duckdb")
    for node in list(tree.find_all(exp.Table)):
        if reader is not None and isinstance(node.this, exp.ReadParquet):
            paths = [str(one.this) for part in node.this.expressions for one in part.find_all(exp.Literal)]
            node.set("this", exp.to_identifier(reader(paths)))
        elif tables and node.name in tables:
            node.set("this", exp.to_identifier(tables[node.name]))
    return tree.transform(_tried).transform(_node).sql(dialect="spark")


def _tried(node: exp.Expr) -> exp.Expr:
    """`TRY(x)`: NULL instead of an error. Spark has no TRY; what can fail inside becomes its `try_` form."""
    return node.this.transform(_try_forms) if isinstance(node, exp.Try) else node


def _try_forms(node: exp.Expr) -> exp.Expr:
    if type(node) in _TRIES:
        return exp.Anonymous(this=_TRIES[type(node)], expressions=[node.this, node.expression])
    if type(node) is exp.IntDiv:
        return exp.IntDiv(this=node.this, expression=_call("nullif", node.expression, exp.Literal.number(0)))
    if type(node) is exp.Cast:
        return exp.TryCast(this=node.this, to=node.args["to"], safe=True)
    return node


def _node(node: exp.Expr) -> exp.Expr:
    if isinstance(node, exp.Grouping) and len(node.expressions) > 1:
        return _grouping(node.expressions)
    if isinstance(node, exp.PercentileCont):  # sqlglot writes an approximation
        return _call("percentile", node.this, node.expression)
    if type(node) is exp.Div:
        return _divided(node)
    if isinstance(node, exp.Mod):  # of a sum that does not fit in 64 bits
        for total in list(node.find_all(exp.Sum)):
            total.set("this", exp.cast(total.this, "DECIMAL(20, 0)"))
    if isinstance(node, exp.ArrayOverlaps):
        return _call("arrays_overlap", node.this, node.expression)
    if isinstance(node, exp.JarowinklerSimilarity):
        return _call("jaro_winkler", node.this, node.expression)
    if isinstance(node, exp.Anonymous):
        return _function(node)
    return node


def _call(name: str, *arguments: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this=name, expressions=list(arguments))


def _grouping(columns: Sequence[exp.Expr]) -> exp.Expr:
    """Bits of the columns that a row is summed over; Spark's GROUPING takes one column."""
    bits = [
        f"CAST(GROUPING({column.sql(dialect='spark')}) AS INT) * {1 << (len(columns) - 1 - i)}"
        for i, column in enumerate(columns)
    ]
    return exp.paren(parse_one(" + ".join(bits), read="spark"))


def _divided(node: exp.Div) -> exp.Expr:
    """`/` gives a double, and infinity at 0, where Spark gives a decimal, or an error."""
    left = exp.cast(node.this, "DOUBLE")
    if isinstance(node.expression, exp.Literal) and float(node.expression.this):
        return exp.Div(this=left, expression=node.expression)
    zero = exp.EQ(this=node.expression.copy(), expression=exp.Literal.number(0))
    endless = exp.Mul(this=exp.cast(exp.Literal.string("Infinity"), "DOUBLE"), expression=_call("sign", left.copy()))
    return exp.paren(
        exp.Case(ifs=[exp.If(this=zero, true=endless)], default=exp.Div(this=left, expression=node.expression))
    )


def _function(node: exp.Anonymous) -> exp.Expr:
    name, given = str(node.this).lower(), node.expressions
    if name in _FUNCTIONS:
        return _call(_FUNCTIONS[name], *given)
    texts = [one.sql(dialect="spark") for one in given]
    if name == "hamming":  # places at which two texts of one length differ
        left, right = texts
        return parse_one(
            f"aggregate(sequence(1, length({left})), 0, (n, i) -> n + "
            f"CASE WHEN substr({left}, i, 1) <> substr({right}, i, 1) THEN 1 ELSE 0 END)",
            read="spark",
        )
    if name == "list_has_all":
        return parse_one(f"size(array_except({texts[1]}, {texts[0]})) = 0", read="spark")
    return node
