"""Features of the proxy means test: named integer expressions over columns that registry and survey share.

The specification is reviewed data (`catalogue/pmt/*.toml`). Each feature is either a set of levels (`CASE`) or a whole
number with breakpoints. The same text of SQL is run on the survey when fitting and on the registry when scoring, so
there is no second implementation that could drift.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from sepakat import catalogue
from sepakat.catalogue.reading import HOME, Node, files, read
from sepakat.core.errors import unknown_name
from sepakat.core.text import Text
from sepakat.welfare.expressions import check_expression, refuse

DEFAULT = "regsosek_susenas"
SURVEY = "survey_susenas_household"
# Kept out by name, with the reason given to whoever tries: a model must not feed on what it decides.
CIRCULAR = ("terima_", "penerima_", "bulan_", "desil", "tanggal_desil", "jumlah_jamkes")
NOT_FACTS = ("family_id", "village_code", "sls_code", "hasil_pendataan", "status_kk", "tipe_daerah")


NO_WORDS = Text("", "")


@dataclass(frozen=True)
class Need:
    """A column that must be answered, always or only `when` an earlier answer leads to the question."""

    column: str
    when: str = ""


@dataclass(frozen=True)
class Level:
    """One answer class. when: SQL condition. merge: the level whose coefficient it takes when the survey has too few.
    silent: no words in an explanation (a question that was not asked)."""

    name: str
    when: str
    words: Text
    merge: str = ""
    silent: bool = False


@dataclass(frozen=True)
class Feature:
    """One feature: either `levels` (with `reference`) or `value` (a whole number) with `knots`.

    group: features explained in one sentence. words: sentence with `{nilai}` for numbers; divisor and decimals say how
    the whole number is shown.
    """

    name: str
    label: Text
    needs: tuple[Need, ...]
    levels: tuple[Level, ...] = ()
    reference: str = ""
    value: str = ""
    knots: tuple[int, ...] = ()
    words: Text = NO_WORDS
    divisor: int = 1
    decimals: int = 0
    group: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(need.column for need in self.needs))

    def sql(self) -> str:
        """The feature's value: the whole number itself, or the index of the level (0-based); NULL when unknown."""
        if self.value:
            return f"CAST({self.value} AS BIGINT)"
        return "CASE " + " ".join(f"WHEN {lv.when} THEN {i}" for i, lv in enumerate(self.levels)) + " END"

    def terms(self) -> tuple[str, ...]:
        """Ids of its coefficients: `lantai=tanah`, or `umur_kepala` and `umur_kepala>30`."""
        if self.levels:
            return tuple(f"{self.name}={lv.name}" for lv in self.levels if lv.name != self.reference)
        return (self.name, *(f"{self.name}>{k}" for k in self.knots))


@dataclass(frozen=True)
class Spec:
    """A reviewed list of features."""

    name: str
    title: Text
    version: str
    features: tuple[Feature, ...]
    notes: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(c for f in self.features for c in f.columns))

    def terms(self) -> tuple[str, ...]:
        return tuple(t for f in self.features for t in f.terms())

    def digest(self) -> str:
        """SHA-256 of what the specification means (not of its file's bytes)."""
        return hashlib.sha256(json.dumps(as_data(self), sort_keys=True).encode()).hexdigest()

    def only(self, columns: Iterable[str]) -> Spec:
        """The features whose columns are all among `columns`: what a registry with fewer questions can use."""
        held = set(columns)
        return replace(self, features=tuple(f for f in self.features if held.issuperset(f.columns)))


def as_data(spec: Spec) -> dict[str, Any]:
    """Plain JSON values, the form kept inside a model file."""
    return asdict(spec)


def from_data(data: dict[str, Any]) -> Spec:
    """The inverse of `as_data`, with every expression checked again: a model file is outside data."""
    features = tuple(
        Feature(
            **{
                **raw,
                "label": Text(*raw["label"]),
                "words": Text(*raw["words"]),
                "needs": tuple(Need(**need) for need in raw["needs"]),
                "levels": tuple(Level(**{**level, "words": Text(*level["words"])}) for level in raw["levels"]),
                "knots": tuple(raw["knots"]),
            }
        )
        for raw in data["features"]
    )
    spec = Spec(data["name"], Text(*data["title"]), data["version"], features, tuple(data["notes"]))
    check_spec(spec)
    return spec


def check_spec(spec: Spec) -> None:
    """Refuse a specification that reads what it must not, or whose features do not hold together."""
    facts = catalogue.table("family").variables
    vault = catalogue.vault_columns()
    for feature in spec.features:
        where = f"{spec.name}: {feature.name}"
        for need in feature.needs:
            _check_column(need.column, facts, vault, where)
        if not feature.name.isidentifier() or not feature.needs or bool(feature.levels) == bool(feature.value):
            raise refuse(where, "Fitur perlu nama, kolom, dan tingkat atau ungkapan.", "Incomplete feature.")
        for text in (*(lv.when for lv in feature.levels), *(n.when for n in feature.needs if n.when), feature.value):
            if text:
                check_expression(text, feature.columns, where)
        if feature.levels:
            _check_levels(feature, where)
        if list(feature.knots) != sorted(set(feature.knots)):
            raise refuse(where, "Simpul harus naik.", "Knots must rise.")
    names = [f.name for f in spec.features]
    if len(set(names)) < len(names):
        raise refuse(spec.name, "Nama fitur tertulis dua kali.", "A feature name is written twice.")


def _check_column(column: str, facts: Any, vault: frozenset[str], where: str) -> None:
    if column in vault:
        raise refuse(
            where,
            f"Kolom `{column}` ada di brankas identitas; model tidak membacanya.",
            f"Column `{column}` is in the identity vault; models never read it.",
            code="welfare-vault",
        )
    if column.startswith(CIRCULAR):
        raise refuse(
            where,
            f"Kolom `{column}` adalah penerimaan bantuan atau desil: model akan berputar pada dirinya sendiri.",
            f"Column `{column}` records aid or a decile: the model would feed on what it decides.",
            code="welfare-circular",
        )
    shared = [name for name in facts if name in catalogue.table(SURVEY).variables and name not in NOT_FACTS]
    if column not in shared:
        raise unknown_name(
            Text("Kolom bersama registri dan survei", "Column shared by registry and survey"),
            column,
            shared,
            "welfare-column",
        )


def _check_levels(feature: Feature, where: str) -> None:
    names = [lv.name for lv in feature.levels]
    if len(set(names)) < len(names) or feature.reference not in names:
        raise refuse(where, "Tingkat harus berbeda dan memuat acuan.", "Levels must differ and hold the reference.")
    merges = {lv.name: lv.merge for lv in feature.levels}
    for name in names:
        seen = {name}
        while merges[name]:
            name = merges[name]
            if name not in merges or name in seen:
                raise refuse(where, f"`gabung` menuju `{name}` keliru.", f"The merge into `{name}` is wrong.")
            seen.add(name)
    if merges[feature.reference]:
        raise refuse(where, "Acuan tidak digabung.", "The reference is never merged.")


def _feature(node: Node) -> Feature:
    node.only({"nama", "label", "label_en", "kelompok", "butuh", "acuan", "tingkat", "ungkapan", "simpul", "pembagi",
               "desimal", "id", "en", "ya_tidak"})  # fmt: skip
    name, label = node.text("nama"), node.label("label", "label_en")
    group = node.text("kelompok", "") or name
    if "ya_tidak" in node.data:
        column, thing = node.text("ya_tidak"), node.label("id", "en")
        levels: tuple[Level, ...] = (
            Level("tidak", f"{column} = 2", Text(f"Tidak punya {thing.id}", f"Does not own {thing.en}")),
            Level("ya", f"{column} = 1", Text(f"Punya {thing.id}", f"Owns {thing.en}"), merge="tidak"),
        )
        return Feature(name, label, (Need(column),), levels, "tidak", group=group)
    needs = tuple(Need(n.text("kolom"), n.text("bila", "")) for n in node.children("butuh"))
    if "ungkapan" in node.data:
        knots = tuple(int(k) for k in node.data.get("simpul", []))
        return Feature(
            name, label, needs, value=node.text("ungkapan"), knots=knots, words=node.label("id", "en"),
            divisor=node.integer("pembagi", 1), decimals=node.integer("desimal", 0), group=group,
        )  # fmt: skip
    levels = tuple(
        Level(n.text("nama"), n.text("ketika"), n.label("id", "en"), n.text("gabung", ""), n.flag("diam"))
        for n in node.children("tingkat")
    )
    return Feature(name, label, needs, levels, node.text("acuan"), group=group)


def load_spec(path: Path) -> Spec:
    """One specification file; UserError naming file, feature and reason where it cannot be used."""
    node = read(path)
    node.only({"nama", "judul", "judul_en", "versi", "disusun_oleh", "diperiksa_oleh", "catatan", "fitur"})
    spec = Spec(
        name=node.text("nama"),
        title=node.label("judul", "judul_en"),
        version=node.text("versi"),
        features=tuple(_feature(n) for n in node.children("fitur")),
        notes=node.texts("catatan", []),
    )
    check_spec(spec)
    return spec


@functools.lru_cache(maxsize=1)
def specs() -> dict[str, Spec]:
    """Every specification of the catalogue, by name."""
    return {path.stem: load_spec(path) for path in files(HOME / "pmt")}


def spec(name: str = DEFAULT) -> Spec:
    """One specification; UserError (code unknown-pmt) with the nearest name."""
    try:
        return specs()[name]
    except KeyError:
        raise unknown_name(Text("Daftar peubah model", "Feature list"), name, specs(), "unknown-pmt") from None
