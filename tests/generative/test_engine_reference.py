"""A slow, obvious engine: Python over rows. DuckDB must give the same numbers, to the last one.

It reads a definition as a person would: a row counts where the denominator holds and the numerator is known; unknown is
neither yes nor no.
"""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sepakat import catalogue, engine
from tests.engine_release import write

FEW = settings(
    max_examples=12,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
VILLAGES = ["53.01.05.2001", "53.01.05.2002", "53.01.06.2001", "53.02.01.2001"]
LENGTH = {"nasional": 0, "provinsi": 2, "kabupaten": 5, "kecamatan": 8, "desa": 13}

unknown_or = lambda values: st.one_of(st.none(), values)  # noqa: E731
person = st.fixed_dictionaries(
    {
        "village_code": st.sampled_from(VILLAGES),
        "umur": unknown_or(st.integers(0, 80)),
        "jenis_kelamin": unknown_or(st.integers(1, 2)),
        "bekerja": unknown_or(st.integers(1, 2)),
        "disabilitas": unknown_or(st.integers(1, 2)),
        "lama_sekolah": unknown_or(st.integers(0, 20)),
        "desil_nasional": unknown_or(st.integers(1, 10)),
    }
)
family = st.fixed_dictionaries(
    {
        "village_code": st.sampled_from(VILLAGES),
        "members": unknown_or(st.integers(0, 9)),
        "lantai": unknown_or(st.integers(1, 9)),
        "luas_lantai": unknown_or(st.integers(0, 300)),
        "desil_nasional": unknown_or(st.integers(1, 10)),
        "jenis_kelamin_kk": unknown_or(st.integers(1, 2)),
    }
)


def yes(value):
    return None if value is None else value == 1


# indicator → (does the row count, its numerator: True, False, a number, or None for unknown, its weight)
PERSON = {
    "bekerja_15": (lambda r: r["umur"] is not None and r["umur"] >= 15, lambda r: yes(r["bekerja"]), None),
    "prevalensi_disabilitas": (
        lambda r: r["umur"] is not None and r["umur"] >= 2, lambda r: yes(r["disabilitas"]), None
    ),
    "rata_rata_lama_sekolah": (
        lambda r: r["umur"] is not None and r["umur"] >= 25, lambda r: r["lama_sekolah"], None
    ),
}  # fmt: skip
FAMILY = {
    "lantai_tanah": (lambda r: True, lambda r: None if r["lantai"] is None else r["lantai"] == 8, None),
    "penduduk_desil_1": (
        lambda r: r["members"] is not None and r["members"] > 0,
        lambda r: None if r["desil_nasional"] is None else r["desil_nasional"] == 1,
        "members",
    ),
    "luas_lantai_kurang": (
        lambda r: r["members"] is not None and r["members"] > 0,
        lambda r: (
            None
            if r["luas_lantai"] is None or r["members"] is None
            else r["luas_lantai"] < Decimal("7.2") * r["members"]
        ),
        None,
    ),
}


def slow(rows, definitions, level, by):
    """{(indicator, region, class): (numerator, denominator, n)} of every class that occurs."""
    out = {}
    for name, (counts, numerator, weight) in definitions.items():
        for row in rows:
            region = row["village_code"][: LENGTH[level]] or "00"
            key = (name, region, *(row[b] for b in by))
            top, bottom, n = out.get(key, (0, 0, 0))
            x = numerator(row)
            if counts(row) and x is not None:
                w = row[weight] if weight else 1
                top, bottom, n = top + w * x, bottom + w, n + 1
            out[key] = (top, bottom, n)
    return out


@pytest.fixture(params=["orang", "keluarga"])
def unit(request):
    return request.param


@FEW
@given(data=st.data(), level=st.sampled_from(list(LENGTH)), width=st.integers(0, 2))
def test_the_fast_engine_equals_the_slow_one(tmp_path_factory, unit, data, level, width):
    table, row, known, dims = (
        ("frame_person", person, PERSON, ["jenis_kelamin", "desil_nasional"])
        if unit == "orang"
        else ("frame_family", family, FAMILY, ["jenis_kelamin_kk", "desil_nasional"])
    )
    rows = data.draw(st.lists(row, min_size=1, max_size=60))
    release = write(tmp_path_factory.mktemp("r"), table, rows)
    definitions = {i: d for i, d in known.items() if catalogue.indicator(i).satuan_analisis == unit}
    by = dims[:width]
    answer = engine.compute(release, list(definitions), region="00", level=level, by=by, protect=False).rows()
    got = {
        (r["indicator"], r["region"], *(r[b] for b in by)): (r["numerator"], r["denominator"], r["n"]) for r in answer
    }
    expected = slow(rows, definitions, level, by)
    assert got == expected
    for r in answer:
        indicator = catalogue.indicator(r["indicator"])
        top, bottom, _ = expected[(r["indicator"], r["region"], *(r[b] for b in by))]
        if bottom:
            assert r["value"] == pytest.approx(indicator.pengali * top / bottom)
        else:
            assert r["value"] is None
