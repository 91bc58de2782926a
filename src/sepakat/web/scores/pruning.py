"""The site's clock comes by here every hour: the month that has ended is computed once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sepakat.core.text import Text
from sepakat.web.scores import actions


def prune(now: dt.datetime) -> Iterator[tuple[Text, int]]:
    """Months of the data index that were queued: one at most."""
    queued = actions.schedule(now=now)
    yield Text("bulan indeks data yang diantrekan", "months of the data index queued"), int(queued is not None)
