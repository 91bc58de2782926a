"""Parts kept on disk: the same when read again, in a folder of one's own, bounded; a check never reads them."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sepakat.documents import Number, Paragraph, Tabulated, disk, kept, making
from sepakat.documents.output.docx import drawn
from sepakat.lake import Lake
from tests.documents_made import SVG, draft, number


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SEPAKAT_CACHE", str(tmp_path))
    return tmp_path / "documents"


def test_parts_of_every_kind_come_back_as_they_were(folder: Path) -> None:
    parts = tuple(part for chapter in draft().chapters for part in chapter.parts)
    counted = Paragraph((replace(number("sn1", "7"), value=np.int64(7)),), key="k", edited=True, fresh=("Dulu.",))
    place = disk.path("20260101-01", "blok")
    assert disk.read(place) is None
    disk.write(place, (*parts, counted))
    assert disk.read(place) == (*parts, counted)
    assert folder.stat().st_mode & 0o077 == place.stat().st_mode & 0o077 == 0
    place.write_bytes(b"[[")
    assert disk.read(place) is None
    assert place != disk.path("20260101-01", "blok lain")


@pytest.mark.skipif(os.name != "posix", reason="rights of files are POSIX's")
def test_a_folder_that_others_may_write_to_is_left_alone(folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o777)
    place = disk.path("r", "blok")
    disk.write_bytes(place, b"isi")
    assert not place.exists() and disk.read_bytes(place) is None


def test_the_oldest_go_first() -> None:
    places = [disk.path("r", str(i)) for i in range(4)]
    for at, place in enumerate(places):
        disk.write_bytes(place, b"x" * 100)
        os.utime(place, (at, at))
    disk.prune(250)
    assert [place.exists() for place in places] == [False, False, True, True]


def test_what_lies_beside_a_release_is_part_of_the_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lake = tmp_path / "lake"
    (lake / "regions" / "boundaries").mkdir(parents=True)
    stamps = [disk.beside(lake)]
    for name in ("regions/boundaries/desa.json", "cells.key"):
        (lake / name).write_text("{}")
        stamps.append(disk.beside(lake))
    (lake / "releases" / "20260101-01").mkdir(parents=True)
    stamps.append(disk.beside(lake))
    monkeypatch.setenv("SEPAKAT_INDICATORS", str(lake / "cells.key"))
    stamps.append(disk.beside(lake))
    assert len(set(stamps)) == len(stamps) and disk.beside(lake) == stamps[-1]


def test_what_was_made_once_is_not_made_again_but_a_check_makes_it(
    sample_lake: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake = Lake.open(sample_lake)
    kept.forget()
    parts = kept.make("seri?id=p0", lake, "53.01")
    made = making.made
    monkeypatch.setattr(making, "made", lambda *_: pytest.fail("made again"))
    kept.forget()
    assert kept.make("seri?id=p0", lake, "53.01") == parts
    (place,) = folder.glob("*/*")
    (table,) = [part for part in parts if isinstance(part, Tabulated)]
    one = next(cell for row in table.rows for cell in row if isinstance(cell, Number))
    place.write_bytes(place.read_bytes().replace(one.shown.encode(), b"99,99"))
    kept.forget()
    assert "99,99" in str(kept.make("seri?id=p0", lake, "53.01"))
    monkeypatch.setattr(making, "made", made)
    assert kept.recompute(lake, one.query) == one.shown
    kept.forget()


def test_a_picture_is_drawn_as_pixels_once(folder: Path) -> None:
    drawn.cache_clear()
    first = drawn(SVG)
    (place,) = folder.glob("png/*")
    assert place.read_bytes() == first and first.startswith(b"\x89PNG")
    place.write_bytes(b"\x89PNG lain")
    drawn.cache_clear()
    assert drawn(SVG) == b"\x89PNG lain"
    drawn.cache_clear()
