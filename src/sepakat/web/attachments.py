"""A table as a file to keep: its name says what, of which release, and whether it is sample data."""

from __future__ import annotations

from django.http import HttpResponse

from sepakat import exports
from sepakat.core.table import Table


def table_file(table: Table, stem: str, extension: str) -> HttpResponse:
    """The response. stem: what and where, such as `irisan-53.01`; UserError export-unknown."""
    form = exports.format_for(extension)
    sample = "-data-contoh" if table.sample else ""
    name = f"{stem}-{table.release or 'tanpa-rilis'}{sample}.{form.extension}"
    response = HttpResponse(form.write(table), content_type=form.mime)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
