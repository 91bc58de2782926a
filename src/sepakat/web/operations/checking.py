"""`sepakat site check`: would this installation hold in public? Django's deployment checks and ours, all at once."""

from __future__ import annotations

from django.conf import settings
from django.core import checks

from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.web.operations import database
from sepakat.web.operations.findings import Finding, findings


def look() -> list[Finding]:
    """Everything that was looked at; those that are not `ok` want mending before people come."""
    return [*_django(), *_database(), *_keys(), *findings()]


def _django() -> list[Finding]:
    """Django's `check --deploy`."""
    found = [m for m in checks.run_checks(include_deployment_checks=True) if not m.is_silenced()]
    serious = [m for m in found if m.level >= checks.WARNING]
    if not serious:
        return [Finding("django", True, Text("Pemeriksaan Django bersih.", "Django's checks are clean."))]
    return [Finding(str(m.id), False, Text(str(m.msg), str(m.msg))) for m in serious]


def _database() -> list[Finding]:
    if database.file() is not None and not database.file().exists():  # type: ignore[union-attr]
        waiting = ["semua"]
    else:
        try:
            waiting = database.pending()
        except Exception as error:
            kind = type(error).__name__
            return [Finding("migrations", False, Text(f"Tidak dapat diperiksa: {kind}", f"Cannot be seen: {kind}"))]
    if waiting:
        return [Finding("migrations", False, Text("Jalankan `sepakat site migrate`.", "Run `sepakat site migrate`."))]
    return [Finding("migrations", True, Text("Susunan basis data sesuai.", "The database's shape is right."))]


def _keys() -> list[Finding]:
    """The vault's key is there and is the right one."""
    from sepakat.lake import Lake, keys

    try:
        lake = Lake.open(settings.LAKE)
        master = keys.load_key(lake.id)
    except UserError as error:
        return [Finding("key", False, error.title)]
    if master is None:
        return [Finding("key", False, Text("Kunci brankas tidak ada.", "The key of the vault is missing."))]
    if lake.fingerprint not in (None, keys.fingerprint(master)):
        return [Finding("key", False, Text("Kunci brankas milik lake lain.", "The key belongs to another lake."))]
    return [Finding("key", True, Text("Kunci brankas sesuai.", "The key of the vault fits."))]
