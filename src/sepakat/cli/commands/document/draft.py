"""`sepakat document draft`: a document, or one of its chapters, for a region as DOCX, ODT, HTML or PDF."""

from __future__ import annotations

from pathlib import Path

import click

from sepakat.cli.groups import Settings, pass_settings
from sepakat.cli.options import lake_option, release_option
from sepakat.cli.output import emit, format_option, note
from sepakat.core import Text, UserError

ORDER = 20


@click.command(
    "draft",
    help=str(
        Text(
            "Susun DOKUMEN untuk satu wilayah. Akhiran --out menentukan bentuknya. Tanpa --out: bab mana yang lengkap, "
            "data apa yang belum ada, dan siapa pemiliknya. --consistency: keselarasan dengan angka provinsi dan "
            "nasional.",
            "Draft DOCUMENT for a region; the ending of --out says in which format. Without --out: which chapters are "
            "complete, what data are missing, and who owns them. --consistency: beside province and nation.",
        )
    ),
)
@click.argument("template", metavar="DOKUMEN")
@click.option(
    "--region", required=True, help=str(Text("Kode wilayah bertitik, misalnya 53.01.", "Dotted code, e.g. 53.01."))
)
@click.option(
    "--chapter",
    "chapters",
    multiple=True,
    help=str(Text("Hanya bab ini (II atau 2), boleh berulang.", "Only this chapter, may be repeated.")),
)
@click.option(
    "--out",
    "out_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help=str(Text("Berkas .docx, .odt, .html, atau .pdf.", "A .docx, .odt, .html or .pdf file.")),
)
@click.option(
    "--own",
    type=click.Path(path_type=Path, file_okay=False),
    help=str(
        Text("Folder naskah daerah sendiri (LAKE/templates).", "Folder of the regions' own templates (LAKE/templates).")
    ),
)
@click.option("--consistency", is_flag=True, help=str(Text("Tabel keselarasan.", "The table of consistency.")))
@click.option(
    "--targets",
    type=click.Path(path_type=Path, dir_okay=False),
    help=str(Text("CSV sasaran wilayah, provinsi, dan nasional.", "CSV of targets of region, province and nation.")),
)
@release_option
@lake_option
@format_option
@pass_settings
def command(
    settings: Settings,
    template: str,
    region: str,
    chapters: tuple[str, ...],
    out_file: Path | None,
    own: Path | None,
    consistency: bool,
    targets: Path | None,
    release_id: str,
    fmt: str,
) -> None:
    from sepakat import documents

    form = out_file.suffix.lstrip(".").lower() if out_file else ""
    if out_file is not None:
        _check_form(form)
    lake = settings.lake()
    own = own or lake.path / "templates"
    made = documents.draft(
        lake,
        template,
        region,
        release_id,
        chapters=chapters or None,
        own=own,
        pictures=out_file is not None,
        progress=settings.bars,
    )
    if consistency:
        emit(documents.consistency(made, lake, targets=targets), fmt, None)
        return
    if out_file is not None:
        from sepakat.core.files import write_atomic
        from sepakat.documents import output

        write_atomic(out_file, output.made(made, form, own=own))
        note(
            Text(
                f"{out_file}: {len(made.numbers)} angka, {len(made.missing)} bagian yang belum ada isinya.",
                f"{out_file}: {len(made.numbers)} numbers, {len(made.missing)} parts still missing.",
            )
        )
        return
    rows = [
        {
            "chapter": c.number or c.id,
            "title": c.title,
            "state": str(documents.STATES[c.state]),
            "missing": "; ".join(gap.what for gap in c.gaps),
            "owners": "; ".join(c.owners),
        }
        for c in made.chapters
    ]
    emit(rows, fmt, None, f"{made.title} · {made.release}")


def _check_form(form: str) -> None:
    from sepakat.documents import output

    if form not in output.FORMATS:
        known = ", ".join(f".{name}" for name in output.FORMATS)
        raise UserError(
            Text(f"Bentuk berkas `.{form}` tidak dikenal.", f"The file format `.{form}` is not known."),
            hint=Text(f"Pakai salah satu: {known}.", f"Use one of: {known}."),
            code="document-format",
        )
