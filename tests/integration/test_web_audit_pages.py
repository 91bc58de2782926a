"""`/audit/`: what each may see of it, what sign-in leaves there, and that no personal value ever does."""

from __future__ import annotations

import csv
import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from sepakat.access import Actor
from sepakat.access.audit import Head, from_line, verify
from tests.web_fake import Fake
from tests.web_people import PASSWORD, member, person, signed_in, stranger
from tests.web_site import Page, site

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _site() -> Iterator[None]:
    from django.core.cache import cache

    with site(Fake()):
        cache.clear()
        yield


def put(region: str, action: str = "rilis.terbitkan", by: Any = None, **more: Any) -> Any:
    from sepakat.web.governance import audit

    return audit.record(Actor(str(by.pk)) if by else Actor("999"), action, region=region, **more)


def shown(client: Any, query: str = "") -> str:
    return Page(client.get(f"/audit/{query}").content.decode()).words


def test_each_sees_the_own_regions_and_nothing_beside_or_above() -> None:
    for region in ("53", "53.01", "53.01.05.2003", "53.02", "31"):
        put(region, target=f"sasaran-{region}-")
    agus, karel = member("Agus"), member("Karel")
    assert all(f"sasaran-{r}-" in shown(signed_in(agus)) for r in ("53", "53.01", "53.01.05.2003", "53.02"))
    own = shown(signed_in(karel))
    assert "sasaran-53.01-" in own and "sasaran-53.01.05.2003-" in own
    assert not any(f"sasaran-{r}-" in own for r in ("53", "53.02", "31"))


def test_without_the_right_one_sees_the_own_doings_only() -> None:
    ina = member("Ina")
    put("53.01", target="punya-orang-lain")
    put("53.01", by=ina, target="punya-ina")
    page = shown(signed_in(ina))
    assert "punya-ina" in page and "punya-orang-lain" not in page and "Jejak Anda sendiri" in page
    refused = signed_in(ina).post("/audit/unduh/jejak.csv")
    assert refused.status_code == 403


def test_filters_narrow_and_never_widen() -> None:
    agus, adi = person("Agus", "auditor", "53.01"), member("Adi")
    put("53.01", "rilis.terbitkan", by=adi, target="baris-satu")
    put("53.01.05", "unggah.kirim", target="baris-dua")
    put("53.02", "rilis.terbitkan", target="baris-luar")
    client = signed_in(agus)
    assert "baris-satu" in shown(client, "?orang=adi") and "baris-dua" not in shown(client, "?orang=adi")
    assert "baris-dua" in shown(client, "?tindakan=unggah.kirim") and "baris-satu" not in shown(
        client, "?tindakan=unggah.kirim"
    )
    assert "baris-dua" in shown(client, "?wilayah=53.01.05") and "baris-satu" not in shown(client, "?wilayah=53.01.05")
    for query in ("?wilayah=53.02", "?wilayah=00", "?wilayah=53", "?orang=999", "?tindakan=rilis.terbitkan"):
        assert "baris-luar" not in shown(client, query), query
    assert "Tidak ada catatan yang cocok" in shown(client, "?dari=2099-01-01")
    assert "Tulis seperti" in shown(client, "?dari=kemarin")


def test_pages_of_fifty() -> None:
    for number in range(60):
        put("53.01", target=f"ke-{number:02d}-")
    client = signed_in(person("Agus", "auditor", "53.01"))
    assert "ke-59-" in shown(client) and "ke-05-" not in shown(client)
    assert "ke-05-" in shown(client, "?hal=2")


def test_the_page_says_whether_the_chain_is_whole() -> None:
    from django.db import connection

    from sepakat.web.governance import append_only

    put("53.01")
    put("53.01")
    client = signed_in(person("Agus", "auditor", "53.01"))
    assert "Rantai utuh sampai nomor 2" in shown(client)
    append_only.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE governance_auditentry SET target = 'lain' WHERE number = 2")
    append_only.install(connection)
    assert "Rantai putus pada nomor 2" in shown(client)


def test_the_file_holds_what_the_page_shows_and_is_itself_recorded() -> None:
    from sepakat.web.governance.models import AuditEntry

    put("53.01", purpose='=HYPERLINK("http://x")', target="a")
    put("53.02", target="luar")
    client = signed_in(person("Agus", "auditor", "53.01"))
    answer = client.post("/audit/unduh/jejak.csv")
    text = b"".join(answer.streaming_content).decode()
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert rows[0][0] == "nomor" and rows[1][6] == '\'=HYPERLINK("http://x")'
    assert "luar" not in text and answer["Cache-Control"] == "no-store"
    assert AuditEntry.objects.order_by("-number").first().action == "jejak.ekspor"  # type: ignore[union-attr]


def test_the_whole_chain_as_json_checks_without_the_database() -> None:
    for _ in range(3):
        put("53.01")
    client = signed_in(person("Agus", "auditor", "00"))
    lines = b"".join(client.post("/audit/unduh/jejak.jsonl").streaming_content).decode().splitlines()
    head = json.loads(lines[-1])
    assert head["utuh"] is True
    anchor = Head(head["kepala"]["nomor"], head["kepala"]["hash"])
    assert verify([from_line(line) for line in lines[:-1]], [anchor]).whole


def events() -> list[tuple[str, str, str]]:
    from sepakat.web.governance.models import AuditEntry

    return list(AuditEntry.objects.values_list("action", "outcome", "target"))


def test_sign_in_and_out_failures_and_changes_are_recorded() -> None:
    lina = person("Lina", "pimpinan", password=PASSWORD)
    client = stranger()
    client.post("/akun/masuk/", {"login": "lina@contoh.go.id", "password": "bukan-sandinya"})
    client.post("/akun/masuk/", {"login": "tak.dikenal@contoh.go.id", "password": "bukan-sandinya"})
    client.post("/akun/masuk/", {"login": "lina@contoh.go.id", "password": PASSWORD})
    new = "kata-sandi-baru-panjang"
    client.post("/akun/sandi/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    client.post("/akun/keluar/")
    account = f"akun:{lina.pk}"
    assert events() == [
        ("masuk.gagal", "gagal", account),
        ("masuk.gagal", "gagal", ""),
        ("masuk.berhasil", "ok", account),
        ("sandi.diganti", "ok", account),
        ("keluar", "ok", account),
    ]
    page = shown(signed_in(person("Agus", "auditor", "53.01")))
    assert page.count("Percobaan masuk gagal") >= 2 and "Sandi diganti" in page


def test_roles_and_invitations_are_recorded() -> None:
    adi, ina = member("Adi"), member("Ina")
    client = signed_in(adi)
    client.post("/orang/undang/", {"email": "b@contoh.go.id", "name": "B", "role": "mitra", "region": "53.01"})
    from sepakat.web.accounts.models import Invitation

    client.post(f"/orang/undangan/{Invitation.objects.get().pk}/cabut/")
    client.post(f"/orang/peran/{ina.assignments.get().pk}/akhiri/")
    assert [e[0] for e in events()] == ["undangan.dibuat", "undangan.dicabut", "peran.diakhiri"]


def test_nothing_typed_ends_in_audit_or_log(caplog: pytest.LogCaptureFixture) -> None:
    """Addresses, names, passwords, tokens: neither in the audit nor in any log line."""
    from sepakat.web.governance.models import AuditEntry

    caplog.set_level(logging.DEBUG)
    adi = member("Adi")
    answer = signed_in(adi).post(
        "/orang/undang/", {"email": "rahasia@contoh.go.id", "name": "Nama Rahasia", "role": "mitra", "region": "53.01"}
    )
    token = answer.content.decode().split("/undangan/")[1].split("/")[0]
    stranger().get(f"/undangan/{token}/")
    stranger().post("/akun/masuk/", {"login": "rahasia@contoh.go.id", "password": "sandi-sangat-rahasia"})
    told = str(list(AuditEntry.objects.values())) + "".join(
        r.getMessage() for r in caplog.records if not r.name.startswith(("django.db", "django.template"))
    )
    for words in ("rahasia@", "Nama Rahasia", "sandi-sangat", token):
        assert words.casefold() not in told.casefold(), words
