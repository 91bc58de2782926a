"""Figures in Prometheus' text format 0.0.4. Every app may tell its own: a `metrics` module with `metrics()`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", '"': '\\"'})


@dataclass(frozen=True)
class Sample:
    """One figure. suffix: `_bucket`, `_sum`, `_count` of a histogram."""

    value: float
    labels: Mapping[str, str] = field(default_factory=dict)
    suffix: str = ""


@dataclass(frozen=True)
class Family:
    """Figures of one name. kind: counter, gauge or histogram. Labels come from closed lists, never from people."""

    name: str
    kind: str
    help: str
    samples: Iterable[Sample]


def lines(family: Family) -> Iterator[str]:
    yield f"# HELP {family.name} {family.help.translate({ord(chr(92)): chr(92) * 2, 10: chr(92) + 'n'})}"
    yield f"# TYPE {family.name} {family.kind}"
    for sample in family.samples:
        labels = ",".join(f'{k}="{str(v).translate(_ESCAPES)}"' for k, v in sample.labels.items())
        yield f"{family.name}{sample.suffix}{'{' + labels + '}' if labels else ''} {_number(sample.value)}"


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def page() -> str:
    """Everything every app tells."""
    from sepakat.web import walk

    families = [family for app in walk.each("metrics") for family in app.metrics()]
    return "\n".join(line for family in families for line in lines(family)) + "\n"
