"""Who carries which identity number, in the order of the keyed hashes: one person in milliseconds, registries joined
bucket by bucket in bounded memory.

A derived index of a release, `index/<key table>/<bits>-<bucket>.pq` (docs/adr/0039): the rows of `key_person` and
`key_registry_*`, cut by the first bits of the hash, sorted by hash and id, whole numbers only. It says nothing that the
key tables do not say, and can be made again from them at any time.

    h        first 64 bits of the keyed hash of the NIK     id     person_id or entry_id
    place    row of its village in `index/villages.pq`      born   days since 1970, NULL unknown
    there    FALSE for persons of whom the base tells that they died or moved away

Rows without a NIK lie in `<bits>-none.pq`, in the order of their ids. Persons who are not active are left out. In
`villages.pq` a village is its code's digits as one number. Columns are bit-packed and not compressed: hashes and ids in
the order of hashes leave nothing to compress.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sepakat.core import memory
from sepakat.lake.reading import Tables

FOLDER = "index"
PERSONS = "key_person"
_AT_MOST = 1 << 20  # rows of the base in one bucket, about: what a join holds at once
_GROUP = 1 << 16  # rows of a row group: what a look-up reads
NONE = "none"  # the bucket of rows without a number
_VILLAGES = "villages.pq"
_PACKED = ("h", "id", "place", "born")
_SCHEMA = pa.schema(
    [
        ("h", pa.uint64()),
        ("id", pa.int64()),
        ("place", pa.int32()),
        ("born", pa.int32()),
        ("there", pa.bool_()),
    ]
)


@dataclass(frozen=True)
class Rows:
    """Rows of one bucket of one table as arrays, by hash and id. file: where they lie; None where nowhere."""

    h: np.ndarray
    id: np.ndarray
    place: np.ndarray
    there: np.ndarray
    file: Path | None

    def born(self, at: np.ndarray) -> np.ndarray:
        """Birth dates of some rows of a whole bucket, `UNKNOWN_DAY` where not known; read now, since few are asked."""
        if self.file is None:
            return np.zeros(0, np.int32)
        days: np.ndarray = _read(self.file, ["born"])["born"].fill_null(UNKNOWN_DAY).to_numpy()
        return days[at]


def write(release: Tables, folder: Path, scratch: Path, only: Iterable[str] | None = None) -> None:
    """Make the index of the key tables of a release (or a build) under `folder`. scratch: a folder of its own, for
    short-lived pieces; what is there is wiped. only: these tables."""
    tables = [name for name in release.tables() if name == PERSONS or name.startswith("key_registry_")]
    if only is not None:
        tables = [name for name in tables if name in set(only)]
    rows = sum(pq.read_metadata(path).num_rows for path in release.files(PERSONS))
    bits = max(0, (rows - 1) // _AT_MOST).bit_length()
    places: dict[str | None, int] = {}
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in tables:
        target = folder / name
        target.mkdir()
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir(parents=True, mode=0o700)
        _cut(release, name, bits, scratch, places)
        with ThreadPoolExecutor(memory.threads()) as pool:
            pieces = ((piece, target / f"{bits}-{piece.name}.pq") for piece in sorted(scratch.iterdir()))
            list(pool.map(lambda pair: _sort(*pair), pieces))
    shutil.rmtree(scratch, ignore_errors=True)
    found = pa.array([int((code or "").replace(".", "") or 0) for code in places], pa.int64())
    pq.write_table(pa.table({"village": found}), folder / _VILLAGES)


def _cut(release: Tables, name: str, bits: int, scratch: Path, places: dict[str | None, int]) -> None:
    """One stream of rows for each bucket, in no order. places: village code → its row, added to."""
    streams: dict[str, tuple[pa.NativeFile, pa.RecordBatchStreamWriter]] = {}
    try:
        for path in release.files(name):
            data, ends = _entries(release, name, path, bits, places)
            start = 0
            for number, end in enumerate(ends.tolist()):
                if end > start:
                    key = _name(number, bits) if number < 1 << bits else NONE
                    if key not in streams:
                        out = pa.OSFile(str(scratch / key), "wb")
                        streams[key] = (out, pa.ipc.new_stream(out, _SCHEMA))
                    streams[key][1].write_batch(data.slice(start, end - start))
                start = end
    finally:
        for out, writer in streams.values():
            writer.close()
            out.close()


def _entries(
    release: Tables, name: str, path: Path, bits: int, places: dict[str | None, int]
) -> tuple[pa.RecordBatch, np.ndarray]:
    """(rows of the index bucket by bucket, where each bucket ends) of one key file."""
    person = name == PERSONS
    number = "person_id" if person else "entry_id"
    columns = [number, "village_code", "nik_hash", "tanggal_lahir", *(["aktif"] if person else [])]
    data = _read(path, columns, ["village_code"])
    if "aktif" in data.column_names:
        data = data.filter(pc.fill_null(data["aktif"], False))
    ids = data[number].to_numpy()
    there = np.ones(len(ids), bool)
    if person:
        frame = release.file("frame_person", path.stem)
        there = _among(ids, _read(frame, ["person_id"])["person_id"].to_numpy() if frame else ids[:0])
    h, known = heads(data["nik_hash"])
    bucket = np.where(known, _bucket(h, bits), 1 << bits).astype(np.uint16)
    order = np.argsort(bucket, kind="stable")  # small numbers: sorted in one pass
    born = data["tanggal_lahir"].combine_chunks().cast(pa.int32())
    rows = {
        "h": pa.array(h[order]),
        "id": pa.array(ids[order]),
        "place": pa.array(_placed(data["village_code"], places)[order]),
        "born": born.take(pa.array(order)),
        "there": pa.array(there[order]),
    }
    return pa.RecordBatch.from_pydict(rows, schema=_SCHEMA), np.cumsum(np.bincount(bucket, minlength=(1 << bits) + 1))


def _among(ids: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Which ids are among the known; mostly all are, in the same order."""
    if np.array_equal(ids, known):
        return np.ones(len(ids), bool)
    found: np.ndarray = pc.is_in(pa.array(ids), pa.array(known)).to_numpy(zero_copy_only=False)
    return found


def _placed(codes: pa.ChunkedArray, places: dict[str | None, int]) -> np.ndarray:
    """The place of each village code (a dictionary's), new ones added; NULL has one too."""
    coded = codes.unify_dictionaries().combine_chunks()
    told = [*coded.dictionary.to_pylist(), *([None] if coded.null_count else [])]
    at = np.array([places.setdefault(code, len(places)) for code in told], np.int32)
    return at[coded.indices.fill_null(len(told) - 1).to_numpy()]


def _read(path: Path, columns: list[str], coded: list[str] | None = None) -> pa.Table:
    """Those of the columns that the file has. coded: read as dictionaries."""
    with pq.ParquetFile(path, read_dictionary=coded) as source:
        held = source.schema_arrow.names
        return source.read([c for c in columns if c in held], use_threads=False)


def heads(hashes: pa.ChunkedArray | pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """(first 64 bits, which are known) of 16-byte hashes."""
    whole = hashes.combine_chunks() if isinstance(hashes, pa.ChunkedArray) else hashes
    known = np.asarray(whole.is_valid())
    full = pc.fill_null(whole, bytes(16)).cast(pa.binary(16))
    words = np.frombuffer(full.buffers()[1], ">u8", 2 * (full.offset + len(full)))[2 * full.offset :: 2]
    return words.astype(np.uint64), known


def _bucket(h: np.ndarray, bits: int) -> np.ndarray:
    return (h >> np.uint64(64 - bits)).astype(np.int64) if bits else np.zeros(len(h), np.int64)


def code(village: int) -> str:
    """The dotted code of a village's number."""
    text = f"{village:010d}"
    return f"{text[:2]}.{text[2:4]}.{text[4:6]}.{text[6:]}"


def _sort(piece: Path, target: Path) -> None:
    """A bucket's rows in order, as a file of the index; the piece goes."""
    with pa.OSFile(str(piece), "rb") as source, pa.ipc.open_stream(source) as stream:
        data = stream.read_all().combine_chunks()
    piece.unlink()
    pq.write_table(
        data.take(pa.array(_order(data["h"].to_numpy(), data["id"].to_numpy()))),
        target,
        compression={name: "zstd" if name == "there" else "none" for name in _SCHEMA.names},
        row_group_size=_GROUP,
        use_dictionary=False,
        column_encoding=dict.fromkeys(_PACKED, "DELTA_BINARY_PACKED"),
    )


def _order(h: np.ndarray, number: np.ndarray) -> np.ndarray:
    """By hash and number; few share a hash, so that the number is looked at only there."""
    order = np.argsort(h)
    same = h[order][1:] == h[order][:-1]
    tied = np.flatnonzero(np.concatenate([[False], same]) | np.concatenate([same, [False]]))
    mine = order[tied]
    order[tied] = mine[np.lexsort((number[mine], h[mine]))]
    return order


def _name(bucket: int, bits: int) -> str:
    return f"{bucket:0{max(1, -(-bits // 4))}x}"


class Index:
    """The index of a release, or one made for the moment."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def bits(self) -> int | None:
        """How many bits of the hash tell the bucket; None where there is no index, or one of an earlier layout."""
        found = next(iter((self.folder / PERSONS).glob("*.pq")), None)
        return int(found.name.partition("-")[0]) if found and (self.folder / _VILLAGES).exists() else None

    @cached_property
    def villages(self) -> np.ndarray:
        """The number of each village's code; a row's `place` is an index into it."""
        return _read(self.folder / _VILLAGES, ["village"])["village"].to_numpy()

    def has(self, tables: Iterable[str]) -> bool:
        return self.bits is not None and all(any((self.folder / name).glob("*.pq")) for name in tables)

    def buckets(self) -> Iterator[str]:
        """Names of the buckets, that of rows without a number last."""
        bits = self.bits or 0
        yield from (_name(i, bits) for i in range(1 << bits))
        yield NONE

    def rows(self, table: str, bucket: str) -> Rows:
        """The rows of a bucket, by hash and id (those without a number by id)."""
        path = self.folder / table / f"{self.bits}-{bucket}.pq"
        if not path.exists():
            return _rows(_SCHEMA.empty_table(), None)
        return _rows(_read(path, ["h", "id", "place", "there"]), path)

    def find(self, table: str, h: int) -> Rows:
        """The rows of one hash, from the row groups that may hold it."""
        bits = self.bits or 0
        path = self.folder / table / f"{bits}-{_name(h >> (64 - bits) if bits else 0, bits)}.pq"
        if not path.exists():
            return _rows(_SCHEMA.empty_table(), None)
        with pq.ParquetFile(path) as source:
            groups = [g for g in range(source.num_row_groups) if _may_hold(source, g, h)]
            data = source.read_row_groups(groups, use_threads=False)
        return _rows(data.filter(pc.equal(data["h"], pa.scalar(h, pa.uint64()))), None)


def _may_hold(source: pq.ParquetFile, group: int, h: int) -> bool:
    found = source.metadata.row_group(group).column(0).statistics
    return found is None or not found.has_min_max or found.min <= h <= found.max


def _rows(data: pa.Table, file: Path | None) -> Rows:
    there = data["there"].combine_chunks().to_numpy(zero_copy_only=False)
    return Rows(data["h"].to_numpy(), data["id"].to_numpy(), data["place"].to_numpy(), there, file)


UNKNOWN_DAY = -(1 << 31)  # `born` of those whose birth date is not known


def of_release(release: Tables) -> Index:
    """The index that lies in the release; it may hold nothing (releases of earlier versions)."""
    return Index(release.path / FOLDER)
