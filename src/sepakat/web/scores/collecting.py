"""What only the site knows: which kinds of work each region did, whether the audit is whole, and rows of evidence.

Counts of acts by kind and month: nobody's name, nobody's values.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from typing import Any

from django.utils import timezone

from sepakat import access, regions
from sepakat.analysis.scoring import SiteFacts
from sepakat.catalogue.scores import ScoreFormula
from sepakat.web.governance import audit
from sepakat.web.governance.models import AuditEntry
from sepakat.web.intake.models import Upload

Rows = list[dict[str, Any]]


def facts(formula: ScoreFormula, until: dt.date) -> SiteFacts:
    """Use and gates up to a day. What nobody records here (forum, breach) stays not known."""
    rule = formula.settings.get("pemanfaatan", {})
    wanted = [str(a) for a in rule.get("tindakan", ())]
    since = until - dt.timedelta(days=round(30.44 * int(rule.get("bulan", 3))))
    start = timezone.make_aware(dt.datetime.combine(since, dt.time()))
    end = timezone.make_aware(dt.datetime.combine(until + dt.timedelta(days=1), dt.time()))
    done: dict[str, set[str]] = defaultdict(set)
    rows = AuditEntry.objects.filter(action__in=wanted, outcome="ok", at__gte=start, at__lt=end)
    for region, action in rows.values_list("region", "action").distinct():
        for code in _upward(region):
            done[code].add(action)
    whole = audit.check().whole
    return SiteFacts({code: len(kinds) for code, kinds in done.items()}, len(wanted), {"audit_utuh": whole})


def evidence(region: str) -> dict[str, Rows]:
    """Rows for the evidence pack of a region that only the site has."""
    inside = region if region != regions.NATION else ""
    return {"jejak_kegiatan": _acts(inside), "unggahan": _uploads(inside), "peran": _roles()}


def _acts(inside: str) -> Rows:
    counted: Counter[tuple[str, str]] = Counter()
    rows = AuditEntry.objects.filter(region__startswith=inside) if inside else AuditEntry.objects.all()
    for at, action in rows.values_list("at", "action").iterator(chunk_size=2000):
        counted[f"{timezone.localtime(at):%Y-%m}", action] += 1
    return [{"bulan": month, "tindakan": action, "banyak": n} for (month, action), n in sorted(counted.items())]


def _uploads(inside: str) -> Rows:
    rows = Upload.objects.filter(region__startswith=inside) if inside else Upload.objects.all()
    return [
        {"wilayah": u.region, "keadaan": u.state_words.id, "dibaca": u.read, "diterima": u.accepted,
         "ditolak": u.refused} for u in rows.order_by("pk")
    ]  # fmt: skip


def _roles() -> Rows:
    known = access.actions()
    return [
        {"peran": role.label.id, "boleh": known[action].label.id, "status": role.status}
        for role in access.roles().values() for action in sorted(role.actions)
    ]  # fmt: skip


def _upward(region: str) -> list[str]:
    """A region and those above it; nothing for what is no region."""
    return [region[:n] for n in (2, 5) if len(region) >= n and region != regions.NATION]
