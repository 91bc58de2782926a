"""`sepakat ingest`: bring one file of one source into the lake, checked; undo it; list what is there."""

from __future__ import annotations

from pathlib import Path

import click

from sepakat.cli.groups import Group, Settings, pass_settings
from sepakat.cli.options import lake_option
from sepakat.cli.output import emit, emit_one, format_option, note
from sepakat.core import Text

ORDER = 20


class _Ingest(Group):
    """`sepakat ingest SOURCE FILE…` is the everyday form; `list`, `undo`, `sources` are its helpers."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            args = ["file", *args]
        return super().parse_args(ctx, args)


@click.group(
    "ingest",
    cls=_Ingest,
    help=str(
        Text(
            "Asupan: `sepakat ingest SUMBER BERKAS…` memeriksa berkas dan menyimpannya; daftar, batalkan.",
            "Intake: `sepakat ingest SOURCE FILE…` checks a file and keeps it; list, undo.",
        )
    ),
)
def command() -> None:
    pass


@command.command("file", help=str(Text("Asup berkas dari satu sumber.", "Take in files of one source.")))
@click.argument("source")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help=str(Text("Periksa saja, tidak menyimpan.", "Only check, keep nothing.")))
@click.option(
    "--rejected",
    type=click.Path(path_type=Path, dir_okay=False),
    help=str(Text("Tulis baris yang ditolak ke berkas ini.", "Write the rejected rows to this file.")),
)
@lake_option
@format_option
@pass_settings
def file(
    settings: Settings, source: str, files: tuple[Path, ...], dry_run: bool, rejected: Path | None, fmt: str
) -> None:
    from sepakat import quality, releasing

    lake = settings.lake(create=True)
    taken = releasing.ingest(lake, source, list(files), dry_run=dry_run, rejected_to=rejected, progress=settings.bars)
    settings.bars.close()
    if fmt == "json":
        emit_one(
            {
                "intake": None if dry_run else taken.id,
                "source": taken.source,
                "read": taken.read,
                "accepted": taken.accepted,
                "rejected": taken.rejected,
                "report": taken.report,
            },
            fmt,
        )
        return
    emit(quality.report_table(taken.report), fmt)
    note(
        Text(
            f"Dibaca {taken.read} = diterima {taken.accepted} + ditolak {taken.rejected}."
            + (" Tidak ada yang disimpan (--dry-run)." if dry_run else f" Asupan {taken.id}."),
            f"Read {taken.read} = accepted {taken.accepted} + rejected {taken.rejected}."
            + (" Nothing was kept (--dry-run)." if dry_run else f" Intake {taken.id}."),
        )
    )


@command.command("list", help=str(Text("Daftar asupan.", "List the intakes.")))
@lake_option
@format_option
@pass_settings
def list_(settings: Settings, fmt: str) -> None:
    from sepakat import releasing

    emit([vars(one) for one in releasing.intake_list(settings.lake())], fmt)


@command.command("undo", help=str(Text("Batalkan asupan yang keliru.", "Undo a wrong intake.")))
@click.argument("intake_id")
@lake_option
@pass_settings
def undo(settings: Settings, intake_id: str) -> None:
    from sepakat import releasing

    gone = releasing.intake_undo(settings.lake(), intake_id)
    note(Text(f"Asupan {gone.id} dibatalkan.", f"Intake {gone.id} is undone."))


@command.command("sources", help=str(Text("Sumber data yang dikenal.", "Known data sources.")))
@format_option
def sources_(fmt: str) -> None:
    from sepakat import sources

    rows = [
        {
            "id": source.id,
            "title": str(source.title),
            "files": ", ".join(role.id for role in source.roles),
            "region_codes": ", ".join(sorted({role.region.kind for role in source.roles if role.region})),
            "status": source.status,
        }
        for source in sources.discover().values()
    ]
    emit(rows, fmt)
