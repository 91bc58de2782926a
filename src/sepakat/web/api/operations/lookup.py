"""The one operation on names: who carries one NIK, for a stated purpose, in the token's region. One audit row each."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

from sepakat.access import Action
from sepakat.core.text import Text
from sepakat.web import data
from sepakat.web.api.frame import Operations
from sepakat.web.api.shapes import Answer, ReleaseTag

here = Operations(Text("Satu keluarga", "One family"), order=80)
WEIGHT = 10


class Asked(Schema):
    nik: str = Field(pattern=r"^[0-9]{16}$", min_length=16, max_length=16)
    purpose: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$", max_length=40)
    words: str = Field(min_length=10, max_length=200)


class Person(Schema):
    name: str
    nik: str
    family: int
    region: str
    region_name: str


class Found(Answer):
    release: ReleaseTag
    persons: list[Person]


@here.post(
    "/lookup",
    Found,
    Text("Cari satu NIK", "Look up one NIK"),
    Text(
        "Siapa yang memakai NIK ini di wilayah kunci. Tujuan perlu disebut (kode dari daftar tujuan, dan kata-kata). "
        "Setiap pencarian dicatat. NIK di luar wilayah dijawab sama dengan NIK yang tidak ada: `persons` kosong.",
        "Who carries this NIK in the token's region. State the purpose (a code of the list of purposes, and words). "
        "Every look-up is recorded. A NIK elsewhere is answered like a NIK that does not exist: `persons` is empty.",
    ),
    action=Action.NAMES_LOOKUP,
    errors=(400, 503),
    weight=lambda: WEIGHT,
    body={"nik": "5301000000000001", "purpose": "verifikasi_lapangan", "words": "Verifikasi calon penerima bantuan"},
)
def lookup(request: HttpRequest, asked: Asked) -> Any:
    from sepakat.web.api import names

    view = data.release()
    return {
        "release": ReleaseTag.of(view),
        "persons": names.search(request.actor, asked.nik, asked.purpose, asked.words),  # type: ignore[attr-defined]
    }
