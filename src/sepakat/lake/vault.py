"""The identity vault: names, NIK, addresses, coordinates, in encrypted files that open only with a grant.

Each file has a key of its own, derived from the master key and a random salt, and is bound to its place (lake, table,
regency) by additional authenticated data, so that swapped or altered files do not open. PyArrow reads and writes them;
DuckDB never does, and rows are handed over as Arrow tables in memory.

Not here: who may hold a grant (`access/` decides for the web; on the command line it is whoever can read the key).
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pyarrow.parquet.encryption as pe

from sepakat.core.errors import UserError
from sepakat.core.files import read_json, sha256_file
from sepakat.core.grants import Grant
from sepakat.core.text import Text
from sepakat.lake import access_log, keys, layout, logical
from sepakat.lake.keys import hkdf, keyed_hashes
from sepakat.lake.reading import WHOLE

ACCESS_LOG = "access.jsonl"
NATION = "00"


class Vault:
    """The vault of one lake. `open(grant)` is the only way to rows."""

    def __init__(self, lake: Path, lake_id: str, fingerprint: object) -> None:
        self.path = lake / "vault"
        self._lake_id, self._fingerprint = lake_id, fingerprint

    # ---- keys

    @property
    def has_key(self) -> bool:
        """Whether the right key is at hand, without raising."""
        try:
            return bool(self._master)
        except UserError:
            return False

    @cached_property
    def _master(self) -> bytes:
        key = keys.load_key(self._lake_id)
        if key is None:
            where = keys.key_path(self._lake_id)
            raise UserError(
                Text("Kunci brankas tidak ditemukan.", "The key of the vault was not found."),
                hint=Text(
                    f"Isi SEPAKAT_KEY atau SEPAKAT_KEY_FILE, atau pulihkan {where}.",
                    f"Set SEPAKAT_KEY or SEPAKAT_KEY_FILE, or restore {where}.",
                ),
                code="key-missing",
            )
        if self._fingerprint and keys.fingerprint(key) != self._fingerprint:
            raise UserError(
                Text("Kunci ini bukan kunci brankas data lake ini.", "This key does not open the vault of this lake."),
                hint=Text(
                    "Pakai kunci yang dibuat saat lake ini disiapkan.", "Use the key made when this lake was set up."
                ),
                code="key-wrong",
            )
        return key

    def check_key(self) -> None:
        """UserError `key-missing` or `key-wrong` unless the right key is at hand: asked before long work starts."""
        assert self._master

    def nik_hash(self, values: Iterable[str | None]) -> pa.Array:
        """16-byte keyed hashes of identity numbers (NIK, No KK), for joins without the numbers. None stays None."""
        return self._hashes(b"sepakat/nik", values)

    def key_hash(self, values: Iterable[str | None]) -> pa.Array:
        """16-byte keyed hashes of source keys (a family's place in a file), unlinkable to those of `nik_hash`."""
        return self._hashes(b"sepakat/row-key", values)

    def _hashes(self, use: bytes, values: Iterable[str | None]) -> pa.Array:
        key = hkdf(self._master, use)
        if not isinstance(values, pa.Array | pa.ChunkedArray):
            return pa.array(keyed_hashes(key, values), pa.binary())
        # Members share a family card: each number is hashed once.
        known = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
        coded = known.dictionary_encode()
        return pa.array(keyed_hashes(key, coded.dictionary.to_pylist()), pa.binary()).take(coded.indices)

    def logical(self, data: pa.Table) -> str:
        """The keyed logical hash of rows of the vault."""
        key = hkdf(self._master, b"sepakat/logical")
        return logical.hash_batches(data.schema, data.to_batches(), key)[1]

    # ---- files

    def folder(self, holder: str) -> Path:
        """The folder of a release's (or an intake's) encrypted files."""
        return self.path / holder

    def entries(self, holder: str) -> dict[str, dict[str, Any]]:
        """What is known of each file without the key: rows, salt, keyed logical hash, SHA-256."""
        path = self.folder(holder) / "vault.json"
        return dict(read_json(path)["files"]) if path.exists() else {}

    def tables(self, holder: str) -> list[str]:
        """Vault tables of a release or intake."""
        return sorted({name.split("/")[0] for name in self.entries(holder)})

    def write(self, folder: Path, name: str, data: pa.Table) -> dict[str, Any]:
        """Encrypt rows into `folder/name` (`identity/53.01.parquet`); gives the entry for vault.json."""
        return self.write_batches(folder, name, data.schema, data.to_batches())

    def write_batches(
        self, folder: Path, name: str, schema: pa.Schema, batches: Iterable[pa.RecordBatch], *, hashed: bool = True
    ) -> dict[str, Any]:
        """`write` for a stream of rows that memory need not hold. hashed: False leaves the logical hash out."""
        path = folder / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        salt = secrets.token_bytes(16)
        properties = pe.create_encryption_properties(
            self._file_key(salt), aad_prefix=self._aad(name, salt), store_aad_prefix=False
        )
        written = layout.write_batches(
            schema,
            batches,
            path,
            key=hkdf(self._master, b"sepakat/logical"),
            encryption=properties,
            hashed=hashed,
        )
        path.chmod(0o600)
        return {
            "rows": written.rows,
            "bytes": path.stat().st_size,
            "salt": salt.hex(),
            "logical": written.logical,
            "sha256": sha256_file(path),
        }

    def _file_key(self, salt: bytes) -> bytes:
        return hkdf(self._master, b"sepakat/file", salt)

    def _aad(self, name: str, salt: bytes) -> bytes:
        return f"{self._lake_id}/{name}/{salt.hex()}".encode()

    def _decrypt(self, holder: str, name: str, entry: dict[str, Any]) -> pq.ParquetFile:
        salt = bytes.fromhex(entry["salt"])
        properties = pe.create_decryption_properties(self._file_key(salt), aad_prefix=self._aad(name, salt))
        try:
            return pq.ParquetFile(self.folder(holder) / name, decryption_properties=properties)
        except (OSError, pa.ArrowInvalid) as problem:
            raise damaged(f"{holder}/{name}") from problem

    def rehash(self, holder: str, name: str, entry: dict[str, Any]) -> tuple[int, str]:
        """(rows, keyed logical hash) of an encrypted file as it is now; no value leaves. For `verify`."""
        key = hkdf(self._master, b"sepakat/logical")
        with self._decrypt(holder, name, entry) as source:
            try:
                return logical.hash_batches(source.schema_arrow, source.iter_batches(65_536), key)
            except OSError as problem:
                raise damaged(f"{holder}/{name}") from problem

    # ---- reading

    def open(self, grant: Grant, holder: str) -> VaultReader:
        """A reader for one release (or intake), bound to a grant. UserError where the grant is none or has ended."""
        if not isinstance(grant, Grant):
            raise UserError(
                Text("Brankas tidak dibuka tanpa izin.", "The vault does not open without a grant."),
                hint=Text("Minta izin dengan peran dan tujuan.", "Ask for a grant with a role and a purpose."),
                code="grant-none",
            )
        for table in grant.tables[:1] or ("",):
            grant.check(table)
        self.check_key()
        return VaultReader(self, grant, holder)

    def check_log(self) -> list[int]:
        """Lines of the access log where its chain is broken; empty when it holds."""
        return access_log.check(self.path / ACCESS_LOG)


class VaultReader:
    """Reads what its grant covers, and nothing without a line in the access log."""

    def __init__(self, vault: Vault, grant: Grant, holder: str) -> None:
        self._vault, self._grant, self._holder = vault, grant, holder

    def read(
        self,
        table: str,
        regencies: Iterable[str] | None = None,
        village: str | None = None,
        columns: Iterable[str] | None = None,
    ) -> pa.Table:
        """Rows of a vault table as Arrow, within the grant's regions and columns.

        regencies: codes `53.01`, None = all that the grant covers. village: one village only. columns: None = all
        that the grant covers. UserError where the request goes beyond the grant.
        """
        wanted = [village[:5]] if village else regencies
        parts = [data for _, data in self._parts(table, wanted, village, columns)]
        found = pa.concat_tables(parts) if parts else pa.table({})
        self._record(table, wanted, village, columns, found.num_rows)
        return found

    def each(
        self, table: str, regencies: Iterable[str] | None = None, columns: Iterable[str] | None = None
    ) -> Iterator[tuple[str, pa.Table]]:
        """(part, rows) file by file, so that memory holds one regency at a time. Recorded when reading starts."""
        listed = list(regencies) if regencies is not None else None
        self._grant.check(table)
        self._record(table, listed, None, columns, None)
        yield from self._parts(table, listed, None, columns)

    def parts(self, table: str) -> list[str]:
        """Parts (regencies or `all`) that there are of a table."""
        prefix = f"{table}/"
        return sorted(Path(n).stem for n in self._vault.entries(self._holder) if n.startswith(prefix))

    def _parts(
        self, table: str, regencies: Iterable[str] | None, village: str | None, columns: Iterable[str] | None
    ) -> Iterator[tuple[str, pa.Table]]:
        grant = self._grant
        grant.check(table)
        asked = list(regencies) if regencies is not None else None
        for code in [village] if village else asked or []:
            if grant.regions and not any(covers(region, code) or covers(code, region) for region in grant.regions):
                raise _beyond("grant-region", f"wilayah {code}", f"region {code}")
        for name in columns or ():
            if grant.columns and name not in grant.columns:
                raise _beyond("grant-column", f"kolom `{name}`", f"column `{name}`")
        for name, entry in sorted(self._vault.entries(self._holder).items()):
            part = Path(name).stem
            if name.split("/")[0] != table or (asked is not None and part not in asked and part != WHOLE):
                continue
            if grant.regions and part != WHOLE and not _touches(grant.regions, part):
                continue
            data = self._file(name, entry, village, columns)
            if part == WHOLE and asked is not None and "village_code" in data.column_names:
                data = _within(data, tuple(asked))
            yield part, data

    def _file(self, name: str, entry: dict[str, Any], village: str | None, columns: Iterable[str] | None) -> pa.Table:
        with self._vault._decrypt(self._holder, name, entry) as source:
            present = source.schema_arrow.names
            shown = [c for c in (columns or self._grant.columns or present) if c in present]
            needed = shown + (["village_code"] if "village_code" in present and "village_code" not in shown else [])
            groups = [g for g in range(source.num_row_groups) if village is None or _may_hold(source, g, village)]
            data = source.read_row_groups(groups, columns=needed)
        if "village_code" in data.column_names:
            if self._grant.regions:
                data = _within(data, self._grant.regions)
            if village:
                data = data.filter(pc.equal(data["village_code"], village))
        elif self._grant.regions:
            raise _beyond("grant-region", f"tabel `{name}` tanpa wilayah", f"table `{name}`, which has no regions")
        return data.select(shown)

    def _record(
        self,
        table: str,
        regencies: Iterable[str] | None,
        village: str | None,
        columns: Iterable[str] | None,
        rows: int | None,
    ) -> None:
        grant = self._grant
        facts = {
            "by": grant.by,
            "role": grant.role,
            "purpose": grant.purpose,
            "holder": self._holder,
            "table": table,
            "regions": [village] if village else sorted(regencies) if regencies is not None else list(grant.regions),
            "columns": list(columns) if columns is not None else list(grant.columns),
            "rows": rows,
        }
        access_log.append(self._vault.path / ACCESS_LOG, facts)


def covers(region: str, code: str) -> bool:
    """Whether `code` is `region` or lies inside it, by the dotted codes."""
    return region == NATION or code == region or code.startswith(region + ".")


def _touches(regions: tuple[str, ...], part: str) -> bool:
    return any(covers(region, part) or covers(part, region) for region in regions)


def _within(data: pa.Table, regions: tuple[str, ...]) -> pa.Table:
    if NATION in regions:
        return data
    code = data["village_code"]
    mask = None
    for region in regions:
        here = pc.or_(pc.equal(code, region), pc.starts_with(code, region + "."))
        mask = here if mask is None else pc.or_(mask, here)
    return data.filter(pc.fill_null(mask, False))


def _may_hold(source: pq.ParquetFile, group: int, village: str) -> bool:
    """Whether the statistics of a row group leave room for this village."""
    index = source.schema_arrow.names.index("village_code") if "village_code" in source.schema_arrow.names else -1
    if index < 0:
        return True
    stats = source.metadata.row_group(group).column(index).statistics
    return stats is None or not stats.has_min_max or bool(stats.min <= village <= stats.max)


def _beyond(code: str, what_id: str, what_en: str) -> UserError:
    return UserError(
        Text(f"Izin ini tidak mencakup {what_id}.", f"This grant does not cover {what_en}."),
        hint=Text("Minta izin yang mencakupnya.", "Ask for a grant that does."),
        code=code,
    )


def damaged(where: str) -> UserError:
    """The error for an encrypted file that does not open with the right key: altered, swapped or cut."""
    return UserError(
        Text("Berkas brankas rusak atau bukan di tempatnya.", "A vault file is damaged or out of place."),
        hint=Text(
            "Pulihkan dari cadangan, atau buat rilis baru dari berkas sumber.",
            "Restore it from a backup, or build a new release from the source files.",
        ),
        where=where,
        code="vault-damaged",
    )
