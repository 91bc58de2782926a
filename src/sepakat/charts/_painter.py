"""The drawing itself: a chart's specification becomes Vega's SVG, in this process or in one beside it.

Vega runs for some 25 ms a picture and holds Python's lock meanwhile, so a server that draws in its own process stops
answering for that long, and for seconds while the libraries load. `beside()` moves the drawing to a child that reads
one JSON object a line and answers one a line. Where the child cannot be had, the picture is drawn here.
"""

from __future__ import annotations

import atexit
import contextlib
import importlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sepakat.charts import _later
from sepakat.core.text import language, reading_in

NUMBERS = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["Rp", ""]}  # of an axis, in Bahasa
_lock = threading.Lock()
_beside = False
_child: tuple[int, subprocess.Popen[str]] | None = None


def beside(late: str = "") -> None:
    """From now on pictures are drawn by a child process. It starts now: its libraries take two seconds to load.

    late: where browsers fetch pictures that a page did not wait for (see `_later`); empty: pages wait.
    """
    _later.at(late)
    global _beside
    _beside = True
    atexit.register(stop)
    with _lock, contextlib.suppress(OSError):
        _started()


def svg(chart: str, args: Mapping[str, Any]) -> str:
    """Vega's SVG of `charts.<chart>.spec(**args)` in the reader's language."""
    if _beside:
        with _lock, contextlib.suppress(OSError, ValueError, KeyError):
            return _ask(chart, args)
    return here(chart, args)


def here(chart: str, args: Mapping[str, Any]) -> str:
    """The same, in this process."""
    import vl_convert

    spec = importlib.import_module(f"sepakat.charts.{chart}").spec(**args)
    figures = spec.pop("datasets", {})
    made = json.loads(_compiled(json.dumps(spec, sort_keys=True), tuple(figures)))
    for data in made["data"]:
        if data["name"] in figures:
            data["values"] = figures[data["name"]]
    return str(vl_convert.vega_to_svg(made, format_locale=NUMBERS if language() == "id" else None))


@lru_cache(maxsize=32)
def _compiled(spec: str, names: tuple[str, ...]) -> str:
    """Vega-Lite to Vega once per kind of chart: the figures do not change how it is laid out."""
    import vl_convert

    empty: dict[str, list[Any]] = {name: [] for name in names}
    return json.dumps(vl_convert.vegalite_to_vega(json.loads(spec) | {"datasets": empty}))


def _ask(chart: str, args: Mapping[str, Any]) -> str:
    """One picture from the child. OSError, ValueError or KeyError where it gave none."""
    child = _started()
    assert child.stdin is not None and child.stdout is not None
    child.stdin.write(json.dumps({"chart": chart, "args": args, "lang": language()}) + "\n")
    child.stdin.flush()
    line = child.stdout.readline()
    if not line:
        stop()
    return str(json.loads(line)["svg"])


def _started() -> subprocess.Popen[str]:
    """The running child of this process (a fork starts its own)."""
    global _child
    if _child is None or _child[0] != os.getpid() or _child[1].poll() is not None:
        pipe = subprocess.PIPE
        command = [sys.executable, "-m", "sepakat.charts"]
        started = subprocess.Popen(command, stdin=pipe, stdout=pipe, encoding="ascii")  # noqa: S603 - our own module
        _child = (os.getpid(), started)
    return _child[1]


def stop() -> None:
    """End the child, if there is one; it also ends by itself when this process does."""
    global _child
    child, _child = _child, None
    if child is not None and child[0] == os.getpid():
        for pipe in (child[1].stdin, child[1].stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            child[1].wait(timeout=5)


def serve() -> None:
    """The child (`python -m sepakat.charts`): draw until the other side closes its end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the server's to answer
    here("deciles", {"shares": [10.0] * 10})  # so that the first reader does not wait for the libraries
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            with reading_in(asked["lang"]):
                answer = {"svg": here(asked["chart"], asked["args"])}
        except Exception as error:  # the server draws it again, and says what is wrong
            answer = {"fault": type(error).__name__}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
