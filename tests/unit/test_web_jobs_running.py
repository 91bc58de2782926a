"""Jobs: progress, outcome, cancelling, workers that die, who sees what. The work itself is a function of the test."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import timezone

from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.web import jobs
from sepakat.web.accounts.actor import actor_of
from sepakat.web.jobs import actions, progress, registry, running
from sepakat.web.jobs.models import CANCELLED, DONE, FAILED, RUNNING, STALE, WAITING, Job, Worker
from tests.web_people import person, signed_in
from tests.web_site import application
from tests.web_uploads import run_jobs

pytestmark = pytest.mark.django_db
SECRET = "5301256812810001"


@pytest.fixture(autouse=True)
def _site() -> None:
    application()


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Declare kinds of jobs for one test."""
    registry.kinds()
    known = dict(registry._found)

    def declare(work: Any, **facts: Any) -> None:
        jobs.kind("uji", Text("Menguji", "Testing"), **facts)(work)

    yield declare
    registry._found.clear()
    registry._found.update(known)


def wati() -> tuple[Any, Any]:
    user = person("Wati", "walidata", "53.01")
    return user, actor_of(user, two_step=True)


def test_kinds_are_found_by_walking() -> None:
    assert {"unggah.periksa", "unggah.terima", "rilis.susun", "rilis.bandingkan"} <= set(jobs.kinds())
    for known in jobs.kinds().values():
        assert known.label.id and known.label.en != known.label.id
    with pytest.raises(UserError) as caught:
        registry.named("unggah.perikas")
    assert "unggah.periksa" in str(caught.value)


def test_a_job_runs_and_tells_how_far_it_is(kind: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "EVERY", 0.0)
    seen: list[tuple[int, str, str]] = []

    def work(job: Job, told: Any) -> dict[str, Any]:
        for title in (Text("Langkah satu", "Step one"), "Langkah dua"):
            with told.step(title, 4) as step:
                for _ in range(4):
                    step.advance()
                    job.refresh_from_db()
                    seen.append((job.percent, str(job.step), job.step.en))
        return {"rows": 8}

    kind(work, steps=2)
    _, who = wati()
    job = jobs.start("uji", by=who, region="53.01", upload="k")
    assert (job.state, job.facts) == (WAITING, {"upload": "k"})
    (done,) = run_jobs()
    assert (done.state, done.result, done.percent) == (DONE, {"rows": 8}, 100)
    assert [s[0] for s in seen] == sorted(s[0] for s in seen) and seen[0][0] == 12 and seen[-1][0] == 99
    assert seen[0][1:] == ("Langkah satu", "Step one")
    assert [t for t, _ in done.steps] == ["Langkah satu", "Langkah dua"]


def test_the_last_run_tells_how_much_of_the_whole_a_step_is(kind: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "EVERY", 0.0)
    _, who = wati()
    Job.objects.create(kind="uji", region="53.01", state=DONE, steps=[["pendek", 1.0], ["panjang", 9.0]])
    seen = []

    def work(job: Job, told: Any) -> None:
        with told.step("pendek", 1) as step:
            step.advance()
        with told.step("panjang", 2) as step:
            step.advance()
            job.refresh_from_db()
            seen.append(job.percent)

    kind(work)
    jobs.start("uji", by=who, region="53.01")
    run_jobs()
    assert seen == [55]


def test_a_problem_that_a_person_can_mend_is_kept_in_both_languages(kind: Any) -> None:
    def work(job: Job, told: Any) -> None:
        raise UserError(Text("Berkas kosong.", "The file is empty."), hint=Text("Kirim lagi.", "Send again."), code="x")

    kind(work)
    _, who = wati()
    jobs.start("uji", by=who, region="53.01")
    (job,) = run_jobs()
    assert job.state == FAILED
    assert job.error["id"]["error"] == "Berkas kosong." and job.error["en"]["hint"] == "Send again."


def test_a_fault_leaves_no_value_anywhere(kind: Any, caplog: pytest.LogCaptureFixture) -> None:
    from django_tasks_db.models import DBTaskResult

    def work(job: Job, told: Any) -> None:
        raise ValueError(f"tidak dapat membaca {SECRET}")

    kind(work)
    _, who = wati()
    jobs.start("uji", by=who, region="53.01")
    (job,) = run_jobs()
    assert job.state == FAILED and job.error["id"]["code"] == "job-fault"
    number = job.error["id"]["hint"].split("nomor ")[1][:4]
    assert number in caplog.text and "ValueError" in caplog.text
    left = repr(vars(job)) + caplog.text + repr([vars(r) for r in DBTaskResult.objects.all()])
    assert SECRET not in left


def test_a_waiting_job_is_cancelled_at_once_and_a_running_one_at_its_next_report(
    kind: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "EVERY", 0.0)
    reached, told_of = [], []

    def work(job: Job, told: Any) -> None:
        with told.step("satu", 3) as step:
            step.advance()
            Job.objects.filter(pk=job.pk).update(stop=True)
            step.advance()
            reached.append("beyond")

    kind(work, failed=lambda job: told_of.append(job.state))
    _, who = wati()
    waiting = actions.cancel(jobs.start("uji", by=who, region="53.01"), by=who)
    assert waiting.state == CANCELLED
    jobs.start("uji", by=who, region="53.01")
    (job,) = run_jobs()
    assert job.state == CANCELLED and not reached
    assert told_of == [CANCELLED, CANCELLED]
    running.work.call(waiting.pk)
    waiting.refresh_from_db()
    assert waiting.state == CANCELLED, "what was cancelled does not run when its turn comes"


def test_a_dead_worker_leaves_a_job_that_says_so(kind: Any) -> None:
    told_of = []
    kind(lambda job, told: None, failed=lambda job: told_of.append(job.pk))
    user, _ = wati()
    now = timezone.now()
    lost = Job.objects.create(kind="uji", region="53.01", by=user, state=RUNNING, started=now, beat=now - STALE * 2)
    alive = Job.objects.create(kind="uji", region="53.01", by=user, state=RUNNING, started=now, beat=now)
    html = signed_in(user).get(f"/pekerjaan/{lost.pk}/").content.decode()
    assert "proses pekerjanya mati" in html and "Langkah berikutnya" in html and "Ulangi pekerjaan" in html
    lost.refresh_from_db()
    alive.refresh_from_db()
    assert (lost.state, alive.state) == (FAILED, RUNNING) and told_of == [lost.pk]
    assert actions.tidy() == 0
    answer = signed_in(user).post(f"/pekerjaan/{lost.pk}/ulangi/")
    assert answer.status_code == 302 and Job.objects.filter(state=WAITING).count() == 1


def test_a_beating_heart_keeps_a_job_alive(kind: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    kind(lambda job, told: None)
    job = Job.objects.create(kind="uji", region="53.01", state=RUNNING, beat=timezone.now() - STALE * 2)
    running.heartbeat(job.pk)
    assert actions.tidy() == 0
    monkeypatch.setitem(running._here, "worker", "uji-1")
    assert not actions.worker_alive()
    running.heartbeat()
    assert actions.worker_alive()
    Worker.objects.update(beat=timezone.now() - dt.timedelta(minutes=5))
    assert not actions.worker_alive()
    running.this_worker("")
    assert not Worker.objects.exists()


def test_a_job_waits_while_another_process_writes_to_the_lake(kind: Any) -> None:
    from django_tasks_db.models import DBTaskResult

    from sepakat.lake.lock import busy

    free = []

    def work(job: Job, told: Any) -> dict[str, Any]:
        if not free:
            raise busy({"pid": 1})
        return {"ok": True}

    kind(work, writes=True)
    _, who = wati()
    job = jobs.start("uji", by=who, region="53.01")
    assert running.work.call(job.pk) == WAITING
    job.refresh_from_db()
    assert (job.state, job.tries) == (WAITING, 1)
    assert DBTaskResult.objects.order_by("-enqueued_at").first().run_after > timezone.now()
    free.append(True)
    running.work.call(job.pk)
    job.refresh_from_db()
    assert job.state == DONE


def test_a_worker_that_is_told_to_end_leaves_a_job_that_can_be_started_again(kind: Any) -> None:
    def work(job: Job, told: Any) -> None:
        raise running.Interrupted

    kind(work)
    _, who = wati()
    jobs.start("uji", by=who, region="53.01")
    (job,) = run_jobs()
    assert job.state == FAILED and job.error["id"]["code"] == "job-interrupted"


def numberless(answer: Any) -> str:
    return re.sub(r"(?i)(pekerjaan[ /])\d+", r"\1N", answer.content.decode())


def test_jobs_are_seen_by_who_started_them_and_by_those_who_look_after_the_region(kind: Any) -> None:
    kind(lambda job, told: None)
    pras, wati_, nico = (
        person("Pras", "produsen", "53.01"), person("Wati", "walidata", "53.01"), person("Nico", "walidata", "53.02"),
    )  # fmt: skip
    job = jobs.start("uji", by=actor_of(pras, two_step=False), region="53.01")
    for user, seen in ((pras, True), (wati_, True), (nico, False)):
        client = signed_in(user)
        assert (f"/pekerjaan/{job.pk}/" in client.get("/pekerjaan/").content.decode()) is seen, user
        for path in ("", "keadaan.json"):
            answer = client.get(f"/pekerjaan/{job.pk}/{path}")
            assert (answer.status_code == 200) is seen, (user, path)
            if not seen:
                gone = client.get(f"/pekerjaan/{job.pk + 1}/{path}")
                assert numberless(answer) == numberless(gone), "no other words than for a job that there is not"
    assert signed_in(wati_).post(f"/pekerjaan/{job.pk}/hentikan/").status_code == 403, "only who started it stops it"
    job.refresh_from_db()
    assert job.state == WAITING


def test_the_page_renews_itself_and_the_script_asks_the_same(kind: Any) -> None:
    kind(lambda job, told: None)
    user, who = wati()
    job = jobs.start("uji", by=who, region="53.01")
    client = signed_in(user)
    html = client.get(f"/pekerjaan/{job.pk}/").content.decode()
    assert '<meta http-equiv="refresh" content="4">' in html and 'type="module"' in html
    assert "Belum ada pekerja" in html, "no worker is alive, and the page says what to do"
    told = client.get(f"/pekerjaan/{job.pk}/keadaan.json").json()
    assert told == {"id": job.pk, "state": "waiting", "percent": 0, "step": "", "seconds_left": None}
    run_jobs()
    html = client.get(f"/en/pekerjaan/{job.pk}/").content.decode()
    assert "refresh" not in html and "Done in" in html


def test_failed_jobs_wait_on_the_desk(kind: Any) -> None:
    user, _ = wati()
    Job.objects.create(kind="uji", region="53.01", by=user, state=FAILED, ended=timezone.now())
    Job.objects.create(kind="uji", region="53.01", by=user, state=FAILED, ended=timezone.now() - dt.timedelta(days=30))
    html = signed_in(user).get("/meja/").content.decode()
    assert "Pekerjaan yang gagal dalam 7 hari terakhir" in html
