"""Boundaries that a user imports, and what is drawn and checked with them.

None ship with the package: `import_file` takes GeoJSON, TopoJSON, GeoPackage, Shapefile or GeoParquet, joins it by
code and keeps it in the lake as `regions/boundaries/<level>.parquet`. `draw` gives SVG paths from them, or a clearly
labelled schematic layout where there are none. `Locator` tells whether coordinates lie inside a region.

Import, drawing and locating need the extra `sepakat[spatial]`; the schematic layout needs nothing.
"""

from sepakat.regions.boundaries.draw import Drawing, draw, geojson, svg_paths
from sepakat.regions.boundaries.imports import BoundaryReport, import_file
from sepakat.regions.boundaries.points import Locator
from sepakat.regions.boundaries.schematic import Layout, Tile, schematic
from sepakat.regions.boundaries.store import Boundaries, finest, levels, load, path_in

__all__ = [
    "Boundaries",
    "BoundaryReport",
    "Drawing",
    "Layout",
    "Locator",
    "Tile",
    "draw",
    "finest",
    "geojson",
    "import_file",
    "levels",
    "load",
    "path_in",
    "schematic",
    "svg_paths",
]
