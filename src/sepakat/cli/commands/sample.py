"""`sepakat sample`: files of a synthetic region, laid out as the agencies deliver them."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import click

from sepakat.cli.groups import Settings, pass_settings
from sepakat.cli.output import emit_one, format_option
from sepakat.core import Text, UserError

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
@click.option(
    "--families",
    type=int,
    help=str(
        Text(
            "Banyak keluarga (bila kosong: 3.000 untuk satu provinsi, 75,1 juta untuk nasional).",
            "Number of families (if left out: 3,000 for a province, 75.1 million for the nation).",
        )
    ),
)
@click.option("--seed", default=7, show_default=True, help=str(Text("Benih acak.", "Random seed.")))
@click.option(
    "--nation",
    is_flag=True,
    help=str(
        Text(
            "Seluruh Indonesia, sebagai bagian Parquet per kabupaten/kota; yang terputus dilanjutkan.",
            "All of Indonesia, as Parquet parts per regency; a run cut short goes on.",
        )
    ),
)
@click.option(
    "--scale",
    type=click.FloatRange(0, 1, min_open=True),
    help=str(Text("Bagian dari seluruh Indonesia, misalnya 0.1.", "Share of the nation, 0.1 for example.")),
)
@click.option(
    "--workers",
    default=2,
    show_default=True,
    type=click.IntRange(1),
    help=str(Text("Banyak proses untuk --nation.", "Number of processes for --nation.")),
)
@click.option("--out", "out_dir", required=True, type=click.Path(path_type=Path, file_okay=False))
@format_option
@pass_settings
def command(
    settings: Settings,
    province: str,
    families: int | None,
    seed: int,
    nation: bool,
    scale: float | None,
    workers: int,
    out_dir: Path,
    fmt: str,
) -> None:
    if scale is not None and (families is not None or not nation):
        raise UserError(
            Text("--scale hanya untuk --nation, tanpa --families.", "--scale goes with --nation, without --families."),
            hint=Text("Contoh: --nation --scale 0.1.", "For example: --nation --scale 0.1."),
            code="sample-scale",
        )
    if nation:
        from sepakat.sample import nation as whole

        size = whole.FAMILIES if families is None else families
        report = whole.generate(
            out_dir, families=round(size * (scale or 1)), seed=seed, workers=workers, progress=settings.bars
        )
    else:
        from sepakat import sample

        size = sample.DEFAULT_FAMILIES if families is None else families
        report = sample.generate(out_dir, province=province, families=size, seed=seed, progress=settings.bars)
    settings.bars.close()
    emit_one(dataclasses.asdict(report), fmt, None, str(Text("Data contoh (buatan)", "Sample data (synthetic)")))
