"""The limits of uploads and the rule of publishing, from dated parameters."""

from __future__ import annotations

import datetime as dt

from sepakat import catalogue

MEGABYTE = 1_000_000


def _value(name: str) -> int:
    return int(catalogue.parameter(name, dt.date.today()).value)


def most_bytes() -> int:
    """Of one upload, all its files together, as sent."""
    return _value("unggah_maks_megabita") * MEGABYTE


def most_unpacked() -> int:
    """Of one file once unpacked."""
    return _value("unggah_maks_terbuka_megabita") * MEGABYTE


def most_ratio() -> int:
    """Unpacked over packed."""
    return _value("unggah_maks_rasio")


def most_files() -> int:
    return _value("unggah_maks_berkas")


def days_kept() -> int:
    """Days that a file not taken in is kept."""
    return _value("unggah_simpan_hari")


def two_people() -> bool:
    """Whether a release is published by somebody else than who built it."""
    return _value("terbit_dua_orang") == 1


def minimum_cell() -> int:
    """Counts above 0 and below this are not shown to the public."""
    return _value("sel_minimum_registri")
