"""From survey to ranks on files, judged against a truth that the population brings along."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from sepakat import catalogue
from sepakat.core.errors import UserError
from sepakat.core.files import sha256_file
from sepakat.welfare import (
    Model,
    answered_columns,
    compare_official,
    evaluate_release,
    explain_family,
    fit,
    rank_files,
)
from sepakat.welfare.ranking import RankReport
from tests.welfare_population import population, survey

HIDDEN = ["regency_code", "psu", "strata", "penimbang", "pengeluaran_kapita", "garis_kemiskinan"]


@dataclass
class Folder:
    """The little of a release that welfare asks for."""

    path: Path
    id: str = "uji"
    sample: bool = True

    def files(self, table: str) -> list[Path]:
        return sorted((self.path / table).glob("*.parquet"))

    def file(self, table: str, kabupaten: str) -> Path | None:
        path = self.path / table / f"{kabupaten}.parquet"
        return path if path.exists() else None

    def by_regency(self, table: str) -> dict[str, Path]:
        return {p.stem: p for p in self.files(table)}


@dataclass
class World:
    people: pa.Table
    release: Folder
    model: Model
    report: RankReport

    def ranks(self) -> pa.Table:
        return pa.concat_tables([pq.read_table(p) for p in self.release.files("rank")])


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """200,000 families with a known truth, a survey of 6,000 of them, and their ranks."""
    folder = tmp_path_factory.mktemp("world")
    people = population(200_000, seed=11)
    release = Folder(folder)
    (folder / "family").mkdir()
    for code in pc.unique(people.column("regency_code")).to_pylist():
        part = people.filter(pc.equal(people.column("regency_code"), code)).drop_columns(HIDDEN)
        official = pa.array(np.arange(part.num_rows) % 10 + 1, pa.int8())
        pq.write_table(part.append_column("desil_resmi", official), folder / "family" / f"{code}.parquet")
    model = fit(survey(people, 6_000), author="uji", registry_columns=answered_columns(release.by_regency("family")))
    model.save(folder / "model.json")
    report = rank_files(release.by_regency("family"), model, folder / "rank", work=folder)
    return World(people, release, model, report)


def test_each_decile_holds_a_tenth_of_persons_to_within_the_largest_family(world: World) -> None:
    tenth = world.report.persons / 10
    assert world.report.ranked == 200_000 and sum(world.report.deciles.values()) == world.report.persons
    for persons in world.report.deciles.values():
        assert abs(persons - tenth) <= world.report.largest
    for path in world.release.files("rank"):
        table = pq.read_table(path)
        held = table.group_by("desil_kabupaten").aggregate([("members", "sum")])
        own = pc.sum(table.column("members")).as_py() / 10
        assert all(abs(n - own) <= world.report.largest for n in held.column("members_sum").to_pylist())


def test_rank_files_have_the_catalogue_columns_and_the_order_of_the_facts(world: World) -> None:
    for path in world.release.files("rank"):
        ranks = pq.read_table(path)
        assert ranks.schema.equals(catalogue.table("rank").schema())
        family = pq.read_table(world.release.path / "family" / path.name, columns=["family_id", "village_code"])
        order = family.sort_by([("village_code", "ascending"), ("family_id", "ascending")]).column("family_id")
        assert ranks.column("family_id").to_pylist() == order.to_pylist()


def test_the_same_files_rank_the_same_twice(world: World, tmp_path: Path) -> None:
    again = rank_files(world.release.by_regency("family"), world.model, tmp_path / "rank")
    assert again == world.report
    for path in world.release.files("rank"):
        assert sha256_file(path) == sha256_file(tmp_path / "rank" / path.name)


def test_of_families_said_to_be_poor_with_70_percent_chance_70_percent_are(world: World) -> None:
    """The truth is the population's own; families count, as the statement is about families."""
    truth = world.people.select(["family_id", "members", "pengeluaran_kapita", "garis_kemiskinan"])
    rows = world.ranks().select(["family_id", "peluang_d14"]).join(truth, "family_id")
    ratio = rows.column("pengeluaran_kapita").to_numpy() / rows.column("garis_kemiskinan").to_numpy()
    chance = rows.column("peluang_d14").to_numpy()
    order = np.argsort(ratio, kind="stable")
    members = rows.column("members").to_numpy()[order]
    poor = np.zeros(len(ratio), dtype=bool)
    poor[order] = (np.cumsum(members) - members) / members.sum() < 0.4
    for said in (0.1, 0.3, 0.5, 0.7, 0.9):
        band = np.abs(chance - said) < 0.05
        assert band.sum() > 5_000
        assert poor[band].mean() == pytest.approx(chance[band].mean(), abs=0.02), said


def test_chances_add_up_to_the_share_of_deciles_one_to_four(world: World) -> None:
    ranks = world.ranks()
    persons = ranks.column("members").to_numpy()
    said = float((ranks.column("peluang_d14").to_numpy() * persons).sum() / persons.sum())
    assert said == pytest.approx(0.4, abs=0.0005)


def test_near_the_cut_is_the_catalogue_band(world: World) -> None:
    ranks = world.ranks()
    chance = ranks.column("peluang_d14").to_numpy()
    near = ranks.column("dekat_batas").to_numpy() == 1
    lower, upper = world.model.band
    assert (near == ((chance > lower - 1e-6) & (chance < upper + 1e-6))).all()
    assert world.report.near_cut == near.sum()


def test_the_chance_never_rises_with_the_score(world: World) -> None:
    for points in world.model.chance.values():
        assert [c for _, c in points] == sorted((c for _, c in points), reverse=True)
        assert len({s for s, _ in points}) == len(points)


def test_evaluation_finds_the_poor_and_names_the_groups(world: World, tmp_path: Path) -> None:
    truth = world.people.select(["family_id", "pengeluaran_kapita", "garis_kemiskinan"])
    pq.write_table(truth, tmp_path / "families.parquet")
    table = evaluate_release(world.release, tmp_path)
    at40 = next(r for r in table.rows() if r["batas"] == 40 and r["kelompok"] == "semua")
    assert at40["exclusion"] < 0.3 and at40["exclusion"] == pytest.approx(at40["inclusion_of_beneficiaries"], abs=0.002)
    assert {r["kelompok"] for r in table.rows()} >= {"semua", "tipe_daerah", "jenis_kelamin_kk"}
    assert table.meta["r2"] > 0.55 and table.meta["spearman"] > 0.7
    assert table.meta["dinilai"] == 200_000 and table.sample


def test_a_truth_by_source_key_is_found_through_its_hash(world: World, tmp_path: Path) -> None:
    def hashed(values: object) -> pa.Array:
        return pa.array([f"h{v}".encode() for v in values], pa.binary())  # type: ignore[attr-defined]

    ids = world.people.column("family_id").to_pylist()
    keys = [f"K{i}" for i in ids]
    (world.release.path / "key_family").mkdir(exist_ok=True)
    pq.write_table(
        pa.table({"family_id": ids, "family_key_hash": hashed(keys)}),
        world.release.path / "key_family" / "53.01.parquet",
    )
    pq.write_table(
        pa.table({"family_key": keys, "pengeluaran_kapita": world.people.column("pengeluaran_kapita")}),
        tmp_path / "families.parquet",
    )
    table = evaluate_release(world.release, tmp_path, key_hash=hashed)
    assert table.meta["dinilai"] == 200_000 and table.meta["r2"] > 0.5
    with pytest.raises(UserError):
        evaluate_release(world.release, tmp_path)
    with pytest.raises(UserError):
        evaluate_release(world.release, tmp_path / "tidak-ada")


def test_a_family_of_a_release_is_explained(world: World) -> None:
    row = pq.read_table(world.release.files("rank")[0]).slice(10, 1).to_pylist()[0]
    found = explain_family(world.release, row["family_id"])
    assert found.score == pytest.approx(row["skor"] / 1e6)
    assert found.ranks["desil_nasional"] == row["desil_nasional"] and "desil_resmi" in found.ranks
    with pytest.raises(UserError):
        explain_family(world.release, -1)


def test_the_official_decile_is_kept_beside_ours(world: World) -> None:
    table = compare_official(world.release.by_regency("family"), world.release.by_regency("rank"))
    assert table.meta["keluarga"] == 200_000
    assert table.meta["sama"] == pytest.approx(0.1, abs=0.01)  # made to know nothing of each other
    assert sum(table.column("keluarga")) == 200_000


def test_columns_that_hardly_anybody_answers_are_not_relied_on(world: World, tmp_path: Path) -> None:
    table = pq.read_table(world.release.files("family")[0]).slice(0, 1_000)
    hole = table.set_column(table.column_names.index("lantai"), "lantai", pa.nulls(1_000, pa.int8()))
    pq.write_table(hole.drop_columns(["dinding"]), tmp_path / "53.01.parquet")
    found = answered_columns({"53.01": tmp_path / "53.01.parquet"})
    assert "lantai" not in found and "dinding" not in found
    assert {"kloset", "daya_1", "pertanian_kk", "members"} <= found  # skipped by the form is not unanswered
    ranked = rank_files({"53.01": tmp_path / "53.01.parquet"}, world.model, tmp_path / "rank")
    assert ranked.ranked == 0 and ranked.missing == {"lantai": 1_000, "dinding": 1_000}
    assert pq.read_table(tmp_path / "rank" / "53.01.parquet").column("desil_nasional").null_count == 1_000


def test_an_unknown_base_is_refused(world: World, tmp_path: Path) -> None:
    with pytest.raises(UserError):
        rank_files(world.release.by_regency("family"), world.model, tmp_path, base="rumah")  # type: ignore[arg-type]


def test_a_release_without_a_model_or_with_another_truth_is_told(world: World, tmp_path: Path) -> None:
    with pytest.raises(UserError) as none:
        explain_family(Folder(tmp_path), 1)
    assert none.value.code == "welfare-no-model"
    pq.write_table(pa.table({"family_id": [-5], "pengeluaran_kapita": [1.0]}), tmp_path / "families.parquet")
    with pytest.raises(UserError) as other:
        evaluate_release(world.release, tmp_path)
    assert other.value.code == "welfare-truth-mismatch"


def test_errors_are_told_apart_by_disability_where_the_registry_counts_it(world: World, tmp_path: Path) -> None:
    folder = Folder(tmp_path / "r")
    (folder.path / "family").mkdir(parents=True)
    for path in world.release.files("family"):
        table = pq.read_table(path)
        count = pa.array(np.arange(table.num_rows) % 4 == 0).cast(pa.int32())
        pq.write_table(table.append_column("jumlah_disabilitas", count), folder.path / "family" / path.name)
    (folder.path / "rank").symlink_to(world.release.path / "rank")
    pq.write_table(world.people.select(["family_id", "pengeluaran_kapita"]), tmp_path / "families.parquet")
    rows = evaluate_release(folder, tmp_path).rows()
    assert {r["kode"] for r in rows if r["kelompok"] == "ada_disabilitas"} == {0, 1}
