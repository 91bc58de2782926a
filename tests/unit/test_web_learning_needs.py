"""Kebutuhan data on a fake release: states of data, regions in the address, files, letter, both languages."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from sepakat.catalogue.goals import datasets, goals
from sepakat.web.data import ReleaseView
from tests.web_fake import Fake
from tests.web_site import Page, page, site


class Sourced(Fake):
    """The fake release with sources: a registry for Kabupaten Kupang only, the survey for the province."""

    def view(self) -> ReleaseView | None:
        found = super().view()
        if found is None:
            return None
        sources = ({"source": "regsosek2022k"}, {"source": "susenas_kor"}, {"source": "susenas_kp"})
        return ReleaseView(**{**found.__dict__, "sources": sources})

    def quality(self) -> Mapping[str, Any] | None:
        rows = {"regsosek2022k": "53.01.05.1001", "susenas_kor": "53.01", "susenas_kp": "53.01"}
        return {
            f"i-{name}": {"sumber": name, "judul": {"id": name, "en": name}, "dibaca": 9, "diterima": 9, "ditolak": 0,
                          "diperingatkan": 0, "pemeriksaan": [], "wilayah": [{"kode": code, "diterima": 9}]}
            for name, code in rows.items()
        }  # fmt: skip


@pytest.fixture
def client() -> Iterator[Any]:
    with site(Sourced()) as made:
        yield made


def keeps_the_rules(found: Page, english: bool) -> None:
    assert found.all("html")[0]["lang"] == ("en" if english else "id")
    assert len(found.all("h1")) == 1
    assert all(found.captions)
    assert all(th.get("scope") for th in found.all("th"))
    ids = [attrs["id"] for _, attrs in found.tags if attrs.get("id")]
    assert len(ids) == len(set(ids)), [i for i in ids if ids.count(i) > 1]
    labelled = {label["for"] for label in found.all("label")}
    fields = [f for f in found.all("input") + found.all("select") if f.get("type") != "hidden"]
    assert all(f.get("id") in labelled for f in fields)
    inside = [link[1:] for link in found.links if link.startswith("#")]
    assert set(inside) - {"isi"} <= set(ids), set(inside) - set(ids)
    assert not re.search(r"\b(?:tidak valid|mohon|maaf|invalid|please|sorry)\b", found.words, re.IGNORECASE)


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("name", goals())
def test_every_goal_draws_with_and_without_a_region(client: Any, name: str, prefix: str) -> None:
    for query in ("", "?wilayah=53.01"):
        found = page(client, f"{prefix}/kebutuhan-data/{name}/{query}")
        keeps_the_rules(found, bool(prefix))
        assert str(goals()[name].label.en if prefix else goals()[name].label.id) in found.words


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_list_keeps_the_region_in_every_link(client: Any, prefix: str) -> None:
    found = page(client, f"{prefix}/kebutuhan-data/?wilayah=53.01")
    keeps_the_rules(found, bool(prefix))
    to_goals = [link for link in found.links if re.search(r"/kebutuhan-data/\w+/", link)]
    assert len(to_goals) == len(goals())
    assert all(link.endswith("?wilayah=53.01") for link in to_goals)


def test_a_region_may_be_typed_as_a_name(client: Any) -> None:
    assert "Kabupaten Kupang" in page(client, "/kebutuhan-data/?wilayah=Kabupaten Kupang").words
    several = page(client, "/kebutuhan-data/?wilayah=kupang")
    assert "Wilayah mana yang dimaksud" in several.words
    assert "/kebutuhan-data/?wilayah=53.71" in several.links
    assert "Tidak ada wilayah bernama" in page(client, "/kebutuhan-data/?wilayah=zzzzqq").words


@pytest.mark.parametrize(("code", "status"), [("5301", 404), ("53.99", 404), ("53.01<script>", 404)])
def test_a_wrong_code_is_refused_as_everywhere(client: Any, code: str, status: int) -> None:
    assert "<script" not in client.get(f"/kebutuhan-data/rkpd/?wilayah={code}").content.decode()
    page(client, f"/kebutuhan-data/rkpd/?wilayah={code}", status)


def test_what_is_typed_is_escaped(client: Any) -> None:
    text = client.get('/kebutuhan-data/?wilayah="><img src=x>').content.decode()
    assert "<img src=x>" not in text


def test_an_unknown_goal_is_not_found(client: Any) -> None:
    answer = client.get("/kebutuhan-data/turunkan_stuntin/")
    assert answer.status_code == 404
    assert "turunkan_stunting" in answer.content.decode()


def test_states_of_data_follow_the_release_and_its_quality_report(client: Any) -> None:
    from sepakat.catalogue.goals import goal
    from sepakat.web.learning import needs
    from sepakat.web.presenters import places

    def state(name: str, code: str, dataset: str) -> str:
        found = needs.needs(goal(name), places.region(code))
        return next(row.state for row in found.data if dataset in {d.id for d in row.choices})

    assert state("rumah_layak_huni", "53.01", "regsosek2022k") == "here"
    assert state("rumah_layak_huni", "53.01.05", "regsosek2022k") == "here"
    assert state("rumah_layak_huni", "53.02", "regsosek2022k") == "elsewhere"
    assert state("perluas_jkn", "53.01", "jkn") == "absent"
    assert state("turunkan_stunting", "53.01", "ssgi") == "unread"
    words = page(client, "/kebutuhan-data/perluas_jkn/?wilayah=53.01").words
    assert str(datasets()["jkn"].how) in words


def test_a_survey_figure_is_not_promised_to_a_village(client: Any) -> None:
    from sepakat.web.learning import needs
    from sepakat.web.presenters import places
    from sepakat.web.presenters.cells import MISSING
    from tests.web_fake import indicator

    about = indicator("penduduk_miskin", survey_only=True)
    words = needs._row(about, MISSING, places.region("53.01.05.1001")).remark
    assert "Hanya dari survei" in words


@pytest.mark.parametrize("extension", ["csv", "xlsx", "json", "parquet"])
@pytest.mark.parametrize("table", ["indikator", "data"])
def test_tables_download_in_every_format(client: Any, table: str, extension: str) -> None:
    answer = client.get(f"/kebutuhan-data/rkpd/unduh/{table}.{extension}?wilayah=53.01")
    assert answer.status_code == 200
    assert f"{table}-rkpd-53.01-" in answer.headers["Content-Disposition"]
    assert len(answer.content) > 200


def test_the_file_says_what_the_page_says(client: Any) -> None:
    import csv

    text = client.get("/kebutuhan-data/perluas_jkn/unduh/data.csv?wilayah=53.01").content.decode("utf-8-sig")
    assert "Daftar peserta JKN" in text
    assert "belum ada di rilis" in text
    assert list(csv.reader(io.StringIO(text), delimiter=";"))


def test_unknown_tables_and_formats_are_not_found(client: Any) -> None:
    page(client, "/kebutuhan-data/rkpd/unduh/nama.csv", 404)
    page(client, "/kebutuhan-data/rkpd/unduh/data.docx", 404)


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_letter_asks_for_what_is_missing_only(client: Any, prefix: str) -> None:
    found = page(client, f"{prefix}/kebutuhan-data/perluas_jkn/surat/?wilayah=53.01")
    keeps_the_rules(found, bool(prefix))
    assert datasets()["jkn"].file.in_("en" if prefix else "id") in found.words
    assert "REGSOSEK2022.K" not in found.words


def test_before_the_first_release_goals_can_still_be_read() -> None:
    with site(Fake(release="")) as client:
        found = page(client, "/kebutuhan-data/rkpd/")
        assert "RKPD" in found.words
        assert client.get("/kebutuhan-data/rkpd/unduh/data.csv").status_code == 200
