"""The state of work: uploads, jobs, requests for lists. States and counts only, in the token's region."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Path, Schema

from sepakat import access
from sepakat.access import Action, Actor
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.web.api.frame import Operations
from sepakat.web.api.paging import cut
from sepakat.web.api.shapes import USUAL_ROWS, Answer, Limit, Offset, Page

here = Operations(Text("Pekerjaan", "Work"), order=70)
Key = Annotated[str, Path(pattern=r"^[0-9a-f]{12}$", max_length=12)]
Number = Annotated[int, Path(ge=1, le=2_000_000_000)]


class UploadRow(Schema):
    key: str
    source: str
    source_name: str
    region: str
    state: str
    state_words: str
    read: int
    accepted: int
    rejected: int
    created: dt.datetime


class UploadPage(Page[UploadRow]):
    pass


class UploadOne(Answer):
    upload: UploadRow


class JobRow(Schema):
    id: int
    kind: str
    label: str
    region: str
    state: str
    percent: int
    step: str
    seconds: float
    seconds_left: int | None
    created: dt.datetime
    ended: dt.datetime | None


class JobPage(Page[JobRow]):
    pass


class JobOne(Answer):
    job: JobRow


class RequestRow(Schema):
    number: str
    state: str
    region: str
    programme: str
    unit: str
    expires: dt.date | None
    made_at: dt.datetime
    changed_at: dt.datetime


class RequestPage(Page[RequestRow]):
    pass


def who(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]


def held(asking: Actor) -> tuple[str, ...]:
    """The regions of a token: also what its owner made stays outside of them."""
    return tuple(a.region for a in asking.assignments)


def some(request: HttpRequest, rows: QuerySet[Any], offset: int, limit: int, make: Any) -> dict[str, Any]:
    return cut(request, rows.count(), offset, limit, [make(row) for row in rows[offset : offset + limit]])


def _upload(upload: Any) -> dict[str, Any]:
    return {
        "key": upload.key,
        "source": upload.source,
        "source_name": str(upload.source_title),
        "region": upload.region,
        "state": upload.state,
        "state_words": str(upload.state_words),
        "read": upload.read,
        "accepted": upload.accepted,
        "rejected": upload.refused,
        "created": upload.created,
    }


def _uploads(asking: Actor) -> QuerySet[Any]:
    from sepakat.web.intake.models import Upload
    from sepakat.web.jobs.lists import within

    return Upload.objects.filter(within(access.reach(asking, Action.QUALITY))).filter(within(held(asking)))


@here.get(
    "/uploads",
    UploadPage,
    Text("Unggahan", "Uploads"),
    Text("Keadaan unggahan di wilayah kunci ini.", "The state of uploads in the token's region."),
    action=Action.QUALITY,
    kept=False,
)
def uploads(request: HttpRequest, limit: Limit = USUAL_ROWS, offset: Offset = 0) -> Any:
    return some(request, _uploads(who(request)), offset, limit, _upload)


@here.get(
    "/uploads/{key}",
    UploadOne,
    Text("Satu unggahan", "One upload"),
    Text("Keadaannya dan hitungan barisnya.", "Its state and its counts of rows."),
    action=Action.QUALITY,
    kept=False,
    errors=(404,),
    parameters={"key": Text("Nomor kiriman.", "Number of the upload.")},
    samples={"key": "0123456789ab"},
)
def upload(request: HttpRequest, key: Key) -> Any:
    found = _uploads(who(request)).filter(key=key).first()
    if found is None:
        raise none(
            Text("Unggahan itu tidak ada di wilayah Anda.", "There is no such upload in your region."), "upload-unknown"
        )
    return {"upload": _upload(found)}


def _jobs(asking: Actor) -> QuerySet[Any]:
    from sepakat.web.jobs.lists import visible, within

    return visible(asking).filter(within(held(asking)))


@here.get(
    "/jobs",
    JobPage,
    Text("Pekerjaan", "Jobs"),
    Text("Pekerjaan panjang dan kemajuannya.", "Long work and how far it is."),
    action=Action.JOBS,
    kept=False,
)
def jobs(request: HttpRequest, limit: Limit = USUAL_ROWS, offset: Offset = 0) -> Any:
    return some(request, _jobs(who(request)), offset, limit, lambda job: job.as_dict())


@here.get(
    "/jobs/{id}",
    JobOne,
    Text("Satu pekerjaan", "One job"),
    Text("Kemajuannya.", "How far it is."),
    action=Action.JOBS,
    kept=False,
    errors=(404,),
    parameters={"id": Text("Nomor pekerjaan.", "Number of the job.")},
    samples={"id": 1},
)
def job(request: HttpRequest, id: Number) -> Any:
    found = _jobs(who(request)).filter(pk=id).first()
    if found is None:
        raise none(
            Text("Pekerjaan itu tidak ada di wilayah Anda.", "There is no such job in your region."), "job-unknown"
        )
    return {"job": found.as_dict()}


@here.get(
    "/list-requests",
    RequestPage,
    Text("Permintaan daftar nama", "Requests for lists"),
    Text(
        "Keadaan permintaan Anda sendiri di wilayah kunci ini. Tanpa nama, tanpa isi.",
        "The state of your own requests in the token's region. No names, no contents.",
    ),
    action=Action.LIST_REQUEST,
    kept=False,
)
def list_requests(request: HttpRequest, limit: Limit = USUAL_ROWS, offset: Offset = 0) -> Any:
    from sepakat.web.jobs.lists import within
    from sepakat.web.names.models import ListRequest

    asking = who(request)
    rows = ListRequest.objects.filter(by_id=int(asking.id or 0)).filter(within(held(asking)))
    return some(
        request,
        rows,
        offset,
        limit,
        lambda r: {
            "number": str(r),
            "state": r.state,
            "region": r.region,
            "programme": r.programme,
            "unit": r.unit,
            "expires": r.expires,
            "made_at": r.made_at,
            "changed_at": r.changed_at,
        },
    )


def none(title: Text, code: str) -> UserError:
    return UserError(title, hint=Text("Lihat daftarnya.", "See the list."), code=code)
