"""Scenarios as a few words each, for an address or a line of a document: `desil=4`, `biaya=42000|50000`.

A field that differs between scenarios stands once for each, apart by `|`; one that all share stands once. Amounts are
plain numbers, groups and payers are joined by commas: `kelompok=lansia,balita`, `pembayar=provinsi:40,kabupaten:60`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sepakat.core.text import Text
from sepakat.targeting.scenarios.model import MOST, NEW, Scenario, wrong

FIELDS: Mapping[str, Text] = {
    "nama": Text("Nama skenario.", "Name of the scenario."),
    "desil": Text("Desil tertinggi yang dimaksud (4).", "Highest decile (4)."),
    "kelompok": Text("Kelompok, dipisah koma: disabilitas, hamil, balita, lansia, …", "Groups."),
    "desil_kelompok": Text("Desil tertinggi untuk kelompok itu.", "Highest decile of the groups."),
    "dahulukan": Text("Kelompok yang didahulukan.", "Groups served first."),
    "cakupan": Text("tambahan (biasa), geser, atau ulang.", "tambahan (usual), geser or ulang."),
    "kuota": Text("Paling banyak sekian penerima.", "At most so many."),
    "plafon": Text("Paling banyak sekian rupiah.", "At most so many rupiah."),
    "biaya": Text("Rupiah sebulan untuk satu penerima.", "Rupiah a month for one."),
    "bulan": Text("Berapa bulan (12).", "How many months (12)."),
    "penyerapan": Text("Persen yang datang (100).", "Percent who come (100)."),
    "pembayar": Text("Persen menurut pembayar, misalnya provinsi:40,kabupaten:60.", "Percent by payer."),
}
APART = "|"


def words(scenarios: Sequence[Scenario]) -> dict[str, str]:
    """The fields of some scenarios of one programme; what is as usual is left out."""
    rows = [_words(one, at) for at, one in enumerate(scenarios, 1)]
    found = {}
    for name in FIELDS:
        said = [row[name] for row in rows]
        if any(said):
            found[name] = APART.join(said)
    return found


def scenarios(programme: str, given: Mapping[str, str]) -> tuple[Scenario, ...]:
    """The scenarios of such fields, checked. UserError `scenario-field`, `unknown-programme`."""
    split = {name: given[name].split(APART) for name in FIELDS if given.get(name)}
    many = max((len(v) for v in split.values()), default=1)
    if many > MOST:
        raise wrong("nama", f"paling banyak memuat {MOST} skenario", f"holds at most {MOST} scenarios")
    return tuple(
        _scenario(programme, {n: v[i] if len(v) == many else v[0] for n, v in split.items()}, i + 1)
        for i in range(many)
    )


def _named(at: int) -> str:
    """The name of a scenario without one, as `web.scenarios` gives it."""
    return f"Skenario {at}"


def _words(one: Scenario, at: int) -> dict[str, str]:
    shares = ",".join(f"{payer}:{share:g}" for payer, share in one.shares.items())
    return {
        "nama": "" if one.name == _named(at) else one.name.replace(APART, "/"),
        "desil": str(one.decile_max),
        "kelompok": ",".join(one.categories),
        "desil_kelompok": "" if one.category_decile is None else str(one.category_decile),
        "dahulukan": ",".join(one.first),
        "cakupan": "" if one.scope == NEW else one.scope,
        "kuota": "" if one.quota is None else str(one.quota),
        "plafon": "" if one.ceiling is None else f"{one.ceiling:.15g}",
        "biaya": f"{one.cost:.15g}" if one.cost else "",
        "bulan": "" if one.months == 12 else str(one.months),
        "penyerapan": "" if one.take_up == 100 else f"{one.take_up:g}",
        "pembayar": "" if shares == "kabupaten:100" else shares,
    }


def _scenario(programme: str, given: Mapping[str, str], at: int) -> Scenario:
    def listed(name: str) -> tuple[str, ...]:
        return tuple(part.strip() for part in given.get(name, "").split(",") if part.strip())

    shares = {}
    for pair in listed("pembayar"):
        payer, _, share = pair.partition(":")
        shares[payer.strip()] = _number("pembayar", share) or 0.0
    more: dict[str, Any] = {"shares": shares} if shares else {}
    months, take_up = _whole(given, "bulan"), _number("penyerapan", given.get("penyerapan", ""))
    decile = _whole(given, "desil")
    return Scenario(
        name=given.get("nama") or _named(at),
        programme=programme,
        decile_max=4 if decile is None else decile,
        categories=listed("kelompok"),
        category_decile=_whole(given, "desil_kelompok"),
        first=listed("dahulukan"),
        scope=given.get("cakupan") or NEW,
        quota=_whole(given, "kuota"),
        ceiling=_number("plafon", given.get("plafon", "")),
        cost=_number("biaya", given.get("biaya", "")) or 0.0,
        months=12 if months is None else months,
        take_up=100.0 if take_up is None else take_up,
        **more,
    ).check()


def _number(name: str, text: str) -> float | None:
    text = text.strip()
    if not text:
        return None
    if not text.replace(".", "", 1).isascii() or not text.replace(".", "", 1).isdigit() or len(text) > 20:
        raise wrong(name, "ditulis dengan angka, misalnya 42000", "is written in digits, such as 42000")
    return float(text)


def _whole(given: Mapping[str, str], name: str) -> int | None:
    found = _number(name, given.get(name, ""))
    if found is not None and found != int(found):
        raise wrong(name, "harus bilangan bulat", "must be a whole number")
    return None if found is None else int(found)
