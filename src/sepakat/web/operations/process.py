"""How the serving process stands in the world: behind which proxy, and how it ends."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Iterator
from types import FrameType
from typing import Any

PROXY = "SEPAKAT_PROXY"


def behind_proxy() -> dict[str, Any]:
    """Waitress' options for `SEPAKAT_PROXY`: the address of the reverse proxy whose word on client and scheme counts.

    `*` trusts whoever connects: only where nobody but the proxy can (a private network of containers). Without it
    every forwarded header is dropped, because anybody could have written it.
    """
    proxy = os.environ.get(PROXY, "").strip()
    if not proxy:
        return {"clear_untrusted_proxy_headers": True}
    return {
        "trusted_proxy": proxy,
        "trusted_proxy_count": 1,
        "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
        "clear_untrusted_proxy_headers": True,
    }


@contextlib.contextmanager
def ends_on_signal() -> Iterator[None]:
    """A process manager's SIGTERM ends the block as Ctrl+C does: answers under way are finished, children stopped."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, frame: FrameType | None) -> None:
        raise SystemExit(0)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
