"""The command tree: groups that name the nearest command for a mistyped one, and errors that say what to do next."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from sepakat.cli import clicks
from sepakat.cli.bars import Bars
from sepakat.cli.output import to_json
from sepakat.core import Text, UserError
from sepakat.core.errors import nearest

clicks.speak()  # before any command is made: the help option's words are taken then


class Group(click.Group):
    """A click group whose unknown commands get the nearest known one, and whose help keeps the order of the file."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            if args and self.get_command(ctx, args[0]) is None:
                near = nearest(args[0], self.commands)
                hint = f" {Text('Maksud Anda', 'Did you mean')} `{near}`?" if near else ""
                raise click.UsageError(
                    f"{Text('Perintah', 'Command')} `{args[0]}` {Text('tidak dikenal.', 'is not known.')}{hint}", ctx
                ) from error
            raise


class Settings:
    """What every command needs: the lake, and where progress goes."""

    def __init__(self, lake: Path | None, quiet: bool) -> None:
        self.lake_path = lake
        self.bars = Bars(quiet=quiet)

    def lake(self, create: bool = False) -> Any:
        """The opened lake; a UserError that says how to name or make one."""
        from sepakat.catalogue import schemes
        from sepakat.lake import Lake

        path = self.lake_path or Path("lake")
        schemes.beside(path)
        if create and not (path / "lake.json").exists():
            return Lake.create(path)
        return Lake.open(path)


pass_settings = click.make_pass_decorator(Settings)


def run(command: click.Command, args: list[str] | None = None) -> int:
    """Run the tree and turn every outcome into an exit status: 0 only when the thing was done."""
    arguments = sys.argv[1:] if args is None else args
    try:
        code = command.main(args=arguments, standalone_mode=False, prog_name="sepakat")
        return code if isinstance(code, int) else 0
    except UserError as error:
        if "json" in arguments:
            sys.stdout.write(to_json(error.as_dict()) + "\n")
        click.secho(error.render(), err=True)
        return 1
    except click.UsageError as error:
        error.show()
        return 2
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo(
            str(Text("Dihentikan. Rilis yang lama tetap utuh.", "Stopped. The old release is intact.")), err=True
        )
        return 130
    except BrokenPipeError:
        return 0
    except MemoryError:
        click.echo(
            str(
                Text(
                    "Memori tidak cukup. Naikkan SEPAKAT_MEMORY atau tutup program lain, lalu ulangi.",
                    "Not enough memory. Raise SEPAKAT_MEMORY or close other programs, then try again.",
                )
            ),
            err=True,
        )
        return 1
    except OSError as error:
        click.echo(
            f"{Text('Berkas atau folder tidak dapat dipakai', 'A file or folder cannot be used')}: "
            f"{error.strerror} ({error.filename})",
            err=True,
        )
        return 1
