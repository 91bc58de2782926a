"""What goes in and out: parameters and answers as the document describes them. Meanings of fields are in `words.py`."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Generic, Literal, TypeVar

from ninja import Path, Query, Schema
from pydantic import Field, StringConstraints

from sepakat.access import Actor
from sepakat.web.data import ReleaseView

CODE = r"^[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?)?$"
NAME = r"^[a-z][a-z0-9_]{0,79}$"
RELEASE = r"^[0-9]{8}-[0-9]{2,4}$"
MOST_INDICATORS = 20
MOST_REGIONS = 40
MOST_ROWS = 1000
USUAL_ROWS = 100

Level = Literal["nasional", "provinsi", "kabupaten", "kecamatan", "desa"]
State = Literal["value", "hidden", "empty", "withheld", "none"]
Code = Annotated[str, StringConstraints(pattern=CODE, max_length=13)]
Name = Annotated[str, StringConstraints(pattern=NAME, max_length=80)]

# Parameters carry their limits themselves: the framework loses a default beside other annotations.
# It also writes a default into the shared annotation, so one with another default needs another name.
RegionPath = Annotated[str, Path(pattern=CODE, max_length=13)]
NamePath = Annotated[str, Path(pattern=NAME, max_length=80)]
ReleasePath = Annotated[str, Path(pattern=RELEASE, max_length=13)]
RegionQuery = Annotated[str, Query(pattern=CODE, max_length=13)]
InsideQuery = Annotated[str, Query(pattern=CODE, max_length=13)]
NameMaybe = Annotated[str | None, Query(pattern=NAME, max_length=80)]
LevelQuery = Annotated[Level, Query()]
LevelMaybe = Annotated[Level | None, Query()]
Limit = Annotated[int, Query(ge=1, le=MOST_ROWS)]
Offset = Annotated[int, Query(ge=0, le=10_000_000)]
Indicators = Annotated[list[Name], Query(min_length=1, max_length=MOST_INDICATORS)]
IndicatorsMaybe = Annotated[list[Name], Query(max_length=200)]
RegionsQuery = Annotated[list[Code], Query(min_length=1, max_length=MOST_REGIONS)]

Row = TypeVar("Row")


class Problem(Schema):
    """What every failure looks like."""

    ok: Literal[False]
    error: str
    detail: str | None
    hint: str | None
    where: str | None
    code: str
    status: int = Field(ge=400, le=599)


class ReleaseTag(Schema):
    """The release that figures rest on."""

    id: str
    date: dt.date | None
    sample: bool

    @classmethod
    def of(cls, view: ReleaseView) -> ReleaseTag:
        return cls(id=view.id, date=view.date, sample=view.sample)


class Answer(Schema):
    """One thing."""

    ok: Literal[True] = True


class Page(Answer, Generic[Row]):
    """Some rows of many. next: address of the rows that follow, null after the last."""

    total: int = Field(ge=0)
    offset: int = Field(ge=0)
    limit: int = Field(ge=1)
    next: str | None
    release: ReleaseTag | None
    rows: list[Row]


class Asking(Schema):
    """Who asks, as the rules see it."""

    signed_in: bool
    actions: list[str]
    regions: list[str]
    purpose: str

    @classmethod
    def of(cls, actor: Actor) -> Asking:
        return cls(
            signed_in=actor.signed_in,
            actions=list(actor.actions or ()),
            regions=sorted({a.region for a in actor.assignments}),
            purpose=actor.purpose,
        )
