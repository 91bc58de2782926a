"""Panduan: every guide draws in both languages, is found by its words, and is offered on the pages it helps with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation

from sepakat import access
from sepakat.core.text import reading_in
from sepakat.web.learning import guides, rich
from tests.web_fake import Fake
from tests.web_site import page, site

# What must be covered (issue: tasks of each role).
TASKS = {
    "baca-profil-wilayah", "cari-kesenjangan", "bandingkan-wilayah", "analisis-mandiri", "unduh-ke-excel",
    "unggah-data", "susun-rilis", "minta-daftar-nama", "periksa-permintaan", "cari-keluarga", "masuk-dua-langkah",
    "hak-warga", "arti-desil", "arti-tanda", "api",
}  # fmt: skip


@pytest.fixture
def client() -> Iterator[Any]:
    with site(Fake()) as made:
        yield made


def test_every_task_has_its_guide() -> None:
    assert set(guides.guides()) >= TASKS


@pytest.mark.parametrize("name", guides.guides())
def test_a_guide_is_whole(name: str) -> None:
    found = guides.guide(name)
    assert found.steps or found.parts
    assert set(found.roles) <= {guides.EVERYBODY, *access.roles()}
    assert found.label.id != found.label.en
    for text in found.texts:
        assert text.id
        assert text.en
        assert text.id != text.en
        assert not re.search(r"\b(?:tidak valid|mohon|maaf|invalid|please|sorry)\b", " ".join(text), re.IGNORECASE)
        assert len(rich.LINK.findall(text.id)) == len(rich.LINK.findall(text.en)), "links in both languages"


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("name", guides.guides())
def test_every_guide_draws(client: Any, name: str, prefix: str) -> None:
    found = page(client, f"{prefix}/panduan/{name}/")
    assert len(found.all("h1")) == 1
    assert found.all("html")[0]["lang"] == ("en" if prefix else "id")
    assert "](/" not in found.words, "a link that was not made"
    assert not re.search(r"\*\*\w", found.words), "bold that was not made"
    assert "`" not in found.words


@pytest.mark.parametrize(
    ("query", "name"),
    [("unggah", "unggah-data"), ("UNGGAH baris", "unggah-data"), ("upload", "unggah-data"), ("excel", "unduh-ke-excel"),
     ("dtsen", "arti-desil"), ("", "api")],
)  # fmt: skip
def test_a_guide_is_found_by_title_and_keyword(client: Any, query: str, name: str) -> None:
    assert name in {g.id for g in guides.search(query)}
    assert f"/panduan/{name}/" in page(client, f"/panduan/?cari={query}").links


def test_guides_of_a_role(client: Any) -> None:
    found = page(client, "/panduan/?peran=pdp")
    assert "/panduan/hak-warga/" in found.links
    assert "/panduan/susun-rilis/" not in found.links
    assert "/panduan/susun-rilis/" in page(client, "/panduan/?peran=bukan-peran").links


def test_nothing_found_says_the_next_step(client: Any) -> None:
    text = client.get("/panduan/?cari=<script>zz").content.decode()
    assert "<script>zz" not in text
    assert "semua panduan" in text


def test_an_unknown_guide_is_not_found(client: Any) -> None:
    answer = client.get("/panduan/unggah-dat/")
    assert answer.status_code == 404
    assert "unggah-data" in answer.content.decode()


@pytest.mark.parametrize(
    ("path", "guide"),
    [("/wilayah/53.01/", "baca-profil-wilayah"), ("/wilayah/53.01/indikator/lantai_tanah/", "cari-kesenjangan"),
     ("/kebutuhan-data/rkpd/", "kebutuhan-data"), ("/pelatihan/", "ikuti-pelatihan")],
)  # fmt: skip
def test_the_foot_of_a_page_leads_to_its_guide(client: Any, path: str, guide: str) -> None:
    assert f"/panduan/{guide}/" in page(client, path).links
    assert f"/en/panduan/{guide}/" in page(client, "/en" + path).links


def test_a_page_without_a_guide_leads_to_all_of_them(client: Any) -> None:
    assert "/panduan/" in page(client, "/glosarium/").links
    assert "/panduan/" in page(client, "/tidak-ada/", 404).links


def test_markup_escapes_first_and_links_only_what_exists(client: Any) -> None:
    client.get("/")  # the fake answers
    assert rich.rich("<b>x</b> **tebal** `kode`") == "&lt;b&gt;x&lt;/b&gt; <b>tebal</b> <code>kode</code>"
    assert rich.rich("[Data](/tentang-data/)") == '<a href="/tentang-data/">Data</a>'
    assert rich.rich("[Ke mana](/tidak-ada-halaman/)") == "Ke mana"
    assert rich.rich("[x](javascript:alert)") == "[x](javascript:alert)"
    assert rich.rich('[x](/wilayah/{daerah}/?a="b")').count('"b"') == 0
    with reading_in("en"), translation.override("en"):
        assert rich.rich("[Profil](/wilayah/{daerah}/)") == '<a href="/en/wilayah/53.01/">Profil</a>'
