"""`sepakat errors`: who is wrongly out and wrongly in, by definition, cause and group; and how deciles agree."""

from __future__ import annotations

from pathlib import Path

import click

from sepakat.cli.groups import Settings, pass_settings
from sepakat.cli.options import LEVELS, comma_list, lake_option, release_option
from sepakat.cli.output import emit, format_option, out_option
from sepakat.core import Text, UserError

ORDER = 58
TABLES = ("rates", "causes", "fields", "fairness", "deciles", "matrix")


@click.command(
    "errors",
    help=str(
        Text(
            "Salah sasaran satu program: galat eksklusi dan inklusi menurut setiap definisi, dengan selang "
            "(`rates`); menurut sebab (`causes`) dan bidang galat (`fields`); menurut kelompok, dengan uji "
            "(`fairness`). Tanpa program: desil resmi, simulasi, dan DTKS berdampingan (`deciles`, `matrix`). Hitungan "
            "diberi gangguan kecil yang konsisten.",
            "Errors of a programme: exclusion and inclusion by every definition, with intervals (`rates`); by cause "
            "(`causes`) and field (`fields`); by group, tested (`fairness`). Without a programme: official, simulated "
            "and DTKS deciles side by side (`deciles`, `matrix`). Counts carry small consistent noise.",
        )
    ),
)
@click.argument("programme", required=False, metavar="[PROGRAM]")
@click.option(
    "--table",
    "what",
    type=click.Choice(TABLES),
    default=None,
    help=str(Text("Tabel yang dihitung (bawaan: rates).", "The table to compute (default: rates).")),
)
@click.option(
    "--region", default="00", show_default=True, help=str(Text("Kode wilayah bertitik.", "Dotted code of a region."))
)
@click.option(
    "--definition",
    "definitions",
    help=str(Text("Definisi, dipisah koma (bawaan: semua).", "Definitions, separated by commas (default: all).")),
)
@click.option("--by", help=str(Text("Kelompok, dipisah koma, paling banyak dua.", "Groups, by commas, at most two.")))
@click.option(
    "--level",
    type=click.Choice(LEVELS),
    help=str(Text("Bagian wilayah pada tingkat ini.", "The region's parts at this level.")),
)
@click.option(
    "--weight",
    type=click.Choice(("keluarga", "orang")),
    help=str(Text("Yang dihitung: keluarga atau anggotanya.", "What is counted: families or their members.")),
)
@click.option(
    "--pair",
    default="resmi-simulasi",
    show_default=True,
    help=str(Text("Dua peringkat yang dibandingkan.", "The two rankings to compare.")),
)
@release_option
@lake_option
@format_option
@out_option
@pass_settings
def command(
    settings: Settings,
    programme: str | None,
    what: str | None,
    region: str,
    definitions: str | None,
    by: str | None,
    level: str | None,
    weight: str | None,
    pair: str,
    release_id: str,
    fmt: str,
    out_file: Path | None,
) -> None:
    from sepakat.targeting import errors

    release = settings.lake().release(release_id)
    chosen = what or ("rates" if programme else "deciles")
    if chosen in ("deciles", "matrix"):
        held = errors.families(release, region)
        if chosen == "matrix":
            found = errors.matrix(held, region, pair)
        else:
            found = errors.compare(held, region, level=level, by=comma_list(by), pair=pair)
    else:
        if not programme:
            raise UserError(
                Text("Sebutkan program yang diperiksa.", "Name the programme to look at."),
                hint=Text(
                    "Misalnya: sepakat errors pkh --region 53.01", "For example: sepakat errors pkh --region 53.01"
                ),
                code="error-programme",
            )
        study = errors.study(release, programme, region, weight=weight)
        if chosen == "rates":
            asked = comma_list(definitions)
            found = errors.rates(study, region, level=level, by=comma_list(by), definitions=asked)
        elif chosen == "causes":
            found = errors.cause_table(study, region, level=level)
        elif chosen == "fields":
            found = errors.field_table(study, region)
        else:
            found = errors.fairness(study, region)
    emit(found, fmt, out_file)
