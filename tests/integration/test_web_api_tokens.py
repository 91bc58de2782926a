"""Tokens and what they open: narrowed to region, scope and time; recorded; and the API over a real release."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.web_api import ask, key_of, problem, walk
from tests.web_fake import Fake
from tests.web_people import member, person, signed_in
from tests.web_site import site

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Iterator[Any]:
    from sepakat.web.api import limits

    limits.BUCKETS.clear()
    with site(Fake()) as made:
        yield made


def entries(action: str) -> list[Any]:
    from sepakat.web.governance.models import AuditEntry

    return list(AuditEntry.objects.filter(action=action))


# -- making and ending -----------------------------------------------------------------------------------------------


def form(**changes: Any) -> dict[str, Any]:
    until = (dt.date.today() + dt.timedelta(days=30)).isoformat()
    given = {"name": "Dasbor", "region": "53.01", "purpose": "Dasbor bulanan Bappeda", "until": until, "actions": []}
    return given | changes


def test_a_token_is_shown_once_and_kept_as_a_hash(client: Any) -> None:
    from sepakat.web.api.models import Token

    browser = signed_in(member("Wati"))
    response = browser.post("/akun/kunci/", form(actions=["mutu.lihat"]))
    assert response.status_code == 200
    key = response.context["key"]
    assert key in response.content.decode()
    assert "no-store" in response.headers["Cache-Control"]
    token = Token.objects.get()
    assert key.rpartition(token.number + "_")[2] not in str(token.__dict__)
    assert token.actions == ["mutu.lihat"]
    again = browser.get("/akun/kunci/").content.decode()
    assert token.number in again
    assert key not in again
    (entry,) = entries("token.buat")
    assert (entry.region, entry.facts["lingkup"]) == ("53.01", ["mutu.lihat"])
    assert key[-20:] not in str(entry.__dict__)
    assert ask(client, "uploads", key).status_code == 200


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"purpose": "pendek"}, "purpose"),
        ({"until": "2020-01-01"}, "until"),
        ({"until": "2999-01-01"}, "until"),
        ({"until": "besok"}, "until"),
        ({"region": "99.99"}, "region"),
        ({"region": "../etc"}, "region"),
        ({"actions": ["orang.atur"]}, "actions"),
        ({"actions": ["rilis.terbitkan", "mutu.lihat"]}, "actions"),
    ],
)
def test_what_is_amiss_stands_at_its_field_and_what_was_typed_stays(client: Any, changes: Any, field: str) -> None:
    from sepakat.web.api.models import Token

    response = signed_in(member("Wati")).post("/akun/kunci/", form(**changes))
    assert response.status_code == 400
    assert response.context["where"] == field
    assert b"Dasbor bulanan" in response.content or field == "purpose"
    assert not Token.objects.exists()
    assert not entries("token.buat")


@pytest.mark.parametrize("region", ["53", "53.02", "00", "53.02.01"])
def test_no_token_above_or_beside_the_own_region(client: Any, region: str) -> None:
    response = signed_in(member("Wati")).post("/akun/kunci/", form(region=region))
    assert response.status_code == 403
    assert "di luar wewenang" in response.content.decode()


def test_no_token_for_what_the_role_may_not(client: Any) -> None:
    lina = signed_in(member("Lina"))
    assert lina.post("/akun/kunci/", form(actions=["nama.cari"])).status_code == 403
    page = lina.get("/akun/kunci/").content.decode()
    assert page.count("disabled") >= 1
    assert "bukan bagian peran Anda" in page


def test_names_need_a_session_with_two_steps(client: Any) -> None:
    from sepakat.web.api.models import Token

    vera = member("Vera")
    signed_in(vera, two_step=False).post("/akun/kunci/", form(actions=["nama.cari"]))
    assert not Token.objects.exists()
    signed_in(vera).post("/akun/kunci/", form(actions=["nama.cari"]))
    assert Token.objects.get().two_step is True


def test_a_form_sent_twice_makes_one(client: Any) -> None:
    from sepakat.web.api.models import Token

    browser = signed_in(member("Wati"))
    browser.post("/akun/kunci/", form())
    assert browser.post("/akun/kunci/", form()).status_code == 400
    assert Token.objects.count() == 1


def test_strangers_are_led_to_sign_in(client: Any) -> None:
    response = client.get("/akun/kunci/")
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/akun/")


def test_the_form_needs_its_mark(client: Any) -> None:
    """Cross-site request forgery: a form without its token changes nothing."""
    from sepakat.web.api.models import Token

    browser = signed_in(member("Wati"))
    browser.handler.enforce_csrf_checks = True
    assert browser.post("/akun/kunci/", form()).status_code == 403
    assert not Token.objects.exists()


def test_revoking_ends_it_at_once_and_only_for_its_owner(client: Any) -> None:
    wati, pras = member("Wati"), member("Pras")
    key = key_of(wati, "mutu.lihat")
    number = key.split("_")[1]
    assert signed_in(pras).post(f"/akun/kunci/{number}/cabut/").status_code == 404
    assert ask(client, "uploads", key).status_code == 200
    assert signed_in(wati).post(f"/akun/kunci/{number}/cabut/").status_code == 302
    problem(ask(client, "uploads", key), 401, "api-token-unknown")
    problem(ask(client, "regions", key), 401, "api-token-unknown")
    assert len(entries("token.cabut")) == 1


# -- what it opens ---------------------------------------------------------------------------------------------------


def test_without_a_token_the_door_is_shut(client: Any) -> None:
    for path in ("uploads", "jobs", "list-requests", "jobs/1", "uploads/0123456789ab"):
        problem(ask(client, path), 401, "api-token-needed")


def test_scope_and_role_and_region_all_hold(client: Any) -> None:
    wati = member("Wati")
    narrow = key_of(wati, "mutu.lihat")
    problem(ask(client, "jobs", narrow), 403, "access-token")
    assert ask(client, "", narrow).json()["asking"] == {
        "signed_in": True, "actions": ["mutu.lihat"], "regions": ["53.01"], "purpose": "Menguji API dengan data contoh",
    }  # fmt: skip
    wati.assignments.all().delete()
    problem(ask(client, "uploads", narrow), 403, "access-role")
    wati.is_active = False
    wati.save()
    problem(ask(client, "uploads", narrow), 401, "api-token-unknown")


def test_a_token_of_a_province_is_narrowed_with_its_owner(client: Any) -> None:
    """Whoever loses the province and keeps a regency has a token of that regency."""
    user = person("Wawan", "walidata", "53")
    key = key_of(user, "mutu.lihat", region="53")
    user.assignments.update(region="53.02")
    assert ask(client, "", key).json()["asking"]["regions"] == ["53.02"]


def test_an_expired_token_looks_like_an_unknown_one(client: Any) -> None:
    from sepakat.web.api.models import Token

    key = key_of(member("Wati"), "mutu.lihat")
    unknown = problem(ask(client, "regions", key[:-3] + "abc"), 401)
    Token.objects.update(until=dt.date.today() - dt.timedelta(days=1))
    assert problem(ask(client, "regions", key), 401) == unknown


def test_use_is_noted_and_the_first_of_a_day_recorded(client: Any) -> None:
    from sepakat.web.api.models import Token

    key = key_of(member("Wati"), "mutu.lihat")
    for _ in range(3):
        ask(client, "regions", key)
    assert Token.objects.get().used_at is not None
    (entry,) = entries("token.pakai")
    assert entry.target == f"kunci:{key.split('_')[1]}"
    assert entry.purpose == "Menguji API dengan data contoh"


def test_a_token_has_its_own_limit(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from sepakat.web.api import limits

    key = key_of(member("Wati"), "mutu.lihat")
    monkeypatch.setattr(limits, "value", lambda name: {"permintaan_alamat": 1, "permintaan_kunci": 3}.get(name, 1))
    assert [ask(client, "regions", key).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert ask(client, "regions").status_code == 200


def _job(region: str, by: Any = None) -> Any:
    from sepakat.web.jobs.models import Job

    return Job.objects.create(kind="uji", region=region, by=by)


def test_jobs_and_uploads_of_other_regions_do_not_exist(client: Any) -> None:
    from sepakat.web.intake.models import Upload

    wati = member("Wati")
    jobs = {r: _job(r, wati) for r in ("53", "53.01", "53.01.05", "53.02")}
    uploads = {r: Upload.objects.create(region=r, by=wati, state="checked") for r in jobs}
    key = key_of(wati, "pekerjaan.lihat", "mutu.lihat")
    assert {j["region"] for j in walk(client, "jobs?limit=1", key)} == {"53.01", "53.01.05"}
    assert {u["region"] for u in walk(client, "uploads?limit=1", key)} == {"53.01", "53.01.05"}
    village = key_of(wati, "pekerjaan.lihat", "mutu.lihat", region="53.01.05")
    assert {j["region"] for j in walk(client, "jobs", village)} == {"53.01.05"}
    assert {u["region"] for u in walk(client, "uploads", village)} == {"53.01.05"}
    nowhere = problem(ask(client, f"jobs/{jobs['53.02'].pk + 999}", key), 404)
    assert problem(ask(client, f"jobs/{jobs['53.02'].pk}", key), 404) == nowhere
    assert ask(client, f"jobs/{jobs['53.01'].pk}", key).json()["job"]["region"] == "53.01"
    nowhere = problem(ask(client, "uploads/ffffffffffff", key), 404)
    assert problem(ask(client, f"uploads/{uploads['53.02'].key}", key), 404) == nowhere
    assert ask(client, f"uploads/{uploads['53.01'].key}", key).json()["upload"]["state"] == "checked"


def test_only_ones_own_requests_for_lists_without_contents(client: Any) -> None:
    from sepakat.web.names.models import ListRequest

    ina, oka = member("Ina"), member("Oka")
    for user in (ina, oka):
        ListRequest.objects.create(by=user, role="perencana", region="53.01", words="Keterangan rahasia")
    ListRequest.objects.create(by=ina, role="perencana", region="53.02", words="Keterangan rahasia")
    response = ask(client, "list-requests", key_of(ina, "daftar.minta"))
    assert response.json()["total"] == 1
    assert "rahasia" not in response.content.decode()


# -- a real release --------------------------------------------------------------------------------------------------


@pytest.fixture
def lake(sample_lake: Path, tmp_path: Path, settings: Any) -> Iterator[tuple[Any, Path]]:
    """The site on a copy of the sample lake: looking up writes into the lake's access log."""
    from sepakat.web.api import limits
    from sepakat.web.lake_source import LakeSource

    copy = tmp_path / "lake"
    shutil.copytree(sample_lake, copy)
    settings.LAKE = copy
    limits.BUCKETS.clear()
    with site(LakeSource(copy)) as made:
        yield made, copy


def _somebody(copy: Path, regency: str) -> str:
    """The NIK of one person who lives in a regency."""
    from sepakat.core.grants import Grant
    from sepakat.lake import Lake

    home = Lake.open(copy)
    reader = home.vault.open(Grant("uji", "uji", "uji", ("identity",)), home.release("current").id)
    village = next(p for p in _villages(copy, regency))
    rows = reader.read("identity", village=village, columns=("person_id", "nik"))
    return next(n for n in rows["nik"].to_pylist() if n and len(n) == 16)


def _villages(copy: Path, regency: str) -> list[str]:
    import pyarrow.parquet as pq

    from sepakat.lake import Lake

    path = Lake.open(copy).release("current").file("key_person", regency)
    return sorted(set(pq.read_table(path, columns=["village_code"])["village_code"].to_pylist()))


def test_one_nik_with_a_purpose_one_row_in_the_audit(lake: tuple[Any, Path], caplog: Any) -> None:
    client, copy = lake
    key = key_of(member("Vera"), "nama.cari")
    inside, outside = _somebody(copy, "53.01"), _somebody(copy, "53.02")

    def look(nik: str, purpose: str = "verifikasi_lapangan", words: str = "Verifikasi penerima tahap II") -> Any:
        body = {"nik": nik, "purpose": purpose, "words": words}
        return ask(client, "lookup", key, "post", data=body, content_type="application/json")

    found = look(inside)
    assert found.status_code == 200
    assert found.headers["Cache-Control"] == "no-store"
    (person_,) = found.json()["persons"]
    assert person_["region"].startswith("53.01.")
    assert person_["nik"] == f"{inside[:4]}{'•' * 8}{inside[-4:]}"
    assert len(entries("nama.cari")) == 1
    nowhere, elsewhere = look("9999999999999999"), look(outside)
    assert nowhere.json()["persons"] == elsewhere.json()["persons"] == []
    assert len(entries("nama.cari")) == 3
    problem(look(inside, purpose="iseng"), 400, "unknown-purpose")
    problem(look(inside[:-1]), 422)
    problem(look(inside, words="x"), 422)
    assert len(entries("nama.cari")) == 3
    told = caplog.text + "".join(str(e.__dict__) for e in entries("nama.cari"))
    assert inside not in told
    assert person_["name"] not in told


def test_a_look_up_needs_the_scope(lake: tuple[Any, Path]) -> None:
    client, _ = lake
    vera = member("Vera")
    body = {"nik": "5301000000000001", "purpose": "verifikasi_lapangan", "words": "Verifikasi penerima"}
    sent = {"data": body, "content_type": "application/json"}
    problem(ask(client, "lookup", "", "post", **sent), 401, "api-token-needed")
    problem(ask(client, "lookup", key_of(vera), "post", **sent), 403, "access-token")
    problem(ask(client, "lookup", key_of(vera, "nama.cari"), "post", data="{", content_type="application/json"), 400)


def test_figures_of_a_release_and_what_it_was_made_from(lake: tuple[Any, Path]) -> None:
    from sepakat.engine import profile
    from sepakat.lake import Lake

    client, copy = lake
    release = Lake.open(copy).release("current")
    rows = walk(client, "figures?region=53.01&level=desa&indicator=sanitasi_layak&limit=50")
    expected = profile.read(release, ["sanitasi_layak"], "53.01", "desa")
    assert [(r["region"], r["value"]) for r in rows] == [(e["region"], e["value"]) for e in expected]
    assert any(r["state"] == "hidden" for r in rows)
    (listed,) = walk(client, "releases")
    assert (listed["id"], listed["current"], listed["families"]) == (release.id, True, release.rows("family"))
    one = ask(client, "releases/current").json()["item"]
    assert one["regions"] == release.kabupaten()
    assert {s["id"] for s in one["sources"]} == {s["source"] for s in release.manifest["sources"]}
    quality = ask(client, f"releases/{release.id}/quality").json()
    assert quality["sources"]
    shown = [(s["accepted"], s["rejected"]) for s in quality["sources"]]
    assert all((a is None) == (r is None) for a, r in shown)  # one would give the other away
    counts = [n for s in quality["sources"] for n in (s["read"], s["accepted"], s["rejected"], s["warned"])]
    counts += [f["rows"] for f in quality["findings"]] + [n for s in one["sources"] for n in (s["read"], s["accepted"])]
    assert not [n for n in counts if n is not None and 0 < n < 10]
    problem(ask(client, "releases/current/changes"), 404, "changes-none")
    problem(ask(client, "releases/20200101-01"), 404, "release-unknown")


def test_a_release_that_was_never_published_is_not_seen(lake: tuple[Any, Path]) -> None:
    from sepakat.lake import Lake
    from sepakat.web.intake.models import Publication

    client, copy = lake
    current = Lake.open(copy).current_id
    shutil.copytree(copy / "releases" / current, copy / "releases" / "20270101-01")  # type: ignore[operator]
    problem(ask(client, "releases/20270101-01"), 404, "release-unknown")
    assert [r["id"] for r in walk(client, "releases")] == [current]
    Publication.objects.create(release="20270101-01")
    assert [r["id"] for r in walk(client, "releases")] == ["20270101-01", current]


def test_a_free_table_gives_the_numbers_of_the_engine(lake: tuple[Any, Path]) -> None:
    from sepakat import engine
    from sepakat.lake import Lake

    client, copy = lake
    release = Lake.open(copy).release("current")
    path = "tables?what=orang&whom=desil_nasional:1-4&region=53.01&level=kecamatan&by=jenis_kelamin"
    rows = walk(client, path + "&limit=7")
    made = engine.tabulate(release, "orang", ["desil_nasional:1-4"], "53.01", ["jenis_kelamin"], level="kecamatan")
    assert [(r["region"], r["value"], r["sign"]) for r in rows] == [(e["region"], e["value"], e["sign"]) for e in made]
    assert ask(client, path).json()["noise"] == made.meta["noise"]["most"]
    problem(ask(client, "tables?by=rahasia"), 404, "dimension-unknown")
    problem(ask(client, "tables?whom=desil_nasional:99"), 404, "class-unknown")
    assert "jenis_kelamin" in {a["id"] for a in walk(client, "tables/orang/attributes")}


def test_a_stream_stays_with_one_release(sample_lake: Path) -> None:
    """Another release is published in the middle: the rows that follow are still those of the first."""
    from sepakat.web.api import pinned, streams
    from sepakat.web.lake_source import LakeSource

    source = LakeSource(sample_lake)
    with site(source):
        release = source.view().id  # type: ignore[union-attr]
        tables = streams.pieces("53", "desa", ["sanitasi_layak"], "")
        held = pinned.source()
        source._current = lambda: "29990101-01"  # type: ignore[method-assign]
        assert held.view().id == release  # type: ignore[union-attr]
        seen = [table.release for table in tables]
    assert len(seen) > 5
    assert set(seen) == {release}
