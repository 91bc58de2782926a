"""`sepakat score`: the data score of regions for a month, its parts, the signs of gaming, the EPSS evidence pack."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sepakat.cli.groups import Settings, pass_settings
from sepakat.cli.options import lake_option
from sepakat.cli.output import emit, format_option, note, out_option
from sepakat.core import Text, UserError

if TYPE_CHECKING:
    from sepakat.analysis.scoring import Kept

ORDER = 58


@click.command(
    "score",
    help=str(
        Text(
            "Skor data wilayah untuk satu bulan: dihitung, disimpan, ditampilkan. Usulan, bukan penilaian resmi. "
            "Pemanfaatan hanya diketahui situs; dari sini bagian itu tidak diketahui.",
            "The data score of regions for a month: computed, kept, shown. A proposal, not an official assessment. "
            "Use is known to the site only; from here that part is not known.",
        )
    ),
)
@click.option("--region", help=str(Text("Kode wilayah bertitik: bagian-bagian skornya.", "Dotted code: its parts.")))
@click.option("--month", help=str(Text("Bulan, misalnya 2026-11; biasanya bulan ini.", "Month; usually this one.")))
@click.option("--formula", "formula_id", help=str(Text("Rumus lain, misalnya igdm.", "Another formula, e.g. igdm.")))
@click.option(
    "--recheck",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help=str(
        Text("CSV hasil periksa ulang: wilayah,diperiksa,benar.", "CSV of a recheck sample: wilayah,diperiksa,benar.")
    ),
)
@click.option(
    "--site",
    is_flag=True,
    help=str(
        Text(
            "Dengan yang diketahui situs (pemanfaatan, jejak audit), dan tercatat di jejaknya atas nama sistem.",
            "With what the site knows (use, audit), and recorded in its audit as the system.",
        )
    ),
)
@click.option("--signs", is_flag=True, help=str(Text("Yang perlu diperiksa, dengan desanya.", "Signs, with villages.")))
@click.option("--history", is_flag=True, help=str(Text("Skor wilayah tiap bulan.", "The region's score by month.")))
@click.option(
    "--evidence",
    type=click.Path(path_type=Path, dir_okay=False),
    help=str(Text("Tulis paket bukti EPSS (ZIP) ke berkas.", "Write the EPSS evidence pack (ZIP) to a file.")),
)
@lake_option
@format_option
@out_option
@pass_settings
def command(
    settings: Settings,
    region: str | None,
    month: str | None,
    formula_id: str | None,
    recheck: Path | None,
    site: bool,
    signs: bool,
    history: bool,
    evidence: Path | None,
    fmt: str,
    out_file: Path | None,
) -> None:
    from sepakat import regions
    from sepakat.analysis import scoring
    from sepakat.analysis.scoring.evidence import pack
    from sepakat.catalogue.scores import OURS, score_formula

    lake = settings.lake()
    code = regions.load().get(region).code if region else None
    if (history or evidence) and code is None:
        raise UserError(
            Text("Sebutkan wilayahnya.", "Name the region."),
            hint=Text("Tambahkan --region 53.01.", "Add --region 53.01."),
            code="region-none",
        )
    if evidence is not None and code is not None:
        evidence.write_bytes(pack(lake, lake.release("current"), code))
        note(Text(f"Paket bukti: {evidence}", f"Evidence pack: {evidence}"))
        return
    chosen = score_formula(formula_id or OURS)
    if history and code is not None:
        rows = [
            {"month": m, "score": line.value, "low": line.low, "high": line.high, "mark": line.mark}
            for m, line in scoring.over_months(lake, code, chosen.id)
        ]
        emit(rows, fmt, out_file)
        gone = scoring.missed(lake, dt.datetime.now(dt.UTC).date(), chosen.id)
        if gone:
            note(Text(f"Tidak dihitung: {', '.join(gone)}", f"Not computed: {', '.join(gone)}"))
        return
    today = dt.datetime.now(dt.UTC).date()
    facts = scoring.SiteFacts(recheck=_recheck(recheck) if recheck else {})
    wanted = month or f"{today:%Y-%m}"
    if signs:
        rows = [
            {"rule": f.rule, "region": f.region, "size": round(f.size, 3), "villages": ", ".join(f.villages)}
            for f in scoring.look(lake, wanted, today=today, formula_id=chosen.id)
        ]
        emit(rows, fmt, out_file)
        return
    if site and (recheck or chosen.id != OURS):
        raise UserError(
            Text("--site menghitung rumus kita tanpa periksa ulang.", "--site computes our formula without a recheck."),
            hint=Text("Hapus --recheck dan --formula.", "Leave out --recheck and --formula."),
            code="score-site",
        )
    if site:
        found = _of_site(settings, wanted)
    else:
        found = scoring.run(lake, wanted, today=today, site=facts, formula_id=chosen.id, progress=settings.bars)
    settings.bars.close()
    if code is None:
        lines = [line for line in found.lines.values() if line.level == "kabupaten"]
        emit(scoring.league(chosen, found, lines), fmt, out_file)
    elif code in found.lines:
        emit(scoring.components(chosen, found, code), fmt, out_file)
    else:
        raise UserError(
            Text("Wilayah itu tidak diberi skor.", "That region has no score."),
            hint=Text("Pilih kabupaten/kota atau provinsi dalam rilis.", "Choose a regency or province in it."),
            code="score-region",
        )
    note(Text("Usulan, bukan penilaian resmi.", "A proposal, not an official assessment."))


def _of_site(settings: Settings, month: str) -> Kept:
    """The month as the site's own clock computes it."""
    from sepakat.web.operations import database

    database.setup(settings.lake_path)
    database.ready()
    from django.utils import timezone

    from sepakat.access import SYSTEM
    from sepakat.regions import NATION
    from sepakat.web.scores import actions

    today = timezone.localdate()
    return actions.compute(by=SYSTEM, region=NATION, month=month, today=today, progress=settings.bars)


def _recheck(path: Path) -> dict[str, tuple[int, int]]:
    """region → (right, checked). UserError score-recheck."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        mark = ";" if ";" in text.partition("\n")[0] else ","
        rows = list(csv.DictReader(text.splitlines(), delimiter=mark))
        found = {row["wilayah"].strip(): (int(row["benar"]), int(row["diperiksa"])) for row in rows}
        if any(not 0 <= right <= of for right, of in found.values()):
            raise ValueError
    except (OSError, UnicodeDecodeError, KeyError, ValueError, AttributeError, TypeError):
        raise UserError(
            Text("Hasil periksa ulang tidak dapat dibaca.", "The recheck cannot be read."),
            hint=Text("Kolomnya: wilayah,diperiksa,benar.", "Columns: wilayah,diperiksa,benar."),
            where=path.name,
            code="score-recheck",
        ) from None
    return found
