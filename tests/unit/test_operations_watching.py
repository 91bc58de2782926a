"""Health, metrics and the counting of answers, on the site under test."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import RequestFactory, override_settings
from django.utils import timezone

from sepakat.core.text import Text
from sepakat.web.operations import exposition, findings, health, process, strangers
from sepakat.web.operations.counting import BUCKETS, Tally, kind_of
from sepakat.web.operations.exposition import Family, Sample
from sepakat.web.operations.findings import Finding
from tests.web_fake import Fake
from tests.web_site import site


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Any]:
    from sepakat.lake import Lake

    Lake.create(tmp_path / "lake")
    with site(Fake()) as made, override_settings(LAKE=tmp_path / "lake", STATE=tmp_path):
        yield made


def finding(name: str, ok: bool, essential: bool = False) -> Finding:
    return Finding(name, ok, Text("", ""), essential)


@pytest.mark.parametrize(
    ("found", "status"),
    [
        ([], "ok"),
        ([finding("a", True), finding("b", True, True)], "ok"),
        ([finding("a", False), finding("b", True, True)], "degraded"),
        ([finding("a", False), finding("b", False, True)], "down"),
    ],
)
def test_status_is_that_of_the_worst_part(found: list[Finding], status: str) -> None:
    assert findings.status(found) == status


@pytest.mark.django_db
def test_health_tells_this_machine_every_part_and_strangers_one_word(client: Any) -> None:
    answer = client.get("/sehat/")
    parts = {c["name"]: c for c in answer.json()["checks"]}
    assert answer.status_code == 200
    assert parts["database"]["ok"]
    assert parts["lake"]["ok"]
    assert not parts["release"]["ok"]  # the lake is empty
    assert answer.json()["status"] == "degraded"
    assert client.get("/sehat/", REMOTE_ADDR="10.0.0.9").json() == {"status": "degraded"}
    assert "no-store" in answer.headers["Cache-Control"]
    assert "ETag" not in answer.headers


@pytest.mark.django_db
def test_health_is_asked_anew_each_time(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Public pages are kept by release; a health page that is kept would call a dead database well."""
    assert client.get("/sehat/").status_code == 200

    def broken(*_: Any) -> None:
        raise DatabaseError("host=rahasia password=rahasia")

    monkeypatch.setattr(health.connection, "cursor", broken)
    answer = client.get("/sehat/")
    assert answer.status_code == 503
    assert answer.json()["status"] == "down"
    assert "rahasia" not in answer.content.decode()
    assert client.get("/sehat/hidup/").status_code == 200


def test_a_lake_that_is_gone_means_down(tmp_path: Path) -> None:
    with override_settings(LAKE=tmp_path / "tidak-ada"):
        found = list(health.lake())
    assert findings.status(found) == "down"


def test_a_look_that_fails_is_a_finding() -> None:
    class App:
        __name__ = "sepakat.web.contoh.health"

        @staticmethod
        def health() -> Iterator[Finding]:
            raise ValueError("rahasia")

    (found,) = findings._told(App())
    assert not found.ok
    assert found.name == "contoh"
    assert "rahasia" not in found.text.id


@pytest.mark.django_db
def test_a_worker_lives_as_long_as_it_says_so() -> None:
    from sepakat.web.jobs.models import STALE, Worker

    assert not health.worker().ok
    seen = Worker.objects.create(name="a", beat=timezone.now() - STALE - dt.timedelta(seconds=1))
    assert not health.worker().ok
    seen.beat = timezone.now()
    seen.save()
    assert health.worker().ok


@pytest.mark.django_db
def test_metrics_are_for_insiders(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = client.get("/metrik/")
    assert answer.headers["Content-Type"] == exposition.CONTENT_TYPE
    assert 'sepakat_jobs{state="waiting"} 0' in answer.content.decode()
    assert client.get("/metrik/", REMOTE_ADDR="10.0.0.9").status_code == 403
    monkeypatch.setenv(strangers.TOKEN, "rahasia-panjang")
    told = {"REMOTE_ADDR": "10.0.0.9", "HTTP_AUTHORIZATION": "Bearer rahasia-panjang"}
    assert client.get("/metrik/", **told).status_code == 200
    assert client.get("/metrik/", **{**told, "HTTP_AUTHORIZATION": "Bearer "}).status_code == 403
    assert client.post("/metrik/").status_code == 405


@pytest.mark.parametrize(
    ("host", "address", "inside"),
    [
        ("localhost", "127.0.0.1", True),
        ("127.0.0.1:8000", "127.0.0.1", True),
        ("[::1]:8000", "::1", True),
        ("localhost", "10.0.0.9", False),
        ("sepakat.example.go.id", "127.0.0.1", False),  # a proxy that was not declared
        ("localhost", "", False),
        ("localhost", "127.0.0.1.evil", False),
    ],
)
def test_who_is_inside(host: str, address: str, inside: bool) -> None:
    with override_settings(ALLOWED_HOSTS=["*"]):
        request = RequestFactory().get("/metrik/", HTTP_HOST=host, REMOTE_ADDR=address)
        assert strangers.insider(request) is inside


def test_an_empty_token_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(strangers.TOKEN, "")
    with override_settings(ALLOWED_HOSTS=["*"]):
        request = RequestFactory().get("/metrik/", HTTP_HOST="x", REMOTE_ADDR="10.0.0.9", HTTP_AUTHORIZATION="Bearer ")
        assert not strangers.insider(request)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "beranda"),
        ("/en/", "beranda"),
        ("/wilayah/53.01/", "wilayah"),
        ("/en/wilayah/53.01/", "wilayah"),
        ("/statis/web/sepakat.css", "statis"),
        ("/metrik/", "metrik"),
        ("/5301010203040001/", "lain"),  # what a person typed never becomes a label
        ("/en/apa-saja/", "lain"),
    ],
)
def test_answers_are_counted_by_closed_classes(client: Any, path: str, kind: str) -> None:
    assert kind_of(path) == kind


def test_a_histogram_counts_each_answer_once() -> None:
    tally = Tally()
    for seconds in (0.0, BUCKETS[0], 0.15, 0.1501, 99.0):
        tally.add("wilayah", "GET", 200, seconds)
    answers, slots, spent = tally.read()
    assert answers == {("wilayah", "GET", 200): 5}
    assert sum(slots["wilayah"]) == 5
    assert slots["wilayah"][0] == 2  # a bound belongs to its own bucket
    assert slots["wilayah"][BUCKETS.index(0.15)] == 1
    assert slots["wilayah"][-1] == 1
    assert spent["wilayah"] == pytest.approx(99.3051)


def test_figures_are_spelt_as_prometheus_reads_them() -> None:
    family = Family("a", "gauge", "Satu\ndua \\.", [Sample(1.0), Sample(0.25, {"x": 'y"\n\\'}, "_sum")])
    assert list(exposition.lines(family)) == [
        "# HELP a Satu\\ndua \\\\.",
        "# TYPE a gauge",
        "a 1",
        'a_sum{x="y\\"\\n\\\\"} 0.25',
    ]


def test_forwarded_headers_count_only_from_a_declared_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(process.PROXY, raising=False)
    assert process.behind_proxy() == {"clear_untrusted_proxy_headers": True}
    monkeypatch.setenv(process.PROXY, "127.0.0.1")
    options = process.behind_proxy()
    assert options["trusted_proxy"] == "127.0.0.1"
    assert options["trusted_proxy_headers"] == {"x-forwarded-for", "x-forwarded-proto"}
    assert options["clear_untrusted_proxy_headers"] is True


@pytest.mark.django_db
def test_tidying_removes_what_ended_and_nothing_else(tmp_path: Path) -> None:
    from django.contrib.sessions.models import Session

    from sepakat.web.operations import pruning

    now = timezone.now()
    Session.objects.create(session_key="lama", session_data="", expire_date=now - dt.timedelta(seconds=1))
    Session.objects.create(session_key="baru", session_data="", expire_date=now + dt.timedelta(hours=1))
    for day in range(5):
        (tmp_path / f"sepakat-sebelum-2026010{day}-000000.sqlite3").touch()
    (tmp_path / "sepakat.sqlite3").touch()
    with override_settings(STATE=tmp_path):
        counts = [count for _, count in pruning.prune(now)]
    assert counts == [1, 0, 2]
    assert list(Session.objects.values_list("session_key", flat=True)) == ["baru"]
    assert len(list(tmp_path.glob("*-sebelum-*"))) == pruning.COPIES_KEPT
    assert (tmp_path / "sepakat.sqlite3").exists()
    assert not (tmp_path / "sepakat-sebelum-20260100-000000.sqlite3").exists()
