"""The first visit in a real Chromium, without JavaScript: home → search → region → indicator → download.

At 360 px no page may be wider than the window, and no request may leave this server. Skipped only where no Chromium
is installed.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser import overflow
from tests.web_fake import Fake
from tests.web_site import running

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.slow,
]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with running(Fake()) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def visit(browser: Any, address: str) -> Iterator[Any]:
    """A page without scripts, 360 px wide, that remembers every address it asked for."""
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, java_script_enabled=False, base_url=address, accept_downloads=True
    )
    page = context.new_page()
    page.asked = []
    page.on("request", lambda request: page.asked.append(request.url))
    yield page
    context.close()


def test_first_visit_without_scripts_on_a_phone(visit: Any, address: str, tmp_path: Path) -> None:
    visit.goto("/")
    assert overflow(visit) <= 0
    visit.get_by_label("Kabupaten/kota atau desa Anda").fill("timor tengah selatan")
    visit.get_by_role("button", name="Cari").click()
    visit.get_by_role("link", name="Kabupaten Timor Tengah Selatan").first.click()
    assert visit.get_by_role("heading", level=1).inner_text() == "Kabupaten Timor Tengah Selatan"
    assert visit.get_by_text("Data contoh.").is_visible()
    assert overflow(visit) <= 0
    wanted = visit.locator(".gaps h3 a").first.inner_text()
    visit.locator(".gaps h3 a").first.click()
    assert visit.get_by_role("heading", level=1).inner_text() == wanted
    assert overflow(visit) <= 0
    with visit.expect_download() as waiting:
        visit.get_by_role("link", name="CSV").first.click()
    saved = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(saved)
    assert saved.name.endswith("-data-contoh.csv")
    assert saved.read_bytes().startswith(b"\xef\xbb\xbf")
    assert all(url.startswith(address + "/") for url in visit.asked), visit.asked


def test_first_page_costs_few_requests(visit: Any) -> None:
    visit.goto("/wilayah/53.01/", wait_until="networkidle")
    assert len(visit.asked) <= 6, visit.asked


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_no_page_is_wider_than_its_window(browser: Any, address: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 740}, java_script_enabled=False, base_url=address)
    page = context.new_page()
    for path in ("/", "/?q=kupang", "/wilayah/", "/wilayah/53.01/", "/wilayah/53/", "/wilayah/31/", "/indikator/",
                 "/wilayah/53.01/indikator/penduduk_desil_1_4/", "/indikator/air_minum_layak/", "/glosarium/",
                 "/tentang-data/", "/wilayah/5301/", "/en/wilayah/53.01/", "/peta/", "/tidak-ada/",
                 "/wilayah/53.01/?tampilan=besar"):  # fmt: skip
        page.goto(path)
        assert overflow(page) <= 0, (path, width)
    context.close()


def test_a_reader_with_a_keyboard_reaches_the_content_first(browser: Any, address: str) -> None:
    """The first Tab stops at the skip link, which is then visible, and Enter moves into the content."""
    context = browser.new_context(base_url=address)
    page = context.new_page()
    page.goto("/wilayah/53.01/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Langsung ke isi")
    assert skip.evaluate("e => e === document.activeElement && e.getBoundingClientRect().left >= 0")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.wait_for_function("() => document.activeElement.closest('main') !== null")
    context.close()


def test_the_policy_blocks_nothing_of_ours(browser: Any, address: str) -> None:
    """A page whose own style or picture breaks the policy would tell so on the console."""
    context = browser.new_context(base_url=address)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for path in ("/", "/wilayah/53.01/", "/wilayah/53.01/indikator/penduduk_desil_1_4/", "/indikator/air_minum_layak/"):
        page.goto(path, wait_until="networkidle")
    assert said == []
    context.close()


def test_map_that_moves_says_what_the_table_says_and_leads_to_the_region(browser: Any, address: str) -> None:
    """With scripts the map is drawn from our own server; the picture keeps its legend, and a click opens the region."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, base_url=address)
    page = context.new_page()
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto("/peta/?wilayah=53.01&indikator=lantai_tanah")
    areas = page.locator(".live path.leaflet-interactive")
    areas.first.wait_for()
    assert areas.count() == 24
    assert page.locator(".live .letter b").count() == page.locator(".beside td.mid", has_text="").count()
    areas.first.click(position={"x": 5, "y": 5})
    page.wait_for_url("**/wilayah/53.01.*/**")
    assert all(url.startswith(address + "/") for url in asked), asked
    assert not said, said
    context.close()


def test_a_printed_map_is_the_whole_picture_and_the_screen_gets_its_map_back(browser: Any, address: str) -> None:
    context = browser.new_context(base_url=address, viewport={"width": 794, "height": 1000})
    page = context.new_page()
    page.goto("/peta/?wilayah=53.01&indikator=lantai_tanah")
    areas, picture = page.locator(".live path.leaflet-interactive"), page.locator(".picture > svg.map")
    areas.first.wait_for()
    screen, legend = areas.first.bounding_box(), picture.get_attribute("viewBox")
    page.emulate_media(media="print")
    page.wait_for_function(
        "v => document.querySelector('.picture > svg.map').getAttribute('viewBox') !== v", arg=legend
    )
    assert picture.bounding_box()["height"] > 200 and areas.first.is_hidden()
    assert page.get_by_role("link", name="Masuk").is_hidden()
    page.emulate_media(media="screen")
    page.wait_for_function(
        "v => document.querySelector('.picture > svg.map').getAttribute('viewBox') === v", arg=legend
    )
    page.wait_for_function(
        "w => Math.abs(document.querySelector('.live path.leaflet-interactive').getBoundingClientRect().width - w) < 2",
        arg=screen["width"],
    )
    context.close()


def test_more_of_the_menu_opens_without_scripts(visit: Any) -> None:
    visit.goto("/")
    visit.get_by_text("Lainnya").click()
    visit.get_by_role("link", name="Peta", exact=True).click()
    assert overflow(visit) <= 0
    assert visit.locator(".live").is_hidden()
    assert visit.locator("figure svg").first.is_visible()
