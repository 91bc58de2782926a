"""Static files, hashed and compressed once per content.

Installed packages may be read-only, so the hashed copies go to the cache folder, in a folder named by what they hold:
a second start finds them there, and a new version makes a new folder.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from sepakat.charts import cache_folder

SOURCE = Path(__file__).parent / "static"


@cache
def static_root() -> Path:
    """Folder of the collected files of exactly this content."""
    running = hashlib.sha256()
    for path in sorted(p for p in SOURCE.rglob("*") if p.is_file()):
        running.update(path.relative_to(SOURCE).as_posix().encode() + b"\0" + path.read_bytes())
    return cache_folder() / "static" / running.hexdigest()[:16]


def collect() -> Path:
    """Make the hashed and compressed copies unless they are there. Needs Django to be set up."""
    root = static_root()
    if not (root / "staticfiles.json").exists():
        from django.core.management import call_command

        root.mkdir(parents=True, exist_ok=True)
        call_command("collectstatic", interactive=False, verbosity=0)
    return root
