"""Free questions: any indicator or series for every kind; only harmless options come from an address."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest

from sepakat import analysis
from sepakat.analysis import fields, variables
from sepakat.analysis.kinds import penjelas
from sepakat.core import Table, Text, UserError


def code(pairs: list[tuple[str, str]]) -> str:
    with pytest.raises(UserError) as problem:
        analysis.read(pairs, "53")
    assert problem.value.title.id and problem.value.title.en
    return problem.value.code


@pytest.mark.parametrize("kind", list(analysis.known()))
def test_every_kind_can_be_asked_freely_and_is_explained(kind: str) -> None:
    module = analysis.known()[kind]
    asked = analysis.read([("jenis", kind)], "53.02")
    assert asked.free and asked.question.kind == kind
    assert "Kabupaten Timor Tengah Selatan" in asked.question.ask.id and asked.question.ask.id.endswith("?")
    assert asked.question.ask.en.endswith("?") and asked.question.ask.en != asked.question.ask.id
    assert module.LABEL.id and module.WHY.en and module.READ
    assert {f.name for f in module.FIELDS} <= set(module.OPTIONS)


def test_what_an_address_says_comes_back_the_same() -> None:
    pairs = [
        ("jenis", "wilayah_prioritas"), ("indikator", "sanitasi_layak"), ("tingkat", "kecamatan"), ("keparahan", "0,5"),
        ("jumlah", "1"), ("tren", ""),
    ]  # fmt: skip
    asked = analysis.read(pairs, "53")
    assert asked.options == {"keparahan": "0.5", "jumlah": "1"}
    again = analysis.read(asked.pairs, "53")
    assert again == asked
    named = analysis.read([("tanya", "kemiskinan_posisi"), ("sumber", "susenas")])
    assert named.pairs == [("tanya", "kemiskinan_posisi"), ("sumber", "susenas")]


def test_files_and_conditions_cannot_come_from_an_address() -> None:
    assert code([("tanya", "sanitasi_sasaran"), ("sasaran", "/etc/passwd")]) == "analysis-option"
    assert code([("tanya", "desa_tanpa_layanan"), ("desa", "1 = 1")]) == "analysis-option"
    assert code([("jenis", "kuadran"), ("garis", "sasaran")]) == "analysis-option"


def test_what_cannot_be_used_is_named() -> None:
    assert code([("jenis", "ramalan")]) == "unknown-kind"
    assert code([("jenis", "posisi"), ("indikator", "sanitasi_layek")]) == "unknown-indicator"
    assert code([("jenis", "posisi"), ("tingkat", "dusun")]) == "analysis-level"
    assert code([("jenis", "wilayah_prioritas"), ("keparahan", "banyak")]) == "analysis-option"
    assert code([("jenis", "wilayah_prioritas"), ("keparahan", "-1")]) == "analysis-option"
    assert code([("jenis", "usulan_sasaran"), ("tahun", "nan")]) == "analysis-option"
    assert code([("jenis", "serupa"), ("indikator", "seri:p0")]) == "analysis-series"
    three = [("indikator", name) for name in ("sanitasi_layak", "air_minum_layak", "lantai_tanah")]
    assert code([("jenis", "kuadran"), *three]) == "analysis-count"


def test_a_kind_that_needs_more_takes_usual_ones_of_the_same_unit() -> None:
    one = analysis.free("irisan", ["buang_air_besar_sembarangan"]).indicators
    assert one[0] == "buang_air_besar_sembarangan" and len(one) == 2
    units = {analysis.variable(name).indicator.satuan_analisis for name in one}  # type: ignore[union-attr]
    assert units == {"keluarga"}


def test_levels_are_those_that_the_figures_reach() -> None:
    assert analysis.free("posisi", ["sanitasi_layak"]).levels[:3] == ("kabupaten", "kecamatan", "desa")
    assert analysis.free("posisi", ["penduduk_miskin"]).levels == ("kabupaten", "provinsi")
    assert analysis.free("tren", ["seri:p0"]).levels == ("kabupaten", "provinsi", "nasional")


def test_series_carry_their_definition_in_the_name() -> None:
    whole, one = analysis.variable("seri:ipm"), analysis.variable("seri:ipm@uhh_lf_sp2020")
    assert one.series == "ipm@uhh_lf_sp2020" and one.subject.label.id.startswith(whole.subject.label.id + ", ")
    assert one.subject.direction == "naik"


def test_predictors_are_never_the_indicator_itself_nor_names() -> None:
    found = analysis.variable("anak_tidak_sekolah_7_18").indicator
    assert found is not None
    offered = penjelas.offered(found, "registri")
    assert offered and not set(offered) & set(found.columns)
    assert not {"nik", "nama", "no_kk"} & set(offered)
    assert fields.PREDICTORS in {f.form for f in penjelas.FIELDS}


def released(day: str, value: float, base: Any = None, version: str = "1.0") -> Any:
    return SimpleNamespace(id=day.replace("-", ""), day=day, value=value, base=base, version=version, sample=True)


@pytest.fixture
def releases(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Three releases of made-up figures, of which two are of one month."""
    held = [released("2024-03-01", 40.0), released("2025-03-01", 30.0), released("2025-03-20", 31.0)]

    def read(of: Any, ids: list[str], region: str, level: str) -> Table:
        rows = [
            {"indicator": ids[0], "region": code, "value": of.value, "n": 100, "numerator": of.value,
             "denominator": 100.0, "suppressed": False, "version": of.version}
            for code in ("53.01", "53.02")
        ]  # fmt: skip
        return Table(pa.Table.from_pylist(rows), Text("", ""))

    monkeypatch.setattr(variables, "chain", lambda _: held)
    monkeypatch.setattr(variables.engine.profile, "read", read)
    monkeypatch.setattr(variables.frames, "day", lambda of: __import__("datetime").date.fromisoformat(of.day))
    return held


def test_history_is_a_point_a_release_and_a_correction_takes_the_place_of_its_month(releases: list[Any]) -> None:
    found, told = variables.history(releases[-1], analysis.variable("sanitasi_layak"), ["53.01"], "registri")
    assert [(p.period, p.figure.value) for p in found["53.01"]] == [("2024-03", 40.0), ("2025-03", 31.0)]
    assert told is not None and "rilis" in told.id


def test_history_does_not_join_two_definitions(releases: list[Any]) -> None:
    releases[0].version = "0.9"
    with pytest.raises(UserError) as problem:
        variables.history(releases[-1], analysis.variable("sanitasi_layak"), ["53.01"], "registri")
    assert problem.value.code == "analysis-versions"


def test_every_kind_stands_on_the_page_where_one_is_chosen() -> None:
    from sepakat.web.questions.presenters.related import AIMS

    listed = [kind for _, kinds in AIMS for kind in kinds]
    assert sorted(listed) == sorted(analysis.known())
