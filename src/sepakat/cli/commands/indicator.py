"""`sepakat indicator`: the catalogue, and figures for any region, level and breakdown."""

from __future__ import annotations

from pathlib import Path

import click

from sepakat import catalogue
from sepakat.cli.groups import Group, Settings, pass_settings
from sepakat.cli.options import LEVELS, comma_list, lake_option, release_option
from sepakat.cli.output import emit, emit_one, format_option, out_option
from sepakat.core import Text

ORDER = 50
SOURCES = ("registri", "susenas", "sakernas")


@click.group(
    "indicator", cls=Group, help=str(Text("Indikator: katalog dan hitungan.", "Indicators: catalogue and figures."))
)
def command() -> None:
    pass


@command.command("list", help=str(Text("Daftar indikator.", "List the indicators.")))
@click.option("--theme", help=str(Text("Hanya tema ini.", "This theme only.")))
@format_option
def list_(theme: str | None, fmt: str) -> None:
    rows = [
        {"id": i.id, "theme": i.tema, "name": i.nama, "unit": i.satuan, "of": i.satuan_analisis, "status": i.status}
        for i in catalogue.indicators().values()
        if theme in (None, i.tema)
    ]
    emit(sorted(rows, key=lambda r: (r["theme"], r["id"])), fmt)


@command.command(
    "show", help=str(Text("Definisi, rumus, dan contoh hitungan.", "Definition, formula and worked example."))
)
@click.argument("indicator_id")
@format_option
def show(indicator_id: str, fmt: str) -> None:
    indicator = catalogue.indicator(indicator_id)
    emit_one(
        {
            "id": indicator.id,
            "nama": indicator.nama,
            "name": indicator.nama_en,
            "versi": indicator.versi,
            "tema": indicator.tema,
            "satuan": indicator.satuan,
            "satuan_analisis": indicator.satuan_analisis,
            "definisi": indicator.definisi,
            "mengapa": indicator.mengapa,
            "pembilang": indicator.pembilang,
            "penyebut": indicator.penyebut,
            "status": indicator.status,
            "rujukan": list(indicator.rujukan),
        },
        fmt,
    )


@command.command(
    "compute",
    help=str(
        Text(
            "Hitung indikator untuk wilayah pada satu tingkat, dirinci bila perlu. Sel kecil disembunyikan.",
            "Compute indicators for the regions of one level, broken down if asked. Small cells are hidden.",
        )
    ),
)
@click.argument("ids", nargs=-1, required=True)
@click.option(
    "--region", required=True, help=str(Text("Kode wilayah bertitik, misalnya 53.01.", "Dotted code, e.g. 53.01."))
)
@click.option("--level", type=click.Choice(LEVELS), default="kabupaten", show_default=True)
@click.option("--by", help=str(Text("Rincian, dipisah koma.", "Breakdowns, separated by commas.")))
@click.option("--source", type=click.Choice(SOURCES), default="registri", show_default=True)
@release_option
@lake_option
@format_option
@out_option
@pass_settings
def compute(
    settings: Settings,
    ids: tuple[str, ...],
    region: str,
    level: str,
    by: str | None,
    source: str,
    release_id: str,
    fmt: str,
    out_file: Path | None,
) -> None:
    from sepakat import engine

    wanted = tuple(part for one in ids for part in comma_list(one))
    release = settings.lake().release(release_id)
    table = engine.compute(release, wanted, region=region, level=level, by=comma_list(by), source=source)
    emit(table, fmt, out_file)


@command.command(
    "compare",
    help=str(
        Text(
            "Dua definisi (id) atau dua versi (berkas .toml) pada rilis yang sama: siapa yang dihitung keduanya, satu, "
            "atau tidak satu pun. Angkanya diberi gangguan kecil yang konsisten.",
            "Two definitions (ids) or versions (.toml files) on one release: whom both count, one, or none. Figures "
            "carry small consistent noise.",
        )
    ),
)
@click.argument("first")
@click.argument("second")
@click.option(
    "--region", required=True, help=str(Text("Kode wilayah bertitik, misalnya 53.01.", "Dotted code, e.g. 53.01."))
)
@click.option("--level", type=click.Choice(LEVELS), help=str(Text("Bagian wilayahnya.", "The region's parts.")))
@click.option("--by", help=str(Text("Rincian, misalnya desil_nasional.", "Breakdowns, such as desil_nasional.")))
@release_option
@lake_option
@format_option
@out_option
@pass_settings
def compare(
    settings: Settings,
    first: str,
    second: str,
    region: str,
    level: str | None,
    by: str | None,
    release_id: str,
    fmt: str,
    out_file: Path | None,
) -> None:
    from sepakat.engine import comparing

    release = settings.lake().release(release_id)
    emit(comparing.compare(release, first, second, region, comma_list(by), level=level), fmt, out_file)
