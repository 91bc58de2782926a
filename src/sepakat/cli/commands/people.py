"""`sepakat people`: the first administrator, who works here, closing an account. Everything else is on the pages."""

from __future__ import annotations

import os

import click

from sepakat.cli.groups import Group
from sepakat.cli.output import emit, emit_one, format_option
from sepakat.core import Text

ORDER = 76


@click.group("people", cls=Group, help=str(Text("Orang yang memakai situs web.", "People who use the web site.")))
def command() -> None:
    pass


@command.command(
    "admin",
    help=str(
        Text(
            "Buat admin wilayah, atau tautan baru bila admin itu kehilangan sandi atau telepon. Tautan dipakai sekali.",
            "Make a regional administrator, or a new link where that administrator lost password or telephone. "
            "The link works once.",
        )
    ),
)
@click.argument("email")
@click.option("--region", required=True, help=str(Text("Kode wilayah, misalnya 53.01.", "Region code, like 53.01.")))
@click.option("--name", default="", help=str(Text("Nama orangnya.", "The person's name.")))
@click.option(
    "--site",
    default=lambda: _address(),
    help=str(
        Text(
            "Alamat laman. Bawaan: nama pertama di SEPAKAT_HOSTS dengan https, atau http://127.0.0.1:8000.",
            "The site's address. Default: the first name of SEPAKAT_HOSTS with https, or http://127.0.0.1:8000.",
        )
    ),
)
@format_option
def admin(email: str, region: str, name: str, site: str, fmt: str) -> None:
    _site()
    from sepakat.web.accounts import actions

    made, token = actions.first_admin(email=email, name=name or email.partition("@")[0], region=region)
    facts = {
        "surel": made.email,
        "wilayah": made.region,
        "tautan": f"{site.rstrip('/')}/undangan/{token}/",
        "berlaku_sampai": made.expires,
    }
    if fmt == "table":
        link = facts.pop("tautan")
        emit_one(facts, fmt)
        click.echo(link)  # on a line of its own, so that it can be copied whole
    else:
        emit_one(facts, fmt)


@command.command("list", help=str(Text("Siapa memegang peran apa.", "Who holds which role.")))
@format_option
def list_(fmt: str) -> None:
    _site()
    from sepakat.web.accounts.models import Assignment

    rows = Assignment.objects.current().select_related("user").order_by("user__email", "region", "role")
    emit(
        [
            {
                "surel": row.user.email,
                "nama": row.user.name,
                "peran": row.role,
                "wilayah": row.region,
                "sampai": row.until,
                "aktif": row.user.is_active,
            }
            for row in rows
        ],
        fmt,
    )


@command.command(
    "close",
    help=str(
        Text("Tutup akun: tidak dapat masuk lagi, semua sesi berakhir.", "Close an account and end its sessions.")
    ),
)
@click.argument("email")
@format_option
def close(email: str, fmt: str) -> None:
    _site()
    from sepakat.web.accounts import actions

    user = actions.close(email=email)
    emit_one({"surel": user.email, "aktif": user.is_active}, fmt)


def _address() -> str:
    """Where people reach the site: an installed one has a name of its own, else it is this computer's."""
    own = ("127.0.0.1", "localhost", "::1", "web")
    named = [one.strip() for one in os.environ.get("SEPAKAT_HOSTS", "").split(",")]
    public = next((one for one in named if one and one not in own and not one.startswith(".")), None)
    return f"https://{public}" if public else "http://127.0.0.1:8000"


def _site() -> None:
    from sepakat.web.operations import database

    database.setup()
    database.ready()
