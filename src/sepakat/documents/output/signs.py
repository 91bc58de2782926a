"""Legends of signs under tables and pictures: what is explained is what stands there."""

from __future__ import annotations

import re
from collections.abc import Iterable

# As the blocks write them: a sign, what it means, and what tells that it stands in a cell.
_SIGNS = {
    "# disembunyikan demi kerahasiaan": re.compile(r"#"),
    "# disembunyikan": re.compile(r"#"),
    "– tidak ada yang dihitung": re.compile(r"^–$"),
    "… tidak tersedia": re.compile(r"^…$"),
    "xx angka sangat sementara": re.compile(r"\dxx$"),
    "x angka sementara": re.compile(r"\dx$"),
    "r angka diperbaiki": re.compile(r"\dr$"),
    "* RSE 25–50 persen, hati-hati": re.compile(r"[\d#]\*$"),
    "** RSE di atas 50 persen, tidak ditampilkan": re.compile(r"\*\*$"),
}
_EACH = re.compile("(" + "|".join(re.escape(one) for one in sorted(_SIGNS, key=len, reverse=True)) + r")[;.] ?")


def legend(note: str, cells: Iterable[str]) -> str:
    """A note without the signs that stand in none of these cells. What else it says stays."""
    said = list(cells)
    used = [one for one, sign in _SIGNS.items() if any(sign.search(cell) for cell in said)]
    kept = [m[1] for m in _EACH.finditer(note) if m[1] in used]
    rest = _EACH.sub("", note).strip()
    first = f"{'; '.join(dict.fromkeys(kept))}." if kept else ""
    return f"{first} {rest}".strip()
