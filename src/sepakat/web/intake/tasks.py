"""The long work of uploads and releases."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from sepakat import access, releasing
from sepakat.access import Actor
from sepakat.core.progress import Progress
from sepakat.core.text import Text
from sepakat.lake import Lake
from sepakat.releasing import received
from sepakat.web import jobs
from sepakat.web.accounts.actor import actor_of
from sepakat.web.governance import audit
from sepakat.web.intake import acceptance, actions, recognising, storing
from sepakat.web.intake import release_tasks as release_tasks  # the walk finds kinds of jobs in modules named `tasks`
from sepakat.web.intake.models import (
    ACCEPTED,
    ACCEPTING,
    ASKS,
    CHECKED,
    FAILED,
    RECEIVED,
    REPLACE,
    UNDONE,
    Upload,
    UploadFile,
)  # fmt: skip
from sepakat.web.jobs.models import Job

ROWS_NAMED = 100  # row numbers that a report names per check and column


def _upload(job: Job) -> Upload:
    return Upload.objects.get(key=job.facts["upload"])


def _href(job: Job) -> str:
    return reverse("upload", args=[job.facts["upload"]])


def _who(job: Job) -> Actor:
    """Who started a job, with the rights they have now."""
    return actor_of(job.by, two_step=False) if job.by is not None else access.PUBLIC


def _not_checked(job: Job) -> None:
    Upload.objects.filter(key=job.facts["upload"], state=RECEIVED).update(state=FAILED, problem=job.error)


def _not_accepted(job: Job) -> None:
    Upload.objects.filter(key=job.facts["upload"], state=ACCEPTING).update(state=CHECKED, problem=job.error)


@jobs.kind(
    "unggah.periksa", Text("Memeriksa kiriman", "Checking an upload"), writes=True, steps=4, again=False,
    href=_href, failed=_not_checked,
)  # fmt: skip
def check(job: Job, progress: Progress) -> dict[str, Any]:
    """Recognise the files of an upload, part what does not belong together, and check without keeping anything."""
    upload = _upload(job)
    storing.housekeeping()
    lake = storing.lake()
    with storing.plain(lake, upload) as paths:
        _recognise(upload, paths)
        rest = _part(upload)
        if _asks(upload):
            _settle(upload, ASKS, report={})
        else:
            _check(lake, upload, paths, progress)
    for other in rest:
        other.job = jobs.start("unggah.periksa", by=_who(job), region=other.region, upload=other.key)
        other.save(update_fields=["job"])
    return {"read": upload.read, "accepted": upload.accepted, "rejected": upload.refused, "others": len(rest)}


def _recognise(upload: Upload, paths: dict[int, Any]) -> None:
    for file in upload.files.all():
        if file.chosen and file.source:
            from sepakat import sources

            role = sources.source(file.source).role(file.role)
            file.headings = list(recognising.headings(paths[file.pk], role))
        else:
            seen = recognising.look(paths[file.pk], upload)
            file.source, file.role, file.mapping = seen.source, seen.role, dict(seen.mapping)
            file.why_id, file.why_en, file.headings = seen.why.id, seen.why.en, list(seen.headings)
        file.save()


def _part(upload: Upload) -> list[Upload]:
    """Leave the first delivery in this upload; each other one becomes an upload beside it."""
    groups = recognising.deliveries(list(upload.files.all()))
    made = []
    for group in groups[1:]:
        with transaction.atomic():
            other = Upload.objects.create(
                batch=upload.batch, by=upload.by, office=upload.office, region=upload.region,
                corrects=upload.corrects, how=upload.how,
            )  # fmt: skip
            for file in group:
                file.sealed = {"home": storing.home_of(file).name, **file.sealed}
                file.upload = other
                file.save()
        made.append(other)
    return made


def _asks(upload: Upload) -> bool:
    return any(not f.source or recognising.missing(f) for f in upload.files.all())


def _settle(upload: Upload, state: str, **facts: Any) -> None:
    """Write down the outcome of a check, unless the upload was discarded meanwhile."""
    files = list(upload.files.all())
    Upload.objects.filter(pk=upload.pk, state=RECEIVED).update(
        state=state, source=files[0].source if files else "", problem={}, **facts
    )
    upload.refresh_from_db()


def _arguments(upload: Upload, paths: dict[int, Any]) -> dict[str, Any]:
    files: list[UploadFile] = list(upload.files.all())
    return {
        "source_id": files[0].source,
        "files": {f.role: paths[f.pk] for f in files},
        "rename": {f.role: dict(f.mapping) for f in files if f.mapping},
        "bounds": () if upload.region == "00" else (upload.region,),
        "examples": ROWS_NAMED,
    }


def _check(lake: Lake, upload: Upload, paths: dict[int, Any], progress: Progress) -> None:
    with received.desk(lake) as desk:
        out = desk / "ditolak"
        out.mkdir()
        found = releasing.ingest(lake, **_arguments(upload, paths), dry_run=True, rejected_to=out, progress=progress)
        refused = {p.stem.removeprefix("ditolak_"): p for p in sorted(out.glob("ditolak_*.csv"))}
        kept = storing.keep_rejected(lake, upload, refused)
    _settle(upload, CHECKED, report=found.report, rejected=kept)


@jobs.kind(
    "unggah.terima", Text("Memasukkan kiriman", "Taking in an upload"), writes=True, steps=5, again=False,
    href=_href, failed=_not_accepted,
)  # fmt: skip
def accept(job: Job, progress: Progress) -> dict[str, Any]:
    """Keep the accepted rows of an upload as an intake of the lake; what it replaces is taken back."""
    upload = _upload(job)
    who = _who(job)
    acceptance.check(upload, who)
    lake = storing.lake()
    with storing.plain(lake, upload) as paths:
        arguments = _arguments(upload, paths)
        stored = releasing.ingest(lake, **arguments, sample=_sample(lake), progress=progress)
    with transaction.atomic():
        Upload.objects.filter(pk=upload.pk).update(
            state=ACCEPTED, intake=stored.id, ended=timezone.now(), report=stored.report, rejected={}, problem={}
        )
        facts = {"intake": stored.id, "accepted": stored.accepted, "rejected": stored.rejected}
        audit.record(who, "unggah.masuk", region=upload.region, target=upload.key, facts=facts)
        replaced = _replace(upload, who)
    storing.forget(upload)
    return {**facts, "replaced": replaced}


def _sample(lake: Lake) -> bool:
    """A lake of sample data stays one: nothing sent to it is taken for real."""
    return bool(lake.current_id and lake.release().sample)


def _replace(upload: Upload, who: Actor) -> str:
    """Take back the upload that this one corrects as a whole; gives its key."""
    first = upload.corrects
    if first is None or upload.how != REPLACE:
        return ""
    if first.state == ACCEPTED:
        reason = f"digantikan kiriman {upload.key}"
        Upload.objects.filter(pk=first.pk).update(state=UNDONE, reason=reason, ended=timezone.now())
        audit.record(who, "unggah.batalkan", region=first.region, purpose=reason, target=first.key)
        actions.take_back(first)
        return first.key
    if first.state in (CHECKED, ASKS, FAILED):
        actions.discard(first, by=who)
        return first.key
    return ""
