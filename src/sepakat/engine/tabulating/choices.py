"""What a free table can be about: persons, families or an indicator; and by what they can be chosen and divided."""

from __future__ import annotations

from dataclasses import dataclass

from sepakat import catalogue
from sepakat.catalogue.unions import bands
from sepakat.core.errors import UserError, nearest, unknown_name
from sepakat.core.text import Text
from sepakat.engine import frames
from sepakat.engine.frames import Frame, ReleaseLike

UNITS = {
    "orang": Text("Jumlah orang", "Number of persons"),
    "keluarga": Text("Jumlah keluarga", "Number of families"),
}
NUMBERS = {"orang": "person_id", "keluarga": "family_id"}  # the stable number behind a record key
_WORKINGS = {"hasil_pendataan", "keberadaan"}  # how the enumeration went: the same for everyone in a frame


@dataclass(frozen=True)
class Klass:
    """One class, or a declared union of classes. id: as in addresses; codes: of the column."""

    id: str
    label: Text
    codes: frozenset[int]

    @property
    def union(self) -> bool:
        return len(self.codes) > 1


@dataclass(frozen=True)
class Attribute:
    """A column that people can be chosen and divided by. classes: of its code list, in order; unions: declared."""

    name: str
    label: Text
    classes: tuple[Klass, ...]
    unions: tuple[Klass, ...] = ()

    def klass(self, id_: str) -> Klass:
        """The class or union of this id; UserError (code class-unknown)."""
        for one in (*self.classes, *self.unions):
            if one.id == id_:
                return one
        listed = ", ".join(one.id for one in (*self.classes, *self.unions)[:12])
        near = nearest(id_, [one.id for one in (*self.classes, *self.unions)])
        raise UserError(
            Text(f"`{self.name}` tidak punya kelas `{id_}`.", f"`{self.name}` has no class `{id_}`."),
            hint=Text(
                f"Maksud Anda `{near}`?" if near else f"Kelasnya: {listed}.",
                f"Did you mean `{near}`?" if near else f"Its classes: {listed}.",
            ),
            code="class-unknown",
        )

    def above(self, codes: frozenset[int]) -> list[frozenset[int] | None]:
        """Declared unions that hold more than `codes`; last None, which stands for everybody."""
        return [*(u.codes for u in self.unions if codes < u.codes), None]


def attributes(release: ReleaseLike, unit: str) -> dict[str, Attribute]:
    """What persons (`orang`) or families (`keluarga`) of a release can be chosen and divided by, standard first."""
    return attributes_of(frames.frame(release, unit, "registri"))


def attributes_of(frame: Frame) -> dict[str, Attribute]:
    declared = catalogue.breakdown_columns(frame.unit)
    standard = [name for name in catalogue.dimensions() if name in declared]
    order = [*standard, *(name for name in declared if name not in standard)]
    closed = catalogue.vault_columns()
    found: dict[str, Attribute] = {}
    for name in order:
        if name not in frame.columns or name not in frame.variables or name in closed or name in _WORKINGS:
            continue
        about = declared[name]
        rows = [(code, label) for code, label in about.codes().rows.items() if isinstance(code, int)]
        classes = tuple(Klass(str(code), label, frozenset([code])) for code, label in rows)
        unions = tuple(Klass(b.id, b.label, b.codes) for b in bands(about.codelist))
        if len(classes) > 1:
            found[name] = Attribute(name, about.label, classes, unions)
    return found


def attribute(known: dict[str, Attribute], name: str, unit: str) -> Attribute:
    """One attribute; UserError (code dimension-person, dimension-unknown) with the nearest name."""
    if name in known:
        return known[name]
    if unit == "keluarga" and name in catalogue.breakdown_columns("orang"):
        near = f"{name}_kk" if f"{name}_kk" in known else "jenis_kelamin_kk"
        raise UserError(
            Text(f"`{name}` milik orang, sedangkan yang dihitung keluarga.", f"`{name}` is of persons, not families."),
            hint=Text(f"Pakai `{near}`, atau hitung orang.", f"Use `{near}`, or count persons."),
            code="dimension-person",
        )
    raise unknown_name(Text("Ciri", "Attribute"), name, known, "dimension-unknown")


def measures(release: ReleaseLike) -> dict[str, catalogue.Indicator]:
    """Indicators that a free table of this release can measure, by theme and name."""
    held: dict[str, Frame] = {}
    for unit in UNITS:
        try:
            held[unit] = frames.frame(release, unit, "registri")
        except UserError:  # a release without persons measures families only
            continue
    order = {theme: place for place, theme in enumerate(catalogue.themes())}
    found = [
        i
        for i in catalogue.indicators().values()
        if i.satuan_analisis in held and frames.runs(i, held[i.satuan_analisis])
    ]
    return {i.id: i for i in sorted(found, key=lambda i: (order[i.tema], i.nama))}
