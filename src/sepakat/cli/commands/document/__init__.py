"""`sepakat document`: planning documents from a release. Subcommands are the modules of this folder, found by walking:
each has `command` (a click command) and `ORDER` (its place in help)."""

from __future__ import annotations

import importlib
import pkgutil

import click

from sepakat.cli.groups import Group
from sepakat.core import Text

ORDER = 60


@click.group(
    "document",
    cls=Group,
    help=str(
        Text(
            "Dokumen perencanaan (RPJMD, RKPD, RPKD, …): susun, periksa, bandingkan.",
            "Planning documents (RPJMD, RKPD, RPKD, …): draft, verify, compare.",
        )
    ),
)
def command() -> None:
    pass


for _one in sorted(
    (importlib.import_module(f"{__name__}.{m.name}") for m in pkgutil.iter_modules(__path__)), key=lambda m: m.ORDER
):
    command.add_command(_one.command)
