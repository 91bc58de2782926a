"""`sepakat sample`: files of a synthetic region, laid out as the agencies deliver them."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import click

from sepakat.cli.groups import Settings, pass_settings
from sepakat.cli.output import emit_one, format_option
from sepakat.core import Text

ORDER = 10


@click.command(
    "sample",
    help=str(
        Text(
            "Membuat berkas contoh (data buatan) dengan tata letak seperti dari instansi.",
            "Make sample files (synthetic) laid out as the agencies deliver them.",
        )
    ),
)
@click.option("--province", default="53", show_default=True, help=str(Text("Kode provinsi.", "Province code.")))
@click.option("--families", default=3000, show_default=True, help=str(Text("Banyak keluarga.", "Number of families.")))
@click.option("--seed", default=7, show_default=True, help=str(Text("Benih acak.", "Random seed.")))
@click.option("--nation", is_flag=True, help=str(Text("Seluruh provinsi.", "All provinces.")))
@click.option("--out", "out_dir", required=True, type=click.Path(path_type=Path, file_okay=False))
@format_option
@pass_settings
def command(
    settings: Settings,
    province: str,
    families: int,
    seed: int,
    nation: bool,
    out_dir: Path,
    fmt: str,
) -> None:
    from sepakat import sample

    report = sample.generate(
        out_dir, province=province, families=families, seed=seed, nation=nation, progress=settings.bars
    )
    settings.bars.close()
    emit_one(dataclasses.asdict(report), fmt, None, str(Text("Data contoh (buatan)", "Sample data (synthetic)")))
