"""The production set-up, started by hand: the very commands of the systemd units, PostgreSQL, and Caddy in front.

Only places differ from an office's: folders, ports, host name. Caddy makes its own certificate and is told not to touch
this machine's.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.operations_site import ROOT, Installation

pytestmark = pytest.mark.slow
DEPLOY = ROOT / "deploy"
PROGRAM = Path(sys.executable).parent / "sepakat"
SITE = "sepakat.localhost"
TOKEN = "t" * 40


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def example() -> dict[str, str]:
    """The office's environment file, as it is copied."""
    lines = (DEPLOY / "sepakat.env.example").read_text(encoding="utf-8").splitlines()
    return dict(x.split("=", 1) for x in lines if x and not x.startswith("#"))


def command(unit: str, **places: str) -> list[str]:
    """The unit's ExecStart with our program and places."""
    text = (DEPLOY / "systemd" / f"sepakat-{unit}.service").read_text(encoding="utf-8")
    found = re.search(r"^ExecStart=(.*)$", text, flags=re.MULTILINE)
    assert found is not None
    line = found[1].replace("/opt/sepakat/.venv/bin/sepakat", str(PROGRAM))
    for old, new in places.items():
        assert old.replace("_", "-") in line or old in line
        line = line.replace(old, new)
    return line.split()


class Office(Installation):
    """An installation whose environment is the example file, filled in."""

    def environment(self) -> dict[str, str]:
        key = self.folder / "brankas.key"
        if not key.exists():
            key.write_text(os.environ["SEPAKAT_KEY"])
            key.chmod(0o400)
        filled = {
            "SEPAKAT_LAKE": str(self.lake),
            "SEPAKAT_STATE": str(self.state),
            "SEPAKAT_CACHE": str(self.folder / "cache"),
            "DATABASE_URL": self.database,
            "SEPAKAT_HOSTS": SITE,
            "SEPAKAT_SECRET_KEY": "hanya-untuk-uji-" + "k" * 50,
            "SEPAKAT_KEY_FILE": str(key),
            "SEPAKAT_METRICS_TOKEN": TOKEN,
        }
        kept = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG")}
        # connections that serving threads keep open are closed by the end of the process, which Python calls a leak
        strict = {"PYTHONWARNINGS": "error,ignore::ResourceWarning", "XDG_CONFIG_HOME": str(self.folder / "config")}
        return {**kept, **example(), **filled, **strict}


class Started:
    """A process of the office. `stop` is what a process manager does."""

    def __init__(self, words: list[str], env: dict[str, str], log: Path) -> None:
        self.log = log
        with open(log, "wb") as out:
            self.process = subprocess.Popen(words, env=env, stdout=out, stderr=subprocess.STDOUT, cwd=log.parent)

    def stop(self) -> int:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise

    def until(self, ready: Callable[[], bool], seconds: float = 90) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            assert self.process.poll() is None, self.log.read_text()[-3000:]
            with contextlib.suppress(OSError, http.client.HTTPException):
                if ready():
                    return
            time.sleep(0.2)
        pytest.fail(f"not ready: {self.log.read_text()[-3000:]}")


def get(port: int, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """An answer of the site itself, past the proxy."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()})
        answer = connection.getresponse()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
    finally:
        connection.close()


@pytest.fixture(scope="module")
def office(
    tmp_path_factory: pytest.TempPathFactory, sample_lake: Path, postgres: Callable[[], str]
) -> Iterator[tuple[Office, int, Started, Started]]:
    """Site and worker, running."""
    made = Office(tmp_path_factory.mktemp("kantor"), postgres())
    made.state.mkdir()
    shutil.copytree(sample_lake, made.lake)
    port = free_port()
    web_command = command("web", **{"8000": str(port)})
    early = subprocess.run(web_command, env=made.environment(), capture_output=True, text=True, timeout=60)
    assert early.returncode == 1  # a server's database is brought up to date by hand
    assert "sepakat site migrate" in early.stderr
    subprocess.run([str(PROGRAM), "site", "migrate"], env=made.environment(), check=True, timeout=120)
    web = Started(web_command, made.environment(), made.folder / "web.log")
    worker = Started(command("worker"), made.environment(), made.folder / "worker.log")
    try:
        web.until(lambda: get(port, "/sehat/hidup/")[0] == 200)
        worker.until(lambda: "worker" not in not_well(port))
        yield made, port, web, worker
    finally:
        worker.stop()
        web.stop()


def not_well(port: int) -> set[str]:
    checks = json.loads(get(port, "/sehat/")[2])["checks"]
    return {c["name"] for c in checks if not c["ok"]}


def test_everything_is_well(office: tuple[Office, int, Started, Started]) -> None:
    _, port, _, _ = office
    status, headers, body = get(port, "/sehat/")
    told = json.loads(body)
    assert status == 200
    assert {c["name"] for c in told["checks"]} >= {"database", "lake", "release", "disk", "worker"}
    assert not_well(port) <= {"disk"}  # the test machine's disk is not our matter
    assert "no-store" in headers["cache-control"]


def test_strangers_get_one_word(office: tuple[Office, int, Started, Started]) -> None:
    _, port, _, _ = office
    for headers in ({"Host": SITE}, {"X_Forwarded_For": "10.1.2.3", "Host": "localhost"}):
        told = json.loads(get(port, "/sehat/", **headers)[2])
        assert set(told) == {"status"}, headers
        assert get(port, "/metrik/", **headers)[0] == 403
    assert get(port, "/metrik/", Host=SITE, Authorization=f"Bearer {TOKEN}")[0] == 200
    assert get(port, "/metrik/", Host=SITE, Authorization=f"Bearer {TOKEN}x")[0] == 403


def test_plain_http_is_sent_to_https(office: tuple[Office, int, Started, Started]) -> None:
    _, port, _, _ = office
    status, headers, _ = get(port, "/wilayah/53.01/", Host=SITE)
    assert (status, headers["location"]) == (301, f"https://{SITE}/wilayah/53.01/")
    status, headers, body = get(port, "/wilayah/53.01/", Host=SITE, X_Forwarded_Proto="https")
    assert status == 200
    assert headers["strict-transport-security"].startswith("max-age=31536000")
    assert b"53.01" in body
    _, headers, _ = get(port, "/meja/", Host=SITE, X_Forwarded_Proto="https")
    _, headers, _ = get(port, headers["location"], Host=SITE, X_Forwarded_Proto="https")  # the sign-in page
    assert "Secure" in headers["set-cookie"]


def test_metrics_count_what_was_asked(office: tuple[Office, int, Started, Started]) -> None:
    _, port, _, _ = office

    def counted(page: str) -> float:
        text = get(port, "/metrik/")[2].decode()
        line = re.search(rf'requests_total{{class="{page}",method="GET",status="200"}} (\d+)', text)
        return float(line[1]) if line else 0

    before = counted("indikator")
    get(port, "/en/indikator/", Host=SITE, X_Forwarded_Proto="https")
    assert counted("indikator") == before + 1
    text = get(port, "/metrik/")[2].decode()
    assert 'sepakat_jobs{state="waiting"} 0' in text
    assert re.search(r"sepakat_worker_heartbeat_timestamp_seconds \d+", text)
    assert re.search(r"sepakat_audit_entries \d+", text)
    assert 'sepakat_release_published_timestamp_seconds{release="' in text


def test_the_installation_is_found_fit(office: tuple[Office, int, Started, Started]) -> None:
    """`site check` (with Django's check --deploy) is clean with the environment of the book."""
    made, _, _, _ = office
    said = subprocess.run(
        [str(PROGRAM), "site", "check", "--format", "json"],
        env=made.environment(), capture_output=True, text=True, timeout=90,
    )  # fmt: skip
    found = json.loads(said.stdout)
    assert [f for f in found if not f["ok"] and f["name"] != "disk"] == []


def test_backup_and_tidying_run_as_their_units_say(office: tuple[Office, int, Started, Started]) -> None:
    made, _, _, _ = office
    folder = made.folder / "cadangan"
    folder.mkdir()
    for words in (command("backup", **{"/var/backups/sepakat": str(folder)}), command("prune")):
        subprocess.run(words, env=made.environment(), check=True, timeout=120)
    (kept,) = folder.glob("sepakat-*.tar")
    subprocess.run([str(PROGRAM), "site", "verify", str(kept)], env=made.environment(), check=True, timeout=60)


@pytest.mark.skipif(shutil.which("caddy") is None, reason="no Caddy on this machine")
def test_behind_caddy(office: tuple[Office, int, Started, Started], tmp_path: Path) -> None:
    """The proxy's file as it is shipped, but for two options that keep it from touching this machine."""
    _, port, _, _ = office
    text = (DEPLOY / "proxy" / "Caddyfile").read_text(encoding="utf-8")
    assert "admin off" in text
    (tmp_path / "Caddyfile").write_text(
        text.replace("admin off", "admin off\n\tskip_install_trust\n\tauto_https disable_redirects"), encoding="utf-8"
    )
    outside = free_port()
    env = {
        "PATH": os.environ["PATH"], "HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path),
        "SEPAKAT_SITE": f"https://{SITE}:{outside}", "SEPAKAT_UPSTREAM": f"127.0.0.1:{port}",
    }  # fmt: skip
    caddy = Started(["caddy", "run", "--config", "Caddyfile", "--adapter", "caddyfile"], env, tmp_path / "caddy.log")
    insecure = ssl.create_default_context()
    insecure.check_hostname, insecure.verify_mode = False, ssl.CERT_NONE

    def fetch(path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        plain = socket.create_connection(("127.0.0.1", outside), timeout=30)
        with plain, insecure.wrap_socket(plain, server_hostname=SITE) as safe:
            connection = http.client.HTTPConnection(SITE)
            connection.sock = safe
            named = {"Host": SITE} | {k.replace("_", "-"): v for k, v in headers.items()}
            connection.request("GET", path, headers=named)
            answer = connection.getresponse()
            return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()

    try:
        caddy.until(lambda: fetch("/sehat/hidup/")[0] == 200)
        status, headers, body = fetch("/")
        assert status == 200
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["strict-transport-security"].startswith("max-age=31536000")
        assert b"<h1" in body
        # what a visitor says about itself does not count
        assert fetch("/", X_Forwarded_Proto="http", X_Forwarded_For="127.0.0.1")[0] == 200
        assert set(json.loads(fetch("/sehat/", X_Forwarded_For="127.0.0.1")[2])) == {"status"}
        assert fetch("/metrik/")[0] == 404
        assert fetch("/metrik/", Authorization=f"Bearer {TOKEN}")[0] == 404
    finally:
        caddy.stop()


def test_they_end_when_told(office: tuple[Office, int, Started, Started]) -> None:
    """Last: SIGTERM ends both at once, with status 0 and nothing on the log but their own words."""
    _, port, web, worker = office
    start = time.monotonic()
    assert worker.stop() == 0, worker.log.read_text()
    assert web.stop() == 0, web.log.read_text()
    assert time.monotonic() - start < 20
    for log in (web.log, worker.log):
        assert "Traceback" not in log.read_text(), log.read_text()
    with pytest.raises(OSError):
        get(port, "/sehat/hidup/")
