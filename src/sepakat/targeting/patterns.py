"""A pattern of registries as it stands in an address: `regsosek+dtks-p3ke`: in the first two, not in the third."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sepakat.core.errors import UserError
from sepakat.core.text import Text

BASES = ("regsosek", "dtsen")  # registries that releases are made from: names are kept for their persons
_FORM = re.compile(r"[a-z0-9_]{2,20}(?:[+\- ][a-z0-9_]{2,20}){0,7}")


@dataclass(frozen=True)
class Pattern:
    """inside: found in all of these; outside: in none of these."""

    inside: tuple[str, ...]
    outside: tuple[str, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        return tuple(sorted((*self.inside, *self.outside)))

    @property
    def beyond(self) -> bool:
        """Whether it is of people outside the release's own registry: their names are those of `inside`."""
        return not set(self.inside) & set(BASES)

    @property
    def text(self) -> str:
        """As written in an address, in one order."""
        return "+".join(sorted(self.inside)) + "".join(f"-{name}" for name in sorted(self.outside))

    @property
    def words(self) -> Text:
        there = ", ".join(name.upper() for name in sorted(self.inside))
        if not self.outside:
            return Text(f"ada di {there}", f"in {there}")
        gone = ", ".join(name.upper() for name in sorted(self.outside))
        return Text(f"ada di {there}; tidak ada di {gone}", f"in {there}; not in {gone}")


def read(text: str) -> Pattern:
    """UserError `list-overlap` for what is no pattern, names a registry twice, or does not say whether its people are
    in the registry that the release is made from."""
    # a plus sign in an address arrives as a space
    clean = text.strip().lower().replace(" ", "+")
    if not _FORM.fullmatch(clean):
        raise amiss(Text("Pola irisan tidak terbaca.", "That pattern of registries cannot be read."))
    parts = re.findall(r"([+\-]?)([a-z0-9_]+)", clean)
    names = [name for _, name in parts]
    if len(set(names)) < len(names):
        raise amiss(Text("Satu daftar disebut dua kali.", "A registry is named twice."))
    inside = tuple(name for sign, name in parts if sign != "-")
    if not set(names) & set(BASES):
        raise amiss(
            Text(
                "Sebut regsosek atau dtsen: di dalam irisan, atau di luarnya (dtks-regsosek).",
                "Name regsosek or dtsen: as one to be in, or not to be in (dtks-regsosek).",
            )
        )
    return Pattern(inside, tuple(name for sign, name in parts if sign == "-"))


def amiss(title: Text) -> UserError:
    """For a pattern that cannot be."""
    return UserError(
        title,
        hint=Text("Tulis misalnya regsosek+dtks-p3ke.", "Write it like regsosek+dtks-p3ke."),
        code="list-overlap",
    )
