"""`sepakat match` on lists as people have them: hardly any columns, hardly any rows, words of their own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from sepakat import cli
from sepakat.core import duck
from sepakat.matching import files, lists, normalising

HEAD = "id,nik,no_kk,nama,tanggal_lahir,jenis_kelamin,kode_desa,alamat\n"
ONE = "{id},5301010101010001,530101,Siti Aminah,1990-05-06,Perempuan,X,Jalan Satu 1\n"


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Write lists by name, match them; exit status, facts, and the lines of LINKS."""

    def call(texts: dict[str, str], *more: str) -> tuple[int, dict[str, Any], list[str]]:
        for name, text in texts.items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        out = tmp_path / "links.csv"
        paths = [str(tmp_path / name) for name in texts if not name.startswith("truth")]
        status = cli.main(["match", *paths, "--out", str(out), "--format", "json", *more])
        said = json.loads(capsys.readouterr().out, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
        return status, said, out.read_text().splitlines()[1:] if out.exists() else []

    return call


def test_one_person_in_each_of_two_lists_is_found_and_ids_come_back_as_they_were(run: Any) -> None:
    status, _, links = run({"a.csv": HEAD + ONE.format(id='" 07 "'), "b.csv": HEAD + ONE.format(id="0.0")})
    assert status == 0 and len(links) == 1
    assert links[0].startswith('" 07 ","0.0",') and links[0].endswith('"nik_nama"')


@pytest.mark.parametrize("empty", [("a.csv",), ("b.csv",), ("a.csv", "b.csv")])
def test_a_list_without_rows_gives_no_link(run: Any, empty: tuple[str, ...]) -> None:
    texts = {name: HEAD + ("" if name in empty else ONE.format(id=1)) for name in ("a.csv", "b.csv")}
    status, facts, links = run(texts)
    assert (status, facts["links"], links) == (0, 0, [])


def test_numbers_alone_are_enough_where_there_is_nothing_else(run: Any) -> None:
    numbers = [f"{7 * n * n + 104729 * n + 10**11}" for n in range(60)]
    texts = {
        side: "id,nik\n" + "".join(f"{side[0]}{n},{number}\n" for n, number in enumerate(numbers))
        for side in ("kiri.csv", "rantau.csv")
    }
    _, facts, links = run(texts)
    assert len(links) == 60 == facts["by_rule"]["nik_saja"]


def test_a_truth_without_pairs_scores_nought_in_whole_json(run: Any, tmp_path: Path) -> None:
    texts = {name: HEAD + ONE.format(id=1) for name in ("a.csv", "b.csv")}
    status, facts, _ = run(texts | {"truth.csv": "left_id,right_id\n"}, "--truth", str(tmp_path / "truth.csv"))
    assert status == 0 and facts["links"] == 1 == facts["judged"]
    assert (facts["precision"], facts["recall"], facts["truth"]) == (0.0, None, 0)


def test_a_place_that_cannot_be_written_is_told_before_the_work(tmp_path: Path, monkeypatch: Any, capsys: Any) -> None:
    monkeypatch.setattr(files, "open_lists", lambda *_: pytest.fail("the lists were opened first"))
    (tmp_path / "berkas").write_text("")
    for out in ("links.txt", "links", "berkas/links.csv"):
        assert cli.main(["match", "a.csv", "b.csv", "--out", str(tmp_path / out)]) == 1
        assert capsys.readouterr().err
    assert cli.main(["match", "a.csv", "b.csv", "--threshold", "nan"]) == 2


def sexes(*columns: list[str]) -> list[list[str | None]]:
    """What becomes of the sexes of several lists."""
    con = duck.connect()
    made = []
    for n, column in enumerate(columns):
        rows = {c: pa.nulls(len(column), pa.string()) for c in lists.COLUMNS}
        ids = pa.array([str(i) for i in range(len(column))])
        rows |= {"id": ids, "nama": pa.array(["Budi"] * len(column)), "jenis_kelamin": pa.array(column)}
        made.append(lists.PersonList(str(n), pa.table(rows), ""))
    normalising.load(con, made)
    return [
        [jk for (jk,) in con.execute(f"SELECT jk FROM rec WHERE sumber = {n} ORDER BY uid").fetchall()]
        for n in range(len(columns))
    ]


def test_sexes_are_read_as_whole_words() -> None:
    assert sexes(["Pria", "Wanita", "Laki-laki", "Perempuan", ""], ["M", "F", "1", "2", "9"]) == [
        ["1", "2", "1", "2", None],
        ["1", "2", "1", "2", None],
    ]


def test_a_list_that_says_hombre_and_mujer_by_letter() -> None:
    assert sexes(["H", "M", "H"], ["M", "F"]) == [["1", "2", "1"], ["1", "2"]]


def test_codes_nobody_knows_are_compared_among_themselves_only() -> None:
    assert sexes(["QX", "QY"], ["QX", "QY"]) == [["QX", "QY"], ["QX", "QY"]]
    assert sexes(["QX", "QY"], ["M", "F"]) == [[None, None], ["1", "2"]]
