"""`sepakat document list`: the templates there are, their chapters, and the blocks that they are made of."""

from __future__ import annotations

from pathlib import Path

import click

from sepakat.cli.output import emit, format_option, out_option
from sepakat.core import Text

ORDER = 10


@click.command(
    "list",
    help=str(
        Text(
            "Dokumen yang dapat disusun. --chapters: bab-babnya. --blocks: jenis blok dan pilihannya.",
            "Documents that can be drafted. --chapters: their chapters. --blocks: kinds of block and their options.",
        )
    ),
)
@click.option("--chapters", is_flag=True, help=str(Text("Satu baris tiap bab.", "A row for each chapter.")))
@click.option("--blocks", is_flag=True, help=str(Text("Jenis blok dan pilihannya.", "Kinds of block and options.")))
@format_option
@out_option
def command(chapters: bool, blocks: bool, fmt: str, out_file: Path | None) -> None:
    from sepakat import documents

    if blocks:
        rows = [
            {"block": name, "label": str(kind.LABEL), "option": option, "meaning": str(meaning)}
            for name, kind in documents.kinds().items()
            for option, meaning in (kind.OPTIONS or {"": ""}).items()
        ]
    elif chapters:
        rows = [
            {
                "template": plan.id,
                "chapter": c.number or c.id,
                "title": c.title,
                "blocks": str(sum(line.block is not None for line in c.lines)),
            }
            for plan in documents.plans().values()
            for c in plan.chapters
        ]
    else:
        rows = [
            {
                "template": plan.id,
                "name": str(plan.label),
                "chapters": str(len(plan.chapters)),
                "levels": ", ".join(plan.levels),
                "status": plan.status,
                "why": str(plan.why),
            }
            for plan in documents.plans().values()
        ]
    emit(rows, fmt, out_file, str(Text("Dokumen", "Documents")))
