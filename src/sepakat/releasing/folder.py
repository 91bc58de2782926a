"""A folder of delivered files: which source each one is, and which files belong together."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sepakat import sources
from sepakat.core.errors import UserError
from sepakat.core.files import read_json
from sepakat.core.progress import SILENT, Progress
from sepakat.core.text import Text
from sepakat.sources.formats import parquet

_OWN = {"sampel.json", "baca-dulu.txt", "truth"}  # written by the sample beside its data files


@dataclass(frozen=True)
class Delivery:
    """Files of one source that are taken in together: role → recognised file."""

    source: str
    files: dict[str, Path]


@dataclass
class Folder:
    """What a folder holds. skipped: (file name, why) for every file that is no known source; sample: synthetic data."""

    deliveries: list[Delivery] = field(default_factory=list)
    skipped: list[tuple[str, Text]] = field(default_factory=list)
    sample: bool = False


def files(folder: Path) -> list[Path]:
    """The files, and folders of Parquet parts, that lie directly in a folder, but our own.

    UserError where there is no such folder, or none in it.
    """
    if not folder.is_dir():
        raise UserError(
            Text("Folder berkas tidak ditemukan.", "The folder of files was not found."),
            hint=Text("Periksa `--from`.", "Check `--from`."),
            where=str(folder),
            code="folder-missing",
        )
    held = sorted(p for p in folder.iterdir() if (p.is_file() or parquet.is_folder(p)) and not p.name.startswith("."))
    held = [p for p in held if p.name.lower() not in _OWN]
    if not held:
        raise UserError(
            Text("Tidak ada berkas di folder ini.", "There is no file in this folder."),
            hint=Text(
                "Letakkan berkas dari lembaga di sana, misalnya regsosek2022k_keluarga.csv.",
                "Put the agencies' files there, such as regsosek2022k_keluarga.csv.",
            ),
            where=str(folder),
            code="folder-empty",
        )
    return held


def look(folder: Path, progress: Progress = SILENT) -> Folder:
    """Recognise every file that lies directly in a folder, and every sub-folder that is one table in Parquet parts.

    Other sub-folders are never entered, and `truth/` is never read.

    UserError where there is no such folder or nothing in it is known.
    """
    names = files(folder)
    found = Folder(sample=_is_sample(folder))
    seen: dict[str, dict[str, list[Path]]] = {}
    with progress.step(Text("Mengenali berkas", "Recognising files"), len(names)) as step:
        for path in names:
            what = _recognise(path)
            if isinstance(what, Text):
                found.skipped.append((path.name, what))
            else:
                seen.setdefault(what.source_id, {}).setdefault(what.role, []).append(path)
            step.advance()
    for source, roles in sorted(seen.items()):
        found.deliveries += _together(source, roles)
    if not found.deliveries:
        raise UserError(
            Text("Tidak ada berkas yang dikenal di folder ini.", "No file in this folder is known."),
            Text(
                "; ".join(f"{n}: {w.id}" for n, w in found.skipped), "; ".join(f"{n}: {w.en}" for n, w in found.skipped)
            ),
            Text(
                "Periksa foldernya, atau baris judul berkasnya.", "Check the folder, or the header rows of its files."
            ),
            where=str(folder),
            code="folder-unknown",
        )
    return found


def _recognise(path: Path) -> Any:
    """What a file is, or a sentence that says why it is not known."""
    try:
        found = sources.recognise(path)
    except UserError as problem:
        return problem.title
    if found is None:
        return Text("nama kolomnya tidak dikenal", "its column names are not known")
    return found


def _together(source: str, roles: dict[str, list[Path]]) -> list[Delivery]:
    """Files of one source into deliveries: file by file for a source of one kind, in pairs by name for several."""
    most = max(len(paths) for paths in roles.values())
    if most == 1:
        return [Delivery(source, {role: paths[0] for role, paths in roles.items()})]
    if len(roles) == 1:
        return [Delivery(source, {role: path}) for role, paths in roles.items() for path in paths]
    if len({len(paths) for paths in roles.values()}) > 1:
        listed = ", ".join(p.name for paths in roles.values() for p in paths)
        raise UserError(
            Text(f"Berkas `{source}` tidak berpasangan.", f"The files of `{source}` do not pair up."),
            Text(f"Ada: {listed}", f"There are: {listed}"),
            Text("Masukkan per pasang dengan `sepakat ingest`.", "Ingest them pair by pair with `sepakat ingest`."),
            code="files-unpaired",
        )
    return [Delivery(source, {role: sorted(paths)[n] for role, paths in roles.items()}) for n in range(most)]


def _is_sample(folder: Path) -> bool:
    try:
        facts = read_json(folder / "sampel.json")
    except (OSError, ValueError):
        return False
    return isinstance(facts, dict) and bool(facts.get("contoh"))
