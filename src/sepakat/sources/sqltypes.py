"""SQL that turns the text of a cell into a canonical value, one function per kind of field.

Each gives two expressions over the cleaned text `raw`: the value (NULL when it cannot be understood) and whether the
text is understood at all. They differ where a source's code is known but has no counterpart in the canonical list.
"""

from __future__ import annotations

from sepakat.core.duck import literal
from sepakat.sources.direct import REAL, TEXT, WHOLE
from sepakat.sources.model import Codes, Field

FAR = 2_000_000_000
NUMERIC = ("kode", "bit", "bilangan", "unit")
AMOUNTS = ("desimal", "lokasi", "uang")


def cleaned(column: str) -> str:
    """A staged cell without outer blanks (staging has made what stands for "nothing" NULL)."""
    return f"nullif(trim({column}), '')"


def needs_number(field: Field) -> bool:
    """The field's text is read as a number: the plan works that out once per cell."""
    return field.kind in NUMERIC and not (field.codes and any(isinstance(code, str) for code in field.codes))


def reads(field: Field, held: str) -> bool:
    """A column that is held as numbers or dates can be read as this field without its text."""
    if held in (WHOLE, REAL):
        return needs_number(field) or field.kind in AMOUNTS
    return held == TEXT or field.kind == "tanggal"


def number(raw: str) -> str:
    return f"try_cast({raw} AS DOUBLE)"


def _decimal(raw: str) -> str:
    """Decimal comma or point; with a comma present, dots are thousands."""
    text = f"CASE WHEN contains({raw}, ',') THEN replace(replace({raw}, '.', ''), ',', '.') ELSE {raw} END"
    return f"try_cast({text} AS DOUBLE)"


def _money(raw: str) -> str:
    bare = f"regexp_replace({raw}, '[^0-9,.-]', '', 'g')"
    text = (
        f"CASE WHEN regexp_full_match({bare}, '-?[0-9]{{1,3}}([.][0-9]{{3}})+(,[0-9]+)?') "
        f"THEN replace(replace({bare}, '.', ''), ',', '.') ELSE replace({bare}, ',', '.') END"
    )
    return f"try_cast({text} AS DOUBLE)"


def _date(raw: str) -> str:
    head = f"split_part(replace({raw}, 'T', ' '), ' ', 1)"
    return (
        f"CASE WHEN regexp_full_match({head}, '[0-9]{{4}}-[0-9]{{1,2}}-[0-9]{{1,2}}') THEN try_cast({head} AS DATE) "
        f"WHEN regexp_full_match({head}, '[0-9]{{1,2}}[/.-][0-9]{{1,2}}[/.-][0-9]{{4}}') "
        f"THEN CAST(try_strptime(translate({head}, '-.', '//'), '%d/%m/%Y') AS DATE) "
        f"WHEN regexp_full_match({raw}, '[0-9]{{5}}') THEN DATE '1899-12-30' + CAST({raw} AS INTEGER) END"
    )


def digits16(raw: str) -> str:
    """A NIK or No KK as digits: Excel's leading apostrophe and inner blanks go; anything else stays and fails."""
    return f"replace(ltrim({raw}, ''''), ' ', '')"


def words(raw: str) -> str:
    """Words compared without regard to case and blanks."""
    return f"trim(regexp_replace(lower({raw}), '\\s+', ' ', 'g'))"


def _code(raw: str, value: str, codes: Codes, whole: str) -> tuple[str, str]:
    if all(isinstance(key, int) for key in codes):
        keys = sorted(int(key) for key in codes)
        whole_range = keys == list(range(keys[0], keys[-1] + 1))
        known = (
            f"({value} BETWEEN {keys[0]} AND {keys[-1]}{whole})"
            if whole_range and len(keys) > 4
            else f"{value} IN ({', '.join(map(str, keys))})"
        )
        if all(codes[key] == key for key in codes):
            return f"CASE WHEN {known} THEN CAST({value} AS SMALLINT) END", known
        pick = " ".join(f"WHEN {key} THEN {literal(codes[key])}" for key in keys if codes[key] is not None)
        return f"CASE {value} {pick} END" if pick else "CAST(NULL AS SMALLINT)", known
    value = words(raw)
    known = f"{value} IN ({', '.join(literal(str(key)) for key in codes)})"
    pick = " ".join(f"WHEN {literal(str(k))} THEN {literal(v)}" for k, v in codes.items() if v is not None)
    return f"CASE {value} {pick} END" if pick else "CAST(NULL AS SMALLINT)", known


def value(field: Field, raw: str, number: str, held: str = TEXT) -> tuple[str, str]:
    """(canonical value, understood) for one field. raw: SQL of its cell; number: SQL of it as a number. held: how the
    cell is held (see `sources.direct`): typed ones need no reading."""
    whole = "" if held == WHOLE else f" AND {number} = floor({number})"
    low = -FAR if field.low is None else field.low
    high = FAR if field.high is None else field.high
    if field.kind in ("kode", "bit"):
        sql, known = _code(raw, number, field.codes or {}, whole)
    elif field.kind in ("bilangan", "unit"):
        known = f"({number} BETWEEN {low} AND {high}{whole})"
        sql = f"CASE WHEN {known} THEN CAST({number} AS INTEGER) END"
        if field.kind == "unit":
            sql = f"CASE WHEN {known} THEN CASE WHEN {number} > 0 THEN 1 ELSE 2 END END"
    elif field.kind in AMOUNTS:
        amount = raw if held != TEXT else _money(raw) if field.kind == "uang" else _decimal(raw)
        far = 1e15 if field.high is None else field.high
        known = f"({amount} BETWEEN {low} AND {far})"
        sql = f"CASE WHEN {known} THEN {amount} END"
    elif field.kind == "tanggal":
        sql = raw if held != TEXT else _date(raw)
        known = f"({sql}) IS NOT NULL"
    elif field.kind in ("nik", "kk"):
        digits = digits16(raw)
        known = f"regexp_full_match({digits}, '[0-9]{{16}}|0')"
        sql = f"CASE WHEN regexp_full_match({digits}, '[0-9]{{16}}') THEN {digits} END"
    else:
        return raw, "TRUE"
    return sql, f"coalesce({known}, FALSE)"
