"""Pictures that a page does not wait for: one thread draws them in turn, a page waits a moment and then goes without.

Twenty readers of a site that has just started must not stand in a queue for twenty pictures. A page that went without
carries the picture's address instead, and the browser fetches it when it is there.
"""

from __future__ import annotations

import contextvars
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future, TimeoutError
from contextlib import suppress
from pathlib import Path

PATIENCE = 0.08  # seconds a page waits: a picture takes 25 ms where the drawer is idle
LONGEST = 20.0  # seconds a browser waits for the picture itself
address = ""  # where late pictures are fetched; empty: pages wait

_asked: dict[Path, Future[str]] = {}
_queue: queue.SimpleQueue[tuple[Path, Callable[[], str]]] = queue.SimpleQueue()
_lock = threading.Lock()
_thread: threading.Thread | None = None


def at(prefix: str) -> None:
    """From now on pages go without late pictures, which are fetched at `prefix<release>/<name>.svg`."""
    global address
    address = prefix


def soon(path: Path, draw: Callable[[], str]) -> str | None:
    """The picture, if it is drawn within a moment; it is drawn in any case."""
    global _thread
    with _lock:
        future = _asked.get(path)
        if future is None:
            future = _asked[path] = Future()
            _queue.put((path, _in_context(draw)))
        if _thread is None or not _thread.is_alive():
            _thread = threading.Thread(target=_work, daemon=True, name="pictures")
            _thread.start()
    with suppress(TimeoutError):
        return future.result(PATIENCE)
    return None


def wait(path: Path) -> str | None:
    """A picture that has been asked for, once it is drawn; None for others and those that cannot be drawn."""
    future = _asked.get(path)
    with suppress(Exception):
        return future.result(LONGEST) if future is not None else None
    return None


def _in_context(draw: Callable[[], str]) -> Callable[[], str]:
    context = contextvars.copy_context()  # the reader's language goes along
    return lambda: context.run(draw)


def _work() -> None:
    while True:
        path, draw = _queue.get()
        future = _asked[path]
        try:
            future.set_result(draw())
        except Exception as error:
            future.set_exception(error)
        with _lock:
            _asked.pop(path, None)
