"""The one place where pandoc is called: no network, no files but those given, one format to another."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from sepakat.core.errors import UserError
from sepakat.core.text import Text


def _pypandoc() -> Any:
    """The library, which comes with the extra `documents`: the site runs without it, less its papers."""
    try:
        import pypandoc
    except ImportError:
        raise UserError(
            Text("Naskah belum dapat disusun di mesin ini.", "This machine cannot make papers yet."),
            hint=Text("Pasang dengan: pip install 'sepakat[documents]'", "Install: pip install 'sepakat[documents]'"),
            code="documents-missing",
        ) from None
    return pypandoc


def run(text: str, source: str, target: str, *extra: str) -> str:
    """Text to text."""
    made = _pypandoc().convert_text(text, target, format=source, extra_args=list(extra), sandbox=True)
    assert isinstance(made, str)
    return made


def run_file(text: str, source: str, target: str, reference: bytes | None = None, *extra: str) -> bytes:
    """Text to a binary format (`docx`, `odt`), in the styles of a reference document, or pandoc's own."""
    with tempfile.TemporaryDirectory(prefix="sepakat-documents-") as folder:
        beside, out = Path(folder) / f"reference.{target}", Path(folder) / f"made.{target}"
        said = list(extra)
        if reference is not None:
            beside.write_bytes(reference)
            said.append(f"--reference-doc={beside}")
        _pypandoc().convert_text(text, target, format=source, outputfile=str(out), extra_args=said, sandbox=True)
        return out.read_bytes()
