"""Keys and files of the vault: deriving, encrypting, checking. Rows leave through `reader` only."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pyarrow.parquet.encryption as pe

from sepakat.core.errors import UserError
from sepakat.core.files import read_json, sha256_file
from sepakat.core.grants import Grant
from sepakat.core.text import Text
from sepakat.lake import access_log, keys, layout, logical
from sepakat.lake.keys import hkdf, keyed_hashes
from sepakat.lake.vault.reader import ACCESS_LOG, VaultReader, damaged


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
        _ = self._master

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

    def write(self, folder: Path, name: str, data: pa.Table, logical: str = "") -> dict[str, Any]:
        """Encrypt rows into `folder/name` (`identity/53.01.parquet`); gives the entry for vault.json. logical: their
        logical hash, where it is known already."""
        entry = self.write_batches(folder, name, data.schema, data.to_batches(), hashed=not logical)
        return {**entry, "logical": logical} if logical else entry

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

    def decrypt(self, holder: str, name: str, entry: dict[str, Any]) -> pq.ParquetFile:
        """An encrypted file, opened. For `reader` (which checks the grant) and `rehash` alone."""
        salt = bytes.fromhex(entry["salt"])
        properties = pe.create_decryption_properties(self._file_key(salt), aad_prefix=self._aad(name, salt))
        try:
            return pq.ParquetFile(self.folder(holder) / name, decryption_properties=properties)
        except (OSError, pa.ArrowInvalid) as problem:
            raise damaged(f"{holder}/{name}") from problem

    def rehash(self, holder: str, name: str, entry: dict[str, Any]) -> tuple[int, str]:
        """(rows, keyed logical hash) of an encrypted file as it is now; no value leaves. For `verify`."""
        key = hkdf(self._master, b"sepakat/logical")
        with self.decrypt(holder, name, entry) as source:
            try:
                return logical.hash_batches(source.schema_arrow, source.iter_batches(65_536), key)
            except OSError as problem:
                raise damaged(f"{holder}/{name}") from problem

    # ---- reading

    def open(self, grant: Grant, holder: str = "current") -> VaultReader:
        """A reader for one release (or intake), bound to a grant. UserError where the grant is none or has ended.

        holder: id of a release or an intake; `current` is the published release.
        """
        if not isinstance(grant, Grant):
            raise UserError(
                Text("Brankas tidak dibuka tanpa izin.", "The vault does not open without a grant."),
                hint=Text("Minta izin dengan peran dan tujuan.", "Ask for a grant with a role and a purpose."),
                code="grant-none",
            )
        for table in grant.tables[:1] or ("",):
            grant.check(table)
        self.check_key()
        pointer = self.path.parent / "current"
        if holder == "current" and pointer.exists():
            holder = pointer.read_text(encoding="ascii").strip()
        return VaultReader(self, grant, holder)

    def check_log(self) -> list[int]:
        """Lines of the access log where its chain is broken; empty when it holds."""
        return access_log.check(self.path / ACCESS_LOG)
