"""`sepakat scenario`: budget scenarios of a file, the best rule under a ceiling, and before against after."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sepakat.cli.groups import Settings, pass_settings
from sepakat.cli.options import LEVELS, lake_option, release_option
from sepakat.cli.output import emit, format_option, out_option
from sepakat.core import Text, UserError

if TYPE_CHECKING:
    from sepakat.targeting.scenarios import Base

ORDER = 58
GOALS = ("eksklusi", "inklusi", "celah")


@click.command(
    "scenario",
    help=str(
        Text(
            "Skenario anggaran: siapa terlayani, biaya menurut pembayar dan wilayah, galat, dan siapa yang tersisa. "
            "BERKAS adalah TOML berisi satu sampai empat skenario. Kolom: scenario, name, part, item, code, label, "
            "value, low, high, unit, sign, suppressed, release. Angka diberi gangguan kecil yang konsisten.",
            "Budget scenarios: who is served, cost by payer and region, errors, and who is left out. FILE is TOML with "
            "one to four scenarios. Columns: scenario, name, part, item, code, label, value, low, high, unit, sign, "
            "suppressed, release. Figures carry small consistent noise.",
        )
    ),
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--region",
    required=True,
    help=str(Text("Kode wilayah bertitik, misalnya 53.01.", "Dotted code, e.g. 53.01.")),
)
@click.option("--level", type=click.Choice(LEVELS), help=str(Text("Tingkat baris wilayah.", "Level of regional rows.")))
@click.option(
    "--best",
    "goal",
    type=click.Choice(GOALS),
    help=str(
        Text(
            "Cari aturan terbaik di dalam plafon skenario pertama. Kolom: picked, rule, decile_max, categories, "
            "category_decile, served, cost, exclusion, inclusion, gap_closed, within, release.",
            "Search for the best rule under the first scenario's ceiling. Columns: picked, rule, decile_max, "
            "categories, category_decile, served, cost, exclusion, inclusion, gap_closed, within, release.",
        )
    ),
)
@click.option(
    "--moves",
    is_flag=True,
    help=str(
        Text(
            "Sebelum dan sesudah menurut skenario pertama: siapa masuk dan keluar, dan uang yang berpindah. Kolom: "
            "part, code, label, move, value, unit, sign, suppressed, release.",
            "Before and after by the first scenario: who enters and leaves, and the money moved. Columns: part, code, "
            "label, move, value, unit, sign, suppressed, release.",
        )
    ),
)
@release_option
@lake_option
@format_option
@out_option
@pass_settings
def command(
    settings: Settings,
    file: Path,
    region: str,
    level: str | None,
    goal: str | None,
    moves: bool,
    release_id: str,
    fmt: str,
    out_file: Path | None,
) -> None:
    from sepakat.engine import frames
    from sepakat.targeting import scenarios

    if goal and moves:
        raise UserError(
            Text("Pilih --best atau --moves, bukan keduanya.", "Choose --best or --moves, not both."),
            hint=Text("Jalankan dua kali.", "Run it twice."),
            code="scenario-options",
        )
    release = settings.lake().release(release_id)
    asked = scenarios.load_file(file, frames.day(release))
    bases: dict[str, Base] = {}
    for one in asked:
        if one.programme not in bases:
            bases[one.programme] = scenarios.load(release, one.programme, region)
    first = bases[asked[0].programme]
    size = scenarios.step(first.day)
    if goal:
        emit(scenarios.curve(scenarios.best(first, asked[0], goal)), fmt, out_file)
    elif moves:
        emit(scenarios.reallocation(scenarios.run(first, asked[0], step=size), level), fmt, out_file)
    else:
        results = [scenarios.run(bases[one.programme], one, step=size) for one in asked]
        emit(scenarios.figures(results, level), fmt, out_file)
