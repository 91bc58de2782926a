"""A budget scenario as data: a rule, the money there is, who pays. Every choice is checked with a sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from sepakat import catalogue
from sepakat.catalogue import Programme
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.targeting.scenarios.categories import categories

MOST = 4  # scenarios that stand side by side
PAYERS: Mapping[str, Text] = MappingProxyType(
    {
        "pusat": Text("Pemerintah pusat", "Nation"),
        "provinsi": Text("Provinsi", "Province"),
        "kabupaten": Text("Kabupaten/kota", "Regency or city"),
        "lain": Text("Pihak lain", "Others"),
    }
)
SCALES: Mapping[str, Text] = MappingProxyType(
    {
        "nasional": Text("desil nasional", "national decile"),
        "provinsi": Text("desil provinsi", "provincial decile"),
        "kabupaten": Text("desil kabupaten/kota", "regency decile"),
    }
)
NEW, SHIFT, ANEW = "tambahan", "geser", "ulang"
SCOPES: Mapping[str, Text] = MappingProxyType(
    {
        NEW: Text("menambah: yang sudah menerima tetap menerima", "adding: who has it keeps it"),
        SHIFT: Text(
            "menggeser: yang menerima dan masih memenuhi aturan didahulukan, yang lain berhenti",
            "shifting: who receives and still meets the rule comes first, others cease",
        ),
        ANEW: Text("memilih ulang semua penerima dari awal", "choosing all recipients anew"),
    }
)
Shares = Mapping[str, float]
_REGION = re.compile(r"\d{2}(\.\d{2})?")


@dataclass(frozen=True)
class Scenario:
    """One scenario. A unit is a family or a person, as the programme gives it.

    Who: `decile_min`-`decile_max` on a `scale`, and, where `categories` are named, those in any of them up to
    `category_decile` (without it the categories narrow the deciles instead). condition: an expression over the frame.
    first: categories served before the others. scope: NEW, SHIFT or ANEW.
    Money: at most `quota` units and at most `ceiling` rupiah; `cost` rupiah a month for each unit (or, with
    `per_person`, for each member of the family), `months` months; `take_up` percent of those offered come.
    benefit: rupiah a month that adds to a unit's consumption (0 for a service); None: the same as `cost`.
    shares: percent by payer; regional: other shares by region (`75`, `75.01`), the longest code holds.
    """

    name: str
    programme: str
    decile_max: int
    decile_min: int = 1
    scale: str = "nasional"
    categories: tuple[str, ...] = ()
    category_decile: int | None = None
    condition: str = ""
    first: tuple[str, ...] = ()
    scope: str = NEW
    quota: int | None = None
    ceiling: float | None = None
    cost: float = 0.0
    per_person: bool = False
    months: int = 12
    take_up: float = 100.0
    benefit: float | None = None
    shares: Shares = field(default_factory=lambda: {"kabupaten": 100.0})
    regional: Mapping[str, Shares] = field(default_factory=dict)

    def check(self) -> Scenario:
        """Itself; UserError (code scenario-…) naming the field that cannot be used."""
        programme = catalogue.programme(self.programme)
        for name, value, least, most in (
            ("desil_min", self.decile_min, 1, 10),
            ("desil_maks", self.decile_max, 0, 10),
            ("desil_maks_kategori", self.category_decile, 1, 10),
            ("bulan", self.months, 1, 60),
            ("penyerapan", self.take_up, 1, 100),
            ("kuota", self.quota, 1, 10**9),
            ("plafon", self.ceiling, 1, 1e18),
            ("biaya", self.cost, 0, 1e12),
            ("nilai_manfaat", self.benefit, 0, 1e12),
        ):
            if value is not None and not least <= value <= most:
                raise wrong(name, f"harus antara {least:g} dan {most:g}", f"must lie between {least:g} and {most:g}")
        _one_of("skala", self.scale, SCALES)
        _one_of("cakupan", self.scope, SCOPES)
        for name, chosen in (("kategori", self.categories), ("dahulukan", self.first)):
            for one in chosen:
                _one_of(name, one, categories())
        if self.category_decile is not None and not self.categories:
            raise wrong("desil_maks_kategori", "memerlukan isian `kategori`", "needs the field `kategori`")
        if self.per_person and programme.unit == "orang":
            raise wrong("biaya_per", "untuk program per orang selalu `orang`", "is always `orang` for this programme")
        if self.ceiling is not None and not self.cost:
            raise wrong("plafon", "memerlukan isian `biaya` di atas nol", "needs `biaya` above zero")
        for where, shares in (
            ("pembayar", self.shares),
            *((f"pembayar_wilayah.{k}", v) for k, v in self.regional.items()),
        ):
            _shares(where, shares)
        for code in self.regional:
            if not _REGION.fullmatch(code):
                raise wrong("pembayar_wilayah", "memakai kode provinsi atau kabupaten/kota, misalnya 75.01",
                            "takes codes of provinces or regencies, such as 75.01")  # fmt: skip
        return self

    @property
    def unit(self) -> str:
        return self.about.unit

    @property
    def about(self) -> Programme:
        return catalogue.programme(self.programme)

    @property
    def insurance(self) -> bool:
        """Whether it is health insurance, where another insurer must not be paid a second time."""
        return self.about.listed == "segmen_jkn"

    @property
    def cash(self) -> float:
        """Rupiah a month that a unit's consumption gains; nothing for insurance unless it is said."""
        if self.benefit is not None:
            return self.benefit
        return 0.0 if self.insurance else self.cost

    @property
    def anew(self) -> bool:
        """Whether who receives today and is not chosen ceases to receive."""
        return self.scope != NEW

    @property
    def payers(self) -> tuple[str, ...]:
        """Payers that pay anything anywhere, in their usual order."""
        named = {p for shares in (self.shares, *self.regional.values()) for p, share in shares.items() if share > 0}
        return tuple(p for p in PAYERS if p in named)

    def shares_of(self, village: str) -> Shares:
        """Percent by payer in the place of a code: the longest region that is named."""
        for length in (5, 2):
            if village[:length] in self.regional:
                return self.regional[village[:length]]
        return self.shares

    @property
    def rule_words(self) -> Text:
        """Who is meant, in words."""
        low = self.decile_min
        scale = SCALES[self.scale]
        chosen = [categories()[c].label for c in self.categories]
        named = Text(" atau ".join(c.id.lower() for c in chosen), " or ".join(c.en.lower() for c in chosen))
        spread = f"{low}–{self.decile_max}" if low < self.decile_max else f"{self.decile_max}"
        base = Text(f"{scale.id} {spread}", f"{scale.en} {spread}")
        if not chosen:
            made = base
        elif self.category_decile is None:
            made = Text(f"{base.id} dengan {named.id}", f"{base.en} with {named.en}")
        else:
            wide = f"{low}–{self.category_decile}" if low < self.category_decile else f"{self.category_decile}"
            extra = Text(f"{scale.id} {wide} dengan {named.id}", f"{scale.en} {wide} with {named.en}")
            made = extra if self.decile_max < low else Text(f"{base.id}, dan {extra.id}", f"{base.en}, and {extra.en}")
        if not self.condition:
            return made
        return Text(
            f"{made.id}; syarat tambahan `{self.condition}`", f"{made.en}; further condition `{self.condition}`"
        )


def wrong(field_: str, id_: str, en: str) -> UserError:
    """The error for one field: `Isian `x` …`."""
    return UserError(
        Text("Skenario belum dapat dihitung.", "The scenario cannot be computed."),
        Text(f"Isian `{field_}` {id_}.", f"The field `{field_}` {en}."),
        Text("Perbaiki isian itu, lalu coba lagi.", "Mend that field, then try again."),
        where=field_,
        code="scenario-field",
    )


def _one_of(name: str, value: str, known: Mapping[str, object]) -> None:
    if value not in known:
        listed = ", ".join(known)
        raise wrong(name, f"harus salah satu dari: {listed}", f"must be one of: {listed}")


def _shares(where: str, shares: Shares) -> None:
    for payer, share in shares.items():
        _one_of(where, payer, PAYERS)
        if not 0 <= share <= 100:
            raise wrong(where, "berisi persen dari 0 sampai 100", "holds percentages from 0 to 100")
    total = sum(shares.values())
    if abs(total - 100) > 0.01:
        raise wrong(
            where, f"harus berjumlah 100 persen; sekarang {total:g}", f"must add up to 100 percent, not {total:g}"
        )
