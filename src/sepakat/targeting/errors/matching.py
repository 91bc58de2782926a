"""How well the recipient list was matched to families: what is known of it, and what is not.

The exact match by keyed numbers leaves entries without a family: those are counted, and each stands for a unit that has
the programme and looks as if it had not. How often a match names the wrong family is unknown until a matching run with
a measured precision is there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sepakat.core import duck
from sepakat.core.text import Text, number
from sepakat.targeting.errors.entries import entries_sql
from sepakat.targeting.errors.linked import Linked
from sepakat.targeting.errors.units import Units


@dataclass(frozen=True)
class Matched:
    """entries of the list in the area, and those that matched nobody. linked: the latest matching run, whose precision,
    where it was measured, is taken for that of the exact match of the list too (which is surely no worse)."""

    entries: int
    unmatched: int
    linked: Linked | None = None

    @property
    def missed(self) -> float:
        """Share of entries that matched nobody, 0 to below 1."""
        return min(self.unmatched / self.entries, 0.99) if self.entries else 0.0

    def drawn_precision(self, rng: np.random.Generator) -> float:
        if self.linked is None or self.linked.precision is None:
            return 1.0
        return float(np.clip(rng.normal(self.linked.precision, self.linked.spread), 0.5, 1.0))

    @property
    def words(self) -> Text:
        """What a page says of it."""
        told = Text(
            f"Daftar penerima memuat {number(self.entries, 0, 'id')} baris di provinsi ini; "
            f"{number(self.unmatched, 0, 'id')} tidak cocok dengan siapa pun dan ikut dalam selang.",
            f"The recipient list has {number(self.entries, 0, 'en')} entries in the province; "
            f"{number(self.unmatched, 0, 'en')} match nobody and are part of the interval.",
        )
        linked = self.linked
        if linked is None:
            more = Text(
                "Belum ada pencocokan antarregistri: anggota registri dikenali dari NIK yang persis sama, dan "
                "kelengkapan serta kecermatannya tidak diketahui.",
                "There is no matching run: members of registries are known by the very same NIK, and how complete and "
                "precise that is, is unknown.",
            )
        elif linked.precision is None or linked.recall is None:
            more = Text(
                f"Anggota registri dari pencocokan {linked.run}, yang kecermatan dan kelengkapannya belum diukur.",
                f"Members of registries by matching run {linked.run}, whose precision and recall are not measured.",
            )
        else:
            p, r = 100 * linked.precision, 100 * linked.recall
            more = Text(
                f"Anggota registri dari pencocokan {linked.run}: kecermatan {number(p, 1, 'id')} persen, kelengkapan "
                f"{number(r, 1, 'id')} persen; kecermatan itu ikut dalam selang.",
                f"Members of registries by matching run {linked.run}: precision {number(p, 1, 'en')} percent, recall "
                f"{number(r, 1, 'en')} percent; that precision is part of the interval.",
            )
        return Text(f"{told.id} {more.id}", f"{told.en} {more.en}")


def matched(units: Units, linked: Linked | None = None) -> Matched:
    """Entries and unmatched entries of the programme's list in the units' area. linked: the latest run."""
    entries = entries_sql(units.release, units.programme, units.area)
    if entries is None:
        return Matched(0, 0, linked)
    con = duck.connect(allowed=[units.release.path])
    try:
        found = con.sql(f"SELECT count(*), count_if(family_id IS NULL) FROM ({entries})").fetchall()[0]
    finally:
        con.close()
    return Matched(int(found[0]), int(found[1]), linked)
