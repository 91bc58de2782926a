"""JSON for machines: stable field names, unrounded numbers, provenance beside the rows.

Shape: `{"ok": true, "title", "release", "version", "sample", "columns": [{name, label, unit, decimals}], "notes",
"rows": [...]}`. Suppressed values are null with `"suppressed": true` in their row.
"""

from __future__ import annotations

import json

from sepakat.core.table import Table
from sepakat.core.text import Text, language
from sepakat.exports import _cells

extension = "json"
label = Text("JSON", "JSON")
mime = "application/json; charset=utf-8"
order = 30


def write(table: Table) -> bytes:
    """Every column of the data, also those that faces do not show."""
    from sepakat import __version__

    lang = language()
    body = {
        "ok": True,
        "title": table.title.in_(lang),
        "release": table.release,
        "version": __version__,
        "sample": table.sample,
        "columns": [
            {"name": c.name, "label": c.label.in_(lang), "unit": c.unit, "decimals": c.decimals}
            for c in _cells.columns(table)
        ],
        "notes": [note.in_(lang) for note in table.notes],
        "rows": table.rows(),
    }
    return (json.dumps(body, ensure_ascii=False, default=str, indent=1) + "\n").encode()
