"""A region's own figures, from the office's file to the page of the series: sent, checked, decided, shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sepakat import releasing
from sepakat.core import duck
from sepakat.lake import Lake
from sepakat.lake.reading import WHOLE
from sepakat.releasing import sectors
from sepakat.web.lake_source import LakeSource
from tests.web_people import member, person, signed_in
from tests.web_site import Page, application
from tests.web_uploads import run_jobs, sent

pytestmark = pytest.mark.django_db
HEAD = "indikator;kode_wilayah;periode;nilai;satuan;sumber;rumus;penanggung_jawab\n"
ROW = "Kunjungan K6;53.01;{year};{value};persen;Profil Kesehatan;{rule};Dinas Kesehatan\n"
RULE = "diperiksa enam kali / sasaran × 100"
SERIES = "daerah:kunjungan_k6"


@pytest.fixture
def lake(tmp_path: Path, settings: Any) -> Iterator[Lake]:
    application()
    from sepakat.web import data

    made = Lake.create(tmp_path / "lake")
    settings.LAKE, settings.STATE = made.path, tmp_path / "state"
    data.use(LakeSource(made.path))
    yield made
    data.use(None)


@pytest.fixture
def oka(lake: Lake) -> Any:
    return signed_in(member("Oka"))


@pytest.fixture
def wati(lake: Lake) -> Any:
    return signed_in(member("Wati"))


def figures(*years: int, rule: str = RULE) -> str:
    return "".join(ROW.format(year=y, value=f"{70 + y % 10},5", rule=rule) for y in years)


def send(client: Any, text: str) -> str:
    """Send a file; gives the delivery's page."""
    answer = client.post("/angka-daerah/kirim/", {"berkas": sent("angka.csv", (HEAD + text).encode())})
    assert answer.status_code == 302, answer.content[:500]
    assert [job.state for job in run_jobs()] == ["done"]
    return str(answer["Location"])


def publish(lake: Lake) -> str:
    """A release of what the lake holds, published; without families, whose making is tested elsewhere."""
    intakes = [releasing.intake(lake, name) for name in releasing.intake_ids(lake)]
    with lake.begin(on=dt.date(2025, 6, 1)) as build:
        con = duck.connect(lake.path / "tmp-spill")
        sectors.write_sectors(con, build, intakes)
        build.write("family", WHOLE, "SELECT 1 AS family_id", con)
        con.close()
        build.describe(sources=[{"intake": one.id, "source": one.source} for one in intakes])
        release = build.seal()
    lake.publish(release.id)
    return str(release.id)


def test_the_whole_path_from_an_office_to_the_page_of_the_series(lake: Lake, oka: Any, wati: Any) -> None:
    here = send(oka, figures(*range(2004, 2025)) + ROW.format(year=2025, value="88,8", rule=""))
    told = Page(oka.get(here).content.decode()).words
    assert "menunggu putusan walidata" in told and "seri baru" in told
    assert "21 angka masuk rilis berikutnya; 1 baris" in told or "Isian wajib" in told, "every problem is shown"
    assert oka.post(f"{here}terima/").status_code == 403, "an office decides nothing"
    assert not releasing.intake_ids(lake)

    asked = Page(wati.get("/meja/").content.decode()).words
    assert "Angka daerah untuk diputus" in asked
    assert wati.post(f"{here}terima/").status_code == 302
    assert [job.state for job in run_jobs()] == ["done"]
    (intake,) = releasing.intake_ids(lake)
    assert "diterima, belum masuk rilis" in Page(oka.get(here).content.decode()).words

    publish(lake)
    page = Page(wati.get(f"/angka/{SERIES}/?wilayah=53.01").content.decode()).words
    assert all(said in page for said in ("72,50", "73,50", "74,50", "Profil Kesehatan", RULE, "Dinas Kesehatan"))
    assert "88,8" not in page  # what the checks refused is nowhere
    assert "berlaku sejak diterbitkan" in Page(oka.get(here).content.decode()).words

    other = send(oka, figures(2025, rule="diperiksa empat kali / sasaran × 100"))
    assert "trennya tidak disambung" in Page(wati.get(other).content.decode()).words
    assert wati.post(f"{other}terima/").status_code == 302
    run_jobs()
    publish(lake)
    both = Page(wati.get(f"/angka/{SERIES}/?wilayah=53.01").content.decode())
    assert "2 definisi" in both.words and "Rumusnya berubah" in both.words
    assert len([t for t in both.all("h2") if str(t.get("id", "")).startswith("garis-")]) == 2

    undone = wati.post(f"{here}batalkan/", {"alasan": "profil direvisi dinas"})
    assert undone.status_code == 302 and intake not in releasing.intake_ids(lake)
    from sepakat.web.governance.models import AuditEntry

    done = list(AuditEntry.objects.filter(action__in=("angka.kirim", "unggah.terima", "unggah.batalkan"))
                .order_by("number").values_list("action", "role"))  # fmt: skip
    assert done == [("angka.kirim", "opd"), ("unggah.terima", "walidata"), ("angka.kirim", "opd"),
                    ("unggah.terima", "walidata"), ("unggah.batalkan", "walidata")]  # fmt: skip


@pytest.mark.one_database
def test_nobody_decides_on_what_they_sent(lake: Lake, wati: Any) -> None:
    here = send(wati, figures(2024))
    page = Page(wati.get(here).content.decode())
    assert "diputus orang lain" in page.words
    for address in (f"{here}terima/", here.replace("angka-daerah", "data/unggah") + "terima/"):
        assert wati.post(address).status_code == 400
    assert not releasing.intake_ids(lake)
    another = signed_in(person("Yuli", "walidata", "53"))
    assert another.post(f"{here}terima/").status_code == 302
    run_jobs()
    assert len(releasing.intake_ids(lake)) == 1


@pytest.mark.one_database
def test_a_refusal_has_a_reason_that_the_sender_reads_and_mends(lake: Lake, oka: Any, wati: Any) -> None:
    here = send(oka, figures(2024))
    assert wati.post(f"{here}tolak/", {"alasan": "salah"}).status_code == 400, "a reason says something"
    assert wati.post(f"{here}tolak/", {"alasan": "rumus tidak menyebut sasaran"}).status_code == 302
    assert "rumus tidak menyebut sasaran" in Page(oka.get(here).content.decode()).words
    assert "Angka daerah Anda yang ditolak" in Page(oka.get("/meja/").content.decode()).words
    key = here.rstrip("/").split("/")[-1]
    answer = oka.post(
        "/angka-daerah/kirim/",
        {"berkas": sent("angka.csv", (HEAD + figures(2024)).encode()), "perbaikan": key},
    )
    assert answer.status_code == 302
    assert wati.post(f"{here}terima/").status_code == 400, "what is refused stays refused"
    stranger_to_it = signed_in(member("Nico"))
    assert stranger_to_it.get(here).status_code == 404


@pytest.mark.one_database
def test_the_form_says_every_error_at_once_and_sends_what_a_file_would(lake: Lake, oka: Any) -> None:
    empty = oka.post("/angka-daerah/ketik/", {"indikator": "K6", "periode_1": "tahun lalu", "nilai_1": "banyak"})
    page = Page(empty.content.decode())
    assert empty.status_code == 400
    links = {a["href"] for a in page.all("a") if str(a.get("href", "")).startswith("#")}
    assert {"#sumber", "#rumus", "#satuan", "#penanggung_jawab", "#kode_wilayah_1", "#periode_1", "#nilai_1"} <= links
    typed = {"indikator": "K6", "satuan": "persen", "sumber": "Profil", "rumus": RULE, "penanggung_jawab": "Dinkes",
             "status": "tetap", "kode_wilayah_1": "53.01", "periode_1": "2024", "nilai_1": "81,2"}  # fmt: skip
    answer = oka.post("/angka-daerah/ketik/", typed)
    assert answer.status_code == 302
    assert [job.state for job in run_jobs()] == ["done"]
    assert "81,2" in Page(oka.get(answer["Location"]).content.decode()).words
    lost = oka.post("/angka-daerah/kirim/", {"berkas": sent("lain.csv", b"a;b\n1;2\n")})
    run_jobs()
    assert "Kolom yang wajib ada belum ditemukan" in Page(oka.get(lost["Location"]).content.decode()).words
