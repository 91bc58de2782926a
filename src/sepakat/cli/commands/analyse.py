"""`sepakat analyse`: questions in words, each answered for a region with a table and a sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sepakat.cli.groups import Settings, pass_settings
from sepakat.cli.options import LEVELS, lake_option, release_option
from sepakat.cli.output import emit, emit_one, format_option, note, out_option, plain
from sepakat.core import Text, UserError

ORDER = 56


@click.command(
    "analyse",
    help=str(
        Text(
            "Analisis perencanaan. Tanpa PERTANYAAN: daftar pertanyaan. Dengan PERTANYAAN dan --region: tabel dan satu "
            "kalimat. --kind dan --indicator: analisis yang sama untuk indikator apa pun. --columns: arti kolomnya dan "
            "pilihan yang ada.",
            "Planning analyses. Without QUESTION: the list of questions. With QUESTION and --region: a table and one "
            "sentence. --kind and --indicator: the same analyses of any indicator. --columns: what its columns mean, "
            "and the options there are.",
        )
    ),
)
@click.argument("question", required=False, metavar="PERTANYAAN")
@click.option("--region", help=str(Text("Kode wilayah bertitik, misalnya 53.01.", "Dotted code, e.g. 53.01.")))
@click.option(
    "--level",
    type=click.Choice(LEVELS),
    help=str(Text("Bagian wilayah pada tingkat ini.", "The region's parts at this level.")),
)
@click.option("--kind", help=str(Text("Jenis analisis, alih-alih PERTANYAAN.", "Kind of analysis, not QUESTION.")))
@click.option(
    "--indicator",
    "indicators",
    multiple=True,
    metavar="ID",
    help=str(
        Text(
            "Indikator atau seri:ID untuk --kind, boleh berulang.", "Indicator or seri:ID for --kind, may be repeated."
        )
    ),
)
@click.option("--theme", help=str(Text("Hanya pertanyaan tema ini.", "Only questions of this theme.")))
@click.option(
    "--option",
    "options",
    multiple=True,
    metavar="NAMA=NILAI",
    help=str(Text("Pilihan analisis, boleh berulang; lihat --columns.", "An option, may be repeated; see --columns.")),
)
@click.option("--columns", is_flag=True, help=str(Text("Arti kolom dan pilihannya.", "Columns and options.")))
@release_option
@lake_option
@format_option
@out_option
@pass_settings
def command(
    settings: Settings,
    question: str | None,
    region: str | None,
    level: str | None,
    kind: str | None,
    indicators: tuple[str, ...],
    theme: str | None,
    options: tuple[str, ...],
    columns: bool,
    release_id: str,
    fmt: str,
    out_file: Path | None,
) -> None:
    from sepakat import analysis
    from sepakat.catalogue.analyses import analysis as one_question

    if question is None and kind is None:
        emit(_listed(analysis.questions(), theme), fmt, out_file, str(Text("Pertanyaan", "Questions")))
        return
    found = one_question(question) if question else analysis.free(str(kind), indicators, region or "")
    if columns:
        emit(_explained(analysis.kind(found)), fmt, out_file, str(found.ask))
        return
    if region is None:
        raise UserError(
            Text("Sebutkan wilayahnya.", "Name the region."),
            hint=Text("Tambahkan --region 53.01.", "Add --region 53.01."),
            code="region-none",
        )
    from sepakat import regions

    lake, region = settings.lake(), regions.load().get(region).code
    given: dict[str, Any] = dict(_pair(one) for one in options)
    if isinstance(given.get("sebelum"), str):
        given["sebelum"] = lake.release(given["sebelum"])
    answer = analysis.ask(lake.release(release_id), found, region, level, **given)
    if answer.table.meta.get("refused") == "region-empty":  # a mistake in the question, not a figure that is hidden
        raise UserError(answer.sentence, code="region-empty")
    if fmt == "json":
        shown: dict[str, Any] = {
            "question": found.id,
            "ask": str(found.ask),
            "region": region,
            "sentence": str(answer.sentence),
        }
        shown |= {"refused": answer.refused, "notes": [str(n) for n in answer.table.notes]}
        emit_one({**shown, "release": answer.table.release, "rows": plain(answer.table.rows())}, fmt, out_file)
        return
    emit(answer.table, fmt, out_file)
    note(answer.sentence)


def _listed(known: Any, theme: str | None) -> list[dict[str, str]]:
    return [
        {"id": q.id, "theme": q.theme, "question": str(q.ask), "kind": q.kind, "levels": ", ".join(q.levels)}
        for q in known.values()
        if theme in (None, q.theme)
    ]


def _explained(kind: Any) -> list[dict[str, str]]:
    rows = [{"what": "kolom", "name": c.name, "meaning": str(c.label)} for c in kind.COLUMNS]
    return rows + [{"what": "pilihan", "name": n, "meaning": str(t)} for n, t in kind.OPTIONS.items()]


def _pair(text: str) -> tuple[str, str]:
    name, found, value = text.partition("=")
    if not found or not name.strip():
        raise UserError(
            Text(f"Pilihan `{text}` tidak dapat dibaca.", f"The option `{text}` cannot be read."),
            hint=Text("Tulis nama=nilai, misalnya tahun=2030.", "Write name=value, such as tahun=2030."),
            code="analysis-option",
        )
    return name.strip(), value.strip()
