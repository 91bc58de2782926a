"""Settings of the site under test: throw-away folders, a fixed secret; PostgreSQL by DATABASE_URL."""

import os
import tempfile
from pathlib import Path

_HELD = tempfile.TemporaryDirectory(prefix="sepakat-web-test-", ignore_cleanup_errors=True)
FOLDER = Path(_HELD.name)
os.environ.setdefault("SEPAKAT_SECRET_KEY", "only-for-tests-" + "k" * 50)
os.environ.setdefault("SEPAKAT_STATE", str(FOLDER / "state"))
os.environ.setdefault("SEPAKAT_WARM", "0")  # servers of tests live for seconds
_cache = os.environ.get("SEPAKAT_CACHE")
os.environ.setdefault("SEPAKAT_CACHE", str(FOLDER / "cache"))

from sepakat.web.settings import *  # noqa: E402, F403

if _cache is None:
    del os.environ["SEPAKAT_CACHE"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # tests sign in often; strength is tested apart
