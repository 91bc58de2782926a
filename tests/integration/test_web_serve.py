"""`serve` as a process of its own: it listens, answers, keeps to loopback, and says when the port is taken."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from sepakat.core import UserError
from sepakat.lake import Lake
from sepakat.web.serve import serve


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A served lake without any release yet; the process is stopped at the end."""
    Lake.create(tmp_path / "lake")
    code = "import sys; from sepakat.web.serve import serve; serve(sys.argv[1], port=0)"
    places = {"SEPAKAT_CACHE": str(tmp_path / "cache"), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-c", code, str(tmp_path / "lake")],
        env={
            k: v
            for k, v in os.environ.items()
            if k not in ("SEPAKAT_SECRET_KEY", "SEPAKAT_HOSTS", "DJANGO_SETTINGS_MODULE")
        }
        | places,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield process.stdout.readline().split()[1]
    finally:
        process.terminate()
        process.wait(timeout=20)
        process.stdout.close()


def test_it_tells_its_address_and_answers(address: str, tmp_path: Path) -> None:
    assert address.startswith("http://127.0.0.1:")
    with urllib.request.urlopen(address) as answer:
        assert answer.status == 200
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "Belum ada rilis data" in answer.read().decode()
    assert (tmp_path / "config" / "sepakat" / "web-secret.key").exists()


def test_a_busy_port_is_an_error_with_another_port(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.web_site import application

    application()
    monkeypatch.setenv("SEPAKAT_LAKE", "")
    monkeypatch.setenv("SEPAKAT_HOSTS", "")
    Lake.create(tmp_path / "lake")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(UserError) as caught:
            serve(tmp_path / "lake", port=port)
    assert caught.value.code == "serve-port"
    assert str(port + 1) in str(caught.value)
