"""P3KE: families of deciles 1 to 4 with their members, in words, Kemendagri codes; `,`, UTF-8 with a BOM."""

from __future__ import annotations

import numpy as np

from sepakat import regions
from sepakat.sample import columns, noise
from sepakat.sample.people import People, ages
from sepakat.sample.sink import Sink

FAMILY_FILE, PERSON_FILE = "p3ke_keluarga.csv", "p3ke_individu.csv"
THEN = int(np.datetime64("2021-07-31").astype(int))
# Shares: NIK that slip (of heads, of members), families under another village, names spelt otherwise, NIK that matched.
HEAD_NIK: noise.Slips = {"missing": 0.05, "wrong": 0.012, "twin": 0.002}
NIK: noise.Slips = {"missing": 0.06, "wrong": 0.012, "twin": 0.002}
MOVED, HEAD_SPELT, SPELT, MATCHED = 0.01, 0.09, 0.08, 0.98
YES = ["Tidak", "Ya"]
_SEX = ["", "Laki-laki", "Perempuan"]
_MARRIED = ["", "Belum kawin", "Kawin", "Cerai hidup", "Cerai mati"]
_RELATION = ["", "Kepala keluarga", "Istri/suami", "Anak", "Menantu", "Cucu", "Orang tua/mertua", "Pembantu", "Lainnya"]
_SCHOOL = [
    "Tidak tamat SD",
    "Tamat SD/sederajat",
    "Tamat SMP/sederajat",
    "Tamat SMA/sederajat",
    "Diploma",
    "Sarjana",
    "Pascasarjana",
    "Pascasarjana",
]
_JOBS = [
    "Tidak/belum bekerja",
    "Petani",
    "Nelayan",
    "Pedagang",
    "Buruh/karyawan swasta",
    "PNS/TNI/Polri",
    "Wiraswasta",
    "Pekerja lepas",
    "Lainnya",
]
_TENURE = ["", "Milik Sendiri", "Kontrak/Sewa", "Bebas Sewa", "Dinas", "Lainnya"]
_ROOF = ["", "Beton", "Genteng", "Seng", "Asbes", "Bambu", "Kayu/Sirap", "Jerami/Ijuk/Rumbia", "Lainnya"]
_WALL = ["", "Tembok", "Tembok", "Kayu/Papan", "Bambu", "Kayu/Papan", "Bambu", "Lainnya"]
_FLOOR = [
    "",
    "Keramik/Granit/Marmer",
    "Keramik/Granit/Marmer",
    "Parket/Vinil/Karpet",
    "Ubin/Tegel/Teraso",
    "Kayu/Papan",
    "Semen",
    "Bambu",
    "Tanah",
    "Lainnya",
]
_WATER = [
    "",
    "Air Kemasan/Isi Ulang",
    "Air Kemasan/Isi Ulang",
    "Ledeng/PAM",
    "Sumur Bor",
    "Sumur Terlindung",
    "Sumur Tidak Terlindung",
    "Sumur Terlindung",
    "Air Permukaan",
    "Air Permukaan",
    "Air Hujan",
    "Lainnya",
]
_FUEL = ["Lainnya", *["Listrik/Gas"] * 6, "Minyak Tanah", "Arang/Kayu", "Arang/Kayu", "Arang/Kayu", "Lainnya"]
_LIGHT = [
    "Listrik Pribadi s/d 900 Watt",
    "Listrik Pribadi > 900 Watt",
    "Listrik Bersama",
    "Genset/solar cell",
    "Non-Listrik",
]
_TOILET = ["Ya, dengan Septic Tank", "Ya, tanpa Septic Tank", "Tidak, Jamban Umum/Bersama", "Lainnya"]


def write(people: People, sink: Sink) -> None:
    """Append one block. Fills fam: p3_row, p3_desil; per: p3_row (0: not in it)."""
    rng = people.rng("p3ke")
    fam, n = people.fam, people.families
    score = fam["ratio"] + 0.75 * (fam["official_score"] - fam["ratio"]) + 0.14 * rng.normal(0, 1, n)
    decile = np.searchsorted(np.array(people.cuts["official"]), score, side="right") + 1
    inside = (decile <= 4) & (rng.random(n) < 0.93)
    rows = np.nonzero(inside)[0]
    first = sink.take("p3ke", len(rows))
    ids = np.zeros(n, np.int64)
    ids[rows] = first + np.arange(len(rows))
    fam["p3_desil"] = np.where(inside, decile, 0)
    _families(people, rng, sink, rows, ids, decile)
    _persons(people, rng, sink, inside, ids)


def _jobs(people: People, rows: np.ndarray) -> np.ndarray:
    per = people.per
    field, status = per["lapangan"][rows], per["status"][rows]
    works = per["bekerja"][rows]
    return np.select(
        [
            ~works,
            field == 4,
            field <= 6,
            status == 5,
            status == 4,
            field == 12,
            np.isin(status, (1, 2, 3)),
            np.isin(status, (6, 7)),
        ],
        [np.full(len(rows), code) for code in (0, 2, 1, 5, 4, 3, 6, 7)],
        8,
    )


def _families(
    people: People, rng: np.random.Generator, sink: Sink, rows: np.ndarray, ids: np.ndarray, decile: np.ndarray
) -> None:
    fam, per, k = people.fam, people.per, len(rows)
    tree = regions.load()
    villages = people.block.villages
    at = fam["village"][rows]
    stray = rng.random(k) < MOVED
    at = np.where(stray, rng.integers(0, len(villages), k), at)
    head = fam["head"][rows]
    number = noise.slip_niks(rng, per["nik"], **HEAD_NIK)[head]
    get = lambda name: fam[name][rows].astype(int)  # noqa: E731
    yes = lambda has: columns.text(YES, has.astype(int))  # noqa: E731
    power, light = get("R307B1"), get("R307A")
    lamp = np.select([light == 4, light == 3, light == 2, power >= 3], [np.full(k, code) for code in (4, 3, 2, 1)], 0)
    toilet = np.select(
        [(get("R309A") <= 1) & np.isin(get("R310"), (1, 2)), get("R309A") == 1, get("R309A") <= 4],
        [np.full(k, code) for code in (0, 1, 2)],
        3,
    )
    region = lambda cut: columns.text([tree.name(v.code[:cut]) for v in villages], at)  # noqa: E731
    row: dict[str, object] = {
        "id_keluarga_P3KE": columns.joined("P", columns.padded(ids[rows], 10)),
        "provinsi": region(2),
        "kabupaten_kota": region(5),
        "kecamatan": region(8),
        "desa_kelurahan": region(13),
        "kode_kemdagri": columns.text([v.code.replace(".", "") for v in villages], at),
        "desil_kesejahteraan": decile[rows],
        "alamat": fam["alamat"][rows],
        "kepala_keluarga": noise.vary_names(rng, per["nama"][head], HEAD_SPELT),
        "nik": columns.long_number(number),
        "padan_dukcapil": yes((number == per["nik"][head]) & (rng.random(k) < MATCHED)),
        "jenis_kelamin": columns.text(_SEX, per["sex"][head]),
        "tanggal_lahir": columns.date(per["birth"][head]),
        "pekerjaan": columns.text(_JOBS, _jobs(people, head)),
        "pendidikan": columns.text(_SCHOOL, per["tamat"][head]),
        "kepemilikan_rumah": columns.text(_TENURE, get("R301A")),
        "memiliki_simpananuang_perhiasan_ternak_lainnya": yes(
            (get("R502G") == 1) | (get("R506") < 4) | (get("R504A") > 0)
        ),
        "jenis_atap": columns.text(_ROOF, get("R305")),
        "jenis_dinding": columns.text(_WALL, get("R304")),
        "jenis_lantai": columns.text(_FLOOR, get("R303")),
        "sumber_penerangan": columns.text(_LIGHT, lamp),
        "bahan_bakar_memasak": columns.text(_FUEL, get("R308")),
        "sumber_air_minum": columns.text(_WATER, get("R306A")),
        "memiliki_fasilitas_buang_air_besar": columns.text(_TOILET, toilet),
        "penerima_bpnt": yes(get("R501A") == 1),
        "penerima_bpum": yes(rng.random(k) < 0.06),
        "penerima_bst": yes(rng.random(k) < 0.08),
        "penerima_pkh": yes(get("R501B") == 1),
        "penerima_sembako": yes(get("R501A") == 1),
        "resiko_stunting": yes((get("pkh_balita") + get("pkh_hamil") > 0) & (rng.random(k) < 0.6)),
    }
    first = sink.csv(FAMILY_FILE, columns.table(row), delimiter=",", quoted=True, bom=True)
    fam["p3_row"] = np.zeros(people.families, np.int64)
    fam["p3_row"][rows] = first + np.arange(k)


def _persons(people: People, rng: np.random.Generator, sink: Sink, inside: np.ndarray, ids: np.ndarray) -> None:
    per, fam = people.per, people.fam
    kept = inside[per["fam"]] & (per["birth"] < THEN) & ~((per["presence"] == 2) & (rng.random(people.persons) < 0.4))
    kept &= rng.random(people.persons) > 0.02
    rows = np.nonzero(kept)[0]
    number = noise.slip_niks(rng, per["nik"], **NIK)[rows]
    age = ages(per["birth"][rows], THEN)
    who = per["fam"][rows]
    head = np.cumsum(np.r_[0, np.diff(who) != 0]) if len(who) else who
    serial = np.arange(len(rows)) - np.searchsorted(head, head) + 1 if len(rows) else rows
    row: dict[str, object] = {
        "id_keluarga_P3KE": columns.joined("P", columns.padded(ids[who], 10)),
        "id_individu": columns.joined("P", columns.padded(ids[who], 10), "-", columns.padded(serial, 2)),
        "nama": noise.vary_names(rng, per["nama"][rows], SPELT),
        "nik": columns.long_number(number),
        "padan_dukcapil": columns.text(YES, (number == per["nik"][rows]).astype(int)),
        "jenis_kelamin": columns.text(_SEX, per["sex"][rows]),
        "hubungan_dengan_kepala_keluarga": columns.text(_RELATION, per["hub"][rows]),
        "tanggal_lahir": columns.date(noise.slip_dates(rng, per["birth"], 0.02)[rows]),
        "status_kawin": columns.text(_MARRIED, np.where(age < 17, 1, per["kawin"][rows])),
        "pekerjaan": columns.text(_JOBS, _jobs(people, rows)),
        "pendidikan": columns.text(_SCHOOL, per["tamat"][rows]),
    }
    spans = (
        (0, 6, "usia_dibawah_7"),
        (7, 12, "usia_7_sd_12"),
        (13, 15, "usia_13_sd_15"),
        (16, 18, "usia_16_sd_18"),
        (19, 21, "usia_19_sd_21"),
        (22, 59, "usia_22_sd_59"),
        (60, 200, "usia_60_keatas"),
    )
    for low, high, name in spans:
        row[name] = columns.text(YES, ((age >= low) & (age <= high)).astype(int))
    row["persentil"] = fam["p3_desil"][who] * 10 - rng.integers(0, 10, len(rows))
    row["kepesertaan_dtks"] = columns.text(YES, (fam["dk_row"][who] > 0).astype(int))
    first = sink.csv(PERSON_FILE, columns.table(row), delimiter=",", quoted=True, bom=True)
    per["p3_row"] = np.zeros(people.persons, np.int64)
    per["p3_row"][rows] = first + np.arange(len(rows))
