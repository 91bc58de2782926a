"""Why a family has its score, in words: what pushed it up or down against the average person of its province.

score − mean score of the province = Σ (contribution of a feature − its mean contribution), exactly: nothing is left
unexplained. Features that move together (the rooms of one question, family composition) share a sentence.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow as pa

from sepakat import catalogue
from sepakat.core import duck
from sepakat.core.text import Text, number, percent
from sepakat.welfare.features import Feature
from sepakat.welfare.model import NATION, Cell, Model, contribution
from sepakat.welfare.scoring import feature_columns, missing_sql

_MICRO = 1_000_000
_SHOWN = 0.005  # a push that would print as 0.00 is not a sentence of its own
_SENTENCES = 10
_KINDS = {1: Text("perkotaan", "urban area"), 2: Text("perdesaan", "rural area")}


@dataclass(frozen=True)
class Push:
    """One sentence. effect: change of the score in log units against the average; positive = better off."""

    group: str
    words: Text
    effect: float

    def sentence(self) -> Text:
        id_ = "menaikkan" if self.effect > 0 else "menurunkan"
        en = "raises" if self.effect > 0 else "lowers"
        size = abs(self.effect)
        return Text(
            f"{self.words.id} {id_} skor {number(size, 2, 'id')}.",
            f"{self.words.en}: {en} the score by {number(size, 2, 'en')}.",
        )


@dataclass(frozen=True)
class Explanation:
    """score, mean: log units over the poverty line; mean of the reference region. missing: labels of unanswered
    questions, then there is no score. ranks: rank columns as given."""

    family_id: int | None
    model: str
    region: str
    score: float | None
    mean: float
    pushes: tuple[Push, ...] = ()
    missing: tuple[Text, ...] = ()
    missing_columns: tuple[str, ...] = ()
    ranks: Mapping[str, Any] = field(default_factory=dict)
    label: str = "simulasi"

    @property
    def rankable(self) -> bool:
        return self.score is not None

    def lines(self, limit: int = _SENTENCES) -> list[Text]:
        """Sentences: status, deciles, chance, score, then pushes from strongest to weakest, provenance.

        Pushes beyond `limit`, or too small to print, are summed in one sentence, so that all of it still adds up.
        """
        found: list[Text] = []
        if self.score is None:
            found.append(Text("Keluarga ini tidak dapat diperingkat.", "This family cannot be ranked."))
            names = Text("; ".join(t.id for t in self.missing), "; ".join(t.en for t in self.missing))
            found.append(Text(f"Pertanyaan yang belum terjawab: {names.id}.", f"Questions not answered: {names.en}."))
        else:
            found += self._ranks()
            found.append(
                Text(
                    f"Skor {number(self.score, 2, 'id')}; rata-rata wilayah acuan {number(self.mean, 2, 'id')}.",
                    f"Score {number(self.score, 2, 'en')}; reference average {number(self.mean, 2, 'en')}.",
                )
            )
            told = [p for p in self.pushes if abs(p.effect) >= _SHOWN][:limit]
            rest = sum(p.effect for p in self.pushes if p not in told)
            found += [p.sentence() for p in told]
            if abs(rest) >= _SHOWN:
                found.append(Push("lainnya", Text("Jawaban lain bersama-sama", "All other answers"), rest).sentence())
        found.append(Text(f"Model {self.model} ({self.label}).", f"Model {self.model} (simulation)."))
        return found

    def _ranks(self) -> list[Text]:
        found = []
        for column, place in _SCOPES.items():
            decile = self.ranks.get(column)
            if decile is not None:
                words = Text(f"Desil {decile} {place.id} (simulasi).", f"Decile {decile} {place.en} (simulation).")
                found.append(words)
        chance = self.ranks.get("peluang_d14")
        if chance is not None:
            found.append(
                Text(
                    f"Peluang keluarga ini benar-benar dalam desil 1–4: {percent(100 * chance, 0, 'id')}.",
                    f"Chance that this family truly is in deciles 1–4: {percent(100 * chance, 0, 'en')}.",
                )
            )
        if self.ranks.get("dekat_batas") == 1:
            found.append(
                Text(
                    "Dekat batas desil 4/5: periksa datanya sebelum memutuskan.",
                    "Near the 4/5 cut: check its facts before deciding.",
                )
            )
        official = self.ranks.get("desil_resmi")
        if official is not None:
            found.append(
                Text(f"Desil resmi di berkas sumber: {official}.", f"Official decile in the file: {official}.")
            )
        return found

    def as_dict(self, lang: str = "id") -> dict[str, Any]:
        """Plain values for JSON; `kalimat` are the sentences in one language."""
        return {
            "family_id": self.family_id,
            "model": self.model,
            "label": self.label,
            "dapat_diperingkat": self.rankable,
            "skor": self.score,
            "skor_rata_rata": self.mean,
            "wilayah_acuan": self.region,
            "kurang_data": list(self.missing_columns),
            "dorongan": [
                {"kelompok": p.group, "kata": p.words.in_(lang), "pengaruh": round(p.effect, 6)} for p in self.pushes
            ],
            "kalimat": [line.in_(lang) for line in self.lines()],
            **dict(self.ranks),
        }


_SCOPES = {
    "desil_nasional": Text("nasional", "nationally"),
    "desil_provinsi": Text("provinsi", "in the province"),
    "desil_kabupaten": Text("kabupaten/kota", "in the regency"),
}
RANKS = (
    *_SCOPES, "persentil_nasional", "persentil_provinsi", "persentil_kabupaten", "peluang_d14", "dekat_batas",
    "desil_resmi",
)  # fmt: skip


def explain(model: Model, row: Mapping[str, Any]) -> Explanation:
    """The explanation of one family.

    row: its `family` columns (absent ones count as unanswered) with `village_code`; rank columns and `desil_resmi`,
    where given, are passed on into the sentences.
    """
    village = str(row.get("village_code") or "")
    regency, province = village[:5], village[:2]
    reference = province if province in model.means else NATION
    means = model.means[reference]
    answers = _answers(model, row)
    ranks = {name: row[name] for name in RANKS if row.get(name) is not None}
    found = Explanation(
        family_id=row.get("family_id"),
        model=model.id,
        region=reference,
        score=None,
        mean=sum(means.values()) / _MICRO,
        label=model.label,
    )
    if answers["kurang"] is not None or not (row.get("members") or 0) > 0:
        facts = catalogue.table("family").variables
        columns = tuple((answers["kurang"] or "members").split(","))
        return replace(found, missing_columns=columns, missing=tuple(facts[c].label for c in columns))
    kind = 0 if model.kinds == (0,) else int(row["tipe_daerah"])
    cell = model.leaf(regency, kind)
    pushes = _pushes(model, cell, answers, means)
    where = _where(kind)
    pushes.append(Push("wilayah", where, (cell.constant - means[""]) / _MICRO))
    pushes.sort(key=lambda p: (-abs(p.effect), p.group))
    # Whole-number contributions sum to the SQL score exactly.
    score = cell.constant + sum(contribution(f, cell, int(answers[f"f{i}"])) for i, f in enumerate(model.spec.features))
    return replace(found, score=score / _MICRO, pushes=tuple(pushes), ranks=ranks)


def _where(kind: int) -> Text:
    words = _KINDS.get(kind)
    if words is None:
        return Text("Tempat tinggal di kabupaten/kota ini", "Living in this regency")
    return Text(f"Tempat tinggal di {words.id} kabupaten/kota ini", f"Living in this regency's {words.en}")


def _answers(model: Model, row: Mapping[str, Any]) -> dict[str, Any]:
    """Values of every feature and the missing columns of one row, by the same SQL as for all."""
    facts = catalogue.table("family").variables
    needed = dict.fromkeys((*model.columns(), "members"))
    data = pa.table({c: pa.array([row.get(c)], facts[c].arrow) for c in needed})
    items, values = feature_columns(model)
    con = duck.connect()
    try:
        con.register("satu", data)
        inner = f"SELECT *, {items} FROM satu"
        kurang = missing_sql(model, values=values)
        return dict(
            duck.arrow(con, f"SELECT {', '.join(values.values())}, {kurang} AS kurang FROM ({inner})").to_pylist()[0]
        )
    finally:
        con.close()


def _pushes(model: Model, cell: Cell, answers: dict[str, Any], means: Mapping[str, int]) -> list[Push]:
    groups: dict[str, list[tuple[int, Text]]] = {}
    for i, feature in enumerate(model.spec.features):
        value = int(answers[f"f{i}"])
        effect = contribution(feature, cell, value) - means[feature.name]
        groups.setdefault(feature.group or feature.name, []).append((effect, words_of(feature, value)))
    found = []
    for group, parts in groups.items():
        total = sum(effect for effect, _ in parts)
        # Words of the parts that push the way the whole does, the strongest first, at most two.
        spoken = [(e, w) for e, w in parts if w.id]
        along = [(e, w) for e, w in spoken if math.copysign(1, e) == math.copysign(1, total)] or spoken
        along.sort(key=lambda p: -abs(p[0]))
        words = [w for _, w in along[:2]]
        id_ = "; ".join(_tail(w.id, i) for i, w in enumerate(words))
        en = "; ".join(_tail(w.en, i) for i, w in enumerate(words))
        found.append(Push(group, Text(id_, en), total / _MICRO))
    return found


def _tail(words: str, place: int) -> str:
    # Later parts of a sentence begin small, unless they begin with an abbreviation.
    return words if place == 0 or words[:2].isupper() else words[:1].lower() + words[1:]


def words_of(feature: Feature, value: int) -> Text:
    """The answer in words; empty for a question that was not asked."""
    if feature.levels:
        level = feature.levels[value]
        return Text("", "") if level.silent else level.words
    shown = value / feature.divisor
    return Text(
        feature.words.id.replace("{nilai}", number(shown, feature.decimals, "id")),
        feature.words.en.replace("{nilai}", number(shown, feature.decimals, "en")),
    )


def rupiah(model: Model, score: float, line: float) -> float:
    """Estimated consumption per head in rupiah a month: exp(score) × line × Duan's smearing factor of the model.

    score: log units. line: the poverty line, rupiah per person a month. Only where a value in rupiah is shown.
    """
    return math.exp(score) * line * float(model.facts["smearing"])
