"""All row checks of one file as one SELECT: each rule is a bit, so five million rows need one pass and few bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sepakat.core import duck
from sepakat.core.text import Text, language
from sepakat.quality.model import REJECT, Check, Group, Rule
from sepakat.quality.registry import discover
from sepakat.sources.plan import Plan

BITS = 60
IDENTITY = ("nik", "kk")
_MASKED_TEXT = {"nama", "nama_kk", "alamat", "nomor_kartu"}


@dataclass(frozen=True)
class Mark:
    """One condition as it is stored: bit `bit` of column `word`. rule holds its words; ref: column with its number."""

    check: Check
    rule: Rule | Group
    word: str
    bit: int
    ref: str | None = None

    @property
    def test(self) -> str:
        return f"({self.word} & {1 << self.bit}) <> 0"

    @property
    def rejects(self) -> bool:
        return self.check.severity == REJECT


def row_marks(plan: Plan) -> list[Mark]:
    """Every row rule that applies to this file, numbered."""
    found = [(check, rule) for check in discover().values() if check.rows for rule in check.rows(plan)]
    return [Mark(check, rule, f"_s{n // BITS}", n % BITS) for n, (check, rule) in enumerate(found)]


def checked_select(plan: Plan, marks: Sequence[Mark]) -> str:
    """What is written of each row: its number, the canonical columns that are kept, the words of bits, and a hash of
    the row's cells. The cells themselves stay in the file: refused rows take them from there (`Plan.cells`)."""
    words: dict[str, list[str]] = {}
    for mark in marks:
        assert isinstance(mark.rule, Rule)
        words.setdefault(mark.word, []).append(f"CASE WHEN {mark.rule.where} THEN {1 << mark.bit} ELSE 0 END")
    bits = "".join(f", CAST({' + '.join(terms)} AS BIGINT) AS {word}" for word, terms in words.items())
    cells = ", ".join(f"s{i}" for i in range(len(plan.staged.columns)))
    kept = ", ".join(duck.identifier(column) for column in plan.kept())
    place = ", _digit" + (", _wilayah" if plan.role.region is not None else "")
    return f"SELECT _row, _rusak, {kept}{place}{bits}, hash({cells}) AS _hash FROM ({plan.relation()})"


def any_of(marks: Sequence[Mark]) -> str:
    """SQL: at least one of these marks is set."""
    masks: dict[str, int] = {}
    for mark in marks:
        masks[mark.word] = masks.get(mark.word, 0) | (1 << mark.bit)
    return " OR ".join(f"(coalesce({word}, 0) & {mask}) <> 0" for word, mask in masks.items()) or "FALSE"


def shown(plan: Plan, column: str) -> str:
    """SQL of a cell as it may be repeated to the operator: identity is masked, long text cut."""
    raw = plan.text(column)
    field = plan.fields[column]
    if field.kind in IDENTITY:
        return (
            f"CASE WHEN length({raw}) > 8 THEN left({raw}, 4) || repeat('•', length({raw}) - 8) || right({raw}, 4) "
            f"ELSE repeat('•', length({raw})) END"
        )
    if column in _MASKED_TEXT:
        return "'•••'"
    return f"left({raw}, 30)"


def message_sql(plan: Plan, mark: Mark, lang: str | None = None) -> str:
    """SQL of the sentence for one failing row."""
    text = mark.rule.message.in_(lang or language())
    column = mark.rule.column
    out: list[str] = []
    for kind, piece in _pieces(text):
        if kind == "text":
            out.append(duck.literal(piece))
        elif piece == "kolom":
            out.append(duck.literal(column_words(plan, column).in_(lang or language())))
        elif piece == "isi" and column is not None and plan.has(column):
            out.append(f"coalesce({shown(plan, column)}, '')")
        elif piece == "panjang" and column is not None:
            out.append(f"coalesce(CAST(length({plan.text(column)}) AS VARCHAR), '0')")
        elif piece == "digit":
            out.append("left(coalesce(_digit, ''), 20)")
        elif piece == "rujuk" and mark.ref:
            out.append(f"coalesce(CAST({mark.ref} AS VARCHAR), '?')")
    return " || ".join(out)


def column_words(plan: Plan, column: str | None) -> Text:
    """`R305 – Jenis atap terluas`: the header as written and what people call it."""
    if column is None:
        return Text("Baris ini", "This row")
    label = plan.label(column)
    if not plan.has(column):
        return label
    header = plan.header(column)
    if header.lower() in (label.id.lower(), label.en.lower()):
        return Text(header, header)
    return Text(f"{header} – {label.id}", f"{header} – {label.en}")


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Plain text and `{placeholders}`, in order."""
    rest = text
    while "{" in rest:
        before, _, rest = rest.partition("{")
        name, _, rest = rest.partition("}")
        if before:
            yield "text", before
        yield "value", name
    if rest:
        yield "text", rest
