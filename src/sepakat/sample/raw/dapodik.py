"""Dapodik: the schools that stand in the list of facilities (and those a level lacks), their pupils from the people.

Pupils go to the nearest school of their level. Madrasah, pesantren and packages are not in Dapodik. Some pupils have
no NIK or a wrong one, and a few who left are still listed.
"""

from __future__ import annotations

import numpy as np

from sepakat.sample import columns, noise
from sepakat.sample.people import NA, People
from sepakat.sample.schooling import ATTENDS, LEFT
from sepakat.sample.sink import Sink

SCHOOLS, PUPILS = "dapodik_sekolah.csv", "dapodik_peserta_didik.csv"
SEMESTER = "20221"  # the people are as of October 2022
# Level of 413 → kind of school, grade before its first, pupils of one class.
KINDS = {3: ("SD", 0, 28), 8: ("SMP", 6, 32), 13: ("SMA", 9, 36), 15: ("SMK", 9, 36),
         2: ("SLB", 0, 8), 7: ("SLB", 6, 8), 12: ("SLB", 9, 8)}  # fmt: skip
_KM = 111.0  # kilometres of a degree


def write(people: People, sink: Sink) -> None:
    """Append one block; needs the block's facilities and families' places (`geography.write`)."""
    rng = people.rng("dapodik")
    fam, per = people.fam, people.per
    listed = np.isin(per["jenjang"], list(KINDS)) & per["here"] & (per["age"] <= 24)
    stays = (per["sekolah"] == LEFT) & (per["age"] <= 18) & (rng.random(people.persons) < 0.05)
    rows = np.nonzero(listed & ((per["sekolah"] == ATTENDS) | stays))[0]
    if not len(rows):
        return
    kind = np.array([KINDS[int(level)][0] for level in per["jenjang"][rows]])
    schools = _schools(people, rng, sorted(set(kind.tolist())))
    home = per["fam"][rows]
    at = np.zeros(len(rows), np.int64)
    for name in sorted(set(kind.tolist())):
        mine = np.nonzero(kind == name)[0]
        choice = [i for i, school in enumerate(schools) if school[0] == name]
        points = np.array([schools[i][3:5] for i in choice])
        away = (fam["lat"][home[mine], None] - points[:, 0]) ** 2 + (fam["lon"][home[mine], None] - points[:, 1]) ** 2
        at[mine] = np.array(choice)[away.argmin(axis=1)]
    points = np.array([s[3:5] for s in schools])
    away = np.hypot(fam["lat"][home] - points[at, 0], fam["lon"][home] - points[at, 1]) * _KM
    first = sink.take("npsn", len(schools))
    numbers = [f"5{people.plan.province}{first + i:05d}"[-8:] for i in range(len(schools))]
    _write_schools(people, rng, sink, schools, numbers, np.bincount(at, minlength=len(schools)))
    _write_pupils(people, rng, sink, rows, np.array(numbers)[at], away)


def _schools(people: People, rng: np.random.Generator, wanted: list[str]) -> list[tuple[str, str, str, float, float]]:
    """The listed schools, and one in the largest village for each kind that pupils need and nobody has."""
    found = [f for f in people.facilities if f[0] in {kind for kind, *_ in KINDS.values()}]
    have = {f[0] for f in found}
    counts = np.bincount(people.fam["village"], minlength=len(people.block.villages))
    place = int(counts.argmax())
    middle = (people.fam["village"] == place).nonzero()[0]
    village = people.block.villages[place]
    lat, lon = float(people.fam["lat"][middle].mean()), float(people.fam["lon"][middle].mean())
    for kind in wanted:
        if kind not in have:
            dy, dx = rng.normal(0, 0.004, 2)
            found.append((kind, village.code, village.name, lat + dy, lon + dx))
    return found


def _write_schools(
    people: People,
    rng: np.random.Generator,
    sink: Sink,
    schools: list[tuple[str, str, str, float, float]],
    numbers: list[str],
    pupils: np.ndarray,
) -> None:
    size = {kind: per_class for kind, _, per_class in KINDS.values()}
    least = {"SD": 6, "SMP": 3, "SMA": 3, "SMK": 3, "SLB": 2}
    classes = np.array([max(least[s[0]], -(-int(n) // size[s[0]])) for s, n in zip(schools, pupils, strict=True)])
    spare = rng.integers(0, 2, len(schools))
    private = rng.random(len(schools)) < 0.22
    table = {
        "npsn": numbers,
        "nama": [f"{s[0]} {s[2]} (data contoh)" for s in schools],
        "bentuk_pendidikan": [s[0] for s in schools],
        "status_sekolah": ["Swasta" if p else "Negeri" for p in private.tolist()],
        "kode_desa": [s[1].replace(".", "") for s in schools],
        "lintang": np.array([s[3] for s in schools]).round(6),
        "bujur": np.array([s[4] for s in schools]).round(6),
        "jumlah_ruang_kelas": classes + spare,
        "daya_tampung": (classes + spare) * np.array([size[s[0]] for s in schools]),
    }
    sink.csv(SCHOOLS, columns.table({k: np.array(v, object) if isinstance(v, list) else v for k, v in table.items()}))
    people.facilities = [f for f in people.facilities if f[0] not in size] + schools


def _write_pupils(
    people: People, rng: np.random.Generator, sink: Sink, rows: np.ndarray, school: np.ndarray, away: np.ndarray
) -> None:
    fam, per = people.fam, people.per
    home = per["fam"][rows]
    year = per["birth"][rows].astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970
    serial = sink.take("nisn", len(rows)) + np.arange(len(rows))
    before = np.array([KINDS[int(level)][1] for level in per["jenjang"][rows]])
    grade = np.where(per["kelas"][rows] == 8, NA, before + np.minimum(per["kelas"][rows], 6))
    number = noise.slip_niks(rng, per["nik"][rows], missing=0.06, wrong=0.015, twin=0.002)
    card = np.where(rng.random(len(rows)) < 0.08, 0, fam["kk"][home])
    yes = lambda values: columns.text(["Tidak", "Ya"], values.astype(int))  # noqa: E731
    special = per["disabilitas"][rows]
    table = columns.table(
        {
            "npsn": school.astype(object),
            "nisn": columns.joined(columns.padded(year % 1000, 3), columns.padded(serial % 10_000_000, 7)),
            "nama": noise.vary_names(rng, per["nama"][rows], 0.05),
            "jenis_kelamin": columns.text(["", "L", "P"], per["sex"][rows]),
            "nik": columns.long_number(number),
            "tanggal_lahir": columns.date(noise.slip_dates(rng, per["birth"][rows], 0.008), "%d/%m/%Y"),
            "no_kk": columns.long_number(card),
            "tingkat_pendidikan_id": grade,
            "semester_id": columns.text([SEMESTER], np.zeros(len(rows), int)),
            "penerima_kip": yes(per["pip"][rows]),
            "penerima_kps": yes(fam["pkh"][home] & (rng.random(len(rows)) < 0.9)),
            "layak_pip": yes((fam["official"][home] <= 4) ^ (rng.random(len(rows)) < 0.1)),
            "kebutuhan_khusus": columns.text(["Tidak ada", "Ada"], special.astype(int)),
            "jarak_rumah_km": [f"{v:.1f}".replace(".", ",") for v in away.tolist()],
        }
    )
    sink.csv(PUPILS, table)
