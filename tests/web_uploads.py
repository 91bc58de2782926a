"""What tests of uploads and releases share: rows of the sample to send, the form, jobs run in place."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

Row = dict[str, str]


def rows_of(path: Path, keep: Callable[[Row], bool] = lambda row: True) -> list[Row]:
    """Rows of a sample file, as text."""
    with open(path, newline="", encoding="utf-8-sig") as source:
        return [row for row in csv.DictReader(source, delimiter=";") if keep(row)]


def as_csv(rows: Iterable[Row], headings: dict[str, str] | None = None) -> bytes:
    """Rows as a CSV file; headings: other names for some columns."""
    rows = list(rows)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow([(headings or {}).get(name, name) for name in rows[0]])
    writer.writerows(row.values() for row in rows)
    return out.getvalue().encode()


def sent(name: str, body: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, body, content_type="application/octet-stream")


def run_jobs(most: int = 10) -> list[Any]:
    """Run every job that waits, one after another, in this process; gives them."""
    from sepakat.web.jobs import running
    from sepakat.web.jobs.models import WAITING, Job

    done = []
    for _ in range(most):
        job = Job.objects.filter(state=WAITING).order_by("id").first()
        if job is None:
            break
        running.work.call(job.pk)
        job.refresh_from_db()
        done.append(job)
    return done


def upload_in(client: Any, files: list[SimpleUploadedFile], **fields: str) -> Any:
    """Send files through the form; gives the upload (None where the form came back)."""
    from sepakat.web.intake.models import Upload

    answer = client.post("/data/unggah/", {"berkas": files, **fields})
    if answer.status_code != 302:
        return None
    return Upload.objects.get(key=answer["Location"].rstrip("/").split("/")[-1])
