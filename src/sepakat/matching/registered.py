"""Registries of a release as lists: names and numbers from the vault, through a grant; each read is recorded."""

from __future__ import annotations

from sepakat.core import duck
from sepakat.core.errors import UserError, nearest
from sepakat.core.grants import Grant
from sepakat.core.text import Text
from sepakat.lake import Lake, Release
from sepakat.matching.keeping import TABLE
from sepakat.matching.lists import PersonList

PURPOSE = "memadankan registri"
_PREFIX = "registry_"
_BASES = {"regsosek2022k": "regsosek", "opensid_regsosek": "regsosek", "dtsen_extract": "dtsen"}


def base_source(release: Release) -> str:
    """The name of the release's own persons as a source: `regsosek`, or `dtsen` where the release is built on it."""
    for entry in release.manifest.get("sources", ()):
        if entry.get("base"):
            return _BASES.get(str(entry["source"]), str(entry["source"]))
    return "regsosek"


def sources(release: Release) -> list[str]:
    """Names of all registries of a release, its own persons first."""
    base = base_source(release)
    others = [name.removeprefix(_PREFIX) for name in release.tables() if name.startswith(_PREFIX)]
    return [base, *(name for name in others if name != base)]


def grant(by: str, role: str, regions: tuple[str, ...] = (), purpose: str = PURPOSE) -> Grant:
    """A grant on every vault table that matching reads."""
    return Grant(by, role, purpose, ("identity", "registry_dtks", "registry_p3ke", "registry_dtsen", TABLE), regions)


def read_registry(lake: Lake, release: Release, source: str, holder: Grant) -> PersonList:
    """One registry as a list: ids are person_id (the release's own persons) or entry_id, as text of digits.

    UserError registry-unknown, and those of the vault. Sex and birth date come from the open facts; the household is
    the family of the registry.
    """
    known = sources(release)
    if source not in known:
        near = nearest(source, known)
        raise UserError(
            Text(f"Rilis {release.id} tidak memuat registri `{source}`.", f"Release {release.id} has no `{source}`."),
            hint=Text(f"Maksud Anda `{near}`?", f"Did you mean `{near}`?")
            if near
            else Text(f"Registri yang ada: {', '.join(known)}.", f"Registries: {', '.join(known)}."),
            code="registry-unknown",
        )
    own = source == known[0]
    vault_table, facts = ("identity", "person") if own else (f"{_PREFIX}{source}", f"{_PREFIX}{source}")
    key, family = ("person_id", "family_id") if own else ("entry_id", "family_entry_id")
    columns = [key, "village_code", "nik", "no_kk", "nama", "alamat"]
    identity = lake.vault.open(holder, release.id).read(vault_table, columns=columns)
    con = duck.connect()
    try:
        con.register("identitas", identity)
        rows = duck.arrow(
            con,
            f"""SELECT f.{key}::VARCHAR AS id, i.nik, i.no_kk, i.nama, f.tanggal_lahir::VARCHAR AS tanggal_lahir,
                       f.jenis_kelamin::VARCHAR AS jenis_kelamin, f.village_code AS kode_desa, i.alamat,
                       f.{family}::VARCHAR AS rumah
                FROM {duck.parquet(release.files(facts))} f JOIN identitas i ON i.{key} = f.{key} ORDER BY f.{key}""",
        )
    finally:
        con.close()
    return PersonList(source, rows, _hash(release, vault_table), registered=True)


def _hash(release: Release, table: str) -> str:
    """The keyed hashes of the vault's files, as one line: they change when a row does, and tell nothing of it."""
    import hashlib

    known = release.manifest.get("vault", {})
    text = " ".join(f"{name}={known[name]['logical']}" for name in sorted(known) if name.startswith(f"{table}/"))
    return hashlib.sha256(text.encode()).hexdigest()
