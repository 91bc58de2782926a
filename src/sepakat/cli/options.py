"""Options that several commands share, so that they read and behave the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sepakat.cli.groups import Settings
from sepakat.core import Text

LEVELS = ("desa", "kecamatan", "kabupaten", "provinsi", "nasional")


def lake_option(function: Any) -> Any:
    """`--lake` after the command too, because that is where people write it."""

    def take(context: click.Context, _: click.Parameter, value: Path | None) -> Path | None:
        if value is not None:
            context.ensure_object(Settings)
            context.obj.lake_path = value
        return value

    return click.option(
        "--lake",
        type=click.Path(path_type=Path, file_okay=False),
        expose_value=False,
        callback=take,
        help=str(Text("Folder data (atau SEPAKAT_LAKE).", "Data folder (or SEPAKAT_LAKE).")),
    )(function)


def release_option(function: Any) -> Any:
    return click.option(
        "--release",
        "release_id",
        default="current",
        show_default=True,
        help=str(Text("Nomor rilis, atau `current`.", "Release id, or `current`.")),
    )(function)


def comma_list(value: str | None) -> tuple[str, ...]:
    """`a, b,c` → ("a", "b", "c")."""
    return tuple(part.strip() for part in (value or "").split(",") if part.strip())
