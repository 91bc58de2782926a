"""`sepakat audit`: check the chain of the audit, and hand it out."""

from __future__ import annotations

from pathlib import Path

import click

from sepakat.access.audit import Head, Verdict
from sepakat.cli.groups import Group
from sepakat.cli.output import emit_one, format_option, note
from sepakat.core import Text, UserError
from sepakat.core.text import whole

ORDER = 77


@click.group("audit", cls=Group, help=str(Text("Jejak audit situs web.", "The web site's audit trail.")))
def command() -> None:
    pass


@command.command(
    "verify",
    help=str(
        Text(
            "Periksa rantai seluruh jejak audit. Status 1 bila putus.",
            "Check the chain of the whole audit. Exit status 1 where it is broken.",
        )
    ),
)
@click.option(
    "--file",
    "path",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help=str(Text("Periksa berkas unduhan, bukan basis data.", "Check an export, not the database.")),
)
@click.option(
    "--anchor",
    "anchors",
    multiple=True,
    metavar="NOMOR:HASH",
    help=str(Text("Kepala rantai yang pernah dicatat.", "A head of the chain that was written down.")),
)
@format_option
def verify(path: Path | None, anchors: tuple[str, ...], fmt: str) -> None:
    wanted = [_anchor(words) for words in anchors]
    found = _of_file(path, wanted) if path else _of_database(wanted)
    facts = {
        "utuh": found.whole,
        "catatan": found.head.number,
        "kepala": str(found.head),
        "putus_pada": ", ".join(map(str, found.broken[:20])) or None,
        "jangkar_hilang": ", ".join(map(str, found.missing)) or None,
    }
    emit_one(facts, fmt)
    if not found.whole:
        raise UserError(
            Text("Rantai jejak audit tidak utuh.", "The chain of the audit is not whole."),
            Text("Catatan diubah, dihapus atau dipotong.", "Entries were changed, deleted or cut off."),
            Text(
                "Jangan ubah apa pun; simpan salinan basis data dan bandingkan dengan cadangan.",
                "Change nothing; keep a copy of the database and compare with a backup.",
            ),
            code="audit-broken",
        )


@command.command(
    "export",
    help=str(
        Text(
            "Tulis seluruh jejak audit sebagai baris JSON, dengan kepala rantai sebagai jangkar.",
            "Write the whole audit as JSON lines, with the head of the chain as an anchor.",
        )
    ),
)
@click.option(
    "--out",
    "path",
    required=True,
    type=click.Path(path_type=Path),
    help=str(Text("Berkas tujuan.", "The file to write.")),
)
def export(path: Path) -> None:
    _site()
    from sepakat.access import Actor
    from sepakat.web.governance import audit, files
    from sepakat.web.governance.models import AuditEntry

    audit.record(Actor("perintah"), "jejak.ekspor", facts={"baris": AuditEntry.objects.count(), "bentuk": "jsonl"})
    with path.open("w", encoding="utf-8") as out:
        out.writelines(files.as_json_lines(AuditEntry.objects.all(), whole=True))
    last = AuditEntry.objects.order_by("-number").first()
    head = Head(last.number, last.hash) if last else Head(0, "")
    note(Text(f"Jangkar untuk dicatat di tempat lain: {head}", f"Anchor to write down elsewhere: {head}"))


def _site() -> None:
    from sepakat.web.operations import database

    database.setup()
    database.ready()


def _of_database(anchors: list[Head]) -> Verdict:
    _site()
    from sepakat.web.governance import audit

    return audit.check(anchors)


def _of_file(path: Path, anchors: list[Head]) -> Verdict:
    """The chain of an export; its own last line is an anchor too."""
    import json

    from sepakat.access.audit import from_line
    from sepakat.access.audit import verify as chain

    with path.open(encoding="utf-8") as lines:
        entries, kept = [], list(anchors)
        for line in lines:
            if line.startswith('{"kepala"'):
                head = json.loads(line)["kepala"]
                kept.append(Head(head["nomor"], head["hash"]))
                continue
            try:
                entries.append(from_line(line))
            except ValueError:
                raise UserError(
                    Text("Berkas itu bukan unduhan jejak audit.", "That file is no export of the audit."),
                    hint=Text("Pakai berkas dari `sepakat audit export`.", "Use a file of `sepakat audit export`."),
                    where=path.name,
                    code="audit-file",
                ) from None
    return chain(entries, kept)


def _anchor(words: str) -> Head:
    first, _, said = words.partition(":")
    number = whole(first, 18)
    if number is None or len(said) != 64:
        raise UserError(
            Text("Jangkar ditulis NOMOR:HASH.", "An anchor is written NUMBER:HASH."),
            hint=Text(
                "Salin dari keluaran `sepakat audit export`.", "Copy it from what `sepakat audit export` printed."
            ),
            code="audit-anchor",
        )
    return Head(number, said)
