"""Families by name, behind a door: look-ups, the page of one family, and lists of names.

Everything here takes a `core.grants.Grant` and gives nothing outside its regions: rows of other regions are dropped
before anything is compared, so that "elsewhere" and "nowhere" are one answer, found with the same work. Who may hold a
grant is decided in `access/`; names are read from the vault, which records each read.
"""

from sepakat.targeting.family import Family, Member, family, reveal
from sepakat.targeting.lookup import Found, clean_niks, find, masked, unknown_family
from sepakat.targeting.subjects import subject_of_nik, subjects

__all__ = [
    "Family",
    "Found",
    "Member",
    "clean_niks",
    "family",
    "find",
    "masked",
    "reveal",
    "subject_of_nik",
    "subjects",
    "unknown_family",
]
