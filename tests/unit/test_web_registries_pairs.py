"""The queue of pairs: who may see what, what is recorded, second people, undo, merges that can be parted."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sepakat.lake import Lake
from tests import overlap_runs
from tests.names_cast import copied, known_people
from tests.web_people import member, person, signed_in

pytestmark = [pytest.mark.django_db]
PURPOSE = {"tujuan": "verifikasi_lapangan", "keterangan": "pemeriksaan padanan semester dua"}


@pytest.fixture(scope="module")
def matched(sample_lake: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the lake with a matching run: pairs of 53.01 to look at."""
    folder = tmp_path_factory.mktemp("padan") / "lake"
    shutil.copytree(copied(sample_lake), folder)
    overlap_runs.write(Lake.open(folder))
    return folder


@pytest.fixture(autouse=True)
def site(matched: Path, settings: Any) -> Iterator[None]:
    from sepakat.web import data
    from tests.web_site import application

    application()
    settings.LAKE = matched
    data.use(None)
    yield
    data.use(None)


def opened(client: Any) -> Any:
    """The page of a pair, with the purpose stated."""
    from sepakat.catalogue.purposes import choices

    client.post("/padanan/pasangan/", PURPOSE | {"tujuan": choices("cari")[0].id})
    return client.get("/padanan/pasangan/")


def shown(page: Any) -> str:
    return re.search(r'name="pasangan" value="([^"]+)"', page.content.decode())[1]  # type: ignore[index]


def say(client: Any, pair: str, verdict: str) -> Any:
    return client.post("/padanan/putus/", {"pasangan": pair, "keputusan": verdict})


def test_strangers_sign_in_and_others_are_told_whom_to_ask() -> None:
    from django.test import Client

    assert "/masuk" in Client(SERVER_NAME="localhost").get("/padanan/").headers["Location"]
    refused = signed_in(member("Ina")).get("/padanan/")
    assert refused.status_code == 403 and "walidata" in refused.content.decode()


def test_nothing_opens_without_a_purpose() -> None:
    client = signed_in(member("Wati"))
    page = client.get("/padanan/pasangan/")
    assert "Untuk apa pasangan dibuka" in page.content.decode() and 'name="pasangan"' not in page.content.decode()
    wrong = client.post("/padanan/pasangan/", {"tujuan": "", "keterangan": "x"})
    assert wrong.status_code == 400 and "Pilih tujuan" in wrong.content.decode()


def test_a_pair_is_shown_masked_recorded_and_never_stored(sample_lake: Path) -> None:
    from sepakat.web.governance.models import AuditEntry

    client = signed_in(member("Wati"))
    page = opened(client)
    html = page.content.decode()
    assert "no-store" in page.headers["Cache-Control"] and "••••••••" in html
    niks = {c.nik for c in known_people(sample_lake).everybody if len(c.nik) == 16}
    assert not niks & set(re.findall(r"\d{16}", html))
    entry = AuditEntry.objects.filter(action="padanan.periksa", outcome="dilihat").latest("number")
    assert entry.subjects.count() == 1 and entry.region.startswith("53.01")
    told = f"{entry.facts} {entry.target} {entry.purpose}"
    names = {c.name for c in known_people(sample_lake).inside if len(c.name) > 4}
    assert shown(page) in told and not any(name in told for name in names)


def test_agreement_is_said_in_words_not_by_colour() -> None:
    html = opened(signed_in(member("Wati"))).content.decode()
    assert "Perbandingan" in html and "sama</td>" in html and 'data-key="1"' in html and "(3)" in html


def test_a_hard_pair_takes_two_people_who_do_not_see_each_other() -> None:
    from sepakat.web.registries.models import PairDecision

    first = signed_in(member("Wati"))
    pair = shown(opened(first))
    assert say(first, pair, "same").status_code == 302
    assert shown(first.get("/padanan/pasangan/")) != pair
    assert say(first, pair, "different").status_code == 400  # once each
    second = signed_in(member("Vera"))
    page = opened(second)
    assert shown(page) == pair  # what waits for a second person comes first
    answer = page.content.decode().split("<h1")[1]
    assert "Wati" not in answer and "diputus" not in answer.lower()
    say(second, pair, "same")
    assert PairDecision.objects.count() == 2
    third = signed_in(member("Karel"))
    assert shown(opened(third)) != pair
    assert say(third, pair, "same").status_code == 400  # settled


def test_an_unsure_pair_waits_for_others_and_an_empty_verdict_is_refused() -> None:
    from sepakat.access import Actor
    from sepakat.web.registries import pairs

    client = signed_in(member("Wati"))
    pair = shown(opened(client))
    assert say(client, pair, "mungkin").status_code == 400
    say(client, pair, "unsure")
    vera = member("Vera")
    from sepakat.web.accounts.actor import actor_of

    queue = pairs.queue(actor_of(vera, two_step=True))
    assert isinstance(actor_of(vera, two_step=True), Actor)
    assert queue is not None and queue.second == 1 and pairs.pair_text(queue.mine[0].pair) == pair


def test_a_verdict_can_be_taken_back_until_someone_else_judges() -> None:
    from sepakat.web.registries.models import PairDecision

    first = signed_in(member("Wati"))
    pair = shown(opened(first))
    say(first, pair, "same")
    mine = PairDecision.objects.get()
    assert "Batalkan keputusan" in first.get("/padanan/").content.decode()
    first.post(f"/padanan/putus/{mine.pk}/batal/")
    mine.refresh_from_db()
    assert mine.undone_at is not None and shown(first.get("/padanan/pasangan/")) == pair
    say(first, pair, "different")
    again = PairDecision.objects.get(undone_at=None)
    second = signed_in(member("Vera"))
    opened(second)
    assert second.post(f"/padanan/putus/{again.pk}/batal/").status_code == 400  # another's
    say(second, pair, "different")
    assert first.post(f"/padanan/putus/{again.pk}/batal/").status_code == 400


def test_pairs_of_other_regions_are_nobodys_here() -> None:
    from sepakat.web.accounts.actor import actor_of
    from sepakat.web.registries import pairs

    user = person("Wira", "walidata", "53.02")
    elsewhere = signed_in(user)
    queue = pairs.queue(actor_of(user, two_step=True))
    assert queue is not None and all(c.region.startswith("53.02") for c in queue.reachable)
    pair = shown(opened(signed_in(member("Wati"))))
    opened(elsewhere)
    known, made_up = say(elsewhere, pair, "same"), say(elsewhere, "regsosek:1~dtks:999999", "same")
    assert known.status_code == made_up.status_code == 400
    strip = re.compile(r'value="[^"]{20,}"|nonce="[^"]+"')
    assert strip.sub("", known.content.decode()) == strip.sub("", made_up.content.decode())


@pytest.mark.parametrize("text", ["", "regsosek", "regsosek:1~dtks:x", "a:1~b:-2", "a:1~b:99999999999999999999"])
def test_a_garbled_pair_is_an_unknown_one(text: str) -> None:
    client = signed_in(member("Wati"))
    opened(client)
    assert say(client, text, "same").status_code == 400


def test_two_records_are_merged_and_parted_and_both_rows_stay() -> None:
    from sepakat.web.governance.models import AuditEntry
    from sepakat.web.registries.models import RecordMerge

    first, second = signed_in(member("Wati")), signed_in(member("Vera"))
    pair = shown(opened(first))
    early = first.post("/padanan/gabungan/gabung/", {"pasangan": pair, "alasan": "kartu keluarga diperiksa"})
    assert early.status_code == 400 and not RecordMerge.objects.exists()
    say(first, pair, "same")
    opened(second)
    say(second, pair, "same")
    assert pair in first.get("/padanan/gabungan/").content.decode()
    short = first.post("/padanan/gabungan/gabung/", {"pasangan": pair, "alasan": "ya"})
    assert short.status_code == 400 and "Alasan ditulis dengan kata" in short.content.decode()
    assert second.get("/padanan/gabungan/").status_code == 403  # a verifier reviews, and does not merge
    done = {"pasangan": pair, "alasan": "kartu keluarga diperiksa di desa"}
    assert first.post("/padanan/gabungan/gabung/", done).status_code == 302
    assert first.post("/padanan/gabungan/gabung/", done).status_code == 400
    joined = RecordMerge.objects.get()
    unclear = first.post(f"/padanan/gabungan/{joined.pk}/pisah/", {"alasan": "x y"})
    field = re.search(rf'<input id="alasan-{joined.pk}"[^>]*>', unclear.content.decode())
    assert unclear.status_code == 400 and field and 'value="x y"' in field[0] and "galat-alasan" in field[0]
    assert unclear.content.decode().count("x y") == 1  # beside the parting only, not in the form that merges
    part = {"alasan": "ternyata kakak dan adik"}
    assert second.post(f"/padanan/gabungan/{joined.pk}/pisah/", part).status_code == 403
    assert first.post(f"/padanan/gabungan/{joined.pk}/pisah/", part).status_code == 302
    assert first.post(f"/padanan/gabungan/{joined.pk}/pisah/", part).status_code == 400
    log = list(RecordMerge.objects.order_by("id"))
    assert [m.undoes_id for m in log] == [None, joined.pk] and log[0].reason == done["alasan"]
    outcomes = AuditEntry.objects.filter(action="padanan.gabung").values_list("outcome", flat=True)
    assert list(outcomes) == ["gabung", "pisah"]
    history = first.get("/padanan/gabungan/").content.decode()
    assert "Dipisah" in history and "Digabung" in history and pair in history  # it may be merged again


def test_merges_elsewhere_hide_none_and_are_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from sepakat.access import Refused
    from sepakat.web.accounts.actor import actor_of
    from sepakat.web.registries import actions
    from sepakat.web.registries.models import RecordMerge
    from sepakat.web.registries.views import merging

    wati = member("Wati")
    held = {"run": "r-padan-001", "left_source": "regsosek", "right_source": "dtks", "role": "walidata", "by": wati}
    rows = [
        RecordMerge.objects.create(**held, left_id=n, right_id=n, region=region, reason=f"alasan di {region}")
        for n, region in enumerate(("53.01", "53.02", "53.02"), 1)
    ]
    monkeypatch.setattr(merging, "SHOWN", 2)
    shown_ = signed_in(wati).get("/padanan/gabungan/").content.decode()
    assert "alasan di 53.01" in shown_ and "alasan di 53.02" not in shown_
    who = actor_of(wati, two_step=True)
    RecordMerge.objects.create(**held, left_id=3, right_id=3, region="53.02", reason="dipisah", undoes=rows[2])
    with pytest.raises(Refused):  # not "it was taken back already"
        actions.part(by=who, number=rows[2].pk, reason="kartu keluarga diperiksa")


def test_runs_looked_at_by_two_threads_do_not_lose_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    from types import SimpleNamespace

    from sepakat.web.registries import pairs

    home: Any = SimpleNamespace(path="/danau")
    runs: list[Any] = [SimpleNamespace(id=f"r-padan-{n:03d}") for n in range(2)]
    monkeypatch.setattr(pairs.clerical, "pairs_to_review", lambda run, most: run.id)

    class Cleared(dict[Any, Any]):
        """What another thread does between keeping and giving back."""

        def __setitem__(self, key: Any, value: Any) -> None:
            super().__setitem__(key, value)
            super().clear()

    monkeypatch.setattr(pairs, "_placed", lambda release, reviews: (reviews,))
    monkeypatch.setattr(pairs, "_kept", Cleared())
    assert [pairs.candidates(home, home, run) for run in runs] == [("r-padan-000",), ("r-padan-001",)]


def test_labels_are_handed_to_matching() -> None:
    from sepakat.matching.clerical import VERDICTS
    from sepakat.web.registries import pairs
    from sepakat.web.registries.models import PairDecision

    client = signed_in(member("Wati"))
    pair = shown(opened(client))
    say(client, pair, "different")
    run = PairDecision.objects.get().run
    (one,) = pairs.decisions(run)
    assert pairs.pair_text(one.pair) == pair and one.verdict in VERDICTS and one.verdict == "different"


def test_what_is_settled_lies_in_the_lake_for_the_next_run(
    matched: Path, django_capture_on_commit_callbacks: Any
) -> None:
    from sepakat.matching import decided
    from sepakat.web.registries.models import PairDecision, RecordMerge

    first, second = signed_in(member("Wati")), signed_in(member("Vera"))
    pair = shown(opened(first))
    opened(second)
    with django_capture_on_commit_callbacks(execute=True):
        say(first, pair, "same")
    run = PairDecision.objects.get().run
    assert decided.said(Lake.open(matched), run) == {}  # one person does not settle a hard pair
    with django_capture_on_commit_callbacks(execute=True):
        say(second, pair, "same")
    (told,) = (decided.said(Lake.open(matched), run) or {}).items()
    assert told == (PairDecision.objects.last().pair, "same")
    with django_capture_on_commit_callbacks(execute=True):
        first.post("/padanan/gabungan/gabung/", {"pasangan": pair, "alasan": "kartu keluarga diperiksa di desa"})
        first.post(f"/padanan/gabungan/{RecordMerge.objects.get().pk}/pisah/", {"alasan": "ternyata kakak dan adik"})
    assert decided.said(Lake.open(matched), run) == {}  # joined and parted again: two people say two things


def test_what_waits_is_on_the_desk_and_gone_without_a_run(sample_lake: Path, settings: Any) -> None:
    from sepakat.web.accounts.actor import actor_of
    from sepakat.web.registries.desk import tasks
    from sepakat.web.registries.waiting import waiting

    wati = actor_of(member("Wati"), two_step=True)
    (one,) = waiting(wati)
    assert one.count > 20 and one.href == "/padanan/"
    assert [link.href for link in tasks(wati)] == ["/padanan/", "/padanan/gabungan/"]
    settings.LAKE = copied(sample_lake)
    assert not list(waiting(wati))
    assert "Belum ada pencocokan" in signed_in(member("Vera")).get("/padanan/").content.decode()
