"""A region's own figures and a table of BPS through the upload page: recognised, refused in words, taken in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sepakat import releasing
from sepakat.lake import Lake
from sepakat.releasing.standing import standing
from tests.web_people import person, signed_in
from tests.web_site import Page, application
from tests.web_uploads import run_jobs, sent, upload_in

pytestmark = pytest.mark.django_db
HEAD = "indikator;kode_wilayah;periode;nilai;satuan;sumber;rumus;penanggung_jawab\n"
GOOD = "Kunjungan K6;53.01;{year};81,2;persen;Profil Kesehatan;diperiksa enam kali / sasaran × 100;Dinas Kesehatan\n"


@pytest.fixture
def lake(tmp_path: Path, settings: Any) -> Iterator[Lake]:
    application()
    made = Lake.create(tmp_path / "lake")
    settings.LAKE = made.path
    settings.STATE = tmp_path / "state"
    yield made


@pytest.fixture
def pras(lake: Lake) -> Any:
    return signed_in(person("Pras", "produsen", "53.01"))


def test_own_figures_go_through_the_upload_page_and_wait(lake: Lake, pras: Any) -> None:
    rows = "".join(GOOD.format(year=year) for year in range(2005, 2025))
    without = GOOD.format(year=2025).replace("diperiksa enam kali / sasaran × 100", "")
    elsewhere = GOOD.format(year=2025).replace("53.01", "53.02")
    upload = upload_in(pras, [sent("profil.csv", (HEAD + rows + without + elsewhere).encode())])
    assert [job.state for job in run_jobs()] == ["done"]
    upload.refresh_from_db()
    assert (upload.source, upload.state, upload.accepted) == ("data_daerah", "checked", 20)
    page = Page(pras.get(f"/data/unggah/{upload.key}/").content.decode())
    assert "rumus" in page.words
    assert pras.post(f"/data/unggah/{upload.key}/terima/").status_code == 403, "own figures are decided by another"
    wati = signed_in(person("Wati", "walidata", "53.01"))
    assert wati.post(f"/data/unggah/{upload.key}/terima/").status_code == 302
    assert [job.state for job in run_jobs()] == ["done"]
    (intake,) = releasing.intake_ids(lake)
    assert [(line["state"], line["figures"]) for line in standing(lake)] == [("masuk", 20)]
    assert intake.endswith("data_daerah")


def test_a_table_of_bps_is_recognised_on_the_page(lake: Lake, pras: Any) -> None:
    text = "Persentase Penduduk Miskin, Maret\nKabupaten/Kota;2022;2023\nKupang;22,02;21,78\nSumber: BPS\n"
    upload = upload_in(pras, [sent("p0.csv", text.encode())])
    assert [job.state for job in run_jobs()] == ["done"]
    upload.refresh_from_db()
    assert (upload.source, upload.state, upload.accepted, upload.refused) == ("angka_bps", "checked", 2, 0)
