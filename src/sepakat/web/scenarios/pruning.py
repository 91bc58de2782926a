"""Pictures of scenarios follow what people type, so there is no end to them: only the newest stay on disk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import suppress

from sepakat.charts import cache_folder
from sepakat.core.text import Text
from sepakat.web.scenarios.presenters.words import SHELF

MOST = 3000  # some 5 KB each


def prune(now: dt.datetime) -> Iterator[tuple[Text, int]]:
    """Older pictures of scenarios; they are drawn again when somebody looks."""
    held = [p for p in (cache_folder() / "charts").glob(f"*{SHELF}/*.svg") if p.is_file()]
    old = sorted(held, key=lambda p: p.stat().st_mtime, reverse=True)[MOST:]
    for path in old:
        with suppress(OSError):
            path.unlink()
    yield Text("gambar skenario lama", "old pictures of scenarios"), len(old)
