"""docs/reference/api.md: the operations as Markdown, from the OpenAPI document in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sepakat.core.text import reading_in
from sepakat.web.api.document import ABOUT, document
from sepakat.web.api.operations import groups
from sepakat.web.api.pages import shown


def page() -> str:
    """The whole page."""
    told = document("en")
    with reading_in("en"):
        parts = [f"# API\n\n{ABOUT.en}\n\nHow to use it: [howto/use-the-api](../howto/use-the-api.md).\n"]
        for group in groups():
            parts.append(f"## {group.group.en}\n")
            parts += [_operation(told, about) for about in group.known]
        parts.append(_errors(told))
    return "\n".join(parts)


def _operation(told: Mapping[str, Any], about: Any) -> str:
    one = shown(told, about)
    lines = [f"### `{one.method} {one.path}`\n\n**{one.title}.** {one.about}\n"]
    if one.scope:
        lines.append(f"Needs a token with the scope `{one.scope}`.\n")
    lines.append("| parameter | meaning | form | needed |\n|---|---|---|---|")
    lines += [f"| `{p.name}` | {p.about} | {_cell(p.form)} | {'yes' if p.needed else ''} |" for p in one.parameters]
    lines.append(f"\n```text\n{one.curl}\n```\n")
    return "\n".join(lines)


def _errors(told: Mapping[str, Any]) -> str:
    rows = []
    for name, response in told["components"]["responses"].items():
        example = response["content"]["application/json"]["example"]
        rows.append(f"| {name.removeprefix('Problem')} | `{example['code']}` | {example['error']} {example['hint']} |")
    return "## Errors\n\n| status | code, where none is more exact | words |\n|---|---|---|\n" + "\n".join(rows) + "\n"


def _cell(words: str) -> str:
    """Words inside a Markdown table."""
    return words.replace("|", "\\|")
