"""The queue's door to the library: which pairs of the last run wait, where they are, and what both entries say."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass

from sepakat import access
from sepakat.access import Action, Actor
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.lake import Lake, Release
from sepakat.matching import clerical
from sepakat.matching.clerical import Decision, Pair, Review, Verdict
from sepakat.matching.measure import Rate
from sepakat.matching.overlap import beside, runs
from sepakat.matching.overlap.beside import Beside
from sepakat.matching.store import Run
from sepakat.web.names import lake as door
from sepakat.web.registries.models import PairDecision

MOST = 300  # pairs of one run that people are asked about
LEAST = 30  # settled pairs from which a quality is told


@dataclass(frozen=True)
class Candidate:
    """A pair to look at. region: the smallest region that holds both entries."""

    review: Review
    region: str

    @property
    def pair(self) -> Pair:
        return self.review.pair


@dataclass(frozen=True)
class Queue:
    """The pairs of one run. reachable: in the person's regions; mine: those that they may judge now, in order;
    verdicts: of settled pairs; second: pairs that wait for another person."""

    run: Run
    every: tuple[Candidate, ...]
    reachable: tuple[Candidate, ...]
    mine: tuple[Candidate, ...]
    verdicts: dict[Pair, Verdict]
    second: int

    @property
    def settled(self) -> int:
        return sum(c.pair in self.verdicts for c in self.reachable)

    @property
    def quality(self) -> dict[str, Rate] | None:
        """Precision and recall of the run by what people settled, all regions together; None while too few."""
        if len(self.verdicts) < LEAST:
            return None
        return clerical.quality([c.review for c in self.every], self.verdicts, self.run.threshold)


def queue(who: Actor) -> Queue | None:
    """What waits for this person; None where no run has been made for the release."""
    home = door.lake()
    release = door.release(home)
    run = runs.latest(home, release)
    if run is None:
        return None
    places = access.reach(who, Action.MATCH_REVIEW)
    every = candidates(home, release, run)
    reachable = tuple(c for c in every if any(access.inside(p, c.region) for p in places))
    said = decisions(run.id)
    chances = {c.pair: c.review.probability for c in every}
    verdicts = {pair: v for pair, v in clerical.settled(said, chances).items() if pair in chances}
    by_pair = clerical.latest(said)
    mine = [c for c in reachable if c.pair not in verdicts and who.id not in by_pair.get(c.pair, {})]
    mine.sort(key=lambda c: c.pair not in by_pair)  # those that wait for a second person come first
    second = sum(c.pair in by_pair and c.pair not in verdicts for c in reachable)
    return Queue(run, every, reachable, tuple(mine), verdicts, second)


_kept: dict[tuple[str, str], tuple[Candidate, ...]] = {}  # of the last run: a run never changes
_lock = threading.Lock()


def candidates(home: Lake, release: Release, run: Run) -> tuple[Candidate, ...]:
    """The pairs of a run that people look at, the least sure first; those whose entries the release has."""
    key = (str(home.path), run.id)
    with _lock:
        found = _kept.get(key)
    if found is None:
        found = _placed(release, clerical.pairs_to_review(run, MOST))
        with _lock:
            _kept.clear()
            _kept[key] = found
    return found


def _placed(release: Release, reviews: Iterable[Review]) -> tuple[Candidate, ...]:
    chosen = list(reviews)
    ends = [end for r in chosen for end in (r.pair[:2], r.pair[2:])]
    places = beside.villages(release, ends)
    found = []
    for one in chosen:
        left, right = places.get(one.pair[:2]), places.get(one.pair[2:])
        if left and right:
            found.append(Candidate(one, common(left, right)))
    return tuple(found)


def common(left: str, right: str) -> str:
    """The smallest region that holds both villages; `00` where they share no province."""
    shared = []
    for one, other in zip(left.split("."), right.split("."), strict=False):
        if one != other:
            break
        shared.append(one)
    return ".".join(shared) or "00"


def decisions(run: str) -> list[Decision]:
    """Every verdict that stands on pairs of this run; what they settle is what the next run takes (`keeping`)."""
    return [labelled(d) for d in PairDecision.objects.filter(run=run, undone_at=None)]


def labelled(row: PairDecision) -> Decision:
    return Decision(row.pair, row.verdict, str(row.by_id), row.at)  # type: ignore[arg-type]


def candidate(queue: Queue | None, pair: Pair) -> Candidate:
    """A pair of the queue that its person may see; the same UserError for elsewhere as for nowhere."""
    for one in queue.reachable if queue else ():
        if one.pair == pair:
            return one
    raise beside.unknown_pair()


def look(who: Actor, pair: Pair, purpose: str) -> tuple[Release, Lake, Beside]:
    """Both entries, under a short grant over what the person may reach."""
    home = door.lake()
    release = door.release(home)
    grant = door.grant(who, Action.MATCH_REVIEW, beside.tables(release), purpose)
    return release, home, beside.side_by_side(home, release, grant, pair[:2], pair[2:])


def read_pair(text: str) -> Pair:
    """`regsosek:12~dtks:7` of a form; UserError pair-unknown."""
    try:
        left, right = (part.split(":") for part in text.split("~"))
        found = Pair(left[0], int(left[1]), right[0], int(right[1]))
    except (ValueError, IndexError):
        raise beside.unknown_pair() from None
    if not all(0 < n < 2**63 for n in (found.left_id, found.right_id)):
        raise beside.unknown_pair()
    return found


def pair_text(pair: Pair) -> str:
    return f"{pair[0]}:{pair[1]}~{pair[2]}:{pair[3]}"


def no_run() -> UserError:
    return UserError(
        Text("Pencocokan belum dijalankan untuk rilis ini.", "No matching run exists for this release."),
        hint=Text("Jalankan `sepakat match regsosek dtks p3ke`.", "Run `sepakat match regsosek dtks p3ke`."),
        code="match-none",
    )
