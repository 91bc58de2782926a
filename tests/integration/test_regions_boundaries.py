"""Boundaries in the five formats, joined by code; broken, foreign and mislabelled files; drawing and points.

The regencies here are squares of a tenth of a degree in a row: easy to see, easy to compute.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sepakat import regions
from sepakat.core.errors import UserError
from sepakat.regions import boundaries, bps
from sepakat.regions.codes import plain

shapely = pytest.importorskip("shapely")
pyogrio = pytest.importorskip("pyogrio")

TREE = regions.load()
CODES = TREE.codes("kabupaten", "53")
NAMES = [TREE.name(c) for c in CODES]


def squares(count: int = len(CODES)) -> list[Any]:
    return [shapely.box(120 + i * 0.1, -10, 120.1 + i * 0.1, -9.9) for i in range(count)]


def write(
    path: Path,
    shapes: list[Any] | None = None,
    crs: str | None = "EPSG:4326",
    layer: str | None = None,
    append: bool = False,
    **columns: list[Any],
) -> Path:
    """A boundary file by GDAL in the format of its suffix."""
    shapes = squares() if shapes is None else shapes
    columns = columns or {"kode": CODES, "nama": NAMES}
    data = [np.array(v, dtype=object if isinstance(v[0], str) else None) for v in columns.values()]
    driver = {".geojson": "GeoJSON", ".gpkg": "GPKG", ".shp": "ESRI Shapefile"}[path.suffix]
    wkb = np.array([None if s is None else shapely.to_wkb(s) for s in shapes], dtype=object)
    options: dict[str, Any] = {"layer": layer} if layer else {}
    if append:
        options["append"] = True
    pyogrio.raw.write(path, wkb, data, list(columns), geometry_type="Unknown" if path.suffix != ".shp" else "Polygon",
                      crs=crs, driver=driver, **options)  # fmt: skip
    return path


def geojson(path: Path, features: list[tuple[dict[str, Any], Any]]) -> Path:
    """GeoJSON by hand, for shapes that GDAL would not write."""
    listed = [
        {"type": "Feature", "properties": p, "geometry": None if g is None else json.loads(shapely.to_geojson(g))}
        for p, g in features
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": listed}), encoding="utf-8")
    return path


def topojson(path: Path) -> Path:
    """A row of squares as TopoJSON: one closed arc per square, quantised."""
    arcs, parts = [], []
    for i, code in enumerate(CODES):
        arcs.append([[i * 100, 0], [100, 0], [0, 100], [-100, 0], [0, -100]])
        parts.append({"type": "Polygon", "arcs": [[i]], "id": code, "properties": {"code": code, "name": NAMES[i]}})
    transform = {"scale": [0.001, 0.001], "translate": [120, -10]}
    objects = {"regencies": {"type": "GeometryCollection", "geometries": parts}}
    path.write_text(
        json.dumps({"type": "Topology", "transform": transform, "objects": objects, "arcs": arcs}), encoding="utf-8"
    )
    return path


def geoparquet(path: Path, crs: object = "absent", shapes: list[Any] | None = None, encoding: str = "WKB") -> Path:
    column: dict[str, Any] = {"encoding": encoding, "geometry_types": ["Polygon"]}
    if crs != "absent":
        column["crs"] = crs
    wkb = [shapely.to_wkb(s) for s in (squares() if shapes is None else shapes)]
    table = pa.table({"kode": CODES[: len(wkb)], "geom": pa.array(wkb, pa.binary())})
    geo = {"version": "1.1.0", "primary_column": "geom", "columns": {"geom": column}}
    pq.write_table(table.replace_schema_metadata({"geo": json.dumps(geo)}), path)
    return path


@pytest.mark.parametrize(
    ("make", "name", "found"),
    [
        (write, "a.geojson", "GeoJSON"),
        (topojson, "a.topojson", "TopoJSON"),
        (topojson, "a.json", "TopoJSON"),
        (write, "a.gpkg", "GeoPackage"),
        (write, "a.shp", "Shapefile"),
        (geoparquet, "a.parquet", "GeoParquet"),
    ],
)
def test_each_format(tmp_path: Path, make: Any, name: str, found: str) -> None:
    report = boundaries.import_file(make(tmp_path / name), tmp_path / "lake", source="uji")
    assert (report.format, report.level, report.features, report.stored) == (found, "kabupaten", 22, 22)
    assert report.unmatched == report.empty == report.missing == report.united == report.repaired == []
    given = boundaries.load(tmp_path / "lake", "kabupaten")
    assert given.codes == CODES and given.names == NAMES and given.source == "uji"
    assert np.allclose(shapely.bounds(given.geometries), shapely.bounds(np.array(squares())), atol=1e-6)
    assert boundaries.levels(tmp_path / "lake") == ["kabupaten"]
    assert pq.read_schema(boundaries.path_in(tmp_path / "lake", "kabupaten")).names == [
        "code", "name", "geometry", "xmin", "ymin", "xmax", "ymax",
    ]  # fmt: skip


def test_a_zipped_shapefile(tmp_path: Path) -> None:
    import zipfile

    write(tmp_path / "batas.shp")
    with zipfile.ZipFile(tmp_path / "batas.zip", "w") as out:
        for part in tmp_path.glob("batas.*"):
            if part.suffix != ".zip":
                out.write(part, part.name)
    assert boundaries.import_file(tmp_path / "batas.zip", tmp_path).stored == 22


@pytest.mark.parametrize("way", ["gpkg", "parquet"])
def test_metres_become_degrees(tmp_path: Path, way: str) -> None:
    """UTM 51 south: a square at 500000 east lies on the meridian 123."""
    boxes = [shapely.box(500000 + i * 10000, 8900000, 510000 + i * 10000, 8910000) for i in range(22)]
    if way == "gpkg":
        file = write(tmp_path / "utm.gpkg", boxes, crs="EPSG:32751")
    else:
        crs = {"type": "ProjectedCRS", "name": "WGS 84 / UTM zone 51S", "id": {"authority": "EPSG", "code": 32751}}
        file = geoparquet(tmp_path / "utm.parquet", _projjson(tmp_path, crs), boxes)
    report = boundaries.import_file(file, tmp_path)
    west, south, _, _ = boundaries.load(tmp_path, "kabupaten").geometries[0].bounds
    assert abs(west - 123) < 1e-6 and -10.1 < south < -9.9
    assert any("EPSG:4326" in note.id for note in report.notes)


def _projjson(tmp_path: Path, crs: dict[str, Any]) -> dict[str, Any]:
    """GDAL reads the full PROJJSON that real writers put there; here the short form with its id stands for it."""
    return {
        "$schema": "https://proj.org/schemas/v0.7/projjson.schema.json",
        **crs,
        "base_crs": {
            "name": "WGS 84",
            "datum": {
                "type": "GeodeticReferenceFrame",
                "name": "World Geodetic System 1984",
                "ellipsoid": {"name": "WGS 84", "semi_major_axis": 6378137, "inverse_flattening": 298.257223563},
            },
            "coordinate_system": {
                "subtype": "ellipsoidal",
                "axis": [
                    {"name": "Latitude", "abbreviation": "lat", "direction": "north", "unit": "degree"},
                    {"name": "Longitude", "abbreviation": "lon", "direction": "east", "unit": "degree"},
                ],
            },
        },
        "conversion": {
            "name": "UTM zone 51S",
            "method": {"name": "Transverse Mercator", "id": {"authority": "EPSG", "code": 9807}},
            "parameters": [
                {"name": "Latitude of natural origin", "value": 0, "unit": "degree",
                 "id": {"authority": "EPSG", "code": 8801}},
                {"name": "Longitude of natural origin", "value": 123, "unit": "degree",
                 "id": {"authority": "EPSG", "code": 8802}},
                {"name": "Scale factor at natural origin", "value": 0.9996, "unit": "unity",
                 "id": {"authority": "EPSG", "code": 8805}},
                {"name": "False easting", "value": 500000, "unit": "metre",
                 "id": {"authority": "EPSG", "code": 8806}},
                {"name": "False northing", "value": 10000000, "unit": "metre",
                 "id": {"authority": "EPSG", "code": 8807}},
            ],
        },
        "coordinate_system": {
            "subtype": "Cartesian",
            "axis": [
                {"name": "Easting", "abbreviation": "E", "direction": "east", "unit": "metre"},
                {"name": "Northing", "abbreviation": "N", "direction": "north", "unit": "metre"},
            ],
        },
    }  # fmt: skip


def test_metres_without_a_system_are_refused(tmp_path: Path) -> None:
    boxes = [shapely.box(500000, 8900000, 510000, 8910000)] * 22
    with pytest.raises(UserError) as caught:
        boundaries.import_file(geoparquet(tmp_path / "a.parquet", None, boxes), tmp_path)
    assert caught.value.code == "boundary-crs"
    assert boundaries.import_file(geoparquet(tmp_path / "b.parquet", None), tmp_path).stored == 22


# -- codes -------------------------------------------------------------------------------------------------------------


def test_bps_codes_are_refused(tmp_path: Path) -> None:
    villages = [c for c in bps.table("desa").column("bps_code").to_pylist() if c.startswith("5301")][:22]
    with pytest.raises(UserError) as caught:
        boundaries.import_file(write(tmp_path / "a.gpkg", kode=villages), tmp_path)
    assert caught.value.code == "boundary-bps" and boundaries.levels(tmp_path) == []


def test_undotted_regency_codes_need_a_word(tmp_path: Path) -> None:
    file = write(tmp_path / "a.gpkg", kode=[plain(c) for c in CODES])
    with pytest.raises(UserError) as caught:
        boundaries.import_file(file, tmp_path)
    assert caught.value.code == "boundary-code-kind"
    report = boundaries.import_file(file, tmp_path, column="kode", kind="kemendagri")
    assert report.stored == 22 and report.kind == "kemendagri_plain"
    with pytest.raises(UserError) as caught:
        boundaries.import_file(file, tmp_path, kind="bps")
    assert caught.value.code == "boundary-bps"


def test_names_in_the_file_settle_undotted_codes(tmp_path: Path) -> None:
    file = write(tmp_path / "a.gpkg", kode=[plain(c) for c in CODES], nama=NAMES)
    report = boundaries.import_file(file, tmp_path)
    assert report.stored == 22 and report.kind == "kemendagri_plain"


def test_the_column_that_tells_features_apart_is_taken(tmp_path: Path) -> None:
    """As in the files of the mapping agency: province, regency, BPS and running number beside the village code."""
    villages = [c for c in TREE.codes("desa", "53.01") if bps.from_kemendagri(c)][:22]
    theirs = [pair.bps_code for c in villages if (pair := bps.from_kemendagri(c))]
    file = write(
        tmp_path / "a.gpkg",
        OBJECTID=list(range(1, 23)),
        KDPPUM=["53"] * 22,
        KDPKAB=["53.01"] * 22,
        KDBBPS=theirs,
        KDEPUM=villages,
        LUAS=[0.5] * 22,
    )
    report = boundaries.import_file(file, tmp_path)
    assert (report.column, report.level, report.kind) == ("KDEPUM", "desa", "kemendagri_dotted")
    assert len(report.missing) == TREE.count("desa", "53") - 22


@pytest.mark.parametrize("columns", [{"nama": NAMES}, {"kode": [53.01 + i / 100 for i in range(22)]}])
def test_no_code_column(tmp_path: Path, columns: dict[str, list[Any]]) -> None:
    with pytest.raises(UserError) as caught:
        boundaries.import_file(write(tmp_path / "a.gpkg", **columns), tmp_path)
    assert caught.value.code == "boundary-code-column"


def test_unknown_column_names_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        boundaries.import_file(write(tmp_path / "a.gpkg"), tmp_path, column="kodee")
    assert caught.value.hint is not None and "kode" in caught.value.hint.id


# -- shapes ------------------------------------------------------------------------------------------------------------


def test_everything_that_is_wrong_is_reported(tmp_path: Path) -> None:
    bow_tie = shapely.Polygon([(120, -10), (120.1, -9.9), (120.1, -10), (120, -9.9)])
    good = squares()
    file = geojson(
        tmp_path / "a.geojson",
        [
            ({"kode": "53.01"}, bow_tie),
            ({"kode": "53.02"}, good[1]),
            ({"kode": "53.02"}, shapely.box(125, -9, 125.1, -8.9)),  # an island of the same regency
            ({"kode": "53.03"}, None),
            ({"kode": "53.99"}, good[4]),
            ({"kode": "53.05"}, shapely.box(10, 50, 11, 51)),  # in Europe
            ({"kode": "53.06"}, shapely.Point(120.5, -9.5)),
            ({"kode": "53.07"}, good[7]),
            ({"kode": "53"}, good[8]),  # another level
        ],
    )
    report = boundaries.import_file(file, tmp_path)
    assert report.repaired == ["53.01"] and report.united == ["53.02"] and report.outside == ["53.05"]
    assert report.unmatched == [(5, "53.99"), (9, "53")] and report.empty == [4, 7]
    given = boundaries.load(tmp_path, "kabupaten")
    assert given.codes == ["53.01", "53.02", "53.07"]
    assert shapely.is_valid(given.geometries).all()
    assert given.geometries[0].area == pytest.approx(0.005)
    assert shapely.get_num_geometries(given.geometries[1]) == 2
    assert report.missing == [c for c in CODES if c not in given.codes]


def test_a_file_of_another_place_or_with_swapped_axes_is_refused(tmp_path: Path) -> None:
    swapped = [shapely.box(-10, 100 + i, -9, 101 + i) for i in range(22)]
    with pytest.raises(UserError) as caught:
        boundaries.import_file(geojson(tmp_path / "a.geojson", list(zip(_kode(), swapped, strict=True))), tmp_path)
    assert caught.value.code in ("boundary-outside", "boundary-crs")
    abroad = [shapely.box(i, 50, i + 1, 51) for i in range(22)]
    with pytest.raises(UserError) as caught:
        boundaries.import_file(geojson(tmp_path / "b.geojson", list(zip(_kode(), abroad, strict=True))), tmp_path)
    assert caught.value.code == "boundary-outside" and boundaries.levels(tmp_path) == []


def _kode() -> list[dict[str, str]]:
    return [{"kode": c} for c in CODES]


def test_only_points(tmp_path: Path) -> None:
    points = [shapely.Point(120 + i / 10, -9) for i in range(22)]
    with pytest.raises(UserError) as caught:
        boundaries.import_file(geojson(tmp_path / "a.geojson", list(zip(_kode(), points, strict=True))), tmp_path)
    assert caught.value.code == "boundary-none"


def test_layers_must_be_chosen(tmp_path: Path) -> None:
    file = write(tmp_path / "a.gpkg", layer="kabupaten")
    write(file, layer="lain", append=True)
    with pytest.raises(UserError) as caught:
        boundaries.import_file(file, tmp_path)
    assert caught.value.code == "boundary-layers" and caught.value.detail is not None
    assert "kabupaten" in caught.value.detail.id
    with pytest.raises(UserError):
        boundaries.import_file(file, tmp_path, layer="kabupatan")
    assert boundaries.import_file(file, tmp_path, layer="kabupaten").layer == "kabupaten"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.kml", b"<kml/>", "boundary-format"),
        ("a.geojson", b"{ not json", "boundary-unreadable"),
        ("a.topojson", b'{"type":"Topology"', "boundary-unreadable"),
        ("a.gpkg", b"SQLite format 3\x00 cut", "boundary-unreadable"),
        ("a.shp", b"\x00" * 100, "boundary-unreadable"),
        ("a.zip", b"PK\x03\x04", "boundary-unreadable"),
        ("a.parquet", b"PAR1", "boundary-unreadable"),
        ("a.geojson", b"", "boundary-unreadable"),
    ],
)
def test_broken_files_give_a_sentence(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UserError) as caught:
        boundaries.import_file(tmp_path / name, tmp_path)
    assert caught.value.code == code and boundaries.levels(tmp_path) == []


def test_parquet_that_is_no_geoparquet_and_missing_files(tmp_path: Path) -> None:
    pq.write_table(pa.table({"kode": CODES}), tmp_path / "a.parquet")
    for file in (tmp_path / "a.parquet", geoparquet(tmp_path / "b.parquet", encoding="point")):
        with pytest.raises(UserError) as caught:
            boundaries.import_file(file, tmp_path)
        assert caught.value.code == "boundary-geoparquet"
    with pytest.raises(UserError) as caught:
        boundaries.import_file(tmp_path / "none.gpkg", tmp_path)
    assert caught.value.code == "file-missing"


def test_without_the_extra_the_sentence_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(tmp_path / "a.gpkg")
    monkeypatch.setitem(sys.modules, "pyogrio", None)
    with pytest.raises(UserError) as caught:
        boundaries.import_file(file, tmp_path)
    assert caught.value.hint is not None and 'pip install "sepakat[spatial]"' in caught.value.hint.id


# -- drawing and points ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lake")
    boundaries.import_file(write(folder / "a.gpkg"), folder, source="uji")
    return folder


def test_paths_are_whole_numbers_and_inside_the_view(lake: Path) -> None:
    picture = boundaries.draw(lake, CODES[:10], width=400)
    assert list(picture.paths) == CODES[:10] and not picture.schematic
    assert picture.view_box == f"0 0 400 {picture.height}"
    for path in picture.paths.values():
        assert re.fullmatch(r"(M\d+,\d+l(-?\d+,-?\d+ ?)+z)+", path)
    xs = [x for x, _ in picture.labels.values()]
    assert xs == sorted(xs) and min(xs) >= 0 and max(xs) <= 400
    assert "indikatif" in picture.note.id and "uji" in picture.note.id


def test_neighbours_share_their_border(lake: Path) -> None:
    """The right edge of one square is the left edge of the next, to the unit."""
    picture = boundaries.draw(lake, CODES[:2], width=200)
    left, right = (_xs(picture.paths[c]) for c in CODES[:2])
    assert max(left) == min(right)


def _xs(path: str) -> list[int]:
    numbers = [int(n) for n in re.findall(r"-?\d+", path)]
    xs, x = [numbers[0]], numbers[0]
    for dx in numbers[2::2]:
        x += dx
        xs.append(x)
    return xs


def test_a_region_without_outline_is_named_and_a_tiny_one_stays_visible(tmp_path: Path) -> None:
    shapes = [shapely.box(120, -10, 122, -9), shapely.box(123, -9.5, 123.0001, -9.4999)]
    file = geojson(tmp_path / "a.geojson", list(zip(_kode()[:2], shapes, strict=True)))
    boundaries.import_file(file, tmp_path)
    picture = boundaries.draw(tmp_path, CODES[:3], width=300)
    assert picture.missing == [CODES[2]] and picture.paths[CODES[1]].endswith("h4v4h-4z")


def test_holes_stay_holes(tmp_path: Path) -> None:
    ring = shapely.box(120, -10, 122, -8).difference(shapely.box(120.5, -9.5, 121.5, -8.5))
    shapes = [ring, shapely.box(120.5, -9.5, 121.5, -8.5)]
    boundaries.import_file(geojson(tmp_path / "a.geojson", list(zip(_kode()[:2], shapes, strict=True))), tmp_path)
    assert boundaries.draw(tmp_path, CODES[:1], width=300).paths[CODES[0]].count("M") == 2


def test_overlapping_neighbours_are_drawn_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise shapely.errors.GEOSException("overlap")

    boundaries.import_file(write(tmp_path / "a.gpkg"), tmp_path)
    monkeypatch.setattr(shapely, "coverage_simplify", refuse)
    assert len(boundaries.svg_paths(tmp_path, CODES, 333).paths) == 22


def test_a_new_import_is_drawn_anew(tmp_path: Path) -> None:
    boundaries.import_file(write(tmp_path / "a.gpkg"), tmp_path)
    before = boundaries.draw(tmp_path, CODES[:2], 200)
    wide = [shapely.box(120 + i, -10, 121 + i, -9.9) for i in range(22)]
    boundaries.import_file(write(tmp_path / "b.gpkg", wide), tmp_path)
    assert boundaries.draw(tmp_path, CODES[:2], 200).paths != before.paths


def test_without_boundaries_a_labelled_schematic_is_drawn(lake: Path) -> None:
    for folder, codes in ((None, CODES), (lake, TREE.codes("kecamatan", "53.01"))):
        picture = boundaries.draw(folder, codes)
        assert picture.schematic and "Skema" in picture.note.id and list(picture.paths) == codes


def test_points_in_their_regions(lake: Path) -> None:
    places = boundaries.Locator(lake)
    codes = ["53.01.08.2010", "53.01", "53.02", "53.01", None, "35.01", "53.01"]
    lon = [120.05, 120.05, 120.05, np.nan, 120.05, 120.05, 120.1005]
    lat = [-9.95, -9.95, -9.95, -9.95, -9.95, -9.95, -9.95]
    assert places.finest == "kabupaten"
    assert places.contains(codes, lon, lat).tolist() == [1, 1, 0, -1, -1, -1, 0]
    assert places.contains(codes, lon, lat, tolerance=0.001).tolist() == [1, 1, 0, -1, -1, -1, 1]
    assert places.locate(lon, lat) == ["53.01"] * 3 + [None] + ["53.01"] * 2 + ["53.02"]
    assert places.locate([120.1, 0.0], [-9.95, 0.0]) == ["53.01", None]  # on a shared border: the lower code


def test_the_finest_boundary_decides(lake: Path, tmp_path: Path) -> None:
    boundaries.import_file(write(tmp_path / "a.gpkg"), tmp_path)
    district = geojson(tmp_path / "d.geojson", [({"kode": "53.01.08"}, shapely.box(120, -10, 120.02, -9.98))])
    boundaries.import_file(district, tmp_path, column="kode")
    places = boundaries.Locator(tmp_path)
    assert boundaries.finest(tmp_path) == places.finest == "kecamatan"
    codes = ["53.01.08.2010", "53.01.05.2001"]
    assert places.contains(codes, [120.05, 120.05], [-9.95, -9.95]).tolist() == [0, 1]


def test_without_boundaries_nothing_is_known(tmp_path: Path) -> None:
    places = boundaries.Locator(tmp_path)
    assert places.contains(["53.01"], [120.0], [-9.0]).tolist() == [-1] and places.locate([120.0], [-9.0]) == [None]
    with pytest.raises(UserError) as caught:
        boundaries.load(tmp_path, "desa")
    assert caught.value.code == "boundaries-missing"


def test_many_points_agree_with_one_by_one(lake: Path) -> None:
    rng = np.random.default_rng(7)
    lon, lat = rng.uniform(119.9, 122.4, 500), rng.uniform(-10.05, -9.85, 500)
    codes = [CODES[i] for i in rng.integers(0, 22, 500)]
    shapes = dict(zip(CODES, squares(), strict=True))
    expected = [int(shapes[c].intersects(shapely.Point(x, y))) for c, x, y in zip(codes, lon, lat, strict=True)]
    assert boundaries.Locator(lake).contains(codes, lon, lat).tolist() == expected
