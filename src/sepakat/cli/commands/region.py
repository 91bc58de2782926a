"""`sepakat region`: codes, names, the BPS crosswalk, boundaries, urban/rural classification."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import click

from sepakat import regions
from sepakat.cli.groups import Group, Settings, pass_settings
from sepakat.cli.options import LEVELS, lake_option
from sepakat.cli.output import emit, emit_one, format_option, note, out_option
from sepakat.core import Text, UserError
from sepakat.regions.rows import Problem

ORDER = 60


@click.group(
    "region",
    cls=Group,
    help=str(Text("Wilayah: kode, nama, padanan BPS, batas.", "Regions: codes, names, BPS crosswalk, boundaries.")),
)
def command() -> None:
    pass


def _row(region: regions.Region) -> dict[str, object]:
    return {
        "code": region.code,
        "name": region.name,
        "kind": region.kind,
        "level": region.level,
        "path": regions.load().name_path(region.code),
    }


@command.command(
    "search", help=str(Text("Cari wilayah menurut nama; ejaan dimaafkan.", "Search by name; spelling is forgiven."))
)
@click.argument("name", nargs=-1, required=True)
@click.option("--level", type=click.Choice(LEVELS[:4]))
@click.option("--limit", default=10, show_default=True)
@format_option
def search(name: tuple[str, ...], level: str | None, limit: int, fmt: str) -> None:
    found = regions.search(" ".join(name), level=level, limit=limit)
    emit([{**_row(one.region), "score": one.score} for one in found], fmt)


@command.command(
    "show", help=str(Text("Satu wilayah: induk, anak, kode BPS.", "One region: parents, children, BPS code."))
)
@click.argument("code")
@lake_option
@format_option
@pass_settings
def show(settings: Settings, code: str, fmt: str) -> None:
    tree = regions.load()
    region = tree.get(regions.parse(code))
    mapping = regions.bps.from_kemendagri(region.code, crosswalk=_crosswalk(settings))
    record = {
        **_row(region),
        "bps": mapping.bps_code if mapping else None,
        "bps_method": mapping.method if mapping else None,
        "bps_series": mapping.series if mapping else None,
    }
    children = tree.children(region.code)
    if fmt == "table":
        emit_one(record, fmt)
        emit([_row(child) for child in children], fmt)
    else:
        emit_one({**record, "children": [child.code for child in children]}, fmt)


@command.command("bps", help=str(Text("Kode Kemendagri untuk satu kode BPS.", "The Kemendagri code of a BPS code.")))
@click.argument("code")
@click.option("--series", default="2017", show_default=True)
@lake_option
@format_option
@pass_settings
def from_bps(settings: Settings, code: str, series: str, fmt: str) -> None:
    found = regions.bps.to_kemendagri(code, series=series, crosswalk=_crosswalk(settings))
    if found is None:
        raise UserError(
            Text(f"Kode BPS `{code}` tidak ada padanannya.", f"BPS code `{code}` has no counterpart."),
            hint=Text(
                "Lihat `sepakat region unmatched`, atau impor padanan dengan `sepakat region import-crosswalk`.",
                "See `sepakat region unmatched`, or import a crosswalk with `sepakat region import-crosswalk`.",
            ),
            code="bps-unmatched",
        )
    emit_one({**dataclasses.asdict(found), "name": regions.load().name_path(found.kemendagri_code)}, fmt)


@command.command(
    "unmatched", help=str(Text("Kode tanpa padanan BPS–Kemendagri.", "Codes without a BPS–Kemendagri counterpart."))
)
@click.option("--level", type=click.Choice(["kecamatan", "desa"]), default="desa", show_default=True)
@format_option
@out_option
def unmatched(level: str, fmt: str, out_file: Path | None) -> None:
    emit(regions.bps.unmatched(level).to_pylist(), fmt, out_file)


@command.command(
    "import-boundaries",
    help=str(
        Text(
            "Impor batas (GeoJSON, TopoJSON, GeoPackage, Shapefile, GeoParquet).",
            "Import boundaries (GeoJSON, TopoJSON, GeoPackage, Shapefile, GeoParquet).",
        )
    ),
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--source", default="", help=str(Text("Sumber yang dicetak pada peta.", "Source printed on maps.")))
@click.option("--level", type=click.Choice(LEVELS[:4]))
@click.option("--column", help=str(Text("Kolom kode.", "Code column.")))
@click.option("--layer", help=str(Text("Lapisan di dalam berkas.", "Layer inside the file.")))
@lake_option
@format_option
@pass_settings
def import_boundaries(
    settings: Settings, file: Path, source: str, level: str | None, column: str | None, layer: str | None, fmt: str
) -> None:
    from sepakat.regions import boundaries

    done = boundaries.import_file(file, settings.lake().path, source=source, level=level, column=column, layer=layer)
    emit_one({**dataclasses.asdict(done), "notes": [str(n) for n in done.notes]}, fmt)


@command.command(
    "import-crosswalk",
    help=str(
        Text("Ganti padanan BPS–Kemendagri dengan berkas sendiri.", "Replace the BPS–Kemendagri crosswalk by a file.")
    ),
)
@click.argument("file", type=click.Path(path_type=Path))
@lake_option
@format_option
@pass_settings
def import_crosswalk(settings: Settings, file: Path, fmt: str) -> None:
    from sepakat.regions import crosswalk

    done = crosswalk.import_file(file, settings.lake().path)
    _imported(done.problems, {"read": done.read, "accepted": done.accepted, "levels": done.levels}, fmt)


@command.command(
    "import-urban",
    help=str(Text("Impor klasifikasi perkotaan/perdesaan desa.", "Import the urban/rural class of villages.")),
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--label", default="", help=str(Text("Sumber dan tahun.", "Source and year.")))
@click.option("--kind", type=click.Choice(["kemendagri", "bps"]), help=str(Text("Jenis kode.", "Kind of codes.")))
@lake_option
@format_option
@pass_settings
def import_urban(settings: Settings, file: Path, label: str, kind: str | None, fmt: str) -> None:
    from sepakat.regions import urban

    done = urban.import_file(file, settings.lake().path, kind=kind, label=label, crosswalk=_crosswalk(settings))
    _imported(done.problems, {"read": done.read, "accepted": done.accepted, "missing": len(done.missing)}, fmt)


@command.command(
    "import-history", help=str(Text("Impor masa berlaku kode wilayah.", "Import the validity periods of codes."))
)
@click.argument("file", type=click.Path(path_type=Path))
@lake_option
@format_option
@pass_settings
def import_history(settings: Settings, file: Path, fmt: str) -> None:
    from sepakat.regions import validity

    stored, problems = validity.import_file(file, settings.lake().path)
    _imported(problems, {"accepted": stored}, fmt)


def _crosswalk(settings: Settings) -> Path | None:
    """The imported crosswalk of the lake, where there is one."""
    from sepakat.regions import crosswalk

    path = crosswalk.path_in(settings.lake_path or Path("lake"))
    return path if path.exists() else None


def _imported(problems: list[Problem], facts: dict[str, object], fmt: str) -> None:
    """Print what came of an import; rows that were refused make the exit status 1."""
    rows = [{"row": p.row, "column": p.column, "reason": str(p.reason)} for p in problems]
    if fmt == "json":
        emit_one({**facts, "problems": rows}, fmt)
    else:
        emit_one(facts, fmt)
        if rows:
            emit(rows, fmt)
    if rows:
        note(Text("Perbaiki baris di atas, lalu impor lagi.", "Mend the rows above, then import again."))
        click.get_current_context().exit(1)
