"""`sepakat overlap`: who is in which list, by place and group, with the same noised figures as the page Irisan."""

from __future__ import annotations

from pathlib import Path

import click

from sepakat.cli.groups import Settings, pass_settings
from sepakat.cli.options import LEVELS, comma_list, lake_option, release_option
from sepakat.cli.output import emit, format_option, note, out_option
from sepakat.core import Text

ORDER = 62


@click.command(
    "overlap",
    help=str(
        Text(
            "Irisan daftar: berapa orang atau keluarga ada di Regsosek, DTKS, P3KE, atau daftar penerima mana. "
            "Angkanya diberi gangguan kecil yang konsisten. Kolom: region, level, <rincian>, irisan "
            "(`regsosek+dtks-p3ke`; `+dtks` = di DTKS, lainnya bebas; `semua`), satu kolom ya/tidak per daftar, value, "
            "corrected, corrected_low, corrected_high (terkoreksi galat pencocokan), sign, suppressed, release, "
            "version (nomor pencocokan).",
            "Overlap of lists: how many persons or families are in Regsosek, DTKS, P3KE or which recipient list. "
            "Figures carry small consistent noise. Columns: region, level, <breakdowns>, irisan "
            "(`regsosek+dtks-p3ke`; `+dtks` = in DTKS, whatever else; `semua` = all), one yes/no column per list, "
            "value, corrected, corrected_low, corrected_high (for linkage error), sign, suppressed, release, version "
            "(matching run).",
        )
    ),
)
@click.argument("sources", nargs=-1, metavar="SOURCE…")
@click.option("--region", default="00", help=str(Text("Kode wilayah bertitik.", "Dotted region code.")))
@click.option(
    "--level",
    type=click.Choice(LEVELS),
    help=str(Text("Bagian wilayah pada tingkat ini.", "The region's parts at this level.")),
)
@click.option("--by", help=str(Text("Rincian, dipisah koma.", "Breakdowns, separated by commas.")))
@click.option(
    "--unit",
    type=click.Choice(("orang", "keluarga")),
    default="orang",
    show_default=True,
    help=str(Text("Yang dihitung.", "What to count.")),
)
@click.option(
    "--poor",
    is_flag=True,
    help=str(
        Text(
            "Keluarga miskin yang tidak ada di daftar mana pun: region, level, set, poor, none, share, sign.",
            "Poor families in none of the lists: region, level, set, poor, none, share, sign.",
        )
    ),
)
@click.option(
    "--unlisted",
    is_flag=True,
    help=str(
        Text(
            "Perkiraan orang yang tidak ada di ketiga daftar: model, estimate, low, high, total, aic, bic, weight.",
            "Estimate of people in none of three lists: model, estimate, low, high, total, aic, bic, weight.",
        )
    ),
)
@click.option("--lists", "only_lists", is_flag=True, help=str(Text("Daftar di rilis ini.", "Lists of the release.")))
@release_option
@lake_option
@format_option
@out_option
@pass_settings
def command(
    settings: Settings,
    sources: tuple[str, ...],
    region: str,
    level: str | None,
    by: str | None,
    unit: str,
    poor: bool,
    unlisted: bool,
    only_lists: bool,
    release_id: str,
    fmt: str,
    out_file: Path | None,
) -> None:
    from sepakat.matching import overlap

    lake = settings.lake()
    release = lake.release(release_id)
    if only_lists:
        found = overlap.listings(release).values()
        emit(
            [{"source": one.id, "name": str(one.label), "kind": one.kind, "unit": one.unit} for one in found],
            fmt,
            out_file,
        )
        return
    asked = sources or overlap.usual(release)
    if poor:
        emit(overlap.poor_in_none(lake, release, asked, region, level=level), fmt, out_file)
    elif unlisted:
        estimate = overlap.unlisted(overlap.overlap(lake, release, asked, region))
        emit(estimate, fmt, out_file)
        for line in estimate.notes if not len(estimate) else ():  # why there is no estimate
            note(line)
    else:
        table = overlap.overlap(lake, release, asked, region, unit=unit, level=level, by=comma_list(by))
        emit(table, fmt, out_file)
