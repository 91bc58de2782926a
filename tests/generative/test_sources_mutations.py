"""A thousand spoilt files: each gives an error that a user can mend, or a report that adds up; never a traceback.

Small files of a few sources are cut, re-encoded, shuffled, renamed, flipped bit by bit. What counts is not what exactly
is found, but that every row that was read is accounted for, in the report and on disk.
"""

from __future__ import annotations

import csv
import multiprocessing
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from sepakat import quality, sources
from sepakat.core import duck
from sepakat.core.errors import UserError
from sepakat.sources.plan import edition
from tests.sources_rows import FAMILY, FAMILY_COLUMNS, HEAD, MEMBER_COLUMNS, SPOUSE, csv_text

RECIPIENTS = '''periode;nik;no_kk;nama;alamat;kode_desa;nominal
2025-03;5301054101800001;5301050101200001;MARIA CONTOH;"Dusun I; RT 1";5301252004;600000
2025-03;;5301050101200002;YOSEF CONTOH;"Dusun ""II""";5301252004;1.200.000
2025-06;5301054101800001;5301050101200001;MARIA CONTOH;Dusun I;;600000
'''
FACILITIES = """id,jenis,nama,kode_desa,lat,lon
F1,SD,SD Contoh,53.01.25.2004,-9.5,123.9
F2,puskesmas,Puskesmas Contoh,5301252004,-9.51,123.91
"""
CLASSES = "kode_desa;klasifikasi\n5301252004;1\n5301252005;2\n"
SAKERNAS = """kode_prov,kode_kab,klasifikas,id_nks,no_dsrt,k1,k4,k6,r5,r8a,r9a,r9b,r9c,r10a,r12a,r22a,r22b,final_weig
53,3,2,1,1,1,1,40,3,1,1,2,2,,1,2,2,12.5
53,3,2,1,1,2,2,38,3,4,2,2,2,2,,1,2,12.5
"""
# The narrow files come up more often: they take as many kinds of damage in a fraction of the time.
SEEDS: list[tuple[str, str, str, str]] = [
    *[("klasifikasi_desa", "list", "klasifikasi_desa.csv", CLASSES)] * 4,
    *[("fasilitas", "list", "fasilitas.csv", FACILITIES)] * 4,
    *[("penerima_program", "list", "penerima_pkh.csv", RECIPIENTS)] * 3,
    ("sakernas", "list", "sakernas.csv", SAKERNAS),
]
FORMS: list[tuple[str, str, str, str]] = [
    ("regsosek2022k", "family", "keluarga.csv", csv_text(FAMILY_COLUMNS, [FAMILY, {**FAMILY, "R110": "002"}])),
    ("regsosek2022k", "member", "anggota.csv", csv_text(MEMBER_COLUMNS, [HEAD, SPOUSE])),
]
Mutation = Callable[[bytes, random.Random], bytes]


def _lines(data: bytes) -> list[bytes]:
    return data.splitlines(keepends=True)


def _cells(data: bytes, change: Callable[[list[list[bytes]], random.Random], None], rng: random.Random) -> bytes:
    mark = b";" if data.split(b"\n")[0].count(b";") else b","
    rows = [line.rstrip(b"\r\n").split(mark) for line in data.splitlines()] or [[b""]]
    change(rows, rng)
    return b"\n".join(mark.join(row) for row in rows) + b"\n"


def cut(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data))]


def cut_front(data: bytes, rng: random.Random) -> bytes:
    return data[rng.randrange(len(data)) :]


def flip(data: bytes, rng: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(rng.randint(1, 12)):
        out[rng.randrange(len(out))] ^= 1 << rng.randrange(8)
    return bytes(out)


def insert_rubbish(data: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(data))
    rubbish = rng.choice([b"\x00" * 3, b'"', b"\xff\xfe", b"\r", b"\x1f", b"\x1a", b'"\n', b";;;;", b"\xe2\x80", b"'"])
    return data[:at] + rubbish + data[at:]


def reencode(data: bytes, rng: random.Random) -> bytes:
    text = data.decode("utf-8", "replace").replace("CONTOH", "CONTÖH é")
    return text.encode(rng.choice(["utf-16", "utf-16-le", "utf-16-be", "latin-1", "utf-8-sig", "cp1252"]), "replace")


def delimiter(data: bytes, rng: random.Random) -> bytes:
    mark = b";" if data.split(b"\n")[0].count(b";") else b","
    return data.replace(mark, rng.choice([b";", b",", b"\t", b"|", b":", b" "]))


def newlines(data: bytes, rng: random.Random) -> bytes:
    return data.replace(b"\r\n", b"\n").replace(b"\n", rng.choice([b"\r\n", b"\r", b"\n\n", b"\r\r\n"]))


def empty(data: bytes, rng: random.Random) -> bytes:
    return rng.choice([b"", b"\n", b"\n\n\n", b"\xef\xbb\xbf", b" ", b"\x00", _lines(data)[0]])


def shuffle_columns(data: bytes, rng: random.Random) -> bytes:
    def change(rows: list[list[bytes]], rng: random.Random) -> None:
        order = list(range(len(rows[0])))
        rng.shuffle(order)
        rows[:] = [[row[i] if i < len(row) else b"" for i in order] for row in rows]

    return _cells(data, change, rng)


def drop_column(data: bytes, rng: random.Random) -> bytes:
    def change(rows: list[list[bytes]], rng: random.Random) -> None:
        gone = rng.randrange(len(rows[0]))
        rows[:] = [row[:gone] + row[gone + 1 :] for row in rows]

    return _cells(data, change, rng)


def rename_column(data: bytes, rng: random.Random) -> bytes:
    def change(rows: list[list[bytes]], rng: random.Random) -> None:
        at = rng.randrange(len(rows[0]))
        rows[0][at] = rng.choice([b"", b"lain", rows[0][0], rows[0][at].lower() + b". Pertanyaan", b"_row", b"x" * 500])

    return _cells(data, change, rng)


def wrong_codes(data: bytes, rng: random.Random) -> bytes:
    def change(rows: list[list[bytes]], rng: random.Random) -> None:
        for _ in range(rng.randint(1, 8)):
            row = rng.choice(rows[1:] or rows)
            row[rng.randrange(len(row))] = rng.choice(
                [
                    b"",
                    b"99",
                    b"-1",
                    b"1e9",
                    b"abc",
                    b"1,5",
                    b"NULL",
                    b"0x1",
                    b"'--",
                    b"31/02/2020",
                    b"\xc3\xa9",
                    b"9" * 40,
                    b"{isi}",
                ]
            )

    return _cells(data, change, rng)


def duplicate_rows(data: bytes, rng: random.Random) -> bytes:
    lines = _lines(data)
    return b"".join(lines + [rng.choice(lines) for _ in range(rng.randint(1, 5))])


def ragged(data: bytes, rng: random.Random) -> bytes:
    def change(rows: list[list[bytes]], rng: random.Random) -> None:
        row = rng.choice(rows)
        if rng.random() < 0.5:
            row += [b"lebih"] * rng.randint(1, 4)
        else:
            del row[rng.randrange(len(row)) + 1 :]

    return _cells(data, change, rng)


MUTATIONS: list[Mutation] = [
    cut, cut_front, flip, insert_rubbish, reencode, delimiter, newlines, empty, shuffle_columns, drop_column,
    rename_column, wrong_codes, duplicate_rows, ragged,
]  # fmt: skip
ROUNDS = 1_000


SEED = 20250817


@pytest.mark.slow
def test_a_thousand_spoilt_files_give_an_error_or_a_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two processes take every other turn; each turn has a seed of its own, so the thousand are always the same."""
    monkeypatch.setenv("SEPAKAT_THREADS", "1")
    outcomes: Counter[str] = Counter()
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        jobs = [pool.submit(spoil, range(half, ROUNDS, 2), tmp_path / str(half)) for half in (0, 1)]
        for job in jobs:
            outcomes.update(job.result())
    assert sum(outcomes.values()) == ROUNDS
    # The test would prove nothing if all files failed at the door, or none were hurt.
    assert min(outcomes["galat"], outcomes["laporan dengan tolakan"], outcomes["laporan"]) > ROUNDS // 20


def spoil(turns: Iterable[int], folder: Path) -> Counter[str]:
    """Spoil and take in one file per turn; how many came to what."""
    folder.mkdir()
    con = duck.connect()
    outcomes: Counter[str] = Counter()
    for turn in turns:
        rng = random.Random(SEED + turn)
        source_id, role, name, text = rng.choice(FORMS if turn % 40 == 0 else SEEDS)
        data = text.encode()
        done = []
        for mutation in rng.sample(MUTATIONS, rng.choice([1, 1, 2])):
            if len(data) > 2:
                data = mutation(data, rng)
                done.append(mutation.__name__)
        path = folder / name
        path.write_bytes(data)
        try:
            outcomes[_one(con, source_id, role, path, folder / "kerja")] += 1
        except Exception as problem:
            raise AssertionError(f"turn {turn}: {source_id} {done}: {type(problem).__name__}: {problem}") from problem
    con.close()
    return outcomes


def _one(con: duck.Connection, source_id: str, role_id: str, path: Path, work: Path) -> str:
    """Recognise, stage and check one file; what came of it."""
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    try:
        sources.recognise(path)
        source = sources.source(source_id)
        staged = sources.stage(path, source, role_id, work / "tahap.parquet")
        role = edition(source, role_id, staged.columns)
        result = quality.run(source, {role_id: staged}, work / "mutu", con=con)
    except UserError as error:
        assert error.title.id and error.hint is not None
        return "galat"
    file = result.report["berkas"][role_id]
    assert staged.rows == file["dibaca"] == file["diterima"] + file["ditolak"]
    assert pq.read_metadata(result.accepted[role.table]).num_rows == file["diterima"]
    if not file["ditolak"]:
        return "laporan"
    with open(result.rejected_files[role_id], encoding="utf-8-sig", newline="") as source_file:
        rows = list(csv.DictReader(source_file, delimiter=";"))
    assert len(rows) == file["ditolak"]
    assert all(row["_alasan"] for row in rows)
    return "laporan dengan tolakan"


def _seeds(folder: Path) -> list[Path]:
    """One small file of each binary format."""
    import openpyxl
    import pyarrow as pa

    from tests.unit.test_sources_formats import FIELDS, _dbf

    columns = {"periode": ["2025-03"] * 20, "nik": ["5301054101800001"] * 20, "nominal": ["600000"] * 20}
    pq.write_table(pa.table(columns), folder / "penerima_pkh.parquet")
    book = openpyxl.Workbook()
    book.active.append(list(columns))
    for _ in range(20):
        book.active.append(["2025-03", "5301054101800001", 600000])
    book.save(folder / "penerima_pkh.xlsx")
    _dbf(folder / "penerima_pkh.dbf", FIELDS, ["     1.00x    20220102T"] * 20)
    made = [folder / f"penerima_pkh.{suffix}" for suffix in ("parquet", "xlsx", "dbf")]
    try:
        import polars
        import pyreadstat
    except ImportError:  # pragma: no cover - pyreadstat writes from a data frame only; readers need none
        return made
    frame = polars.DataFrame({name: list(map(str, cells)) for name, cells in columns.items()})
    pyreadstat.write_sav(frame, str(folder / "penerima_pkh.sav"))
    pyreadstat.write_dta(frame, str(folder / "penerima_pkh.dta"))
    return [*made, folder / "penerima_pkh.sav", folder / "penerima_pkh.dta"]


def test_spoilt_binary_files_give_an_error_or_rows(tmp_path: Path) -> None:
    """Cut and flipped workbooks, tables and survey files: a sentence or a staging table, never a traceback."""
    source = sources.source("penerima_program")
    outcomes: Counter[str] = Counter()
    work = tmp_path / "kerja"
    work.mkdir()
    for seed in _seeds(tmp_path):
        data = seed.read_bytes()
        for turn in range(40):
            rng = random.Random(f"{seed.suffix}{turn}")
            path = work / seed.name
            path.write_bytes(rng.choice([cut, cut_front, flip, flip, flip, insert_rubbish])(data, rng))
            try:
                sources.recognise(path)
                assert sources.stage(path, source, "list", work / "tahap.parquet").rows >= 0
                outcomes["baris"] += 1
            except UserError as error:
                assert error.hint is not None
                outcomes["galat"] += 1
    assert min(outcomes.values()) > 20
