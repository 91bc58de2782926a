"""`sepakat welfare`: fit, apply, rank, explain, evaluate. Every decile here is a simulation."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, cast

import click

from sepakat.cli.groups import Group, Settings, pass_settings
from sepakat.cli.options import lake_option, release_option
from sepakat.cli.output import emit, emit_one, format_option, note
from sepakat.core import Text

ORDER = 40


@click.group(
    "welfare",
    cls=Group,
    help=str(
        Text(
            "Kesejahteraan: model, peringkat, alasan, mutu. Desilnya simulasi; desil resmi ditetapkan BPS.",
            "Welfare: model, ranks, reasons, quality. Its deciles are simulations; BPS sets the official ones.",
        )
    ),
)
def command() -> None:
    pass


@command.command(
    "fit", help=str(Text("Cocokkan model pada survei di dalam rilis.", "Fit a model on the survey of a release."))
)
@click.option(
    "--out",
    "out_file",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help=str(Text("Berkas model (.json) yang dapat ditinjau.", "Reviewable model file (.json).")),
)
@click.option(
    "--report", type=click.Path(path_type=Path, dir_okay=False), help=str(Text("Laporan (.md).", "Report (.md)."))
)
@click.option("--author", default="sepakat", show_default=True, help=str(Text("Penyusun model.", "Who fitted it.")))
@release_option
@lake_option
@format_option
@pass_settings
def fit(settings: Settings, out_file: Path, report: Path | None, author: str, release_id: str, fmt: str) -> None:
    from sepakat import releasing, welfare

    release = settings.lake().release(release_id)
    model = releasing.fit_model(release, author=author, progress=settings.bars)
    settings.bars.close()
    model.save(out_file)
    if report:
        report.write_text(welfare.report_markdown(model), encoding="utf-8")
    if fmt == "table":
        note(welfare.report_markdown(model))
        note(Text(f"Model {model.id} ditulis ke {out_file}.", f"Model {model.id} is in {out_file}."))
    else:
        emit_one({"model": model.id, "file": str(out_file), **model.facts}, fmt)


def _again(settings: Settings, release_id: str, model: Path | None, base: str, fmt: str) -> None:
    from sepakat import releasing

    lake = settings.lake()
    done = releasing.rerank(
        lake,
        lake.release(release_id),
        model=model,
        base=cast(Literal["orang", "keluarga"], base),
        progress=settings.bars,
    )
    settings.bars.close()
    emit_one({"release": done.id, "from": done.base, "model": done.manifest.get("model"), "base": base}, fmt)
    note(Text(f"Terbitkan: sepakat release publish {done.id}", f"Publish it: sepakat release publish {done.id}"))


_base = click.option(
    "--base",
    type=click.Choice(["orang", "keluarga"]),
    default="orang",
    show_default=True,
    help=str(Text("Desil atas orang atau keluarga.", "Deciles of persons or of families.")),
)


@command.command(
    "apply",
    help=str(
        Text(
            "Nilai semua keluarga dengan model lain: rilis baru.",
            "Score all families with another model: a new release.",
        )
    ),
)
@click.argument("model", type=click.Path(path_type=Path, dir_okay=False))
@_base
@release_option
@lake_option
@format_option
@pass_settings
def apply(settings: Settings, model: Path, base: str, release_id: str, fmt: str) -> None:
    _again(settings, release_id, model, base, fmt)


@command.command(
    "rank",
    help=str(
        Text("Peringkat ulang dengan model yang sama: rilis baru.", "Rank again with the same model: a new release.")
    ),
)
@_base
@release_option
@lake_option
@format_option
@pass_settings
def rank(settings: Settings, base: str, release_id: str, fmt: str) -> None:
    _again(settings, release_id, None, base, fmt)


@command.command(
    "explain", help=str(Text("Mengapa satu keluarga mendapat desilnya.", "Why one family has its decile."))
)
@click.argument("family_id", type=int)
@release_option
@lake_option
@format_option
@pass_settings
def explain(settings: Settings, family_id: int, release_id: str, fmt: str) -> None:
    from sepakat import welfare

    found = welfare.explain_family(settings.lake().release(release_id), family_id)
    if fmt == "table":
        for line in found.lines():
            click.echo(str(line))
    else:
        emit_one(found.as_dict(), fmt)


@command.command(
    "evaluate",
    help=str(
        Text(
            "Bandingkan peringkat dengan kebenaran (folder truth/ data contoh): galat menurut setiap definisi.",
            "Compare ranks with the truth (the sample's truth/ folder): errors under each definition.",
        )
    ),
)
@click.option("--truth", required=True, type=click.Path(path_type=Path))
@release_option
@lake_option
@format_option
@pass_settings
def evaluate(settings: Settings, truth: Path, release_id: str, fmt: str) -> None:
    from sepakat import welfare

    lake = settings.lake()
    table = welfare.evaluate_release(lake.release(release_id), truth, key_hash=lake.vault.key_hash)
    if fmt == "json":
        emit_one({"rows": table.rows(), **table.meta}, fmt)
    else:
        emit(table, fmt)


@command.command(
    "official",
    help=str(Text("Bandingkan desil simulasi dengan desil resmi.", "Compare simulated with official deciles.")),
)
@release_option
@lake_option
@format_option
@pass_settings
def official(settings: Settings, release_id: str, fmt: str) -> None:
    from sepakat import welfare

    release = settings.lake().release(release_id)
    files = {table: {p.stem: p for p in release.files(table)} for table in ("family", "rank")}
    emit(welfare.compare_official(files["family"], files["rank"], release.id), fmt)


@command.command(
    "model", help=str(Text("Laporan model yang dipakai suatu rilis.", "Report on the model of a release."))
)
@release_option
@lake_option
@pass_settings
def model_(settings: Settings, release_id: str) -> None:
    from sepakat import welfare

    click.echo(welfare.report_markdown(welfare.model_of(settings.lake().release(release_id))))
