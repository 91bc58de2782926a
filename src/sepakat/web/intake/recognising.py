"""What the files of an upload are: recognised by their headings, by what the office called its columns before, or by
what the sender says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sepakat import sources
from sepakat.core.text import Text
from sepakat.sources import Role, formats
from sepakat.sources.headers import Index, clean, normal
from sepakat.sources.recognise import score
from sepakat.sources.staging import header_row
from sepakat.web.intake.models import ColumnMemory, Upload, UploadFile

ENOUGH = 0.3  # how much of a role a remembered mapping must explain


@dataclass(frozen=True)
class Seen:
    """What one file was seen to be; source empty where that is not known."""

    source: str
    role: str
    why: Text
    headings: tuple[str, ...]
    mapping: Mapping[str, str]


def look(path: Path, upload: Upload) -> Seen:
    """What a file is. UserError where it cannot be opened at all."""
    found = sources.recognise(path)
    if found is not None:
        role = sources.source(found.source_id).role(found.role, found.edition or None)
        return Seen(found.source_id, found.role, found.why, headings(path, role), {})
    for (source_id, role_id), names in _remembered(upload).items():
        role = sources.source(source_id).role(role_id)
        have = headings(path, role)
        known = {h: names[normal(h)] for h in have if normal(h) in names}
        if known and score([known.get(h, h) for h in have], role) >= ENOUGH:
            why = Text(
                f"{len(known)} kolom dikenali dari pemetaan kantor Anda sebelumnya.",
                f"{len(known)} columns were recognised from your office's earlier mapping.",
            )
            return Seen(source_id, role_id, why, have, known)
    why = Text("Nama kolomnya belum dikenal.", "Its column names are not known yet.")
    return Seen("", "", why, headings(path, None), {})


def headings(path: Path, role: Role | None) -> tuple[str, ...]:
    """The headings of a file as they would be read for a role (without one: of its fullest table, first full row)."""
    sheets = [s for s in formats.of(path).peek(path) if s.rows]
    if not sheets:
        return ()
    if role is None:
        rows = max(sheets, key=lambda s: max(len(r) for r in s.rows)).rows
        row = next((r for r in rows if sum(bool(c.strip()) for c in r) > 1), rows[0])
    else:
        best = max(sheets, key=lambda s: _fit(s.rows[header_row(s.rows, role)], role))
        row = best.rows[header_row(best.rows, role)]
    return tuple(clean(row)[0])


def _fit(row: Sequence[str], role: Role) -> int:
    index = Index(row)
    return sum(index.find(f.names) is not None for f in role.fields)


def _remembered(upload: Upload) -> dict[tuple[str, str], dict[str, str]]:
    found: dict[tuple[str, str], dict[str, str]] = {}
    known = sources.discover()
    for one in ColumnMemory.objects.filter(office=upload.office, region=upload.region):
        if one.source in known and any(r.id == one.role for r in known[one.source].roles):
            found.setdefault((one.source, one.role), {})[normal(one.heading)] = one.name
    return found


def missing(file: UploadFile) -> list[str]:
    """Headings that the file's role cannot do without, and that neither the file nor its mapping has."""
    known = sources.discover().get(file.source)
    if known is None or not any(r.id == file.role for r in known.roles):
        return []
    role = known.role(file.role)
    index = Index([file.mapping.get(h, h) for h in file.headings])
    return [f.names[0] for f in role.fields if f.needed and index.find(f.names) is None]


def deliveries(files: Sequence[UploadFile]) -> list[list[UploadFile]]:
    """Files that are taken in together: of one source, one of each role; what is not known stays by itself."""
    groups: list[list[UploadFile]] = []
    for file in files:
        fits = (
            g for g in groups if file.source and g[0].source == file.source and file.role not in {f.role for f in g}
        )
        group = next(fits, None)
        if group is None:
            groups.append([file])
        else:
            group.append(file)
    return groups


def alone(files: Sequence[UploadFile]) -> list[str]:
    """Roles in a delivery whose families are not with them (they would have nobody to belong to)."""
    known = sources.discover().get(files[0].source) if files else None
    if known is None:
        return []
    have = {f.role for f in files}
    out = []
    for name in sorted(have):
        parent = next((r.parent_role for r in known.roles if r.id == name), None)
        if parent is not None and parent not in have:
            out.append(name)
    return out
