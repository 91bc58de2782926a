"""Views of names, one file per page. Each is behind `sensitive`: a right, and no copy kept anywhere."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from sepakat.access import Action
from sepakat.web.accounts import actor as door


def sensitive(action: Action) -> Callable[[Any], Any]:
    """Behind the right to `action` somewhere, and never stored by a browser or a proxy."""

    def wrap(view: Any) -> Any:
        guarded = door.needs(action)(view)

        @wraps(view)
        def shown(*args: Any, **kwargs: Any) -> Any:
            response = guarded(*args, **kwargs)
            response.headers["Cache-Control"] = "no-store, private"
            return response

        return shown

    return wrap


def signed_in(view: Any) -> Any:
    """For whoever is signed in; what they may see there is decided by the rules. Never stored either."""
    guarded = door.signed_in(view)

    @wraps(view)
    def shown(*args: Any, **kwargs: Any) -> Any:
        response = guarded(*args, **kwargs)
        response.headers["Cache-Control"] = "no-store, private"
        return response

    return shown
