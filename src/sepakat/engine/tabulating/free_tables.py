"""`tabulate`: one function for page, file, command line and API."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import lru_cache

from sepakat import catalogue, regions
from sepakat.core.cellkey import Noise
from sepakat.core.errors import UserError
from sepakat.core.table import Table
from sepakat.engine import frames, request
from sepakat.engine.frames import ReleaseLike
from sepakat.engine.places import LENGTH
from sepakat.engine.tabulating import answer, question
from sepakat.engine.tabulating.cells import Cube, show
from sepakat.engine.tabulating.counting import OUTSIDE, count, depth
from sepakat.engine.tabulating.question import Conditions, Question
from sepakat.lake import cells as lake_cells


def tabulate(
    release: ReleaseLike,
    what: str = "orang",
    for_whom: Conditions = (),
    where: str = "00",
    by: Sequence[str] = (),
    *,
    level: str | None = None,
    secret: bytes | None = None,
) -> Table:
    """A free table: persons, families or an indicator, for some, in a region, broken down; with cell-key noise.

    what: `orang`, `keluarga` or an indicator's id. for_whom: classes or declared unions by attribute
    (`{"kelompok_umur": 5, "desil_nasional": "1-4"}`, or texts `kelompok_umur:5`). where: a region; level: its parts at
    this level (by default the region alone). by: up to three attributes; a row for each class of each. secret: by
    default the lake's.

    Rows: what, region, level, <by> (code, None unknown), value, numerator, denominator, n, sign, suppressed, release,
    version. All figures are noised and do not add up exactly; sign says why one is not shown: `few` (too few people),
    `near` (nearly the people of a larger cell), `low`, `high` (too few have the trait; too few have it not).
    Classes of which nothing can be shown anywhere have no rows (`meta["left_out"]`). `meta["whole"]`: the same figures
    for all of the region. UserError: those of `question.check`, table-large, region-empty, cell-key-missing.
    """
    on = frames.day(release)
    most = int(catalogue.parameter("tabel_bebas_ciri_maks", on).value)
    asked = question.check(release, what, for_whom, where, level, by, most)
    question.check_size(asked, _places(asked))
    key = secret if secret is not None else lake_cells.of_release(release.path)
    groups = count(asked, release.path, key, on)
    held = [code for code in groups.regions if code != OUTSIDE]
    request.check_inside(asked.region, bool(held), release.id)
    question.check_size(asked, len(held))
    noise = noise_rule(on)
    split = Cube(groups, asked)
    whole = Cube(groups, asked, split=False)
    return answer.table(release, asked, split, show(split, noise, key), show(whole, noise, key), noise)


def _places(asked: Question) -> int:
    """How many regions the answer may have, by the codes there are: known before any file is read, so that no huge
    query starts. Half of them, because a release need not hold every village."""
    if depth(asked.region) >= LENGTH["kabupaten"] or LENGTH[asked.level] <= LENGTH["kabupaten"]:
        inside = [asked.region] if depth(asked.region) >= LENGTH["kabupaten"] else []
    else:
        inside = [p.stem for p in asked.frame.files if p.stem.startswith(asked.region) or asked.region == "00"]
    tree = regions.load()
    try:
        return sum(len(tree.codes(asked.level, code)) for code in inside) // 2
    except UserError:  # a code of another list than ours: the release decides whether it is there
        return 1


@lru_cache(maxsize=4)
def noise_rule(on: dt.date) -> Noise:
    """The noise in force on a day (dated parameters)."""

    def value(name: str) -> float:
        return float(catalogue.parameter(name, on).value)

    return Noise(
        int(value("gangguan_sel_maks")),
        value("gangguan_sel_ragam"),
        int(value("gangguan_sel_tak_tampil")),
        int(value("sel_minimum_registri")),
        int(value("tabel_bebas_penyebut_min")),
    )


__all__ = ["Question", "noise_rule", "tabulate"]
