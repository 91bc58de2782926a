"""A whole installation for the browser: `sepakat serve` with its worker, the sample release, people with roles."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser import CHROMIUM, FLAGS, Visitors
from tests.operations_site import COMMAND, ROOT, Installation


@pytest.fixture(scope="session")
def installation(
    sample_lake: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, dict[str, str], Installation]]:
    """Its address, the secrets of the people's authenticator apps, and where it is."""
    site = Installation(tmp_path_factory.mktemp("peramban"))
    shutil.copytree(sample_lake, site.lake)
    site.run("site", "migrate")
    secrets = site.ask("cast")
    with open(site.folder / "log", "wb") as log:
        process = subprocess.Popen(
            [*COMMAND, "serve", "--port", "0"],
            cwd=ROOT, env=site.environment(), stdout=subprocess.PIPE, stderr=log, text=True,
        )  # fmt: skip
    assert process.stdout is not None
    try:
        line = process.stdout.readline().split()
        assert len(line) > 1, (site.folder / "log").read_text()
        yield line[1].rstrip("/"), secrets, site
    finally:
        process.terminate()
        process.wait(timeout=60)
        process.stdout.close()


@pytest.fixture(scope="module")
def visitors(installation: tuple[str, dict[str, str], Installation]) -> Iterator[Any]:
    """One Chromium for a module's people."""
    from playwright.sync_api import sync_playwright

    address, secrets, _ = installation
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        found = Visitors(opened, address, secrets)
        yield found
        found.close()
        opened.close()
