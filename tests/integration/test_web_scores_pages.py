"""The data index on the sample release: computed as a job, kept by month, shown beside peers; the evidence pack."""

from __future__ import annotations

import datetime as dt
import io
import os
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from django.utils import timezone

from sepakat.analysis import scoring
from sepakat.catalogue.scores import OURS, score_formula
from sepakat.core import UserError
from sepakat.lake import Lake
from tests.web_people import member, person, signed_in, stranger
from tests.web_site import page, site
from tests.web_uploads import run_jobs

LATER = dt.date(2030, 1, 31)


@pytest.fixture(scope="module")
def lake(sample_lake: Path, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """The sample lake under another name: scores are written into a lake, and that one is shared."""
    root = tmp_path_factory.mktemp("skor") / "lake"
    shutil.copytree(sample_lake, root, copy_function=os.link)
    return Lake.open(root)


@pytest.fixture
def client(lake: Lake, settings: Any) -> Iterator[Any]:
    from sepakat.web.lake_source import LakeSource

    settings.LAKE = lake.path
    with site(LakeSource(lake.path)):
        yield stranger()


def _actor(user: Any) -> Any:
    from sepakat.web.accounts.actor import actor_of

    return actor_of(user, two_step=True)


@pytest.mark.django_db
@pytest.mark.one_database
def test_a_steward_computes_the_month_and_everybody_sees_it(client: Any, lake: Lake) -> None:
    from sepakat.web.governance import audit
    from sepakat.web.governance.models import AuditEntry
    from tests.web_people import CAST

    assert "Belum ada bulan yang dihitung" in page(client, "/indeks-data/").words
    planner = signed_in(member("Ina"))
    assert planner.post("/indeks-data/hitung/").status_code == 403
    assert planner.get("/wilayah/53.01/indeks-data/bukti/paket.zip").status_code == 403
    who = member("Wati")
    audit.record(_actor(who), "analisis.simpan", region="53.01.27")
    steward = signed_in(who)
    assert steward.post("/indeks-data/hitung/").status_code == 302
    assert [job.state for job in run_jobs()] == ["done"]
    month = f"{timezone.localdate():%Y-%m}"
    told = AuditEntry.objects.get(action="skor.hitung")
    assert (told.target, told.by) == (month, str(who.pk)) and CAST["Wati"][1] == told.region

    shown = page(client, "/indeks-data/")  # the page kept for strangers is not the old one
    assert "usulan, bukan penilaian resmi" in shown.words and month in shown.words
    assert "antara 1 dan" in shown.words and "Kupang" in shown.words
    one = page(client, "/wilayah/53.01/indeks-data/")
    assert "1 dari 5" in one.words, "one kind of work of five, in a village of the regency"
    assert "Jejak audit utuh: ✓ terpenuhi" in one.words and "belum diketahui, tidak dihitung" in one.words
    assert "Kesegaran: dari 0,00 ke 1,00, naik 35,0 poin." in one.words
    assert page(client, "/en/wilayah/53/indeks-data/").words.count("not an official assessment") >= 2
    assert client.get("/wilayah/53.01.27/indeks-data/").url.endswith("/wilayah/53.01/indeks-data/")
    assert client.get("/wilayah/00/indeks-data/").url.endswith("/indeks-data/")
    page(client, "/indeks-data/?bulan=2020-01", 404)
    page(client, "/indeks-data/?bulan=kemarin", 400)
    rows = client.get("/indeks-data/unduh/tabel.json?urut=kode").json()["rows"]
    assert [r["region"] for r in rows] == sorted(r["region"] for r in rows) and len(rows) == 22
    parts = client.get("/wilayah/53.01/indeks-data/unduh/tabel.json").json()["rows"]
    assert sum(r["weight"] for r in parts) == pytest.approx(1)

    proof = page(client, "/wilayah/53.01/indeks-data/bukti/").words
    assert "belum ada di sistem ini" in proof and "30102" in proof
    packed = steward.get("/wilayah/53.01/indeks-data/bukti/paket.zip")
    with zipfile.ZipFile(io.BytesIO(packed.content)) as files:
        names = set(files.namelist())
        assert {"daftar-bukti.csv", "BACA-DULU.txt", "bukti/peran.csv", "bukti/jejak_kegiatan.csv"} <= names
        assert b"analisis.simpan" in files.read("bukti/jejak_kegiatan.csv")
        listed = files.read("daftar-bukti.csv").decode("utf-8-sig")
        assert "bukti/unggahan.csv" not in listed, "there were no uploads: nothing is claimed"
        assert not any(who.name in files.read(n).decode() for n in names), "no names of people"
    assert AuditEntry.objects.filter(action="skor.bukti").count() == 1
    assert steward.get("/wilayah/53.02/indeks-data/bukti/paket.zip").status_code == 403
    auditor = signed_in(person("Agus", "auditor", "53"))
    assert any("disabled" in b for b in page(auditor, "/indeks-data/").all("button"))


@pytest.mark.django_db
@pytest.mark.one_database
def test_the_month_that_ended_is_computed_once_by_the_clock(
    client: Any, lake: Lake, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    """As the system, with its line in the audit, from the hourly round or `sepakat score --site`; never twice, and not
    for a job that an account left behind."""
    from sepakat.access import SYSTEM
    from sepakat.analysis.scoring import history
    from sepakat.cli import main
    from sepakat.web import jobs
    from sepakat.web.governance.models import AuditEntry
    from sepakat.web.scores import actions, pruning

    later = timezone.now() + dt.timedelta(days=70)
    month = scoring.before(f"{timezone.localtime(later):%Y-%m}")
    kept = scoring.Kept(OURS, month, lake.release("current").id, True, "1", later.isoformat(), {})
    asked: list[str] = []
    monkeypatch.setattr(scoring, "run", lambda lake, month, **told: asked.append(month) or kept)
    assert [n for _, n in pruning.prune(timezone.now() - dt.timedelta(days=4000))] == [0], "no release then"
    assert [n for _, n in pruning.prune(later)] == [1] and [n for _, n in pruning.prune(later)] == [0], "under way"
    assert [job.state for job in run_jobs()] == ["done"] and asked == [month]
    told = AuditEntry.objects.get(action="skor.hitung")
    assert (told.by, told.target, told.facts["rilis"]) == ("sistem", month, kept.release)
    assert main(["score", "--lake", str(lake.path), "--site", "--month", month, "--format", "json"]) == 0
    assert AuditEntry.objects.filter(action="skor.hitung", by="sistem").count() == 2
    assert main(["score", "--lake", str(lake.path), "--site", "--formula", "igdm"]) != 0
    assert "tanpa periksa ulang" in capsys.readouterr().err
    history.keep(lake, kept)
    assert actions.schedule(now=later + dt.timedelta(days=2)) is None, "kept"
    jobs.start(actions.KIND, by=SYSTEM, region="53", month=month)  # nobody's, and not the clock's
    assert [job.state for job in run_jobs()][-1] == "failed" and len(asked) == 2


def test_months_are_kept_and_counts_are_right(lake: Lake) -> None:
    """Noised counts lie within the noise of what a plain query says; a month that is over stays as it was."""
    found = scoring.run(lake, "2029-12", today=LATER)
    assert len(found.lines) == 23 and not any(line.flags for line in found.lines.values())
    release = lake.release("current")
    line = found.lines["53.02"]
    true = duckdb.sql(f"SELECT count(*) FROM '{release.files('family')[1]}'").fetchall()[0][0]
    assert abs((line.inputs["keabsahan"].of or 0) - true) <= 5
    empty = " OR ".join(f"{c} IS NULL" for c in score_formula(OURS).settings["kelengkapan"]["keluarga"])
    gaps = duckdb.sql(f"SELECT count(*) FROM '{release.files('family')[1]}' WHERE {empty}").fetchall()[0][0]
    missing = (line.inputs["kelengkapan"].of or 0) - (line.inputs["kelengkapan"].hits or 0)
    assert abs(missing - gaps) <= 10
    assert line.inputs["kesegaran"].value == 0, "collected in 2022 and not changed since"
    assert line.inputs["pemanfaatan"].value is None and line.mark == "B"
    assert len(line.peers) == 5 and [far for _, far in line.peers] == sorted(far for _, far in line.peers)
    assert line.best is not None and line.worst is not None and line.best <= line.worst <= 22

    again = scoring.run(lake, "2029-12", today=LATER, site=scoring.SiteFacts({}, 5))
    assert again == found == scoring.kept(lake, "2029-12")
    checked = scoring.SiteFacts({"53.02": 5}, 5, recheck={"53.02": (90, 100)})
    running = scoring.run(lake, "2030-01", today=LATER, site=checked)
    better = running.lines["53.02"]
    assert better.inputs["keabsahan"].value == pytest.approx(0.8256, abs=1e-4), "Wilson's lower bound of 90 of 100"
    assert better.inputs["pemanfaatan"].value == 1 and running.lines["53.01"].inputs["pemanfaatan"].value == 0
    assert [m for m, _ in scoring.over_months(lake, "53.02")][-2:] == ["2029-12", "2030-01"]
    for month, code in (("2030-02", "score-future"), ("2020-01", "score-before"), ("2030-13", "score-month")):
        with pytest.raises(UserError) as caught:
            scoring.run(lake, month, today=LATER)
        assert caught.value.code == code


def test_the_command_line(lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    from sepakat.cli import main

    kept = scoring.kept(lake, "2029-12") or scoring.run(lake, "2029-12", today=LATER)
    monkeypatch.setattr(scoring, "run", lambda *a, **k: kept)

    def ask(*words: str) -> str:
        assert main(["score", "--lake", str(lake.path), *words]) == 0
        return capsys.readouterr().out

    assert '"component": "Kesegaran"' in ask("--region", "53.01", "--format", "json")
    assert "2029-12" in ask("--region", "53.01", "--history", "--format", "csv")
    out = tmp_path / "bukti.zip"
    ask("--region", "53.01", "--evidence", str(out))
    assert zipfile.is_zipfile(out)
