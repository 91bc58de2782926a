"""The one error that users see. Command line, API and pages render the same object.

A `UserError` says what happened, why, and what to do next, in Bahasa and English. It never holds a person's value
(a name, a NIK): those would end up in a log.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from sepakat.core.text import Text, language


def _text(value: Text | str | None) -> Text | None:
    return Text(value, value) if isinstance(value, str) else value


class UserError(Exception):
    """A problem that the user can mend.

    title: what happened, one sentence. detail: why. hint: the next step. where: file, row, column or option.
    code: stable kebab-case id, documented in docs/reference/errors.md.
    Plain strings are taken for both languages; prefer `Text(id, en)`.
    """

    def __init__(
        self,
        title: Text | str,
        detail: Text | str | None = None,
        hint: Text | str | None = None,
        where: str | None = None,
        code: str = "galat",
    ) -> None:
        self.title = _text(title) or Text("", "")
        self.detail = _text(detail)
        self.hint = _text(hint)
        self.where = where
        self.code = code
        super().__init__(self.title.id)

    def as_dict(self, lang: str | None = None) -> dict[str, object]:
        """The JSON shape of every error: ok, error, detail, hint, where, code."""
        lang = lang or language()
        return {
            "ok": False,
            "error": self.title.in_(lang),
            "detail": self.detail.in_(lang) if self.detail else None,
            "hint": self.hint.in_(lang) if self.hint else None,
            "where": self.where,
            "code": self.code,
        }

    def render(self, lang: str | None = None) -> str:
        """Plain lines for a terminal or a log."""
        lang = lang or language()
        lines = [self.title.in_(lang)]
        if self.where:
            lines.append(("Tempat: " if lang == "id" else "Where: ") + self.where)
        if self.detail:
            lines.append(self.detail.in_(lang))
        if self.hint:
            lines.append(self.hint.in_(lang))
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.render()


_FEW = 12  # names that an error lists itself
_LISTED_BY = {  # the command that lists the names, by the error's code
    "dimension-unknown": "sepakat table orang --region KODE --attributes",
    "intake-unknown": "sepakat ingest list",
    "source-unknown": "sepakat ingest sources",
    "unknown-source": "sepakat ingest sources",
    "table-what": "sepakat indicator list",
    "unknown-analysis": "sepakat analyse",
    "unknown-indicator": "sepakat indicator list",
    "unknown-programme": "sepakat target --region KODE",
    "unknown-series": "sepakat figure list",
    "release-unknown": "sepakat release list",
}


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like a mistyped one, or None."""
    found = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return found[0] if found else None


def unknown_name(kind: Text, name: str, known: Iterable[str], code: str) -> UserError:
    """The error for a name that is not in a list, with the nearest one that is."""
    names = [str(one) for one in known]
    near = nearest(name, names)
    if near:
        hint = Text(f"Maksud Anda `{near}`?", f"Did you mean `{near}`?")
    elif 0 < len(names) <= _FEW:
        hint = Text(f"Yang ada: {', '.join(names)}.", f"There are: {', '.join(names)}.")
    elif code in _LISTED_BY:
        hint = Text(f"Lihat daftarnya: `{_LISTED_BY[code]}`.", f"See the list: `{_LISTED_BY[code]}`.")
    else:
        hint = Text("Lihat daftar yang ada, lalu coba lagi.", "See the list of names, then try again.")
    return UserError(
        Text(f"{kind.id} `{name}` tidak dikenal.", f"{kind.en} `{name}` is not known."), hint=hint, code=code
    )
