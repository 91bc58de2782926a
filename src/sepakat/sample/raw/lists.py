"""Lists of recipients (PKH, Sembako, PIP) and JKN membership by segment; `;`, UTF-8, Kemendagri codes undotted.

Amounts are the published rates of the programmes per payment, rounded; in the sample they are assumptions like the
rest. One PKH or Sembako row per family and period, in the name of the mother where there is one.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from sepakat.sample import columns, noise
from sepakat.sample.people import People
from sepakat.sample.programmes import PBI_APBN, SEGMENTS
from sepakat.sample.sink import Sink

PKH_FILE, SEMBAKO_FILE = "penerima_pkh.csv", "penerima_sembako.csv"
PIP_FILE, JKN_FILE = "penerima_pip.csv", "peserta_jkn.csv"
# Rupiah per quarter (PKH components), at most four components count.
_PKH = {
    "hamil": 750_000,
    "balita": 750_000,
    "sd": 225_000,
    "smp": 375_000,
    "sma": 500_000,
    "lansia": 600_000,
    "disabilitas": 600_000,
}
_PIP = (0, 450_000, 750_000, 1_800_000)
# Shares: NIK that slip, payments under another village, on an old card, in another spelling; second payments made.
NIK: noise.Slips = {"missing": 0.008, "wrong": 0.008, "twin": 0.003}
MOVED, OLD_CARD, SPELT, PAID_AGAIN = 0.012, 0.04, 0.05, 0.96
SEMBAKO_AMOUNT = 600_000  # rupiah per quarter
QUARTERS = ("2025-03", "2025-06")


def write(people: People, sink: Sink) -> None:
    """Append one block. Fills fam: pkh_row, sembako_row; per: pip_row, jkn_row (first row in each file, or 0)."""
    rng = people.rng("daftar")
    fam, per = people.fam, people.per
    manager = managers(people)
    fam["pkh_row"] = _by_family(people, rng, sink, PKH_FILE, np.nonzero(fam["pkh"])[0], manager, amounts(people))
    fixed = np.full(people.families, SEMBAKO_AMOUNT)
    fam["sembako_row"] = _by_family(people, rng, sink, SEMBAKO_FILE, np.nonzero(fam["sembako"])[0], manager, fixed)
    rows = np.nonzero(per["pip"])[0]
    number = noise.slip_niks(rng, per["nik"][rows], missing=0.03, wrong=0.012, twin=0.002)
    table = _rows(people, rng, rows, number, "2025-05", np.array(_PIP)[per["tingkat"][rows]])
    per["pip_row"] = _mark(people.persons, rows, sink.csv(PIP_FILE, table))
    _jkn(people, rng, sink)


def _mark(length: int, rows: np.ndarray, first: int) -> np.ndarray:
    out = np.zeros(length, np.int64)
    out[rows] = first + np.arange(len(rows))
    return out


def amounts(people: People) -> np.ndarray:
    """Rupiah of PKH per quarter that each family's components come to, at least one pupil's."""
    amount = sum(np.minimum(people.fam["pkh_" + name], 2) * rate for name, rate in _PKH.items())
    return np.maximum(amount, 225_000)


def managers(people: People) -> np.ndarray:
    """Person row per family in whose name aid is paid: the wife, or the head."""
    per = people.per
    manager = people.fam["head"].copy()
    wives = np.nonzero((per["hub"] == 2) & per["here"])[0]
    manager[per["fam"][wives]] = wives
    return manager


def _rows(
    people: People, rng: np.random.Generator, rows: np.ndarray, number: np.ndarray, period: str, amount: np.ndarray
) -> pa.Table:
    fam, per = people.fam, people.per
    who = per["fam"][rows]
    villages = [v.code.replace(".", "") for v in people.block.villages]
    at = np.where(rng.random(len(rows)) < MOVED, rng.integers(0, len(villages), len(rows)), fam["village"][who])
    card = np.where(rng.random(len(rows)) < OLD_CARD, fam["kk"][who], fam["kk25"][who])
    return columns.table(
        {
            "periode": columns.text([period], np.zeros(len(rows), int)),
            "nik": columns.long_number(number),
            "no_kk": columns.long_number(card),
            "nama": noise.vary_names(rng, per["nama"][rows], SPELT),
            "alamat": fam["alamat"][who],
            "kode_desa": columns.text(villages, at),
            "nominal": amount,
        }
    )


def _by_family(
    people: People,
    rng: np.random.Generator,
    sink: Sink,
    name: str,
    rows: np.ndarray,
    manager: np.ndarray,
    amount: np.ndarray,
) -> np.ndarray:
    persons = manager[rows]
    number = noise.slip_niks(rng, people.per["nik"][persons], **NIK)
    first = 0
    for i, period in enumerate(QUARTERS):
        paid = np.ones(len(rows), bool) if i == 0 else rng.random(len(rows)) < PAID_AGAIN
        table = _rows(people, rng, persons[paid], number[paid], period, amount[rows][paid])
        start = sink.csv(name, table)
        first = first or start
    return _mark(people.families, rows, first)


def _jkn(people: People, rng: np.random.Generator, sink: Sink) -> None:
    fam, per = people.fam, people.per
    rows = np.nonzero(per["segmen"] > 0)[0]
    twice = np.nonzero(per["jkn_ganda"])[0]
    rows_all = np.r_[rows, twice]
    segment = np.r_[per["segmen"][rows], np.full(len(twice), PBI_APBN + 1)]
    number = noise.slip_niks(rng, per["nik"][rows_all], missing=0.01, wrong=0.006, twin=0.001)
    who = per["fam"][rows_all]
    villages = [v.code.replace(".", "") for v in people.block.villages]
    card = sink.take("jkn", len(rows_all)) + np.arange(len(rows_all))
    active = per["jkn_aktif"][rows_all].astype(int)
    table = columns.table(
        {
            "nomor_kartu": columns.joined("000", columns.padded(card, 10)),
            "nik": columns.long_number(number),
            "no_kk": columns.long_number(fam["kk25"][who]),
            "nama": noise.vary_names(rng, per["nama"][rows_all], 0.04),
            "tanggal_lahir": columns.date(noise.slip_dates(rng, per["birth"][rows_all], 0.008)),
            "jenis_kelamin": columns.text(["", "L", "P"], per["sex"][rows_all]),
            "kode_desa": columns.text(villages, fam["village"][who]),
            "segmen": columns.text(list(SEGMENTS), segment),
            "status_peserta": columns.text(["NONAKTIF", "AKTIF"], active),
        }
    )
    first = sink.csv(JKN_FILE, table)
    per["jkn_row"] = _mark(people.persons, rows, first)
