"""What is asked wrongly is answered with the next step, before any work."""

from __future__ import annotations

import pytest

from sepakat import engine
from sepakat.core.errors import UserError
from tests.engine_release import write

VILLAGE = "53.01.05.2001"


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    path = tmp_path_factory.mktemp("release")
    facts = {"members": 4, "lantai": 1, "jenis_kelamin_kk": 1, "desil_nasional": 2, "luas_lantai": 40}
    write(path, "frame_family", [{"village_code": VILLAGE, "family_id": i, **facts} for i in range(3)])
    people = {"umur": 30, "jenis_kelamin": 2, "bekerja": 1}
    return write(path, "frame_person", [{"village_code": VILLAGE, "person_id": i, **people} for i in range(3)])


@pytest.mark.parametrize(
    ("ids", "options", "code", "hint"),
    [
        (["lantai_tanh"], {}, "unknown-indicator", "lantai_tanah"),
        ([], {}, "indicator-none", "indicator list"),
        (["lantai_tanah"], {"by": ["jenis_kelamn_kk"]}, "dimension-unknown", "jenis_kelamin_kk"),
        (["lantai_tanah"], {"by": ["jenis_kelamin"]}, "dimension-person", "jenis_kelamin_kk"),
        (["lantai_tanah"], {"by": ["disabilitas"]}, "dimension-person", "jenis_kelamin_kk"),
        (["lantai_tanah"], {"by": ["luas_lantai"]}, "dimension-unknown", "Rincian baku"),
        (["lantai_tanah"], {"by": ["tipe_daerah"]}, "dimension-frame", "Rincian baku"),
        (
            ["lantai_tanah"],
            {"by": ["lantai", "desil_nasional", "jenis_kelamin_kk", "atap"]},
            "dimension-many",
            "Kurangi",
        ),
        (["lantai_tanah"], {"level": "provinsi", "region": "53.01"}, "region-level", "kabupaten"),
        (["lantai_tanah"], {"level": "dessa"}, "region-level-unknown", "desa"),
        (["lantai_tanah"], {"region": "5301"}, "region-code-undotted", "titik"),
        (["lantai_tanah"], {"region": "54", "level": "provinsi"}, "region-empty", "release show"),
        (["lantai_tanah"], {"source": "susenaz"}, "unknown-source", "susenas"),
        (["lantai_tanah"], {"source": "susenas", "level": "kabupaten"}, "frame-missing", "bangun rilis"),
        (["penduduk_miskin"], {}, "indicator-columns", "susenas"),
        (["atap_tidak_layak"], {}, "indicator-columns", "Pakai --source susenas"),
    ],
)
def test_refused(release, ids, options, code, hint):
    with pytest.raises(UserError) as caught:
        engine.compute(release, ids, **{"region": "53", "level": "desa", **options})
    assert caught.value.code == code
    assert hint in caught.value.render("id")
    assert caught.value.render("en")


def test_missing_columns_are_named(release):
    with pytest.raises(UserError) as caught:
        engine.compute(release, ["atap_tidak_layak"], region="53", level="desa")
    assert "atap" in str(caught.value.detail.id)


def test_empty_denominator_is_not_zero(release):
    """Nobody aged 60 or more: not applicable, with its reason, and not suppressed."""
    table = engine.compute(release, ["lansia_bekerja"], region="53", level="desa")
    (row,) = table.rows()
    assert (row["value"], row["numerator"], row["denominator"], row["n"]) == (None, 0, 0, 0)
    assert row["suppressed"] is False
    assert table.meta["empty"] == [0]
    assert any("tidak berlaku" in note.id for note in table.notes)


def test_small_cells_are_withheld_and_the_inside_may_ask(release):
    (row,) = engine.compute(release, ["lantai_tanah"], region="53", level="desa").rows()
    assert row["suppressed"] is True
    assert [row[c] for c in ("value", "numerator", "denominator", "n")] == [None] * 4
    (row,) = engine.compute(release, ["lantai_tanah"], region="53", level="desa", protect=False).rows()
    assert (row["numerator"], row["denominator"], row["n"], row["value"]) == (0, 3, 3, 0.0)


def test_row_keys_are_those_of_the_issue(release):
    (row,) = engine.compute(release, ["bekerja_15"], region="53", level="desa", by=["jenis_kelamin"]).rows()
    assert list(row) == [
        "indicator", "region", "level", "jenis_kelamin", "value", "numerator", "denominator", "n", "suppressed",
        "release", "version",
    ]  # fmt: skip
