"""The worked cases of Gorontalo and Nusa Tenggara Timur: their commands run on the sample, and their figures are those.

Each lake has its own noise (at most 8 on a count), so figures of the book may differ by twice that from those of the
lake made for this run; errors by three points.
"""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from sepakat.cli import tree

BOOK = Path(__file__).resolve().parents[2] / "docs" / "explanation"
APART = 16


def page(name: str) -> str:
    return (BOOK / name).read_text(encoding="utf-8")


def blocks(text: str, kind: str) -> list[str]:
    return [body for found, body in re.findall(r"^```(\w*)\n(.*?)^```", text, re.M | re.S) if found == kind]


def commands(text: str) -> list[list[str]]:
    return [line.split() for block in blocks(text, "") for line in block.splitlines() if line.startswith("sepakat ")]


def table(text: str, head: str) -> dict[str, list[float]]:
    """Rows of the table whose first heading is `head`: label → figures (Rp… juta, decimals with a comma)."""
    (body,) = re.findall(rf"^\| {re.escape(head)} \|.*\n\|[-| ]+\n((?:\|.*\n)+)", text, re.M)
    found = {}
    for line in body.splitlines():
        label, *cells = [c.strip() for c in line.strip("|").split("|")]
        found[label] = [amount(c) for c in cells]
    return found


def amount(text: str) -> float:
    scale = {"juta": 1e6, "miliar": 1e9}.get(text.rpartition(" ")[2], 1.0)
    return float(re.sub(r"[^\d,]", "", text).replace(",", ".")) * scale


def run(arguments: list[str], files: dict[str, str], folder: Path, lake: Path) -> list[dict[str, Any]]:
    """Run a command of the book in a folder that holds its files; rows as JSON."""
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    told = [str(folder / a) if a in files else a for a in arguments[1:]]
    said = CliRunner().invoke(tree, [*told, "--lake", str(lake), "--format", "json"], catch_exceptions=False)
    assert said.exit_code == 0, said.output
    rows: list[dict[str, Any]] = json.loads(said.output)
    return rows


def value(rows: list[dict[str, Any]], **wanted: Any) -> float:
    (row,) = [r for r in rows if all(r[k] == v for k, v in wanted.items())]
    assert row["value"] is not None, wanted
    return float(row["value"])


def gorontalo(folder: Path, lake: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    text = page("gorontalo.md")
    first, second = blocks(text, "toml")
    files = {"gorontalo.toml": first, "gorontalo-plafon.toml": second}
    scenario, best = commands(text)
    return run(scenario, files, folder, lake), run(best, files, folder, lake)


def test_gorontalo(tmp_path, sample_lake):
    rows, curve = gorontalo(tmp_path, sample_lake)
    text = page("gorontalo.md")
    segments = {r["label"]: r["value"] for r in rows if r["part"] == "segmen" and r["scenario"] == 1}
    for label, (told,) in table(text, "Penanggung").items():
        assert abs(told - segments[label]) <= APART, label
    figures = table(text, "Ukuran")
    each = 42_000 * 12
    for number in (1, 2):
        served = value(rows, scenario=number, part="ringkasan", item="terpilih")
        cost = value(rows, scenario=number, part="ringkasan", item="biaya")
        at = number - 1
        assert cost == pytest.approx(served * each)
        assert abs(figures["Terlayani (orang)"][at] - served) <= APART
        assert abs(figures["Biaya setahun"][at] - cost) <= APART * each + 5e4
        shares = [value(rows, scenario=number, part="pembayar", code=p) for p in ("provinsi", "kabupaten")]
        assert sum(shares) == pytest.approx(cost)
        for label, share in zip(("Provinsi membayar", "Kabupaten/kota membayar"), shares, strict=True):
            assert abs(figures[label][at] - share) <= APART * each + 1e6, label
        exclusion = value(rows, scenario=number, part="galat", item="exclusion")
        assert abs(figures["Galat eksklusi sesudahnya (persen)"][at] - exclusion) <= 3
    one = [r for r in rows if r["part"] == "wilayah" and r["code"] == "53.02" and r["scenario"] == 1]
    own = {r["item"]: r["value"] for r in one}
    assert own["biaya_provinsi"] == 0 and own["biaya_kabupaten"] == own["biaya"] > 0, "that regency pays by itself"
    assert sum(r["picked"] for r in curve) == 1
    assert all(r["cost"] <= 150_000_000 for r in curve if r["picked"])


def test_nusa_tenggara_timur(tmp_path, sample_lake):
    text = page("ntt-reallocation.md")
    (scenario,) = blocks(text, "toml")
    moved, judged = (run(c, {"ntt.toml": scenario}, tmp_path, sample_lake) for c in commands(text))
    for label, (told,) in table(text, "Perpindahan").items():
        assert abs(told - value(moved, part="semua", move=label.lower())) <= APART, label
    causes = {r["code"]: r["value"] for r in moved if r["part"] == "sebab"}
    (high,) = re.findall(r"di atas batas ([\d.]+) keluarga", text)
    assert abs(amount(high) - causes["desil_tinggi"]) <= APART
    assert "batas_uang" not in causes, "nobody who meets the rule leaves"
    before, after = re.findall(r"dari (Rp[\d,]+ \w+) menjadi\s+(Rp[\d,]+ \w+)", text)[0]
    for told, move in ((before, "uang_sebelum"), (after, "uang_sesudah")):
        assert abs(amount(told) - value(moved, part="semua", move=move)) <= 2 * APART * 2_400_000 + 6e7
    assert value(moved, part="semua", move="uang_sesudah") <= 1_280_000_000 + 16 * 2_400_000
    (changed,) = re.findall(r"yang berganti penerima (Rp[\d,]+ juta)", text)
    assert abs(amount(changed) - value(moved, part="semua", move="masuk") * 2_400_000) <= APART * 2_400_000 + 5e4
    errors = table(text, "Galat (persen)")
    for label, item in (("Eksklusi: layak tetapi tidak terjangkau", "exclusion"),
                        ("Inklusi: penerima yang tidak layak", "inclusion_of_beneficiaries")):  # fmt: skip
        now, then = (value(judged, part=p, item=item) for p in ("galat_sekarang", "galat"))
        assert abs(errors[label][0] - now) <= 3 and abs(errors[label][1] - then) <= 3, label


@pytest.mark.parametrize("name", ["gorontalo", "ntt-reallocation"])
def test_pictures_of_the_book_are_there_and_described(name):
    text = page(f"{name}.md")
    assert f"]({name}.svg)" in text
    root = ET.fromstring((BOOK / f"{name}.svg").read_text(encoding="utf-8"))
    assert root.get("role") == "img"
    assert len("".join(root.itertext())) > 40
