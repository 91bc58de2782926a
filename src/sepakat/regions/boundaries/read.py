"""Reading a boundary file of any of the five formats: attributes, geometries, in longitude and latitude (EPSG:4326).

GDAL (through pyogrio) reads GeoJSON, TopoJSON, GeoPackage and Shapefile, and turns other coordinate systems into
EPSG:4326; GeoParquet is read by PyArrow. A file without a coordinate system is believed only if its coordinates can
be degrees.
"""

from __future__ import annotations

import json
import tempfile
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sepakat.core.errors import UserError, unknown_name
from sepakat.core.text import Text
from sepakat.regions.boundaries.extra import pyogrio, shapely

FORMATS = {
    ".geojson": "GeoJSON",
    ".json": "GeoJSON",
    ".topojson": "TopoJSON",
    ".gpkg": "GeoPackage",
    ".shp": "Shapefile",
    ".zip": "Shapefile",
    ".parquet": "GeoParquet",
    ".geoparquet": "GeoParquet",
}
LONLAT = "EPSG:4326"


@dataclass(frozen=True)
class Layer:
    """attributes: one row per feature, no geometry; geometries: shapely objects (or None), same order; crs: of the
    file, None where it states none; converted: coordinates were turned into EPSG:4326."""

    format: str
    name: str
    attributes: pa.Table
    geometries: Any
    crs: str | None
    converted: bool


def read(path: Path, layer: str | None = None) -> Layer:
    """One layer of a boundary file. UserError for another format, an unreadable file, several layers and none chosen,
    or coordinates that are not degrees and have no stated system."""
    found = FORMATS.get(path.suffix.lower())
    if found is None:
        raise UserError(
            Text(f"Format `{path.suffix}` tidak dikenal.", f"Format `{path.suffix}` is not known."),
            hint=Text(
                "Pakai GeoJSON, TopoJSON, GeoPackage (.gpkg), Shapefile (.shp atau .zip), atau GeoParquet.",
                "Use GeoJSON, TopoJSON, GeoPackage (.gpkg), Shapefile (.shp or .zip) or GeoParquet.",
            ),
            where=path.name,
            code="boundary-format",
        )
    if not path.is_file():
        raise UserError(
            Text(f"Berkas `{path.name}` tidak ditemukan.", f"File `{path.name}` was not found."),
            hint=Text("Periksa nama dan foldernya.", "Check its name and folder."),
            where=str(path),
            code="file-missing",
        )
    try:
        result = _read_geoparquet(path) if found == "GeoParquet" else _read_gdal(path, found, layer)
    except UserError:
        raise
    except Exception as error:  # GDAL, GEOS and Arrow each have their own errors for a broken file
        raise UserError(
            Text(f"Berkas batas `{path.name}` tidak dapat dibaca.", f"Boundary file `{path.name}` cannot be read."),
            hint=Text(
                "Buka berkas itu di QGIS lalu simpan ulang sebagai GeoPackage.",
                "Open it in QGIS and save it again as GeoPackage.",
            ),
            where=path.name,
            code="boundary-unreadable",
        ) from error
    if result.crs is None:
        _check_degrees(result, path)
    return result


def _read_gdal(path: Path, found: str, layer: str | None) -> Layer:
    gdal = pyogrio()
    source = f"/vsizip/{path}" if path.suffix.lower() == ".zip" else str(path)
    names = [str(name) for name, kind in gdal.list_layers(source) if kind is not None]
    if layer is not None and layer not in names:
        raise unknown_name(Text("Lapisan", "Layer"), layer, names, "boundary-layer-unknown")
    if layer is None and len(names) != 1:
        listed = ", ".join(names)
        raise UserError(
            Text("Berkas ini berisi beberapa lapisan." if names else "Berkas ini tidak berisi lapisan batas.",
                 "The file has several layers." if names else "The file has no layer of boundaries."),
            detail=Text(f"Lapisan: {listed}.", f"Layers: {listed}.") if names else None,
            hint=Text("Pilih satu lapisan.", "Choose one layer.") if names else None,
            where=path.name,
            code="boundary-layers",
        )  # fmt: skip
    chosen = layer or names[0]
    crs = gdal.read_info(source, layer=chosen)["crs"]
    if found == "GeoJSON" and _is_topojson(path):
        found = "TopoJSON"
    if found == "TopoJSON":
        crs = None  # the format has no place for one; GDAL would only be guessing
    if crs is None or crs == LONLAT:
        meta, table = gdal.read_arrow(source, layer=chosen)
        return _arrow(found, chosen, meta, table, crs, False)
    meta, table = gdal.read_arrow(_warped(source, chosen))
    return _arrow(found, chosen, meta, table, crs, True)


def _warped(source: str, layer: str) -> str:
    """A GDAL virtual layer that turns another coordinate system into EPSG:4326 while it is read."""
    return (
        f"<OGRVRTDataSource><OGRVRTWarpedLayer><OGRVRTLayer name={quoteattr(layer)}>"
        f"<SrcDataSource>{escape(source)}</SrcDataSource><SrcLayer>{escape(layer)}</SrcLayer></OGRVRTLayer>"
        f"<TargetSRS>{LONLAT}</TargetSRS></OGRVRTWarpedLayer></OGRVRTDataSource>"
    )


def _arrow(found: str, name: str, meta: dict[str, Any], table: pa.Table, crs: str | None, converted: bool) -> Layer:
    column = meta["geometry_name"] or "wkb_geometry"
    if column not in table.column_names:  # some drivers leave the name empty and use their own
        column = next(f.name for f in table.schema if pa.types.is_binary(f.type) or pa.types.is_large_binary(f.type))
    return Layer(found, name, table.drop_columns([column]), _shapes(table.column(column)), crs, converted)


def _shapes(column: pa.ChunkedArray) -> Any:
    wkb = np.array(column.to_pylist(), dtype=object)
    return shapely().force_2d(shapely().from_wkb(wkb, on_invalid="ignore"))


def _is_topojson(path: Path) -> bool:
    with open(path, "rb") as source:
        return b'"Topology"' in source.read(4096)


def _read_geoparquet(path: Path) -> Layer:
    table = pq.read_table(path)
    meta = json.loads((table.schema.metadata or {}).get(b"geo", b"{}"))
    column = meta.get("primary_column")
    spec = meta.get("columns", {}).get(column, {})
    if column not in table.column_names or spec.get("encoding") != "WKB":
        raise UserError(
            Text("Berkas Parquet ini bukan GeoParquet (WKB).", "This Parquet file is not GeoParquet (WKB)."),
            hint=Text("Simpan ulang sebagai GeoParquet 1.x.", "Save it again as GeoParquet 1.x."),
            where=path.name,
            code="boundary-geoparquet",
        )
    shapes = _shapes(table.column(column))
    attributes = table.drop_columns([column])
    crs = spec.get("crs", "absent")  # absent = longitude and latitude, null = not known (GeoParquet 1.1)
    if crs == "absent" or (isinstance(crs, dict) and _lonlat(crs)):
        return Layer("GeoParquet", path.stem, attributes, shapes, LONLAT, False)
    if crs is None:
        return Layer("GeoParquet", path.stem, attributes, shapes, None, False)
    return Layer("GeoParquet", path.stem, attributes, _convert(shapes, json.dumps(crs)), crs.get("name"), True)


def _lonlat(crs: dict[str, Any]) -> bool:
    identity = crs.get("id", {})
    return (identity.get("authority"), str(identity.get("code"))) in {("EPSG", "4326"), ("OGC", "CRS84")}


def _convert(shapes: Any, crs: str) -> Any:
    """Shapes in another coordinate system as longitude and latitude, by way of a short-lived file that GDAL reads."""
    gdal = pyogrio()
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # GDAL remarks on mixed polygon kinds; both are wanted
        beside = str(Path(folder) / "shapes.fgb")
        gdal.raw.write(
            beside,
            shapely().to_wkb(shapes),
            [np.arange(len(shapes))],
            ["row"],
            geometry_type="Unknown",
            crs=crs,
            driver="FlatGeobuf",
            SPATIAL_INDEX="NO",
        )
        meta, table = gdal.read_arrow(_warped(beside, "shapes"))
        back = _arrow("FlatGeobuf", "shapes", meta, table, None, True)
        order = np.argsort(back.attributes.column("row").to_numpy())
        return back.geometries[order]


def _check_degrees(layer: Layer, path: Path) -> None:
    bounds = shapely().total_bounds(layer.geometries)
    if np.isfinite(bounds).all() and (abs(bounds[[0, 2]]).max() > 180 or abs(bounds[[1, 3]]).max() > 90):
        raise UserError(
            Text("Berkas batas ini tidak menyebut sistem koordinatnya.", "The file states no coordinate system."),
            detail=Text("Koordinatnya bukan derajat bujur dan lintang.", "Its coordinates are not degrees."),
            hint=Text(
                "Sertakan berkas .prj, atau simpan ulang dengan EPSG:4326 (WGS 84).",
                "Add the .prj file, or save it again with EPSG:4326 (WGS 84).",
            ),
            where=path.name,
            code="boundary-crs",
        )
