"""SPM, equality, figure series and compared definitions of the sample release: they open, say and hand over figures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sepakat.analysis import equality, standards, standards_seen
from sepakat.lake import Release
from sepakat.web.lake_source import LakeSource
from tests.web_site import Page, page, site


@pytest.fixture(scope="module")
def client(sample_lake: Path) -> Iterator[Any]:
    with site(LakeSource(sample_lake)) as made:
        yield made


def rows_of(client: Any, path: str) -> int:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return len(answer.content.decode("utf-8-sig").splitlines()) - 1


def test_spm_of_a_regency_says_index_place_and_cost(client: Any, release: Release) -> None:
    found = standards.standing(release, "53.01")
    words = page(client, "/wilayah/53.01/spm/").words
    assert found.whole.category in words and "dari 22 kabupaten/kota yang melapor" in words
    assert words.count("belum dikonfirmasi") > 2, "unconfirmed weights and bounds are marked"
    assert rows_of(client, "/wilayah/53.01/spm/unduh/layanan.csv") == 29
    assert rows_of(client, "/wilayah/53.01/spm/unduh/wilayah.csv") == 22
    assert "not served" in page(client, "/en/wilayah/53.01/spm/").words.lower()


def test_spm_of_a_province_has_its_regencies_and_the_registry(client: Any, release: Release) -> None:
    shown = page(client, "/wilayah/53/spm/?layanan=pend_menengah")
    count = standards_seen.unserved(release, "53", "provinsi")["pend_menengah"]
    assert count.unserved and f"{count.unserved} dari {count.counted} belum terlayani menurut registri" in shown.words
    assert "12 dari 14 layanan belum dilaporkan" in shown.words
    assert sum("/wilayah/53." in href and "/spm/" in href for href in shown.links) >= 22
    assert rows_of(client, "/wilayah/53/spm/unduh/registri.csv?layanan=pend_menengah") > 22


def test_spm_elsewhere_leads_to_where_it_is(client: Any) -> None:
    assert "/wilayah/53.01/spm/" in page(client, "/wilayah/53.01.25/spm/").links
    assert "Tahun yang ada: 2021, 2022" in page(client, "/wilayah/53.01/spm/?tahun=2019").words
    assert client.get("/wilayah/53.01.25/spm/unduh/layanan.csv").status_code == 404


def test_equality_puts_the_widest_gap_first_and_hides_small_groups(client: Any, release: Release) -> None:
    women = equality.seen(release, "53", equality.LENSES[:1])[0]
    shown = page(client, "/wilayah/53/kesetaraan/")
    assert str(equality.lead(women)) in shown.words
    first, second = women.gaps[:2]
    assert shown.words.index(str(equality.sentence(first, women.lens))) < shown.words.index(
        str(equality.sentence(second, women.lens))
    )
    assert all(f"/angka/{one}/" in " ".join(shown.links) for one in ("ipg", "idg", "ikg"))
    assert rows_of(client, "/wilayah/53/kesetaraan/unduh/tabel.csv") > 100
    assert "disembunyikan" in page(client, "/wilayah/53.01.25/kesetaraan/").words


def test_series_show_their_breaks_and_the_parts_of_the_region(client: Any) -> None:
    listed = page(client, "/angka/")
    assert "/angka/daerah:pemeriksaan_kehamilan_k6/" in listed.links
    ipm = page(client, "/angka/ipm/?wilayah=53.01")
    assert "2 definisi" in ipm.words and "tiap definisi atau putaran berdiri sendiri" in ipm.words
    assert "Maret" in page(client, "/angka/p0/").words
    assert rows_of(client, "/angka/ipm/unduh/tren.csv?wilayah=53.01") == 9
    assert rows_of(client, "/angka/ikg/unduh/tren.csv?wilayah=53.01") == 5
    assert client.get("/angka/ipmm/").status_code == 404
    assert client.get("/angka/p0/?wilayah=kota kupang")["Location"].endswith("?wilayah=53.71")


def test_two_definitions_are_compared_with_noise_that_is_said(client: Any) -> None:
    chosen = client.get("/indikator/rtlh_sdg/banding/?lain=rtlh_bahan")
    assert chosen["Location"].endswith("/indikator/rtlh_sdg/banding/rtlh_bahan/")
    shown = page(client, "/indikator/rtlh_sdg/banding/rtlh_bahan/?wilayah=53")
    assert "Dihitung keduanya di Provinsi Nusa Tenggara Timur" in shown.words and "gangguan kecil" in shown.words
    assert "bukan syarat" in page(client, "/indikator/rtlh_sdg/banding/rata_rata_anggota/").words
    assert rows_of(client, "/indikator/rtlh_sdg/banding/rtlh_bahan/unduh/desil.csv?wilayah=53") > 10


def test_the_api_gives_the_numbers_of_the_page(client: Any, release: Release) -> None:
    found = standards.standing(release, "53.01")
    answer = client.get("/api/v1/service-standards?region=53.01&limit=5").json()
    assert (answer["total"], len(answer["rows"])) == (29, 5)
    assert answer["index"] == pytest.approx(found.whole.index)
    assert client.get("/api/v1/service-standards?region=53.01.25").status_code == 400


def test_the_pages_ask_no_database_of_strangers(client: Any) -> None:
    from django.db import connection

    with connection.execute_wrapper(_refuse):
        for address in ("/wilayah/53.02/spm/", "/wilayah/53.02/kesetaraan/", "/angka/hls/", "/en/angka/"):
            assert Page(client.get(address).content.decode()).all("h1")


def _refuse(*_: Any) -> Any:
    raise AssertionError("a page for strangers asked the database")
