"""The tray without an account, the link on cached pages, work that takes a while, and the words of a chapter's page."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.web_fake import Fake
from tests.web_site import Page, page, site


@pytest.fixture
def visitor() -> Iterator[Any]:
    with site(Fake()) as client:
        yield client


def put(client: Any, block: str, region: str = "53.01", **headers: str) -> Any:
    return client.post("/dokumen/masukkan/", {"blok": block, "wilayah": region}, **headers)


def pieces(client: Any) -> list[str]:
    return [b["value"] for b in page(client, "/dokumen/nampan/").all("button") if b.get("name") == "bagian"][:-1]  # type: ignore[misc]


def test_pieces_collect_without_an_account_once_each_and_leave_again(visitor: Any) -> None:
    assert put(visitor, "spm").status_code == 302
    put(visitor, "tabel?tingkat=bawah&id=sanitasi_layak")
    put(visitor, "tabel?id=sanitasi_layak&tingkat=bawah")  # the same one, written otherwise
    assert pieces(visitor) == ["53.01 spm", "53.01 tabel?id=sanitasi_layak&tingkat=bawah"]
    assert ">2</b>" in visitor.get("/tentang-data/").content.decode()
    visitor.post("/dokumen/nampan/keluarkan/", {"bagian": "53.01 spm"})
    assert pieces(visitor) == ["53.01 tabel?id=sanitasi_layak&tingkat=bawah"]
    visitor.post("/dokumen/nampan/keluarkan/", {"bagian": "semua"})
    assert "Nampan masih kosong" in page(visitor, "/dokumen/nampan/").words


def test_the_cookie_holds_texts_of_blocks_only_is_signed_and_bounded(visitor: Any) -> None:
    from sepakat.web.papers.tray import COOKIE, LONGEST, MOST_COOKIE

    answers = [put(visitor, f"seri?id=p0&tahun={i}") for i in range(2, MOST_COOKIE + 3)]
    assert [a.status_code for a in answers].count(302) == MOST_COOKIE
    assert "Nampan penuh" in Page(answers[-1].content.decode()).words
    assert len(visitor.cookies[COOKIE].value) <= LONGEST
    visitor.cookies[COOKIE] = visitor.cookies[COOKIE].value[:-3] + "abc"
    assert "Nampan masih kosong" in page(visitor, "/dokumen/nampan/").words


@pytest.mark.parametrize(
    ("block", "region", "status"),
    [("bukan_blok", "53.01", 400), ("spm?apa=1", "53.01", 400), ("spm", "99.99", 400), ("<script>", "53.01", 400)],
)
def test_what_is_no_block_or_no_region_is_refused_with_a_way_on(
    visitor: Any, block: str, region: str, status: int
) -> None:
    answer = put(visitor, block, region)
    assert answer.status_code == status
    assert "nampan" not in answer.cookies
    assert "<script>alert" not in answer.content.decode()


def test_the_link_on_a_cached_page_needs_no_token_and_the_next_page_asks_for_a_missing_region(visitor: Any) -> None:
    first = visitor.get("/wilayah/53.01/")
    assert first.headers.get("ETag")  # kept by release: the same for every stranger
    assert "csrfmiddlewaretoken" not in first.content.decode()
    links = [h for h in Page(first.content.decode()).links if h.startswith("/dokumen/masukkan/")]
    asked = {next(iter(parse_qs(urlsplit(h).query)["blok"])).partition("?")[0] for h in links}
    assert {"narasi", "tabel", "profil_desil", "peta"} <= asked
    assert all(parse_qs(urlsplit(h).query)["wilayah"] == ["53.01"] for h in links)
    form = page(visitor, f"{links[0]}&ringkas=1")
    assert [f["action"] for f in form.all("form") if "data-nampan-kirim" in f] == ["/dokumen/masukkan/"]
    sent = {i["name"]: i["value"] for i in form.all("input") if i.get("type") == "hidden"}
    assert visitor.post("/dokumen/masukkan/", sent).status_code == 302
    assert len(pieces(visitor)) == 1
    without = page(visitor, "/dokumen/masukkan/?blok=spm")
    assert "Untuk wilayah mana?" in without.words


def test_every_link_of_the_pages_names_a_block_that_there_is(visitor: Any) -> None:
    from sepakat.documents import Block

    paths = ("/wilayah/53.01/", "/wilayah/53/", "/wilayah/53.01/indikator/penduduk_desil_1_4/",
             "/indikator/air_minum_layak/", "/peta/?wilayah=53.01")  # fmt: skip
    found = [h for p in paths for h in page(visitor, p).links if h.startswith("/dokumen/masukkan/")]
    assert len(found) > 12
    for href in found:
        block = parse_qs(urlsplit(href).query)["blok"][0]
        assert Block.parse(block).text() == block


def test_a_script_is_told_the_number_and_the_words(visitor: Any) -> None:
    told = put(visitor, "spm", HTTP_ACCEPT="application/json").json()
    assert told == {"count": 1, "words": "Sudah di nampan. Lihat nampan", "href": "/dokumen/nampan/"}


def test_work_is_done_once_told_of_while_it_runs_and_tried_again_after_a_fault() -> None:
    from sepakat.web.papers import making

    go, runs = threading.Event(), []

    def work(progress: Any) -> str:
        runs.append(1)
        with progress.step("Menyusun", 4) as step:
            step.advance()
            go.wait(20)
        return "jadi"

    first = making.ask("uji-1", work, 0.05)
    again = making.ask("uji-1", work, 0)
    assert first is again and not first.done
    for _ in range(200):
        if first.percent:
            break
        threading.Event().wait(0.01)
    assert (str(first.said), first.percent) == ("Menyusun", 25)
    go.set()
    assert making.ask("uji-1", work, 20).result() == "jadi"
    assert len(runs) == 1

    def broken(_: Any) -> None:
        runs.append(1)
        raise ValueError

    for count in (2, 3):
        with pytest.raises(ValueError):
            making.ask("uji-2", broken, 20).result()
        assert len(runs) == count


def test_numbers_of_a_chapter_lead_to_their_source_and_gaps_say_whose_they_are() -> None:
    from sepakat.documents import Missing, Number, Paragraph, Query, Tabulated
    from sepakat.documents.output.sources import Source
    from sepakat.web.papers.presenters import parts

    number = Number("k1", "12,3", 12.3, Query("spm", "53.01", "a", "r", "h"))
    source = Source("S1", "Nama", "1", (), "", "", "", "", "", "r", 0)
    made = (
        Paragraph(("Naik ", number, " persen."), key="p1", edited=True, stale=True, fresh=("Turun.",)),
        Tabulated("Tabel", ("Nama", "Nilai"), (("A", number), ("B", "#")), "catatan"),
        Missing("Angka PDRB", "BPS", "Isi dari terbitan.", human=True),
    )
    text, table, gap = parts.shown(made, {"k1": source})
    assert [(r.text, r.anchor) for r in text.runs] == [("Naik ", ""), ("12,3", "sumber_S1"), (" persen.", "")]
    assert (text.edited, text.stale, text.fresh) == (True, True, "Turun.")
    assert table.heads == (("Nama", False), ("Nilai", True))
    assert table.codes == (("S1", "sumber_S1"),)
    assert (gap.kind, gap.text, gap.whose, gap.human) == ("missing", "Angka PDRB", "BPS", True)
