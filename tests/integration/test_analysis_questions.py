"""Every question of the catalogue is answered on the sample region, with a table and a sentence in two languages."""

from __future__ import annotations

import json

import numpy as np
import pyarrow.parquet as pq
import pytest

from sepakat import analysis, catalogue, engine
from sepakat.analysis.designs import rows, welfare
from sepakat.analysis.missing import of_indicator, of_village, overlap
from sepakat.catalogue.analyses import analyses
from sepakat.cli import main
from sepakat.core import Text, UserError
from sepakat.engine import frames
from sepakat.measures import fgt

PROVINCE, REGENCY = "53", "53.02"
FIGURES = {"bacaan", "pemantauan", "usulan_sasaran"}  # kinds that need published figures


def given(kind: str, release) -> dict:
    return {"sebelum": release} if kind == "evaluasi" else {}


@pytest.mark.parametrize("id_", list(analyses()))
def test_every_question_has_an_answer(id_: str, release) -> None:
    question = analysis.questions()[id_]
    region = REGENCY if question.kind == "serupa" else PROVINCE
    found = analysis.ask(release, id_, region, **given(question.kind, release))
    lacks = (question.kind in FIGURES and not release.has("figure")) or (
        bool(question.options.get("desa")) and not release.has("village_profile")
    )
    assert found.refused is lacks, found.sentence.id
    assert found.sentence.id.endswith((".", ")"))
    assert found.sentence.en != found.sentence.id
    assert "None" not in found.sentence.id and "nan" not in found.sentence.id.lower().split()
    table = found.table
    assert table.protected
    assert table.release == release.id
    assert (
        [c.name for c in table.columns] == [s.name for s in analysis.kind(question).COLUMNS] == table.data.column_names
    )
    assert all(c.label.id and c.label.en for c in table.columns)
    assert len(table) > 0 or lacks


def test_a_question_runs_below_the_province_or_says_what_to_do(release) -> None:
    for id_ in ("jaminan_kesehatan_belum", "kemiskinan_posisi", "masalah_prioritas", "kemiskinan_kaitan"):
        found = analysis.ask(release, id_, REGENCY)
        assert found.sentence.id
        assert found.refused is (len(found.table) == 0)
    with pytest.raises(UserError) as strict:
        analysis.ask(release, "kemiskinan_wilayah_serupa", "00", strict=True)
    assert strict.value.code == "analysis-region"


def test_no_answer_shows_a_figure_that_is_hidden(release) -> None:
    found = analysis.ask(release, "putus_sekolah_keluarga_miskin", PROVINCE, "kabupaten")
    shown = engine.profile.read(release, ["anak_tidak_sekolah_desil_1_4"], PROVINCE, "kabupaten").rows()
    hidden = {r["region"] for r in shown if r["suppressed"]}
    assert hidden
    for row in found.table.rows():
        assert (row["number"] is None) is (row["region"] in hidden)


def test_the_region_with_most_comes_first(release) -> None:
    rows = analysis.ask(release, "jaminan_kesehatan_belum", PROVINCE).table.rows()
    numbers = [r["number"] for r in rows if r["place"] is not None]
    assert numbers == sorted(numbers, reverse=True)
    shown = engine.profile.read(release, ["kepemilikan_jaminan_kesehatan"], PROVINCE, "kabupaten").rows()
    lacking = {r["region"]: r["denominator"] - r["numerator"] for r in shown if not r["suppressed"]}
    assert {r["region"]: r["number"] for r in rows if r["place"] is not None} == lacking


def test_weights_can_be_changed_and_wrong_options_are_named(release) -> None:
    one = analysis.ask(release, "kemiskinan_wilayah_prioritas", PROVINCE, bobot="jumlah=1,keparahan=0")
    ranked = [r for r in one.table.rows() if r["place"] is not None]
    assert one.table.meta["weights"]["jumlah"] == 1
    assert ranked[0]["number"] == max(r["number"] for r in ranked)
    with pytest.raises(UserError) as problem:
        analysis.ask(release, "kemiskinan_wilayah_prioritas", PROVINCE, boobot="x")
    assert problem.value.code == "analysis-option"
    with pytest.raises(UserError) as number:
        analysis.ask(release, "kemiskinan_wilayah_prioritas", PROVINCE, teratas="banyak")
    assert number.value.code == "analysis-option"
    few = analysis.ask(release, "anak_tidak_sekolah_kaitan", PROVINCE, penjelas="umur, jenis_kelamin")
    assert {r["term"].partition("=")[0] for r in few.table.rows()} == {"umur", "jenis_kelamin"}
    with pytest.raises(UserError) as level:
        analysis.ask(release, "kemiskinan_posisi", PROVINCE, "desa")
    assert level.value.code == "analysis-level"


def test_the_position_uses_the_error_of_the_survey(release) -> None:
    found = analysis.ask(release, "kemiskinan_posisi", REGENCY)
    told = engine.compute(release, ["penduduk_miskin"], region=PROVINCE, level="kabupaten", source="susenas")
    errors = {r["region"]: r["se"] for r in told.rows() if not r["suppressed"]}
    assert {r["region"]: r["se"] for r in found.table.rows() if r["value"] is not None} == errors


def test_parts_of_missing_services_are_near_the_truth_and_add_up(release) -> None:
    lacks = [of_indicator(i) for i in ("sanitasi_layak", "air_minum_layak", "rumah_layak_huni_sdg")]
    found = overlap(release, lacks, "00", "nasional", unit="keluarga")
    shown = {bits: value for _, bits, value, _ in found.rows}
    assert set(shown) == set(range(8))
    whole = engine.profile.read(release, ["sanitasi_layak"], "00", "nasional").rows()
    known = [v for v in shown.values() if v is not None]
    if whole and not whole[0]["suppressed"] and len(known) == 8:
        assert sum(known) <= whole[0]["denominator"] + 8 * found.noise
    words = found.labels
    assert words[0] == Text("Tidak satu pun", "None of them")
    assert words[1].id == "Hanya tanpa sanitasi layak"
    assert words[7].id.startswith("Semuanya: ")


def test_two_to_three_conditions_of_one_unit(release) -> None:
    one = of_indicator("sanitasi_layak")
    with pytest.raises(UserError) as count:
        overlap(release, [one], PROVINCE, "kabupaten", unit="keluarga")
    assert count.value.code == "missing-count"
    with pytest.raises(UserError) as unit:
        overlap(release, [one, of_indicator("anak_tidak_sekolah_7_18")], PROVINCE, "kabupaten", unit="keluarga")
    assert unit.value.code == "indicator-columns"
    with pytest.raises(UserError) as mean:
        of_indicator("rata_rata_lama_sekolah")
    assert mean.value.code == "missing-number"


def test_village_conditions_count_villages_and_join_with_families(release) -> None:
    if not release.has("village_profile"):
        pytest.skip("a lake of before the village profile")
    school = of_village("a", Text("tanpa SMP", "no junior high"), "smp_negeri + smp_swasta = 0")
    health = of_village("b", Text("tanpa puskesmas", "no health centre"), "puskesmas_ada = 0")
    found = overlap(release, [school, health], "00", "nasional", unit="desa")
    profile = pq.read_table(release.files("village_profile")[0]).to_pylist()
    newest = max(r["tahun"] for r in profile)
    true = [0, 0, 0, 0]
    for r in profile:
        if r["tahun"] == newest:
            true[(r["smp_negeri"] + r["smp_swasta"] == 0) + 2 * (r["puskesmas_ada"] == 0)] += 1
    assert [v for _, _, v, _ in found.rows] == true
    families = overlap(release, [school, of_indicator("sanitasi_layak")], "00", "nasional", unit="keluarga")
    assert {bits for _, bits, _, _ in families.rows} == {0, 1, 2, 3}
    with pytest.raises(UserError) as mixed:
        overlap(release, [school, of_indicator("sanitasi_layak")], "00", "nasional", unit="desa")
    assert mixed.value.code == "missing-village"


def test_welfare_of_the_survey_gives_its_poverty(release) -> None:
    sample = welfare(release, PROVINCE)
    told = engine.compute(release, ["penduduk_miskin"], region=PROVINCE, level="provinsi", source="susenas").rows()
    assert 100 * fgt(sample.welfare, sample.weights, line=1.0, alpha=0) == pytest.approx(told[0]["value"])


def test_determinants_weigh_as_the_indicator_does(release) -> None:
    indicator = catalogue.indicator("penduduk_miskin")
    assert indicator.penimbang == "members"
    data = rows(release, indicator, [], PROVINCE, "susenas", frames.day(release), 10**6)
    y = data.table.column("y").to_numpy(zero_copy_only=False)
    told = engine.compute(release, [indicator.id], region=PROVINCE, level="provinsi", source="susenas").rows()
    known = np.isfinite(y) & data.inside
    assert 100 * np.average(y[known], weights=data.weights[known]) == pytest.approx(told[0]["value"])


def test_determinants_leave_identity_and_their_own_formula_alone(release) -> None:
    with pytest.raises(UserError) as unknown:
        analysis.determinants(release, "anak_tidak_sekolah_7_18", ["nik"], PROVINCE)
    assert unknown.value.code == "unknown-column"
    with pytest.raises(UserError) as own:
        analysis.determinants(release, "anak_tidak_sekolah_7_18", ["partisipasi_sekolah"], PROVINCE)
    assert own.value.code == "predictor-own"
    with pytest.raises(UserError) as small:
        analysis.determinants(release, "anak_tidak_sekolah_7_18", ["umur"], "53.02.01")
    assert small.value.code == "analysis-region"


def test_targets_of_a_file_are_monitored(release, tmp_path) -> None:
    if not release.has("figure"):
        pytest.skip("a lake of before published figures")
    path = tmp_path / "sasaran.csv"
    path.write_text("indicator,region,document,year,target,baseline,baseline_year\nsanitasi_layak,53,RPJMD,2024,1,,\n")
    found = analysis.ask(release, "sanitasi_sasaran", PROVINCE, sasaran=str(path))
    row = next(r for r in found.table.rows() if r["document"] == "RPJMD")
    assert (row["colour"], row["target"], row["target_year"]) == ("hijau", 1.0, 2024)


def run(capsys, *arguments: str) -> tuple[int, str, str]:
    code = main(list(arguments))
    told = capsys.readouterr()
    return code, told.out, told.err


def test_the_command_lists_explains_and_answers(sample_lake, capsys) -> None:
    code, out, _ = run(capsys, "analyse", "--format", "json")
    assert code == 0
    assert len(json.loads(out)) == len(analyses()) >= 25
    code, out, _ = run(capsys, "analyse", "putus_sekolah_keluarga_miskin", "--columns", "--format", "json")
    assert {"what": "kolom", "name": "number", "meaning": "Banyaknya yang perlu perhatian"} in json.loads(out)
    lake = ["--lake", str(sample_lake)]
    code, out, _ = run(capsys, "analyse", "sanitasi_dan_air", "--region", "53", *lake, "--format", "json",
                       "--option", "garis=median")  # fmt: skip
    told = json.loads(out)
    assert code == 0
    assert told["sentence"].startswith("Di Nusa Tenggara Timur")
    assert {"region", "name", "first", "second", "quadrant", "quadrant_name"} == set(told["rows"][0])
    code, out, err = run(capsys, "analyse", "sanitasi_dan_air", "--region", "53", *lake, "--format", "csv")
    assert out.startswith("region,name,first,second,quadrant,quadrant_name\n")
    assert "perlu perhatian pada keduanya" in err


@pytest.mark.parametrize(
    "arguments",
    [
        ["sanitasi_dan_aer", "--region", "53"],
        ["sanitasi_dan_air"],
        ["sanitasi_dan_air", "--region", "53", "--option", "x"],
    ],
)
def test_the_command_says_what_is_wrong(arguments: list[str], sample_lake, capsys) -> None:
    code, _, err = run(capsys, "analyse", *arguments, "--lake", str(sample_lake))
    assert code == 1
    assert err.strip()
