"""A walk through one draft on its way into a file: what has been numbered and listed so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from sepakat.documents.drafting import Draft
from sepakat.documents.output.sources import Sources
from sepakat.documents.output.writer import Entry, Writer, anchor_of


@dataclass
class Walk:
    """tables, pictures: how many so far; entries: what the contents list; captions: of tables and pictures, by kind."""

    draft: Draft
    writer: Writer
    sources: Sources
    tables: int = 0
    pictures: int = 0
    entries: list[Entry] = field(default_factory=list)
    captions: list[tuple[str, Entry]] = field(default_factory=list)

    def listed(self, kind: str, at: int, caption: str) -> None:
        """A table or a picture for its list."""
        self.captions.append((kind, Entry(0, f"{kind} {at}. {caption}", anchor_of(kind, at))))
