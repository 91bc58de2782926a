"""Look-ups and the family page on a real release: purpose first, one row per NIK, nothing from elsewhere."""

from __future__ import annotations

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
def lake(sample_lake: Path, settings: Any) -> Iterator[Path]:
    with lake_of_site(sample_lake, settings) as path:
        yield path


@pytest.fixture
def known(lake: Path) -> Known:
    return known_people(lake)


@pytest.fixture
def vera(db: None) -> Any:
    return signed_in(person("Vera", "verifikator", "53.01"))


def entries(**facts: Any) -> list[Any]:
    from sepakat.web.governance.models import AuditEntry

    return list(AuditEntry.objects.filter(**facts).order_by("number"))


def log_lines(lake: Path) -> int:
    return len((lake / "vault" / "access.jsonl").read_text(encoding="utf-8").splitlines())


def search(client: Any, *niks: str, **more: str) -> Any:
    return client.post("/nama/", PURPOSE | {"nik": "\n".join(niks)} | more)


def test_a_nik_is_found_masked_and_recorded(vera: Any, known: Known, lake: Path) -> None:
    one = known.inside[0]
    before = log_lines(lake)
    answer = search(vera, one.nik)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert f"/keluarga/{one.family_id}/" in text
    assert f"{one.nik[:4]}••••••••{one.nik[-4:]}" in text
    assert one.nik not in text
    assert log_lines(lake) == before + 1
    (entry,) = entries(action="nama.cari")
    assert (entry.outcome, entry.purpose, entry.role) == ("ok", "verifikasi_lapangan", "verifikator")
    assert entry.region == one.village
    assert entry.subjects.count() == 2


def test_elsewhere_reads_like_nowhere(vera: Any, known: Known) -> None:
    """A NIK of the neighbour, and a NIK of nobody: the same page, byte for byte but for the masked number."""
    there, nowhere = known.outside[0].nik, "5301999999999999"
    pages = [search(vera, nik).content.decode() for nik in (there, nowhere)]
    cut = [
        _body(page).replace(f"{nik[:4]}••••••••{nik[-4:]}", "…")
        for page, nik in zip(pages, (there, nowhere), strict=True)
    ]
    assert cut[0] == cut[1]
    assert "Tidak ada di wilayah Anda" in cut[0]
    assert [e.outcome for e in entries(action="nama.cari")] == ["tidak_ada", "tidak_ada"]
    assert {e.region for e in entries(action="nama.cari")} == {"53.01"}


def _body(page: str) -> str:
    return "\n".join(line for line in page.split("<main", 1)[1].splitlines() if "csrfmiddlewaretoken" not in line)


def test_two_hundred_at_a_time_one_row_each(vera: Any, known: Known, lake: Path) -> None:
    niks = list(dict.fromkeys(p.nik for p in known.inside))[:200]
    before = log_lines(lake)
    answer = search(vera, *niks)
    assert answer.status_code == 200
    assert len(entries(action="nama.cari")) == len(niks)
    assert log_lines(lake) == before + len(niks)
    assert search(vera, *[f"53010000000{n:05d}" for n in range(201)]).status_code == 400
    assert len(entries(action="nama.cari")) == len(niks)


def test_bad_lines_are_told_all_together_and_kept(vera: Any, lake: Path) -> None:
    typed = "530101\n5301 0101 0101 0001\nabc"
    answer = search(vera, typed)
    text = answer.content.decode()
    assert answer.status_code == 400
    assert "Baris 1: NIK harus 16 angka; tertulis 6." in text
    assert "Baris 3: NIK hanya berisi angka." in text
    assert "530101\n5301 0101" in text.replace("\r", "")
    assert not entries(action="nama.cari")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("tujuan", "", "Pilih tujuan"),
        ("tujuan", "hak_subjek_data", "Pilih tujuan"),
        ("keterangan", "x", "ditulis dengan kata"),
        ("keterangan", "cek NIK 5301010101010001 di lapangan", "jangan memuat NIK"),
    ],
)
def test_without_a_purpose_nothing_is_looked_up(
    vera: Any, known: Known, lake: Path, field: str, value: str, words: str
) -> None:
    before = log_lines(lake)
    answer = search(vera, known.inside[0].nik, **{field: value})
    assert answer.status_code == 400
    assert words in Page(answer.content.decode()).words
    assert not entries(action="nama.cari")
    assert log_lines(lake) == before


def test_the_purpose_holds_for_a_while_then_is_asked_again(vera: Any, known: Known) -> None:
    from django.utils import timezone

    from sepakat.web.names.models import StatedPurpose

    one = known.inside[0]
    search(vera, one.nik)
    assert vera.post("/nama/", {"nik": one.nik}).status_code == 200
    assert vera.get(f"/keluarga/{one.family_id}/").status_code == 200
    StatedPurpose.objects.update(until=timezone.now())
    assert vera.post("/nama/", {"nik": one.nik}).status_code == 400
    page = vera.get(f"/keluarga/{one.family_id}/").content.decode()
    assert "Buka keluarga" in page
    assert one.name not in page


def test_the_day_has_a_limit(vera: Any, known: Known, monkeypatch: pytest.MonkeyPatch) -> None:
    from sepakat.web.names import lake as house

    whole = house.number
    monkeypatch.setattr(house, "number", lambda name: 2 if name == "cari_nik_sehari_maks" else whole(name))
    niks = [p.nik for p in known.inside[:3]]
    assert search(vera, *niks[:2]).status_code == 200
    refused = search(vera, niks[2])
    assert refused.status_code == 400
    assert "24 jam" in refused.content.decode()


def test_the_family_page_tells_members_sources_decile_and_programmes(vera: Any, known: Known) -> None:
    one = known.inside[0]
    answer = vera.post(f"/keluarga/{one.family_id}/", PURPOSE, follow=True)
    page = Page(answer.content.decode())
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert one.name in page.words
    assert one.nik not in page.words
    for heading in (
        "Siapa yang tinggal di sini",
        "Desil (simulasi)",
        "Rumah dan aset",
        "Sumber dan perbedaan",
        "Program",
    ):
        assert heading in page.words
    assert "DTSEN" in page.words
    assert "Perlu diverifikasi" in page.words
    assert "berhak menurut aturan (desil simulasi)" in page.words
    assert len(page.all("h1")) == 1
    assert all(page.captions)
    (entry,) = entries(action="keluarga.lihat")
    assert entry.subjects.count() == len([p for p in known.everybody if p.family_id == one.family_id])


def test_families_elsewhere_and_nowhere_are_one_answer(vera: Any, known: Known) -> None:
    there, nowhere = known.outside[0].family_id, 987654321
    vera.post("/nama/", PURPOSE | {"nik": known.inside[0].nik})
    pages = [vera.get(f"/keluarga/{n}/") for n in (there, nowhere, 2**70)]
    assert [p.status_code for p in pages] == [404, 404, 404]
    bodies = {p.content.decode().split("<main", 1)[1] for p in pages}
    assert len(bodies) == 1


def test_one_nik_opens_for_a_reason_and_one_row(vera: Any, known: Known) -> None:
    one = known.inside[0]
    vera.post(f"/keluarga/{one.family_id}/", PURPOSE)
    address = f"/keluarga/{one.family_id}/nik/"
    refused = vera.post(address, {"orang": one.person_id, "alasan": "cek"})
    assert refused.status_code == 400
    assert one.nik not in refused.content.decode()
    assert not entries(action="nik.buka")
    opened = vera.post(address, {"orang": one.person_id, "alasan": "mencocokkan dengan kartu di tempat"})
    assert opened.status_code == 200
    assert opened.content.decode().count(one.nik) == 1
    (entry,) = entries(action="nik.buka")
    assert entry.subjects.count() == 1
    stranger = known.outside[0]
    assert vera.post(address, {"orang": stranger.person_id, "alasan": "mencocokkan dengan kartu"}).status_code == 404
    assert vera.get(address).status_code == 405


@pytest.mark.parametrize(
    ("role", "region", "two_step", "status"),
    [
        ("verifikator", "53.01", True, 200),
        ("operator_desa", "53.01.25.2004", True, 200),
        ("verifikator", "53.01", False, 302),
        ("perencana", "53.01", True, 403),
        ("pdp", "53.01", True, 403),
        ("admin", "53.01", True, 403),
        ("", "53.01", True, 403),
    ],
)
def test_only_roles_of_names_with_two_steps_come_in(
    lake: Path, role: str, region: str, two_step: bool, status: int
) -> None:
    client = signed_in(person("Seseorang", role, region), two_step)
    for path in ("/nama/", "/keluarga/1/"):
        assert client.get(path).status_code == status, path


def test_strangers_are_led_to_sign_in(lake: Path, client: Any) -> None:
    for path in ("/nama/", "/keluarga/1/"):
        answer = client.get(path, headers={"host": "localhost"})
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/akun/")


def test_nothing_of_a_person_in_audit_logs_or_errors(
    vera: Any, known: Known, caplog: pytest.LogCaptureFixture, lake: Path
) -> None:
    one, other = known.inside[0], known.outside[0]
    search(vera, one.nik, other.nik)
    vera.get(f"/keluarga/{one.family_id}/")
    error = vera.get(f"/keluarga/{other.family_id}/").content.decode()
    written = " ".join(
        f"{e.target} {e.purpose} {e.facts} {e.region} {list(e.subjects.values_list('subject', flat=True))}"
        for e in entries()
    )
    told = written + caplog.text + error + (lake / "vault" / "access.jsonl").read_text(encoding="utf-8")
    for secret in (one.nik, other.nik, one.name, other.name):
        assert secret not in told
