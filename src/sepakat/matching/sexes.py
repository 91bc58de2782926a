"""Sex as lists write it: whole words and letters of several languages; codes of one's own are compared as they are."""

from __future__ import annotations

from sepakat.core.duck import Connection

_MAN = (
    "1", "L", "M", "LK", "LAKI", "LAKILAKI", "PRIA", "MALE", "MAN", "MAS", "MASC", "MASCULINO", "MASCULIN",
    "HOMBRE", "HOMME", "HOMEM", "MANNLICH", "NAM", "ذكر", "男",
)  # fmt: skip
_WOMAN = (
    "2", "P", "F", "W", "PR", "PEREMPUAN", "WANITA", "FEMALE", "WOMAN", "FEM", "FEMENINO", "FEMININO", "FEMININ",
    "MUJER", "FEMME", "MULHER", "WEIBLICH", "NU", "أنثى", "انثى", "女",
)  # fmt: skip
_WORD = "regexp_replace(upper(strip_accents(jenis_kelamin)), '[^\\p{L}\\p{N}]', '', 'g')"


def _among(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{w}'" for w in words)


SQL = (
    f"CASE WHEN {_WORD} IN ({_among(_MAN)}) THEN '1' WHEN {_WORD} IN ({_among(_WOMAN)}) THEN '2' "
    f"WHEN {_WORD} NOT IN ('', '0', '9') THEN {_WORD} END"
)


def settle(con: Connection, table: str) -> None:
    """Settle what one word alone does not tell, list by list (columns sumber, jk).

    A list with H has men as H (hombre, homme), so its M, which stands as `1`, are women. A list of which no code is
    known cannot be held against one whose codes are: it tells nothing then.
    """
    con.execute(f"""
        UPDATE {table} SET jk = CASE jk WHEN 'H' THEN '1' WHEN '1' THEN '2' ELSE jk END WHERE sumber IN (
            SELECT sumber FROM {table} GROUP BY sumber
            HAVING bool_or(jk = 'H') AND bool_or(jk = '1') AND NOT coalesce(bool_or(jk = '2'), FALSE))""")
    con.execute(f"""
        UPDATE {table} SET jk = NULL WHERE sumber IN (
            SELECT sumber FROM {table} GROUP BY sumber HAVING NOT coalesce(bool_or(jk IN ('1', '2')), FALSE))
        AND EXISTS (FROM {table} WHERE jk IN ('1', '2'))""")
