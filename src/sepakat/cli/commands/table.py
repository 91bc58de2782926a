"""`sepakat table`: a free table, with the same noised figures as the page Analisis mandiri."""

from __future__ import annotations

from pathlib import Path

import click

from sepakat.cli.groups import Settings, pass_settings
from sepakat.cli.options import LEVELS, comma_list, lake_option, release_option
from sepakat.cli.output import emit, format_option, out_option
from sepakat.core import Text

ORDER = 55


@click.command(
    "table",
    help=str(
        Text(
            "Tabel bebas: hitung `orang`, `keluarga`, atau satu indikator, untuk siapa, di mana, dirinci menurut apa. "
            "Angkanya diberi gangguan kecil yang konsisten.",
            "A free table: count `orang`, `keluarga` or an indicator, for whom, where, broken down by what. Figures "
            "carry small consistent noise.",
        )
    ),
)
@click.argument("what", default="orang")
@click.option(
    "--for",
    "for_whom",
    multiple=True,
    help=str(Text("Syarat `ciri:kelas`, boleh berulang.", "Condition `attribute:class`, may be repeated.")),
)
@click.option(
    "--region",
    required=True,
    help=str(Text("Kode wilayah bertitik, misalnya 53.01.", "Dotted code, e.g. 53.01.")),
)
@click.option(
    "--level",
    type=click.Choice(LEVELS),
    help=str(Text("Bagian wilayah pada tingkat ini.", "The region's parts at this level.")),
)
@click.option("--by", help=str(Text("Rincian, dipisah koma.", "Breakdowns, separated by commas.")))
@click.option("--attributes", is_flag=True, help=str(Text("Daftar ciri dan kelasnya.", "List attributes and classes.")))
@release_option
@lake_option
@format_option
@out_option
@pass_settings
def command(
    settings: Settings,
    what: str,
    for_whom: tuple[str, ...],
    region: str,
    level: str | None,
    by: str | None,
    attributes: bool,
    release_id: str,
    fmt: str,
    out_file: Path | None,
) -> None:
    from sepakat import engine
    from sepakat.engine import tabulating

    release = settings.lake().release(release_id)
    if attributes:
        rows = [
            {"attribute": a.name, "label": str(a.label), "class": k.id, "name": str(k.label)}
            for a in tabulating.attributes(release, tabulating.unit_of(what)).values()
            for k in (*a.classes, *a.unions)
        ]
        emit(rows, fmt, out_file)
        return
    emit(engine.tabulate(release, what, for_whom, region, comma_list(by), level=level), fmt, out_file)
