"""Buckets of permits, streams in pieces, and the document: pure parts of the API."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest

from tests.web_api import ask, problem
from tests.web_fake import Fake
from tests.web_site import site

# examples that need a lake or the database behind the site; test_web_api_fuzz asks them on the sample release
OF_A_LAKE = ("/releases", "/tables", "/questions", "/analyses", "/service-standards")


@pytest.fixture
def fake() -> Fake:
    return Fake()


@pytest.fixture
def client(fake: Fake) -> Iterator[Any]:
    from sepakat.web.api import limits

    limits.BUCKETS.clear()
    with site(fake) as made:
        yield made


# -- limits --------------------------------------------------------------------------------------------------------


def test_a_bucket_empties_and_fills() -> None:
    from sepakat.web.api.limits import Buckets, TooMany

    now = [0.0]
    buckets = Buckets(clock=lambda: now[0])
    assert [buckets.take("a", 3) for _ in range(3)] == [2, 1, 0]
    with pytest.raises(TooMany) as caught:
        buckets.take("a", 3)
    assert caught.value.wait == 20
    assert buckets.take("b", 3) == 2
    now[0] = 20
    assert buckets.take("a", 3) == 0
    now[0] = 10_000
    assert buckets.take("a", 3, cost=2) == 1


def test_an_answer_heavier_than_the_bucket_takes_all_of_it() -> None:
    from sepakat.web.api.limits import Buckets

    assert Buckets(clock=lambda: 0.0).take("a", 3, cost=50) == 0


def test_the_table_of_buckets_is_bounded() -> None:
    from sepakat.web.api.limits import Buckets

    buckets = Buckets(most=100, clock=lambda: 0.0)
    for number in range(1000):
        buckets.take(str(number), 5)
    assert len(buckets.held) == 100
    assert "999" in buckets.held


def test_too_many_requests_of_one_address(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from sepakat.web.api import limits

    monkeypatch.setattr(limits, "value", lambda name: {"permintaan_alamat": 2}.get(name, 1))
    assert ask(client, "regions").headers["RateLimit-Remaining"] == "1"
    assert ask(client, "regions").status_code == 200
    response = ask(client, "regions")
    problem(response, 429, "api-too-many")
    assert int(response.headers["Retry-After"]) == 30
    assert ask(client, "regions", REMOTE_ADDR="127.0.0.9").status_code == 200


def test_guessing_a_token_uses_the_address_up(client: Any, db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from sepakat.web.api import limits

    monkeypatch.setattr(limits, "value", lambda name: {"permintaan_alamat": 24, "bobot_kunci_salah": 12}.get(name, 1))
    guesses = [ask(client, "regions", f"spk_{'a' * 12}_{'b' * 43}").status_code for _ in range(3)]
    assert guesses == [401, 401, 429]


def test_limits_are_dated_parameters() -> None:
    from sepakat import catalogue
    from sepakat.web.api import limits

    for name in ("permintaan_alamat", "permintaan_kunci", "bobot_aliran", "bobot_kunci_salah", "kunci_hari_maks"):
        assert limits.value(name) > 0
        assert catalogue.parameters()[f"api_{name}"].entries[0][2].status == "belum dikonfirmasi"


# -- streams -------------------------------------------------------------------------------------------------------


def lines(response: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in b"".join(response.streaming_content).splitlines()]


def test_ndjson_is_whole_and_says_so(client: Any, fake: Fake) -> None:
    response = ask(client, "figures.ndjson?level=desa")
    assert response.headers["Content-Type"] == "application/x-ndjson"
    *rows, last = lines(response)
    expected = len(fake.profile(list(fake.indicators()), "00", "desa"))
    assert last == {"ok": True, "rows": expected}
    assert len(rows) == expected
    assert len({(r["indicator"], r["region"]) for r in rows}) == expected


def test_csv_has_the_same_rows(client: Any) -> None:
    path = "level=kecamatan&region=53.01&indicator=lantai_tanah&indicator=jumlah_balita&by=desil_nasional"
    *rows, _ = lines(ask(client, f"figures.ndjson?{path}"))
    text = b"".join(ask(client, f"figures.csv?{path}").streaming_content).decode()
    table = list(csv.DictReader(io.StringIO(text)))
    assert [(r["indicator"], r["region"], r["class"]) for r in table] == [
        (r["indicator"], r["region"], r["class"]) for r in rows
    ]
    assert [float(r["value"]) if r["value"] else None for r in table] == [r["value"] for r in rows]


def test_the_first_row_leaves_before_the_last_is_read(client: Any, fake: Fake) -> None:
    response = ask(client, "figures.ndjson?level=desa")
    assert fake.asked == []  # nothing is read before somebody takes it
    parts = iter(response.streaming_content)
    first = next(parts)
    assert json.loads(first.splitlines()[0])["region"].startswith("53.01.")
    assert len(fake.asked) == 1  # one regency of twenty-two
    rest = b"".join(parts)
    assert len(fake.asked) == len(fake.view().regencies)  # type: ignore[union-attr]
    assert rest.splitlines()[-1].startswith(b'{"ok": true')


def test_memory_does_not_grow_with_the_answer() -> None:
    """Nearly twice the regencies, the same peak: what was sent is forgotten."""

    def peak(provinces: tuple[str, ...]) -> tuple[int, int]:
        with site(Fake(provinces=provinces)) as client:
            response = ask(client, "figures.ndjson?level=desa&indicator=lantai_tanah")
            next(iter(response.streaming_content))
            tracemalloc.start()
            size = sum(len(part) for part in response.streaming_content)
            most = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        return size, most

    from sepakat.web.api import limits

    limits.BUCKETS.clear()
    small, small_peak = peak(("51",))
    large, large_peak = peak(("51", "52"))
    assert large > 1.6 * small
    assert large_peak < 1.3 * small_peak + 200_000


# -- the document --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_document_describes_every_address(client: Any, lang: str) -> None:
    from sepakat.web.api.operations import known

    told = ask(client, f"openapi.json?bahasa={lang}").json()
    assert told["openapi"].startswith("3.1")
    for about in known():
        operation = told["paths"]["/api/v1/" + about.path.lstrip("/")][about.method]
        assert operation["summary"] == about.title.in_(lang)
        assert {"401", "422", "429", "500"} <= set(operation["responses"])
        for parameter in operation["parameters"]:
            assert "$ref" in parameter or parameter["description"]


def test_references_of_the_document_resolve(client: Any) -> None:
    told = ask(client, "openapi.json").json()

    def look(node: Any) -> None:
        if isinstance(node, dict):
            if "$ref" in node:
                here = told
                for part in node["$ref"].removeprefix("#/").split("/"):
                    here = here[part]
            for inner in node.values():
                look(inner)
        elif isinstance(node, list):
            for inner in node:
                look(inner)

    look(told)


def test_examples_of_answers_have_the_shape_they_show(client: Any) -> None:
    import jsonschema

    told = ask(client, "openapi.json").json()
    count = 0
    for methods in told["paths"].values():
        for operation in methods.values():
            content = operation["responses"]["200"]["content"].get("application/json")
            if content:
                jsonschema.validate(content["example"], content["schema"] | {"components": told["components"]})
                count += 1
    for response in told["components"]["responses"].values():
        content = response["content"]["application/json"]
        jsonschema.validate(content["example"], content["schema"] | {"components": told["components"]})
    assert count > 20


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_page_shows_every_operation_with_an_example(client: Any, prefix: str) -> None:
    from sepakat.web.api.operations import known
    from tests.web_site import Page

    response = client.get(f"{prefix}/api/")
    assert response.status_code == 200
    page = Page(response.content.decode())
    assert all(page.captions)
    for about in known():
        assert about.title.in_("en" if prefix else "id") in page.words
    tried = [link for link in page.links if link.startswith("/api/v1/")]
    assert len(tried) > 10
    for link in tried:
        if not any(part in link for part in OF_A_LAKE):
            assert client.get(link).status_code == 200, link
