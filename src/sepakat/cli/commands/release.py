"""`sepakat release`: build, publish, list, show, diff, verify, export."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any, Literal, cast

import click

from sepakat.cli.groups import Group, Settings, pass_settings
from sepakat.cli.options import comma_list, lake_option, release_option
from sepakat.cli.output import emit, emit_one, format_option, note
from sepakat.core import Text, UserError

ORDER = 30


@click.group(
    "release",
    cls=Group,
    help=str(
        Text("Rilis: keadaan data yang bernomor dan tetap.", "Releases: numbered, unchanging states of the data.")
    ),
)
def command() -> None:
    pass


@command.command(
    "build",
    help=str(
        Text(
            "Dari berkas (atau asupan yang ada) menjadi rilis: periksa, kenali, peringkat, ukur. Belum diterbitkan.",
            "From files (or the intakes at hand) to a release: check, identify, rank, measure. Not yet published.",
        )
    ),
)
@click.option(
    "--from",
    "from_dir",
    type=click.Path(path_type=Path, file_okay=False),
    help=str(
        Text("Folder berkas mentah; folder truth/ tidak pernah dibaca.", "Folder of raw files; truth/ is never read.")
    ),
)
@click.option(
    "--model", type=click.Path(path_type=Path, dir_okay=False), help=str(Text("Berkas model.", "Model file."))
)
@click.option(
    "--base",
    type=click.Choice(["orang", "keluarga"]),
    default="orang",
    show_default=True,
    help=str(Text("Desil atas orang atau keluarga.", "Deciles of persons or of families.")),
)
@click.option("--publish", is_flag=True, help=str(Text("Terbitkan bila selesai.", "Publish when done.")))
@click.option(
    "--from-scratch",
    is_flag=True,
    help=str(
        Text(
            "Kerjakan semua langkah: jangan lanjutkan penyusunan yang terputus, jangan pakai hasil rilis dasar.",
            "Make every step: neither go on with an interrupted build nor use what the base release has.",
        )
    ),
)
@lake_option
@format_option
@pass_settings
def build(
    settings: Settings,
    from_dir: Path | None,
    model: Path | None,
    base: str,
    publish: bool,
    from_scratch: bool,
    fmt: str,
) -> None:
    from sepakat import releasing
    from sepakat.releasing import folder

    if from_dir is not None:
        folder.files(from_dir)  # a mistyped folder must not leave a new lake behind
    lake = settings.lake(create=True)
    built = releasing.build(
        lake,
        from_dir=from_dir,
        model=model,
        rank_base=cast(Literal["orang", "keluarga"], base),
        from_scratch=from_scratch,
        progress=settings.bars,
    )
    if publish:
        lake.publish(built.release.id)
    settings.bars.close()
    answer = built.as_dict()
    if done := built.continued:
        note(
            Text(
                f"Melanjutkan dari penyusunan yang terputus: {done} bagian tidak diulang.",
                f"Went on from an interrupted build: {done} parts were not repeated.",
            )
        )
    if fmt == "table":
        _summary(answer)
    else:
        emit_one(answer, fmt)
    if not publish:
        note(
            Text(
                f"Rilis {built.release.id} selesai. Terbitkan: sepakat release publish {built.release.id}",
                f"Release {built.release.id} is built. Publish it: sepakat release publish {built.release.id}",
            )
        )


def _summary(answer: dict[str, Any]) -> None:
    """The build for people: what was read from where, what was skipped, and the release."""
    emit(
        [
            {
                "source": one["source"],
                "files": ", ".join(str(f["name"]) for f in one["files"]),
                "read": one["read"],
                "accepted": one["accepted"],
                "rejected": one["rejected"],
            }
            for one in answer["sources"]
        ],
        "table",
    )
    for one in answer["skipped"]:
        note(Text(f"Dilewati: {one['file']} ({one['why']})", f"Skipped: {one['file']} ({one['why']})"))
    shown = ("release", "base", "sample", "families", "persons", "model")
    emit_one({name: answer[name] for name in shown}, "table")


@command.command(
    "publish",
    help=str(
        Text("Jadikan rilis yang berlaku (bawaan: yang terbaru).", "Make it the current release (default: the newest).")
    ),
)
@click.argument("release_id", required=False)
@lake_option
@format_option
@pass_settings
def publish_(settings: Settings, release_id: str | None, fmt: str) -> None:
    lake = settings.lake()
    known = lake.release_ids()
    if release_id is None and not known:
        raise UserError(
            Text("Belum ada rilis.", "There is no release yet."),
            hint=Text(
                "Buat dahulu: sepakat release build --from FOLDER", "Build one: sepakat release build --from FOLDER"
            ),
            code="release-none",
        )
    before = lake.current_id
    done = lake.publish(release_id or known[-1])
    if fmt == "table":
        note(
            Text(
                f"Rilis {done.id} berlaku (sebelumnya: {before or 'belum ada'}).",
                f"Release {done.id} is current (before: {before or 'none'}).",
            )
        )
    else:
        emit_one({"release": done.id, "before": before}, fmt)


@command.command("list", help=str(Text("Daftar rilis.", "List the releases.")))
@lake_option
@format_option
@pass_settings
def list_(settings: Settings, fmt: str) -> None:
    emit([dataclasses.asdict(one) for one in settings.lake().releases()], fmt)


@command.command(
    "show", help=str(Text("Isi satu rilis: tabel, sumber, model.", "What a release holds: tables, sources, model."))
)
@click.argument("release_id", default="current")
@lake_option
@format_option
@pass_settings
def show(settings: Settings, release_id: str, fmt: str) -> None:
    from sepakat.engine.tabulating.answer import place

    release = settings.lake().release(release_id)
    manifest = release.manifest
    if fmt == "json":
        emit_one({"release": release.id, **{k: v for k, v in manifest.items() if k not in ("files", "vault")}}, fmt)
        return
    facts = {
        "release": release.id,
        "created": manifest.get("created"),
        "base": release.base,
        "sample": release.sample,
        "model": manifest.get("model"),
        "logical": release.logical,
    }
    emit_one(facts, fmt)
    emit([{"table": t, "rows": release.rows(t)} for t in release.tables()], fmt)
    if "rank" in release.tables():
        held = sorted(path.stem for path in release.files("rank"))
        emit([{"region": code, "name": place(code)} for code in held], fmt, title=str(Text("Wilayah", "Regions")))


@command.command("diff", help=str(Text("Apa yang berubah antara dua rilis.", "What changed between two releases.")))
@click.argument("before")
@click.argument("after", default="current")
@lake_option
@format_option
@pass_settings
def diff_(settings: Settings, before: str, after: str, fmt: str) -> None:
    from sepakat.lake import diff

    lake = settings.lake()
    with lake.scratch("diff") as spill:
        found = diff(lake.release(before), lake.release(after), spill=spill, progress=settings.bars)
    settings.bars.close()
    if fmt == "json":
        emit_one(
            {"before": found.before, "after": found.after, **{n: t.rows() for n, t in found.tables().items()}}, fmt
        )
        return
    for table in found.tables().values():
        emit(table, fmt)


@command.command(
    "verify",
    help=str(Text("Cocokkan setiap berkas rilis dengan manifesnya.", "Check every file against the manifest.")),
)
@click.argument("release_id", default="current")
@lake_option
@format_option
@pass_settings
@click.pass_context
def verify_(context: click.Context, settings: Settings, release_id: str, fmt: str) -> None:
    from sepakat.lake import verify

    lake = settings.lake()
    found = verify(lake, lake.release(release_id), progress=settings.bars)
    settings.bars.close()
    if fmt == "table":
        if not found.ok:
            emit(found.table(), fmt)
        note(
            Text(
                f"Rilis {found.release}: {found.files} berkas, {found.rows} baris; "
                + ("semuanya utuh." if found.ok else f"{len(found.problems)} masalah. Jangan terbitkan; bangun ulang."),
                f"Release {found.release}: {found.files} files, {found.rows} rows; "
                + ("all whole." if found.ok else f"{len(found.problems)} problems. Do not publish; build again."),
            )
        )
    else:
        emit_one(
            {
                "release": found.release,
                "ok": found.ok,
                "files": found.files,
                "rows": found.rows,
                "vault_checked": found.vault_checked,
                "problems": [list(p) for p in found.problems],
            },
            fmt,
        )
    if not found.ok:
        context.exit(1)


@command.command(
    "export",
    help=str(
        Text(
            "Tulis satu tabel tanpa kolom brankas. Untuk `rank`, kolom `family` dapat disebut juga.",
            "Write one table without vault columns. For `rank`, columns of `family` may be named too.",
        )
    ),
)
@click.argument("table")
@click.option(
    "--columns", help=str(Text("Kolom, dipisah koma; bawaan: semua.", "Columns, separated by commas; default: all."))
)
@click.option(
    "--out",
    "out_file",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help=str(Text("Berkas .csv, .parquet, .xlsx atau .json", "File .csv, .parquet, .xlsx or .json")),
)
@release_option
@lake_option
@pass_settings
def export_(settings: Settings, table: str, columns: str | None, out_file: Path, release_id: str) -> None:
    from sepakat import releasing

    release = settings.lake().release(release_id)
    rows = releasing.export(release, table, comma_list(columns), out_file, progress=settings.bars)
    settings.bars.close()
    note(Text(f"{rows} baris ditulis ke {out_file}.", f"{rows} rows written to {out_file}."))
