"""`sepakat serve`: the web site on this computer."""

from __future__ import annotations

import click

from sepakat.cli.groups import Settings, pass_settings
from sepakat.cli.options import lake_option
from sepakat.core import Text

ORDER = 70


@click.command("serve", help=str(Text("Menjalankan laman web di komputer ini.", "Run the web site on this computer.")))
@click.option("--port", default=8000, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option(
    "--public",
    is_flag=True,
    help=str(
        Text(
            "Izinkan alamat selain komputer ini (di balik HTTPS).",
            "Allow addresses beyond this computer (behind HTTPS).",
        )
    ),
)
@click.option(
    "--worker/--no-worker",
    default=True,
    help=str(
        Text(
            "Jalankan juga pekerja latar (produksi: `sepakat jobs worker` tersendiri).",
            "Also run the background worker (in production: `sepakat jobs worker` apart).",
        )
    ),
)
@lake_option
@pass_settings
def command(settings: Settings, port: int, host: str, public: bool, worker: bool) -> None:
    from sepakat.web.serve import serve

    serve(settings.lake().path, host=host, port=port, public=public, worker=worker)
