"""Building, comparing, publishing and going back, through the site; and who may."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sepakat import releasing
from sepakat.lake import Lake
from sepakat.releasing import measuring
from tests.web_people import person, signed_in
from tests.web_site import Page, application
from tests.web_uploads import run_jobs

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def small(sample_lake: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample lake with a published release and one made after it. Read only."""
    home = tmp_path_factory.mktemp("kecil") / "lake"
    shutil.copytree(sample_lake, home)
    lake = Lake.open(home)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(measuring, "write_profile", lambda *_: None)  # the engine's, and the slowest step
        releasing.rerank(lake, lake.release(), base="keluarga")
    return lake.path


@pytest.fixture
def lake(small: Path, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Lake]:
    application()
    from sepakat.web import data

    shutil.copytree(small, tmp_path / "lake")
    settings.LAKE, settings.STATE = tmp_path / "lake", tmp_path / "state"
    monkeypatch.setattr(measuring, "write_profile", lambda *_: None)
    data.use(None)
    yield Lake.open(tmp_path / "lake")
    data.use(None)


@pytest.fixture
def wati(lake: Lake) -> Any:
    return signed_in(person("Wati", "walidata", "53"))


def chosen(lake: Lake, without: str = "") -> list[str]:
    return [i.id for i in releasing.intake_list(lake) if not without or i.source != without]


def second(lake: Lake, by: Any = None) -> str:
    """The release after the published one, as if `by` had built it."""
    from sepakat.web.intake.models import BuiltRelease

    name = lake.release_ids()[-1]
    if by is not None:
        BuiltRelease.objects.create(release=name, by=by)
    return name


@pytest.mark.one_database
def test_build_compare_publish_and_go_back(lake: Lake, wati: Any) -> None:
    first = lake.current_id
    page = Page(wati.get("/data/rilis/").content.decode())
    boxes = [i for i in page.all("input") if i.get("name") == "asupan"]
    assert len(boxes) == len(chosen(lake)) and all("checked" in b for b in boxes)
    answer = wati.post("/data/rilis/susun/", {"asupan": chosen(lake, "penerima_program"), "dasar": "keluarga"})
    twice = wati.post("/data/rilis/susun/", {"asupan": chosen(lake)})
    assert twice.status_code == 400 and "sedang disusun" in twice.content.decode()
    (job,) = run_jobs()
    assert job.state == "done", job.error
    assert len(job.steps) > 5 and answer["Location"] == f"/pekerjaan/{job.pk}/"
    second = str(job.result["release"])
    assert lake.current_id == first, "building publishes nothing"
    html = wati.get(f"/data/rilis/{second}/").content.decode()
    assert "Ringkasan perubahan" in html and "Keluarga baru" in html and "Saya sudah memeriksa" in html
    assert Lake.open(lake.path).release(second).manifest["rank"]["base"] == "keluarga"
    assert "Rilis siap diterbitkan" in wati.get("/meja/").content.decode()

    form = {"dari": first, "periksa": "ya"}
    publish = f"/data/rilis/{second}/terbitkan/"
    assert wati.post(publish, {"dari": first}).status_code == 400, "the numbers must be confirmed"
    assert wati.post(publish, {"dari": "20200101-01", "periksa": "ya"}).status_code == 400, "another is current"
    assert lake.current_id == first
    assert wati.post(publish, form).status_code == 302
    assert lake.current_id == second
    assert wati.post(publish, form).status_code == 400, "publishing twice is refused"
    public = wati.get("/data/perubahan/").content.decode()
    assert first in public and "Keluarga pada rilis ini" in public

    back = f"/data/rilis/{first}/terbitkan/"
    assert wati.post(back, {"dari": second, "periksa": "ya"}).status_code == 400, "going back needs a reason"
    assert wati.post(back, {"dari": second, "periksa": "ya", "alasan": "angka keliru"}).status_code == 302
    assert lake.current_id == first
    from sepakat.web.governance.models import AuditEntry
    from sepakat.web.intake.models import Publication

    assert [(p.release, p.before) for p in Publication.objects.order_by("id")] == [(second, first), (first, second)]
    told = list(AuditEntry.objects.filter(action="rilis.terbitkan").values_list("target", "purpose"))
    assert told == [(second, ""), (first, "angka keliru")]
    assert AuditEntry.objects.filter(action="rilis.susun", target=second).exists()
    assert "angka keliru" in wati.get("/data/rilis/").content.decode()


def test_a_steward_of_one_regency_publishes_nothing_for_the_others(lake: Lake, wati: Any) -> None:
    name = second(lake)
    local = signed_in(person("Walter", "walidata", "53.01"))
    html = local.get(f"/data/rilis/{name}/").content.decode()
    assert "di luar wewenang Anda" in html and "disabled" in html
    form = {"dari": lake.current_id, "periksa": "ya"}
    assert local.post(f"/data/rilis/{name}/terbitkan/", form).status_code == 403
    assert local.post("/data/rilis/susun/", {"asupan": chosen(lake)}).status_code == 403
    assert lake.current_id != name
    for role in ("perencana", "produsen", "admin", "pimpinan", "operator_desa"):
        other = signed_in(person(role, role, "53"))
        assert other.get("/data/rilis/").status_code == 403, role
        assert other.post(f"/data/rilis/{name}/terbitkan/", form).status_code == 403, role
    from django.test import Client

    stranger = Client(SERVER_NAME="localhost")
    assert stranger.get("/data/rilis/")["Location"].startswith("/akun/")
    assert lake.current_id != name


def test_where_two_people_are_asked_for_the_builder_does_not_publish(
    lake: Lake, wati: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sepakat.web.intake import limits

    monkeypatch.setattr(limits, "two_people", lambda: True)
    name = second(lake, by=person("Wati"))
    form = {"dari": lake.current_id, "periksa": "ya"}
    assert "orang lain dari penyusunnya" in wati.get(f"/data/rilis/{name}/").content.decode()
    assert wati.post(f"/data/rilis/{name}/terbitkan/", form).status_code == 403
    other = signed_in(person("Wulan", "walidata", "53"))
    assert other.post(f"/data/rilis/{name}/terbitkan/", form).status_code == 302
    assert lake.current_id == name


def test_what_cannot_be_built_says_why(lake: Lake, wati: Any) -> None:
    from sepakat.web.jobs.models import Job

    assert wati.post("/data/rilis/susun/", {}).status_code == 400
    gone = wati.post("/data/rilis/susun/", {"asupan": ["20200101-001-jkn"]})
    assert gone.status_code == 400 and "sudah tidak ada" in gone.content.decode()
    lists = [i.id for i in releasing.intake_list(lake) if i.source == "penerima_program"]
    answer = wati.post("/data/rilis/susun/", {"asupan": lists})
    assert answer.status_code == 400 and "Belum ada data keluarga" in answer.content.decode()
    assert not Job.objects.exists()


def test_a_release_that_is_not_there(lake: Lake, wati: Any) -> None:
    for name in ("20200101-01", "..", "%2e%2e%2fcurrent", "x" * 300):
        assert wati.get(f"/data/rilis/{name}/").status_code in (400, 404), name


def test_a_release_made_elsewhere_is_compared_when_asked(lake: Lake, wati: Any) -> None:
    other = second(lake)
    html = wati.get(f"/data/rilis/{other}/").content.decode()
    assert "Belum dibandingkan" in html
    assert wati.post(f"/data/rilis/{other}/bandingkan/").status_code == 302
    (job,) = run_jobs()
    assert job.state == "done"
    assert "Summary of changes" in wati.get(f"/en/data/rilis/{other}/").content.decode()


def test_sample_data_do_not_replace_regional_data(lake: Lake, wati: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from sepakat.lake import Release

    name, first = second(lake), lake.current_id
    original = Release.__init__

    def real(self: Release, path: Path) -> None:
        original(self, path)
        self.sample = self.id == name

    monkeypatch.setattr(Release, "__init__", real)
    answer = wati.post(f"/data/rilis/{name}/terbitkan/", {"dari": first, "periksa": "ya"})
    assert answer.status_code == 400 and lake.current_id == first
