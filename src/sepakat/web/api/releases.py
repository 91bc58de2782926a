"""Which releases may be seen by everybody: those that are, or were, published."""

from __future__ import annotations

from sepakat.core.errors import unknown_name
from sepakat.core.text import Text
from sepakat.lake import Lake, Release
from sepakat.web import data
from sepakat.web.lake_source import LakeSource


def published() -> dict[str, Release]:
    """Releases by id, newest first. One that was built and never published is nobody's business yet."""
    source = data.source()
    view = data.current_view()
    if view is None or not isinstance(source, LakeSource):
        return {}
    from sepakat.web.catalog.releases import chain
    from sepakat.web.intake.models import Publication

    lake = Lake.open(source.path)
    before = {earlier.id for earlier in chain()}  # a release is made from the one that was published then
    seen = {view.id, *before, *Publication.objects.values_list("release", flat=True)}
    return {name: lake.release(name) for name in reversed(lake.release_ids()) if name in seen}


def get(name: str) -> Release:
    """A published release, or the current one. UserError `release-unknown`; `release-none` before the first."""
    current = data.release().id
    found = published()
    wanted = current if name == "current" else name
    if wanted not in found:
        raise unknown_name(Text("Rilis", "Release"), wanted, found, code="release-unknown")
    return found[wanted]
