"""One release for the whole of a long answer, whatever is published while it is sent."""

from __future__ import annotations

from sepakat.web import data
from sepakat.web.data import Source
from sepakat.web.lake_source import LakeSource


class Pinned(LakeSource):
    """The lake's answers from one release."""

    def __init__(self, of: LakeSource, release: str) -> None:
        super().__init__(of.path)
        self._release_id = release

    def _current(self) -> str | None:
        return self._release_id


def source() -> Source:
    """The site's source, held at the release of this moment. UserError `release-none` before the first."""
    found = data.source()
    view = data.release()
    return Pinned(found, view.id) if isinstance(found, LakeSource) else found
