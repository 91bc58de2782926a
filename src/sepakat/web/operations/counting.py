"""Counts answers by class and status, and how long they took. In this process's memory; no person, no full address."""

from __future__ import annotations

import bisect
import threading
import time
from collections import Counter
from collections.abc import Callable
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.urls import URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds; 0.15 is our promise


class Tally:
    """Answers so far. Thread-safe; what is read is consistent."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.answers: Counter[tuple[str, str, int]] = Counter()  # class, method, status
        self.slots: dict[str, list[int]] = {}
        self.seconds: Counter[str] = Counter()

    def add(self, kind: str, method: str, status: int, seconds: float) -> None:
        with self.lock:
            self.answers[kind, method, status] += 1
            slots = self.slots.setdefault(kind, [0] * (len(BUCKETS) + 1))
            slots[bisect.bisect_left(BUCKETS, seconds)] += 1
            self.seconds[kind] += seconds  # type: ignore[assignment]

    def read(self) -> tuple[dict[tuple[str, str, int], int], dict[str, list[int]], dict[str, float]]:
        with self.lock:
            return dict(self.answers), {k: list(v) for k, v in self.slots.items()}, dict(self.seconds)


tally = Tally()
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


@cache
def _known() -> frozenset[str]:
    """First parts of all addresses of the site: a closed list, so that made-up addresses make no new figures."""
    patterns = list(get_resolver().url_patterns)
    prefixed = [p for p in patterns if isinstance(p, URLResolver) and isinstance(p.pattern, LocalePrefixPattern)]
    patterns = [p for p in patterns if p not in prefixed] + [p for one in prefixed for p in one.url_patterns]
    routes = [str(p.pattern) for p in patterns]
    return frozenset({"statis"} | {first for r in routes if (first := r.split("/")[0]) and "<" not in first})


def kind_of(path: str) -> str:
    """`/en/wilayah/53.01/` → `wilayah`; the home page is `beranda`, anything unknown `lain`."""
    parts = path.strip("/").split("/")
    first = parts[1] if parts[0] == "en" and len(parts) > 1 else "" if parts[0] == "en" else parts[0]
    if not first:
        return "beranda"
    return first if first in _known() else "lain"


class Counting:
    """Outermost layer, so that static files and refusals count too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        start = time.perf_counter()
        response = self.get_response(request)
        method = request.method if request.method in METHODS else "LAIN"
        tally.add(kind_of(request.path_info), str(method), response.status_code, time.perf_counter() - start)
        return response
