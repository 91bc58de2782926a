"""DTSEN extract: the later snapshot (cut-off 30 June 2025), family and member files.

`,`, UTF-8, Kemendagri codes in four columns, counts of assets, the official decile. Since Regsosek children were born,
people died or moved, cards were renewed, and married children got a card of their own (`pecah`).
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pyarrow as pa

from sepakat import regions
from sepakat.sample import columns, nik, noise
from sepakat.sample.culture import mix
from sepakat.sample.families import CHILD, DIED, GRANDCHILD, HEAD, INLAW, MARRIED, SPOUSE
from sepakat.sample.people import NA, People
from sepakat.sample.sink import Sink

FAMILY_FILE, MEMBER_FILE = "dtsen_keluarga.csv", "dtsen_anggota.csv"
CUT_OFF = np.datetime64("2025-06-30")
CUT_OFF_DAY = int(CUT_OFF.astype(int))
_DIFFICULTIES = (
    "penglihatan",
    "pendengaran",
    "berjalan_atau_naik_tangga",
    "menggunakan_tangan_jari",
    "belajar_kemampuan_intelektual",
    "pengendalian_perilaku",
    "berbicara_komunikasi",
    "mengurus_diri",
    "mengingat_berkonsentrasi",
)
# Letter of 502 → end of the asset's column, which holds a number of units.
_ASSETS = {
    "A": "tabung_gas",
    "B": "lemari_es",
    "C": "ac",
    "D": "pemanas_air",
    "E": "telepon_rumah",
    "F": "tv_datar",
    "G": "emas_perhiasan",
    "H": "komputer_laptop_tablet",
    "I": "sepeda_motor",
    "J": "sepeda",
    "K": "mobil",
    "L": "perahu",
    "M": "kapal_perahu_motor",
    "N": "smartphone",
}


def write(people: People, sink: Sink) -> None:
    """Append one block. Fills per: dt_row (file row or 0), dt_kk; fam: dt_row, kk25; people.babies (see `_babies`)."""
    rng = people.rng("dtsen")
    fam, per, n = people.fam, people.per, people.families
    home = np.array([int(v.code[:8].replace(".", "")) for v in people.block.villages], np.int64)[fam["village"]]
    renewed = rng.random(n) < 0.07
    fresh = nik.card_numbers(people, rng, home, np.datetime64("2022-12-01"), np.datetime64("2024-06-30"))
    fam["kk25"] = np.where(renewed, fresh, fam["kk"])
    listed = rng.random(n) < 0.975
    # A married child in the house with a spouse and children may have a card of their own by now.
    own_card = nik.card_numbers(people, rng, home, np.datetime64("2024-07-01"), np.datetime64("2025-06-01"))
    inlaw = people.count(per["hub"] == INLAW) > 0
    splits = inlaw & (rng.random(n) < 0.3)
    young = splits[per["fam"]] & np.isin(per["hub"], (INLAW, GRANDCHILD))
    young |= splits[per["fam"]] & (per["hub"] == CHILD) & (per["kawin"] == MARRIED)
    fam["pecah"] = splits
    per["dt_kk"] = np.where(young, own_card[per["fam"]], fam["kk25"][per["fam"]])
    relation = np.where(
        young & np.isin(per["hub"], (CHILD, INLAW)), np.where(per["sex"] == 1, HEAD, SPOUSE), per["hub"]
    )
    per["dt_hub"] = np.where(young & (per["hub"] == GRANDCHILD), CHILD, relation).astype(np.int16)
    fate = _fate(people, rng)
    per["dt_aktif"] = fate == "aktif"
    kept = listed[per["fam"]] & (fate != "keluar") & (rng.random(people.persons) > 0.006)
    member = _members(people, rng, fate)
    rows = np.nonzero(kept)[0]
    first = sink.csv(MEMBER_FILE, member.take(pa.array(rows)), delimiter=",", quoted=True)
    per["dt_row"] = np.zeros(people.persons, np.int64)
    per["dt_row"][rows] = first + np.arange(len(rows))
    _babies(people, rng, sink, listed, member.column_names)
    _write_families(people, rng, sink, listed, splits & listed, own_card)


def _fate(people: People, rng: np.random.Generator) -> np.ndarray:
    """What the registry says of each person: aktif, meninggal (assessed dead), nonaktif, or keluar (not in it)."""
    per, n = people.per, people.persons
    dies = rng.random(n) < np.interp(per["age"], [0, 40, 60, 75, 90], [0.004, 0.006, 0.03, 0.13, 0.4])
    per["dies"] = dies & per["here"]
    dead = per["dies"] | (per["presence"] == DIED)
    seen = rng.random(n)
    fate = np.full(n, "aktif", dtype=object)
    fate[dead & (seen < 0.5)] = "meninggal"
    fate[dead & (seen >= 0.5) & (seen < 0.72)] = "nonaktif"
    fate[~dead & (seen < 0.006)] = "nonaktif"
    fate[np.isin(per["presence"], (3, 4, 6)) & (seen < 0.8)] = "keluar"
    return fate


def _members(people: People, rng: np.random.Generator, fate: np.ndarray) -> pa.Table:
    per, fam, n = people.per, people.fam, people.persons
    number = noise.slip_niks(rng, per["nik"], missing=0.006, wrong=0.006, twin=0.001)
    per["dt_nik"] = number
    per["dt_nama"] = noise.vary_names(rng, per["nama"], 0.03)
    severity = np.stack([per["sulit_" + x] for x in "abcdefghi"]).astype(int)
    worst = np.where(severity < 0, 4, severity).min(axis=0)
    level = np.select([worst == 1, worst == 2], [0, 1], NA)
    now = (CUT_OFF_DAY - per["birth"]) // 365.25
    status = {"aktif": 0, "meninggal": 1, "nonaktif": 2, "keluar": 0}
    at_school = np.where((per["sekolah"] == 2) & (now > 19) & (per["tingkat"] <= 3), 3, per["sekolah"])
    worked = np.where(now >= 5, np.where(per["bekerja"], 1, 2), NA)
    own = per["bekerja"] & np.isin(per["status"], (1, 2, 3))
    row: dict[str, object] = {
        "nik": columns.long_number(number),
        "no_kk": columns.long_number(per["dt_kk"]),
        "nama": per["dt_nama"],
        "tempat_lahir": _birthplaces(people),
        "tanggal_lahir": columns.date(noise.slip_dates(rng, per["birth"], 0.006)),
        "id_jenis_kelamin": per["sex"],
        "id_hub_kepala_keluarga": per["dt_hub"],
        "id_disabilitas": columns.text([""], np.full(n, NA)),
        "tingkat_disabilitas": columns.text(["BERAT", "SEDANG"], level),
        "pbi": np.isin(per["segmen"], (1, 2)).astype(np.int16),
        "id_status_perkawinan": per["kawin"],
        "id_partisipasi_sekolah": at_school,
        "id_jenjang_pendidikan_dukcapil": per["jenjang"],
        "membantu_bekerja": worked,
        "id_lapangan_usaha_dari_usaha_utama": np.where(own, per["lapangan"], NA),
        "id_status_kedudukan_pekerjaan_utama": per["status"],
        "id_kepemilikan_izin_usaha": np.where(own, np.where(rng.random(n) < 0.05, 1, 2), NA),
        "jumlah_jenis_usaha": np.where(own, 1, NA),
        "id_pekerjaan_utama": per["lapangan"],
        "id_pendapatan": columns.text([""], np.full(n, NA)),
        "jumlah_pekerja_dibayar": np.where(own, np.where(per["status"] == 3, 2, 0), NA),
        "jumlah_pekerja_tidak_dibayar": np.where(own, np.where(per["status"] == 2, 1, 0), NA),
        "id_omset_usaha_utama": np.where(own, np.where(people.of_family("welfare") > 1, 2, 1), NA),
        "id_kondisi_gizi": np.where(now <= 4, per["gizi"], NA),
    }
    row |= {"id_" + name: per["sulit_" + letter] for name, letter in zip(_DIFFICULTIES, "abcdefghi", strict=True)}
    row["id_kesedihan_depresi"] = per["sedih"]
    row["id_penyakit_menahun"] = per["sakit"]
    words = ["DTSEN AKTIF", "DTSEN AKTIF - ASESMEN MENINGGAL", "DTSEN NONAKTIF"]
    row["status_dtsen"] = columns.text(words, np.array([status[f] for f in fate]))
    row["cut_off"] = columns.text([str(CUT_OFF)], np.zeros(n, int))
    row["desil_nasional"] = fam["official"][per["fam"]]
    extreme = fam["official_score"] < np.log(0.72)
    row["kemiskinan_ekstrem"] = extreme[per["fam"]].astype(np.int16)
    return columns.table(row)


@cache
def _regencies() -> tuple[list[str], dict[int, int]]:
    """Names of the regencies as birthplaces, and the row of each by its four digits."""
    tree = regions.load()
    codes = tree.codes("kabupaten")
    names = [tree.name(c).removeprefix("Kabupaten ").removeprefix("Kota ").upper() for c in codes]
    return names, {int(c.replace(".", "")): i for i, c in enumerate(codes)}


def _birthplaces(people: People) -> pa.Array:
    names, row = _regencies()
    return columns.text(names, np.array([row.get(c, NA) for c in (people.per["lahir_di"] // 100).tolist()]))


def _babies(
    people: People, rng: np.random.Generator, sink: Sink, listed: np.ndarray, columns_of_members: list[str]
) -> None:
    """Children born since: rows that Regsosek does not have. Kept in people.fam["bayi"] (bool) and people.babies."""
    fam, per = people.fam, people.per
    rows = np.nonzero(per["here"] & (per["sex"] == 2) & (per["kawin"] == MARRIED) & np.isin(per["hub"], (1, 2, 3, 4)))[
        0
    ]
    chance = np.interp(per["age"][rows], [17, 20, 30, 38, 43], [0.2, 0.3, 0.24, 0.1, 0.0])
    mothers = rows[(rng.random(len(rows)) < chance * 0.55) & listed[per["fam"][rows]]]
    n = len(mothers)
    birth = CUT_OFF_DAY - rng.integers(20, 930, n)
    sex = np.where(rng.random(n) < 0.512, 1, 2).astype(np.int16)
    found, _ = mix(people.plan.province, people.block.regency)
    group = fam["culture"][per["fam"][mothers]]
    names = np.empty(n, dtype=object)
    for i, g in enumerate(group.tolist()):
        words = found[g].male if sex[i] == 1 else found[g].female
        names[i] = f"{words[rng.integers(0, len(words))]} {words[rng.integers(0, len(words))]}"
    home = np.array([int(v.code[:8].replace(".", "")) for v in people.block.villages], np.int64)
    district = home[fam["village"][per["fam"][mothers]]]
    body = district * 1_000_000 + nik.ddmmyy(birth) + np.where(sex == 2, 400_000, 0)
    number = body * 10_000 + nik.repeat_rank(body) * people.block.of + people.block.number + 1
    blank = columns.text([""], np.full(n, NA))
    row: dict[str, object] = dict.fromkeys(columns_of_members, blank)
    row |= {
        "nik": columns.long_number(np.where(rng.random(n) < 0.1, 0, number)),
        "no_kk": columns.long_number(per["dt_kk"][mothers]),
        "nama": names,
        "tempat_lahir": _birthplaces(people).take(pa.array(mothers)),
        "tanggal_lahir": columns.date(birth),
        "id_jenis_kelamin": sex,
        "id_hub_kepala_keluarga": np.where(np.isin(per["dt_hub"][mothers], (1, 2)), CHILD, GRANDCHILD),
        "pbi": np.isin(per["segmen"][mothers], (1, 2)).astype(np.int16),
        "id_status_perkawinan": np.ones(n, np.int16),
        "id_kondisi_gizi": np.where(rng.random(n) < 0.18, 2, 3),
        "id_penyakit_menahun": np.ones(n, np.int16),
        "status_dtsen": columns.text(["DTSEN AKTIF"], np.zeros(n, int)),
        "cut_off": columns.text([str(CUT_OFF)], np.zeros(n, int)),
        "desil_nasional": fam["official"][per["fam"][mothers]],
        "kemiskinan_ekstrem": (fam["official_score"] < np.log(0.72))[per["fam"][mothers]].astype(np.int16),
    }
    first = sink.csv(MEMBER_FILE, columns.table(row), delimiter=",", quoted=True)
    people.babies = {
        "fam": per["fam"][mothers],
        "birth": birth,
        "sex": sex,
        "nik": number,
        "nama": names,
        "row": first + np.arange(n),
        "kk": per["dt_kk"][mothers],
    }


def _write_families(
    people: People, rng: np.random.Generator, sink: Sink, listed: np.ndarray, splits: np.ndarray, own_card: np.ndarray
) -> None:
    fam, per = people.fam, people.per
    active = (per["dt_row"] > 0) & (people.per["dt_aktif"])
    old = np.nonzero(listed)[0]
    new = np.nonzero(splits)[0]
    rows = np.r_[old, new]
    fresh = np.r_[np.zeros(len(old), bool), np.ones(len(new), bool)]
    kk = np.where(fresh, own_card[rows], fam["kk25"][rows])
    sizes = dict(zip(*np.unique(np.r_[per["dt_kk"][active], people.babies["kk"]], return_counts=True), strict=True))
    members = np.array([sizes.get(k, 0) for k in kk.tolist()])
    codes = [v.code.replace(".", "") for v in people.block.villages]
    village = fam["village"][rows].copy()
    # A few families stand under another village of the block: the registry has not heard that they moved.
    stray = rng.random(len(rows)) < 0.008
    village = np.where(stray, rng.integers(0, len(codes), len(rows)), village)
    heads = per["dt_nama"][fam["head"][old]]
    # The head of a split-off family is the husband of its couple.
    husbands = np.nonzero(splits[per["fam"]] & (per["dt_hub"] == HEAD) & (per["dt_kk"] == own_card[per["fam"]]))[0]
    heads = np.r_[heads, per["dt_nama"][husbands]]
    get = lambda name: fam[name][rows]  # noqa: E731
    counts = {}
    for letter, name in _ASSETS.items():
        has = get("R502" + letter) == 1
        change = rng.random(len(rows))
        has = np.where(has, change > 0.04, change < 0.02) if letter != "A" else has
        several = rng.poisson(0.6 if letter == "N" else 0.25 if letter == "I" else 0.05, len(rows))
        counts["aset_bergerak_" + name] = np.where(has, 1 + several, 0)
    aid = get("pkh") * 1 + get("sembako") * 2
    row: dict[str, object] = {
        "no_kk": columns.long_number(kk),
        "kode_provinsi": columns.text([c[:2] for c in codes], village),
        "kode_kabupaten_kota": columns.text([c[:4] for c in codes], village),
        "kode_kecamatan": columns.text([c[:6] for c in codes], village),
        "kode_kelurahan_desa": columns.text(codes, village),
        "alamat": fam["alamat"][rows],
        "nama_kepala_keluarga": heads,
        "id_status_keberadaan_keluarga": np.select(
            [(d := rng.random(len(rows))) < 0.965, d < 0.985, d < 0.99], [1, 2, 3], 4
        ),
        "jumlah_anggota_keluarga": members,
        "id_status_penguasaan_bangunan": np.where(fresh, 3, get("R301A")),
        "id_lantai_terluas": get("R303"),
        "luas_lantai_bangunan": get("R302"),
        "id_dinding_terluas": get("R304"),
        "id_atap_terluas": get("R305"),
        "id_sumber_airminum": get("R306A"),
        "id_sumberpenerangan": get("R307A"),
        "id_dayapenerangan": get("R307B1"),
        "id_bb_utama": get("R308"),
        "id_fasilitas_bab": get("R309A"),
        "id_jenis_kloset": get("R309B"),
        "id_pembuangan_tinja": get("R310"),
        "kepemilikan_aset": (np.sum(list(counts.values()), axis=0) > 0).astype(np.int16),
    }
    row |= counts
    row |= {"lahan_tempat_lain": (get("R503A") == 1).astype(int), "rumah_tempat_lain": (get("R503B") == 1).astype(int)}
    row |= {
        f"jml_{name}": get("R504" + x)
        for x, name in zip("ABCDE", ("sapi", "kerbau", "kuda", "babi", "kambing_domba"), strict=True)
    }
    row["bansos"] = columns.text(["", "PKH", "SEMBAKO", "PKH|SEMBAKO"], aid)
    row["desil_nasional_keluarga"] = get("official")
    row["cut_off"] = columns.text([str(CUT_OFF)], np.zeros(len(rows), int))
    first = sink.csv(FAMILY_FILE, columns.table(row), delimiter=",", quoted=True)
    fam["dt_row"] = np.zeros(people.families, np.int64)
    fam["dt_row"][old] = first + np.arange(len(old))
    people.split_rows = {"fam": new, "row": first + len(old) + np.arange(len(new)), "kk": own_card[new]}
