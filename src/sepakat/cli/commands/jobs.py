"""`sepakat jobs`: the worker of the site's long work, and the same progress as on its pages."""

from __future__ import annotations

import os
from typing import Any

import click

from sepakat.cli.groups import Group, Settings, pass_settings
from sepakat.cli.options import lake_option
from sepakat.cli.output import emit, emit_one, format_option
from sepakat.core import Text, UserError

ORDER = 75


@click.group("jobs", cls=Group, help=str(Text("Pekerjaan panjang situs web.", "The web site's long work.")))
def command() -> None:
    pass


@command.command(
    "worker",
    help=str(
        Text(
            "Jalankan pekerjaan dari antrean sampai dihentikan. `sepakat serve` sudah menjalankan satu.",
            "Run jobs from the queue until stopped. `sepakat serve` already runs one.",
        )
    ),
)
@click.option("--once", is_flag=True, help=str(Text("Berhenti bila antrean kosong.", "End when the queue is empty.")))
@click.option("--child", is_flag=True, hidden=True)
@lake_option
@pass_settings
def worker(settings: Settings, once: bool, child: bool) -> None:
    from sepakat.web.jobs.worker import work

    work(settings.lake().path, once=once, child=child, nice=10 if child else 0)


@command.command("list", help=str(Text("Pekerjaan terbaru.", "The latest jobs.")))
@click.option("--all", "everything", is_flag=True, help=str(Text("Semua, bukan 30 terakhir.", "All, not the last 30.")))
@lake_option
@format_option
@pass_settings
def list_(settings: Settings, everything: bool, fmt: str) -> None:
    _site(settings)  # Django first: nothing of its apps can be imported before
    from sepakat.web.jobs import actions
    from sepakat.web.jobs.models import Job

    actions.tidy()
    found = Job.objects.all() if everything else Job.objects.all()[:30]
    rows = [{k: v for k, v in job.as_dict().items() if k not in ("result", "error")} for job in found]
    emit(rows, fmt)


@command.command("show", help=str(Text("Satu pekerjaan: kemajuan dan hasilnya.", "One job: progress and outcome.")))
@click.argument("number", type=int)
@lake_option
@format_option
@pass_settings
def show(settings: Settings, number: int, fmt: str) -> None:
    _site(settings)  # Django first: nothing of its apps can be imported before
    from sepakat.web.jobs import actions
    from sepakat.web.jobs.models import Job

    actions.tidy()
    job = Job.objects.filter(pk=number).first()
    if job is None:
        raise UserError(
            Text(f"Pekerjaan {number} tidak ada.", f"There is no job {number}."),
            hint=Text("Lihat `sepakat jobs list`.", "See `sepakat jobs list`."),
            code="job-unknown",
        )
    emit_one(job.as_dict(), fmt)


def _site(settings: Settings) -> Any:
    """Django, ready for the lake's site."""
    import django

    os.environ["SEPAKAT_LAKE"] = str(settings.lake_path or os.environ.get("SEPAKAT_LAKE") or "lake")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sepakat.web.settings")
    django.setup()
    from django.db import connection

    from sepakat.web.operations import database

    kept = database.file()
    if (kept is not None and not kept.exists()) or "jobs_job" not in connection.introspection.table_names():
        raise UserError(
            Text("Belum ada basis data situs di komputer ini.", "There is no site database on this computer yet."),
            hint=Text("Jalankan `sepakat serve` sekali, lalu coba lagi.", "Run `sepakat serve` once, then try again."),
            code="database-not-ready",
        )
