"""A citizen asks who has seen their data: every look comes back, by office, role and purpose, within the term."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.names_cast import Known, known_people, lake_of_site
from tests.web_people import person, signed_in
from tests.web_site import Page

pytestmark = pytest.mark.django_db
PURPOSE = {"tujuan": "verifikasi_lapangan", "keterangan": "Verifikasi calon penerima bantuan rumah"}


@pytest.fixture
def lake(sample_lake: Path, settings: Any, tmp_path: Path) -> Iterator[Path]:
    settings.STATE = tmp_path / "state"
    with lake_of_site(sample_lake, settings) as path:
        yield path


@pytest.fixture
def known(lake: Path) -> Known:
    return known_people(lake)


def now() -> str:
    from django.utils import timezone

    return timezone.localtime().strftime("%Y-%m-%dT%H:%M")


def ask(client: Any, nik: str, at: str = "") -> Any:
    return client.post("/jejak-warga/", {"nik": nik, "diterima": at or now()})


def test_every_look_comes_back(lake: Path, known: Known) -> None:
    """A look-up, a family page opened for another member, a NIK in full, and a download of a list."""
    from sepakat.web.governance.audit import record
    from sepakat.web.names import actions, generation
    from sepakat.web.names.models import ListRequest, Recipient

    vera_user = person("Vera", "verifikator", "53.01")
    vera_user.office = "Dinas Sosial"
    vera_user.save()
    vera, putu = signed_in(vera_user), signed_in(person("Putu", "pdp", "53.01"))
    one = next(c for c in known.inside if sum(c.family_id == o.family_id for o in known.everybody) > 1)
    vera.post("/nama/", PURPOSE | {"nik": one.nik})
    vera.get(f"/keluarga/{one.family_id}/")
    vera.post(f"/keluarga/{one.family_id}/nik/", {"orang": one.person_id, "alasan": "mencocokkan dengan kartu"})
    oka = person("Oka", "opd", "53.01", ("pkh",))
    made = ListRequest.objects.create(
        by=person("Ina", "perencana"), region="53.01", state="disusun", role="perencana", unit="orang", round=1,
        purpose="penetapan_sasaran", columns={"nama": ""}, expires=dt.date.today() + dt.timedelta(days=3),
    )  # fmt: skip
    Recipient.objects.create(request=made, user=oka)
    generation.make(made.pk)
    made.refresh_from_db()
    file = made.files.first()
    assert signed_in(oka).post(f"/daftar-nama/{made.pk}/berkas/{file.pk}/").status_code == 200
    record(actions.SYSTEM, "lain", subjects=["0" * 32])  # somebody else's entry

    answer = ask(putu, one.nik)
    assert answer.status_code == 302
    assert one.nik not in answer.headers["Location"]
    words = Page(putu.get(answer.headers["Location"]).content.decode()).words
    for told in (
        "Mencari NIK Anda", "Membuka laman keluarga Anda", "Membuka NIK Anda secara lengkap",
        "Memasukkan nama Anda dalam daftar tersegel", "Mengunduh daftar yang memuat nama Anda",
        "Dinas Sosial", "Verifikator", "Verifikasi lapangan", "Penetapan sasaran program",
    ):  # fmt: skip
        assert told in words, told
    assert "Vera" not in words
    assert one.nik not in words and one.name not in words


def test_a_citizen_nobody_looked_at_is_told_so(lake: Path, known: Known) -> None:
    putu = signed_in(person("Putu", "pdp", "53.01"))
    answer = ask(putu, known.inside[5].nik)
    words = Page(putu.get(answer.headers["Location"]).content.decode()).words
    assert "Menjawab pertanyaan Anda ini" in words
    assert "Mencari NIK Anda" not in words


def test_the_clock_runs_three_days_and_stops(lake: Path, known: Known) -> None:
    from sepakat.web.names.models import CitizenRequest

    putu = signed_in(person("Putu", "pdp", "53.01"))
    early = dt.datetime.now() - dt.timedelta(hours=80)
    ask(putu, known.inside[0].nik, early.strftime("%Y-%m-%dT%H:%M"))
    ask(putu, known.inside[1].nik)
    late, fresh = CitizenRequest.objects.order_by("id")
    assert late.due_at - late.received_at == dt.timedelta(hours=72)
    words = Page(putu.get("/jejak-warga/").content.decode()).words
    assert "lewat batas" in words and "sisa 71 jam" in words
    assert "Warga yang menunggu jawaban" in putu.get("/meja/").content.decode()
    assert putu.post(f"/jejak-warga/{fresh.pk}/terjawab/").status_code == 302
    fresh.refresh_from_db()
    assert fresh.answered_at and fresh.answered_by
    assert "terjawab" in putu.get("/jejak-warga/").content.decode()


def test_the_nik_is_not_kept_and_other_regions_are_closed(lake: Path, known: Known) -> None:
    from sepakat.web.names.models import CitizenRequest

    putu = signed_in(person("Putu", "pdp", "53.01"))
    ask(putu, known.inside[0].nik)
    (kept,) = CitizenRequest.objects.all()
    assert known.inside[0].nik not in f"{kept.__dict__}"
    other = signed_in(person("Pande", "pdp", "53.02"))
    for path in (f"/jejak-warga/{kept.pk}/", "/jejak-warga/99999/", f"/jejak-warga/{2**70}/"):
        assert other.get(path).status_code == 404
    assert other.post(f"/jejak-warga/{kept.pk}/terjawab/").status_code == 404
    assert f"/jejak-warga/{kept.pk}/" not in other.get("/jejak-warga/").content.decode()
    assert signed_in(person("Vera", "verifikator")).get("/jejak-warga/").status_code == 403


@pytest.mark.parametrize(
    ("nik", "at"), [("123", ""), ("", ""), ("5301010101010001", "besok"), ("5301010101010001", "2099-01-01T00:00")]
)
def test_a_form_that_is_amiss_is_told(lake: Path, nik: str, at: str) -> None:
    from sepakat.web.names.models import CitizenRequest

    answer = ask(signed_in(person("Putu", "pdp", "53.01")), nik, at)
    assert answer.status_code == 400
    assert not CitizenRequest.objects.exists()


def test_subjects_are_hashed_as_the_audit_says(lake: Path) -> None:
    """`targeting` and `access.audit` may not import one another; they must hash alike."""
    from sepakat import targeting
    from sepakat.access import audit
    from sepakat.lake import Lake
    from sepakat.targeting.subjects import _key

    home = Lake.open(lake)
    key = _key(home)
    assert targeting.subjects(home, [7]) == [audit.subject(key, "orang:7")]
    assert targeting.subject_of_nik(home, "5301010101010001") == audit.subject(key, "nik:5301010101010001")
    assert len({*targeting.subjects(home, range(50))}) == 50
