"""What is said of an indicator or a series in a region: value, direction, whether it is real, comparison, rank."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from sepakat import regions
from sepakat.analysis import feeding
from sepakat.analysis.position import places
from sepakat.analysis.scope import PLURAL
from sepakat.analysis.trend import trend
from sepakat.analysis.values import sign
from sepakat.analysis.verdicts import RULE, TEST, difference
from sepakat.catalogue import indicator
from sepakat.core.errors import UserError
from sepakat.core.text import number
from sepakat.documents import counted, narrative, published
from sepakat.documents.making import GAPS, Ask, gap_of, no_figure
from sepakat.documents.narrative import phrases
from sepakat.documents.parts import Number, Paragraph, Part, Runs
from sepakat.engine.tabulating.answer import place


def sentences(ask: Ask, id_: str) -> tuple[Part, ...]:
    """A paragraph, or the gap where the release cannot say it."""
    try:
        runs = _series(ask, id_) if published.known(id_) else _indicator(ask, id_)
    except UserError as problem:
        if problem.code not in GAPS:
            raise
        return (gap_of(ask, id_, problem),)
    return (Paragraph(runs, key=f"baca:{id_}"),)


def siblings(ask: Ask) -> tuple[str, ...]:
    """The regions at the level of this one under the same region, itself among them; empty for nation and province."""
    if ask.level in ("nasional", "provinsi"):
        return ()
    upper = {"kabupaten": ask.region[:2], "kecamatan": ask.region[:5], "desa": ask.region[:8]}[ask.level]
    return tuple(regions.load().codes(ask.level, upper))


def _series(ask: Ask, id_: str) -> Runs:
    beside = siblings(ask)
    found = published.line(ask, id_, [ask.region, *ask.above, *beside])
    last = found.last(ask.region)
    if last is None:
        raise no_figure(found.subject.label.id, ask.name)
    when, value = last
    about = found.subject
    own = [p for p in found.points(ask.region) if p.year > int(when[:4]) - ask.whole("tahun", 5)]
    give: Callable[[str, str, float], Number] = partial(_of_series, ask, found, id_, when)
    known = [p for p in own if p.figure.value is not None]
    if len(known) > 1:
        step = trend(about, ask.name, known, smallest=ask.rule("perubahan_berarti_min"))
        first = (known[0].period, float(known[0].figure.value or 0))
        # The test is of the slope: where it goes the other way than first to last, it says nothing of that change.
        same_way = step.numbers["per_year"] * step.numbers["change"] > 0
        verdict = step.verdict if same_way or (step.verdict and not step.verdict.real) else None
        runs: Runs = narrative.change(about, ask.name, first, last, verdict, give)
    else:
        now = give(f"nilai:{when}", phrases.shown(about, value), value)
        said = phrases.with_unit(about, now)
        runs = (f"{phrases.upper(about.label.id)} di {ask.name} adalah ", *said, f" ({phrases.period(when)}).")
    others = [(c, place(c), v) for c in ask.above if (v := found.at(c, when)) is not None]
    if others:
        runs = (*runs, " ", *narrative.beside_all(about, value, others, give))
    mine = {c: found.at(c, when) for c in beside}
    placed = places(mine, about.direction)
    if len(placed) > 1 and ask.region in placed:
        runs = (*runs, " ", *narrative.rank(about, placed[ask.region], len(placed), PLURAL[ask.level].id, give))
    return runs


def _of_series(ask: Ask, found: published.Line, id_: str, when: str, slot: str, said: str, value: float) -> Number:
    name, _, rest = slot.partition(":")
    code, at = (rest, when) if name in ("pembanding", "jarak") else (ask.region, rest or when)
    made, unit = _MADE.get(name, ""), _unit(name, found.subject.unit)
    return published.told(ask, found, f"baca:{id_}:{slot}", said, value, code, at.rpartition(":")[2], made, unit)


def _unit(name: str, own: str) -> str:
    """The unit of a number worked out from figures whose unit is `own`."""
    if name in ("selisih", "jarak") and own == "persen":
        return "poin persen"
    return {"urutan": "urutan", "banyak": "wilayah", "p": ""}.get(name, own)


_MADE = {
    "selisih": "Nilai akhir dikurangi nilai awal, keduanya seperti tercetak",
    "jarak": "Nilai wilayah dikurangi nilai wilayah pembanding, keduanya seperti tercetak",
    "urutan": "Urutan nilai di antara wilayah setingkat; yang sama berbagi urutan",
    "banyak": "Banyaknya wilayah setingkat yang angkanya ada",
    "p": "Nilai p uji kemiringan garis lurus (atau selisih) seri",
}


def _indicator(ask: Ask, id_: str) -> Runs:
    id_ = id_.removeprefix("indikator:")
    source = counted.source_of(ask, id_)
    about, one = counted.subject(id_), indicator(id_)
    held = counted.counts(ask, [id_], ask.region, ask.level, source=source)
    row = held.row(id_, ask.region)
    said, value = counted.shown(row, about)
    if row is None or value is None:
        raise no_figure(one.nama, ask.name, hidden=bool(row and row["suppressed"]))

    def give(slot: str, shown: str, number_: float, code: str = "", what: str = "value") -> Number:
        name = slot.partition(":")[0]
        return counted.told(
            ask,
            held,
            id_,
            f"baca:{source}:{id_}:{slot}",
            shown,
            number_,
            code or ask.region,
            formula=_MADE_OF.get(name, ""),
            what=what,
            unit=_unit(name, indicator(id_).satuan) if what == "value" else None,
        )

    def compare(slot: str, shown: str, number_: float) -> Number:
        code = slot.partition(":")[2]
        return give(slot, shown, number_, code if slot.startswith("pembanding") else "")

    runs: Runs = (
        f"{phrases.upper(one.nama)} di {ask.name} adalah ",
        *phrases.with_unit(about, give("nilai", said, value)),
    )
    if feeding.is_share(one) and source == "registri":
        parts = [give(w, number(row[w], 0, "id"), row[w], what=w) for w in ("numerator", "denominator")]
        runs = (*runs, ", yaitu ", parts[0], " dari ", parts[1], f" {one.satuan_analisis}")
    runs = (*runs, f" ({counted.SOURCES[source].split(' (')[0]}, rilis {ask.release.id}).")
    mine = held.figure(id_, ask.region)
    if ask.level not in ("provinsi", "nasional"):
        upper = ask.region[:2]
        parent = counted.counts(ask, [id_], upper, "provinsi", source=source).figure(id_, upper)
        if parent.value is not None:
            verdict = difference(parent, mine, smallest=ask.rule("perubahan_berarti_min"))
            others = [(upper, place(upper), parent.value)]
            runs = (*runs, " ", *narrative.beside_all(about, value, others, compare, judge=bool(verdict.real)))
            if verdict.rule == TEST and phrases.printed(about, parent.value) != phrases.printed(about, value):
                runs = (*runs[:-1], "; ", *narrative.real(verdict, give, "bedanya"))
    return runs


_MADE_OF = {
    "jarak": "Nilai wilayah dikurangi nilai provinsi, keduanya seperti tercetak",
    "p": "Nilai p uji selisih dua proporsi (atau dua perkiraan) yang dianggap bebas",
}


_OVERVIEW = {
    "worse": "{0} nyata tertinggal dari {1} dalam ",
    "better": "{0} nyata lebih baik daripada {1} dalam ",
    "worse_by_rule": "{0} tampak tertinggal dari {1} dalam ",
    "better_by_rule": "{0} tampak lebih baik daripada {1} dalam ",
    "same": "Bedanya dengan {1} belum nyata dalam ",
}
_BY_RULE = "; bedanya cukup besar menurut aturan kerja, tetapi belum diuji secara statistik."


def overview(ask: Ask, ids: tuple[str, ...]) -> tuple[Part, ...]:
    """Paragraphs: what is worse than in the province by a test (the widest first), what is better, the same by the rule
    of work where no test can be made, and what cannot be told apart. For a province or the nation, where nothing
    stands above, the values alone."""
    held = counted.counts(ask, ids, ask.region, ask.level)
    upper = ask.region[:2] if ask.level not in ("provinsi", "nasional") else None
    above = counted.counts(ask, ids, upper, "provinsi") if upper else None
    groups: dict[str, list[tuple[float, Runs]]] = {kind: [] for kind in _OVERVIEW}
    for id_ in ids:
        about = counted.subject(id_)
        mine = held.figure(id_, ask.region)
        theirs = above.figure(id_, upper) if above and upper else mine
        if mine.value is None or theirs.value is None or not sign(about.direction):
            continue
        verdict = difference(theirs, mine, smallest=ask.rule("perubahan_berarti_min"))
        apart = sign(about.direction) * (phrases.printed(about, mine.value) - phrases.printed(about, theirs.value))
        kind = "same" if not verdict.real or not apart else "worse" if apart < 0 else "better"
        kind += "_by_rule" if verdict.rule == RULE and kind != "same" else ""
        own = _in_passing(ask, held, id_, mine.value, f"narasi:{id_}", ask.region)
        other = _in_passing(ask, above, id_, theirs.value, f"narasi:{id_}:provinsi", upper) if above and upper else None
        size = (" banding ", *phrases.with_unit(about, other)) if other else ()
        name = phrases.lower(indicator(id_).nama)
        name = f"{name[:-1]}; " if upper and name.endswith(")") else f"{name} (" if upper else f"{name} "
        said = (name, *phrases.with_unit(about, own), *size, *([")"] if upper else []))
        groups[kind].append((abs(apart), said))
    parts: list[Part] = []
    for kind, form in _OVERVIEW.items():
        head = form.format(ask.name, place(upper)) if upper else f"Keadaan {ask.name}: "
        found = sorted(groups[kind], key=lambda one: -one[0]) if kind != "same" else groups[kind]
        if found:
            end = _BY_RULE if kind.endswith("_by_rule") else "."
            parts.append(Paragraph((head, *phrases.joined([said for _, said in found]), end), key=f"narasi:{kind}"))
    if not parts:
        rows = [held.row(id_, ask.region) for id_ in ids]
        names = ", ".join(phrases.lower(indicator(id_).nama) for id_ in ids)
        raise no_figure(names, ask.name, hidden=any(row and row["suppressed"] for row in rows))
    return tuple(parts)


def _in_passing(ask: Ask, held: counted.Counts, id_: str, value: float, slot: str, code: str) -> Number:
    return counted.told(ask, held, id_, slot, phrases.shown(counted.subject(id_), value), value, code)
