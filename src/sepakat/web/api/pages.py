"""The document for machines, and the page about the API for people."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sepakat.core.text import Text, language
from sepakat.web.api import limits, problems, site
from sepakat.web.api.document import document
from sepakat.web.api.operations import groups
from sepakat.web.api.words import SAMPLES


@dataclass(frozen=True)
class Parameter:
    name: str
    about: str
    needed: bool
    form: str


@dataclass(frozen=True)
class Shown:
    """One operation as the page shows it. link: to try it; empty where it needs a token or a body."""

    id: str
    method: str
    path: str
    title: str
    about: str
    parameters: tuple[Parameter, ...]
    curl: str
    link: str
    scope: str
    answer: str
    statuses: tuple[tuple[str, str], ...]


def operations() -> list[tuple[Text, list[Shown]]]:
    """Every operation by group, as the document in the reader's language has it."""
    told = document(language())
    made = []
    for group in groups():
        rows = [shown(told, about) for about in group.known]
        made.append((group.group, rows))
    return made


def shown(told: Any, about: Any) -> Shown:
    """One operation, from the document."""
    path = site.ROOT + about.path.lstrip("/")
    operation = told["paths"][path][about.method]
    parameters = [p if "$ref" not in p else told["components"]["parameters"]["bahasa"] for p in operation["parameters"]]
    address = address_of(about)
    call = f'curl -s "$SITUS{address}"'
    if not about.public:
        call += ' -H "Authorization: Bearer $KUNCI"'
    body = operation.get("requestBody")
    if body:
        call += " -H 'Content-Type: application/json' -d '" + json.dumps(about.body) + "'"
    good = operation["responses"]["200"]["content"].get("application/json", {}).get("example")
    return Shown(
        about.id,
        about.method.upper(),
        path,
        operation["summary"],
        operation["description"],
        tuple(Parameter(p["name"], p["description"], p["required"], _form(p["schema"])) for p in parameters),
        call,
        address if about.public and about.method == "get" and about.ready() else "",
        "" if about.public else str(about.action),
        json.dumps(good, ensure_ascii=False, indent=1) if good else "",
        tuple((s, str(problems.plain(int(s)).title)) for s in operation["responses"] if s not in ("200", "304")),
    )


def address_of(about: Any) -> str:
    """The example's address: path parameters by their samples, and the example's query."""
    path = about.path
    for name, value in (SAMPLES | about.samples).items():
        path = path.replace("{" + name + "}", str(value))
    return site.ROOT + path.lstrip("/") + about.example


def _form(schema: Any) -> str:
    """A parameter's form in few words."""
    if schema.get("type") == "array":
        return _form(schema["items"]) + " …"
    if "enum" in schema:
        return " | ".join(schema["enum"])
    if schema.get("type") == "integer":
        return f"{schema.get('minimum', 0)}–{schema.get('maximum', '…')}"
    return str(Text("teks", "text"))


def page(request: HttpRequest) -> HttpResponse:
    """`/api/`: every operation with its parameters, an example to copy and a link to try."""
    context = {
        "groups": operations(),
        "document": f"{site.ROOT}openapi.json",
        "per_address": limits.value("permintaan_alamat"),
        "per_token": limits.value("permintaan_kunci"),
        "problem": json.dumps(problems.plain(404).as_dict() | {"status": 404}, ensure_ascii=False, indent=1),
    }
    return render(request, "api/index.html", context)
