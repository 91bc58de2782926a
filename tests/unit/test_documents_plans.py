"""Templates of planning documents: every one is read, has its chapters, and a region's own copy changes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sepakat.core.errors import UserError
from sepakat.documents import plan, plans
from sepakat.documents.plans import HOME, filled, read

CHAPTERS = {"rkpd": 7, "rpjmd": 9, "rpjmd_2025_2029": 5, "rpkd": 5, "lp2kd": 5, "rad_pd": 6, "rad_spm": 6}
FRONT = (HOME / "ringkasan.md").read_text(encoding="utf-8").split("# Keadaan")[0]


def written(folder: Path, body: str, front: str = FRONT, name: str = "ringkasan") -> Path:
    path = folder / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(front + body, encoding="utf-8")
    return path


@pytest.mark.parametrize(("name", "many"), CHAPTERS.items())
def test_a_document_has_the_chapters_of_its_outline(name: str, many: int) -> None:
    found = plans()[name]
    roman = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"]
    assert [c.number for c in found.chapters] == roman[:many]
    assert all(any(line.block for line in c.lines) for c in found.chapters), name
    assert found.basis and all(one.status and one.source for one in found.basis)


def test_the_unconfirmed_outline_says_so() -> None:
    assert plans()["rpjmd_2025_2029"].status == "belum dikonfirmasi"
    assert "cocokkan" in plans()["rpjmd_2025_2029"].note


@pytest.mark.parametrize("name", ["rkpd", "rpjmd", "rpjmd_2025_2029"])
def test_the_general_picture_has_the_poverty_tables(name: str) -> None:
    blocks = [line.block for line in plan(name).chapter("II").lines if line.block]
    said = " ".join(f"{b.kind} {','.join(b.options.values())}" for b in blocks)
    needed = ("p0", "jumlah_miskin", "garis_kemiskinan", "p1", "p2", "gini", "ipm", "ipg", "idg", "ikg", "tpt", "tpak",
              "aps_16_18", "apm_sma", "rls", "stunting", "kepemilikan_jaminan_kesehatan", "rtlh", "air_minum_layak",
              "sanitasi_layak", "irbi", "tidak_sekolah_tidak_bekerja_15_24", "Persalinan", "spm")  # fmt: skip
    assert [one for one in needed if one not in said] == []


def test_a_chapter_is_found_by_number_or_roman() -> None:
    found = plan("rkpd")
    assert found.chapter("2") is found.chapter("ii")
    with pytest.raises(UserError) as refused:
        found.chapter("XII")
    assert refused.value.code == "unknown-chapter" and "VII" in str(refused.value)


def test_the_nearest_copy_of_a_region_changes_wording_and_order(tmp_path: Path) -> None:
    written(tmp_path / "53", "# Satu\n\nMilik {provinsi}.\n")
    written(tmp_path / "53.01", "# Dua\n\n- Milik\n  {wilayah}.\n\n::: profil_desil :::\n")
    near, far = plan("ringkasan", "53.01", tmp_path), plan("ringkasan", "53.02", tmp_path)
    assert near.own and near.chapters[0].title == "Dua" and far.chapters[0].title == "Satu"
    assert near.chapters[0].lines[0].text == "Milik {wilayah}." and near.chapters[0].lines[0].style == "butir"
    assert near.chapters[0].lines[1].block is not None
    assert not plan("ringkasan", "52.01", tmp_path).own
    assert not plan("ringkasan", "../53", tmp_path).own
    assert filled("Di {wilayah}", {"wilayah": "A {rilis}"}) == "Di A {rilis}"


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ("# Bab\n\nDi {kota}.\n", "kota"), ("Tanpa bab.\n", "bab"), ("# Bab\n\n::: profil_desl :::\n", "profil_desil"),
        ("# Bab\n\n::: indikator id=p0\n", "blok"), ("# Bab\n\n::: indikator warna=merah :::\n", "warna"), ("", "bab"),
    ],
)  # fmt: skip
def test_a_copy_that_cannot_be_read_says_what_is_wrong(tmp_path: Path, body: str, word: str) -> None:
    with pytest.raises(UserError) as found:
        read(written(tmp_path, body), own=True)
    assert found.value.code == "catalogue-file" and word in str(found.value)


@pytest.mark.parametrize("name", plans())
def test_every_block_of_a_packaged_document_is_known(name: str) -> None:
    """Packaged blocks are checked when they are made, so a word that no block takes is found here."""
    assert all(line.block.checked() for c in plan(name).chapters for line in c.lines if line.block)


def test_front_matter_that_cannot_be_read(tmp_path: Path) -> None:
    for front in ("", "+++\nnama = \n+++\n\n", FRONT.replace('"kabupaten"', '"kota"')):
        with pytest.raises(UserError) as found:
            read(written(tmp_path, "# Bab\n\nKata.\n", front))
        assert found.value.code == "catalogue-file"


def test_an_unknown_document_has_a_nearest_one() -> None:
    with pytest.raises(UserError, match="ringkasan"):
        plan("ringkasn")
