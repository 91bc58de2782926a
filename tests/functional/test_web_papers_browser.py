"""From the home page to a chapter of the RKPD in Word in at most five clicks, by a stranger in a real Chromium; and
the tray, which a script fills without leaving the page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser import CHROMIUM, FLAGS, PHONE, Visitors, barriers, overflow, shoot
from tests.web_site import running

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.slow,
]
MOST_CLICKS = 5


@pytest.fixture(scope="module")
def visitors(sample_lake: Path) -> Iterator[Visitors]:
    from playwright.sync_api import sync_playwright

    from sepakat.web.lake_source import LakeSource

    with running(LakeSource(sample_lake)) as address, sync_playwright() as playwright:
        from django.conf import settings

        lake, settings.LAKE = settings.LAKE, sample_lake
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        people = Visitors(browser, address, {})
        yield people
        people.close()
        browser.close()
        settings.LAKE = lake


def test_a_first_visitor_takes_a_chapter_of_the_rkpd_home_in_five_clicks(visitors: Visitors, tmp_path: Path) -> None:
    page = visitors.window(size=PHONE, scripts=False)
    clicks = 0

    def click(name: str, exact: bool = False) -> None:
        nonlocal clicks
        clicks += 1
        page.get_by_role("link", name=name, exact=exact).first.click()

    page.goto("/")
    click("Coba dengan daerah contoh")
    click("Susun dokumen", exact=True)
    click("RKPD", exact=True)
    click("BAB III")
    page.get_by_role("heading", level=1, name="BAB III").wait_for()  # the page may have to wait for it
    assert overflow(page) <= 0
    with page.expect_download() as waiting:
        click("Unduh Word (DOCX)")
    saved = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(saved)
    assert saved.name == f"rkpd-{page.url.split('/')[5]}-bab-3-data-contoh.docx"
    assert saved.read_bytes().startswith(b"PK")
    assert clicks <= MOST_CLICKS


def test_the_tray_fills_without_leaving_the_page_and_makes_a_document(visitors: Visitors) -> None:
    page = visitors.window()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto("/wilayah/53.01/")
    assert not page.locator("#nampan").is_visible()
    page.get_by_role("link", name="Masukkan ke dokumen").first.click()
    page.get_by_role("link", name="Sudah di nampan").wait_for()
    assert page.locator("#nampan b").inner_text() == "1"
    assert page.url.endswith("/wilayah/53.01/")
    page.goto("/wilayah/53.01/indikator/sanitasi_layak/")
    page.get_by_role("link", name="Masukkan ke dokumen").first.click()
    page.get_by_role("link", name="Sudah di nampan").click()
    assert page.get_by_role("button", name="Keluarkan").count() == 2
    shoot(page, "nampan")
    page.get_by_role("link", name="Jadikan dokumen sendiri").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Bagian yang dipilih"
    assert page.locator("article a.angka").count() > 0
    assert barriers(page) == []
    assert said == []
