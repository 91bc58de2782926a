"""`sepakat document verify`: every number of a DOCX worked out again, and what differs."""

from __future__ import annotations

from pathlib import Path

import click

from sepakat.cli.groups import Settings, pass_settings
from sepakat.cli.options import lake_option
from sepakat.cli.output import emit, format_option, note
from sepakat.core import Text

ORDER = 30


@click.command(
    "verify",
    help=str(
        Text(
            "Periksa naskah DOCX: hitung ulang setiap angka dari rilisnya. Melaporkan angka yang diubah tangan, yang "
            "berubah di rilis, dan yang hilang. Status keluar 1 bila ada yang tidak sesuai.",
            "Check a DOCX: work every number out again from its release. Reports those changed by hand, changed in the "
            "release, and gone. Exit status 1 where something differs.",
        )
    ),
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@lake_option
@format_option
@pass_settings
def command(settings: Settings, file: Path, fmt: str) -> int:
    from sepakat.documents import verifying

    checked = verifying.verify(file, settings.lake(), progress=settings.bars)
    if checked.fine:
        many = len(checked.findings)
        note(
            Text(
                f"{file.name}: {many} angka, semua sesuai rilis {checked.release}.",
                f"{file.name}: {many} numbers, all as in release {checked.release}.",
            )
        )
        return 0
    emit(checked.table(), fmt)
    return 1
