"""`sepakat demo`: the whole job on a synthetic sample region, ending in the running web site."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from sepakat.cli.groups import Settings, pass_settings
from sepakat.cli.options import lake_option
from sepakat.cli.output import note
from sepakat.core import Text, UserError
from sepakat.core.files import read_json

ORDER = 5


@click.command(
    "demo",
    help=str(
        Text(
            "Daerah contoh: berkas mentah → rilis → peringkat → ukuran → laman web. Kali kedua mulai seketika.",
            "Sample region: raw files → release → ranks → measures → web site. The second start takes seconds.",
        )
    ),
)
@click.option("--raw", type=click.Path(path_type=Path, file_okay=False), default=Path("demo-data"), show_default=True)
@click.option("--province", default="53", show_default=True)
@click.option("--families", default=30000, show_default=True)
@click.option("--seed", default=7, show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--serve/--no-serve", default=True, help=str(Text("Jalankan laman web.", "Start the web site.")))
@lake_option
@pass_settings
def command(settings: Settings, raw: Path, province: str, families: int, seed: int, port: int, serve: bool) -> None:
    from sepakat import releasing, sample

    settings.lake_path = settings.lake_path or Path("demo-lake")
    lake = settings.lake(create=True)
    if lake.current_id is None:
        if not _complete(raw, province, families, seed):
            if raw.exists() and any(raw.iterdir()) and not (raw / "sampel.json").exists():
                raise UserError(
                    Text(f"Folder {raw} berisi berkas lain.", f"Folder {raw} holds other files."),
                    hint=Text("Pilih folder kosong dengan --raw.", "Choose an empty folder with --raw."),
                    code="demo-folder",
                )
            shutil.rmtree(raw, ignore_errors=True)
            note(Text("1/3 Membuat berkas contoh (data buatan)", "1/3 Making sample files (synthetic)"))
            sample.generate(raw, province=province, families=families, seed=seed, progress=settings.bars)
        note(Text("2/3 Memeriksa, memeringkat, dan mengukur", "2/3 Checking, ranking and measuring"))
        built = releasing.build(lake, from_dir=raw, progress=settings.bars)
        lake.publish(built.release.id)
        settings.bars.close()
    note(
        Text(
            f"3/3 Rilis {lake.current_id} siap (data contoh).", f"3/3 Release {lake.current_id} is ready (sample data)."
        )
    )
    if serve:
        from sepakat.web.serve import serve as run_site

        run_site(lake.path, port=port, worker=True)


def _complete(raw: Path, province: str, families: int, seed: int) -> bool:
    """The folder already holds this very sample, whole (sampel.json is written last)."""
    state = raw / "sampel.json"
    if not state.exists():
        return False
    facts = read_json(state)
    return (str(facts.get("province")), facts.get("families"), facts.get("seed")) == (province, families, seed)
