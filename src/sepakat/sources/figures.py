"""SQL that figures' adapters share: from what a file says of series, definition and status to the catalogue's ids."""

from __future__ import annotations

from functools import lru_cache

from sepakat.catalogue.published import figure_series
from sepakat.core.duck import literal
from sepakat.core.text import Text
from sepakat.sources.fields import teks
from sepakat.sources.model import Field

STATUSES = {
    "tetap": "tetap", "final": "tetap", "sementara": "sementara", "angka sementara": "sementara", "*": "sementara",
    "sangat sementara": "sangat sementara", "angka sangat sementara": "sangat sementara", "**": "sangat sementara",
    "revisi": "revisi", "diperbaiki": "revisi", "angka diperbaiki": "revisi", "r": "revisi",
    "perkiraan": "perkiraan", "proyeksi": "perkiraan", "estimasi": "perkiraan", "e": "perkiraan",
}  # fmt: skip
REGION = teks("_kode", ("kode_wilayah", "kode"), needed=True, label=Text("Kode wilayah", "Region code"))
PERIOD = teks("_waktu", ("periode", "tahun", "waktu"), needed=True, label=Text("Periode", "Period"))
STATUS = teks("_status", ("status", "status_angka"), label=Text("Status angka", "Status of the figure"))
VALUE = Field("nilai", ("nilai", "angka"), "desimal", needed=True, label=Text("Nilai", "Value"))


def told(to: str, names: tuple[str, ...], label: Text) -> Field:
    """A text that every row must hold: who says so, by which formula."""
    return Field(to, names, "teks", needed=True, filled=True, label=label)


def status_sql() -> str:
    """SQL of the status of a figure; NULL for another word, or none."""
    pairs = " ".join(f"WHEN {literal(said)} THEN {literal(word)}" for said, word in STATUSES.items())
    return f"CASE lower(trim(_status)) {pairs} END"


@lru_cache(maxsize=1)
def series_sql() -> str:
    """SQL of the series' id as typed, where the catalogue has it."""
    known = ", ".join(literal(name) for name in figure_series())
    return f"CASE WHEN lower(trim(_seri)) IN ({known}) THEN lower(trim(_seri)) END"


@lru_cache(maxsize=1)
def definition_sql() -> str:
    """SQL of the definition: the one that the file names if the series has it, else the only one of that year.

    It reads `seri` and `periode`, computed before it. NULL where two definitions are published for the year and none is
    named.
    """
    year = "CAST(left(periode, 4) AS INTEGER)"
    whens = []
    for one in figure_series().values():
        named = ", ".join(literal(name) for name in one.definitions)
        holds = {
            d.id: " AND ".join(
                [
                    *([f"{year} >= {d.since}"] if d.since is not None else []),
                    *([f"{year} <= {d.until}"] if d.until is not None else []),
                ]
            )
            or "TRUE"
            for d in one.definitions.values()
        }
        count = " + ".join(f"CASE WHEN {test} THEN 1 ELSE 0 END" for test in holds.values())
        pick = " ".join(f"WHEN {test} THEN {literal(name)}" for name, test in holds.items())
        only = f"CASE WHEN ({count}) = 1 THEN CASE {pick} END END"
        chosen = (
            f"WHEN lower(trim(_definisi)) IN ({named}) THEN lower(trim(_definisi)) WHEN _definisi IS NULL THEN {only}"
        )
        whens.append(f"WHEN {literal(one.id)} THEN CASE {chosen} END")
    return f"CASE seri {' '.join(whens)} END"


@lru_cache(maxsize=2)
def of_series(what: str) -> str:
    """SQL of a fact of the catalogue by series (`seri`, computed before it): `unit` or `source`."""
    pairs = " ".join(f"WHEN {literal(s.id)} THEN {literal(getattr(s, what))}" for s in figure_series().values())
    return f"CASE seri {pairs} END"
