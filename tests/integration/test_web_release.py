"""The pages on a real release: every level draws, and what they show is what the engine says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sepakat import catalogue, engine
from sepakat.core.text import number
from sepakat.lake import Release
from sepakat.web.lake_source import LakeSource
from tests.web_site import Page, site


@pytest.fixture
def client(sample_lake: Path) -> Iterator[Any]:
    with site(LakeSource(sample_lake)) as made:
        yield made


def words(client: Any, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.content[:400])
    return Page(answer.content.decode()).words


def places(release: Release) -> list[str]:
    """One region of each level that the release holds."""
    regency = release.kabupaten()[0]
    rows = engine.compute(release, ["rata_rata_anggota"], region=regency, level="desa").rows()
    village = next(r["region"] for r in rows if r["value"] is not None)
    return ["00", village[:2], regency, village[:8], village]


def test_every_level_has_its_page(client: Any, release: Release) -> None:
    for code in places(release):
        said = words(client, f"/wilayah/{code}/")
        assert "Kartu skor" in said, code
        assert "data contoh" in said, code
        assert release.id in said, code


def test_every_indicator_has_its_page_and_its_figures(client: Any, release: Release) -> None:
    regency = release.kabupaten()[0]
    kinds: set[tuple[str, str, bool]] = set()
    for name, about in catalogue.indicators().items():
        words(client, f"/indikator/{name}/")
        kind = (about.tema, about.penaksir, "registri" in about.sources)
        if kind not in kinds:  # one of each kind in a region: all of them would take a quarter of a minute
            kinds.add(kind)
            words(client, f"/wilayah/{regency}/indikator/{name}/")


@pytest.mark.parametrize("name", ["kepemilikan_jaminan_kesehatan", "rata_rata_anggota", "rata_rata_lama_sekolah"])
def test_pages_and_downloads_show_what_the_engine_computes(client: Any, release: Release, name: str) -> None:
    about = catalogue.indicator(name)
    told = {r["region"]: r for r in engine.compute(release, [name], region="53", level="kabupaten")}
    regency, row = next((code, r) for code, r in told.items() if r["value"] is not None)
    assert f"{number(row['value'], about.desimal)} {about.satuan}" in words(
        client, f"/wilayah/{regency}/indikator/{name}/"
    )
    body = client.get(f"/wilayah/53/indikator/{name}/unduh/wilayah-bawah.json").json()
    for shown in body["rows"]:
        engine_row = told[shown["region"]]
        assert shown["suppressed"] == engine_row["suppressed"]
        assert shown["n"] == engine_row["n"]
        assert shown["value"] == (None if engine_row["value"] is None else pytest.approx(float(engine_row["value"])))


def test_hidden_figures_stay_hidden_on_every_face(client: Any, release: Release) -> None:
    """A small cell of a village must not come out in the page, the table below its district, or a file."""
    name = "lantai_tanah"
    rows = engine.compute(release, [name], region="53", level="desa").rows()
    hidden = [r for r in rows if r["suppressed"]]
    assert hidden, "a sample of this size always has small villages"
    village = hidden[0]["region"]
    said = words(client, f"/wilayah/{village}/indikator/{name}/")
    assert "Disembunyikan" in said
    body = client.get(f"/wilayah/{village[:8]}/indikator/{name}/unduh/wilayah-bawah.json").json()
    found = next(r for r in body["rows"] if r["region"] == village)
    assert all(found[k] is None for k in ("value", "numerator", "denominator", "n"))


def test_deciles_of_the_province_add_up_to_all_persons(client: Any, release: Release) -> None:
    body = client.get("/wilayah/53/unduh/desil.json").json()
    assert len(body["rows"]) == 10
    shares = [r["value"] for r in body["rows"]]
    assert None not in shares
    assert sum(shares) == pytest.approx(100, abs=1e-6)


def test_about_page_tells_the_sources(client: Any, release: Release) -> None:
    said = words(client, "/tentang-data/")
    assert "Regsosek" in said
    assert number(release.rows("family")) in said


def test_home_leads_to_the_sample_region(client: Any, release: Release) -> None:
    page = Page(client.get("/").content.decode())
    assert f"/wilayah/{release.kabupaten()[0]}/" in page.links
