"""Skenario anggaran on the sample release: form, result, best rule, who moves, files, saving and sharing."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sepakat.core.progress import SILENT
from sepakat.core.text import number
from sepakat.lake import Lake
from sepakat.targeting import scenarios
from sepakat.targeting.scenarios import Scenario
from sepakat.web.lake_source import LakeSource
from sepakat.web.scenarios.presenters.words import money
from tests.web_people import member, person, signed_in
from tests.web_site import Page, page, site

QUERY = "program=pkh&wilayah=53&desil=4&biaya=200.000&plafon=500.000.000&provinsi=40"


@pytest.fixture
def client(sample_lake: Path) -> Iterator[Any]:
    with site(LakeSource(sample_lake)) as made:
        yield made


@pytest.fixture(scope="module")
def rows(sample_lake: Path) -> list[dict[str, Any]]:
    base = scenarios.load(Lake.open(sample_lake).release("current"), "pkh", "53")
    one = Scenario("Skenario 1", "pkh", 4, cost=200_000, ceiling=5e8, shares={"provinsi": 40.0, "kabupaten": 60.0})
    return scenarios.figures([scenarios.run(base, one, step=10)]).rows()


def test_the_form_is_filled_with_what_the_programme_says(client):
    start = client.get("/skenario/?program=sembako&wilayah=53").content.decode()
    assert '<option value="5" selected>5</option>' in start
    assert client.get("/en/skenario/").status_code == 200
    assert client.get("/skenario/?program=tidak_ada").status_code in (400, 404)


def test_the_result_has_the_library_s_figures_one_sentence_and_its_limits(client, rows):
    words = page(client, f"/skenario/hasil/?{QUERY}").words
    by = {(r["part"], r["item"], r["code"]): r["value"] for r in rows}
    assert f"Dengan {money(by['ringkasan', 'biaya', ''], 'id')} setahun" in words
    for payer in ("provinsi", "kabupaten"):
        assert money(by["pembayar", "biaya", payer], "id") in words
    assert number(by["galat", "exclusion", ""], 1) in words
    assert "simulasi" in words and "gangguan kecil" in words and "Plafon membatasi" in words
    left = [r["value"] for r in rows if r["part"] == "desil" and r["item"] == "tersisa" and r["value"]]
    assert left and all(number(v) in words for v in left)


def test_files_hold_the_figures_of_the_page(client, rows):
    told = client.get(f"/skenario/unduh/hasil.csv?{QUERY}").content.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(told), delimiter=";"))
    assert len(lines) - 1 >= len(rows)
    book = client.get(f"/skenario/unduh/aturan.xlsx?{QUERY}")
    assert book.status_code == 200 and book.content[:2] == b"PK"
    assert "data-contoh" in book.headers["Content-Disposition"]
    assert client.get(f"/skenario/unduh/perpindahan.csv?{QUERY}").status_code == 200
    assert client.get(f"/skenario/unduh/lain.csv?{QUERY}").status_code == 404


def test_a_second_scenario_stands_beside_the_first_until_there_are_four(client):
    address = f"/skenario/hasil/?{QUERY}"
    for many in (2, 3, 4):
        html = client.get(address).content.decode()
        (beside,) = re.findall(r'href="(/skenario/\?[^"]+)">Tambah skenario', html)
        form = client.get(beside.replace("&amp;", "&")).content.decode()
        others = re.findall(r'name="lain" value="([^"]+)"', form)
        assert len(others) == many - 1
        lain = "&".join("lain=" + o.replace("&amp;", "&").replace("&", "%26").replace("=", "%3D") for o in others)
        address = f"/skenario/hasil/?program=pkh&wilayah=53&desil={many}&biaya=200000&{lain}"
    final = page(client, address)
    assert "Sudah empat skenario" in final.words
    assert "Skenario 4" in final.words


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ("biaya=abc", "biaya", "ditulis dengan angka"),
        ("provinsi=120", "provinsi", "paling banyak 100 persen"),
        ("penyerapan=0,5", "penyerapan", "antara 1 dan 100"),
        ("wilayah=99.99", "wilayah", ""),
    ],
)
def test_a_slip_is_said_at_its_field_and_keeps_what_was_typed(client, change, field, said):
    name = change.partition("=")[0]
    query = "&".join([*(p for p in QUERY.split("&") if not p.startswith(f"{name}=")), change, "nama=Uji+coba"])
    answer = client.get(f"/skenario/hasil/?{query}")
    html = answer.content.decode()
    assert answer.status_code == 400
    assert f'href="#{field}"' in html and f'id="{field}"' in html
    assert said in Page(html).words
    assert 'value="Uji coba"' in html


def test_a_region_by_name_leads_to_its_code_or_to_a_choice(client):
    several = page(client, "/skenario/hasil/?program=pkh&wilayah=kupang&desil=4&biaya=1")
    assert "Pilih wilayah" in several.words
    one = client.get("/skenario/hasil/?program=pkh&wilayah=Sabu Raijua&desil=4&biaya=1")
    assert one.status_code in (200, 302)


def test_the_best_rule_needs_a_ceiling_and_leads_back_to_a_scenario(client):
    without = client.get("/skenario/aturan/?program=pkh&wilayah=53&desil=4&biaya=200000")
    assert without.status_code == 400 and b'href="#plafon"' in without.content
    html = client.get(f"/skenario/aturan/?{QUERY}").content.decode()
    assert "aturan yang dicoba" in html and "★" in html
    (applied,) = re.findall(r'href="(/skenario/hasil/[^"]+)">Hitung skenario dengan aturan ini', html)
    assert client.get(applied.replace("&amp;", "&")).status_code == 200


def test_who_enters_and_who_leaves(client):
    words = page(client, f"/skenario/perpindahan/?{QUERY}").words
    assert "masuk dan" in words and "Desil di atas batas" in words and "Tidak ada yang berubah" in words


def test_strangers_cost_no_database_and_get_the_kept_page(client):
    first = client.get(f"/skenario/hasil/?{QUERY}")
    assert first.headers["ETag"]
    again = client.get(f"/skenario/hasil/?{QUERY}", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert client.get("/skenario/tersimpan/").status_code == 302


@pytest.mark.django_db
def test_saving_makes_versions_that_the_region_s_people_can_open(client):
    from sepakat.web.governance.models import AuditEntry
    from sepakat.web.scenarios.models import SavedScenario

    ina, karel, nico, vera = (signed_in(member(n)) for n in ("Ina", "Karel", "Nico", "Vera"))
    asked = {"program": "pkh", "wilayah": "53.01", "desil": "4", "biaya": "200000", "simpan_nama": "PKH 2027"}
    for _ in range(2):
        assert ina.post("/skenario/tersimpan/simpan/", asked).status_code == 302
    kept = SavedScenario.objects.get()
    assert [v.number for v in kept.versions.all()] == [2, 1]
    address = f"/skenario/tersimpan/{kept.pk}/"
    for who, status in ((ina, 200), (karel, 200), (nico, 404), (vera, 404)):
        assert who.get(address).status_code == status
    assert "PKH 2027" in Page(karel.get("/skenario/tersimpan/").content.decode()).words
    assert "PKH 2027" not in Page(nico.get("/skenario/tersimpan/").content.decode()).words
    assert client.get(address).status_code == 302
    assert karel.post(f"{address}hapus/").status_code == 404, "only the owner deletes"
    assert ina.post(f"{address}hapus/").status_code == 302
    assert not SavedScenario.objects.exists()
    actions = list(AuditEntry.objects.order_by("id").values_list("action", flat=True))
    assert actions[-3:] == ["skenario.simpan", "skenario.simpan", "skenario.hapus"]


@pytest.mark.django_db
def test_a_nameless_scenario_and_one_without_the_right_are_refused(client):
    ina, vera, nico = (signed_in(member(n)) for n in ("Ina", "Vera", "Nico"))
    asked = {"program": "pkh", "wilayah": "53.01", "desil": "4", "biaya": "200000", "simpan_nama": " "}
    empty = ina.post("/skenario/tersimpan/simpan/", asked)
    assert empty.status_code == 400 and "Isi nama skenario" in empty.content.decode()
    named = asked | {"simpan_nama": "A"}
    assert vera.post("/skenario/tersimpan/simpan/", named).status_code == 403
    assert nico.post("/skenario/tersimpan/simpan/", named).status_code == 403, "another regency's"
    shown = vera.get("/skenario/hasil/?program=pkh&wilayah=53.01&desil=4&biaya=200000").content.decode()
    assert "<button disabled>Simpan skenario</button>" in shown


def test_nothing_that_can_be_typed_breaks_a_picture_or_a_page(client):
    for name in ("%00", "<script>alert(1)</script>", "%EF%BF%BF", "=1%2B1"):
        answer = client.get(f"/skenario/hasil/?program=pkh&wilayah=53&desil=4&biaya=1000&nama={name}")
        assert answer.status_code == 200
        assert b"<script>alert" not in answer.content
    for biaya in ("%C2%B2", "1e9", "-5", "9" * 40):
        assert client.get(f"/skenario/hasil/?program=pkh&wilayah=53&desil=4&biaya={biaya}").status_code == 400


def test_only_the_newest_pictures_stay(tmp_path, monkeypatch):
    import datetime as dt
    import os

    from sepakat.web.scenarios import pruning

    monkeypatch.setenv("SEPAKAT_CACHE", str(tmp_path))
    monkeypatch.setattr(pruning, "MOST", 2)
    for folder in ("R1-skenario", "R1"):
        (tmp_path / "charts" / folder).mkdir(parents=True)
        for age in range(4):
            path = tmp_path / "charts" / folder / f"{age}.svg"
            path.write_text("x")
            os.utime(path, (1000 - age, 1000 - age))
    (told,) = pruning.prune(dt.datetime.now(dt.UTC))
    assert told[1] == 2
    assert sorted(p.name for p in (tmp_path / "charts" / "R1-skenario").iterdir()) == ["0.svg", "1.svg"]
    assert len(list((tmp_path / "charts" / "R1").iterdir())) == 4, "pictures of the release's own pages stay"


@pytest.mark.django_db
@pytest.mark.one_database
def test_a_large_region_is_prepared_by_a_job_and_then_answers(
    sample_lake: Path, settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from sepakat.web.jobs import registry
    from sepakat.web.jobs.models import Job
    from sepakat.web.scenarios import library
    from sepakat.web.scenarios.tasks import prepare

    monkeypatch.setattr(library, "MOST_FAMILIES", 100)
    monkeypatch.setattr(library, "cache_folder", lambda: tmp_path)
    library._base.cache_clear()
    settings.LAKE = sample_lake
    asked = f"/skenario/hasil/?{QUERY}"
    with site(LakeSource(sample_lake)) as stranger:
        refused = stranger.get(asked)
        assert refused.status_code == 400 and "terlalu besar" in Page(refused.content.decode()).words
        assert "Siapkan wilayah ini" not in refused.content.decode()
        assert "Siapkan wilayah ini" not in signed_in(member("Ina")).get(asked).content.decode()  # of 53.01 only
        planner = signed_in(person("Pia", "perencana", "53"))
        assert "Siapkan wilayah ini" in planner.get(asked).content.decode()
        sent = planner.post("/skenario/siapkan/", {"program": "pkh", "wilayah": "53"})
        job = Job.objects.get()
        assert sent.headers["Location"].endswith(f"/pekerjaan/{job.pk}/") and job.kind in registry.kinds()
        assert prepare(job, SILENT)["satuan"] > 1000
        assert "Dengan" in page(stranger, asked).words  # and now for everybody
        assert planner.post("/skenario/siapkan/", {"program": "pkh", "wilayah": "53.99"}).status_code in (400, 404)
    library._base.cache_clear()
