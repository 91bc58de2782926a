"""How an operation is declared. One decorator gives it its rule, its limit, its errors, its tag and its description."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils import translation
from ninja import Router
from ninja.decorators import decorate_view

from sepakat import access
from sepakat.access import Action
from sepakat.core.errors import UserError, nearest
from sepakat.core.text import LANGUAGES, Text
from sepakat.web import data, version
from sepakat.web.api import problems, tokens
from sepakat.web.api.answers import LANGUAGE_PARAMETER

ALWAYS = (401, 422, 429, 500)
KEEP = "private, max-age=0, must-revalidate"


@dataclass(frozen=True)
class About:
    """What an operation is. action: what a token needs; public ones need none. kept: the answer stands while release,
    program, language and address do. weight: permits it takes. example: query of an example. parameters, samples:
    meanings and example values that differ from those of `words`. body: example of what is sent. media: of its
    answer where that is no JSON object. ready: whether its example has an answer on this site now."""

    id: str
    path: str
    title: Text
    about: Text
    group: Text
    action: Action = Action.AGGREGATES
    kept: bool = True
    weight: Callable[[], int] = lambda: 1
    errors: tuple[int, ...] = ()
    example: str = ""
    method: str = "get"
    parameters: Mapping[str, Text] = field(default_factory=dict)
    samples: Mapping[str, object] = field(default_factory=dict)
    body: Mapping[str, object] = field(default_factory=dict)
    media: str = "application/json"
    ready: Callable[[], bool] = lambda: True

    @property
    def public(self) -> bool:
        return access.actions()[self.action].public

    @property
    def statuses(self) -> tuple[int, ...]:
        """Every status other than 200 that it may answer with."""
        more = () if self.public else (403,)
        return tuple(sorted({*ALWAYS, *self.errors, *more}))


class Operations:
    """The operations of one file: `@here.get("/regions", RegionPage, Text(…), Text(…))`."""

    def __init__(self, group: Text, order: int = 50) -> None:
        self.group = group
        self.order = order
        self.router = Router()
        self.known: list[About] = []

    def get(self, path: str, shape: Any, title: Text, about: Text, **facts: Any) -> Callable[[Any], Any]:
        return self._declare("get", path, shape, title, about, facts)

    def post(self, path: str, shape: Any, title: Text, about: Text, **facts: Any) -> Callable[[Any], Any]:
        return self._declare("post", path, shape, title, about, facts | {"kept": False})

    def _declare(self, method: str, path: str, shape: Any, title: Text, about: Text, facts: dict[str, Any]) -> Any:
        def declare(view: Any) -> Any:
            told = About(view.__name__.rstrip("_"), path, title, about, self.group, method=method, **facts)
            self.known.append(told)
            add = getattr(self.router, method)
            register = add(
                path, response={200: shape}, operation_id=told.id, summary=title.en, url_name=told.id, by_alias=True
            )
            register(decorate_view(guard(told))(view))
            return view

        return declare


def guard(told: About) -> Callable[[Any], Any]:
    """What happens before and after every operation, in this order: limit and token, parameters, rule, tag."""

    def around(run: Any) -> Any:
        known = known_parameters(run.__self__)

        @wraps(run)
        def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
            try:
                left = tokens.admit(request, told.weight())
                check_parameters(request, known)
                allowed(request, told.action)
                tag = tag_of(request) if told.kept else ""
                if tag and tag in asked_tags(request):
                    response: HttpResponseBase = HttpResponseNotModified()
                else:
                    response = run(request, **kwargs)
            except Exception as error:
                return problems.of_exception(request, error)
            if response.status_code < 400:
                response.headers["RateLimit-Remaining"] = str(left)
                response.headers["Cache-Control"] = KEEP if told.kept else "no-store"
                if tag:
                    response.headers["ETag"] = tag
            return response

        return guarded

    return around


def known_parameters(operation: Any) -> frozenset[str]:
    """Names of the query parameters of an operation."""
    models = [m for m in operation.models if m.__ninja_param_source__ == "query"]
    return frozenset({LANGUAGE_PARAMETER, *(name for m in models for name in m.__ninja_flatten_map__)})


def check_parameters(request: HttpRequest, known: frozenset[str]) -> None:
    """A mistyped parameter is told, not passed over: its reader would take the answer for another's."""
    unknown = sorted(set(request.GET) - known)
    if unknown:
        near = nearest(unknown[0], known)
        more = Text(f" Maksud Anda `{near}`?", f" Did you mean `{near}`?") if near else Text("", "")
        listed = ", ".join(f"`{name}`" for name in sorted(known))
        code, title, _ = problems.WORDS[422]
        raise UserError(
            title,
            Text(f"Ada isian yang tidak dikenal di alamat ini.{more.id}",
                 f"The address holds a parameter that is not known here.{more.en}"),
            Text(f"Isian yang ada: {listed}.", f"Parameters here: {listed}."),
            code=code,
        )  # fmt: skip
    if request.GET.get(LANGUAGE_PARAMETER, "id") not in LANGUAGES:
        code, title, _ = problems.WORDS[422]
        raise UserError(
            title, hint=Text("Pilih `id` atau `en`.", "Choose `id` or `en`."), where=LANGUAGE_PARAMETER, code=code
        )


def allowed(request: HttpRequest, action: Action) -> None:
    """Whether the actor may do this anywhere at all; where exactly is asked by the operation."""
    who = request.actor  # type: ignore[attr-defined]
    if not access.actions()[action].public and not who.signed_in:
        raise UserError(
            Text("Alamat ini perlu kunci API.", "This address needs an API token."),
            hint=problems.WORDS[401][2],
            code="api-token-needed",
        )
    if not access.actions()[action].public and not access.reach(who, action):
        first = who.assignments[0].region if who.assignments else access.actors.NATION
        access.check(who, action, region=first)
        raise problems.plain(403)


def tag_of(request: HttpRequest) -> str:
    """Names release, program, address and language; read before the work, so it can only be too old."""
    parts = f"{data.stamp()}\n{version.code()}\n{request.get_full_path()}\n{translation.get_language()}"
    return f'W/"{hashlib.sha256(parts.encode(errors="replace")).hexdigest()[:24]}"'


def asked_tags(request: HttpRequest) -> list[str]:
    return [t.strip() for t in request.headers.get("If-None-Match", "").split(",")]


__all__ = ["About", "HttpResponse", "Operations", "guard"]
