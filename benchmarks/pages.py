"""Region pages under 20 readers, beside a bare Django page served the same way in the same run.

    python benchmarks/pages.py --lake DIR [--readers 20] [--seconds 60] [--think 2] [--seed 1] [--format json]

Each reader opens a region page (province, kabupaten, kecamatan, desa), reads for `think` seconds, and opens another,
keeping cookies as a browser does. Times are those the reader waits (request sent to last byte), so queueing counts.
Our site starts with an empty cache folder: the first `seconds` after it answers are the cold phase, the next `seconds`
the warm one. Prints start time, percentiles, the ratio to bare Django, and the machine's load at the beginning.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pyarrow.parquet as pq

from sepakat.lake import Lake, Release

BARE = """
import sys
from django.conf import settings
settings.configure(DEBUG=False, ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF=__name__, SECRET_KEY="bare", TEMPLATES=[
    {"BACKEND": "django.template.backends.django.DjangoTemplates"}])
import django
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.template import engines
from django.urls import re_path
django.setup()
page = engines["django"].from_string("<!doctype html><title>{{ path }}</title><h1>{{ path }}</h1>")
urlpatterns = [re_path("", lambda request: HttpResponse(page.render({"path": request.path})))]
from waitress import serve
serve(get_wsgi_application(), host="127.0.0.1", port=int(sys.argv[1]), threads=8, ident=None)
"""


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def wait(port: int, process: subprocess.Popen[bytes]) -> float:
    """Seconds until the first answer; ends the run where the process stops instead."""
    started = time.perf_counter()
    while True:
        if process.poll() is not None:
            sys.exit(f"the site stopped with status {process.returncode}")
        try:
            get(port, "/tentang-data/", "")
            return time.perf_counter() - started
        except OSError:
            time.sleep(0.05)


def get(port: int, path: str, cookie: str) -> tuple[int, float, str]:
    """Status, seconds and cookie of one page on a fresh connection."""
    headers = {"Accept-Encoding": "gzip", "Accept-Language": "id"} | ({"Cookie": cookie} if cookie else {})
    started = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        given = answer.getheader("Set-Cookie") or ""
        return answer.status, time.perf_counter() - started, given.partition(";")[0] or cookie
    finally:
        connection.close()


def read(port: int, paths: list[str], *, readers: int, seconds: float, think: float, seed: int) -> list[float]:
    """Times of all page views by `readers` people clicking for `seconds`."""
    times: list[float] = []
    wrong: list[tuple[str, int]] = []
    until = time.perf_counter() + seconds

    def reader(number: int) -> None:
        chance, cookie = random.Random(seed * 1000 + number), ""
        time.sleep(chance.random() * think)
        while time.perf_counter() < until:
            path = chance.choice(paths)
            status, took, cookie = get(port, path, cookie)
            times.append(took)
            if status != 200:
                wrong.append((path, status))
            time.sleep(think)

    threads = [threading.Thread(target=reader, args=(n,)) for n in range(readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        sys.exit(f"pages that did not answer: {wrong[:5]}")
    return times


def percentiles(times: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(times, n=100)
    made = {"p50_ms": cuts[49], "p95_ms": cuts[94], "p99_ms": cuts[98], "max_ms": max(times)}
    return {"views": len(times)} | {name: round(1000 * value, 1) for name, value in made.items()}


def covered(release: Release) -> list[str]:
    """Codes of every region the release has families in: province to village."""
    villages = set()
    for path in release.path.glob("family/*.parquet"):
        villages |= set(pq.read_table(path, columns=["village_code"]).column(0).unique().to_pylist())
    return sorted({".".join(v.split(".")[:n]) for v in villages for n in (1, 2, 3, 4)})


def sampled(codes: list[str], seed: int, most: int = 25) -> list[str]:
    """Region pages of every level, at most `most` of each."""
    chance = random.Random(seed)
    by_level: dict[int, list[str]] = {}
    for code in codes:
        by_level.setdefault(code.count("."), []).append(code)
    chosen = [c for _, level in sorted(by_level.items()) for c in chance.sample(level, min(len(level), most))]
    return [f"/wilayah/{code}/" for code in chosen]


def run(command: list[str], environment: dict[str, str], paths: list[str], o: argparse.Namespace) -> dict[str, object]:
    """Serve, read twice, stop."""
    port = free_port()
    quiet = subprocess.DEVNULL
    command = [part.replace("PORT", str(port)) for part in command]
    with subprocess.Popen(command, stdout=quiet, stderr=quiet, env=environment) as site:
        try:
            found: dict[str, object] = {"start_s": round(wait(port, site), 2)}
            for phase, seed in (("cold", o.seed), ("warm", o.seed + 1)):
                times = read(port, paths, readers=o.readers, seconds=o.seconds, think=o.think, seed=seed)
                found[phase] = percentiles(times)
            return found
        finally:
            site.terminate()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--lake", type=Path, required=True)
    options.add_argument("--readers", type=int, default=20)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--think", type=float, default=2)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--format", choices=["text", "json"], default="text")
    o = options.parse_args()

    release = Lake.open(o.lake).release()
    paths = sampled(covered(release), o.seed)
    load = round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None
    out: dict[str, object] = {"release": release.id, "pages": len(paths), "cpus": os.cpu_count(), "load_before": load}
    bare = run([sys.executable, "-c", BARE, "PORT"], dict(os.environ), paths, o)
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"SEPAKAT_CACHE": f"{folder}/cache", "SEPAKAT_STATE": f"{folder}/state"}
        serve = [sys.executable, "-m", "sepakat.cli", "serve", "--lake", str(o.lake), "--port", "PORT"]
        ours = run(serve, environment, paths, o)
    out |= {"bare": bare, "sepakat": ours}
    for phase in ("cold", "warm"):
        mine, theirs = ours[phase], bare[phase]
        assert isinstance(mine, dict) and isinstance(theirs, dict)
        out[f"ratio_p95_{phase}"] = round(mine["p95_ms"] / theirs["p95_ms"], 1)
    print(json.dumps(out, indent=None if o.format == "json" else 1))


if __name__ == "__main__":
    main()
