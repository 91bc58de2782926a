"""A list of names from request to destruction: two independent votes, sealed files, recipients only."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.names_cast import Known, known_people, lake_of_site
from tests.web_people import person, signed_in
from tests.web_site import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def lake(sample_lake: Path, settings: Any, tmp_path: Path) -> Iterator[Path]:
    settings.STATE = tmp_path / "state"
    with lake_of_site(sample_lake, settings) as path:
        yield path


@pytest.fixture
def known(lake: Path) -> Known:
    return known_people(lake)


class Office:
    """The people of one regency and one outsider, signed in."""

    def __init__(self) -> None:
        cast = {
            "Ina": ("perencana", "53.01", ()),
            "Oka": ("opd", "53.01", ("pkh",)),
            "Wati": ("walidata", "53.01", ()),
            "Vera": ("verifikator", "53.01", ()),
            "Karel": ("koordinator", "53.01", ()),
            "Putu": ("pdp", "53.01", ()),
            "Adi": ("admin", "53.01", ()),
            "Nico": ("perencana", "53.02", ()),
            "Kade": ("koordinator", "53.02", ()),
        }
        self.people = {
            name: person(name, role, region, programmes) for name, (role, region, programmes) in cast.items()
        }
        self.clients = {name: signed_in(user) for name, user in self.people.items()}

    def __getitem__(self, name: str) -> Any:
        return self.clients[name]


@pytest.fixture
def office(lake: Path) -> Office:
    return Office()


def form(**more: Any) -> dict[str, Any]:
    sent = {
        "tujuan": "penetapan_sasaran",
        "keterangan": "Calon penerima PKH yang belum terjangkau, tahap I",
        "dasar": "Peraturan Bupati 12/2026 pasal 4",
        "wilayah": "53.01",
        "program": "pkh",
        "satuan": "keluarga",
        "desil": "4",
        "lingkup": "desil_nasional",
        "penerimaan": "belum",
        "syarat": ["lansia"],
        "kolom": ["nama", "nik", "alamat", "desil_nasional"],
        "penerima": "oka@contoh.go.id",
        "sampai": (dt.date.today() + dt.timedelta(days=10)).isoformat(),
        "perjanjian": "",
    }
    return sent | more


def ask(client: Any, **more: Any) -> int:
    answer = client.post("/daftar-nama/baru/", form(**more))
    assert answer.status_code == 302, Page(answer.content.decode()).words[:2000]
    return int(answer.headers["Location"].strip("/").split("/")[-1])


def request_of(number: int) -> Any:
    from sepakat.web.names.models import ListRequest

    return ListRequest.objects.get(pk=number)


def act(client: Any, number: int, name: str, **sent: str) -> Any:
    return client.post(f"/daftar-nama/{number}/{name}/", sent)


def approve(office: Office, number: int, first: str = "Vera", second: str = "Putu") -> None:
    """Both votes; then the list is made, as the worker would."""
    from sepakat.web.names import generation

    for name in (first, second):
        assert act(office[name], number, "nilai", penilaian="setuju").status_code == 302
    assert request_of(number).state == "disusun"
    generation.make(number)


def ready(office: Office, **more: Any) -> int:
    number = ask(office["Ina"], **more)
    act(office["Ina"], number, "ajukan")
    approve(office, number)
    return number


def files(number: int) -> list[Any]:
    return list(request_of(number).files.all())


def fetch(client: Any, number: int, extension: str) -> Any:
    one = next(f for f in files(number) if f.extension == extension)
    return client.post(f"/daftar-nama/{number}/berkas/{one.pk}/")


def test_a_request_from_draft_to_download(
    office: Office, known: Known, django_capture_on_commit_callbacks: Any
) -> None:
    number = ask(office["Ina"])
    page = Page(office["Ina"].get(f"/daftar-nama/{number}/").content.decode())
    assert "Draf" in page.words
    assert "baris (dibulatkan)" in page.words
    assert act(office["Ina"], number, "ajukan").status_code == 302
    assert act(office["Vera"], number, "nilai", penilaian="setuju").status_code == 302
    with django_capture_on_commit_callbacks(execute=True):
        act(office["Karel"], number, "nilai", penilaian="setuju")
    from sepakat.web.jobs.models import Job

    job = Job.objects.get(kind="daftar.susun")
    from sepakat.web.jobs import running

    running.run(job)
    found = request_of(number)
    assert (job.state, found.state) == ("done", "siap")
    assert found.rows and len(files(number)) == 2
    page = Page(office["Oka"].get(f"/daftar-nama/{number}/").content.decode())
    assert "Berkas untuk Anda" in page.words
    answer = fetch(office["Oka"], number, "csv")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store, private"
    one = next(f for f in files(number) if f.extension == "csv")
    assert hashlib.sha256(answer.content).hexdigest() == one.sha256
    assert one.downloads == 1
    assert request_of(number).state == "diunduh"
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert "Untuk Oka" in rows[0][0] and f"DN-{number}" in rows[0][0]
    assert rows[1][:4] == ["Desa/kelurahan", "Nama", "NIK", "Alamat"]  # on every database
    inside = {c.nik for c in known.everybody if c.village.startswith("53.01.")}
    assert {row[2] for row in rows[2:]} <= inside
    assert len(rows) - 2 == found.rows
    audit = [e.action for e in entries(f"daftar:{number}")]
    for needed in ("daftar.minta", "daftar.setujui", "daftar.segel", "daftar.unduh"):
        assert needed in audit


def entries(target: str) -> list[Any]:
    from sepakat.web.governance.models import AuditEntry

    return list(AuditEntry.objects.filter(target=target).order_by("number"))


def test_nobody_reviews_their_own_nor_votes_twice(office: Office) -> None:
    """A planner who is also data protection officer cannot vote on what they asked for."""
    from sepakat.web.accounts.models import Assignment

    Assignment.objects.create(user=office.people["Ina"], role="pdp", region="53.01")
    number = ask(office["Ina"])
    act(office["Ina"], number, "ajukan")
    refused = act(office["Ina"], number, "nilai", penilaian="setuju")
    assert refused.status_code == 403
    assert "Permintaan sendiri dinilai orang lain" in refused.content.decode()
    assert act(office["Putu"], number, "nilai", penilaian="setuju").status_code == 302
    again = act(office["Putu"], number, "nilai", penilaian="setuju")
    assert again.status_code == 403
    assert "sudah menilai" in again.content.decode()
    assert request_of(number).votes.count() == 1
    assert request_of(number).state == "diajukan"


def test_a_recipient_does_not_review(office: Office) -> None:
    from sepakat.web.accounts.models import Assignment

    Assignment.objects.create(user=office.people["Oka"], role="koordinator", region="53.01")
    number = ask(office["Ina"])
    act(office["Ina"], number, "ajukan")
    assert act(office["Oka"], number, "nilai", penilaian="setuju").status_code == 403
    assert not request_of(number).votes.exists()


def test_one_of_the_two_is_an_officer(office: Office) -> None:
    number = ask(office["Ina"])
    act(office["Ina"], number, "ajukan")
    act(office["Vera"], number, "nilai", penilaian="setuju")
    refused = act(office["Wati"], number, "nilai", penilaian="setuju")
    assert refused.status_code == 403
    assert "pejabat pelindungan data atau koordinator" in refused.content.decode()
    assert act(office["Karel"], number, "nilai", penilaian="setuju").status_code == 302


def test_votes_are_blind_until_both_are_in(office: Office) -> None:
    """Neither the page, nor the history, nor the audit tells the first vote before the second."""
    number = ask(office["Ina"])
    act(office["Ina"], number, "ajukan")
    act(office["Vera"], number, "nilai", penilaian="tolak", alasan="tujuannya tidak memerlukan nama")
    for name in ("Ina", "Putu", "Karel"):
        text = Page(office[name].get(f"/daftar-nama/{number}/").content.decode()).words
        assert "tujuannya tidak memerlukan" not in text
        assert "Vera" not in text
    assert "tujuannya tidak memerlukan" in office["Vera"].get(f"/daftar-nama/{number}/").content.decode()
    assert all("tolak" not in f"{e.outcome} {e.facts}" for e in entries(f"daftar:{number}"))
    assert request_of(number).state == "diajukan"
    act(office["Putu"], number, "nilai", penilaian="setuju")
    assert request_of(number).state == "ditolak"
    text = Page(office["Ina"].get(f"/daftar-nama/{number}/").content.decode()).words
    assert "tujuannya tidak memerlukan nama" in text and "Vera" in text


def test_returned_requests_are_mended_and_sent_again(office: Office) -> None:
    number = ask(office["Ina"])
    act(office["Ina"], number, "ajukan")
    refused = act(office["Vera"], number, "nilai", penilaian="kembalikan", alasan="")
    assert refused.status_code == 400
    act(office["Vera"], number, "nilai", penilaian="kembalikan", alasan="kolom NIK tidak diperlukan")
    act(office["Putu"], number, "nilai", penilaian="setuju")
    assert request_of(number).state == "dikembalikan"
    changed = office["Ina"].post(f"/daftar-nama/{number}/ubah/", form(kolom=["nama", "alamat"]))
    assert changed.status_code == 302
    act(office["Ina"], number, "ajukan")
    found = request_of(number)
    assert (found.state, found.round, list(found.picked)) == ("diajukan", 2, ["nama", "alamat"])
    assert act(office["Vera"], number, "nilai", penilaian="setuju").status_code == 302


def test_only_the_named_recipient_downloads(office: Office) -> None:
    number = ready(office)
    assert fetch(office["Ina"], number, "csv").status_code == 403
    assert fetch(office["Nico"], number, "csv").status_code == 404  # as for a request that does not exist
    for name in ("Kade", "Adi"):  # no role that downloads: refused before anything is looked for
        assert fetch(office[name], number, "csv").status_code == 403, name
    assert fetch(office["Putu"], number, "csv").status_code == 403
    assert fetch(signed_in(office.people["Oka"], two_step=False), number, "csv").status_code in (302, 403)
    assert files(number)[0].downloads == 0
    one = files(number)[0]
    assert office["Oka"].get(f"/daftar-nama/{number}/berkas/{one.pk}/").status_code == 405
    assert office["Oka"].post(f"/daftar-nama/{number}/berkas/{one.pk + 50}/").status_code == 404
    for path in ("../../etc/passwd", "..%2f..%2fsecret", f"{one.pk}%2f..%2f..", "1e9"):
        assert office["Oka"].post(f"/daftar-nama/{number}/berkas/{path}/").status_code in (400, 404)


def test_revoking_ends_a_list_at_once(office: Office, django_capture_on_commit_callbacks: Any) -> None:
    from sepakat.web.names import sealing

    number = ready(office)
    assert act(office["Vera"], number, "cabut", alasan="tidak boleh, bukan hak saya").status_code == 403
    assert act(office["Karel"], number, "cabut", alasan="x").status_code == 400
    with django_capture_on_commit_callbacks(execute=True):
        assert act(office["Putu"], number, "cabut", alasan="penerima pindah tugas").status_code == 302
    assert request_of(number).state == "dicabut"
    assert list(sealing.folder().iterdir()) == []
    assert {f.destroyed_why for f in files(number)} == {"dicabut"}
    assert fetch(office["Oka"], number, "csv").status_code == 400
    assert [e.action for e in entries(f"daftar:{number}")].count("daftar.musnah") == 2
    assert "Pemusnahan" in Page(office["Putu"].get(f"/daftar-nama/{number}/").content.decode()).words


def test_a_list_ends_on_its_day_by_access_and_by_command(
    office: Office, django_capture_on_commit_callbacks: Any
) -> None:
    from sepakat.web.names import actions, sealing
    from sepakat.web.names.models import ListRequest

    first, second = ready(office), ready(office, kolom=["nama"])
    yesterday = dt.date.today() - dt.timedelta(days=2)
    ListRequest.objects.filter(pk=first).update(expires=yesterday)
    with django_capture_on_commit_callbacks(execute=True):
        answer = fetch(office["Oka"], first, "xlsx")
    assert answer.status_code == 400
    assert request_of(first).state == "berakhir"
    ListRequest.objects.filter(pk=second).update(expires=yesterday)
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.expire_all() == 2
    assert list(sealing.folder().iterdir()) == []
    assert {f.destroyed_why for f in files(second)} == {"berakhir"}
    third = ready(office)
    ListRequest.objects.filter(pk=third).update(expires=dt.date.today())  # the last day is still a day
    assert fetch(office["Oka"], third, "csv").status_code == 200


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"tujuan": "pengaduan_warga"}, "Pilih tujuan daftar"),
        ({"keterangan": "untuk 5301010101010001 saja"}, "jangan memuat NIK"),
        ({"dasar": ""}, "Dasar hukum ditulis"),
        ({"wilayah": "53.02"}, "di luar wewenang"),
        ({"wilayah": "53"}, "di luar wewenang"),
        ({"wilayah": "53.01.99"}, "tidak dikenal"),
        ({"kolom": []}, "sedikitnya satu kolom"),
        ({"kolom": ["nama", "disabilitas"]}, "tidak ada untuk satuan"),
        ({"kolom": ["nama", "jumlah_disabilitas"]}, "Alasan kolom"),
        ({"kolom": ["nama", "nik; DROP TABLE"]}, "tidak dikenal"),
        ({"syarat": ["1=1"]}, "tidak dikenal"),
        ({"program": "pip"}, "tidak diketahui untuk satuan ini"),
        ({"program": "tidak_ada"}, "Pilih program dari daftar"),
        ({"desil": "11"}, "desil 1 sampai 10"),
        ({"desil": "²"}, "desil 1 sampai 10"),
        ({"penerimaan": "antrean", "pertama": "9" * 5000}, "misalnya 100"),
        ({"sampai": "2031-01-01"}, "paling lama sampai"),
        ({"sampai": dt.date.today().isoformat()}, "paling cepat besok"),
        ({"penerima": "nico@contoh.go.id"}, "tidak berhak mengunduh"),
        ({"penerima": "hantu@contoh.go.id"}, "tidak berhak mengunduh"),
        ({"penerima": ""}, "surel penerima"),
        ({"luar": "1"}, "Pilih perjanjian"),
    ],
)
def test_what_is_amiss_is_told_and_nothing_is_made(office: Office, sent: dict[str, Any], words: str) -> None:
    from sepakat.web.names.models import ListRequest

    answer = office["Ina"].post("/daftar-nama/baru/", form(**sent))
    page = Page(answer.content.decode())
    assert answer.status_code == 400
    assert words in page.words
    assert not ListRequest.objects.exists()
    assert all(page.captions)


def test_an_office_asks_for_its_own_programmes_only(office: Office) -> None:
    refused = office["Oka"].post("/daftar-nama/baru/", form(program="sembako", penerima="oka@contoh.go.id"))
    assert refused.status_code == 400
    assert "bukan program kantor Anda" in refused.content.decode()
    assert office["Oka"].post("/daftar-nama/baru/", form(program="", penerimaan="semua")).status_code == 400
    assert ask(office["Oka"]) > 0


def test_the_estimate_is_never_exact(office: Office, lake: Path) -> None:
    number = ask(office["Ina"], kolom=["nama"])
    words = Page(office["Ina"].get(f"/daftar-nama/{number}/").content.decode()).words
    assert "sekitar 10 baris" in words or "kurang dari 10 baris" in words


def test_sharing_with_another_agency_needs_its_agreement(office: Office) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    sent = {"jenis": "PKS", "nomor": "100.3/12/2026", "tanggal": "2026-08-17", "sampai": "",
            "instansi": "BPJS Kesehatan", "tentang": "berbagi data penerima bantuan", "wilayah": "53.01"}  # fmt: skip
    refused = office["Karel"].post("/perjanjian/", sent)
    assert refused.status_code == 400
    assert (
        office["Ina"].post("/perjanjian/", sent | {"dokumen": SimpleUploadedFile("a.pdf", b"PKS")}).status_code == 400
    )
    made = office["Karel"].post("/perjanjian/", sent | {"dokumen": SimpleUploadedFile("a.pdf", b"PKS")})
    assert made.status_code == 302
    from sepakat.web.names.models import Agreement

    one = Agreement.objects.get()
    assert one.sha256 == hashlib.sha256(b"PKS").hexdigest()
    number = ask(office["Ina"], luar="1", perjanjian=str(one.pk))
    assert request_of(number).agreement == one
    assert office["Ina"].post(f"/perjanjian/{one.pk}/akhiri/").status_code == 404
    assert office["Kade"].post(f"/perjanjian/{one.pk}/akhiri/").status_code == 404
    assert office["Karel"].post(f"/perjanjian/{one.pk}/akhiri/").status_code == 302
    assert office["Ina"].post("/daftar-nama/baru/", form(luar="1", perjanjian=str(one.pk))).status_code == 400
    assert one.number not in office["Kade"].get("/perjanjian/").content.decode()


def test_what_waits_is_on_the_desk(office: Office) -> None:
    number = ask(office["Ina"])
    assert "Permintaan daftar nama untuk dinilai" not in office["Vera"].get("/meja/").content.decode()
    act(office["Ina"], number, "ajukan")
    for name, waits in (("Vera", True), ("Putu", True), ("Kade", False), ("Ina", False)):
        text = office[name].get("/meja/").content.decode()
        assert ("Permintaan daftar nama untuk dinilai" in text) is waits, name
    approve(office, number)
    assert "Daftar nama yang siap diunduh" in office["Oka"].get("/meja/").content.decode()


def test_sealed_files_are_encrypted_owner_only_and_checked(office: Office, known: Known) -> None:
    from sepakat.web.names import sealing

    number = ready(office)
    for path in sealing.folder().iterdir():
        assert path.stat().st_mode & 0o777 == 0o600
        raw = path.read_bytes()
        assert all(c.nik.encode() not in raw for c in known.inside)
        path.write_bytes(raw[:-1] + bytes([raw[-1] ^ 1]))
    assert sealing.folder().stat().st_mode & 0o777 == 0o700
    answer = fetch(office["Oka"], number, "csv")
    assert answer.status_code == 400
    assert "rusak atau hilang" in answer.content.decode()


def test_a_leaked_file_names_its_recipient(office: Office, lake: Path) -> None:
    """The order of ties tells two recipients apart, after the visible mark has been cut off and rows left out."""
    from sepakat.lake import Lake
    from sepakat.targeting import marks

    number = ready(office, penerima="oka@contoh.go.id\nina@contoh.go.id", desil="", penerimaan="semua", syarat=[])
    rows = {}
    for name in ("Oka", "Ina"):
        one = next(f for f in files(number) if f.extension == "csv" and f.recipient == office.people[name])
        text = office[name].post(f"/daftar-nama/{number}/berkas/{one.pk}/").content.decode("utf-8-sig")
        whole = list(csv.reader(io.StringIO(text), delimiter=";"))[2:]
        rows[name] = [row[:5] for row in whole]  # the codes of rows are each recipient's own
    assert sorted(map(tuple, rows["Oka"])) == sorted(map(tuple, rows["Ina"]))
    assert rows["Oka"] != rows["Ina"]
    home = Lake.open(lake)
    secrets = {n: marks.key(home, number, office.people[n].pk) for n in rows}
    leaked = [row for i, row in enumerate(rows["Ina"]) if i % 3]
    ties = [(row[0], row[4]) for row in leaked]
    found = marks.trace(leaked, ties, secrets)
    right, pairs = found["Ina"]
    assert right == pairs > 10
    assert found["Oka"][0] < 0.8 * pairs
    from sepakat.web.names import leaks

    (who, in_order, of), *others = leaks.trace([["RAHASIA"], *leaked], number)
    assert (who, in_order, of) == ("Ina", right, pairs)
    assert others[0][0] == "Oka"
