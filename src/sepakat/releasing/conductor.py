"""The conductor: files → intakes → ids → facts → ranks → frames → profiles → a sealed release.

Stages run regency by regency in bounded memory. What is finished is noted as a unit with a key over all that it rests
on (see `lake.continuing`): a build that was killed goes on from its units, and units of the base release whose keys
are the same are shared without being read. A crash at any moment leaves the releases there were.
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
from sepakat.core.errors import UserError
from sepakat.core.files import sha256_file
from sepakat.core.progress import SILENT, Progress, Step
from sepakat.core.text import Text
from sepakat.lake import Build, Lake, Release, numbers
from sepakat.lake.continuing import key
from sepakat.regions import urban
from sepakat.releasing import (
    facts,
    folder,
    identify,
    identities,
    lists,
    measuring,
    provenance,
    receipts,
    room,
    sectors,
    surveys,
)
from sepakat.releasing.frames import FRAMES, frame_key, write_frames
from sepakat.releasing.groups import ROWS, pack
from sepakat.releasing.ingest import BASE_SOURCES, ingest, same_delivery
from sepakat.releasing.intakes import Intake, intake, intake_ids
from sepakat.releasing.ranking import rank
from sepakat.releasing.rows import Rows

IDENTIFYING = Text("Memberi nomor tetap keluarga dan orang", "Numbering families and persons")
MATCHING = Text("Mencocokkan daftar penerima dan daftar lain", "Matching recipient lists and other lists")
FACTS = Text("Menyusun fakta keluarga dan orang", "Putting together facts of families and persons")
SEALING = Text("Mengenkripsi identitas", "Encrypting identities")


@dataclass
class Built:
    """What a build gave. skipped: files of the folder that no source knows, with the reason. seconds: by stage.
    continued: units that an interrupted build had finished."""

    release: Release
    intakes: list[Intake]
    skipped: list[tuple[str, Text]] = field(default_factory=list)
    rank: Any = None
    seconds: dict[str, float] = field(default_factory=dict)
    continued: int = 0

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
            "continued": self.continued,
            "work": manifest.get("work", {}),
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
    from_scratch: bool = False,
    progress: Progress = SILENT,
) -> Built:
    """Make and seal a release; publishing it is a step of its own.

    intakes: ids to build from (default: all that are stored). from_dir: recognise and take in every file of a folder,
    and build from those alone; files taken in before by the same version are not read twice. model: a model file;
    without one a model is fitted on the survey that the intakes hold. base: the release whose ids are carried on and
    whose unchanged files are shared. rank_base: what a decile holds a tenth of, `orang` or `keluarga`. on: the day of
    the release (default: today). from_scratch: make every step anew, though an interrupted build or the base has it.

    A build that was killed and is started again with the same intakes, options, base and program goes on from its
    finished steps, under the day it began with; the result is the same.

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
        room.for_build(lake, chosen)
        plan = _plan(lake, chosen, base, sample, model, rank_base, on)
        with lake.begin(sample=sample, base=base, on=day, plan=plan, afresh=from_scratch) as under_way:
            if under_way.continued:
                with progress.step(_going_on(under_way)):
                    pass
            ranked = _build(under_way, chosen, model, rank_base, seconds, from_scratch, progress)
            with _timed(seconds, "seal"):
                release = under_way.seal()
    return Built(release, chosen, skipped, ranked, seconds, under_way.continued)


def _plan(
    lake: Lake,
    chosen: list[Intake],
    base: str | None,
    sample: bool,
    model: Path | None,
    rank_base: str,
    on: dt.date | None,
) -> dict[str, Any]:
    """Everything that a release rests on: another plan starts anew."""
    return {
        "intakes": [one.mark for one in chosen],
        "base": lake.current_id if base == "current" else base,
        "sample": sample,
        "model": sha256_file(model) if model is not None else None,
        "rank_base": rank_base,
        "on": on.isoformat() if on else None,
        "villages": key(urban.load(lake.path).to_pylist()),
        "maker": provenance.maker(),
        "group_rows": ROWS,
    }


def _going_on(build: Build) -> Text:
    day = build.since[:16].replace("T", " ")
    return Text(
        f"Melanjutkan dari penyusunan {day} UTC: {build.continued} bagian sudah selesai",
        f"Going on from the build of {day} UTC: {build.continued} parts are finished",
    )


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
    seconds: dict[str, float],
    whole: bool,
    progress: Progress,
) -> Any:
    day = build.on
    base = base_intakes(chosen)
    others = [one for one in chosen if one not in base]
    con = duck.connect(build.scratch / "spill")
    with _timed(seconds, "identify"), progress.step(IDENTIFYING) as step:
        rows = Rows(con, build.lake, base, build.base)
        unit = key(provenance.maker(), rows.tokens, rows.touched, build.base.id if build.base else None)
        if build.take("identify", unit) is None:
            identify.identify(con, build, rows, whole=whole)
            build.finish("identify", {"": unit}, facts={"rows": rows.tokens, "touched": rows.touched})
        step.advance()
    with _timed(seconds, "lists"), progress.step(MATCHING, 3) as step:
        matched = lists.match(con, build, others, step)
    with _timed(seconds, "facts"):
        villages = facts.load_villages(con, build.lake.path, chosen)
        keys = facts.keys(con, build, rows, matched)
        for parts, step in _todo(build, "facts", keys, rows, FACTS, progress):
            identify.load(con, build, rows, parts)
            facts.write_facts(con, build, base, parts, matched.receipts.covered)
            build.finish("facts", {part: keys[part] for part in parts})
            step.advance()
    with _timed(seconds, "vault"):
        keys = {p: key(provenance.maker(), rows.tokens[p], build.logical("key_person", p)) for p in rows.parts}
        for parts, step in _todo(build, "vault", keys, rows, SEALING, progress):
            identify.load(con, build, rows, parts)
            identities.write_identities(con, build, base, parts)
            build.finish("vault", {part: keys[part] for part in parts})
            step.advance()
        placed = [one for one in others if one.has("location")]
        unit = key([one.mark for one in placed], rows.tokens, [build.logical("key_family", p) for p in rows.parts])
        with _once(build, "location", unit) as missing:
            if missing:
                identities.write_locations(con, build, rows, placed)
    with _timed(seconds, "surveys"):
        sampled = [one for one in others if any(t.startswith("survey_") for t in one.tables())]
        with _once(build, "surveys", key([o.mark for o in sampled], surveys.survey_day(sampled) or day)) as missing:
            if missing:
                surveys.write_surveys(con, build, sampled, day)
        told = [one for one in others if any(one.has(table) for table in sectors.KEYS)]
        with _once(build, "sectors", key([one.mark for one in told])) as missing:
            if missing:
                sectors.write_sectors(con, build, told)
    with _timed(seconds, "rank"):
        ranked = rank(build, model, rank_base, day, progress)
    with _timed(seconds, "frames"):
        parts_of = {p.stem for table in ("family", "person") for p in build.files(table)}
        keys = {p: frame_key(build, p) for p in sorted(parts_of)}
        for parts, step in _todo(build, "frames", keys, rows, FRAMES, progress):
            write_frames(con, build, parts)
            build.finish("frames", {part: keys[part] for part in parts})
            step.advance()
    con.close()
    with _timed(seconds, "index"):
        numbers.write(build, build.path / numbers.FOLDER, build.scratch / "numbers")
    build.describe(
        **provenance.facts(chosen, base, day, rank_base, villages),
        matched=matched.receipts.summary(),
        listed=receipts.told(matched.receipts.covered),
        **({"pupils": matched.pupils} if matched.pupils.get("entries") else {}),
    )
    build.write_document("quality", {one.id: one.report for one in chosen})
    with _timed(seconds, "profile"):
        measured = measuring.write_profile(build, progress)
    build.describe(work=provenance.work(build, measured))
    return ranked


@contextmanager
def _once(build: Build, step: str, rests_on: str) -> Iterator[bool]:
    """Whether a whole step is still to be made; when the block ends it is finished."""
    unit = key(provenance.maker(), rests_on)
    missing = build.take(step, unit) is None
    yield missing
    if missing:
        build.finish(step, {"": unit})


def _todo(
    build: Build, step: str, keys: dict[str, str], rows: Rows, title: Text, progress: Progress
) -> Iterator[tuple[list[str], Step]]:
    """The regencies whose unit of a step is neither finished nor to be shared, in groups that fit in memory."""
    todo = [part for part, unit in keys.items() if build.take(f"{step}/{part}", unit) is None]
    groups = pack({part: rows.size(part) for part in todo})
    with progress.step(title, len(groups)) as under_way:
        for parts in groups:
            yield parts, under_way
