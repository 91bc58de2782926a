"""`sepakat match` on lists it was not made for: other names and numbers, columns missing, one list twice."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from sepakat.cli import main
from tests import matching_people as generator


@pytest.fixture(scope="module")
def lists() -> generator.Lists:
    return generator.people(1200, seed=4, damage=0.25)


@pytest.fixture
def sepakat(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, dict[str, object]]]:
    def run(*arguments: object) -> tuple[int, dict[str, object]]:
        code = main([str(a) for a in arguments] + ["--format", "json"])
        return code, json.loads(capsys.readouterr().out)

    return run


Run = Callable[..., tuple[int, dict[str, object]]]


@pytest.mark.parametrize(
    ("without", "precision", "recall"),
    [
        ((), 0.997, 0.985),
        (("nik",), 0.995, 0.96),
        (("nik", "no_kk", "kode_desa", "alamat", "jenis_kelamin"), 0.97, 0.75),
    ],
    ids=["all", "no number", "names and dates only"],
)
def test_strangers_are_matched(
    lists: generator.Lists, sepakat: Run, tmp_path: Path, without: tuple[str, ...], precision: float, recall: float
) -> None:
    left, right, truth = lists.write(tmp_path, without=without)
    code, found = sepakat("match", left, right, "--out", tmp_path / "links.csv", "--truth", truth)
    assert code == 0
    assert float(str(found["precision"])) >= precision
    assert float(str(found["recall"])) >= recall
    with open(tmp_path / "links.csv", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["left_id", "right_id", "probability", "rule"]
    assert len(rows) == found["links"] and all(float(r["probability"]) >= 0.5 for r in rows)


def test_the_same_lists_give_the_same_links_and_a_model_serves_again(
    lists: generator.Lists, sepakat: Run, tmp_path: Path
) -> None:
    left, right, truth = lists.write(tmp_path)
    outs = [tmp_path / "a.parquet", tmp_path / "b.parquet"]
    sepakat(
        "match", left, right, "--out", outs[0], "--save-model", tmp_path / "m.json", "--explain", tmp_path / "why.jsonl"
    )
    code, again = sepakat("match", left, right, "--out", outs[1], "--model", tmp_path / "m.json", "--truth", truth)
    assert code == 0 and float(str(again["f1"])) > 0.985
    one, two = (pq.read_table(out) for out in outs)
    assert one["left_id"].to_pylist()[:50] == two["left_id"].to_pylist()[:50]
    model = json.loads((tmp_path / "m.json").read_text())
    assert model["ambang"] == 0.5 and model["data"] and model["splink"]["comparisons"]
    why = [json.loads(line) for line in (tmp_path / "why.jsonl").read_text().splitlines()]
    assert len(why) == one.num_rows
    assert {"what", "found", "agrees", "weight"} == set(why[0]["reasons"][0]) and why[0]["text"]


def test_one_list_is_searched_for_people_twice_in_it(lists: generator.Lists, sepakat: Run, tmp_path: Path) -> None:
    twice = [dict(row) for row in lists.left[:600]]
    copies = [{**row, "id": f"D{n}", "nama": str(row["nama"])[:-1] + "x"} for n, row in enumerate(twice[:100])]
    pq.write_table(generator.table(twice + copies), tmp_path / "one.parquet")
    (tmp_path / "truth.csv").write_text("left_id,right_id\n" + "".join(f"D{n},L{n}\n" for n in range(100)))
    code, found = sepakat("match", tmp_path / "one.parquet", "--truth", tmp_path / "truth.csv")
    assert code == 0
    assert float(str(found["precision"])) > 0.95 and float(str(found["recall"])) > 0.95


def test_three_lists_say_which_list_a_record_is_of(lists: generator.Lists, sepakat: Run, tmp_path: Path) -> None:
    left, right, _ = lists.write(tmp_path)
    third = tmp_path / "third.parquet"
    pq.write_table(pq.read_table(right).slice(0, 300), third)
    code, found = sepakat("match", left, right, third, "--out", tmp_path / "links.parquet")
    links = pq.read_table(tmp_path / "links.parquet")
    assert code == 0 and found["links"] == links.num_rows
    assert {"left_source", "right_source"} <= set(links.column_names)
    pairs = set(zip(links["left_source"].to_pylist(), links["right_source"].to_pylist(), strict=True))
    assert pairs == {("left", "right"), ("left", "third"), ("right", "third")}
    both = [r for r in links.to_pylist() if (r["left_source"], r["right_source"]) == ("right", "third")]
    assert sum(r["left_id"] == r["right_id"] for r in both) >= 295


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("none.csv", None, "list-none"),
        ("list.xlsx", "x", "list-kind"),
        ("list.csv", "a,b\n1,2\n", "list-columns"),
        ("list.csv", "id,nama\n1,Ani\n1,Budi\n", "list-ids"),
    ],
)
def test_a_list_that_cannot_be_read_is_said(
    sepakat: Run, tmp_path: Path, name: str, text: str | None, code: str
) -> None:
    if text is not None:
        (tmp_path / name).write_text(text)
    status, found = sepakat("match", tmp_path / name)
    assert status == 1 and found["code"] == code


def test_lists_without_a_shared_column_are_said(sepakat: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,nama\n1,Ani\n2,Budi\n")
    (tmp_path / "b.csv").write_text("id,nik\n1,3201010101800001\n")
    status, found = sepakat("match", tmp_path / "a.csv", tmp_path / "b.csv")
    assert status == 1 and found["code"] == "nothing-to-compare"
