"""Pages of uploads: send, answer, read the report, take in, mend, undo."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from sepakat import access, sources
from sepakat.access import Action, Actor
from sepakat.core.errors import UserError
from sepakat.core.text import Text, language
from sepakat.regions import load as all_regions
from sepakat.sources import formats
from sepakat.sources.headers import Index
from sepakat.web.accounts.actor import actor, needs
from sepakat.web.intake import acceptance, actions, archives, limits, recognising, report
from sepakat.web.intake.models import (
    ACCEPTED,
    ASKS,
    CHECKED,
    DISCARDED,
    FAILED,
    UNDONE,
    Upload,
    UploadFile,
)  # fmt: skip
from sepakat.web.jobs.lists import within

MOST = 50
SLACK = 1_000_000  # what the form itself weighs beside its files


class Bounded(TemporaryFileUploadHandler):
    """Files go to disk as they come, and stop at the limit."""

    def __init__(self, request: HttpRequest, most: int) -> None:
        super().__init__(request)
        self.most, self.seen = most, 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.seen += len(raw_data)
        if self.seen > self.most:
            self.request.too_large = True  # type: ignore[union-attr]
            raise StopUpload(connection_reset=False)
        super().receive_data_chunk(raw_data, start)


@csrf_exempt  # the limit must be set before anything reads the body; `_listing` checks the form's token
@needs(Action.UPLOAD)  # before the body is read: strangers send nothing
@never_cache
def listing(request: HttpRequest) -> HttpResponse:
    """/data/unggah/: the form, and what was sent before."""
    if request.method == "POST":
        most = limits.most_bytes()
        if int(request.META.get("CONTENT_LENGTH") or 0) > most + SLACK:
            return _too_large(request, most)
        request.upload_handlers = [Bounded(request, most)]
    return _listing(request)


@csrf_protect
def _listing(request: HttpRequest) -> HttpResponse:
    return _send(request) if request.method == "POST" else _form(request)


def _too_large(request: HttpRequest, most: int) -> HttpResponse:
    from sepakat.web.pages import errors

    return errors.user_error(request, too_large(most), 413)


def too_large(most: int) -> UserError:
    return UserError(
        Text(f"Kiriman ini lebih besar dari {most // limits.MEGABYTE} MB.", "This upload is larger than allowed."),
        hint=Text(
            "Kirim per kabupaten atau per berkas, atau kempiskan sebagai .gz atau .zip.",
            "Send it file by file or regency by regency, or compress it as .gz or .zip.",
        ),
        where="berkas",
        code="upload-too-large",
    )


def _form(
    request: HttpRequest, problem: UserError | None = None, status: int = 200, corrects: Upload | None = None
) -> HttpResponse:
    who = actor(request)
    first = corrects or _corrected(request, who)
    mine = Upload.objects.filter(by_id=int(who.id)).select_related("by")
    others = (
        Upload.objects.filter(within(access.reach(who, Action.QUALITY)))
        .exclude(by_id=int(who.id))
        .exclude(state=DISCARDED)
        .select_related("by")
    )
    tree = all_regions()
    context = {
        "problem": problem.as_dict(language()) if problem else None,
        "reach": [tree.get(code) for code in access.reach(who, Action.UPLOAD)],
        "chosen_region": request.POST.get("wilayah", "") or (first.region if first else ""),
        "mine": mine[:MOST],
        "others": others[:MOST],
        "corrects": first,
        "how": actions.way(request.POST.get("cara")),
        "once": request.POST.get("sekali") or actions.form_number(),
        "megabytes": limits.most_bytes() // limits.MEGABYTE,
        "most_files": limits.most_files(),
        "accept": ",".join([*formats.suffixes(), *archives.PACKED]),
        "known": sorted((s.title for s in sources.discover().values()), key=str),
    }
    return render(request, "intake/uploads.html", context, status=status)


def _corrected(request: HttpRequest, who: Actor) -> Upload | None:
    key = request.POST.get("perbaikan") or request.GET.get("perbaikan") or ""
    return actions.get(who, key) if key else None


def _send(request: HttpRequest) -> HttpResponse:
    who = actor(request)
    first = _corrected(request, who)
    reach = access.reach(who, Action.UPLOAD)
    region = request.POST.get("wilayah") or (first.region if first else reach[0] if len(reach) == 1 else "")
    sent = request.FILES.getlist("berkas")
    try:
        if getattr(request, "too_large", False):
            raise too_large(limits.most_bytes())
        if not region:
            raise UserError(
                Text("Pilih wilayah data yang dikirim.", "Choose the region of the data."),
                where="wilayah", code="upload-region",
            )  # fmt: skip
        if len(sent) > limits.most_files():
            raise UserError(
                Text(
                    f"{len(sent)} berkas dikirim sekaligus; paling banyak {limits.most_files()}.",
                    f"{len(sent)} files at once; at most {limits.most_files()}.",
                ),
                hint=Text("Kirim dalam beberapa kali.", "Send them in several goes."),
                where="berkas", code="upload-many",
            )  # fmt: skip
        files = [(str(f.name), _path(f)) for f in sent]
        upload = actions.receive(
            files, by=who, region=region, once=_once(request), corrects=first, how=actions.way(request.POST.get("cara"))
        )
    except access.Refused:
        raise
    except UserError as problem:
        return _form(request, problem, 400, first)
    finally:
        for one in sent:
            one.close()
    return redirect("upload", upload.key)


def _once(request: HttpRequest) -> str:
    """The form's number, bound to who sends it: nobody meets another's upload by guessing."""
    given = "".join(c for c in request.POST.get("sekali", "") if c in "0123456789abcdef")[:20]
    return f"{actor(request).id}-{given}"[:32] if given else ""


def _path(file: Any) -> Path:
    assert isinstance(file, TemporaryUploadedFile)
    return Path(file.temporary_file_path())


@needs(Action.QUALITY)
@never_cache
def one(request: HttpRequest, key: str) -> HttpResponse:
    """/data/unggah/<key>/: what it is, what the checks said, what comes next."""
    who = actor(request)
    upload = actions.get(who, key)
    return _page(request, upload)


def _page(request: HttpRequest, upload: Upload, problem: UserError | None = None, status: int = 200) -> HttpResponse:
    who = actor(request)
    job = upload.job
    if job is not None and job.open:
        from sepakat.web.jobs import actions as job_actions

        if job_actions.tidy():
            upload = actions.get(who, upload.key)
            job = upload.job
    busy = job is not None and job.open
    files = list(upload.files.all())
    by_region, hidden_regions = report.places(upload.report)
    why_not = acceptance.refusal(upload, who) or actions.refusal_to_accept(upload) if upload.state == CHECKED else None
    undo_refused = access.refusal(who, Action.UPLOAD_UNDO, region=upload.region)
    context = {
        "upload": upload,
        "job": job,
        "busy": busy,
        "waiting_alone": busy and not _worker_alive(),
        "problem": problem.as_dict(language()) if problem else None,
        "failure": dict(upload.problem.get(language()) or upload.problem.get("id") or {}),
        "files": [(f, recognising.missing(f)) for f in files],
        "lines": report.files(upload.report),
        "problems": report.problems(upload.report),
        "places": by_region,
        "more_places": hidden_regions,
        "columns": report.columns(upload.report),
        "siblings": Upload.objects.filter(batch=upload.batch).exclude(pk=upload.pk).exclude(state=DISCARDED),
        "corrections": upload.corrections.exclude(state=DISCARDED),
        "mine": actions.own(who, upload),
        "rows": upload.refused and actions.may_read_rows(who, upload),
        "why_not": why_not,
        "undo_refused": undo_refused,
        "used_by": _used_by(upload),
        "reason": request.POST.get("alasan", ""),
        "kinds": _kinds(),
        "shows_report": bool(upload.report) and upload.state not in (ASKS, FAILED),
        "open_state": upload.state in (ASKS, CHECKED, FAILED),
        "may_undo": upload.state == ACCEPTED,
        "ended": upload.state in (UNDONE, DISCARDED),
    }
    return render(request, "intake/upload.html", context, status=status)


def _worker_alive() -> bool:
    from sepakat.web.jobs import actions as job_actions

    return job_actions.worker_alive()


def _used_by(upload: Upload) -> list[str]:
    """Releases that were built from what was taken in."""
    if not upload.intake:
        return []
    from sepakat.web.intake import storing

    lake = storing.lake()
    return [
        name
        for name in lake.release_ids()
        if any(s.get("intake") == upload.intake for s in lake.release(name).manifest.get("sources", ()))
    ]


def _kinds() -> list[tuple[str, Text]]:
    """Every kind of file there is, for the sender to choose from: `sumber/jenis`."""
    out = {}
    for source in sources.discover().values():
        for role in source.roles:
            title = Text(f"{source.title.id}: {role.title.id}", f"{source.title.en}: {role.title.en}")
            out[f"{source.id}/{role.id}"] = title
    return sorted(out.items(), key=lambda item: str(item[1]))


@needs(Action.UPLOAD)
@never_cache
def kind(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """POST: the sender says what a file is. Then its columns are looked at."""
    who = actor(request)
    upload = actions.get(who, key)
    file = _file(upload, number)
    if request.method == "POST":
        source, _, role = request.POST.get("sumber", "").partition("/")
        if not source:
            problem = UserError(
                Text("Pilih jenis berkas.", "Choose what the file is."), where="sumber", code="upload-kind"
            )
            return _page(request, upload, problem, 400)
        actions.choose(file, source=source, role=role, by=who)
        return redirect("upload-columns", key, number)
    return redirect("upload", key)


@needs(Action.UPLOAD)
@never_cache
def columns(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Which column of the file is which of the source's; what is recognised already is filled in."""
    who = actor(request)
    upload = actions.get(who, key)
    file = _file(upload, number)
    if not file.source:
        return redirect("upload", key)
    role = sources.source(file.source).role(file.role)
    index = Index(file.headings)
    chosen = {new: old for old, new in file.mapping.items()}
    rows = []
    for at, field in enumerate(role.fields):
        found = index.find(field.names)
        current = chosen.get(field.names[0]) or (file.headings[found] if found is not None else "")
        label = field.label or Text(field.names[0], field.names[0])
        rows.append((at, field, label, current, found is not None and field.names[0] not in chosen))
    if request.method == "POST":
        given = {str(at): request.POST.get(f"k{at}", "") for at, *_ in rows}
        mapping: dict[str, str] = {}
        try:
            for at, field, _, _, known in rows:
                heading = given[str(at)]
                same = known and heading in file.headings and index.find(field.names) == file.headings.index(heading)
                if same or heading not in file.headings:
                    continue
                if heading in mapping:
                    raise UserError(
                        Text(f"Kolom “{heading}” dipilih dua kali.", f"Column “{heading}” is chosen twice."),
                        hint=Text("Pilih satu isian untuk setiap kolom.", "Choose one field for each column."),
                        where=f"k{at}", code="mapping-double",
                    )  # fmt: skip
                mapping[heading] = field.names[0]
            actions.map_columns(file, mapping, by=who)
            actions.check_again(upload, by=who)
        except access.Refused:
            raise
        except UserError as problem:
            rows = [(at, f, label, given[str(at)], known) for at, f, label, _, known in rows]
            return _columns(request, file, rows, problem)
        return redirect("upload", key)
    return _columns(request, file, rows)


def _columns(request: HttpRequest, file: UploadFile, rows: list[Any], problem: UserError | None = None) -> HttpResponse:
    ordered = sorted(rows, key=lambda r: (not r[1].needed, bool(r[3]), r[0]))
    context = {
        "file": file,
        "upload": file.upload,
        "rows": ordered,
        "open_rows": [r for r in ordered if not r[4]],
        "known_rows": [r for r in ordered if r[4]],
        "problem": problem.as_dict(language()) if problem else None,
    }
    return render(request, "intake/columns.html", context, status=400 if problem else 200)


def _file(upload: Upload, number: int) -> UploadFile:
    found = upload.files.filter(pk=number).select_related("upload").first()
    if found is None:
        raise UserError(
            Text("Berkas itu tidak ada dalam kiriman ini.", "That file is not in this upload."), code="upload-unknown"
        )
    return found


@needs(Action.UPLOAD)
@require_POST
def act(request: HttpRequest, key: str, what: str) -> HttpResponse:
    """POST: take in, undo, discard, check again."""
    who = actor(request)
    upload = actions.get(who, key)
    try:
        if what == "terima":
            actions.accept(upload, by=who)
        elif what == "batalkan":
            actions.undo(upload, by=who, reason=request.POST.get("alasan", ""))
        elif what == "buang":
            actions.discard(upload, by=who)
        else:
            actions.check_again(upload, by=who)
    except access.Refused:
        raise
    except UserError as problem:
        return _page(request, actions.get(who, key), problem, 400)
    return redirect("upload", key)


@needs(Action.QUALITY)
@never_cache
def refused_rows(request: HttpRequest, key: str, role: str) -> HttpResponse:
    """Download of the refused rows of one file with their reasons: persons' values, so recorded and never kept."""
    from sepakat.web.intake import rejected

    who = actor(request)
    return rejected.answer(actions.get(who, key), role, by=who)
