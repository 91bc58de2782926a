"""Run the site on this computer: waitress, which works on Linux, macOS and Windows alike.

Loopback only, unless the caller says that others may reach it; then HTTPS belongs in front (docs).
"""

from __future__ import annotations

import contextlib
import importlib
import ipaddress
import logging
import os
import socket
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from wsgiref.util import setup_testing_defaults

from sepakat.core.errors import UserError
from sepakat.core.text import Text


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def check_host(host: str, public: bool) -> None:
    """UserError `serve-public` for an address that others can reach, unless that was asked for."""
    if not is_loopback(host) and not public:
        raise UserError(
            Text(f"Alamat {host} dapat dibuka dari komputer lain.", f"Address {host} can be reached by others."),
            detail=Text(
                "Tanpa pilihan lain, laman hanya melayani komputer ini.", "By default only this computer is served."
            ),
            hint=Text(
                "Tambahkan --public bila memang untuk umum, dan pasang HTTPS di depannya.",
                "Add --public if that is meant, and put HTTPS in front.",
            ),
            code="serve-public",
        )


def hosts_for(host: str, public: bool) -> list[str]:
    """Host names the site answers to: loopback, and for a public site this machine's own names and addresses."""
    named = [h for h in os.environ.get("SEPAKAT_HOSTS", "").split(",") if h]
    names = ["localhost", "127.0.0.1", "[::1]", *named]
    if public:
        own = socket.gethostname()
        names += [own, socket.getfqdn()]
        if host not in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
            names.append(host)
        with contextlib.suppress(OSError):  # a machine without a resolvable name still serves by its address
            names += [str(found[4][0]) for found in socket.getaddrinfo(own, None)]
    return list(dict.fromkeys(names))


def serve(
    lake_path: Path | str,
    host: str = "127.0.0.1",
    port: int = 8000,
    *,
    public: bool = False,
    threads: int = 8,
    worker: bool = False,
    ready: Callable[[str], None] | None = None,
) -> None:
    """Serve the lake at `http://host:port/` until interrupted.

    public: allow an address that others can reach. worker: run background jobs too, in a child process. ready: told the
    address once the port listens (default: one line on standard output). Raises UserError for a lake that cannot be
    opened, a public address not asked for, a busy port, a database server that is behind this program.
    """
    check_host(host, public)
    from sepakat.lake import Lake

    Lake.open(lake_path)  # the error about a missing lake belongs before the server starts, not on its first page
    os.environ["SEPAKAT_LAKE"] = str(Path(lake_path).resolve())
    os.environ["SEPAKAT_HOSTS"] = ",".join(hosts_for(host, public))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sepakat.web.settings")

    listening = _listen(host, port)  # a busy port is told before anything is made ready
    try:
        _run(listening, host, threads, child_of=lake_path if worker else None, ready=ready or _say)
    finally:
        listening.close()


def _run(
    listening: socket.socket,
    host: str,
    threads: int,
    *,
    child_of: Path | str | None,
    ready: Callable[[str], None],
) -> None:
    """Make the site ready and serve it on this socket. child_of: the lake whose jobs a child works on, if any."""
    from waitress.server import create_server

    from sepakat import charts
    from sepakat.web import surveys

    charts.beside(late="/gambar/")  # loads its libraries while this process loads Django
    surveys.beside()
    from sepakat.web.jobs import child
    from sepakat.web.operations import database, process
    from sepakat.web.wsgi import application

    database.ready()
    importlib.import_module("sepakat.web.urls")  # every page's code, before the first reader comes
    logging.getLogger("waitress").setLevel(logging.ERROR)
    _warm(application)
    server = create_server(application, sockets=[listening], threads=threads, ident="sepakat", **process.behind_proxy())
    ready(f"http://{host if ':' not in host else f'[{host}]'}:{listening.getsockname()[1]}/")
    try:
        with process.ends_on_signal(), child.running(child_of) if child_of else contextlib.nullcontext():
            server.run()
    finally:
        surveys.stop()
        server.close()


def _listen(host: str, port: int) -> socket.socket:
    """A bound socket; UserError `serve-port` where the address cannot be had. port 0: any free one."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        bound = socket.socket(family, kind, protocol)
        try:
            if os.name != "nt":  # on Windows this option would let two servers share a port
                bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            bound.bind(address)
        except OSError:
            bound.close()
            raise
        return bound
    except OSError:
        raise UserError(
            Text(f"Pintu {port} di {host} tidak dapat dipakai.", f"Port {port} on {host} cannot be used."),
            detail=Text("Mungkin sedang dipakai program lain.", "Another program may be using it."),
            hint=Text(
                f"Pilih pintu lain, misalnya --port {port + 1} (dengan make: PORT={port + 1}).",
                f"Choose another, such as --port {port + 1} (with make: PORT={port + 1}).",
            ),
            code="serve-port",
        ) from None


def _warm(application: Callable[..., Iterable[bytes]]) -> None:
    """Make one page and one search before the port opens: what they load (the catalogue, all villages, templates)
    takes seconds, in which no reader would be answered."""
    from sepakat import regions
    from sepakat.web import data

    # A server that cannot warm up still serves: the same error would reach the page that needs it.
    with contextlib.suppress(Exception):
        release = data.current_view()
        regency = release.regencies[0] if release and release.regencies else ""
        paths = [f"/wilayah/{code}/" for code in (regency, *regions.load().codes("kecamatan", regency)[:1]) if regency]
        for path in [*paths, "/?q=kupang"]:
            environ = {"PATH_INFO": path.partition("?")[0], "QUERY_STRING": path.partition("?")[2]}
            setup_testing_defaults(environ)
            environ |= {"HTTP_HOST": "localhost", "HTTP_X_FORWARDED_PROTO": "https"}
            b"".join(application(environ, lambda *_: None))


def _say(address: str) -> None:
    sys.stdout.write(f"{Text('Buka', 'Open')} {address}  ({Text('hentikan dengan Ctrl+C', 'stop with Ctrl+C')})\n")
    sys.stdout.flush()
