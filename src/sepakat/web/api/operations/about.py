"""The door: what this API is, who asks, and the document."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from ninja import Schema

from sepakat.core.text import Text, language
from sepakat.web import data
from sepakat.web.api.frame import Operations
from sepakat.web.api.shapes import Answer, Asking, ReleaseTag

here = Operations(Text("Pintu masuk", "The door"), order=0)


class Index(Answer):
    name: str
    version: str
    document: str
    help: str
    release: ReleaseTag | None
    asking: Asking


class OpenApi(Schema):
    openapi: str


@here.get(
    "/",
    Index,
    Text("Apa ini dan siapa yang meminta", "What this is and who asks"),
    Text("Rilis yang berlaku, dan apa yang dibolehkan kunci API ini.", "The release, and what this token may do."),
    kept=False,
)
def index(request: HttpRequest) -> Any:
    import sepakat

    found = data.current_view()
    return {
        "name": "sepakat",
        "version": sepakat.__version__,
        "document": "/api/v1/openapi.json",
        "help": "/api/",
        "release": ReleaseTag.of(found) if found else None,
        "asking": Asking.of(request.actor),  # type: ignore[attr-defined]
    }


@here.get(
    "/openapi.json",
    OpenApi,
    Text("Dokumen OpenAPI 3.1", "The OpenAPI 3.1 document"),
    Text("Seluruh alamat, isian, jawaban dan galat, untuk mesin.", "All addresses, parameters, answers and errors."),
)
def openapi(request: HttpRequest) -> Any:
    from sepakat.web.api.document import document

    return JsonResponse(document(language()), json_dumps_params={"ensure_ascii": False})
