"""What tests of the API share: asking as a program would, and a token without the form."""

from __future__ import annotations

import datetime as dt
from typing import Any

PROBLEM = {"ok", "error", "detail", "hint", "where", "code", "status"}


def ask(client: Any, path: str, key: str = "", method: str = "get", **more: Any) -> Any:
    """The answer to a request below `/api/v1/`."""
    headers = more.pop("headers", {}) | ({"Authorization": f"Bearer {key}"} if key else {})
    return getattr(client, method)("/api/v1/" + path, headers=headers, **more)


def problem(response: Any, status: int, code: str | None = None) -> dict[str, Any]:
    """The body of a failure, after its shape has been checked."""
    assert response.status_code == status, (response.status_code, response.content[:300])
    assert response.headers["Content-Type"] == "application/json"
    body = response.json()
    assert set(body) == PROBLEM
    assert body["ok"] is False
    assert body["status"] == status
    assert body["error"]
    if code:
        assert body["code"] == code
    return body


def key_of(user: Any, *actions: str, region: str = "53.01", days: int = 30, two_step: bool = True, **facts: Any) -> str:
    """A token of this person, made by the same action as the page makes it."""
    from sepakat.web.accounts.actor import actor_of
    from sepakat.web.api.actions import make

    given = {"name": f"uji {'-'.join(actions)} {region}", "purpose": "Menguji API dengan data contoh"} | facts
    _, key = make(
        by=actor_of(user, two_step=two_step),
        owner_id=user.pk,
        region=region,
        actions=actions,
        until=dt.date.today() + dt.timedelta(days=days),
        **given,
    )
    return key


def walk(client: Any, path: str, key: str = "") -> list[dict[str, Any]]:
    """All rows of an answer, page after page by its `next`."""
    rows: list[dict[str, Any]] = []
    response = ask(client, path, key)
    while True:
        body = response.json()
        assert response.status_code == 200, body
        rows += body["rows"]
        if body["next"] is None:
            assert len(rows) == body["total"]
            return rows
        response = client.get(body["next"], headers={"Authorization": f"Bearer {key}"} if key else {})
