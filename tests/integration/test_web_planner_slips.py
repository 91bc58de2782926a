"""What a planner meets after a slip: the question first, no figures of another region, a next step on this site."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from sepakat.web.lake_source import LakeSource
from tests.web_site import Page, page, site


@pytest.fixture(scope="module")
def client(sample_lake: Path) -> Iterator[Any]:
    with override_settings(LAKE=sample_lake), site(LakeSource(sample_lake)) as made:
        yield made


@pytest.mark.parametrize("start", ["/sasaran/?", "/irisan/?", "/penyaluran/?", "/salah-sasaran/?program=pkh&"])
def test_a_name_of_several_regions_gives_links_that_say_which(client: Any, start: str) -> None:
    found = page(client, f"{start}wilayah=kupang")
    assert "Kabupaten Kupang" in found.words and "Kota Kupang" in found.words
    assert "Tidak ada wilayah bernama" in Page(client.get(f"{start}wilayah=xx").content.decode()).words


@pytest.mark.parametrize("typed", ["kupang", "kupagn", "99"])
@pytest.mark.parametrize("start", ["/salah-sasaran/?program=pkh&", "/banding-desil/?"])
def test_no_figures_stand_under_the_question_which_region(client: Any, start: str, typed: str) -> None:
    html = client.get(f"{start}wilayah={typed}").content.decode()
    assert html.index('aria-live="polite"') < html.index('name="wilayah"')
    assert "<table" not in html and "Nusa Tenggara Timur, " not in html and "dari 100" not in html.lower()


def test_a_programme_without_a_list_says_so_and_an_unknown_one_is_not_another(client: Any) -> None:
    for where in ("/salah-sasaran/", "/salah-sasaran/rinci/"):
        told = page(client, f"{where}?program=atensi").words
        assert "Belum ada daftar penerima" in told and "(ATENSI)" in told
    assert client.get("/salah-sasaran/?program=karangan").status_code == 404


def test_a_region_outside_the_release_has_a_next_step_on_the_site(client: Any) -> None:
    for address in ("/irisan/?wilayah=35", "/sasaran/?wilayah=35"):
        told = Page(client.get(address).content.decode()).words
        assert "sepakat release" not in told and "`" not in told, address
        assert "Pilih wilayah yang ada datanya" in told, address
    away = page(client, "/program/pkh_plus_jatim/?wilayah=35")
    assert "Belum ada data" in away.words
    html = client.get("/program/pkh_plus_jatim/?wilayah=53").content.decode()
    assert "belum memuat data wilayah itu" in html and "?wilayah=35" not in html


def test_a_scenario_without_its_cost_shows_families_and_no_money(client: Any) -> None:
    told = page(client, "/skenario/hasil/?program=pkh&wilayah=53&desil=4").words
    assert "Biaya belum diisi. Sekitar" in told and "Rp0" not in told and "Siapa membayar berapa" not in told
    beside = page(client, "/skenario/hasil/?program=pkh&wilayah=53&desil=3&biaya=200.000&lain=desil%3D4").words
    assert "Dengan Rp" in beside and "Siapa membayar berapa" in beside and "Rp0" not in beside


def test_the_shares_that_pass_a_hundred_stand_side_by_side(client: Any) -> None:
    html = client.get("/skenario/hasil/?program=pkh&wilayah=53&desil=4&provinsi=50&pusat=100").content.decode()
    assert "bagian pusat (100)" in html
    assert html.index('id="provinsi"') < html.index('id="pusat"') < html.index("<details><summary>Pengaturan lain")


def test_delivery_refuses_a_period_and_begins_where_other_pages_do(client: Any) -> None:
    begun = client.get("/penyaluran/").content.decode()
    assert 'name="wilayah" value="53"' in begun
    slip = client.get("/penyaluran/?periode=abc")
    html = slip.content.decode()
    assert slip.status_code == 400 and 'href="#periode"' in html and 'value="abc"' in html and "2026-T1" in html
    assert client.get("/penyaluran/?periode=2026-T1").status_code == 200


def test_lists_of_recipients_name_their_programme_and_no_link_leads_nowhere(client: Any) -> None:
    told = page(client, "/data/").words
    assert "Daftar penerima program: PKH" in told and "Daftar penerima program: PIP" in told
    assert 'href="/api/v1/releases/current/changes"' not in client.get("/api/").content.decode()
    assert 'href="/wilayah/53.01/indeks-data/"' in client.get("/wilayah/53.01/").content.decode()
