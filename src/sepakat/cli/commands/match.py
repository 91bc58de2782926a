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
    "--labels",
    type=click.Path(path_type=Path),
    help=str(
        Text(
            "Keputusan pemeriksa (left_id,right_id,verdict: same/different): peluang dan ambang disetel ulang.",
            "What people decided (left_id,right_id,verdict: same/different): probabilities and threshold are refitted.",
        )
    ),
)
@click.option(
    "--since",
    help=str(
        Text(
            "Bandingkan hanya catatan baru atau berubah: last, nama padanan, atau berkas dari --save-records.",
            "Compare only new or changed records: last, the id of a run, or a file of --save-records.",
        )
    ),
)
@click.option(
    "--save-records",
    type=click.Path(path_type=Path),
    help=str(
        Text(
            "Simpan sidik catatan dan pasangannya untuk --since (Parquet; tanpa nama dan NIK).",
            "Keep fingerprints of the records and their pairs for --since (Parquet; no name or number).",
        )
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
    labels: Path | None,
    since: str | None,
    save_records: Path | None,
    model_file: Path | None,
    save_model: Path | None,
    explain_file: Path | None,
    release_id: str,
    fmt: str,
) -> None:
    from sepakat import matching
    from sepakat.matching import files, judging, model

    lake = release = None
    if any(files.registered(name) for name in lists):
        lake = settings.lake()
        release = lake.release(release_id)
    chosen = files.open_lists(lists, lake, release)
    trained = model.read(model_file) if model_file else None
    if save_records:
        files.outside_the_vault(chosen)
    before = files.since(since, chosen, lake) if since else None
    sources = tuple(one.source for one in chosen)
    pairs = judging.read(truth, sources) if truth else None
    said = judging.read(labels, sources, verdicts=True) if labels else None
    with (
        files.scratch() as spill,
        matching.match(
            chosen, threshold=threshold, model=trained, since=before, spill=spill, progress=settings.bars
        ) as done,
    ):
        learned: dict[str, Any] = {}
        quality: dict[str, dict[str, Any]] = {}
        if said is not None:
            used, judged = judging.learn(done, said, threshold=threshold)
            quality = judged.pairs
            learned = {"labels": used, "calibrated": done.model.calibration is not None, "by_labels": quality}
        links = done.links()
        facts: dict[str, Any] = files.facts(done, links) | learned
        if out_file:
            files.write_links(links, out_file, several=len(chosen) > 2)
        if save_model:
            done.model.write(save_model)
        if save_records:
            done.records().write(save_records)
        if explain_file:
            files.write_lines(done.explanations(), explain_file)
        if pairs is not None:
            scored = judging.by_truth(links, pairs)
            quality = quality | scored.pairs
            if scored.whole is not None:
                facts |= scored.whole.as_dict() | files.corrected(scored.whole)
        if lake is not None and release is not None and all(one.registered for one in chosen):
            kept = done.keep(lake, release.id, quality)
            facts["run"] = kept.id
    emit_one(facts, fmt)
