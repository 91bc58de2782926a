"""A temporary NIK (OpenSID: `0`, village code, serial) is accepted and marked: it names no one for good."""

from __future__ import annotations

from collections.abc import Iterator

from sepakat.core.text import Text
from sepakat.quality.model import WARN, Check, Rule
from sepakat.sources.plan import Plan


def rows(plan: Plan) -> Iterator[Rule]:
    if plan.has("nik"):
        message = Text(
            "{kolom} masih NIK sementara; ganti bila sudah terbit.", "{kolom} is temporary; replace it when issued."
        )
        yield Rule("starts_with(nik, '0')", message, "nik")


CHECK = Check(
    "nik_sementara", WARN,
    Text("NIK sementara", "Temporary NIK"),
    Text("Urus NIK ke Dinas Dukcapil.", "Obtain the NIK from the civil registry."),
    rows=rows,
)  # fmt: skip
