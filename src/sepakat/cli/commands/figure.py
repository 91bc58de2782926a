"""`sepakat figure`: published figures and a region's own: series, definitions, trends, and where own figures stand."""

from __future__ import annotations

from pathlib import Path

import click

from sepakat.cli.groups import Group, Settings, pass_settings
from sepakat.cli.options import LEVELS, lake_option, release_option
from sepakat.cli.output import emit, emit_one, format_option, out_option
from sepakat.core import Text

ORDER = 57


@click.group(
    "figure",
    cls=Group,
    help=str(
        Text(
            "Angka terbitan dan angka sektor daerah: seri, definisi, tren.",
            "Published figures and a region's own: series, definitions, trends.",
        )
    ),
)
def command() -> None:
    pass


@command.command("list", help=str(Text("Daftar seri dalam katalog.", "Series of the catalogue.")))
@format_option
def list_(fmt: str) -> None:
    from sepakat.catalogue.published import figure_series

    emit(
        [
            {
                "id": s.id, "name": str(s.label), "unit": s.unit, "definitions": ", ".join(s.definitions),
                "rounds": ", ".join(s.rounds), "status": s.status,
            }
            for s in figure_series().values()
        ],
        fmt,
    )  # fmt: skip


@command.command("show", help=str(Text("Satu seri: definisi dan putus trennya.", "One series: definitions, breaks.")))
@click.argument("series")
@format_option
def show(series: str, fmt: str) -> None:
    from sepakat.catalogue.published import one_series

    one = one_series(series)
    record = {
        "id": one.id, "name": str(one.label), "unit": one.unit, "decimals": one.decimals, "levels": list(one.levels),
        "source": one.source, "status": one.status, "rounds": list(one.rounds),
        "rounds_why": str(one.round_why) if one.round_why else None, "indicator": one.indicator, "note": one.note,
        "definitions": [
            {"id": d.id, "name": str(d.label), "from": d.since, "until": d.until, "why": str(d.why),
             "source": d.source, "status": d.status}
            for d in one.definitions.values()
        ],
    }  # fmt: skip
    emit_one(record, fmt)


@command.command("held", help=str(Text("Seri yang dimuat rilis.", "Series that the release holds.")))
@release_option
@lake_option
@format_option
@out_option
@pass_settings
def held(settings: Settings, release_id: str, fmt: str, out_file: Path | None) -> None:
    from sepakat.engine import figures

    emit(figures.held(settings.lake().release(release_id)), fmt, out_file)


@command.command(
    "trend",
    help=str(
        Text(
            "Angka menurut waktu. Dua definisi, rumus, atau putaran tidak pernah digabung: pilih dengan "
            "`seri@definisi` atau --month.",
            "Figures over time. Two definitions, formulas or rounds are never joined: choose with "
            "`series@definition` or --month.",
        )
    ),
)
@click.argument("series", nargs=-1, required=True)
@click.option("--region", required=True, help=str(Text("Kode wilayah bertitik.", "Dotted region code.")))
@click.option("--level", type=click.Choice(LEVELS), help=str(Text("Bagian wilayahnya.", "The region's parts.")))
@click.option("--month", help=str(Text("Hanya putaran ini, misalnya 03.", "This round only, such as 03.")))
@click.option("--latest", is_flag=True, help=str(Text("Hanya periode terakhir.", "The last period only.")))
@release_option
@lake_option
@format_option
@out_option
@pass_settings
def trend(
    settings: Settings,
    series: tuple[str, ...],
    region: str,
    level: str | None,
    month: str | None,
    latest: bool,
    release_id: str,
    fmt: str,
    out_file: Path | None,
) -> None:
    from sepakat import regions
    from sepakat.engine import figures

    release = settings.lake().release(release_id)
    code = regions.parse(region)
    if latest:
        for one in series:
            emit(figures.latest(release, one, region=code, level=level, month=month), fmt, out_file)
        return
    codes = regions.load().codes(level, code) if level else [code]
    emit(figures.trend(release, *series, region=codes, month=month), fmt, out_file)


@command.command(
    "state",
    help=str(
        Text(
            "Angka sektor daerah: diterima, menunggu walidata, atau berlaku.",
            "A region's own figures: taken in, waiting for the steward, or in use.",
        )
    ),
)
@click.option("--region", default="00", show_default=True, help=str(Text("Kode wilayah.", "Region code.")))
@lake_option
@format_option
@out_option
@pass_settings
def state(settings: Settings, region: str, fmt: str, out_file: Path | None) -> None:
    from sepakat import regions
    from sepakat.releasing.standing import standing

    emit(standing(settings.lake(), regions.parse(region)), fmt, out_file)
