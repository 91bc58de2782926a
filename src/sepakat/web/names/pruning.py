"""Lists of names whose time is over are destroyed, and their destruction recorded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sepakat.core.text import Text
from sepakat.web.names import actions


def prune(now: dt.datetime) -> Iterator[tuple[Text, int]]:
    """Files of expired lists."""
    yield (
        Text("berkas daftar nama yang habis masa berlakunya", "files of lists whose time is over"),
        actions.expire_all(),
    )
