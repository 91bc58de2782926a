"""How two records are compared: five things, each with levels from full agreement to none, in SQL and in words.

Things that hang together are one comparison, because the model counts different comparisons as independent: family
card, village and address are all "where". `NULL` on either side says nothing, for or against.
"""

from __future__ import annotations

from dataclasses import dataclass

from sepakat.core.text import Text


@dataclass(frozen=True)
class Level:
    """One level. sql: condition on `x_l`, `x_r`. tf: column whose frequency makes a rare agreement count for more."""

    sql: str
    words: Text
    tf: str | None = None


@dataclass(frozen=True)
class Comparison:
    """One thing compared. missing: SQL for "cannot be compared". The last level (no agreement) has no condition."""

    name: str
    words: Text
    missing: str
    levels: tuple[Level, ...]
    differs: Text
    columns: tuple[str, ...]

    @property
    def needs(self) -> tuple[str, ...]:
        """Columns of which one must be filled on both sides."""
        return self.columns if self.name == "tempat" else self.columns[:1]


_SHORTER = "least(len(rapat_l), len(rapat_r))"


def _slips(column: str, most: int, similar: float) -> str:
    """SQL: at most so many letters wrong, dropped, added or swapped; looked at closely only where it may be true."""
    left, right = f"{column}_l", f"{column}_r"
    near = f"abs(len({left}) - len({right})) <= {most} AND jaro_similarity({left}, {right}) >= {similar}"
    return f"CASE WHEN {near} THEN damerau_levenshtein({left}, {right}) <= {most} ELSE FALSE END"


def _digits(column: str, shortest: int) -> str:
    """SQL: one digit wrong, dropped, added, or two neighbours swapped. NULL where a number is missing."""
    left, right = f"{column}_l", f"{column}_r"
    return (
        f"CASE WHEN {left} IS NULL OR {right} IS NULL THEN NULL WHEN least(len({left}), len({right})) < {shortest} "
        f"THEN FALSE WHEN len({left}) = len({right}) THEN CASE hamming({left}, {right}) WHEN 1 THEN TRUE "
        f"WHEN 2 THEN damerau_levenshtein({left}, {right}) = 1 ELSE FALSE END "
        f"WHEN abs(len({left}) - len({right})) = 1 AND (left({left}, 3) = left({right}, 3) OR "
        f"right({left}, 3) = right({right}, 3)) THEN levenshtein({left}, {right}) = 1 ELSE FALSE END"
    )


NAME = Comparison(
    "nama",
    Text("nama", "name"),
    "nama_l IS NULL OR nama_r IS NULL",
    (
        Level("nama_l = nama_r", Text("nama sama", "same name"), "nama"),
        Level(
            "kunci_l = kunci_r",
            Text("nama sama, lain ejaan atau urutan", "same name, other spelling or order"),
            "kunci",
        ),
        Level(
            f"rapat_l = rapat_r OR ({_SHORTER} >= 5 AND {_slips('rapat', 1, 0.88)})",
            Text("nama sama kecuali satu huruf", "same name but for one letter"),
            "depan",
        ),
        Level(
            "list_has_all(kata_l, kata_r) OR list_has_all(kata_r, kata_l)",
            Text("nama yang satu memuat nama yang lain", "one name contains the other"),
            "depan",
        ),
        Level(
            f"{_SHORTER} >= 8 AND {_slips('rapat', 2, 0.85)} OR jaro_winkler_similarity(kunci_l, kunci_r) >= 0.94",
            Text("nama sangat mirip", "very similar name"),
        ),
        Level("depan_l = depan_r", Text("kata pertama nama sama", "same first word of the name"), "depan"),
        Level(
            "greatest(jaro_winkler_similarity(kunci_l, kunci_r), jaro_winkler_similarity(rapat_l, rapat_r)) >= 0.88",
            Text("nama mirip", "similar name"),
        ),
        Level("list_has_any(kata_l, kata_r)", Text("satu kata nama sama", "one word of the name in common")),
    ),
    Text("nama berbeda", "different name"),
    ("nama", "kunci", "rapat", "kata", "depan"),
)
BORN = Comparison(
    "lahir",
    Text("tanggal lahir", "date of birth"),
    "lahir_l IS NULL OR lahir_r IS NULL",
    (
        Level("lahir_l = lahir_r AND (bl_l <> 1 OR hr_l <> 1)", Text("tanggal lahir sama", "same date of birth")),
        Level(
            "lahir_l = lahir_r", Text("tanggal lahir sama-sama 1 Januari tahun itu", "same 1 January as date of birth")
        ),
        Level(
            "th_l = th_r AND bl_l = hr_r AND hr_l = bl_r",
            Text("hari dan bulan lahir tertukar", "day and month of birth swapped"),
        ),
        Level(
            "th_l = th_r AND (bl_l = 1 AND hr_l = 1 OR bl_r = 1 AND hr_r = 1)",
            Text("tahun lahir sama, yang satu dicatat 1 Januari", "same year of birth, one written as 1 January"),
        ),
        Level(
            "bl_l = bl_r AND hr_l = hr_r",
            Text("hari dan bulan lahir sama, tahun berbeda", "same day and month of birth, another year"),
        ),
        Level(
            "th_l = th_r AND (bl_l = bl_r OR hr_l = hr_r)",
            Text("tahun lahir dan hari atau bulan sama", "same year of birth and day or month"),
        ),
        Level("th_l = th_r", Text("hanya tahun lahir sama", "only the year of birth agrees")),
        Level("abs(th_l - th_r) <= 2", Text("tahun lahir berdekatan", "years of birth close")),
    ),
    Text("tanggal lahir berbeda", "different date of birth"),
    ("lahir", "th", "bl", "hr"),
)
SEX = Comparison(
    "jk",
    Text("jenis kelamin", "sex"),
    "jk_l IS NULL OR jk_r IS NULL",
    (Level("jk_l = jk_r", Text("jenis kelamin sama", "same sex")),),
    Text("jenis kelamin berbeda", "different sex"),
    ("jk",),
)
# Numbers that hold district, birth date and sex lie close together for people who have nothing to do with one another
# but these. So a number nearly the same counts only beside a similar name; beside another name it says nothing.
_SIMILAR = """coalesce(greatest(jaro_winkler_similarity(kunci_l, kunci_r),
    jaro_winkler_similarity(rapat_l, rapat_r)) >= 0.92
    OR list_has_all(kata_l, kata_r) OR list_has_all(kata_r, kata_l), TRUE)"""
_CLOSE = """CASE WHEN nik_l = nik_r THEN FALSE
    WHEN len(nik_l) = len(nik_r) THEN hamming(nik_l, nik_r) <= len(nik_l) // 5
    WHEN abs(len(nik_l) - len(nik_r)) = 1 THEN levenshtein(nik_l, nik_r) <= 2 ELSE FALSE END"""
_SLIP = _digits("nik", 6)
NUMBER = Comparison(
    "nik",
    Text("NIK", "identity number"),
    f"nik_l IS NULL OR nik_r IS NULL OR ({_CLOSE} AND NOT ({_SIMILAR} AND {_SLIP}))",
    (
        Level("nik_l = nik_r", Text("NIK sama", "same identity number")),
        Level(_SLIP, Text("NIK berbeda satu angka, nama mirip", "identity numbers one digit apart, similar names")),
    ),
    Text("NIK berbeda", "different identity number"),
    ("nik", "kunci", "rapat", "kata"),
)
PLACE = Comparison(
    "tempat",
    Text("keluarga dan alamat", "family and address"),
    "(kk_l IS NULL OR kk_r IS NULL) AND (desa_l IS NULL OR desa_r IS NULL) AND (alamat_l IS NULL OR alamat_r IS NULL)",
    (
        Level("kk_l = kk_r", Text("No KK sama", "same family card")),
        Level(
            _digits("kk", 10),
            Text("No KK berbeda satu angka", "family cards one digit apart"),
        ),
        Level("coalesce(desa_l = desa_r, TRUE) AND alamat_l = alamat_r", Text("alamat sama", "same address")),
        Level(
            "desa_l = desa_r AND jaro_winkler_similarity(alamat_l, alamat_r) >= 0.9",
            Text("desa sama, alamat mirip", "same village, similar address"),
        ),
        Level("desa_l = desa_r", Text("desa sama", "same village")),
        Level("jaro_winkler_similarity(alamat_l, alamat_r) >= 0.92", Text("alamat mirip", "similar address")),
        Level(
            "len(desa_l) >= 4 AND len(desa_l) = len(desa_r) "
            "AND left(desa_l, len(desa_l) - greatest(1, len(desa_l) // 4)) = "
            "left(desa_r, len(desa_r) - greatest(1, len(desa_r) // 4))",
            Text("kode desa berdekatan", "village codes close"),
        ),
    ),
    Text("keluarga dan alamat berbeda", "different family and address"),
    ("kk", "desa", "alamat"),
)
ALL = (NAME, BORN, SEX, NUMBER, PLACE)
# Levels of PLACE from which records are of one family, of one address, of one village.
CARD_LEVEL, ADDRESS_LEVEL, VILLAGE_LEVEL = 6, 5, 3


def named(name: str) -> Comparison:
    """A comparison by name. KeyError for one there is not."""
    return {one.name: one for one in ALL}[name]


def level_sql(one: Comparison) -> str:
    """SQL: the level of a pair (`x_l`, `x_r`): -1 missing, 0 none, then up to full agreement."""
    cases = " ".join(f"WHEN {level.sql} THEN {len(one.levels) - n}" for n, level in enumerate(one.levels))
    return f"CASE WHEN {one.missing} THEN -1 {cases} ELSE 0 END"
