"""How often one may ask: a bucket per token or address that fills by the minute. Values are dated parameters.

Kept in the memory of one process, bounded: asking costs no database, and a restart forgives. A site of several
processes allows that many times more.
"""

from __future__ import annotations

import datetime as dt
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from functools import lru_cache

from sepakat import catalogue
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.web.api import problems


class TooMany(UserError):  # noqa: N818 - says what it is
    """The bucket is empty; `wait` seconds from now it is not."""

    def __init__(self, wait: int) -> None:
        code, title, _ = problems.WORDS[429]
        super().__init__(
            title,
            hint=Text(f"Coba lagi dalam {wait} detik.", f"Try again in {wait} seconds."),
            code=code,
        )
        self.wait = wait


class Buckets:
    """One bucket per key, of `per_minute` permits; the least recently used are forgotten."""

    def __init__(self, most: int = 10_000, clock: Callable[[], float] = time.monotonic) -> None:
        self.most = most
        self.clock = clock
        self.lock = threading.Lock()
        self.held: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str, per_minute: int, cost: int = 1) -> int:
        """Permits left after taking `cost`; TooMany where there are not that many."""
        now, cost = self.clock(), min(cost, per_minute)
        with self.lock:
            level, at = self.held.pop(key, (float(per_minute), now))
            level = min(float(per_minute), level + (now - at) * per_minute / 60)
            enough = level >= cost
            self.held[key] = (level - cost if enough else level, now)
            while len(self.held) > self.most:
                self.held.popitem(last=False)
        if not enough:
            raise TooMany(max(1, math.ceil((cost - level) * 60 / per_minute)))
        return int(level - cost)

    def clear(self) -> None:
        with self.lock:
            self.held.clear()


BUCKETS = Buckets()


@lru_cache(maxsize=16)
def _value(name: str, on: dt.date) -> int:
    return int(catalogue.parameter(name, on).value)


def value(name: str) -> int:
    """The parameter `api_<name>` as it holds today."""
    return _value(f"api_{name}", dt.date.today())
