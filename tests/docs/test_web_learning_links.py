"""Every link in a guide, and every page a guide claims to help with, exists on this site."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import get_resolver

from sepakat.web.learning import guides, rich


def names(resolver: Any) -> set[str]:
    """Names of all addresses, those inside includes too."""
    found = {name for name in resolver.reverse_dict if isinstance(name, str)}
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            found |= names(pattern)
    return found


@pytest.mark.parametrize("name", guides.guides())
def test_links_of_a_guide_lead_somewhere(name: str) -> None:
    for text in guides.guide(name).texts:
        for _, path in [*rich.LINK.findall(text.id), *rich.LINK.findall(text.en)]:
            assert rich.exists(path.replace("{daerah}", "53.01")), path


def test_guides_help_with_pages_that_exist_and_each_with_its_own() -> None:
    known = names(get_resolver())
    claimed = [page for g in guides.guides().values() for page in g.pages]
    assert set(claimed) <= known, set(claimed) - known
    assert len(claimed) == len(set(claimed)), "two guides for one page"
