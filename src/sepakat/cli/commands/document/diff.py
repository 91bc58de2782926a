"""`sepakat document diff`: what changed in the figures of a document from one release to another, as marked text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sepakat.cli.groups import Settings, pass_settings
from sepakat.cli.options import lake_option
from sepakat.cli.output import emit, format_option, note
from sepakat.core import Text

ORDER = 40


@click.command(
    "diff",
    help=str(
        Text(
            "Angka yang berubah di antara dua naskah yang sama dari dua rilis, sebagai teks bertanda: "
            "[-lama-]{+baru+}. OLD: naskah DOCX; NEW: naskah DOCX, atau nomor rilis untuk menyusunnya lagi.",
            "Figures that changed between two versions of a document, as marked text: [-old-]{+new+}. OLD is a DOCX; "
            "NEW a DOCX, or the id of a release to draft it from.",
        )
    ),
)
@click.argument("old", metavar="OLD", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.argument("new", metavar="NEW")
@lake_option
@format_option
@pass_settings
def command(settings: Settings, old: Path, new: str, fmt: str) -> None:
    from sepakat.documents import differing

    before = differing.of_file(old)
    after = differing.of_file(Path(new)) if Path(new).is_file() else _again(settings, old, new)
    found = differing.diff(before, after)
    if not found.changes:
        note(Text(f"Tidak ada angka yang berubah ({found.old} → {found.new}).", "No figure has changed."))
    elif fmt == "table":
        click.echo(found.text)
    else:
        emit(found.table(), fmt)


def _again(settings: Settings, old: Path, release: str) -> Any:
    """The document of the old file, drafted from another release."""
    from sepakat import documents
    from sepakat.documents import differing
    from sepakat.documents.output import marks

    made = marks.read(old.read_bytes()).record
    lake = settings.lake()
    draft = documents.draft(
        lake, made.template, made.region, release, chapters=made.chapters, own=lake.path / "templates", pictures=False,
        progress=settings.bars,
    )  # fmt: skip
    return differing.of_draft(draft)
