"""What a reader must hold to open the identity vault: a role, a purpose, and a name that is recorded.

This is only the protocol. Who may receive a grant is decided in `access/` (web) or by the person who owns the lake's
key (command line); `lake.vault` refuses to open without one and records every read.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from sepakat.core.errors import UserError
from sepakat.core.text import Text


@dataclass(frozen=True)
class Grant:
    """Permission to read vault columns.

    by: who (an account or a system step such as `releasing`). role: in what role. purpose: why, in words.
    tables: which vault tables. regions: region codes whose descendants may be read; empty = all. expires: UTC.
    """

    by: str
    role: str
    purpose: str
    tables: tuple[str, ...]
    regions: tuple[str, ...] = ()
    expires: dt.datetime | None = None
    columns: tuple[str, ...] = field(default=())

    def check(self, table: str, on: dt.datetime | None = None) -> None:
        """Raise UserError unless this grant covers `table` now."""
        now = on or dt.datetime.now(dt.UTC)
        if not self.by or not self.purpose:
            raise UserError(
                Text("Data nama hanya dibuka dengan peran dan tujuan.", "Names open only with a role and a purpose."),
                hint=Text("Tulis tujuan penggunaan, lalu minta akses.", "State the purpose, then ask for access."),
                code="grant-incomplete",
            )
        if table not in self.tables:
            raise UserError(
                Text(f"Izin ini tidak mencakup tabel `{table}`.", f"This grant does not cover table `{table}`."),
                hint=Text("Minta izin untuk tabel itu.", "Ask for a grant on that table."),
                code="grant-table",
            )
        if self.expires is not None and now > self.expires:
            raise UserError(
                Text("Izin sudah berakhir.", "The grant has expired."),
                hint=Text("Minta izin baru.", "Ask for a new grant."),
                code="grant-expired",
            )
