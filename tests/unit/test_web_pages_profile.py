"""Profil wilayah: trend over releases, regions alike, facilities, large type, the way on to the tools."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from sepakat.core import Table
from sepakat.core.text import reading_in
from sepakat.web import data
from sepakat.web.data import Past
from sepakat.web.presenters import facilities, peers, places, trend
from sepakat.web.presenters.cells import Cell, figures
from sepakat.web.presenters.peers import Facts
from tests.web_fake import INDICATORS, Fake
from tests.web_site import Page, site

HIDDEN = {"value": None, "numerator": None, "denominator": None, "n": None, "suppressed": True}


@pytest.fixture
def fake() -> Fake:
    return Fake()


@pytest.fixture
def client(fake: Fake) -> Iterator[Any]:
    with site(fake) as made:
        yield made


def past(release: str, values: dict[tuple[str, str], dict[str, Any]]) -> Past:
    """An earlier release: the fake's figures, but for those given by (indicator, region)."""
    before = Fake(release)
    before.override = {(i, r, None): v for (i, r), v in values.items()}

    def read(ids: Sequence[str], region: str, level: str) -> Table:
        return before.profile(ids, region, level)

    return Past(release, dt.date(2025, 9, 1), read)


def section(html: str, heading: str) -> str:
    """Words from a heading to the next section's end."""
    at = html.index(f'id="{heading}"')
    return Page(html[at : html.index("</section>", at)]).words


# ---- trend


def now(fake: Fake, name: str, value: float, n: int = 500) -> None:
    fake.override[(name, "53.01", None)] = {"value": value, "n": n}


def moved(fake: Fake, *before: Past) -> dict[str, trend.Trend]:
    fake.past = list(before)
    place = places.region("53.01")
    found = figures(tuple(INDICATORS), "53", "kabupaten")
    return trend.trends(place, {i: found.get(i, "53.01") for i in INDICATORS})


@pytest.mark.parametrize(
    ("before", "after", "words", "verdict"),
    [
        (10.0, 12.26, "▲ naik 2,3", "worse"),
        (12.26, 10.0, "▼ turun 2,3", "better"),
        (10.01, 10.04, "= tetap", ""),
        (9.96, 10.04, "= tetap", ""),
        (9.94, 10.04, "▲ naik 0,1", "worse"),
    ],
)
def test_words_of_a_trend_are_those_of_printed_figures(
    fake: Fake, client: Any, before: float, after: float, words: str, verdict: str
) -> None:
    now(fake, "lantai_tanah", after)
    found = moved(fake, past("20250901-01", {("lantai_tanah", "53.01"): {"value": before, "n": 400}}))["lantai_tanah"]
    with reading_in("id"):
        assert (found.words, found.verdict) == (words, verdict)
        assert "sejak rilis 20250901-01 (1 September 2025)." in found.sentence


def test_more_is_better_where_the_indicator_says_so(fake: Fake, client: Any) -> None:
    now(fake, "air_minum_layak", 60.0)
    before = past("20250901-01", {("air_minum_layak", "53.01"): {"value": 50.0, "n": 400}})
    assert moved(fake, before)["air_minum_layak"].verdict == "better"


@pytest.mark.parametrize(
    "given",
    [HIDDEN, {"value": 10.0, "n": 29}, {"value": 10.0, "n": 400, "version": "0.9"}, {"value": None, "n": 0}],
    ids=["hidden before", "few persons", "another definition", "not applicable"],
)
def test_figures_that_cannot_be_compared_have_no_trend(fake: Fake, client: Any, given: dict[str, Any]) -> None:
    now(fake, "lantai_tanah", 12.0)
    assert "lantai_tanah" not in moved(fake, past("20250901-01", {("lantai_tanah", "53.01"): given}))


def test_a_figure_hidden_in_any_release_has_no_line_at_all(fake: Fake, client: Any) -> None:
    """With a point before and a point after, a line would tell where the hidden one lies."""
    shown, key = {"value": 10.0, "n": 400}, ("lantai_tanah", "53.01")
    now(fake, "lantai_tanah", 12.0)
    open_ones = [past("20250301-01", {key: shown}), past("20250901-01", {key: shown})]
    assert len(moved(fake, *open_ones)["lantai_tanah"].points) == 3
    assert "lantai_tanah" not in moved(fake, open_ones[0], past("20250901-02", {key: HIDDEN}))


def test_a_figure_hidden_now_shows_nothing_of_before(fake: Fake, client: Any) -> None:
    fake.override[("lantai_tanah", "53.01", None)] = HIDDEN
    fake.past = [past("20250901-01", {("lantai_tanah", "53.01"): {"value": 87.65, "n": 400}})]
    for path in ("/wilayah/53.01/?kartu=semua", "/wilayah/53.01/indikator/lantai_tanah/"):
        assert "87,6" not in client.get(path).content.decode()


def test_pages_show_the_trend_in_words_and_as_a_table(fake: Fake, client: Any) -> None:
    now(fake, "lantai_tanah", 12.0)
    fake.past = [past("20250901-01", {("lantai_tanah", "53.01"): {"value": 10.5, "n": 400}})]
    html = client.get("/wilayah/53.01/?kartu=semua").content.decode()
    assert ">Arah</th>" in html
    assert "▲ naik 1,5<svg" in html
    html = client.get("/wilayah/53.01/indikator/lantai_tanah/").content.decode()
    words = section(html, "arah")
    for expected in ("Naik 1,5 poin sejak rilis 20250901-01", "10,5", "12,0", "20260301-01"):
        assert expected in words
    assert "<svg" in html[html.index('id="arah"') : html.index("</figure>")]


def test_without_earlier_releases_there_is_no_such_column(client: Any) -> None:
    assert ">Arah</th>" not in client.get("/wilayah/53.01/").content.decode()


# ---- regions alike


def test_nearest_by_size_poverty_and_towns() -> None:
    known = {
        "a": Facts(1000, 40.0, 20.0),
        "b": Facts(1100, 41.0, 21.0),
        "c": Facts(9000, 40.0, 20.0),
        "d": Facts(1000, 80.0, 20.0),
        "e": Facts(1000, 40.0, 90.0),
        "f": Facts(1000, 40.0, None),
    }
    assert peers.nearest("a", known, 1) == ["b"]
    assert "f" not in peers.nearest("a", known), "who does not tell villages apart is not compared with who does"
    assert "a" not in peers.nearest("a", known)
    assert len(peers.nearest("a", known, 2)) == 2


def test_table_of_regions_alike_begins_with_the_region_and_keeps_to_its_kind(fake: Fake, client: Any) -> None:
    html = client.get("/wilayah/53.01/").content.decode()
    at = html.index('id="mirip"')
    table = html[html.index("<tbody>", at) : html.index("</tbody>", at)]
    assert table.count("<tr") == 1 + peers.COUNT
    assert table.index("<b>Kupang</b>") < table.index("<a ")
    assert "Kota Kupang" not in table, "a city is not compared with regencies"
    assert "lima wilayah sejenis" in section(html, "mirip").lower()


def test_a_region_whose_size_is_hidden_has_no_peers_and_is_nobodys(fake: Fake, client: Any) -> None:
    fake.override[("rata_rata_anggota", "53.02", None)] = HIDDEN
    assert peers.peers(places.region("53.02"), []) is None
    for code in ("53.01", "53.03", "53.04"):
        found = peers.peers(places.region(code), [])
        assert found is not None
        assert "53.02" not in [p.region.code for p in found.rows]


# ---- facilities


def test_facilities_with_rates_and_parts(fake: Fake, client: Any) -> None:
    fake.places = {
        "00": {"SD": 50, "puskesmas": 9}, "53": {"SD": 50, "puskesmas": 9}, "53.01": {"SD": 12},
        "53.01.05": {"SD": 12},
    }  # fmt: skip
    fake.override[("rata_rata_anggota", "53.01", None)] = {"numerator": 24000.0, "value": 4.0}
    words = section(client.get("/wilayah/53.01/").content.decode(), "fasilitas")
    assert "SD125,0" in words.replace(" ", "")
    assert "puskesmas–0,0" in words.replace(" ", "")
    assert "23 dari 24 kecamatan tidak punya satu pun fasilitas" in words


def test_facilities_without_a_known_population_have_no_rate(fake: Fake, client: Any) -> None:
    fake.places = {"00": {"SD": 5}, "53.01": {"SD": 5}}
    fake.override[("rata_rata_anggota", "53.01", None)] = HIDDEN
    found = facilities.facilities(places.region("53.01"))
    assert found is not None
    assert (found.kinds[0].count, found.kinds[0].rate, found.kinds[0].rate_words) == (5, None, "…")


def test_no_list_of_facilities_no_section(client: Any) -> None:
    assert 'id="fasilitas"' not in client.get("/wilayah/53.01/").content.decode()


# ---- large type


def test_large_type_asks_one_question_a_page(fake: Fake, client: Any) -> None:
    for name in ("lantai_tanah", "penduduk_desil_1_4"):
        fake.override[(name, "53.01", None)] = {"value": 90.0, "n": 500}
        fake.override[(name, "53", None)] = {"value": 20.0, "n": 9000}
    names = []
    for page in (1, 2):
        html = client.get(f"/wilayah/53.01/?tampilan=besar&halaman={page}").content.decode()
        assert html.count("<h1") == 1
        assert "unduh/" not in html
        names.append(html.split("<h1>")[1].split("</h1>")[0])
    assert len(set(names)) == 2
    assert "Sebelumnya" in html
    last = client.get("/wilayah/53.01/?tampilan=besar&halaman=999").content.decode()
    assert "Berikutnya" not in last


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999", "²"])
def test_large_type_forgives_any_page_number(client: Any, page: str) -> None:
    assert client.get("/wilayah/53.01/", {"tampilan": "besar", "halaman": page}).status_code == 200


def test_profile_leads_to_the_tools(client: Any) -> None:
    links = Page(client.get("/wilayah/53.01/").content.decode()).links
    assert "/peta/?wilayah=53.01" in links
    assert "?tampilan=besar" in links


# ---- errors of Django's own


@pytest.mark.parametrize("path", ["/tidak-ada/", "/gambar/R/ffff.svg", "/en/tidak-ada/"])
def test_not_found_is_a_page_with_a_next_step_and_no_fault(client: Any, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "kode galat" not in Page(answer.content.decode()).words


def test_cells_tell_hidden_from_empty() -> None:
    assert Cell(state="hidden").words(INDICATORS["lantai_tanah"]) == "#"
    assert data.Past("R", None, Fake().profile).id == "R"
