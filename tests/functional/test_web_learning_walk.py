"""The course's first module in a real Chromium without scripts, on a phone: a wrong answer, then the right one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from sepakat.web.learning.course.exercises import task
from sepakat.web.learning.course.model import module
from tests.functional.test_web_first_visit import CHROMIUM, FLAGS, overflow
from tests.web_fake import Fake
from tests.web_site import running

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.slow,
]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with running(Fake()) as found:
        yield found


@pytest.fixture(scope="module")
def page(address: str) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = browser.new_context(
            viewport={"width": 360, "height": 740}, java_script_enabled=False, base_url=address
        )
        yield context.new_page()
        browser.close()


def test_the_first_module_from_the_list_to_the_next_one(page: Any) -> None:
    page.goto("/pelatihan/")
    assert overflow(page) <= 0
    page.get_by_role("link", name="Mulai latihan").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Baca profil wilayah"
    assert overflow(page) <= 0
    field = page.locator("#jawaban")
    field.fill("99,9")
    page.get_by_role("button", name="Periksa jawaban").click()
    assert page.get_by_role("alert").is_visible()
    assert page.locator("#jawaban").input_value() == "99,9"
    page.locator("#jawaban").fill(task(module("baca-profil")).exercise.answer.shown.id)
    page.get_by_role("button", name="Periksa jawaban").click()
    assert page.get_by_role("heading", name="Benar").is_visible()
    page.get_by_role("link", name="Latihan berikutnya").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Temukan kesenjangan"
    page.goto("/pelatihan/")
    assert "1 dari" in page.locator("main").inner_text()


def test_goals_and_guides_fit_a_phone(page: Any) -> None:
    for path in (
        "/kebutuhan-data/", "/kebutuhan-data/rkpd/?wilayah=53.01", "/kebutuhan-data/perluas_jkn/surat/?wilayah=53.01",
        "/panduan/", "/panduan/unggah-data/", "/pelatihan/periksa-kecocokan/", "/glosarium/",
    ):  # fmt: skip
        page.goto(path)
        assert overflow(page) <= 0, path
