"""From the records of the site to the lake: one small file per programme, rewritten when something changed.

Computations outside the site read it (`targeting.feedback`), and so does the public page. A lock lets one writer at a
time read the records and replace the file, so the last to write has seen everything before it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from sepakat.targeting import feedback
from sepakat.targeting.feedback import PAID, PLANNED
from sepakat.web.delivery import rules
from sepakat.web.delivery.models import Outcome
from sepakat.web.names import lake
from sepakat.web.names.models import ListRequest


def keep(programme: str) -> None:
    """Write a programme's file anew."""
    home = lake.lake()
    folder = home.path / "delivery"
    folder.mkdir(mode=0o700, exist_ok=True)
    with open(folder / ".lock", "w", encoding="ascii") as lock:
        if sys.platform != "win32":
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX)
        feedback.write(home, programme, _lines(programme))


def on_change(sender: Any, programme: str, **_: Any) -> None:
    """A list was handed over, revoked or ended. Before the first hand-over there is nothing to write."""
    handed = ListRequest.objects.filter(programme=programme, files__downloads__gt=0).exists()
    if handed:
        keep(programme)


def _lines(programme: str) -> Iterator[dict[str, Any]]:
    for request in ListRequest.objects.filter(programme=programme, state__in=rules.HANDED).order_by("pk"):
        if not rules.handed(request):
            continue
        latest: dict[tuple[int, str], Outcome] = {}
        for one in Outcome.objects.filter(request=request, undone_at=None).order_by("pk"):
            latest[one.row_id, f"{PAID} {one.period}" if one.kind == PAID else ""] = one
        by_row: dict[int, list[Outcome]] = {}
        for (number, _), one in latest.items():
            by_row.setdefault(number, []).append(one)
        for row in request.listed.order_by("number"):
            line = {
                "list": request.pk, "release": request.release, "row": row.number, "family_id": row.family_id,
                "person_id": row.person_id, "village_code": row.village,
            }  # fmt: skip
            yield line | {"outcome": PLANNED, "period": "", "amount": None, "on": None}
            for one in sorted(by_row.get(row.pk, []), key=lambda o: (o.kind, o.period)):
                yield line | {"outcome": one.kind, "period": one.period, "amount": one.amount, "on": one.on}
