"""A private PostgreSQL for tests: made in a throw-away folder, reached by a socket in it, gone at the end.

`python -m tests.postgres COMMAND …` runs a command with `DATABASE_URL` naming it. Nothing installed is started or
touched: any PostgreSQL that the machine has serves, also where no cluster of its own runs.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

OWNER = "postgres"  # PostgreSQL refuses to run as root
QUICK = {  # a test database need not survive a power cut
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "listen_addresses": "",
    "autovacuum": "off",
}


def program(name: str) -> str | None:
    """A program of PostgreSQL: on the path, or where Debian keeps the newest one."""
    kept = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda p: float(p.parts[4]), reverse=True)
    return str(kept[0]) if kept else shutil.which(name)


def missing() -> str | None:
    """Why no PostgreSQL can be started here, or None."""
    if program("initdb") is None or program("postgres") is None:
        return "PostgreSQL is not installed (as root, `make services` installs it)"
    if os.getuid() == 0:
        try:
            pwd.getpwnam(OWNER)
        except KeyError:
            return f"there is no user `{OWNER}` to run PostgreSQL as"
    return None


@contextlib.contextmanager
def cluster() -> Iterator[str]:
    """A running server; gives the address of its database `sepakat`, as for DATABASE_URL."""
    why = missing()
    if why is not None:
        raise RuntimeError(why)
    root = os.getuid() == 0
    who = {"user": OWNER, "group": pwd.getpwnam(OWNER).pw_gid, "extra_groups": []} if root else {}
    folder = Path(tempfile.mkdtemp(prefix="sepakat-pg-"))  # short: a socket's path has little room
    if root:
        shutil.chown(folder, OWNER)
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "cwd": folder, **who}
    options = [part for key, value in QUICK.items() for part in ("-c", f"{key}={value}")]
    try:
        subprocess.run(
            [str(program("initdb")), "-D", "data", "-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
            check=True, stderr=subprocess.PIPE, **quiet,
        )  # fmt: skip
        with open(folder / "log", "wb") as log:
            server = subprocess.Popen(
                [str(program("postgres")), "-D", "data", "-k", str(folder), *options], stderr=log, **quiet
            )
        try:
            _wait(folder, server)
            make(base(folder, "postgres"), "sepakat")
            yield base(folder, "sepakat")
        finally:
            server.send_signal(signal.SIGINT)  # "fast": ends sessions, then itself
            try:
                server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def base(folder: Path, name: str) -> str:
    return f"postgres://{OWNER}@{quote(str(folder), safe='')}/{name}"


def make(url: str, name: str) -> str:
    """A new empty database on the server of `url`; gives its address."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return url.rpartition("/")[0] + "/" + name


def _wait(folder: Path, server: subprocess.Popen[bytes]) -> None:
    import psycopg

    for _ in range(200):
        if server.poll() is not None:
            break
        with contextlib.suppress(psycopg.OperationalError):
            psycopg.connect(base(folder, "postgres")).close()
            return
        time.sleep(0.1)
    raise RuntimeError("PostgreSQL did not start:\n" + (folder / "log").read_text(errors="replace")[-2000:])


def main(command: list[str]) -> int:
    """Run the command against a private PostgreSQL; say so loudly and do nothing where there is none."""
    why = missing()
    if why is not None:
        print(f"\n*** NOT TESTED ON POSTGRESQL: {why} ***\n", file=sys.stderr)
        return 0
    with cluster() as url:
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
