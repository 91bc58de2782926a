"""`sepakat target`: who is due a programme: counts for anyone, the waiting list for who holds the lake's key."""

from __future__ import annotations

import getpass
from pathlib import Path

import click

from sepakat.cli.groups import Settings, pass_settings
from sepakat.cli.options import LEVELS, lake_option, release_option
from sepakat.cli.output import emit, format_option, note, out_option
from sepakat.core import Text, UserError

ORDER = 58


@click.command(
    "target",
    help=str(
        Text(
            "Sasaran program: berapa yang berhak, menerima, dan menunggu di satu wilayah; tanpa PROGRAM: semuanya. "
            "Angkanya diberi gangguan kecil yang konsisten. Dengan --list: daftar tunggu (nomor internal dan alasan, "
            "tanpa nama) bagi pemegang kunci, dan dicatat.",
            "Targets of a programme: how many are due, receive and wait in a region; without PROGRAM, all programmes. "
            "Figures carry small consistent noise. With --list: the waiting list (internal ids and reasons, no names) "
            "for who holds the key; it is recorded.",
        )
    ),
)
@click.argument("program", required=False)
@click.option(
    "--region", required=True, help=str(Text("Kode wilayah bertitik, misalnya 53.01.", "Dotted code, e.g. 53.01."))
)
@click.option(
    "--level",
    type=click.Choice(LEVELS),
    help=str(Text("Bagian wilayah pada tingkat ini.", "The region's parts at this level.")),
)
@click.option("--reasons", is_flag=True, help=str(Text("Hitungan tiap alasan aturan.", "Counts of each reason.")))
@click.option("--list", "listed", is_flag=True, help=str(Text("Daftar tunggu berurut.", "The waiting list, in order.")))
@click.option(
    "--purpose", default="", help=str(Text("Tujuan, untuk --list; dicatat.", "Purpose, for --list; recorded."))
)
@click.option("--most", type=click.IntRange(1), help=str(Text("Paling banyak sekian baris.", "At most so many rows.")))
@click.option(
    "--try-on",
    "tried",
    multiple=True,
    metavar="RILIS",
    help=str(
        Text(
            "Coba aturan yang berlaku pada rilis lalu, dan lihat hasilnya di rilis berikutnya; boleh berulang.",
            "Try the rule in force on a past release, and see what became of it in the next; may be repeated.",
        )
    ),
)
@release_option
@lake_option
@format_option
@out_option
@pass_settings
def command(
    settings: Settings,
    program: str | None,
    region: str,
    level: str | None,
    reasons: bool,
    listed: bool,
    purpose: str,
    most: int | None,
    tried: tuple[str, ...],
    release_id: str,
    fmt: str,
    out_file: Path | None,
) -> None:
    from sepakat import catalogue
    from sepakat.catalogue import schemes
    from sepakat.engine import frames
    from sepakat.targeting import counts, trying

    lake = settings.lake()
    release = lake.release(release_id)
    if program is None:
        if reasons or listed or tried:
            raise UserError(
                Text("Sebutkan programnya.", "Name the programme."),
                hint=Text(
                    "Contoh: sepakat target pkh --region 53 --list", "E.g.: sepakat target pkh --region 53 --list"
                ),
                code="target-programme",
            )
        known = schemes.in_force(region, frames.day(release))
        tables = [counts.due_for(release, p, region, level) for p in known]
        emit([row for table in tables for row in table], fmt, out_file)
    elif tried:
        rule = catalogue.programme(program).rule(frames.day(release))
        past = _in_order(lake.release_ids(), tried, release.id)
        emit(trying.backtest([lake.release(i) for i in past], program, rule, region), fmt, out_file)
    elif listed:
        from sepakat.core.grants import Grant
        from sepakat.targeting import waiting

        if not purpose.strip():
            raise UserError(
                Text("Daftar tunggu hanya dibuka dengan tujuan.", "A waiting list opens only with a purpose."),
                hint=Text('Tambahkan --purpose "…"', 'Add --purpose "…"'),
                code="grant-incomplete",
            )
        lake.vault.check_key()
        grant = Grant(f"cli:{getpass.getuser()}", "pemegang kunci", purpose, (waiting.TABLE,), (region,))
        table = waiting.waiting_list(lake, release, grant, program, region, most=most)
        emit(table, fmt, out_file)
        note(Text(f"Isi: {len(table)} baris, {table.meta['hash']}", f"{len(table)} rows, {table.meta['hash']}"))
    elif reasons:
        emit(counts.reasons_for(release, program, region), fmt, out_file)
    else:
        emit(counts.due_for(release, program, region, level), fmt, out_file)


def _in_order(known: list[str], tried: tuple[str, ...], last: str) -> list[str]:
    """The releases named and the last one, oldest first. UserError for one that there is not (nearest named)."""
    from sepakat.core.errors import unknown_name

    for one in tried:
        if one not in known:
            raise unknown_name(Text("Rilis", "Release"), one, known, "release-unknown")
    past = [i for i in known if i in {*tried, last}]
    if len(past) < 2:
        raise UserError(
            Text("Aturan dicoba pada rilis yang lebih lama.", "A rule is tried on an older release."),
            hint=Text("Lihat rilis: sepakat release list", "See the releases: sepakat release list"),
            code="target-past",
        )
    return past
