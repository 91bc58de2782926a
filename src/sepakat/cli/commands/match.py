"""`sepakat match`: which records of several lists are one person."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import click

from sepakat.cli.groups import Settings, pass_settings
from sepakat.cli.options import lake_option, release_option
from sepakat.cli.output import emit_one, format_option, note
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
    callback=lambda _, __, value: _number(value),
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
    "--decisions/--no-decisions",
    default=True,
    help=str(
        Text(
            "Pakai keputusan pemeriksa di laman untuk registri: pasangannya disatukan atau dipisah, dan menjadi label.",
            "Use what reviewers settled on the site, for registries: pairs are joined or parted, and become labels.",
        )
    ),
)
@click.option(
    "--since",
    help=str(
        Text(
            "Bandingkan hanya catatan baru atau berubah: last, nama pencocokan, atau berkas dari --save-records.",
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
    decisions: bool,
    since: str | None,
    save_records: Path | None,
    model_file: Path | None,
    save_model: Path | None,
    explain_file: Path | None,
    release_id: str,
    fmt: str,
) -> None:
    from sepakat import matching
    from sepakat.matching import decided, files, judging, model, reliability, spark_linkage

    lake = release = None
    if any(files.registered(name) for name in lists):
        lake = settings.lake()
        release = lake.release(release_id)
    if out_file:
        files.check_links(out_file)
    chosen = files.open_lists(lists, lake, release)
    trained = model.read(model_file) if model_file else None
    if save_records:
        files.outside_the_vault(chosen)
    before = files.since(since, chosen, lake) if since else None
    pairs = judging.read(truth, chosen) if truth else None
    said = judging.read(labels, chosen, verdicts=True) if labels else {}
    told = files.told(chosen, lake, release) if decisions else None
    if (where := spark_linkage.notice()) is not None:
        note(where)
    with (
        files.scratch() as spill,
        matching.match(
            chosen, threshold=threshold, model=trained, since=before, told=told, spill=spill, progress=settings.bars
        ) as done,
    ):
        learned: dict[str, Any] = {}
        quality: dict[str, dict[str, Any]] = {}
        if told is not None and told.num_rows:
            learned = {"decided": done.decided.rows.num_rows, "not_found_again": done.decided.unplaced}
        said = judging.merged(decided.labels(done.decided), said)
        if said:
            used, judged = judging.learn(done, said, threshold=threshold)
            quality = judged.pairs
            learned |= {"labels": used, "calibrated": done.model.calibration is not None, "by_labels": quality}
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
                facts |= files.scored(scored.whole)
            kept_word = reliability.of_run(done, pairs)
            facts |= {"probability_off": round(kept_word.off, 4), "probability_beyond": round(kept_word.beyond, 4)}
            facts["truth_not_in_lists"] = judging.strangers(pairs, chosen)
        if lake is not None and release is not None and all(one.registered for one in chosen):
            kept = done.keep(lake, release.id, quality, learned)
            facts["run"] = kept.id
    emit_one(facts, fmt)
    for line in (*files.told_of(facts, out_file), *files.doubts(facts)):
        note(line)


def _number(value: float | None) -> float | None:
    """`nan` passes every comparison with a bound."""
    if value is not None and math.isnan(value):
        raise click.BadParameter(str(Text("Isi angka dari 0 sampai 1.", "Give a number from 0 to 1.")))
    return value
