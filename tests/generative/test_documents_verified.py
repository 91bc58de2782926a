"""Any block of any template for any region of one of two releases: in an untouched DOCX nothing is found; of a number
changed by hand that number, and nothing else."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sepakat import regions
from sepakat.core.errors import UserError
from sepakat.documents import Draft, draft, kept, output
from sepakat.documents.plans import Chapter, Line, plans
from sepakat.documents.verifying import BY_HAND, CHANGED, FINE, GONE, UNKNOWN, verify
from sepakat.lake import Lake
from tests.two_releases import LATER, two_releases
from tests.unit.test_documents_differing import edited

LINES = sorted(
    {
        line.block.text(): (p.id, line) for p in plans().values() for c in p.chapters for line in c.lines if line.block
    }.items()
)
REGIONS = ("53", "53.01", "53.07", "53.71")


def made(lake: Lake, name: str, line: Line, region: str, release: str = "current") -> Draft:
    """A document of one block."""
    plan = replace(plans()[name], chapters=(Chapter("1", "I", "Bab", (line,)),), levels=regions.LEVELS)
    return draft(lake, plan, region, release, pictures=False)


def standing(key: str, before: str, after: str) -> tuple[str, str]:
    """A change of what stands in a number's bookmark, for `edited`."""
    mark = f'w:name="{key}" /><w:r><w:t xml:space="preserve">'
    return f"{mark}{escape(before)}<", f"{mark}{escape(after)}<"


@pytest.fixture(scope="module")
def both(sample_lake: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    links, home = tmp_path_factory.mktemp("tautan"), tmp_path_factory.mktemp("dua") / "lake"
    two_releases(sample_lake, links)
    shutil.copytree(links, home)  # DuckDB reads nothing outside the lake, not by links either
    return home


@settings(max_examples=6, deadline=None)
@given(st.sampled_from(LINES), st.sampled_from(REGIONS), st.booleans(), st.randoms(use_true_random=False))
def test_untouched_is_fine_and_a_changed_number_is_found(both: Path, one, region, later, rng) -> None:  # type: ignore[no-untyped-def]
    lake = Lake.open(both)
    document = made(lake, *one[1], region, LATER if later else "current")
    docx = output.made(document, "docx")
    kept.forget()
    checked = verify(docx, lake)
    assert [f.outcome for f in checked.findings] == [FINE] * len(document.numbers)
    if not document.numbers:
        return
    key = rng.choice(sorted(document.numbers))
    shown = document.numbers[key].shown
    found = verify(edited(docx, standing(key, shown, f"{shown}9")), lake)
    assert [(f.key, f.outcome, f.written, f.now) for f in found.findings if not f.fine] == [
        (key, BY_HAND, shown, f"{shown}9")
    ]


@pytest.fixture(scope="module")
def poverty(sample_lake: Path) -> tuple[Lake, Draft, bytes]:
    lake = Lake.open(sample_lake)
    document = made(lake, *next(one for text, one in LINES if text.startswith("seri?")), "53.01")
    return lake, document, output.made(document, "docx")


def test_what_else_can_have_happened_to_a_number(poverty: tuple[Lake, Draft, bytes]) -> None:
    """A bookmark taken out; a number that the release no longer gives as printed; a release that the lake lacks."""
    lake, document, docx = poverty
    first, second = list(document.numbers.values())[:2]
    gone = verify(edited(docx, (f'w:name="{first.key}"', 'w:name="lain"')), lake)
    assert [(f.key, f.outcome) for f in gone.findings if not f.fine] == [(first.key, GONE)]
    assert gone.counts[GONE] == 1 and len(gone.table()) == 1
    files = {"customXml/item1.xml": (f'"{second.key}","{second.shown}"', f'"{second.key}","1,1"')}
    both = verify(_record(edited(docx, standing(second.key, second.shown, "1,1")), files), lake)
    assert [(f.key, f.outcome, f.again) for f in both.findings if not f.fine] == [(second.key, CHANGED, second.shown)]
    other = _record(docx, {"customXml/item1.xml": (document.releases[document.release], "0" * 16)})
    lost = verify(other, lake)
    assert {f.outcome for f in lost.findings} == {UNKNOWN}
    assert "berbeda dari yang dikutip" in lost.findings[0].why


def _record(data: bytes, changes: dict[str, tuple[str, str]]) -> bytes:
    from sepakat.documents.output import packing

    files: dict[str, bytes | str] = dict(packing.parts(data))
    for name, (before, after) in changes.items():
        text = bytes(files[name]).decode()  # type: ignore[arg-type]
        assert before in text
        files[name] = text.replace(before, after)
    return packing.packed(files, "[Content_Types].xml")


def test_commands(poverty: tuple[Lake, Draft, bytes], sample_lake: Path, tmp_path: Path, capsys) -> None:  # type: ignore[no-untyped-def]
    from sepakat.cli import main

    _, document, docx = poverty
    first = next(iter(document.numbers.values()))
    good, bad = tmp_path / "baik.docx", tmp_path / "ubah.docx"
    good.write_bytes(docx)
    bad.write_bytes(edited(docx, (f">{first.shown}<", ">77,7<")))
    assert main(["--lake", str(sample_lake), "document", "verify", str(good)]) == 0
    assert main(["--lake", str(sample_lake), "document", "verify", str(bad), "--format", "csv"]) == 1
    assert "77,7" in capsys.readouterr().out
    assert main(["--lake", str(sample_lake), "document", "diff", str(good), str(bad)]) == 0
    assert main(["--lake", str(sample_lake), "document", "verify", str(tmp_path / "tidak.docx")]) == 2


def test_file_of_another_kind_says_what_to_do(sample_lake: Path) -> None:
    with pytest.raises(UserError) as problem:
        verify(b"bukan", Lake.open(sample_lake))
    assert problem.value.code == "document-file"
