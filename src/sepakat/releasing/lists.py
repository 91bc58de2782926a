"""The lists step of a build: recipients, pupils, other registries and official deciles, matched to persons.

A number on a list may be anyone's in the nation, so recipients and pupils are matched anew wherever a list changed, or
who is known by which numbers (a person or family came, left, moved, or has another number); other answers of a family
change nothing here. Entries of other registries rest on their own deliveries alone.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from sepakat.core import duck
from sepakat.core.duck import Connection
from sepakat.core.progress import Step
from sepakat.lake import Build
from sepakat.lake.continuing import key
from sepakat.releasing import identify, provenance, pupils, receipts, registries
from sepakat.releasing.intakes import Intake
from sepakat.releasing.receipts import Matched


@dataclass(frozen=True)
class Lists:
    """What matching gave. official: regency → a hash of the official deciles that its families take over."""

    receipts: Matched
    pupils: dict[str, int]
    official: dict[str, str]


def match(con: Connection, build: Build, intakes: list[Intake], step: Step) -> Lists:
    """Write `receipt`, `pupil` and the other registries; make the views `receipt_match` and `official`. intakes: all
    but those of the base registry. step: three parts."""
    people = _people(con, build)
    loaded = False

    def unit_key(found: list[Intake]) -> str:
        return key(provenance.maker(), [one.mark for one in found], people)

    def lookups() -> None:
        nonlocal loaded
        if not loaded:
            identify.everyone(con, build)
            receipts.load_lookups(con)
            loaded = True

    found = [one for one in intakes if one.has("receipt")]
    kept: dict[str, Any] | None = build.take("receipts", unit_key(found))
    if kept is None:
        lookups()
        kept = asdict(receipts.match_receipts(con, build, found))
        build.finish("receipts", {"": unit_key(found)}, facts=kept)
    matched = Matched(**kept)
    receipts.receipt_match(con, build)
    step.advance()
    found = [one for one in intakes if one.has("pupil")]
    kept = build.take("pupils", unit_key(found))
    if kept is None:
        lookups()
        kept = asdict(pupils.write_pupils(con, build, found))
        build.finish("pupils", {"": unit_key(found)}, facts=kept)
    step.advance()
    _registries(con, build, intakes)
    found = [one for one in intakes if one.has("family")]
    path = build.between / "resmi.parquet"
    official = build.take("official", unit_key(found))
    if official is None:
        if found:
            lookups()
        official = registries.official_deciles(con, found, path)
        build.finish("official", {"": unit_key(found)}, between=[path], facts=official)
    registries.official_view(con, path)
    for name in ("by_nik", "by_birth", "by_kk"):
        con.execute(f"DROP TABLE IF EXISTS {name}")
    step.advance()
    return Lists(matched, kept, official)


def _people(con: Connection, build: Build) -> list[str]:
    """Hashes of who is known by which numbers, by regency: what look-ups give, whichever rows people come from."""
    columns = {
        "family": "family_id, kk_hash",
        "person": "person_id, family_id, nik_hash, kk_hash, tanggal_lahir, jenis_kelamin",
    }
    files = {f"{unit}/{p.stem}": p for unit in columns for p in build.files(f"key_{unit}")}
    logical = {name: build.logical(f"key_{name.split('/')[0]}", path.stem) for name, path in files.items()}
    unit = key(provenance.maker(), logical)
    kept = build.take("people", unit)
    if kept is None:
        known = _known(build)
        kept = {}
        for name, path in files.items():
            if known.get(name, [""])[0] == logical[name]:
                kept[name] = known[name]
                continue
            found = con.sql(
                f"SELECT count(*), sum(hash({columns[name.split('/')[0]]}, left(village_code, 5))::HUGEINT) "
                f"FROM {duck.parquet(path)} WHERE aktif"
            ).fetchall()[0]
            kept[name] = [logical[name], f"{found[0]}:{found[1]}"]
        build.finish("people", {"": unit}, facts={"maker": provenance.maker(), "known": kept})
    else:
        kept = kept["known"]
    return [f"{name} {kept[name][1]}" for name in sorted(files)]


def _known(build: Build) -> dict[str, list[str]]:
    """The hashes of the base release, where this program made them."""
    units = (build.before.document("steps") or {}).get("units", {}) if build.before is not None else {}
    facts = units.get("people", {}).get("facts", {})
    return facts.get("known", {}) if facts.get("maker") == provenance.maker() else {}


def _registries(con: Connection, build: Build, others: list[Intake]) -> None:
    by_name: dict[str, list[Intake]] = {}
    for one in others:
        if one.has("registry") or one.has("person"):
            by_name.setdefault(registries.registry_name(one.source), []).append(one)
    for name, found in sorted(by_name.items()):
        registries.write_registry(con, build, name, found)
