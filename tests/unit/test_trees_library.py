"""Problem trees as data: edits, forms, figures on them, the picture; on made-up figures."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pyarrow as pa
import pytest

from sepakat import catalogue, charts
from sepakat.analysis import trees
from sepakat.analysis.trees.model import LEVELS, MOST_BRANCHES
from sepakat.catalogue.interventions import interventions
from sepakat.catalogue.problem_trees import example_trees
from sepakat.core import Table, Text, UserError

REGION = "53.01"
# value of (indicator, region), and n; None: hidden
FIGURES = {
    ("sanitasi_layak", "53.01"): (60.0, 1000),
    ("sanitasi_layak", "53"): (80.0, 20000),
    ("sanitasi_layak", "53.01.05"): (40.0, 300),
    ("sanitasi_layak", "53.01.06"): (55.0, 300),
    ("sanitasi_layak", "53.01.07"): (10.0, 12),
    ("tangki_septik", "53.01"): (None, None),
    ("tangki_septik", "53"): (70.0, 20000),
    ("air_minum_layak", "53.01"): (85.0, 1000),
    ("air_minum_layak", "53"): (85.0, 1000),
}
CUT = {("sanitasi_layak", "desil_nasional"): {1: (30.0, 200), 9: (95.0, 200)}}


def profile(ids: Sequence[str], region: str, level: str, dim: str = "") -> Table:
    rows = []
    for name in ids:
        if dim:
            found = dict(CUT.get((name, dim), {}).items())
            rows += [_row(name, region, *v) | {dim: k} for k, v in found.items()]
        else:
            at = {"provinsi": 2, "kabupaten": 5, "kecamatan": 8, "desa": 13}[level]
            rows += [_row(i, c, *v) for (i, c), v in FIGURES.items() if i == name and len(c) == at]
    return Table(pa.Table.from_pylist(rows), Text("", ""))


def _row(name: str, code: str, value: float | None, n: int | None) -> dict[str, object]:
    return {
        "indicator": name, "region": code, "value": value, "numerator": None if value is None else value * n / 100,
        "denominator": n, "n": n, "suppressed": value is None, "version": "1.0",
    }  # fmt: skip


@pytest.fixture
def tree() -> trees.Tree:
    return trees.load("sanitasi", REGION)


@pytest.mark.parametrize("name", example_trees())
def test_examples_are_whole_trees(name: str) -> None:
    found = trees.load(name, REGION)
    assert len(found.branches) >= 6 and found.depth(found.root.id) >= 2
    assert found.root.indicators, "a problem without a figure cannot be judged"
    assert trees.from_json(trees.to_json(found)) == found
    drawn = charts.draw("problem_tree", trees.picture(found, {}), title=Text("a", "a"))
    assert drawn.count("<rect") == len(found.branches)


def test_examples_use_interventions_that_fit() -> None:
    """What an example puts on a box should move an indicator of that box: else it teaches nonsense."""
    for found in example_trees().values():
        for branch in found.branches:
            for name in branch.interventions:
                assert set(interventions()[name].indicators) & set(branch.indicators), (found.id, branch.id, name)


def test_edits_give_new_trees_in_order(tree: trees.Tree) -> None:
    grown = trees.add(tree, "tangki", "Truk penyedot tidak ada")
    assert len(grown.branches) == len(tree.branches) + 1
    made = grown.branches[-1].id
    assert [b.id for b in grown.below("tangki")] == ["dekat", made]
    moved = trees.move(grown, made, -1)
    assert [b.id for b in moved.below("tangki")] == [made, "dekat"]
    assert trees.move(moved, made, -1) == moved, "at the top it stays"
    under = trees.place_under(moved, "tangki", "jamban")
    assert [n for b, _, n in under.walk() if b.id == made] == ["1.3.1"]
    assert trees.remove(under, "jamban").branches == tuple(
        b for b in tree.branches if b.id in {"masalah", "air", "leding"}
    )
    assert trees.rename(tree, "air", "  Air   jauh ").get("air").label == Text("Air jauh", "Air jauh")


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (lambda t: trees.add(t, "masalah", "ab"), "tree-label"),
        (lambda t: trees.add(t, "tidak_ada", "sebuah sebab"), "tree-branch"),
        (lambda t: trees.remove(t, "masalah"), "tree-root"),
        (lambda t: trees.place_under(t, "jamban", "bab"), "tree-move"),
        (lambda t: trees.place_under(t, "masalah", "bab"), "tree-move"),
        (lambda t: trees.place_under(t, "jamban", "dekat"), "tree-deep"),
        (lambda t: trees.attach(t, "air", indicators=["sanitasi_layax"]), "unknown-indicator"),
        (lambda t: trees.attach(t, "air", interventions=["jambanan"]), "unknown-intervention"),
        (lambda t: trees.attach(t, "air", places=["53.02"]), "tree-place"),
        (lambda t: trees.attach(t, "air", groups=["desil_nasional:11"]), "tree-group"),
        (lambda t: trees.attach(t, "air", groups=["warna:1"]), "tree-group"),
        (lambda t: trees.attach(t, "air", indicators=list(catalogue.indicators())[:5]), "tree-many"),
    ],
)
def test_edits_that_cannot_be(tree: trees.Tree, edit: object, code: str) -> None:
    with pytest.raises(UserError) as caught:
        edit(tree)  # type: ignore[operator]
    assert caught.value.code == code


def test_a_tree_has_an_end(tree: trees.Tree) -> None:
    deep = tree
    at = "bab"
    for _ in range(len(LEVELS) - 3):
        deep = trees.add(deep, at, "lebih dalam")
        at = deep.branches[-1].id
    with pytest.raises(UserError, match="tingkat"):
        trees.add(deep, at, "terlalu dalam")
    wide = tree
    while len(wide.branches) < MOST_BRANCHES:
        wide = trees.add(wide, "masalah", "sebab lain")
    with pytest.raises(UserError) as caught:
        trees.add(wide, "masalah", "satu lagi")
    assert caught.value.code == "tree-many"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda d: d | {"bentuk": "lain"},
        lambda d: d | {"simpul": []},
        lambda d: d | {"simpul": d["simpul"][1:]},  # no problem on top
        lambda d: d | {"simpul": [*d["simpul"], d["simpul"][2]]},  # a box twice
        lambda d: d | {"simpul": [*d["simpul"][:1], d["simpul"][2] | {"induk": "bab"}]},  # hangs on itself
        lambda d: {"bentuk": d["bentuk"]},
        lambda d: d | {"simpul": [1, 2]},
    ],
)
def test_what_is_no_tree_is_refused(tree: trees.Tree, spoil: object) -> None:
    with pytest.raises(UserError) as caught:
        trees.from_json(spoil(trees.to_json(tree)))  # type: ignore[operator]
    assert caught.value.code == "tree-form"


def test_figures_and_verdicts(tree: trees.Tree) -> None:
    signs = trees.read(tree, profile, smallest=5.0)
    worse = signs["sanitasi_layak"]
    assert (worse.verdict, worse.reference, str(worse.value)) == ("worse", "53", "60,0%")
    assert "20,0 poin lebih buruk; nyata" in worse.words.id
    assert (str(signs["tangki_septik"].value), signs["tangki_septik"].verdict) == ("#", "")
    assert (str(signs["air_leding"].value), signs["air_leding"].verdict) == ("…", "")
    same_people = signs["air_minum_layak"]
    assert (same_people.verdict, same_people.words.id) == ("", "tanpa pembanding")


def test_places_and_groups_worst_first() -> None:
    found = trees.places(profile, "sanitasi_layak", REGION)
    assert [s.id for s in found] == ["53.01.05", "53.01.06"], "twelve families are too few to lead a list"
    assert trees.places(profile, "sanitasi_layak", "53.01.05.2003") == []
    among = trees.groups(profile, "sanitasi_layak", REGION)
    assert [(s.id, str(s.value)) for s in among] == [("desil_nasional:1", "30,0%")]


def test_picture_says_what_the_tree_says(tree: trees.Tree) -> None:
    laid = trees.picture(tree, trees.read(tree, profile, smallest=5.0))
    assert len(laid.lines) == len(tree.branches) - 1
    by_column: dict[float, list[tuple[float, float]]] = {}
    for box in laid.boxes:
        assert box.x + box.width <= laid.width and box.y + box.height <= laid.height
        by_column.setdefault(box.x, []).append((box.y, box.y + box.height))
    for spans in by_column.values():
        spans.sort()
        assert all(low[1] <= high[0] for low, high in itertools.pairwise(spans)), "boxes lie on each other"
    assert laid.boxes[0].verdict == "worse"
    drawn = charts.draw("problem_tree", laid, title=Text("Pohon <masalah>", "x"))
    assert "Pohon &lt;masalah&gt;" in drawn and "✗ Sanitasi layak: 60,0%" in drawn and "<desc>" in drawn


def test_table_and_what_is_missing(tree: trees.Tree) -> None:
    filled = trees.attach(tree, "bab", places=["53.01.05"], groups=["desil_nasional:1"])
    rows = trees.table(filled, trees.read(filled, profile, smallest=5.0), None).rows()
    row = next(r for r in rows if r["number"] == "1.1")
    assert row["groups"].endswith("Desil 1") and row["places"] and "belum dikonfirmasi" in row["interventions"]
    missing = trees.advice(filled)
    assert "bab" not in {id_ for id_, _ in missing}
    assert ("leding", Text("belum ada wilayah atau kelompok sasaran", "no place or group yet")) in missing
