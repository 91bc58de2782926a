"""Asking a question of the catalogue about a region: the analysis runs, and gives a table and a sentence.

Kinds of analysis are the modules of `kinds/`, found by walking: each has `COLUMNS` (documented), `OPTIONS` (what it
takes, with its meaning) and `run(ask) -> Answer`.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Any, Protocol

from sepakat import catalogue
from sepakat.analysis import kinds, scope, tables
from sepakat.analysis.scope import Scope
from sepakat.analysis.tables import Spec
from sepakat.analysis.variables import SERIES, Variable, variable
from sepakat.catalogue.analyses import Question, analyses, analysis
from sepakat.core.errors import UserError, unknown_name
from sepakat.core.table import Table
from sepakat.core.text import Text
from sepakat.engine import frames

# What a release may lack without the question being wrong: the answer then says what to do.
LACKING = frozenset({
    "figure-none", "figure-unknown", "figure-region", "frame-missing", "indicator-columns", "analysis-points",
    "analysis-pairs", "analysis-none", "analysis-hidden", "analysis-few", "analysis-fit", "analysis-similar",
    "analysis-before", "analysis-cut", "analysis-region", "survey-level", "region-empty", "region-level",
    "figure-break", "analysis-versions", "profile-missing",
})  # fmt: skip


@dataclass(frozen=True)
class Ask:
    """A question at hand. given: options of whoever asks, over those of the question's file."""

    release: Any
    question: Question
    region: str
    level: str | None = None
    given: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def options(self) -> dict[str, Any]:
        return {**self.question.options, **self.given}

    @cached_property
    def parts(self) -> Scope:
        return scope.parts(self.region, self.question.levels, self.level)

    @cached_property
    def focus(self) -> Scope:
        return scope.focus(self.region, self.question.levels, self.level)

    @cached_property
    def variables(self) -> tuple[Variable, ...]:
        """What the question is about: its indicators, then its series."""
        named = [*self.question.indicators, *(SERIES + name for name in self.question.series)]
        return tuple(variable(name) for name in named)

    def source(self, one: Variable) -> str:
        """`registri`, `susenas` or `sakernas`: as asked for, else where the variable has its figures."""
        return self.text("sumber") or one.source

    def rule(self, name: str) -> float:
        """A dated parameter on the release's day."""
        return float(catalogue.parameter(name, frames.day(self.release)).value)

    def text(self, name: str, default: str = "") -> str:
        return str(self.options.get(name, default))

    def number(self, name: str, default: float) -> float:
        """A number among the options; UserError `analysis-option` for what is none."""
        given = self.options.get(name, default)
        try:
            return float(given)
        except (TypeError, ValueError):
            raise UserError(
                Text(f"Pilihan `{name}` harus angka.", f"The option `{name}` must be a number."),
                hint=Text(f"Misalnya {name}={default:g}.", f"For example {name}={default:g}."),
                code="analysis-option",
            ) from None

    def listed(self, name: str) -> tuple[Any, ...]:
        """Several values; from the command line, separated by commas."""
        given = self.options.get(name, ())
        return tuple(part.strip() for part in given.split(",")) if isinstance(given, str) else tuple(given)


@dataclass(frozen=True)
class Answer:
    """table: protected figures with documented columns; sentence: what they say. refused: the release could not answer;
    the sentence says why and what to do."""

    question: Question
    table: Table
    sentence: Text
    refused: bool = False


class Kind(Protocol):
    COLUMNS: Sequence[Spec]
    OPTIONS: Mapping[str, Text]

    def run(self, ask: Ask) -> Answer: ...


@lru_cache(maxsize=1)
def known() -> Mapping[str, Any]:
    """All kinds of analysis by name."""
    found = {
        m.name: importlib.import_module(f"{kinds.__name__}.{m.name}") for m in pkgutil.iter_modules(kinds.__path__)
    }
    return MappingProxyType(dict(sorted(found.items())))


def kind(question: Question) -> Any:
    """The kind of a question; UserError `unknown-kind`."""
    if question.kind not in known():
        raise unknown_name(Text("Analisis", "Analysis"), question.kind, known(), "unknown-kind")
    return known()[question.kind]


def questions() -> Mapping[str, Question]:
    """All questions by id, each checked against the analysis that answers it. UserError `unknown-kind`,
    `analysis-option`."""
    for one in analyses().values():
        check_options(one, one.options)
    return analyses()


def check_options(question: Question, options: Mapping[str, Any]) -> None:
    """UserError `analysis-option` for an option that the kind does not take."""
    taken = kind(question).OPTIONS
    for name in options:
        if name not in taken:
            raise unknown_name(Text("Pilihan", "Option"), name, taken, "analysis-option")


def ask(
    release: Any, id_: str | Question, region: str, level: str | None = None, *, strict: bool = False, **given: Any
) -> Answer:
    """The answer to a question for a region. given: options over those of its file (`sepakat analyse ID --options`
    lists them). Where the release lacks what is needed the answer is an empty table with a sentence that says what to
    do; strict: the UserError itself. UserError `unknown-analysis`, `analysis-option`, `analysis-level`,
    `analysis-region`, region codes."""
    question = analysis(id_) if isinstance(id_, str) else id_
    check_options(question, given)
    asked = Ask(release, question, region, level, given)
    one = kind(question)
    try:
        found: Answer = one.run(asked)
    except UserError as problem:
        if strict or problem.code not in LACKING:
            raise
        return _refusal(asked, one, problem)
    meta = {**found.table.meta, "question": question.id, "kind": question.kind, "region": region}
    return replace(found, table=replace(found.table, meta=meta))


def _refusal(asked: Ask, one: Any, problem: UserError) -> Answer:
    parts = [problem.title, problem.detail, getattr(problem, "hint", None)]
    said = Text(" ".join(p.id for p in parts if p), " ".join(p.en for p in parts if p))
    meta = {"question": asked.question.id, "kind": asked.question.kind, "region": asked.region, "refused": problem.code}
    table = tables.build(one.COLUMNS, [], asked.question.ask, asked.release, notes=[said], meta=meta)
    return Answer(asked.question, table, said, refused=True)
