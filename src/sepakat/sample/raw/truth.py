"""`truth/`: who is who and who is poor, to score matching and targeting. The product never reads it.

people: one row per person, the true numbers and name, and the row where each file has them (0: not in it).
families: one row per family, true expenditure, decile, entitlements, and what the lists say.
links: one row per entry: person, registry, file row, and what is wrong with the entry.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from sepakat.sample import columns
from sepakat.sample.people import People
from sepakat.sample.sink import Sink

FILES = ("people", "families", "links")
REGISTRIES = {
    "regsosek2022k": "rs_row",
    "dtsen_extract": "dt_row",
    "dtks_bdt": "dk_row",
    "p3ke": "p3_row",
    "pip": "pip_row",
    "jkn": "jkn_row",
}


def write(people: People, sink: Sink) -> None:
    """Spool the truth of one block; needs every other file to have been written."""
    fam, per = people.fam, people.per
    base = int(people.plan.province) * 10_000_000_000
    first_family = base + sink.take("truth_keluarga_" + people.plan.province, people.families)
    first_person = base + sink.take("truth_orang_" + people.plan.province, people.persons + len(people.babies["fam"]))
    family_id = first_family + np.arange(people.families)
    person_id = first_person + np.arange(people.persons)
    baby_id = first_person + people.persons + np.arange(len(people.babies["fam"]))
    codes = [v.code for v in people.block.villages]
    households = base + sink.take("truth_rumah_" + people.plan.province, int(fam["household"][-1]) + 1)
    split = np.zeros(people.families, np.int64)
    split[people.split_rows["fam"]] = people.split_rows["row"]
    head_line = {
        "family_true_id": family_id,
        "household_true_id": households + fam["household"],
        "regsosek_key": fam["key"],
        "village_code": columns.text(codes, fam["village"]),
        "urban": fam["urban"],
        "members": fam["members"].astype(np.int32),
        "no_kk_true": columns.long_number(fam["kk"]),
        "pengeluaran_kapita": fam["pc"],
        "garis_kemiskinan": fam["line"].astype(float),
        "poor": fam["poor"],
        "desil_true": fam["decile"].astype(np.int8),
        "desil_resmi": fam["official"].astype(np.int8),
        "persentil_dtks": fam["old_percentile"].astype(np.int8),
        "welfare": fam["welfare"].round(5),
        "layak_pkh": fam["layak_pkh"],
        "layak_sembako": fam["layak_sembako"],
        "penerima_pkh": fam["pkh"],
        "penerima_sembako": fam["sembako"],
        "sanitasi_layak": fam["sanitation"],
        "air_layak": fam["water"],
        "cacat": fam["cacat"],
        "dtsen_row": fam["dt_row"],
        "dtsen_pecah_row": split,  # row of the young couple's own card, split off since
        "dtks_row": fam["dk_row"],
        "p3ke_row": fam["p3_row"],
        "pkh_row": fam["pkh_row"],
        "sembako_row": fam["sembako_row"],
        "susenas_urut": fam["ss_urut"],
        "sakernas_key": fam["sk_kunci"],
    }
    sink.spool("families", columns.table(head_line))
    zero = np.zeros(len(baby_id), np.int64)
    both = lambda a, b: np.concatenate([a, b])  # noqa: E731
    everyone = {
        "person_true_id": both(person_id, baby_id),
        "family_true_id": both(family_id[per["fam"]], family_id[people.babies["fam"]]),
        "nik_true": columns.long_number(both(per["nik"], people.babies["nik"])),
        "nama_true": both(per["nama"], people.babies["nama"]),
        "jenis_kelamin": both(per["sex"], people.babies["sex"]).astype(np.int8),
        "tanggal_lahir": pa.array(both(per["birth"], people.babies["birth"]).astype(np.int32), pa.date32()),
        "keberadaan": both(per["presence"], np.ones(len(baby_id), np.int16)).astype(np.int8),
        "segmen_jkn": both(per["segmen"], zero).astype(np.int8),
        "no_urut": both(per["urut"], zero).astype(np.int16),
        "regsosek_row": both(per["rs_row"], zero),
        "dtsen_row": both(per["dt_row"], people.babies["row"]),
        "dtks_row": both(per["dk_row"], zero),
        "p3ke_row": both(per["p3_row"], zero),
        "pip_row": both(per["pip_row"], zero),
        "jkn_row": both(per["jkn_row"], zero),
    }
    sink.spool("people", columns.table(everyone))
    numbers = {"regsosek2022k": "rs_nik", "dtsen_extract": "dt_nik", "dtks_bdt": "dk_nik"}
    parts = []
    for registry, column in REGISTRIES.items():
        rows = np.nonzero(per[column] > 0)[0]
        held = per[numbers[registry]][rows] if registry in numbers else None
        parts.append(
            _links(registry, person_id[rows], family_id[per["fam"][rows]], per[column][rows], held, per["nik"][rows])
        )
    born = people.babies
    parts.append(_links("dtsen_extract", baby_id, family_id[born["fam"]], born["row"], None, born["nik"]))
    sink.spool("links", pa.concat_tables(parts))


def _links(
    registry: str, person: np.ndarray, family: np.ndarray, row: np.ndarray, held: np.ndarray | None, true: np.ndarray
) -> pa.Table:
    """nik: sama, kosong, salah, or unknown (null) where the file's number was not kept."""
    words = ["sama", "kosong", "salah"]
    state = np.full(len(person), -1) if held is None else np.select([held == true, held == 0], [0, 1], 2)
    return columns.table(
        {
            "person_true_id": person.astype(np.int64),
            "family_true_id": family.astype(np.int64),
            "registry": columns.text([registry], np.zeros(len(person), int)),
            "file_row": row.astype(np.int64),
            "nik": columns.text(words, state),
        }
    )
