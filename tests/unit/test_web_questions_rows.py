"""The table of an answer on a page: figures as a reader has them, columns that fit, an overlap with a row a region."""

from __future__ import annotations

from types import SimpleNamespace

from sepakat.analysis.tables import NAME, REGION, STATEMENT, apart, build, real, text, whole
from sepakat.core.text import Text, reading_in
from sepakat.web.questions.presenters import rows

TITLE = Text("Judul", "Title")
RELEASE = SimpleNamespace(id="r", sample=True)


def made(specs, held, **meta):
    return build(specs, held, TITLE, RELEASE, unit="persen", decimals=1, meta=meta)


def words(view):
    return [[row.first.words, *(cell.words for cell in row.cells)] for row in view.rows]


def test_p_is_never_nought_and_a_zero_has_no_sign():
    specs = (NAME, apart("gap", "Selisih (di bawah 0: lebih buruk)", "Gap"), real("p", "Nilai p", "p", 3))
    table = made(specs, [{"name": "Alor", "gap": -0.04, "p": 0.0002}, {"name": "Belu", "gap": -2.0, "p": 0.03}])
    view = rows.view(table)
    assert words(view) == [["Alor", "0,0", "< 0,001"], ["Belu", "-2,0", "0,030"]]
    assert [head.label for head in view.heads] == [
        "Wilayah",
        "Selisih (di bawah 0: lebih buruk; poin persen)",
        "Nilai p",
    ]
    with reading_in("en"):
        assert [h.label for h in rows.view(table).heads][:2] == ["Region", "Gap (percentage points)"]


def test_a_statement_says_p_and_what_a_page_has_no_room_for_stands_in_files():
    specs = (NAME, real("score", "Skor", "Score"), real("effort", "Upaya", "Effort"), real("p", "Nilai p", "p", 3),
             STATEMENT)  # fmt: skip
    held = [{"name": "Alor", "score": 1.0, "effort": 2.0, "p": 0.5, "statement": "tidak nyata (p = 0,50)"}]
    plain, kept = rows.view(made(specs, held)), rows.view(made(specs, held, kind="pemantauan"))
    assert [h.label for h in plain.heads] == ["Wilayah", "Skor", "Upaya", "Pernyataan statistik"]
    assert [h.label for h in kept.heads] == ["Wilayah", "Upaya", "Pernyataan statistik"]
    assert kept.aside and not plain.aside


def test_heads_of_two_indicators_are_their_names():
    specs = (NAME, real("first", "Nilai indikator pertama", "First"))
    view = rows.view(made(specs, [{"name": "Alor", "first": 3.0}], heads={"first": Text("Sanitasi (persen)", "")}))
    assert view.heads[1].label == "Sanitasi (persen)"


def test_an_overlap_has_a_row_for_each_region_those_with_all_lacks_first():
    specs = (
        REGION,
        NAME,
        whole("part", "Bagian", "Part"),
        whole("number", "Banyaknya", "Number"),
        text("sign", "T", "S"),
    )
    held = [
        {"region": code, "name": name, "part": bits, "number": count, "sign": "" if count is not None else "few"}
        for code, name, counts in (("53.01", "Kupang", (9, 1, None, 20)), ("53.02", "TTS", (5, 2, 3, 44)))
        for bits, count in enumerate(counts)
    ]
    view = rows.view(made(specs, held, lacks=[Text("air", "water"), Text("listrik", "power")], unit="keluarga"))
    assert [h.label for h in view.heads] == ["Wilayah", "A dan B", "Hanya A", "Hanya B", "Tidak satu pun"]
    assert words(view) == [["TTS", "44", "2", "3", "5"], ["Kupang", "20", "1", "…", "9"]]
    assert view.hidden and view.key == "A = air; B = listrik (keluarga)"
