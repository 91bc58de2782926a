"""Analisis mandiri and Bandingkan in a real Chromium: the four steps without script, the live preview with it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sepakat.web.lake_source import LakeSource
from tests.browser import overflow
from tests.web_site import running

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
PAGES = (
    "/analisis/",
    "/analisis/susun/?langkah=2&wilayah=53",
    "/analisis/susun/?langkah=3&wilayah=53",
    "/analisis/susun/?langkah=2&siapa=salah:1",
    "/analisis/hasil/?apa=air_leding&wilayah=53&tingkat=kabupaten",
    "/analisis/hasil/?apa=orang&wilayah=53&tingkat=kabupaten&menurut=jenis_kelamin&menurut=kelompok_umur",
    "/bandingkan/",
)

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.slow,
]


@pytest.fixture(scope="module")
def address(sample_lake: Path) -> Iterator[str]:
    with running(LakeSource(sample_lake)) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


def test_four_steps_without_script_lead_to_a_table_and_a_file(browser: Any, address: str) -> None:
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, java_script_enabled=False, base_url=address, accept_downloads=True
    )
    page = context.new_page()
    page.goto("/analisis/")
    page.click("text=Mulai dari langkah pertama")
    page.select_option("#apa", "orang")
    page.click("text=Lanjut ke langkah 2")
    page.select_option("#siapa-kelompok_umur", "kelompok_umur:15-59")
    page.click("text=Perbarui pratinjau")
    assert "15–59 tahun" in page.inner_text("#pratinjau")
    page.click("text=Lanjut ke langkah 3")
    page.fill("#wilayah", "53")
    page.check("input[value=kabupaten]")
    page.click("text=Lanjut ke langkah 4")
    page.select_option("#menurut-1", "jenis_kelamin")
    page.click("text=Perbarui pratinjau")
    page.click("text=Lihat hasil lengkap")
    assert page.inner_text("h1") == "Jumlah orang: 15–59 tahun (usia kerja)"
    assert page.locator("table tbody tr").count() > 10
    assert overflow(page) <= 0
    with page.expect_download() as found:
        page.click("text=CSV")
    assert found.value.suggested_filename.startswith("analisis-orang-53-")
    context.close()


def test_the_preview_follows_what_is_chosen(browser: Any, address: str) -> None:
    context = browser.new_context(base_url=address)
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.goto("/analisis/susun/?langkah=2&wilayah=53")
    with page.expect_response(lambda answer: "/analisis/pratinjau/" in answer.url):
        page.select_option("#siapa-jenis_kelamin", "jenis_kelamin:2")
    page.wait_for_function("document.querySelector('#pratinjau').innerText.includes('Perempuan')")
    assert wrong == [], "the content security policy must not be in the way"
    context.close()


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_accessible_and_fit_a_telephone(browser: Any, address: str, path: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(viewport={"width": 360, "height": 740}, base_url=address, bypass_csp=True)
    page = context.new_page()
    page.goto(path)
    found = Axe().run(page).response["violations"]
    serious = [
        (v["id"], [n["html"][:120] for n in v["nodes"]][:3]) for v in found if v["impact"] in ("serious", "critical")
    ]
    assert serious == []
    assert overflow(page) <= 0
    context.close()
