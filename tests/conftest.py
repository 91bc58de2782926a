"""What every test stands on: no network, a fixed key, and one small release that is built once for all workers."""

from __future__ import annotations

import contextlib
import io
import itertools
import os
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers

# The same cases in every run, on every machine: what lands must not hang on luck. Other cases are looked for with
# SEPAKAT_RANDOM=1. Hypothesis also draws from the literals of whatever modules happen to be loaded, which differ
# between workers; without that, the same seed gives the same cases.
settings.register_profile(
    "same", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.register_profile(
    "random", derandomize=False, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("random" if os.environ.get("SEPAKAT_RANDOM") else "same")
if not os.environ.get("SEPAKAT_RANDOM"):
    providers._get_local_constants = lambda: providers._local_constants

KEY = "11" * 32
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def pytest_configure() -> None:
    os.environ.setdefault("SEPAKAT_KEY", KEY)
    os.environ.setdefault("SEPAKAT_LANG", "id")


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests talk to this machine only."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in LOOPBACK:  # type: ignore[index]
            raise AssertionError("a test tried to leave this machine")
        return connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """A visit to an English page leaves its language in the thread; the next test starts in Bahasa."""
    from django.utils import translation

    translation.deactivate()
    yield
    translation.deactivate()


def _once(folder: Path, make: Callable[[Path], None]) -> Path:
    """Make `folder` exactly once among parallel workers; the others wait for it."""
    done, failed = folder.with_suffix(".done"), folder.with_suffix(".failed")
    try:
        os.close(os.open(folder.with_suffix(".claimed"), os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        while not done.exists():
            if failed.exists():
                pytest.fail(f"another worker failed to make {folder.name}")
            time.sleep(0.2)
        return folder
    try:
        make(folder)
    except BaseException:
        failed.touch()
        raise
    done.touch()
    return folder


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this run share, and other runs too that name it in SEPAKAT_TEST_KEPT."""
    kept = os.environ.get("SEPAKAT_TEST_KEPT")
    if kept:
        return Path(kept)
    base = tmp_path_factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


@pytest.fixture(scope="session")
def raw_files(shared: Path) -> Path:
    """Raw files of a sample province: NTT, 3,000 families, seed 7."""
    from sepakat import sample

    return _once(shared / "raw", lambda out: _ignore(sample.generate(out, province="53", families=3000, seed=7)))


@pytest.fixture(scope="session")
def sample_lake(shared: Path, raw_files: Path) -> Path:
    """A lake with one published release of `raw_files`, built as one does at the prompt; what that said is beside it
    (`built.json`, `published.json`). Read only: copy it before changing anything."""
    from sepakat import cli
    from sepakat.lake import Lake, cells

    def make(folder: Path) -> None:
        Lake.create(folder)
        if not os.environ.get("SEPAKAT_RANDOM"):  # the noise of free tables: the same on every machine
            secret = folder / cells.NAME
            secret.write_text("5e" * 32 + "\n", encoding="ascii")
            secret.chmod(0o600)
        for name, asked in (("built", ["build", "--from", str(raw_files)]), ("published", ["publish"])):
            said = io.StringIO()
            with contextlib.redirect_stdout(said):
                status = cli.main(["--lake", str(folder), "release", *asked, "--format", "json"])
            assert status == 0, said.getvalue()
            (shared / f"{name}.json").write_text(said.getvalue(), encoding="utf-8")

    return _once(shared / "lake", make)


@pytest.fixture(scope="session")
def release(sample_lake: Path) -> Any:
    """The release of `sample_lake`; modules about another one bring their own."""
    from sepakat.lake import Lake

    return Lake.open(sample_lake).release("current")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Callable[[], str]]:
    """A private PostgreSQL; each call makes an empty database and gives its address. Skipped where there is none."""
    from tests import postgres as server

    why = server.missing()
    if why is not None:
        pytest.skip(f"NOT TESTED ON POSTGRESQL: {why}")
    with server.cluster() as url:
        numbers = itertools.count(1)
        yield lambda: server.make(url, f"baru{next(numbers)}")


def _ignore(_: object) -> None:
    return None


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Files are dealt out to workers whole; those that look at pages with a browser go to one worker together, which
    then starts one installation for all of them."""
    from xdist.scheduler import LoadFileScheduling

    class Together(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = str(super()._split_scope(nodeid))
            return "functional/web" if "functional/test_web_" in file else file

    return Together(config, log) if config.getvalue("dist") == "loadfile" else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that drives a browser gets a second try where the browser itself failed (a page that was still arriving,
    a step that a busy machine did not finish in time); what a test asserts is judged at once."""
    for item in items:
        if {"browser", "visitors", "visit", "page"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.flaky(reruns=1, only_rerun=[r"^(Error|TimeoutError): \w+\.\w+: "]))
