"""From a list that was handed over to delivery against plan: one by one, by file, corrected, taken back, protected."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from tests.delivery_cast import Office, fetched, filled, made_list, rows_of
from tests.names_cast import lake_of_site
from tests.web_site import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def lake(sample_lake: Path, settings: Any, tmp_path: Path) -> Iterator[Path]:
    settings.STATE = tmp_path / "state"
    with lake_of_site(sample_lake, settings) as path:
        yield path
        for file in (path / "delivery").glob("*"):
            file.unlink()


@pytest.fixture
def office(lake: Path) -> Office:
    return Office()


def words(answer: Any) -> str:
    return str(Page(answer.content.decode()).words)


def codes_of(rows: list[list[str]]) -> list[str]:
    at = rows[1].index("Kode baris")
    return [row[at] for row in rows[2:]]


def send(client: Any, number: int, content: bytes, name: str = "daftar.csv") -> Any:
    return client.post(f"/penyaluran/{number}/unggah/", {"berkas": SimpleUploadedFile(name, content)})


def test_nothing_comes_back_before_the_list_is_handed_over(office: Office) -> None:
    made = made_list(office)
    assert office["Vera"].get(f"/penyaluran/{made.pk}/").status_code == 404
    fetched(office, made)
    assert office["Vera"].get(f"/penyaluran/{made.pk}/").status_code == 200
    for name in ("Nico", "Lain"):  # another regency, another programme: as if it did not exist
        assert office[name].get(f"/penyaluran/{made.pk}/").status_code == 404, name


def test_one_row_by_its_code(office: Office) -> None:
    made = made_list(office)
    code = codes_of(rows_of(fetched(office, made)))[0]
    url = f"/penyaluran/{made.pk}/catat/"
    sent = {"kode": code, "hasil": "dibayar", "periode": "2026-T1", "jumlah": "Rp750.000", "tanggal": ""}
    wrong = office["Oka"].post(url, sent | {"kode": code[:-1] + ("B" if code[-1] != "B" else "C"), "jumlah": "banyak"})
    assert wrong.status_code == 400
    assert "Kode baris itu tidak ada" in words(wrong) and "misalnya 750.000" in words(wrong)
    assert 'value="banyak"' in wrong.content.decode()  # what was typed stays
    assert office["Oka"].post(url, sent).status_code == 302
    from sepakat.web.delivery.models import Outcome
    from sepakat.web.governance.models import AuditEntry

    one = Outcome.objects.get()
    assert (one.kind, one.period, one.amount) == ("dibayar", "2026-T1", 750_000)
    assert one.row.number == int(code.split("-")[0])
    entry = AuditEntry.objects.get(action="penyaluran.catat")
    assert (entry.target, entry.outcome, entry.role) == (f"daftar:{made.pk}", "dibayar", "opd")
    assert entry.subjects.count() == 1
    assert office["Lina"].post(url, sent).status_code == 403


def test_a_correction_keeps_the_history_and_can_be_taken_back(office: Office) -> None:
    made = made_list(office)
    code = codes_of(rows_of(fetched(office, made)))[0]
    number = int(code.split("-")[0])
    url = f"/penyaluran/{made.pk}/catat/"
    for amount in ("500000", "750000"):
        office["Oka"].post(
            url, {"kode": code, "hasil": "dibayar", "periode": "2026-01", "jumlah": amount, "tanggal": ""}
        )
    from sepakat.web.delivery import reading
    from sepakat.web.delivery.models import Outcome

    assert reading.progress(made, ("53.01",)).whole.amount == 750_000
    page = office["Oka"].get(f"/penyaluran/{made.pk}/baris/{number}/")
    assert "500.000" in words(page) and "750.000" in words(page)
    last = Outcome.objects.latest("pk")
    assert office["Vera"].post(f"/penyaluran/{made.pk}/hasil/{last.pk}/batal/").status_code == 302
    assert reading.progress(made, ("53.01",)).whole.amount == 500_000
    assert office["Vera"].post(f"/penyaluran/{made.pk}/hasil/{last.pk}/batal/").status_code == 400
    assert Outcome.objects.count() == 2


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_a_returned_file_is_read_whole_recorded_and_taken_back(office: Office, extension: str) -> None:
    made = made_list(office)
    rows = rows_of(fetched(office, made))
    paid, refused = ("Dibayar", "2026-01", "750.000", "17-08-2026"), ("menolak", "", "", "")
    outcomes = {0: paid, 1: refused, 2: ("Terverifikasi", "", "", "2026-08-17"), 3: ("entah", "", "", "")}
    outcomes[4] = ("Dibayar", "Januari", "0", "31-02-2026")
    content = filled(rows, outcomes)
    if extension == "xlsx":
        book = load_workbook(io.BytesIO(fetched(office, made, extension="xlsx")))
        sheet, heads = book.worksheets[0], len(rows[1])
        held = [[str(c.value or "") for c in row] for row in sheet.iter_rows()]
        for at, told in outcomes.items():
            for i, value in enumerate(told):
                typed: Any = 750000 if value == "750.000" else value
                typed = {"2026-01": dt.datetime(2026, 1, 1)}.get(value, typed)  # as spreadsheets take it
                sheet.cell(at + 3, heads - 3 + i).value = dt.datetime(2026, 8, 17) if "17" in value else typed
        out = io.BytesIO()
        book.save(out)
        content = out.getvalue()
        assert [r[-5] for r in held[2:]] == codes_of(rows)  # the same order in both forms
    answer = send(office["Vera"], made.pk, content, f"kembali.{extension}")
    assert answer.status_code == 302
    where = answer.headers["Location"]
    page = office["Vera"].get(where)
    text = words(page)
    assert "3 baris dapat dicatat, 4 masalah" in text
    for needed in ("Hasil harus salah satu dari", "Periode ditulis", "Jumlah harus di antara", "Tanggal ditulis"):
        assert needed in text
    assert page.content.decode().count('class="num">6</th>') == 1  # rows of the file, as a spreadsheet numbers them
    assert page.content.decode().count('class="num">7</th>') == 3
    from sepakat.web.delivery import reading
    from sepakat.web.delivery.models import Outcome
    from sepakat.web.governance.models import AuditEntry

    assert not Outcome.objects.exists()
    assert office["Vera"].post(where + "catat/").status_code == 302
    assert Outcome.objects.get(kind="dibayar").period == "2026-01"
    told = reading.progress(made, ("53.01",))
    assert (told.whole.paid, told.whole.menolak, told.whole.verified) == (1, 1, 1)
    assert told.whole.outstanding == made.rows - 2
    assert told.whole.amount == 750_000
    assert office["Vera"].post(where + "catat/").status_code == 400  # once
    assert office["Vera"].post(where + "batal/").status_code == 302
    assert reading.progress(made, ("53.01",)).whole.outstanding == made.rows
    assert Outcome.objects.count() == 3  # nothing is lost
    actions = list(AuditEntry.objects.filter(target=f"daftar:{made.pk}").values_list("action", flat=True))
    assert actions[-3:] == ["penyaluran.unggah", "penyaluran.catat", "penyaluran.batal"]


def test_neither_page_nor_record_holds_a_name(office: Office, lake: Path) -> None:
    """What is kept of an upload, and every page of delivery, against all names and NIK of the region."""
    from sepakat.web.delivery.models import Batch
    from sepakat.web.governance.models import AuditEntry

    made = made_list(office)
    rows = rows_of(fetched(office, made))
    where = send(office["Vera"], made.pk, filled(rows, {0: ("Meninggal", "", "", ""), 1: ("x", "", "", "")})).headers[
        "Location"
    ]
    pages = [where, f"/penyaluran/{made.pk}/", f"/penyaluran/{made.pk}/baris/", f"/penyaluran/{made.pk}/baris/1/"]
    pages += ["/penyaluran/", f"/penyaluran/{made.pk}/catat/", f"/penyaluran/{made.pk}/unggah/"]
    told = [office["Vera"].get(p) for p in pages]
    assert all(a.status_code == 200 for a in told)
    assert all("no-store" in a.headers["Cache-Control"] for a in told)
    office["Vera"].post(where + "catat/")
    kept = repr(list(Batch.objects.values())) + repr(list(AuditEntry.objects.values()))
    texts = [a.content.decode() for a in told] + [kept]
    # names as they stand in the list: words that are no part of the pages' own
    listed = {row[1] for row in rows[2:]} | {row[2] for row in rows[2:]}
    for text in texts:
        assert not [value for value in listed if len(value) > 5 and value in text]


def test_a_village_operator_records_only_their_own_rows(office: Office) -> None:
    from tests.web_people import person, signed_in

    made = made_list(office)
    rows = rows_of(fetched(office, made))
    villages = dict(made.listed.values_list("number", "village"))
    at = {int(code.split("-")[0]): i for i, code in enumerate(codes_of(rows))}
    home = villages[1]
    away = next(n for n, v in villages.items() if v != home)
    dewi = signed_in(person("Dewi", "operator_desa", home))
    done = ("Terverifikasi", "", "", "")
    where = send(dewi, made.pk, filled(rows, {at[1]: done, at[away]: done})).headers["Location"]
    text = words(dewi.get(where))
    assert "1 baris dapat dicatat, 1 masalah" in text and "di luar wilayah Anda" in text
    page = words(dewi.get(f"/penyaluran/{made.pk}/"))
    assert home in dewi.get(f"/penyaluran/{made.pk}/").content.decode()
    assert villages[away] not in dewi.get(f"/penyaluran/{made.pk}/").content.decode()
    assert "bagian Anda saja" in page
    assert dewi.get(f"/penyaluran/{made.pk}/baris/{away}/").status_code == 404
    assert office["Nico"].get(where).status_code == 404


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("daftar.pdf", b"%PDF"),
        ("daftar.csv", b"nama;nik\r\nBudi;53\r\n"),
        ("daftar.xlsx", b"PK\x03\x04 not a workbook"),
        ("daftar.csv", b""),
    ],
)
def test_what_is_no_list_is_told_beside_the_field(office: Office, name: str, content: bytes) -> None:
    from sepakat.web.delivery.models import Batch

    made = made_list(office)
    fetched(office, made)
    answer = send(office["Oka"], made.pk, content, name)
    assert answer.status_code == 400
    assert 'id="galat-berkas"' in answer.content.decode()
    assert not Batch.objects.exists()


def test_the_public_page_and_the_table_are_protected(
    office: Office, lake: Path, django_capture_on_commit_callbacks: Any
) -> None:
    """Strangers see noised counts, the same as the library's; small ones not at all; and it costs no database."""
    from django.test import Client

    from sepakat.lake import Lake
    from sepakat.targeting import delivered, feedback
    from sepakat.web.delivery import reading

    with django_capture_on_commit_callbacks(execute=True):
        made = made_list(office, desil=None)
        rows = rows_of(fetched(office, made))
    many = made.rows // 2
    outcomes = dict.fromkeys(range(many), ("Dibayar", "2026-01", "750000", ""))
    outcomes |= {many: ("Pindah", "", "", ""), many + 1: ("Meninggal", "", "", "")}
    where = send(office["Vera"], made.pk, filled(rows, outcomes)).headers["Location"]
    with django_capture_on_commit_callbacks(execute=True):
        office["Vera"].post(where + "catat/")
    home = Lake.open(lake)
    outcomes_held = feedback.read(feedback.path(home, "pkh"))["outcome"].to_pylist()
    assert [outcomes_held.count(x) for x in ("meninggal", "pindah", feedback.PAID)] == [1, 1, many]
    [row] = reading.outcomes("pkh", region="53.01").rows()
    assert abs(row["planned"] - made.rows) <= 8 and abs(row["paid"] - many) <= 8
    assert row["closed"] is None and row["suppressed"]  # two families are never told
    assert abs(row["amount"] - many * 750_000) <= 8 * 750_000
    again = delivered.outcomes(home, home.release("current"), "pkh", region="53.01")
    assert again.data.equals(reading.outcomes("pkh", region="53.01").data)
    assert delivered.outcomes(home, home.release("current"), "pkh", period="2025").rows()[0]["paid"] is None
    with django_capture_on_commit_callbacks(execute=True):
        few = made_list(office, ("Lain",), desil=1, programme="sembako", syarat=["kepala_perempuan"])
        fetched(office, few, "Lain")
    villages = reading.outcomes("sembako", region="53.01", level="desa").rows()
    assert sum(r["planned"] or 0 for r in villages) < few.rows + 20
    small = [r for r in villages if r["planned"] is None]
    assert small and all(r["paid"] is None and r["amount"] is None for r in small)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(
        connection,
    ) as asked:
        page = Client(SERVER_NAME="localhost").get("/penyaluran/?program=pkh&wilayah=53.01")
    assert page.status_code == 200 and not len(asked)
    assert "Penyaluran terhadap rencana" in words(page)
    assert Client(SERVER_NAME="localhost").get("/penyaluran/?program=tidak_ada").status_code == 400


def test_late_lists_wait_on_the_desk(office: Office) -> None:
    from sepakat.web.names.models import Step

    made = made_list(office)
    code = codes_of(rows_of(fetched(office, made)))[0]
    said = "Daftar tanpa hasil penyaluran"
    assert said not in words(office["Vera"].get("/meja/"))
    long_ago = dt.datetime.now(dt.UTC) - dt.timedelta(days=20)
    Step.objects.filter(request=made, act="unduh").update(at=long_ago)
    assert said in words(office["Vera"].get("/meja/"))
    assert said not in words(office["Nico"].get("/meja/"))
    assert "terlambat" in words(office["Vera"].get("/penyaluran/"))
    office["Oka"].post(
        f"/penyaluran/{made.pk}/catat/",
        {"kode": code, "hasil": "terverifikasi", "periode": "", "jumlah": "", "tanggal": ""},
    )
    assert said not in words(office["Vera"].get("/meja/"))


def handed_over(office: Office, count: int, region: str = "53.01") -> None:
    """Lists as after their first download twenty days ago, without rows or files."""
    from sepakat.web.names.models import ListRequest, SealedFile, Step

    for _ in range(count):
        made = ListRequest.objects.create(by=office.people["Ina"], region=region, state="diunduh", programme="pkh")
        SealedFile.objects.create(
            request=made, recipient=office.people["Oka"], extension="csv", name=f"{region}-{made.pk}", size=1, rows=1,
            downloads=1,
        )  # fmt: skip
        step = Step.objects.create(request=made, act="unduh", before="siap", after="diunduh")
        Step.objects.filter(pk=step.pk).update(at=step.at - dt.timedelta(days=20))


def test_lists_of_other_regions_hide_no_own_one_and_many_cost_no_more(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from sepakat.web.delivery import reading, rules
    from sepakat.web.names.models import ListRequest

    monkeypatch.setattr(reading.lake, "number", lambda name: 14)
    vera = office.actor("Vera")
    handed_over(office, 2)
    with CaptureQueriesContext(connection) as few:
        assert len(reading.lists(vera)) == 2
    handed_over(office, 3)
    with CaptureQueriesContext(connection) as many:
        found = reading.lists(vera)
    assert len(found) == 5 and all(h.late for h in found)
    assert len(many) == len(few)
    for region in ("53", "53.01.05", "53.02", "53.02"):
        handed_over(office, 1, region)
    for name in office.people:  # what the query leaves out is nobody's to see
        who = office.actor(name)
        seen = {r.pk for r in ListRequest.objects.all() if rules.sees(who, r)}
        assert {h.request.pk for h in reading.lists(who)} == seen, name
    monkeypatch.setattr(reading, "MOST_LISTS", 4)
    oka = office.actor("Oka")  # the newest two are elsewhere
    assert [len(reading.lists(oka)), len(reading.overdue(oka))] == [4, 4]
