"""LibreOffice opens a DOCX without repair and saves it again: everything is still there, and what was changed by hand
is still found."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from sepakat.documents import draft, output
from sepakat.documents.output import marks, packing
from sepakat.documents.verifying import BY_HAND, verify
from sepakat.lake import Lake
from tests import documents_made
from tests.unit.test_documents_differing import edited

NAMES = ("naskah", "diubah")


def test_saved_again_by_libreoffice(sample_lake: Path, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip(
            "*** LibreOffice tidak ada: bolak-balik DOCX tidak diuji (no LibreOffice: round trip not tested) ***"
        )
    lake = Lake.open(sample_lake)
    real = draft(lake, "kumpulan", "53.01", added={"1": ["seri?id=p0", "indikator?id=ipm"]}, pictures=False)
    key = list(real.numbers)[-1]
    shown = real.numbers[key].shown
    mark = f'w:name="{key}" /><w:r><w:t xml:space="preserve">'
    whole = output.made(documents_made.draft(), "docx")
    changed = edited(output.made(real, "docx"), (f"{mark}{shown}<", f"{mark}9{shown}<"))
    for name, data in zip(NAMES, (whole, changed), strict=True):
        (tmp_path / f"{name}.docx").write_bytes(data)
    subprocess.run(
        [office, f"-env:UserInstallation={(tmp_path / 'profil').as_uri()}", "--headless", "--convert-to",
         "docx:MS Word 2007 XML", "--outdir", str(tmp_path / "lagi"), *(str(tmp_path / f"{n}.docx") for n in NAMES)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    saved, by_hand = ((tmp_path / "lagi" / f"{name}.docx").read_bytes() for name in NAMES)
    assert marks.read(saved).words == marks.read(whole).words
    text = packing.parts(saved)["word/document.xml"].decode()
    assert (text.count("<w:tbl>"), text.count("<w:drawing>"), text.count("<w:tblHeader")) == (3, 1, 3)
    assert text.count('w:orient="landscape"') == 1
    found = [(one.key, one.outcome, one.now) for one in verify(by_hand, lake).findings if not one.fine]
    assert found == [(key, BY_HAND, f"9{shown}")]
