"""`sepakat spm`: minimum service standards of a region: services, regions beside it, the unserved in the registry."""

from __future__ import annotations

from pathlib import Path

import click

from sepakat.cli.groups import Settings, pass_settings
from sepakat.cli.options import lake_option, release_option
from sepakat.cli.output import emit, format_option, note, out_option
from sepakat.core import Text

ORDER = 58
TABLES = ("layanan", "wilayah", "registri")


@click.command(
    "spm",
    help=str(
        Text(
            "Standar pelayanan minimal satu provinsi atau kabupaten/kota. Tabel `layanan`: capaian, indeks, dan biaya "
            "tiap layanan; `wilayah`: wilayah setingkat; `registri`: yang belum terlayani menurut registri, per desil "
            "dan bagian wilayah (dengan --service).",
            "Minimum service standards of a province or regency. Table `layanan`: achievement, index and cost of each "
            "service; `wilayah`: regions of its level; `registri`: the unserved by the registry, by decile and part "
            "(with --service).",
        )
    ),
)
@click.option(
    "--region", required=True, help=str(Text("Kode wilayah bertitik, misalnya 53.01.", "Dotted code, e.g. 53.01."))
)
@click.option("--year", help=str(Text("Tahun laporan; bila kosong, yang terakhir.", "Year; the last if not given.")))
@click.option(
    "--table",
    "which",
    type=click.Choice(TABLES),
    default=TABLES[0],
    show_default=True,
    help=str(Text("Tabel yang diminta.", "The table.")),
)
@click.option("--service", help=str(Text("Id layanan, untuk tabel registri.", "Service id, for table registri.")))
@release_option
@lake_option
@format_option
@out_option
@pass_settings
def command(
    settings: Settings,
    region: str,
    year: str | None,
    which: str,
    service: str | None,
    release_id: str,
    fmt: str,
    out_file: Path | None,
) -> None:
    from sepakat import regions
    from sepakat.analysis import standards, standards_seen, standards_tables
    from sepakat.engine.tabulating.answer import place

    release = settings.lake().release(release_id)
    code, level = regions.parse(region), regions.level_of(region)
    if which == "registri":
        chosen = standards_seen.chosen(service, level)
        deciles = standards_seen.by_decile(release, chosen, code, level)
        parts = standards_seen.by_part(release, chosen, code, level)
        emit(standards_tables.seen(chosen, deciles, parts, code, release), fmt, out_file)
        return
    found = standards.standing(release, code, year)
    others = standards.siblings(release, code, found.period)
    if which == "wilayah":
        inside = regions.parent_code(code) or regions.NATION
        emit(standards_tables.beside(others, found.period, place(inside), release), fmt, out_file)
        return
    emit(standards_tables.services(found, release), fmt, out_file)
    for line in standards_tables.sentences(found, others):
        note(line)
