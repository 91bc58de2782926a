"""`sepakat lists`: lists of names from the operator's side: destroy what is overdue, find whose copy leaked, verify."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import click

from sepakat.cli.groups import Group, Settings, pass_settings
from sepakat.cli.options import lake_option
from sepakat.cli.output import emit_one, format_option
from sepakat.core import Text
from sepakat.core.errors import UserError

ORDER = 77


@click.group(
    "lists", cls=Group, help=str(Text("Daftar nama: akhiri, lacak, periksa.", "Lists of names: end, trace, verify."))
)
def command() -> None:
    pass


@command.command(
    "expire",
    help=str(
        Text(
            "Musnahkan berkas daftar yang masa berlakunya habis, dan catat.",
            "Destroy the files of lists whose time is over, and record it.",
        )
    ),
)
@lake_option
@format_option
@pass_settings
def expire(settings: Settings, fmt: str) -> None:
    _site(settings)
    from sepakat.web.names import actions

    emit_one({"berkas_dimusnahkan": actions.expire_all()}, fmt)


@command.command(
    "trace",
    help=str(
        Text(
            "Cari penerima mana yang salinannya bocor, dari urutan baris.",
            "Find whose copy leaked, from the order of its rows.",
        )
    ),
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--request", "number", type=int, required=True, help=str(Text("Nomor permintaan.", "Request number.")))
@lake_option
@format_option
@pass_settings
def trace(settings: Settings, file: Path, number: int, fmt: str) -> None:
    rows = rows_of(file)
    _site(settings)
    from sepakat.web.names import leaks

    codes = leaks.by_codes(rows, number)
    found = leaks.trace(rows, number)
    told = {who: f"{right}/{pairs}" + (f", kode {codes[who]}" if who in codes else "") for who, right, pairs in found}
    emit_one(told, fmt)


@command.command(
    "verify",
    help=str(
        Text(
            "Periksa apakah berkas daftar masih memuat isi yang disegel: rilis, aturan, dan SHA-256 isinya.",
            "Check that a list file still holds what was sealed: release, rule and the SHA-256 of its contents.",
        )
    ),
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@lake_option
@format_option
@pass_settings
def verify(settings: Settings, file: Path, fmt: str) -> None:
    rows = rows_of(file)
    _site(settings)
    from sepakat.web.names import leaks

    told = leaks.verify(rows)
    emit_one(told, fmt)
    if not told["cocok"]:
        raise UserError(
            Text("Isi berkas ini berbeda dari yang disegel.", "This file does not hold what was sealed."),
            hint=Text("Unduh ulang dari laman permintaan, lalu bandingkan.", "Download it again, and compare."),
            code="list-altered",
        )


def rows_of(file: Path) -> list[list[str]]:
    """Cells of a CSV or XLSX file as text; UserError `trace-file` for another kind."""
    if file.suffix.lower() == ".xlsx":
        from openpyxl import load_workbook

        sheet = load_workbook(io.BytesIO(file.read_bytes()), read_only=True).worksheets[0]
        return [["" if c is None else str(c) for c in row] for row in sheet.iter_rows(values_only=True)]
    if file.suffix.lower() == ".csv":
        text = file.read_bytes().decode("utf-8-sig", errors="replace")
        return list(csv.reader(io.StringIO(text), delimiter=";"))
    raise UserError(
        Text("Berkas yang dilacak harus CSV atau XLSX.", "The file to trace is CSV or XLSX."),
        hint=Text("Simpan ulang sebagai CSV dengan titik koma.", "Save it as CSV with semicolons."),
        code="trace-file",
    )


def _site(settings: Settings) -> None:
    from sepakat.web.operations import database

    database.setup(settings.lake_path)
    database.ready()
