"""`sepakat match`: which records of several lists are one person."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sepakat.cli.groups import Settings, pass_settings
from sepakat.cli.options import lake_option, release_option
from sepakat.cli.output import emit_one, format_option
from sepakat.core import Text

ORDER = 57


@click.command(
    "match",
    help=str(
        Text(
            "Padankan daftar orang: dua atau lebih, atau satu daftar (mencari yang tercatat ganda). Daftar adalah "
            "berkas CSV/Parquet dengan kolom id, nik, no_kk, nama, tanggal_lahir, jenis_kelamin, kode_desa, alamat "
            "(boleh tidak lengkap), atau registri dari rilis: regsosek, dtks, p3ke, dtsen.",
            "Match lists of persons: two or more, or one list (who is in it twice). A list is a CSV or Parquet file "
            "with the columns id, nik, no_kk, nama, tanggal_lahir, jenis_kelamin, kode_desa, alamat (any may be "
            "missing), or a registry of the release: regsosek, dtks, p3ke, dtsen.",
        )
    ),
)
@click.argument("lists", nargs=-1, required=True)
@click.option(
    "--out",
    "out_file",
    type=click.Path(path_type=Path),
    help=str(Text("Berkas padanan (.csv atau .parquet).", "File of links (.csv or .parquet).")),
)
@click.option(
    "--threshold",
    type=click.FloatRange(0, 1),
    help=str(Text("Peluang terkecil sebuah padanan [0,5].", "Least probability of a link [0.5].")),
)
@click.option(
    "--truth",
    type=click.Path(path_type=Path),
    help=str(
        Text("Padanan benar (left_id,right_id): hasil dinilai.", "True pairs (left_id,right_id): scores the run.")
    ),
)
@click.option(
    "--model",
    "model_file",
    type=click.Path(path_type=Path),
    help=str(Text("Pakai model yang sudah dilatih.", "Use a model trained before.")),
)
@click.option(
    "--save-model",
    type=click.Path(path_type=Path),
    help=str(Text("Tulis model ke berkas JSON.", "Write the model to a JSON file.")),
)
@click.option(
    "--explain",
    "explain_file",
    type=click.Path(path_type=Path),
    help=str(Text("Tulis alasan setiap padanan (JSON per baris).", "Write the reasons of each link (JSON lines).")),
)
@release_option
@lake_option
@format_option
@pass_settings
def command(
    settings: Settings,
    lists: tuple[str, ...],
    out_file: Path | None,
    threshold: float | None,
    truth: Path | None,
    model_file: Path | None,
    save_model: Path | None,
    explain_file: Path | None,
    release_id: str,
    fmt: str,
) -> None:
    from sepakat import matching
    from sepakat.matching import files, measure, model

    lake = release = None
    if any(files.registered(name) for name in lists):
        lake = settings.lake()
        release = lake.release(release_id)
    chosen = files.open_lists(lists, lake, release)
    trained = model.read(model_file) if model_file else None
    pairs = files.read_pairs(truth) if truth else None
    with (
        files.scratch() as spill,
        matching.match(chosen, threshold=threshold, model=trained, spill=spill, progress=settings.bars) as done,
    ):
        links = done.links()
        facts: dict[str, Any] = files.facts(done, links)
        if out_file:
            files.write_links(links, out_file, several=len(chosen) > 2)
        if save_model:
            done.model.write(save_model)
        if explain_file:
            files.write_lines(done.explanations(), explain_file)
        if pairs is not None:
            scored = measure.score(files.as_pairs(links), pairs)
            facts |= scored.as_dict() | files.corrected(scored)
        if lake is not None and release is not None and all(one.registered for one in chosen):
            kept = done.keep(lake, release.id)
            facts["run"] = kept.id
    emit_one(facts, fmt)
