"""What an attacker tries on every page at once: every route of the URLconf, walked, so new pages are tried too."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sepakat.core.text import Text
from tests import web_fake
from tests.web_fake import Fake
from tests.web_people import person, signed_in
from tests.web_site import Page, site
from tests.web_walk import BY_NAME, routes

pytestmark = pytest.mark.django_db
EVIL = "jahat.example"
# Addresses that are left out of a test, each with its reason.
ENDS_SESSION = ("akun/logout", "akun/keluar", "akun/sessions", "akun/perangkat")
STARTS_WORK_OUTSIDE = ("akun/oidc",)  # asks the identity provider, which is not there


@pytest.fixture
def client() -> Iterator[Any]:
    from sepakat.web.api import limits

    limits.BUCKETS.clear()
    with site(Fake()) as made:
        yield made


@pytest.fixture
def everybody(client: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A client signed in with every role at once in one regency: no door is shut before the attack."""
    from sepakat.access import roles
    from sepakat.web.api import limits

    monkeypatch.setattr(limits.BUCKETS, "take", lambda *_, **__: 1)
    for role in roles():
        user = person("Serba Bisa", role)
    return signed_in(user)


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def broken(response: Any) -> bool:
    """A fault of ours. 503 says that this small lake has no release."""
    return response.status_code >= 500 and response.status_code != 503


def left_out(route: str, *reasons: tuple[str, ...]) -> bool:
    return any(route.startswith(start) for reason in reasons for start in reason)


# -- headers and methods -----------------------------------------------------------------------------------------------


def test_the_walk_finds_the_site() -> None:
    found = {r.route for r in routes()}
    assert {"", "wilayah/<str:code>/", "meja/", "api/v1/figures", "akun/kunci/"} <= found
    assert len(found) > 60


@pytest.mark.one_database
def test_every_answer_carries_the_safe_headers(everybody: Any) -> None:
    faults = []
    for route in routes():
        if left_out(route.route, ENDS_SESSION, STARTS_WORK_OUTSIDE):
            continue
        response = everybody.get(route.path())
        where = f"{route.route} → {response.status_code}"
        faults += [where] if broken(response) else []
        assert response.headers["X-Frame-Options"] == "DENY", where
        assert response.headers["X-Content-Type-Options"] == "nosniff", where
        assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"], where
        assert "unsafe" not in response.headers["Content-Security-Policy"], where
    assert faults == []


@pytest.mark.one_database
@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PUT", "DELETE", "FROBNICATE"])
def test_other_methods_change_nothing_and_break_nothing(everybody: Any, method: str) -> None:
    from sepakat.web.governance.models import AuditEntry

    before, faults = AuditEntry.objects.count(), []
    for route in routes():
        if left_out(route.route, ENDS_SESSION, STARTS_WORK_OUTSIDE):
            continue
        response = everybody.generic(method, route.path(), headers={"X-HTTP-Method-Override": "POST"})
        faults += [f"{route.route} → {response.status_code}"] if broken(response) else []
    assert faults == []
    if method != "HEAD":  # looking is recorded, whoever looks and how
        assert AuditEntry.objects.count() == before


@pytest.mark.one_database
def test_no_form_is_taken_without_its_mark(everybody: Any) -> None:
    """Cross-site request forgery: every view that takes a POST refuses one without a token, except the API, which
    reads no cookie."""
    everybody.handler.enforce_csrf_checks = True
    for route in routes():
        response = everybody.post(route.path(), {"region": "53.01"})
        if route.route.startswith("api/v1/"):
            assert response.status_code in (401, 405), route.route
        else:
            assert response.status_code in (302, 403), f"{route.route} {response.status_code}"
            if response.status_code == 302:  # a redirect to the two-step set-up comes before; it must not be an act
                assert response.headers["Location"].startswith(("/akun/", "/en/")), route.route


# -- addresses ---------------------------------------------------------------------------------------------------------

# what one database takes and another refuses, and what is words to both
OF_DATABASES = ("53.01%00.csv", "５３.０１", "-1", "99999999999999999999999999", "a" * 3000)
OF_PAGES = (
    "..%2f..%2f..%2fetc%2fpasswd", "..%5c..%5cetc%5cpasswd", "....//....//etc/passwd", "53.01\u202e",
    "53.01%0d%0aSet-Cookie:a=b", "'%22><script>alert(1)</script>", "%252e%252e%252f{{7*7}}",
)  # fmt: skip


@pytest.mark.parametrize(
    "trick", [*OF_DATABASES, *(pytest.param(trick, marks=pytest.mark.one_database) for trick in OF_PAGES)]
)
def test_no_address_leads_out_of_its_folder(everybody: Any, trick: str) -> None:
    faults = []
    for route in routes():
        for _, name in route.parameters:
            if left_out(route.route, ENDS_SESSION, STARTS_WORK_OUTSIDE):
                continue
            response = everybody.get(route.path(BY_NAME | {name: trick}))
            where = f"{route.route} {name}={trick[:40]} → {response.status_code}"
            faults += [where] if broken(response) else []
            content = body(response)
            assert b"root:" not in content, where
            assert b"<script>alert" not in content, where
            assert "Set-Cookie:a" not in str(response.headers), where
            assert content.strip() != b"49", where
    assert faults == []


@pytest.mark.parametrize(
    "query",
    ["q=" + "a" * 50_000,
     pytest.param("&".join(f"p{n}=1" for n in range(3000)), marks=pytest.mark.one_database),
     "q=%ff%fe&q=%F0%9F%92%A9&q[]=1&indikator=../../etc/passwd",
     "q=%00&urut='; DROP TABLE accounts_user; --&wilayah=%00&kode=%00&halaman=-1&page=-1&dari=%00&tanggal=31-02-2026"],
)  # fmt: skip
def test_odd_queries_break_nothing(everybody: Any, query: str) -> None:
    faults = []
    for route in routes():
        if left_out(route.route, ENDS_SESSION, STARTS_WORK_OUTSIDE):
            continue
        response = everybody.get(route.path() + "?" + query)
        faults += [f"{route.route} → {response.status_code}"] if broken(response) else []
    assert faults == []


# -- hosts and redirects -----------------------------------------------------------------------------------------------


@pytest.mark.one_database
@pytest.mark.parametrize("path", ["/", "/wilayah/53.01/", "/api/v1/regions", "/akun/login/"])
def test_a_foreign_host_is_refused_and_a_forwarded_one_ignored(client: Any, path: str) -> None:
    assert client.get(path, headers={"Host": EVIL}).status_code in (400, 404)
    response = client.get(path, headers={"X-Forwarded-Host": EVIL, "Forwarded": f"host={EVIL}"})
    assert EVIL.encode() not in body(response)
    assert EVIL not in str(response.headers)


@pytest.mark.one_database
@pytest.mark.parametrize(
    "path", [f"//{EVIL}/", f"/en//{EVIL}/", f"/en///{EVIL}/", f"/en/\\{EVIL}/", f"/en/%5c{EVIL}/",
     f"/en//{EVIL}/%2e%2e", f"/\\{EVIL}"]
)  # fmt: skip
def test_no_link_or_redirect_leaves_the_site(client: Any, path: str) -> None:
    """The link to the other language is made from the address: it must stay on the site whatever the address is."""
    response = client.get(path)
    target = response.headers.get("Location", "")
    assert not re.match(r"([/\\]{2}|https?:)", target.strip()), target
    for link in Page(body(response).decode()).links:
        assert not re.match(r"\s*[/\\]{2}", link), link
        assert not link.startswith(("http:", "https:", "javascript:")), link


@pytest.mark.one_database
@pytest.mark.parametrize("target", [f"https://{EVIL}/", f"/\\{EVIL}"])
def test_a_target_that_comes_with_the_request_stays_here(everybody: Any, target: str) -> None:
    for route in routes():
        if left_out(route.route, ENDS_SESSION, STARTS_WORK_OUTSIDE):
            continue
        response = everybody.get(route.path(), {"next": target, "kembali": target, "url": target})
        where = response.headers.get("Location", "")
        assert EVIL not in re.sub(r"\?.*", "", where), route.route


# -- files that are opened in a spreadsheet ---------------------------------------------------------------------


@pytest.mark.one_database
@pytest.mark.parametrize(
    "name", ['=HYPERLINK("http://jahat.example","klik")', "+1+1", "-2+3", "@SUM(1)", "\t=1+1", "\r=1"]
)
@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_a_name_never_becomes_a_formula(
    client: Any, monkeypatch: pytest.MonkeyPatch, name: str, extension: str
) -> None:
    about = replace(web_fake.INDICATORS["lantai_tanah"], name=Text(name, name))
    monkeypatch.setitem(web_fake.INDICATORS, "lantai_tanah", about)
    content = body(client.get(f"/wilayah/53.01/unduh/kartu-skor.{extension}"))
    if extension == "csv":
        rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";")
        cells = [cell for row in rows for cell in row]
        assert not [c for c in cells if c[:1] in ("=", "+", "@", "\t", "\r")]
        assert not [c for c in cells if c.startswith("-") and not re.fullmatch(r"-[\d,]+", c)]
    else:
        import openpyxl

        book = openpyxl.load_workbook(io.BytesIO(content))
        found = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert found
        assert not [cell.value for cell in found if cell.data_type == "f"]  # text cells are not run


# -- no row outside the grant ------------------------------------------------------------------------------------------

OWN, OTHER, PROVINCE = "53.01", "53.02", "53"


@pytest.fixture
def lake(sample_lake: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the sample lake behind the site; what is sent to it stays in it."""
    from django.conf import settings as site_settings

    from sepakat.web.api import limits
    from sepakat.web.lake_source import LakeSource

    copy = tmp_path / "lake"
    shutil.copytree(sample_lake, copy)
    monkeypatch.setattr(site_settings, "LAKE", copy)
    monkeypatch.setattr(limits.BUCKETS, "take", lambda *_, **__: 1)
    with site(LakeSource(copy)):
        yield copy


def secrets_of(copy: Path, regency: str) -> tuple[set[str], dict[str, str]]:
    """Full NIK of some people of a regency (must not appear elsewhere), and addresses' values that name them."""
    import pyarrow.parquet as pq

    from sepakat.core.grants import Grant
    from sepakat.lake import Lake

    home = Lake.open(copy)
    release = home.release("current")
    keys = pq.read_table(release.file("key_person", regency), columns=["village_code", "family_id"])
    village, family = keys["village_code"][0].as_py(), keys["family_id"][0].as_py()
    reader = home.vault.open(Grant("uji", "uji", "uji", ("identity",)), release.id)
    rows = reader.read("identity", village=village, columns=("person_id", "nik", "nama"))
    niks = {n for n in rows["nik"].to_pylist() if n}
    names = {n for n in rows["nama"].to_pylist() if n and len(n) > 12}
    return niks | names, {"family": str(family), "family_id": str(family), "id": str(family), "nik": min(niks)}


def plant(region: str) -> tuple[str, dict[str, str]]:
    """Rows of work in a region, each with a mark in its free words; gives the mark and the addresses' values."""
    from sepakat.web.intake.models import Upload
    from sepakat.web.jobs.models import Job
    from sepakat.web.names.models import ListRequest

    mark = f"PENANDA{region.replace('.', '')}X"
    owner = person(f"{mark} Pemilik", "walidata", region)
    job = Job.objects.create(kind=f"{mark}", region=region, by=owner, step_id=mark, step_en=mark)
    upload = Upload.objects.create(region=region, by=owner, state="checked", office=mark, reason=mark)
    asked = ListRequest.objects.create(
        by=owner, role="perencana", region=region, words=mark, basis=mark, state="diajukan"
    )
    from sepakat.access import Actor
    from sepakat.web.governance.audit import record

    record(Actor(str(owner.pk), mark), "unggah.kirim", region=region, purpose=mark, target=mark)
    return mark, {"number": str(job.pk), "key": upload.key, "pk": str(asked.pk), "request_id": str(asked.pk)}


FIELDS = {
    "tujuan": "verifikasi_lapangan", "keterangan": "Verifikasi calon penerima bantuan", "alasan": "Verifikasi lapangan",
    "reason": "Verifikasi lapangan", "region": OTHER, "wilayah": OTHER, "kode": OTHER,
}  # fmt: skip
ROLES = ("admin", "perencana", "opd", "walidata", "produsen", "operator_desa", "verifikator", "pimpinan", "koordinator",
         "pdp", "auditor", "peneliti", "pusat", "mitra")  # fmt: skip


@pytest.mark.one_database
def test_no_row_outside_the_grant_appears_anywhere(lake: Path) -> None:
    """For random people (roles × regions): every address, asked for what lies in another regency, by GET and by POST,
    answers without a fault and without a word of it."""
    hidden, outside = secrets_of(lake, OTHER)
    mark, planted = plant(OTHER)
    hidden |= {mark}
    plant(OWN)
    count = iter(range(1000))

    @settings(
        max_examples=3, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(
        chosen=st.lists(st.sampled_from(ROLES), min_size=1, max_size=5, unique=True),
        region=st.sampled_from([OWN, "53.01.05", "53.03"]),
    )
    def one(chosen: list[str], region: str) -> None:
        name = f"Orang {next(count)}"
        for role in chosen:
            user = person(name, role, region, programmes=("pkh",) if role == "opd" else ())
        browser = signed_in(user)
        for route in routes():
            if left_out(route.route, ENDS_SESSION, STARTS_WORK_OUTSIDE):
                continue
            given_values = (BY_NAME | {"code": OTHER, "kode": OTHER} | outside, BY_NAME | outside | planted)
            for path in sorted({route.path(values) for values in given_values}):
                answers = [("GET", browser.get(path))]
                if not route.route.startswith("api/"):
                    answers.append(
                        ("POST", browser.post(path, FIELDS | {"nik": outside["nik"], "family": outside["id"]}))
                    )
                for method, response in answers:
                    where = f"{method} {path} as {chosen} in {region} → {response.status_code}"
                    assert response.status_code < 500, where
                    text = body(response).decode(errors="replace") + str(response.headers)
                    for word in hidden:
                        # what one typed oneself may stand in its field again
                        if word in text and not (method == "POST" and word == outside["nik"]):
                            raise AssertionError(f"{where}: shows {'a mark' if word == mark else 'a person'}")

    one()


@pytest.mark.one_database
def test_the_test_above_can_fail(lake: Path) -> None:
    """Who may see the other regency does see the marks there: the marks are on the pages."""
    mark, _ = plant(OTHER)
    browser = signed_in(person("Tetangga", "walidata", OTHER))
    assert any(
        mark in body(browser.get(route.path())).decode(errors="replace") for route in routes() if not route.parameters
    )
