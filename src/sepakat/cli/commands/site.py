"""`sepakat site`: look after a running installation: check, migrate, back up, restore, tidy up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sepakat.cli.groups import Group, Settings, pass_settings
from sepakat.cli.options import lake_option
from sepakat.cli.output import emit, format_option, note
from sepakat.core import Text

ORDER = 75


@click.group("site", cls=Group, help=str(Text("Merawat laman yang terpasang.", "Look after an installed site.")))
def command() -> None:
    pass


def _set_up(settings: Settings) -> Path:
    """Django set up for this lake; gives the lake's folder."""
    from sepakat.web.operations import database

    path = (settings.lake_path or Path("lake")).resolve()
    database.setup(path)
    return path


@command.command(
    help=str(
        Text(
            "Periksa pemasangan ini sebelum dibuka untuk umum. Status keluar 1 bila ada yang perlu diperbaiki.",
            "Check this installation before the public comes. Exit status 1 when something wants mending.",
        )
    )
)
@format_option
@lake_option
@pass_settings
def check(settings: Settings, fmt: str) -> int:
    _set_up(settings)
    from sepakat.web.operations import checking

    found = checking.look()
    emit([{"name": f.name, "ok": f.ok, "text": str(f.text)} for f in found], fmt)
    return 0 if all(f.ok for f in found) else 1


@command.command(
    help=str(
        Text(
            "Sesuaikan basis data dengan versi program ini. Berkas SQLite disalin dahulu.",
            "Bring the database up to this version of the program. A SQLite file is copied first.",
        )
    )
)
@lake_option
@pass_settings
def migrate(settings: Settings) -> None:
    _set_up(settings)
    from sepakat.web.operations import database

    copy = database.migrate()
    if copy is not None:
        note(Text(f"Salinan sebelum perubahan: {copy}", f"Copy from before the change: {copy}"))
    note(Text("Basis data sesuai dengan versi ini.", "The database fits this version."))


@command.command(
    help=str(
        Text(
            "Cadangkan basis data, lake, dan berkas laman selagi berjalan. FILE boleh berupa folder. "
            "Kunci disimpan terpisah.",
            "Back up database, lake and the site's files while it runs. FILE may be a folder. Keys are kept apart.",
        )
    )
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--keep",
    type=click.IntRange(min=0),
    default=0,
    help=str(Text("Sisakan sekian cadangan di folder itu.", "Leave so many backups in that folder.")),
)
@lake_option
@pass_settings
def backup(settings: Settings, file: Path, keep: int) -> None:
    lake = _set_up(settings)
    from sepakat.web.operations import backup as work

    path = work.backup(lake, file, keep=keep, progress=settings.bars)
    settings.bars.close()
    click.echo(str(path))
    note(work.KEYS)


@command.command(
    help=str(Text("Baca seluruh cadangan dan cocokkan isinya.", "Read a whole backup and check its contents."))
)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@pass_settings
def verify(settings: Settings, file: Path) -> None:
    from sepakat.web.operations import archive

    _say(archive.unpack(file, None))


@command.command(
    help=str(
        Text(
            "Pulihkan cadangan ke tempat kosong: lake, SEPAKAT_STATE, basis data. Tidak ada yang ditimpa.",
            "Restore a backup into empty places: a new lake, empty SEPAKAT_STATE and database. Nothing is replaced.",
        )
    )
)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@lake_option
@pass_settings
def restore(settings: Settings, file: Path) -> None:
    lake = _set_up(settings)
    from sepakat.web.operations import backup as work

    listed = work.restore(file, lake, progress=settings.bars)
    settings.bars.close()
    _say(listed)
    note(work.KEYS)


@command.command(
    help=str(
        Text(
            "Rapikan: sesi yang berakhir, daftar yang kedaluwarsa, salinan lama.",
            "Tidy up: ended sessions, expired lists, old copies.",
        )
    )
)
@lake_option
@pass_settings
def prune(settings: Settings) -> None:
    _set_up(settings)
    from sepakat.web.operations import pruning

    for what, count in pruning.everything():
        note(f"{count} {what}")


def _say(listed: dict[str, Any]) -> None:
    rows, lake = sum(listed["rows"].values()), listed["lake"]
    note(
        Text(
            f"Utuh: {len(listed['files'])} berkas, {rows} baris basis data, rilis {lake['release']}, {listed['made']}.",
            f"Whole: {len(listed['files'])} files, {rows} database rows, release {lake['release']}, {listed['made']}.",
        )
    )
