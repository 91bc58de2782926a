"""A fuzzer reads the OpenAPI document and tries every address with what fits it and what does not.

It finds no 5xx, no status, header, content type or body that the document does not tell, no unknown address with a
page, no method that slips through. As everybody on all of them; with a token that has every scope on
those that need one, and on two that do not.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.web_api import key_of
from tests.web_people import person
from tests.web_site import application, site

# direct WSGI calls end Django's connection after each answer, which a test's transaction on PostgreSQL does not survive
pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.slow]
FEW = settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
    database=None,
)


@pytest.fixture(scope="module")
def copied(sample_lake: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its own lake: looking up writes into the lake's access log."""
    copy = tmp_path_factory.mktemp("fuzz") / "lake"
    shutil.copytree(sample_lake, copy)
    return copy


@pytest.fixture
def document(copied: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The document as the site itself serves it, over a real release, without limits of rate."""
    from django.conf import settings as site_settings

    from sepakat.web.api import limits
    from sepakat.web.lake_source import LakeSource

    monkeypatch.setattr(limits.BUCKETS, "take", lambda *_, **__: 1)
    monkeypatch.setattr(site_settings, "LAKE", copied)
    with site(LakeSource(copied)):
        yield _read()


@lru_cache(maxsize=1)
def _read() -> Any:
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application())


@pytest.fixture
def key(document: Any) -> str:
    """A token with every scope there is: an account with several roles."""
    from sepakat.web.api.actions import scopes

    for role in ("walidata", "verifikator", "perencana"):
        user = person("Serba Bisa", role)
    return key_of(user, *scopes())


# a schema cannot say which codes exist together: what has the right form and is nothing is 400 or 404
NOT_HERE = [positive_data_acceptance]


def labels(public: bool | None = None) -> list[str]:
    from sepakat.web.api.operations import known

    found = [about for about in known() if public is None or about.public is public]
    return [f"{about.method.upper()} /api/v1/{about.path.lstrip('/')}" for about in found]


def fuzz(document: Any, label: str, headers: dict[str, str]) -> None:
    method, path = label.split(" ")
    operation = document[path][method]
    for mode in GenerationMode:

        @FEW
        @given(case=operation.as_strategy(generation_mode=mode))
        def one(case: Any) -> None:
            case.call_and_validate(headers=headers | {"Accept-Encoding": "identity"}, excluded_checks=NOT_HERE)

        try:
            one()
        except Unsatisfiable:  # nothing can misfit where there is no parameter
            assert mode is GenerationMode.NEGATIVE


@pytest.mark.parametrize("label", labels())
def test_as_everybody(document: Any, label: str) -> None:
    fuzz(document, label, {})


@pytest.mark.parametrize("label", [*labels(public=False), "GET /api/v1/", "GET /api/v1/tables"])
def test_with_a_token(document: Any, key: str, label: str) -> None:
    fuzz(document, label, {"Authorization": f"Bearer {key}"})
