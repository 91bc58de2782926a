"""An installation of its own for tests: a folder, a database, and the commands that an operator types."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
COMMAND = (sys.executable, "-W", "error", "-m", "sepakat.cli")
OURS = ("SEPAKAT_", "DATABASE_URL", "DJANGO_SETTINGS_MODULE", "COV_CORE", "XDG_")


@dataclass
class Installation:
    """Where one installation lies. extra: more of its environment."""

    folder: Path
    database: str = ""  # empty: SQLite in the state folder
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def lake(self) -> Path:
        return self.folder / "lake"

    @property
    def state(self) -> Path:
        return self.folder / "state"

    def environment(self) -> dict[str, str]:
        """Nothing of the tests' own settings; the keys are the same everywhere, as when an office kept them."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(OURS)}
        ours = {
            "SEPAKAT_LAKE": str(self.lake),
            "SEPAKAT_STATE": str(self.state),
            "SEPAKAT_CACHE": str(self.folder / "cache"),
            "XDG_CONFIG_HOME": str(self.folder / "config"),
            "SEPAKAT_KEY": os.environ["SEPAKAT_KEY"],
            "SEPAKAT_SECRET_KEY": "only-for-tests-" + "k" * 50,
            "SEPAKAT_LANG": "id",
        }
        return {**kept, **ours, **({"DATABASE_URL": self.database} if self.database else {}), **self.extra}

    def run(self, *arguments: str | Path, check: bool = True) -> subprocess.CompletedProcess[str]:
        """`sepakat …`, as a process of its own."""
        return self._run([*COMMAND, *map(str, arguments)], check)

    def ask(self, what: str) -> Any:
        """What `tests.operations_site` (below) says of this installation."""
        return json.loads(self._run([sys.executable, "-m", "tests.operations_site", what], True).stdout)

    def _run(self, command: list[str], check: bool) -> subprocess.CompletedProcess[str]:
        ended = subprocess.run(
            command, cwd=ROOT, env=self.environment(), capture_output=True, text=True, timeout=180, check=False
        )
        assert not check or ended.returncode == 0, ended.stderr[-3000:]
        return ended


def fill() -> dict[str, Any]:
    """People with roles and passwords, a job, 300 audit entries whose times have microseconds, a file of the site; what
    it answers then."""
    from django.conf import settings

    from sepakat.access import Actor
    from sepakat.web.governance import audit
    from sepakat.web.jobs.models import Job
    from sepakat.web.operations import database
    from tests.web_people import person

    database.migrate()
    for name, role in (("Ina", "perencana"), ("Wati", "walidata"), ("Putu", "pdp")):
        who = person(name, role)
        who.set_password(password(name))
        who.save()
    Job.objects.create(kind="uji", region="53.01", result={"jumlah": 3, "pecahan": 0.1})
    for number in range(300):
        audit.record(Actor("1", "Ina", ()), "uji", region="53.01", facts={"n": number}, subjects=[f"{number:032x}"])
    sealed = Path(settings.STATE) / "sealed"
    sealed.mkdir(mode=0o700, parents=True)
    (sealed / "uji.bin").write_bytes(bytes(range(256)))
    return tell()


CAST = {
    "Ina": "perencana", "Oka": "opd", "Wati": "walidata", "Pras": "produsen", "Vera": "verifikator",
    "Karel": "koordinator", "Putu": "pdp", "Adi": "admin", "Lina": "pimpinan", "Agus": "auditor",
}  # fmt: skip
WITHOUT_APP = {"Lina"}  # sets the second step up on the pages


def cast() -> dict[str, str]:
    """The people of one regency, with passwords; gives the secret of each one's authenticator app."""
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    from tests.web_people import person

    secrets = {}
    for name, role in CAST.items():
        who = person(name, role, "53.01", ("pkh",) if role == "opd" else ())
        who.set_password(password(name))
        who.save()
        if name not in WITHOUT_APP:
            secrets[name] = generate_totp_secret()
            TOTP.activate(who, secrets[name])
    return secrets


def password(name: str) -> str:
    return f"kata sandi yang panjang {name}"


def write_on() -> dict[str, int]:
    """Somebody works on while a backup is taken: entries until standard input ends, as fast as people are."""
    import select

    from sepakat.access import Actor
    from sepakat.web.governance import audit

    count = 0
    print("mulai", flush=True)
    while not select.select([sys.stdin], [], [], 0.02)[0]:
        audit.record(Actor("1", "Ina", ()), "sambil-lalu", region="53.01", facts={"n": count})
        count += 1
    return {"written": count}


def tell() -> dict[str, Any]:
    """What this installation answers: people, whether passwords fit, the audit's chain, figures, files."""
    import hashlib

    from django.conf import settings
    from django.test import Client

    from sepakat.access.audit import Entry, broken
    from sepakat.web.accounts.models import Assignment, User
    from sepakat.web.governance.models import AuditEntry
    from sepakat.web.jobs.models import Job

    chain = [
        (
            Entry(e.number, e.at, e.by, e.role, e.action, e.region, e.purpose, e.target, e.outcome,
                  tuple(s.subject for s in e.subjects.all()), e.facts),
            e.hash,
        )
        for e in AuditEntry.objects.prefetch_related("subjects")
    ]  # fmt: skip
    client = Client(SERVER_NAME="localhost")
    figures = {}
    for path in (
        "/wilayah/53.01/unduh/desil.csv",
        "/wilayah/53.01/indikator/penduduk_desil_1_4/unduh/wilayah-bawah.csv",
    ):
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        figures[path] = hashlib.sha256(answer.content).hexdigest()
    passwords = [u.check_password(password(u.name)) for u in User.objects.order_by("name")]
    return {
        "people": list(User.objects.order_by("name").values_list("name", flat=True)),
        "passwords": passwords,
        "roles": sorted(Assignment.objects.values_list("role", "region")),
        "jobs": list(Job.objects.values_list("kind", "result")),
        "broken": broken(chain),
        "first_hashes": [said for _, said in chain[:300]],
        "figures": figures,
        "sealed": hashlib.sha256((Path(settings.STATE) / "sealed" / "uji.bin").read_bytes()).hexdigest(),
    }


def tell_and_add() -> dict[str, Any]:
    """As `tell`; then somebody works on: new rows get numbers after the restored ones."""
    from sepakat.access import Actor
    from sepakat.web.governance import audit
    from tests.web_people import person

    told = tell()
    entry = audit.record(Actor("1", "Ina", ()), "sesudah", region="53.01")
    return {"told": told, "entry": entry.number, "person": person("Baru").pk}


if __name__ == "__main__":
    from sepakat.web.operations import database

    database.setup(os.environ["SEPAKAT_LAKE"])
    slow = {"pandas", "scipy", "sklearn", "splink"} & set(sys.modules)
    assert not slow, f"every command of a site waits for {slow}"
    known = {f.__name__: f for f in (fill, cast, write_on, tell_and_add)}
    print(json.dumps(known[sys.argv[1]]()))
