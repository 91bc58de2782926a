"""Tables to take away: the protected figures of a release by theme and level, in every format there is."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from sepakat import regions
from sepakat.core.errors import UserError, unknown_name
from sepakat.core.table import Column, Table
from sepakat.core.text import Text
from sepakat.web import data
from sepakat.web.presenters import places, sentences
from sepakat.web.presenters.downloads import SIMULATION

LEVELS = ("nasional", "provinsi", "kabupaten", "kecamatan", "desa")
_KEPT = ("value", "numerator", "denominator", "n", "suppressed", "version")


def themes() -> dict[str, Text]:
    """Themes that have indicators."""
    used = {i.theme for i in data.source().indicators().values()}
    return {name: label for name, label in data.source().themes().items() if name in used}


def table(theme: str, level: str) -> Table:
    """Every indicator of a theme for every region of a level. UserError for an unknown theme or level, or no data."""
    if theme not in themes():
        raise unknown_name(Text("Tema", "Theme"), theme, themes(), code="page-unknown")
    if level not in LEVELS:
        raise unknown_name(Text("Tingkat wilayah", "Level"), level, LEVELS, code="page-unknown")
    release = data.release()
    indicators = {i.id: i for i in data.source().indicators().values() if i.theme == theme}
    found = data.source().profile(list(indicators), "00", level).data
    if not found.num_rows:
        raise UserError(
            Text("Rilis ini belum memuat angka tema itu pada tingkat itu.", "No figures of that theme there."),
            hint=Text("Pilih tingkat atau tema lain.", "Choose another level or theme."),
            code="page-unknown",
        )
    tree = regions.load()
    names = {code: places.title(tree.get(code)) for code in pc.unique(found["region"]).to_pylist()}
    ids, codes = found["indicator"].to_pylist(), found["region"].to_pylist()
    columns = {
        "region": pa.array(codes, pa.string()),
        "region_name": pa.array([names[c] for c in codes], pa.string()),
        "indicator": pa.array(ids, pa.string()),
        "indicator_name": pa.array([str(indicators[i].name) for i in ids], pa.string()),
        "unit": pa.array([str(sentences.unit(indicators[i])) for i in ids], pa.string()),
        **{name: found[name] for name in _KEPT if name in found.column_names},
        "release": pa.array([release.id] * len(ids), pa.string()),
    }
    made = pa.table(columns).sort_by([("indicator", "ascending"), ("region", "ascending")])
    title = Text(
        f"{themes()[theme].id} menurut {places.LEVEL[level].id}", f"{themes()[theme].en} by {places.LEVEL[level].en}"
    )
    note = Text(
        "Angka tentang sedikit orang disembunyikan (suppressed = benar).",
        "Figures about few people are hidden (suppressed = true).",
    )
    known = {c.name: c for c in COLUMNS}
    shown = tuple(known[n] for n in made.column_names)
    return Table(
        made, title, shown, release.id, protected=True, sample=release.sample, notes=(note, SIMULATION, LICENCE)
    )


LICENCE = Text(
    "Pakai dengan menyebut sumber, nomor rilis, dan tanda simulasinya. Lisensi data ditetapkan pemilik data; "
    "belum dikonfirmasi.",
    "Use with the source, the release and the mark of simulation named. The licence of the data is set by their owner; "
    "not confirmed yet.",
)
COLUMNS = (
    Column("region", Text("Kode wilayah", "Region code"), kind="code"),
    Column("region_name", Text("Wilayah", "Region"), kind="region"),
    Column("indicator", Text("Id indikator", "Indicator id"), kind="code"),
    Column("indicator_name", Text("Indikator", "Indicator"), kind="text"),
    Column("unit", Text("Satuan", "Unit"), kind="text"),
    Column("value", Text("Nilai", "Value"), "", 2),
    Column("numerator", Text("Pembilang", "Numerator"), "", 0),
    Column("denominator", Text("Penyebut", "Denominator"), "", 0),
    Column("n", Text("n", "n")),
    Column("suppressed", Text("Disembunyikan", "Hidden"), kind="text"),
    Column("version", Text("Versi indikator", "Indicator version"), kind="code"),
    Column("release", Text("Rilis", "Release"), kind="code"),
)
