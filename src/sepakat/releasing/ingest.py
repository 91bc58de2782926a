"""Take in one delivery: recognise, stage, check, and keep what was accepted.

Every value of a person lives in the scratch folder (0700, wiped) or, encrypted, in the vault. An intake appears whole
or not at all.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sepakat import __version__, quality, sources
from sepakat.core import duck
from sepakat.core.errors import UserError, unknown_name
from sepakat.core.files import fsync_dir, sha256_file, sha256_parts, write_json
from sepakat.core.progress import SILENT, Progress
from sepakat.core.text import Text, percent
from sepakat.lake import Lake
from sepakat.quality.model import REJECT, Context
from sepakat.releasing import refused, renaming, room
from sepakat.releasing.context import checking_context
from sepakat.releasing.intakes import Intake, intake, intake_ids
from sepakat.releasing.partition import Partitioner
from sepakat.sources import Source
from sepakat.sources.formats import parquet

# Which registry a release stands on, when several are delivered: the census form first.
BASE_SOURCES = ("regsosek2022k", "opensid_regsosek", "dtsen_extract")


def recognise_role(source_id: str, path: Path) -> str:
    """Which kind of file (or folder of Parquet parts) of a source this is. UserError where it is not one of it."""
    if not path.is_file() and not parquet.is_folder(path):
        raise UserError(
            Text("Berkas tidak ditemukan.", "The file was not found."),
            hint=Text("Periksa nama dan foldernya.", "Check its name and folder."),
            where=str(path),
            code="file-missing",
        )
    found = sources.recognise(path)
    if found is None or found.source_id != source_id:
        seen = (
            Text(f"Isinya tampak seperti `{found.source_id}`.", f"It looks like `{found.source_id}`.")
            if found
            else None
        )
        raise UserError(
            Text(f"Berkas ini bukan berkas `{source_id}`.", f"This file is not one of `{source_id}`."),
            seen or Text("Nama kolomnya tidak dikenal.", "Its column names are not known."),
            Text("Pilih sumber yang sesuai, atau periksa baris judul.", "Name its source, or check its header row."),
            where=path.name,
            code="source-mismatch",
        )
    return str(found.role)


def ingest(
    lake: Lake,
    source_id: str,
    files: Iterable[Path] | Mapping[str, Path],
    *,
    dry_run: bool = False,
    rejected_to: Path | None = None,
    ceiling: float | None = None,
    sample: bool = False,
    bounds: tuple[str, ...] = (),
    rename: Mapping[str, Mapping[str, str]] | None = None,
    examples: int = 5,
    progress: Progress = SILENT,
) -> Intake:
    """Check the files of one delivery and, unless `dry_run`, keep the accepted rows as an intake.

    files: one file per role (`family`, `member`, …), as paths to recognise or as role → path; a folder of Parquet parts
    (`regsosek2022k_anggota/53.01.parquet`, …) is one file. rejected_to: where
    the refused rows go with their reasons, a folder or a file (`x.csv`; several roles give `x_<role>.csv`); they hold
    persons' values and are the caller's to guard. ceiling: share of
    refused rows above which nothing is kept (default: that of `quality`). bounds: regions within which rows
    must lie; rows of elsewhere, or of nowhere known, are refused and count apart. rename: role → heading in the file →
    heading of the source, for files that name their columns otherwise (they are then given as role → path). examples:
    row numbers that the report names per check and column. The summary adds up: read = accepted +
    rejected. UserError for an unknown source, a file of another source, two files of one role, a file that cannot be
    read, files taken in before, or `rejected-ceiling`; bad rows below the ceiling are no error.
    """
    known = sources.discover()
    if source_id not in known:
        raise unknown_name(Text("Sumber", "Source"), source_id, known, "source-unknown")
    lake.vault.check_key()
    paths = dict(files) if isinstance(files, Mapping) else _by_role(source_id, [Path(f) for f in files])
    with lake.writing(f"ingest {source_id}"), lake.scratch("ingest") as scratch:
        again = None if dry_run else same_delivery(lake, source_id, paths)
        if again is not None:
            raise UserError(
                Text("Berkas ini sudah pernah dimasukkan.", "These files were taken in before."),
                Text(f"Penerimaan {again.id} memuat berkas yang sama.", f"Intake {again.id} holds the same files."),
                Text(
                    f"Pakai yang ada, atau batalkan dulu: sepakat ingest undo {again.id}",
                    f"Use that one, or undo it first: sepakat ingest undo {again.id}",
                ),
                code="intake-twice",
            )
        room.for_intake(lake, paths)
        context = checking_context(
            lake,
            ceiling,
            dry_run=dry_run and rejected_to is None,
            bounds=tuple(bounds),
            examples=examples,
            without=unwanted(known[source_id]),
        )
        return _ingest(
            lake, known[source_id], paths, dry_run, rejected_to, context, sample, rename or {}, scratch, progress
        )


def same_delivery(lake: Lake, source_id: str, paths: Mapping[str, Path]) -> Intake | None:
    """The stored intake of these very files, byte for byte, taken in by this version of sepakat; None if there is
    none. A list taken in twice would count twice."""
    stored = [one for one in (intake(lake, name) for name in intake_ids(lake)) if one.source == source_id]
    if not stored:
        return None
    wanted = {role: _digest(path) for role, path in paths.items()}
    for one in stored:
        known = {str(f["role"]): str(f["sha256"]) for f in one.manifest["files"]}
        if known == wanted and one.manifest.get("software") == __version__:
            return one
    return None


def _digest(path: Path) -> str:
    return sha256_parts(parquet.parts(path)) if path.is_dir() else sha256_file(path)


def _facts(role: str, path: Path) -> dict[str, Any]:
    """What a manifest says of one file, or of a folder of parts as one."""
    listed = parquet.parts(path)
    parts = {"parts": len(listed)} if path.is_dir() else {}
    size = sum(part.stat().st_size for part in listed)
    return {"role": role, "name": path.name, "bytes": size, "sha256": _digest(path), **parts}


def _by_role(source_id: str, files: list[Path]) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for path in files:
        role = recognise_role(source_id, path)
        if role in found:
            raise UserError(
                Text("Dua berkas dari jenis yang sama.", "Two files of the same kind."),
                Text(f"{found[role].name} dan {path.name}", f"{found[role].name} and {path.name}"),
                Text("Masukkan satu per satu.", "Ingest them one by one."),
                code="role-twice",
            )
        found[role] = path
    if not found:
        raise UserError(
            Text("Belum ada berkas yang disebut.", "No file was named."),
            hint=Text("Sebutkan berkas sumbernya.", "Name the files of the source."),
            code="file-none",
        )
    return found


def _ingest(
    lake: Lake,
    source: Any,
    paths: dict[str, Path],
    dry_run: bool,
    rejected_to: Path | None,
    context: Context,
    sample: bool,
    rename: Mapping[str, Mapping[str, str]],
    scratch: Path,
    progress: Progress,
) -> Intake:
    staged = {
        role: renaming.renamed(
            sources.stage(path, source, role, scratch / f"stage_{role}.parquet", progress), rename.get(role, {})
        )
        for role, path in paths.items()
    }
    checked = quality.run(source, staged, scratch / "quality", context, progress)
    for one in staged.values():  # the largest plain files: gone as soon as they have been read
        one.path.unlink(missing_ok=True)
    if rejected_to is not None:
        refused.hand_over(checked.rejected_files, rejected_to)
    now = dt.datetime.now(dt.UTC)
    manifest: dict[str, Any] = {
        "id": _next_id(lake, source.id, now.date()),
        "source": source.id,
        "created": now.isoformat(timespec="seconds"),
        "sample": sample,
        "software": __version__,
        "files": [_facts(role, path) for role, path in sorted(paths.items())],
        **_sums(checked.report),
        **({"bounds": list(context.bounds)} if context.bounds else {}),
        "dry_run": dry_run,
    }
    if dry_run:
        return Intake(scratch, {**manifest, "report": checked.report})
    if checked.report["above_ceiling"]:
        raise _too_many(manifest, checked.report)
    return store(lake, manifest, dict(checked.accepted), checked.report, checked.rejected_files, scratch, progress)


def unwanted(source: Source) -> frozenset[str]:
    """Tables of a source that no intake keeps: a list that no release stands on is kept as its entries; its own facts
    of housing and work are not used."""
    lists = any("registry" in role.also or role.table == "registry" for role in source.roles)
    return frozenset({"family", "person"} if lists and source.id not in BASE_SOURCES else ())


def store(
    lake: Lake,
    manifest: dict[str, Any],
    accepted: Mapping[str, Path],
    report: dict[str, Any],
    rejected: Mapping[str, Path],
    scratch: Path,
    progress: Progress = SILENT,
) -> Intake:
    """Keep accepted rows (canonical table → plain Parquet in `scratch`) as an intake: the second half of `ingest`.

    The caller holds the lake's writer lock and wipes `scratch`.
    """
    home, vault = scratch / "intake", scratch / "vault"
    home.mkdir()
    con = duck.connect(scratch / "spill", spare=sum(path.stat().st_size for path in accepted.values()))
    without = unwanted(sources.source(manifest["source"])) if "registry" in accepted else frozenset[str]()
    writer = Partitioner(lake, con, home, vault, scratch, without)
    with progress.step(Text("Menyimpan baris yang diterima", "Keeping the accepted rows")):
        writer.write(accepted)
        for path in accepted.values():
            path.unlink()  # plain, with names
    writer.vault_files |= refused.keep(lake, vault, rejected)
    con.close()
    manifest["tables"] = {
        name: {"rows": s.rows, "orphans": s.orphans, "files": s.files} for name, s in writer.stored.items()
    }
    return _seal(lake, manifest, report, home, vault, writer.vault_files)


def _too_many(manifest: dict[str, Any], report: dict[str, Any]) -> UserError:
    names = ", ".join(str(f["name"]) for f in manifest["files"])
    worst = [c for c in report["pemeriksaan"] if c["tingkat"] == REJECT][:3]
    share, limit = percent(100 * report["bagian_ditolak"]), percent(100 * report["plafon"])
    return UserError(
        Text(
            f"Terlalu banyak baris ditolak: {manifest['rejected']} dari {manifest['read']} ({share}).",
            f"Too many rows are refused: {manifest['rejected']} of {manifest['read']} ({share}).",
        ),
        Text(
            f"Batasnya {limit}. Sebab terbanyak: " + "; ".join(f"{c['judul']['id']} ({c['jumlah']})" for c in worst),
            f"The limit is {limit}. Most by: " + "; ".join(f"{c['judul']['en']} ({c['jumlah']})" for c in worst),
        ),
        Text(
            "Lihat laporan lengkap dengan `--dry-run`, perbaiki berkasnya, lalu ulangi; tidak ada yang disimpan.",
            "See the whole report with `--dry-run`, mend the file, then try again; nothing was kept.",
        ),
        where=names,
        code="rejected-ceiling",
    )


def _seal(
    lake: Lake, manifest: dict[str, Any], report: dict[str, Any], home: Path, vault: Path, listed: dict[str, Any]
) -> Intake:
    manifest["mark"] = uuid.uuid4().hex  # an id may be given again after an undo; this never
    write_json(home / "quality.json", report)
    write_json(home / "manifest.json", manifest)
    name = str(manifest["id"])
    if listed:
        write_json(vault / "vault.json", {"files": listed})
        vault.rename(lake.path / "vault" / name)
        fsync_dir(lake.path / "vault")
    home.rename(lake.path / "intake" / name)
    fsync_dir(lake.path / "intake")
    return Intake(lake.path / "intake" / name, manifest)


def _next_id(lake: Lake, source_id: str, day: dt.date) -> str:
    stamp = day.strftime("%Y%m%d")
    used = [int(name.split("-")[1]) for name in intake_ids(lake) if name.startswith(stamp)]
    return f"{stamp}-{max(used, default=0) + 1:03d}-{source_id}"


def _sums(report: dict[str, Any]) -> dict[str, int]:
    """read, accepted, rejected over all files of a quality report."""
    return {"read": int(report["dibaca"]), "accepted": int(report["diterima"]), "rejected": int(report["ditolak"])}
