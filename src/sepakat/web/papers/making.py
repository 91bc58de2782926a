"""Work that may take longer than a page should: done beside the pages, kept in memory, asked for with a short wait.

Documents need no account, so they are no jobs of the queue, which belong to people; a page that is told "not yet"
shows how far the work is and asks again.
"""

from __future__ import annotations

import heapq
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from itertools import count
from typing import Any

from sepakat.core.errors import UserError
from sepakat.core.progress import Progress
from sepakat.core.text import Text

AT_ONCE, MOST_WAITING, KEPT = 2, 60, 64
Work = Callable[[Progress], Any]


class Making:
    """A piece of work. done: it has ended, `result()` gives what it made or raises what it raised."""

    def __init__(self) -> None:
        self.future: Future[Any] = Future()
        self.said: Text | str = Text("Menunggu giliran", "Waiting for its turn")
        self.percent = 0
        self.begun = False

    @property
    def done(self) -> bool:
        return self.future.done()

    def result(self) -> Any:
        return self.future.result()

    @contextmanager
    def step(self, title: Text | str, total: float | None = None) -> Iterator[_Step]:
        """Progress, as `core.progress` has it."""
        self.said = title
        yield _Step(self, total)


class _Step:
    def __init__(self, making: Making, total: float | None) -> None:
        self.making, self.whole, self.reached = making, total, 0.0

    def advance(self, amount: float = 1) -> None:
        self.reached += amount
        if self.whole:
            self.making.percent = min(99, int(100 * self.reached / self.whole))

    def total(self, total: float) -> None:
        self.whole = total


_pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="dokumen")
_held: OrderedDict[Hashable, Making] = OrderedDict()
_line: list[tuple[int, int, Making, Work]] = []  # a heap: what is waited for first, then in order of coming
_turn = count()
_lock = threading.Lock()


def ask(key: Hashable, work: Work, seconds: float, *, urgent: bool = True) -> Making:
    """The work of this key, begun if it is not held yet, waited for at most so many seconds. urgent: before what is
    only made beforehand. UserError `paper-busy`."""
    with _lock:
        making = _held.get(key)
        if making is None:
            if sum(not m.done for m in _held.values()) >= MOST_WAITING:
                raise _busy()
            making = _held[key] = Making()
            _stand(making, work, urgent)
        elif urgent and not making.begun:
            _stand(making, work, urgent)  # once more, before the others
        _held.move_to_end(key)
        for old in [k for k, m in _held.items() if m.done and k != key][: max(0, len(_held) - KEPT)]:
            del _held[old]
    wait([making.future], timeout=seconds)
    if making.done and making.future.exception() is not None:
        with _lock:
            _held.pop(key, None)  # told once; the next one tries again
    return making


def ready(made: Any) -> Making:
    """What was made before."""
    done = Making()
    done.future.set_result(made)
    return done


def all_of(makings: Iterable[Making], seconds: float) -> None:
    """Wait for several at most so many seconds."""
    wait([m.future for m in makings], timeout=seconds)


def forget() -> None:
    """Forget everything that is ready (tests)."""
    with _lock:
        for key in [k for k, m in _held.items() if m.done]:
            del _held[key]


def _stand(making: Making, work: Work, urgent: bool) -> None:
    heapq.heappush(_line, (0 if urgent else 1, next(_turn), making, work))
    _pool.submit(_next)


def _next() -> None:
    """The next piece of work that nobody has begun, if the program is not about to end."""
    if not threading.main_thread().is_alive():
        return
    with _lock:
        while _line:
            _, _, making, work = heapq.heappop(_line)
            if not making.begun:
                making.begun = True
                break
        else:
            return
    try:
        made = work(making)
    except BaseException as error:  # handed to whoever asks
        making.future.set_exception(error)
    else:
        making.future.set_result(made)


def _busy() -> UserError:
    return UserError(
        Text("Sedang banyak dokumen disusun.", "Many documents are being made."),
        hint=Text("Coba lagi sebentar lagi.", "Try again in a moment."),
        code="paper-busy",
    )
