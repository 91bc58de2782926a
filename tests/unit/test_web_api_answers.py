"""The API's public answers: figures as on the pages, pages of rows, tags, languages, one shape for every failure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.web_api import ask, problem, walk
from tests.web_fake import DIMENSIONS, Fake
from tests.web_site import site


@pytest.fixture
def fake() -> Fake:
    return Fake()


@pytest.fixture
def client(fake: Fake) -> Iterator[Any]:
    from sepakat.web.api import limits

    limits.BUCKETS.clear()
    with site(fake) as made:
        yield made


# -- figures -------------------------------------------------------------------------------------------------------


def test_figures_are_those_of_the_source(client: Any, fake: Fake) -> None:
    rows = walk(client, "figures?region=53.01&level=desa&indicator=lantai_tanah&limit=50")
    expected = fake.profile(["lantai_tanah"], "53.01", "desa").rows()
    assert [r["region"] for r in rows] == [e["region"] for e in expected]
    for row, raw in zip(rows, expected, strict=True):
        assert row["value"] == raw["value"]
        assert row["state"] == ("hidden" if raw["suppressed"] else "value")
    assert any(r["state"] == "hidden" and r["value"] is None and r["n"] is None for r in rows)


def test_a_breakdown_names_its_classes(client: Any) -> None:
    path = "figures?region=53.01&level=kabupaten&indicator=penduduk_desil_1_4&by=jenis_kelamin"
    rows = ask(client, path + "&bahasa=en").json()["rows"]
    assert [(r["class"], r["class_name"]) for r in rows] == [("1", "Male"), ("2", "Female")]
    assert {r["by"] for r in rows} == {"jenis_kelamin"}


def test_a_level_above_the_region_has_no_rows(client: Any) -> None:
    assert ask(client, "figures?region=53.01&level=provinsi&indicator=lantai_tanah").json()["rows"] == []


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("region=99.99&level=desa&indicator=lantai_tanah", 404, "region-unknown"),
        ("region=53.01&level=desa&indicator=lantai_tana", 404, "unknown-indicator"),
        ("region=53.01&level=desa&indicator=lantai_tanah&by=umur", 404, "dimension-unknown"),
        ("region=00&level=desa&indicator=lantai_tanah", 400, "figures-too-wide"),
        ("region=5301&level=desa&indicator=lantai_tanah", 422, "api-parameter"),
        ("region=53.01&level=rt&indicator=lantai_tanah", 422, "api-parameter"),
        ("region=53.01&level=desa", 422, "api-parameter"),
        ("region=53.01&level=desa&indicator=lantai_tanah&limit=0", 422, "api-parameter"),
        ("region=53.01&level=desa&indikator=lantai_tanah", 422, "api-parameter"),
        ("region=53.01&level=desa&indicator=lantai_tanah&bahasa=fr", 422, "api-parameter"),
        ("region=53.01%00&level=desa&indicator=lantai_tanah", 422, "api-parameter"),
        ("region=%EF%BC%95%EF%BC%93&level=desa&indicator=lantai_tanah", 422, "api-parameter"),  # full-width digits
    ],
)
def test_what_is_amiss_is_told(client: Any, query: str, status: int, code: str) -> None:
    body = problem(ask(client, f"figures?{query}"), status, code)
    assert body["hint"]


def test_everything_amiss_is_told_at_once(client: Any) -> None:
    body = problem(ask(client, "figures?level=rt&limit=5000"), 422)
    assert body["where"] == "region, level, indicator, limit"
    assert all(f"`{name}`" in body["detail"] for name in ("region", "level", "indicator", "limit"))


def test_a_mistyped_parameter_names_the_nearest(client: Any) -> None:
    assert "`level`" in problem(ask(client, "regions?levl=desa"), 422)["detail"]


# -- catalogue and regions -----------------------------------------------------------------------------------------


def test_children_of_a_region_in_code_order(client: Any) -> None:
    rows = walk(client, "regions/53.01/children?limit=7")
    assert [r["code"] for r in rows] == sorted(r["code"] for r in rows)
    assert len(rows) == ask(client, "regions/53.01").json()["children"]
    assert ask(client, "regions/53.01.04.2003/children").json()["rows"] == []


def test_search_finds_a_near_spelling(client: Any) -> None:
    rows = ask(client, "regions?q=kupangg&level=kabupaten").json()["rows"]
    assert rows[0]["name"] == "Kabupaten Kupang"
    assert all(r["level"] == "kabupaten" for r in rows)


def test_every_indicator_is_listed_and_readable(client: Any) -> None:
    rows = walk(client, "indicators?limit=2")
    assert len(rows) == 5
    for row in rows:
        assert ask(client, f"indicators/{row['id']}").json()["indicator"]["numerator"] == "lantai = 8"
    assert [b["id"] for b in walk(client, "breakdowns")] == list(DIMENSIONS)


def test_compare_ranks_and_measures_the_distance(client: Any, fake: Fake) -> None:
    fake.override[("lantai_tanah", "53.01", None)] = {"value": 50.04}
    fake.override[("lantai_tanah", "53", None)] = {"value": 40.01}
    rows = ask(client, "compare?region=53.01&region=53.71&indicator=lantai_tanah").json()["rows"]
    kupang = rows[0]
    assert kupang["reference"] == "53"
    assert kupang["points_worse"] == 10.0
    assert 1 <= kupang["rank"] <= kupang["ranked"] == 22


@pytest.mark.parametrize("path", ["goals", "sources", "glossary"])
def test_lists_of_words_are_whole(client: Any, path: str) -> None:
    rows = walk(client, f"{path}?limit=5")
    assert len(rows) == len({r["id"] for r in rows}) > 5


# -- languages and tags --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "header", "expected"),
    [("", "", "id"), ("", "en-GB,en;q=0.9", "en"), ("", "fr, id;q=0.5, en;q=0.4", "id"), ("bahasa=en", "id", "en"),
     ("", "zz-Ωμέγα;q=frog", "id")],
)  # fmt: skip
def test_language(client: Any, query: str, header: str, expected: str) -> None:
    response = ask(client, f"breakdowns?{query}", headers={"Accept-Language": header})
    assert response.headers["Content-Language"] == expected
    assert response.json()["rows"][0]["name"] == {"id": "Jenis kelamin", "en": "Sex"}[expected]
    assert "Accept-Language" in response.headers["Vary"]


def test_errors_speak_the_readers_language(client: Any) -> None:
    assert problem(ask(client, "nothing?bahasa=en"), 404)["error"] == "There is nothing at this address."
    assert problem(ask(client, "nothing"), 404)["error"] == "Alamat ini tidak ada."


def test_an_unchanged_answer_is_not_sent_again(client: Any, fake: Fake) -> None:
    path = "figures?region=53.01&level=kecamatan&indicator=lantai_tanah"
    first = ask(client, path)
    tag = first.headers["ETag"]
    asked = len(fake.asked)
    again = ask(client, path, headers={"If-None-Match": f'"x", {tag}'})
    assert (again.status_code, again.content) == (304, b"")
    assert len(fake.asked) == asked
    assert ask(client, path, headers={"If-None-Match": tag, "Accept-Language": "en"}).status_code == 200
    fake.id = "20260401-01"
    fresh = ask(client, path, headers={"If-None-Match": tag})
    assert fresh.status_code == 200
    assert fresh.headers["ETag"] != tag


def test_languages_do_not_take_each_others_answers(client: Any) -> None:
    """The site keeps whole pages in memory by address; the API's language is not in its address."""
    names = [
        ask(client, "breakdowns", headers={"Accept-Language": lang}).json()["rows"][0]["name"]
        for lang in ("id", "en", "id")
    ]
    assert names == ["Jenis kelamin", "Sex", "Jenis kelamin"]


def test_before_the_first_release(client: Any, fake: Fake) -> None:
    fake.id = ""
    assert ask(client, "").json()["release"] is None
    assert walk(client, "regions")
    problem(ask(client, "figures?region=53.01&level=desa&indicator=lantai_tanah"), 503, "release-none")
    problem(ask(client, "figures.ndjson?level=desa"), 503, "release-none")


# -- one shape, whatever fails -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["", "nothing", "regions/", "regions/53.01/parents", "v2", "../regions", "%00", "regions/53.01/"]
)
def test_no_address_answers_with_a_page(client: Any, path: str) -> None:
    problem(client.get(f"/api/v1/{path}") if path else client.get("/api/v2/regions"), 404)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_other_methods(client: Any, method: str) -> None:
    response = ask(client, "regions", method=method)
    problem(response, 405, "api-method")
    assert response.headers["Allow"] == "GET, HEAD"


def test_head_is_get_without_a_body(client: Any) -> None:
    got, head = ask(client, "regions/53.01"), ask(client, "regions/53.01", method="head")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["ETag"] == got.headers["ETag"]
    assert head.headers["Content-Length"] == got.headers["Content-Length"]
    stream = ask(client, "figures.ndjson?level=kabupaten", method="head")
    assert (stream.status_code, stream.content) == (200, b"")


def test_a_foreign_host_gets_the_shape_too(client: Any) -> None:
    problem(client.get("/api/v1/regions", headers={"Host": "jahat.example"}), 400)


def test_a_fault_is_a_number_and_never_its_message(client: Any, monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("5301012345678901")

    monkeypatch.setattr(Fake, "profile", broken)
    body = problem(ask(client, "figures?region=53.01&level=kabupaten&indicator=lantai_tanah"), 500, "api-fault")
    assert body["where"] in caplog.text
    assert "5301012345678901" not in caplog.text + str(body)
    assert "RuntimeError" in caplog.text


def test_a_token_that_is_none_is_refused_even_for_what_is_public(client: Any, db: Any) -> None:
    for header in ("Bearer salah", "Basic YTpi", "Bearer spk_" + "a" * 12 + "_" + "b" * 43, ""):
        response = ask(client, "regions", headers={"Authorization": header})
        problem(response, 401, "api-token-unknown")
        assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_public_answers_touch_no_database(client: Any) -> None:
    """pytest-django forbids the database in a test without its mark: every one of these would fail."""
    for path in ("", "regions", "indicators", "figures?region=53.01&level=desa&indicator=lantai_tanah", "openapi.json"):
        assert ask(client, path).status_code == 200


def test_a_session_is_not_read(client: Any) -> None:
    client.cookies["sessionid"] = "x" * 32
    assert ask(client, "").json()["asking"]["signed_in"] is False
