"""Who is due which programme, for everyone as figures; families by name, behind a door.

`due_for`, `reasons_for` and `backtest` give protected figures to anyone; `programme_frame` is for rooms that count, and
its rows reach no page. All about single families takes a `core.grants.Grant` and gives nothing outside its regions:
rows of other regions are dropped before anything is compared, so that "elsewhere" and "nowhere" are one answer, found
with the same work. Who may hold a grant is decided in `access/`; names come from the vault, which records each read.
"""

from sepakat.targeting.counts import due_for, reasons_for
from sepakat.targeting.eligibility import programme_frame, reason_words
from sepakat.targeting.family import Family, Member, family, reveal
from sepakat.targeting.lookup import Found, clean_niks, find, unknown_family
from sepakat.targeting.subjects import subject_of_nik, subjects, subjects_of_entries
from sepakat.targeting.trying import backtest
from sepakat.targeting.waiting import waiting_list

__all__ = [
    "Family",
    "Found",
    "Member",
    "backtest",
    "clean_niks",
    "due_for",
    "family",
    "find",
    "programme_frame",
    "reason_words",
    "reasons_for",
    "reveal",
    "subject_of_nik",
    "subjects",
    "subjects_of_entries",
    "unknown_family",
    "waiting_list",
]
