"""The conductor: files → intakes → ids → facts → ranks → frames → profiles → a sealed release.

Stages run regency by regency in bounded memory. Everything of a build under way lies in the lake's scratch folder; a
crash at any moment leaves the releases there were, and the next start wipes the rest.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from sepakat.core import duck
from sepakat.core.duck import Connection
from sepakat.core.errors import UserError
from sepakat.core.progress import SILENT, Progress
from sepakat.core.text import Text
from sepakat.lake import Build, Lake, Release
from sepakat.releasing import (
    facts,
    folder,
    identify,
    identities,
    measuring,
    provenance,
    pupils,
    receipts,
    registries,
    sectors,
    surveys,
)
from sepakat.releasing.frames import FRAMES, write_frames
from sepakat.releasing.groups import pack
from sepakat.releasing.ingest import BASE_SOURCES, ingest, same_delivery
from sepakat.releasing.intakes import Intake, intake, intake_ids
from sepakat.releasing.ranking import rank

IDENTIFYING = Text("Memberi nomor tetap keluarga dan orang", "Numbering families and persons")
MATCHING = Text("Mencocokkan daftar penerima dan daftar lain", "Matching recipient lists and other lists")
FACTS = Text("Menyusun fakta keluarga dan orang", "Putting together facts of families and persons")
SEALING = Text("Mengenkripsi identitas", "Encrypting identities")


@dataclass
class Built:
    """What a build gave. skipped: files of the folder that no source knows, with the reason. seconds: by stage."""

    release: Release
    intakes: list[Intake]
    skipped: list[tuple[str, Text]] = field(default_factory=list)
    rank: Any = None
    seconds: dict[str, float] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """The JSON answer of `sepakat release build`."""
        manifest = self.release.manifest
        return {
            "release": self.release.id,
            "base": self.release.base,
            "sample": self.release.sample,
            "families": self.release.rows("family"),
            "persons": self.release.rows("person"),
            "read": sum(i.read for i in self.intakes),
            "accepted": sum(i.accepted for i in self.intakes),
            "rejected": sum(i.rejected for i in self.intakes),
            "sources": manifest["sources"],
            "skipped": [{"file": name, "why": str(why)} for name, why in self.skipped],
            "model": manifest.get("model"),
            "logical": self.release.logical,
            "seconds": {name: round(value, 3) for name, value in self.seconds.items()},
        }


def build(
    lake: Lake,
    intakes: Sequence[str] | None = None,
    *,
    from_dir: Path | None = None,
    model: Path | None = None,
    base: str | None = "current",
    rank_base: Literal["orang", "keluarga"] = "orang",
    on: dt.date | None = None,
    progress: Progress = SILENT,
) -> Built:
    """Make and seal a release; publishing it is a step of its own.

    intakes: ids to build from (default: all that are stored). from_dir: recognise and take in every file of a folder,
    and build from those alone; files taken in before by the same version are not read twice. model: a model file;
    without one a model is fitted on the survey that the intakes hold. base: the release whose ids are carried on and
    whose unchanged files are shared. rank_base: what a decile holds a tenth of, `orang` or `keluarga`. on: the day of
    the release (default: today).

    UserError where nothing can be built (no registry among the sources, no survey and no model, an unknown intake).
    """
    day = on or dt.date.today()
    seconds: dict[str, float] = {}
    lake.vault.check_key()
    with lake.writing("release build"):
        skipped: list[tuple[str, Text]] = []
        sample = False
        with _timed(seconds, "ingest"):
            if from_dir is not None:
                found = folder.look(Path(from_dir), progress)
                chosen = [_take(lake, d, found.sample, progress) for d in found.deliveries]
                skipped, sample = found.skipped, found.sample
            else:
                chosen = [intake(lake, name) for name in (intake_ids(lake) if intakes is None else intakes)]
        sample = sample or any(one.sample for one in chosen)
        with lake.begin(sample=sample, base=base, on=day) as under_way:
            ranked = _build(under_way, chosen, model, rank_base, day, seconds, progress)
            with _timed(seconds, "seal"):
                release = under_way.seal()
    return Built(release, chosen, skipped, ranked, seconds)


@contextmanager
def _timed(seconds: dict[str, float], name: str) -> Iterator[None]:
    start = time.perf_counter()
    try:
        yield
    finally:
        seconds[name] = seconds.get(name, 0.0) + time.perf_counter() - start


def _take(lake: Lake, delivery: folder.Delivery, sample: bool, progress: Progress) -> Intake:
    """The intake of a delivery: the stored one where these very files were taken in before, else a new one."""
    stored = same_delivery(lake, delivery.source, delivery.files)
    if stored is not None:
        return stored
    return ingest(lake, delivery.source, delivery.files, sample=sample, progress=progress)


def base_intakes(chosen: list[Intake]) -> list[Intake]:
    """The intakes of the registry that the release stands on. UserError `release-no-base` where there is none."""
    for source in BASE_SOURCES:
        found = [one for one in chosen if one.source == source and one.has("family")]
        if found:
            return found
    raise UserError(
        Text("Belum ada data keluarga untuk rilis ini.", "There are no family data for this release."),
        Text(
            f"Rilis berdiri di atas salah satu dari: {', '.join(BASE_SOURCES)}.",
            f"A release stands on one of: {', '.join(BASE_SOURCES)}.",
        ),
        Text("Masukkan berkas keluarga dan anggota Regsosek atau DTSEN.", "Ingest Regsosek or DTSEN family files."),
        code="release-no-base",
    )


def _build(
    build: Build,
    chosen: list[Intake],
    model: Path | None,
    rank_base: Literal["orang", "keluarga"],
    day: dt.date,
    seconds: dict[str, float],
    progress: Progress,
) -> Any:
    base = base_intakes(chosen)
    others = [one for one in chosen if one not in base]
    con = duck.connect(build.scratch / "spill")
    with _timed(seconds, "identify"), progress.step(IDENTIFYING) as step:
        build.describe(ids=identify.identify(con, build.lake, build.base, base))
        identify.write_keys(con, build)
        step.advance()
    counts = con.sql("SELECT left(village_code, 5), count(*) FROM person_ids GROUP BY 1").fetchall()
    groups = pack({str(r[0]): int(r[1]) for r in counts} | _childless(con))
    with _timed(seconds, "lists"), progress.step(MATCHING, 3) as step:
        receipts.load_lookups(con)
        matched = receipts.match_receipts(con, build, [one for one in others if one.has("receipt")])
        schooled = pupils.write_pupils(con, build, others)
        step.advance()
        _registries(con, build, others)
        step.advance()
        registries.official_deciles(con, [one for one in others if one.has("family")])
        step.advance()
    with _timed(seconds, "facts"), progress.step(FACTS, len(groups)) as step:
        villages = facts.load_villages(con, build.lake.path, chosen)
        for parts in groups:
            facts.write_facts(con, build, base, parts, matched.covered)
            step.advance()
    with _timed(seconds, "vault"), progress.step(SEALING, len(groups)) as step:
        for parts in groups:
            identities.write_identities(con, build, base, parts)
            step.advance()
        identities.write_locations(con, build, base, [one for one in others if one.has("location")])
    with _timed(seconds, "surveys"):
        surveys.write_surveys(con, build, others, day)
        sectors.write_sectors(con, build, others)
    for name in ("family_ids", "person_ids", "by_nik", "by_birth", "by_kk", "receipt_match", "official"):
        con.execute(f"DROP TABLE IF EXISTS {name}")
    with _timed(seconds, "rank"):
        ranked = rank(build, model, rank_base, day, progress)
    with _timed(seconds, "frames"), progress.step(FRAMES, len(groups)) as step:
        for parts in groups:
            write_frames(con, build, parts)
            step.advance()
    con.close()
    build.describe(
        **provenance.facts(chosen, base, day, rank_base, villages),
        matched={k: v for k, v in matched.__dict__.items() if k != "covered"},
        **({"pupils": schooled.__dict__} if schooled.entries else {}),
    )
    build.write_document("quality", {one.id: one.report for one in chosen})
    with _timed(seconds, "profile"):
        measuring.write_profile(build, progress)
    return ranked


def _childless(con: Connection) -> dict[str, int]:
    """Regencies that have families but no persons."""
    found = con.sql(
        "SELECT left(village_code, 5), count(*) FROM family_ids GROUP BY 1 "
        "HAVING left(village_code, 5) NOT IN (SELECT left(village_code, 5) FROM person_ids)"
    ).fetchall()
    return {str(r[0]): int(r[1]) for r in found}


def _registries(con: Connection, build: Build, others: list[Intake]) -> None:
    by_name: dict[str, list[Intake]] = {}
    for one in others:
        if one.has("registry") or one.has("person"):
            by_name.setdefault(registries.registry_name(one.source), []).append(one)
    for name, found in sorted(by_name.items()):
        registries.write_registry(con, build, name, found)
