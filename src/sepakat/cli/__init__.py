"""The command line. One file per command group under `commands/`; no logic here, only words, options and printing.

Groups are found by walking `commands/`: each module has `command` (a click command) and `ORDER` (its place in help).
"""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import click

from sepakat import __version__
from sepakat.cli.groups import Group, Settings, run
from sepakat.core import Text

HELP = Text(
    """SEPAKAT: dari berkas mentah sampai wilayah yang terukur, di komputer sendiri.

    \b
    Mulai dari sini:
      sepakat demo                      daerah contoh dan laman web
      sepakat sample --out DATA         berkas contoh seperti dari instansi
      sepakat release build --from DATA dari berkas menjadi rilis

    Desil dari sistem ini adalah simulasi; desil resmi ditetapkan BPS.
    """,
    """SEPAKAT: from raw files to measured regions, on your own computer.

    \b
    Start here:
      sepakat demo                      the sample region and its web site
      sepakat sample --out DATA         sample files as the agencies deliver them
      sepakat release build --from DATA from files to a release

    Deciles of this system are simulations; BPS sets the official ones.
    """,
)


@click.group(cls=Group, help=str(HELP), context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="sepakat")
@click.option(
    "--lake",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="SEPAKAT_LAKE",
    help=str(Text("Folder data (atau SEPAKAT_LAKE). Bawaan: ./lake", "Data folder (or SEPAKAT_LAKE). Default: ./lake")),
)
@click.option("--quiet", is_flag=True, help=str(Text("Tanpa kemajuan.", "No progress.")))
@click.pass_context
def tree(context: click.Context, lake: Path | None, quiet: bool) -> None:
    context.obj = Settings(lake, quiet)
    context.call_on_close(context.obj.bars.close)


def _discover() -> None:
    from sepakat.cli import commands

    found = [
        importlib.import_module(f"{commands.__name__}.{module.name}")
        for module in pkgutil.iter_modules(commands.__path__)
    ]
    for module in sorted(found, key=lambda m: m.ORDER):
        tree.add_command(module.command)


def main(args: list[str] | None = None) -> int:
    """Entry point of the `sepakat` command; gives the exit status."""
    return run(tree, args)


_discover()
