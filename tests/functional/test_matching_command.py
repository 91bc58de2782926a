"""`sepakat match` on lists it was not made for: other names and numbers, columns missing, one list twice."""

from __future__ import annotations

import contextlib
import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from sepakat.cli import main
from sepakat.matching import neighbours, splinking
from tests import matching_people as generator


@pytest.fixture(scope="module", autouse=True)
def _fewer() -> Iterator[None]:
    """Fewer pairs for the chances of strangers: seconds saved; these lists are easy."""
    with pytest.MonkeyPatch.context() as patch:
        for room, fewer in ((splinking, 100_000), (neighbours, 20_000)):
            patch.setattr(room, "_PAIRS", fewer)
        yield


@pytest.fixture(scope="module")
def lists() -> generator.Lists:
    return generator.people(600, seed=4, damage=0.25)


@pytest.fixture
def sepakat(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, dict[str, object]]]:
    def run(*arguments: object) -> tuple[int, dict[str, object]]:
        code = main([str(a) for a in arguments] + ["--format", "json"])
        return code, json.loads(capsys.readouterr().out)

    return run


Run = Callable[..., tuple[int, dict[str, object]]]


@pytest.fixture(scope="module")
def first(lists: generator.Lists, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both lists, the links of a run over them (first.json: what it printed), its model and records."""
    home = tmp_path_factory.mktemp("first")
    left, right, truth = lists.write(home)
    saved = ["--save-model", home / "m.json", "--save-records", home / "kept.parquet", "--explain", home / "why.jsonl"]
    arguments = ["match", left, right, "--out", home / "links.parquet", "--truth", truth, *saved, "--format", "json"]
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        assert main([str(a) for a in arguments]) == 0
    (home / "first.json").write_text(printed.getvalue())
    return home


def test_strangers_are_matched_and_every_link_says_why(first: Path) -> None:
    found = json.loads((first / "first.json").read_text())
    assert found["precision"] >= 0.997 and found["recall"] >= 0.985
    assert found["probability_off"] <= 0.04 and found["probability_beyond"] >= 0  # some 150 pairs of the model
    links = pq.read_table(first / "links.parquet")
    assert links.num_rows == found["links"]
    why = [json.loads(line) for line in (first / "why.jsonl").read_text().splitlines()]
    assert len(why) == links.num_rows
    assert {"what", "found", "agrees", "weight"} == set(why[0]["reasons"][0]) and why[0]["text"]
    model = json.loads((first / "m.json").read_text())
    assert model["ambang"] == 0.5 and model["data"] and model["splink"]["comparisons"]


@pytest.mark.parametrize(
    ("without", "precision", "recall", "again"),
    [
        (("nik",), 0.995, 0.96, False),
        (("nik", "no_kk", "kode_desa", "alamat", "jenis_kelamin"), 0.97, 0.75, True),
    ],
    ids=["no number", "names and dates only, by a model that knows more"],
)
def test_strangers_are_matched_with_less(
    lists: generator.Lists,
    first: Path,
    sepakat: Run,
    tmp_path: Path,
    without: tuple[str, ...],
    precision: float,
    recall: float,
    again: bool,
) -> None:
    left, right, truth = lists.write(tmp_path, without=without)
    labels = tmp_path / "labels.csv"  # fifty of those in both, whom people looked at
    chosen = "".join(f"{a},{b},same\n" for a, b in sorted(lists.truth)[:50])
    labels.write_text("left_id,right_id,verdict\n" + chosen)
    given = [
        "--truth",
        truth,
        "--labels",
        labels,
        "--threshold",
        0.5,
        *(["--model", first / "m.json"] if again else []),
    ]
    code, found = sepakat("match", left, right, "--out", tmp_path / "links.csv", *given)
    assert code == 0
    assert 30 <= int(str(found["labels"])) <= 50
    assert not found["calibrated"]  # nobody said "different"
    by_labels = found["by_labels"]["left|right"]  # type: ignore[index]
    assert by_labels["precision"] == 1.0 and by_labels["recall_low"] <= float(str(found["recall"])) + 0.05
    assert float(str(found["precision"])) >= precision
    assert float(str(found["recall"])) >= recall
    with open(tmp_path / "links.csv", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["left_id", "right_id", "probability", "rule"]
    assert len(rows) == found["links"] and all(float(r["probability"]) >= 0.5 for r in rows)


def test_only_what_is_new_is_compared_and_the_links_are_those_of_a_whole_run(
    lists: generator.Lists, first: Path, sepakat: Run, tmp_path: Path
) -> None:
    """40 people join the left list, 20 of the right change their name, 20 leave it. A whole run with the same model
    differs by what it fits anew: the share of people in both, and how rare names are."""
    later = generator.people(60, seed=77)
    left = [*lists.left, *({**row, "id": f"N{n}"} for n, row in enumerate(later.left[:40]))]
    right = [{**row, "nama": f"{row['nama']} baru"} if n < 20 else row for n, row in enumerate(lists.right)][:-20]
    right += [{**row, "id": f"M{n}"} for n, row in enumerate(later.left[:40])]
    generator.Lists(left, right, set()).write(tmp_path)
    given = ["match", tmp_path / "left.parquet", tmp_path / "right.parquet", "--out"]
    code, found = sepakat(*given, tmp_path / "new.parquet", "--since", first / "kept.parquet")
    _, whole = sepakat(*given, tmp_path / "whole.parquet", "--model", first / "m.json")
    assert code == 0 and int(str(found["compared"])) < 0.3 * int(str(whole["compared"]))
    new, full = (pq.read_table(tmp_path / f"{name}.parquet").to_pylist() for name in ("new", "whole"))
    new, full = ({(r["left_id"], r["right_id"]): r["probability"] for r in rows} for rows in (new, full))
    assert len(set(new) ^ set(full)) <= 0.002 * len(full)
    assert {(f"N{n}", f"M{n}") for n in range(40)} <= set(new)
    both = [pair for pair in new if pair in full]
    assert max(abs(new[pair] - full[pair]) for pair in both) < 0.05
    gone = {row["id"] for row in lists.right[-20:]}
    assert not gone & {right for _, right in new}


def test_one_list_is_searched_for_people_twice_in_it(lists: generator.Lists, sepakat: Run, tmp_path: Path) -> None:
    twice = [dict(row) for row in lists.left[:400]]
    copies = [{**row, "id": f"D{n}", "nama": str(row["nama"])[:-1] + "x"} for n, row in enumerate(twice[:100])]
    pq.write_table(generator.table(twice + copies), tmp_path / "one.parquet")
    (tmp_path / "truth.csv").write_text("left_id,right_id\n" + "".join(f"D{n},L{n}\n" for n in range(100)))
    code, found = sepakat("match", tmp_path / "one.parquet", "--truth", tmp_path / "truth.csv")
    assert code == 0
    assert float(str(found["precision"])) > 0.95 and float(str(found["recall"])) > 0.95


def test_three_lists_say_which_list_a_record_is_of_and_a_model_serves_again(
    first: Path, sepakat: Run, tmp_path: Path
) -> None:
    third = tmp_path / "third.parquet"
    pq.write_table(pq.read_table(first / "right.parquet").slice(0, 200), third)
    names = [first / "left.parquet", first / "right.parquet", third]
    code, found = sepakat("match", *names, "--out", tmp_path / "links.parquet", "--model", first / "m.json")
    links = pq.read_table(tmp_path / "links.parquet")
    assert code == 0 and found["links"] == links.num_rows
    by_lists: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for r in links.to_pylist():
        by_lists.setdefault((r["left_source"], r["right_source"]), set()).add((r["left_id"], r["right_id"]))
    assert set(by_lists) == {("left", "right"), ("left", "third"), ("right", "third")}
    assert sum(a == b for a, b in by_lists["right", "third"]) >= 195
    was = pq.read_table(first / "links.parquet")
    before = set(zip(was["left_id"].to_pylist(), was["right_id"].to_pylist(), strict=True))
    assert len(before ^ by_lists["left", "right"]) <= 0.01 * len(before)


@pytest.mark.parametrize(
    ("value", "code"),
    [("links.parquet", "records-unreadable"), ("none.parquet", "records-unreadable"), ("kept.parquet", "since-lists")],
)
def test_a_run_before_that_does_not_serve_is_said(first: Path, sepakat: Run, value: str, code: str) -> None:
    status, found = sepakat("match", first / "left.parquet", "--since", first / value)
    assert status == 1 and found["code"] == code


def test_kept_records_hold_no_name_and_no_number(lists: generator.Lists, first: Path) -> None:
    rows = pq.read_table(first / "kept.parquet")
    assert rows.num_rows == len(lists.left) + len(lists.right)
    assert rows.column_names == ["uid", "sumber", "id", "sidik", "tuntas", "pasangan"]
    told = json.loads(rows.schema.metadata[b"sepakat-padanan"])
    assert str(lists.left[0]["nama"]) not in json.dumps(told)


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
