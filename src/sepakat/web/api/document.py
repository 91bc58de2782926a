"""The OpenAPI 3.1 document, made from the operations: shapes from the code, words from `words.py`, errors from
`problems.py`. The page at `/api/` and docs/reference/api.md are drawn from it, so none of the three can differ."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import sepakat
from sepakat.core.text import LANGUAGES, Text, reading_in
from sepakat.web.api import problems, site
from sepakat.web.api.answers import LANGUAGE_PARAMETER
from sepakat.web.api.frame import About
from sepakat.web.api.operations import known
from sepakat.web.api.shapes import Problem
from sepakat.web.api.words import SAMPLES, WORDS

ABOUT = Text(
    "Angka terlindung menurut wilayah, katalog, dan rilis; tanpa kunci. Dengan kunci API (kepala `Authorization: "
    "Bearer …`) juga keadaan unggahan, pekerjaan, permintaan, dan pencarian satu keluarga, sejauh peran mengizinkan. "
    "Nama tidak pernah keluar sebagai daftar. Setiap galat berbentuk sama: `ok, error, detail, hint, where, code, "
    "status`.",
    "Protected figures by region, the catalogue and the releases; no token needed. With an API token (header "
    "`Authorization: Bearer …`) also the state of uploads, jobs and requests, and the look-up of one family, as far as "
    "the role allows. Names never leave as a list. Every error has one shape: `ok, error, detail, hint, where, code, "
    "status`.",
)
HEADERS = {
    "ETag": Text("Cap jawaban: rilis, program, alamat, bahasa. Kirim kembali dalam If-None-Match.",
                 "Tag of the answer: release, program, address, language. Send it back in If-None-Match."),
    "RateLimit-Remaining": Text("Sisa permintaan saat ini.", "Requests that are left now."),
    "Retry-After": Text("Detik sampai boleh meminta lagi.", "Seconds until one may ask again."),
    "WWW-Authenticate": Text("Cara memberi kunci.", "How to give a token."),
}  # fmt: skip


@lru_cache(maxsize=4)
def document(lang: str) -> Mapping[str, Any]:
    """The whole document, in one language."""
    with reading_in(lang):
        made = copy.deepcopy(dict(site.api.get_openapi_schema(path_prefix=site.ROOT)))
        told = {about.id: about for about in known()}
        for path, methods in made["paths"].items():
            for operation in methods.values():
                _tell(operation, told[operation["operationId"]], path, made["components"]["schemas"])
        schemas = made["components"]["schemas"] | {"Problem": Problem.model_json_schema()}
        for schema in schemas.values():
            _describe(schema)
        made["info"] = {
            "title": "sepakat",
            "version": f"{site.VERSION} ({sepakat.__version__})",
            "description": str(ABOUT),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        }
        made["servers"] = [{"url": "/"}]
        made["tags"] = [{"name": str(group)} for group in dict.fromkeys(about.group for about in known())]
        made["components"] = {
            "schemas": dict(sorted(schemas.items())),
            "parameters": {LANGUAGE_PARAMETER: _language()},
            "responses": {f"Problem{status}": _problem(status) for status in problems.WORDS},
            "securitySchemes": {"kunci": {"type": "http", "scheme": "bearer"}},
        }
    return made


def _tell(operation: dict[str, Any], about: About, path: str, schemas: Mapping[str, Any]) -> None:
    operation["summary"] = str(about.title)
    operation["description"] = str(about.about)
    operation["tags"] = [str(about.group)]
    operation["security"] = [{}, {"kunci": []}] if about.public else [{"kunci": []}]
    for parameter in operation["parameters"]:
        _parameter(parameter, about)
    operation["parameters"].append({"$ref": f"#/components/parameters/{LANGUAGE_PARAMETER}"})
    good = operation["responses"][200]
    names = ["RateLimit-Remaining", *(["ETag"] if about.kept else [])]
    good["headers"] = {name: _header(name) for name in names}
    if about.media == "application/json":
        content = good["content"]["application/json"]
        content["example"] = sample(content["schema"], schemas)
    else:
        good["content"] = {about.media: {"schema": {"type": "string"}}}
    operation["responses"] = {"200": good} | (
        {"304": {"description": str(Text("Tidak berubah.", "Not changed."))}} if about.kept else {}
    )
    for status in about.statuses:
        operation["responses"][str(status)] = {"$ref": f"#/components/responses/Problem{status}"}


def _parameter(parameter: dict[str, Any], about: About) -> None:
    name, schema = parameter["name"], parameter["schema"]
    if "anyOf" in schema:  # "or null" means nothing in an address
        parameter["schema"] = schema = next(s for s in schema["anyOf"] if s.get("type") != "null")
    schema.pop("title", None)
    parameter["description"] = str(about.parameters.get(name) or WORDS[name])
    value = about.samples.get(name, SAMPLES.get(name))
    if value is not None:
        parameter["example"] = [value] if schema.get("type") == "array" else value


def _language() -> dict[str, Any]:
    return {
        "in": "query", "name": LANGUAGE_PARAMETER, "required": False, "description": str(WORDS[LANGUAGE_PARAMETER]),
        "schema": {"type": "string", "enum": list(LANGUAGES)},
    }  # fmt: skip


def _header(name: str) -> dict[str, Any]:
    kind = "integer" if name in ("RateLimit-Remaining", "Retry-After") else "string"
    return {"description": str(HEADERS[name]), "schema": {"type": kind}}


def _problem(status: int) -> dict[str, Any]:
    error = problems.plain(status)
    names = {401: ["WWW-Authenticate"], 429: ["Retry-After"]}.get(status, [])
    return {
        "description": str(error.title),
        "headers": {name: _header(name) for name in names},
        "content": {
            "application/json": {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "example": error.as_dict() | {"status": status},
            }
        },
    }


def _describe(schema: dict[str, Any]) -> None:
    """Meanings of the fields, without the titles that say the name again. Every field of an answer is always there."""
    for name, field in schema.get("properties", {}).items():
        field.pop("title", None)
        if name in WORDS and "$ref" not in field:
            field["description"] = str(WORDS[name])
    if "properties" in schema:
        schema["required"] = list(schema["properties"])


def sample(schema: Mapping[str, Any], schemas: Mapping[str, Any], name: str = "") -> Any:
    """An example of a shape: real-looking values by the name of the field."""
    if schema.get("$ref", "").endswith("/ReleaseTag"):
        return {"id": "20260301-01", "date": "2026-03-01", "sample": True}
    if "$ref" in schema:
        return sample(schemas[schema["$ref"].rpartition("/")[2]], schemas, name)
    if "const" in schema:
        return schema["const"]
    if "properties" in schema:
        return {key: sample(inner, schemas, key) for key, inner in schema["properties"].items()}
    if schema.get("type") == "array":
        return [sample(schema["items"], schemas, name)]
    if name in SAMPLES and _fits(SAMPLES[name], schema):
        return SAMPLES[name]
    if "anyOf" in schema:
        first = schema["anyOf"][0]
        return sample(first, schemas, name) if "$ref" in first else None
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("format") == "date":
        return "2026-03-01"
    if schema.get("format") == "date-time":
        return "2026-03-01T08:00:00+07:00"
    return {"integer": 1, "number": 1.0, "boolean": False, "object": {}}.get(schema.get("type", ""), "…")


_TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,), "integer": (int,), "number": (int, float), "boolean": (bool,), "array": (list,),
    "object": (dict,), "null": (type(None),),
}  # fmt: skip


def _fits(value: Any, schema: Mapping[str, Any]) -> bool:
    if "anyOf" in schema:
        return any(_fits(value, one) for one in schema["anyOf"])
    if "enum" in schema:
        return value in schema["enum"]
    return isinstance(value, _TYPES.get(schema.get("type", ""), ()))
