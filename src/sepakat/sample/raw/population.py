"""Population by civil registration: everyone on a card of the village, those who live elsewhere too."""

from __future__ import annotations

import numpy as np

from sepakat.sample import columns
from sepakat.sample.people import People
from sepakat.sample.sink import Sink

FILE = "dukcapil_penduduk.csv"
PERIOD = "2022-S2"
AGES = (
    ("umur_0_4", 0, 4), ("umur_5_6", 5, 6), ("umur_7_12", 7, 12), ("umur_13_15", 13, 15), ("umur_16_18", 16, 18),
    ("umur_19_24", 19, 24), ("umur_25_59", 25, 59), ("umur_60_atas", 60, 200),
)  # fmt: skip


def write(people: People, sink: Sink) -> None:
    """Append the block's villages."""
    per, villages = people.per, people.block.villages
    at = people.fam["village"][per["fam"]]

    def count(which: np.ndarray) -> np.ndarray:
        return np.bincount(at[which], minlength=len(villages))

    due = per["age"] >= 17
    recorded = due & (people.rng("dukcapil").random(people.persons) < 0.955)
    table = {
        "kode_desa": columns.text([v.code.replace(".", "") for v in villages], np.arange(len(villages))),
        "periode": columns.text([PERIOD], np.zeros(len(villages), int)),
        "laki_laki": count(per["sex"] == 1),
        "perempuan": count(per["sex"] == 2),
        "jumlah": count(np.ones(people.persons, bool)),
        "kartu_keluarga": np.bincount(people.fam["village"], minlength=len(villages)),
        **{name: count((per["age"] >= low) & (per["age"] <= high)) for name, low, high in AGES},
        "wajib_ktp": count(due),
        "rekam_ktp": count(recorded),
    }
    sink.csv(FILE, columns.table(table))
