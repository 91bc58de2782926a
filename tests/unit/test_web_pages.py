"""Every page on a fake release: what it says, what it must never hold, what it weighs, how it is kept."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import sepakat.web
from sepakat.core.errors import UserError
from tests.web_fake import Fake
from tests.web_site import Page, site

PAGES = [
    "/", "/?q=kupang", "/?q=zzzzqq", "/wilayah/", "/wilayah/00/", "/wilayah/53/", "/wilayah/53.01/",
    "/wilayah/53.01/?indikator=air_minum_layak&urut=nilai", "/wilayah/53.01.05/", "/wilayah/53.01.05.1001/",
    "/wilayah/31/", "/wilayah/53.01/indikator/penduduk_desil_1_4/", "/wilayah/53.01.05.1001/indikator/lantai_tanah/",
    "/wilayah/53.01/indikator/jumlah_balita/", "/indikator/", "/indikator/air_minum_layak/", "/glosarium/",
    "/tentang-data/",
]  # fmt: skip
ERRORS = {
    "/wilayah/5301/": 404, "/wilayah/53.99/": 404, "/wilayah/..%2F..%2Fetc/": 404, "/tidak-ada/": 404,
    "/indikator/lantai/": 404, "/wilayah/53.01/unduh/kartu-skor.xls": 404, "/wilayah/53.01/unduh/skor.csv": 404,
    "/wilayah/53.01/?indikator=lantay": 404, "/wilayah/53.01.05.1001/unduh/wilayah-bawah.csv": 404, "/?q=5301": 404,
}  # fmt: skip
BOTH = [prefix + path for path in [*PAGES, *ERRORS] for prefix in ("", "/en")]
WEB = Path(sepakat.web.__file__).parent


@pytest.fixture
def fake() -> Fake:
    return Fake()


@pytest.fixture
def client(fake: Fake) -> Iterator[Any]:
    with site(fake) as made:
        yield made


def html(client: Any, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, path
    return response.content.decode()


@pytest.mark.parametrize("path", BOTH)
def test_every_page_draws_and_keeps_the_rules_of_the_frame(client: Any, path: str) -> None:
    """One visit per page checks what holds for all: language, one heading, captions, labels, nothing inline, nothing
    from outside, no banned word."""
    english = path.startswith("/en")
    text = html(client, path, ERRORS.get(path.removeprefix("/en") if english else path, 200))
    page = Page(text)
    assert page.all("html")[0]["lang"] == ("en" if english else "id")
    assert len(page.all("h1")) == 1
    assert all(page.captions), "a table without a caption"
    assert all(th.get("scope") for th in page.all("th"))
    labelled = {label["for"] for label in page.all("label")}
    assert all(field.get("id") in labelled for field in page.all("input") + page.all("select"))
    assert not re.search(r"<style|<script(?![^>]* src=)|\sstyle=|\son[a-z]+=", text), "something inline"
    for _tag, attrs in page.tags:
        for name in ("src", "href", "action"):
            assert not re.match(r"(?:[a-z]+:)?//|javascript:|data:", attrs.get(name) or ""), attrs
    assert not re.search(r"\b(?:tidak valid|mohon|maaf|invalid|please|sorry)\b", page.words, re.IGNORECASE)
    assert "data contoh" in page.words.lower() or english
    assert page.words.count("sepakat ") >= 1


@pytest.mark.parametrize("path", ["/wilayah/53.01/", "/tidak-ada/", "/wilayah/53.01/unduh/desil.csv"])
def test_safe_headers_stand_on_every_answer(client: Any, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"


def test_first_visit_is_light(client: Any) -> None:
    """HTML, CSS and icon of home and of a region page: at most 80 KB and 6 requests, each part in its own budget."""
    for path in ("/", "/wilayah/53.01/"):
        text = html(client, path)
        page = Page(text)
        parts = [link["href"] for link in page.all("link")]
        assert len(parts) + 1 <= 6
        sheet = next(p for p in parts if p and p.endswith(".css"))
        css = b"".join(client.get(sheet, headers={"accept-encoding": "gzip"}).streaming_content)
        markup = gzip.compress(text.encode())
        assert len(css) <= 12 * 1024
        assert len(markup) <= 40 * 1024
        assert len(css) + len(markup) <= 80 * 1024


def test_static_files_are_hashed_compressed_and_kept_for_long(client: Any) -> None:
    sheet = next(a["href"] for a in Page(html(client, "/")).all("link") if a.get("rel") == "stylesheet")
    assert re.fullmatch(r"/statis/web/sepakat\.[0-9a-f]{12}\.css", sheet)
    answer = client.get(sheet, headers={"accept-encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "immutable" in answer.headers["Cache-Control"]
    b"".join(answer.streaming_content)


def test_style_sheet_asks_nothing_from_outside() -> None:
    sheet = (WEB / "static" / "web" / "sepakat.css").read_text(encoding="utf-8")
    assert not re.search(r"url\(|@import|//[a-z]", re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL))


def test_same_release_same_page_without_work(client: Any, fake: Fake) -> None:
    """A second visit with the ETag gets 304 before any figure is read; another release, language or page does not."""
    client.get("/wilayah/53.01/")  # sets the first-visit cookie, which is part of the page
    first = client.get("/wilayah/53.01/")
    assert "must-revalidate" in first.headers["Cache-Control"]
    tag = {"if-none-match": first.headers["ETag"]}
    asked = len(fake.asked)
    again = client.get("/wilayah/53.01/", headers=tag)
    assert (again.status_code, again.content, len(fake.asked)) == (304, b"", asked)
    assert again.headers["ETag"] == first.headers["ETag"]
    assert client.get("/en/wilayah/53.01/", headers=tag).status_code == 200
    assert client.get("/wilayah/53.02/", headers=tag).status_code == 200
    fake.id = "20260401-01"
    assert client.get("/wilayah/53.01/", headers=tag).status_code == 200


def test_errors_are_not_kept(client: Any) -> None:
    assert "ETag" not in client.get("/wilayah/53.99/").headers


def test_home_finds_a_region_by_name_and_by_code(client: Any) -> None:
    page = Page(html(client, "/?q=kupang"))
    assert "/wilayah/53.01/" in page.links
    assert "/wilayah/53.71/" in page.links
    found = client.get("/?q=53.01.05")
    assert (found.status_code, found.headers["Location"]) == (302, "/wilayah/53.01.05/")
    assert "Tidak ada wilayah bernama" in html(client, "/?q=zzzzqq")


def test_search_escapes_what_was_typed(client: Any) -> None:
    text = html(client, "/?q=<script>alert(1)</script>")
    assert "<script" not in text
    assert "&lt;script&gt;" in text


def test_a_code_without_dots_is_refused_with_the_reason(client: Any) -> None:
    assert "bisa kode BPS" in html(client, "/?q=5301", 404)


def test_sample_region_is_offered_only_for_a_sample(client: Any, fake: Fake) -> None:
    assert "Coba dengan daerah contoh" in html(client, "/")
    fake.sample = False
    text = html(client, "/")
    assert "Coba dengan daerah contoh" not in text
    assert "Data contoh" not in text


def test_region_page_says_its_three_widest_gaps_by_the_rules(client: Any, fake: Fake) -> None:
    for name, here, there in [
        ("lantai_tanah", 41.2, 28.9),
        ("air_minum_layak", 50.0, 70.0),
        ("penduduk_desil_1_4", 60, 45),
    ]:
        fake.override[(name, "53.01", None)] = {"value": float(here), "n": 500}
        fake.override[(name, "53", None)] = {"value": float(there), "n": 9000}
    words = Page(html(client, "/wilayah/53.01/")).words
    assert "Tiga hal yang paling tertinggal" in words
    first = words.index("20,0 poin lebih rendah daripada Nusa Tenggara Timur (70,0 persen).")
    second = words.index("15,0 poin lebih tinggi daripada Nusa Tenggara Timur (45,0 persen).")
    third = words.index("12,3 poin lebih tinggi daripada Nusa Tenggara Timur (28,9 persen).")
    assert first < second < third
    assert re.search(r"Ter(buruk|baik) (ke-\d+ )?dari 22 kabupaten/kota di Nusa Tenggara Timur\.", words)


def test_region_without_a_worse_indicator_says_so(client: Any, fake: Fake) -> None:
    for name in ("lantai_tanah", "air_minum_layak", "penduduk_desil_1_4"):
        for code in ("53", "53.01"):
            fake.override[(name, code, None)] = {"value": 30.0, "n": 500}
    words = Page(html(client, "/wilayah/53.01/")).words
    assert "Tidak ada indikator yang lebih buruk daripada Nusa Tenggara Timur." in words


def test_hidden_zero_missing_and_not_applicable_never_look_alike(client: Any, fake: Fake) -> None:
    hidden = {"value": None, "numerator": None, "denominator": None, "n": None, "suppressed": True}
    fake.override[("lantai_tanah", "53.01.05", None)] = hidden
    fake.override[("lantai_tanah", "53.01.04", None)] = {"value": None, "denominator": 0.0, "n": 0}
    fake.override[("lantai_tanah", "53.01.06", None)] = {"value": 0.0, "numerator": 0.0}
    text = html(client, "/wilayah/53.01/?indikator=lantai_tanah")
    row = {code: re.search(rf'<tr><th scope="row"><a href="/wilayah/{code}/">.*?</tr>', text) for code in
           ("53.01.04", "53.01.05", "53.01.06")}  # fmt: skip
    assert row["53.01.05"] and ">#</td>" in row["53.01.05"][0]
    assert row["53.01.04"] and ">–</td>" in row["53.01.04"][0]
    assert row["53.01.06"] and ">0,0</td>" in row["53.01.06"][0]
    assert "Angka yang disembunyikan di halaman ini: <b>1</b>" in text


def test_village_page_has_no_map_below_it(client: Any) -> None:
    text = html(client, "/wilayah/53.01.05.1001/")
    assert 'id="peta"' not in text
    assert 'id="kartu"' in text


def test_region_without_data_says_so_and_leads_on(client: Any) -> None:
    page = Page(html(client, "/wilayah/31/"))
    assert (
        "Rilis 20260301-01 tidak memuat DKI Jakarta" in page.words or "Belum ada data untuk wilayah ini" in page.words
    )
    assert "/wilayah/31.71/" in page.links


def test_before_the_first_release_home_works_and_regions_say_what_to_do(client: Any, fake: Fake) -> None:
    fake.id = ""
    assert "Belum ada rilis data" in html(client, "/")
    words = Page(html(client, "/wilayah/53.01/", 503)).words
    assert "sepakat demo" in words


def test_parts_can_be_sorted_worst_first_and_the_sort_is_visible(client: Any) -> None:
    text = html(client, "/wilayah/53.01/?indikator=lantai_tanah&urut=nilai")
    table = text[text.index("urut terburuk") :]
    values = [
        float(v.replace(",", ".")) for v in re.findall(r'<td class="num">(\d+,\d)</td><td class="barcol">', table)
    ]
    assert len(values) > 20
    assert values == sorted(values, reverse=True)
    assert "urut kode" in html(client, "/wilayah/53.01/?indikator=lantai_tanah")


def test_map_and_table_show_the_same_classes(client: Any) -> None:
    text = html(client, "/wilayah/53.01/?indikator=lantai_tanah")
    letters = re.findall(r'<td class="mid">([A-E])</td>', text)
    tiles = re.findall(
        r'text-anchor="middle" fill="#[0-9a-f]+">([A-E])</text>', text.split('<g aria-hidden="true">')[0]
    )
    assert len(letters) == 24
    assert letters == tiles


def test_first_time_strip_opens_once(client: Any) -> None:
    assert '<details class="first" open>' in html(client, "/wilayah/53.01/")
    assert '<details class="first">' in html(client, "/wilayah/53.02/")


def test_indicator_page_shows_definition_formula_example_and_who_checked(client: Any) -> None:
    words = Page(html(client, "/indikator/air_minum_layak/")).words
    for expected in ("Definisi", "lantai = 8", "members > 0", "Contoh hitungan", "50,0 persen", "Tim SEPAKAT",
                     "belum diperiksa ahli", "1 Desember 2027", "belum dikonfirmasi", "Kuesioner"):  # fmt: skip
        assert expected in words, expected
    assert "belum dikonfirmasi dengan sumber" not in Page(html(client, "/indikator/lantai_tanah/")).words


def test_indicator_in_region_is_cut_by_sex_only_for_persons(client: Any) -> None:
    assert "Jenis kelamin" in html(client, "/wilayah/53.01/indikator/penduduk_desil_1_4/")
    assert "Jenis kelamin" not in html(client, "/wilayah/53.01/indikator/lantai_tanah/")


def test_counts_are_not_drawn_on_a_map_of_classes(client: Any) -> None:
    assert "<svg" not in html(client, "/wilayah/53.01/indikator/jumlah_balita/").split('class="scroll"')[0]


@pytest.mark.parametrize("extension", ["csv", "xlsx", "json", "parquet"])
@pytest.mark.parametrize(
    "table",
    [
        "/wilayah/53.01/unduh/kartu-skor",
        "/wilayah/53.01/unduh/desil",
        "/wilayah/53.01/indikator/lantai_tanah/unduh/wilayah-bawah",
        "/wilayah/53.01/indikator/penduduk_desil_1_4/unduh/jenis_kelamin",
    ],
)
def test_every_table_comes_in_every_format(client: Any, table: str, extension: str) -> None:
    answer = client.get(f"{table}.{extension}")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert f"20260301-01-data-contoh.{extension}" in answer.headers["Content-Disposition"]
    assert len(answer.content) > 100


def test_downloaded_rows_say_release_version_n_and_hidden(client: Any, fake: Fake) -> None:
    fake.override[("lantai_tanah", "53.01.05", None)] = {
        "value": None, "numerator": None, "denominator": None, "n": None, "suppressed": True,
    }  # fmt: skip
    body = client.get("/wilayah/53.01/indikator/lantai_tanah/unduh/wilayah-bawah.json").json()
    assert len(body["rows"]) == 24
    for row in body["rows"]:
        assert row["release"] == "20260301-01"
        assert row["version"] == "1.0"
    hidden = next(r for r in body["rows"] if r["region"] == "53.01.05")
    assert hidden["suppressed"] is True
    assert hidden["sign"] == "#"
    assert all(hidden[k] is None for k in ("value", "numerator", "denominator", "n"))
    assert body["sample"] is True


def test_data_page_shows_quality_that_adds_up(client: Any) -> None:
    words = Page(html(client, "/tentang-data/")).words
    for expected in ("Regsosek 2022.K", "30.010", "30.000", "NIK bukan 16 angka", "20ditolak", "simulasi"):
        assert expected in words, expected
    assert "NIK is not 16 digits" in Page(html(client, "/en/tentang-data/")).words


# pages that count families themselves, which the figures of these tests have none of (test_web_programmes_pages)
NEEDS_FAMILIES = tuple(
    f"/{name}/"
    for name in (
        "sasaran", "irisan", "salah-sasaran", "banding-desil", "skenario", "penyaluran", "program", "indeks-data",
        "dokumen",
    )
)  # fmt: skip
# of a region; test_web_attacks and the browser walk them on a lake
OF_A_LAKE = ("/prioritas/", "/spm/", "/kesetaraan/", "/indeks-data/", "/analisis/")


def test_links_of_the_main_pages_lead_somewhere(client: Any) -> None:
    """Every kind of link once: links that differ only in a code or an id lead to the same view."""
    tried: set[str] = set()
    for path in ("/", "/wilayah/", "/wilayah/53.01/", "/wilayah/53/", "/wilayah/53.01/indikator/lantai_tanah/",
                 "/indikator/", "/indikator/lantai_tanah/", "/tentang-data/", "/en/wilayah/53.01/"):  # fmt: skip
        for link in Page(html(client, path)).links:
            kind = re.sub(r"\d+(\.\d+)*", "N", link.partition("#")[0]).replace("lantai_tanah", "I")
            if kind in tried or not link.startswith("/"):
                continue
            tried.add(kind)
            if kind.removeprefix("/en").startswith(NEEDS_FAMILIES) or kind.partition("?")[0].endswith(OF_A_LAKE):
                continue
            assert client.get(link.partition("#")[0]).status_code in (200, 302), (path, link)
    assert len(tried) > 25


def test_language_switch_keeps_the_page(client: Any) -> None:
    bahasa = Page(html(client, "/wilayah/53.01/?indikator=air_minum_layak"))
    assert "/en/wilayah/53.01/?indikator=air_minum_layak" in bahasa.links
    english = Page(html(client, "/en/wilayah/53.01/?indikator=air_minum_layak"))
    assert "/wilayah/53.01/?indikator=air_minum_layak" in english.links
    assert "Score card" in english.words
    assert "Kartu skor" not in english.words


def test_numbers_follow_the_language(client: Any) -> None:
    assert "30.000 keluarga" in Page(html(client, "/")).words
    assert "30,000 families" in Page(html(client, "/en/")).words


def test_bahasa_is_the_default_whatever_the_browser_prefers(client: Any) -> None:
    answer = client.get("/", headers={"accept-language": "en-GB"})
    assert 'lang="id"' in answer.content.decode()


def test_a_fault_is_a_page_with_a_number_and_a_log_without_values(
    client: Any, fake: Fake, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("5301010101010001 Maria")

    fake.profile = broken  # type: ignore[method-assign, assignment]
    words = Page(html(client, "/wilayah/53.01/", 500)).words
    number = re.search(r"nomor ([0-9A-F]{4})", words)
    assert number
    assert f"fault {number[1]}: ValueError" in caplog.text
    assert "Maria" not in caplog.text + words
    assert "5301010101010001" not in caplog.text + words


def test_a_user_error_of_the_library_is_a_page_with_the_next_step(client: Any, fake: Fake) -> None:
    def refused(*_: object) -> None:
        raise UserError("Judul galat.", "Sebabnya `x`.", "Lakukan ini.", code="contoh")

    fake.profile = refused  # type: ignore[method-assign, assignment]
    text = html(client, "/wilayah/53.01/", 400)
    assert "Langkah berikutnya:" in text
    assert "Lakukan ini." in text
    assert "<code>x</code>" in text


def test_unknown_host_is_refused(client: Any) -> None:
    assert client.get("/", SERVER_NAME="evil.example").status_code == 400


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_writing_changes_nothing(client: Any, method: str) -> None:
    """There is nothing to write yet; such a request must not be kept as if it were a page."""
    assert "ETag" not in getattr(client, method)("/wilayah/53.01/").headers


def test_map_shows_the_widest_gap_that_its_parts_can_show(client: Any, fake: Fake) -> None:
    """Where the parts of the widest gap are hidden, the next one is drawn; who asks for it by name still gets it."""
    hidden = {"value": None, "numerator": None, "denominator": None, "n": None, "suppressed": True}
    for name, here in [("lantai_tanah", 90.0), ("penduduk_desil_1_4", 60.0)]:
        fake.override[(name, "53.01", None)] = {"value": here, "n": 500}
        fake.override[(name, "53", None)] = {"value": 20.0, "n": 9000}
    assert '<option value="lantai_tanah" selected>' in html(client, "/wilayah/53.01/")
    for number in range(40):
        fake.override[("lantai_tanah", f"53.01.{number:02d}", None)] = hidden
    fake.id = "20260301-02"
    assert '<option value="penduduk_desil_1_4" selected>' in html(client, "/wilayah/53.01/")
    assert '<option value="lantai_tanah" selected>' in html(client, "/wilayah/53.01/?indikator=lantai_tanah")


def test_pages_are_remembered_for_strangers_only() -> None:
    """The same page is made once for readers without a session, and anew for every request with another cookie."""
    from django.http import HttpResponse
    from django.test import RequestFactory

    from sepakat.web.middleware import ByRelease

    made: list[str] = []

    def view(request: Any) -> HttpResponse:
        made.append(request.path)
        return HttpResponse("isi")

    with site(Fake()):
        layer = ByRelease(view)
        stranger, somebody = RequestFactory(), RequestFactory()
        somebody.cookies["sessionid"] = "x"
        assert layer(stranger.get("/a")).content == layer(stranger.get("/a")).content == b"isi"
        assert len(made) == 1
        layer(somebody.get("/b"))
        layer(somebody.get("/b"))
        layer(stranger.get("/b"))
        assert "ETag" not in layer(somebody.get("/b")).headers
        assert len(made) == 5
