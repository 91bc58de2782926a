"""Susenas: household core (2024), members (2025) and consumption (KP), of the same households, spooled to the end.

The unit is the household: families under one roof are one, with the first family's head. Yes/no is 1/5, top power
class is >= 1,300 VA, region codes are BPS numbers. Answers are those of the registry's truth with slips of a few
percent, as when another interviewer asks on another day.
"""

from __future__ import annotations

import numpy as np

from sepakat.sample import columns, targets
from sepakat.sample.people import NA, People
from sepakat.sample.sink import Sink
from sepakat.sample.survey import Unit

HOUSEHOLDS, MEMBERS, CONSUMPTION = "susenas_kor_rt", "susenas_kor_individu", "susenas_kp"
SLIP = 0.02
# Susenas letter of R2001 → column of Regsosek 502/503.
ASSETS = dict(
    zip(
        "ABCDEFGHIJKLM",
        [
            "R502A",
            "R502B",
            "R502C",
            "R502D",
            "R502E",
            "R502H",
            "R502G",
            "R502I",
            "R502L",
            "R502M",
            "R502K",
            "R502F",
            "R503A",
        ],
        strict=True,
    )
)
NEEDS_POWER = "BCDFL"
# Certificate code of Regsosek 415 → R615 (1-5 primary, 6-10 lower, 11-17 upper secondary, 18-24 higher, 25 none).
_CERTIFICATE = np.array([25, *range(1, 18), 20, 21, 22, 23, 24, 25])
_STATUS = np.array([0, 1, 2, 3, 4, 4, 5, 5, 6])
_RELATION = np.array([0, 1, 2, 3, 5, 6, 7, 9, 8])


def households(people: People, drawn: dict[str, list[Unit]]) -> dict[str, np.ndarray] | None:
    """The drawn households of a block: rows of `household`, with weight, psu, ssu, stratum; None if there are none."""
    starts = np.cumsum([0] + [v.households for v in people.block.villages])
    found: list[tuple[int, float, int, int, int]] = []
    for at, village in enumerate(people.block.villages):
        for unit in drawn.get(village.code, ()):
            for n, pick in enumerate(unit.taken, 1):
                found.append((int(starts[at]) + pick, unit.weight, unit.psu, n, unit.stratum))
    if not found:
        return None
    table = np.array(found)
    names = ("household", "weight", "psu", "ssu", "stratum")
    out = {name: table[:, i] for i, name in enumerate(names)}
    return {k: v if k == "weight" else v.astype(np.int64) for k, v in out.items()}


def write(people: People, sink: Sink, drawn: dict[str, list[Unit]]) -> None:
    """Spool the drawn households of one block. Fills fam: ss_urut (0: not in the survey)."""
    sample = households(people, drawn)
    people.fam["ss_urut"] = np.zeros(people.families, np.int64)
    if sample is None:
        return
    rng = people.rng("susenas")
    fam, per = people.fam, people.per
    k = len(sample["household"])
    urut = sink.take("susenas", k) + np.arange(k)
    order = np.full(int(fam["household"][-1]) + 1, NA)
    order[sample["household"]] = np.arange(k)
    of_family = order[fam["household"]]
    fam["ss_urut"] = np.where(of_family >= 0, urut[of_family.clip(0)], 0)
    head = np.full(k, 0)
    first = np.nonzero((of_family >= 0) & fam["first"])[0]
    head[of_family[first]] = first  # family row of the first family of each household
    rows = np.nonzero((of_family[per["fam"]] >= 0) & per["here"])[0]
    home = of_family[per["fam"][rows]]
    size = np.bincount(home, minlength=k)
    village = fam["village"][head]
    bps = np.array([int(v.bps[:4]) for v in people.block.villages])[village]
    key = {
        "URUT": urut,
        "PSU": sample["psu"],
        "SSU": sample["ssu"],
        "STRATA": sample["stratum"],
        "R101": bps // 100,
        "R102": bps % 100,
        "R105": np.where(fam["urban"][head], 1, 2),
    }
    any_family = lambda name: np.bincount(of_family[of_family >= 0], fam[name][of_family >= 0] == 1, k) > 0  # noqa: E731
    core = _core(people, rng, key, sample, head, rows, home, size, any_family)
    sink.spool(HOUSEHOLDS, columns.table(core))
    sink.spool(MEMBERS, columns.table(_members(people, rng, key, sample, rows, home)))
    kept = of_family >= 0
    spent = np.bincount(of_family[kept], (fam["pc"] * fam["members"])[kept], k)
    per_head = spent / size
    share = targets.province(people.plan.province).food_share
    bend = share - 0.09 * (np.log(per_head) - np.log(fam["line"][head]) - 0.6) + rng.normal(0, 0.06, k)
    food = np.round(per_head * bend.clip(0.2, 0.85) * size)
    calories = 2080 * (per_head / fam["line"][head]) ** 0.16 * rng.lognormal(0, 0.14, k)
    kp = {name: key[name] for name in ("URUT", "R101", "R102", "R105", "PSU", "SSU", "STRATA")}
    kp |= {
        "R301": size,
        "FOOD": food,
        "NONFOOD": np.round(per_head * size) - food,
        "EXPEND": np.round(per_head * size),
        "KAPITA": np.round(per_head, 2),
        "KALORI_KAP": calories.round(2),
        "PROTE_KAP": (calories * 0.0295).round(2),
        "LEMAK_KAP": (calories * 0.0265).round(2),
        "KARBO_KAP": (calories * 0.148).round(2),
        "WERT": sample["weight"].round(6),
        "WEIND": (sample["weight"] * size).round(6),
    }
    sink.spool(CONSUMPTION, columns.table(kp))


def _core(people, rng, key, sample, head, rows, home, size, any_family) -> dict[str, object]:
    fam, per = people.fam, people.per
    k = len(head)
    get = lambda name: fam[name][head].astype(int)  # noqa: E731
    yes = lambda has: np.where(has, 1, 5)  # noqa: E731
    flip = lambda has: yes(has ^ (rng.random(k) < SLIP))  # noqa: E731
    some = lambda p: yes(rng.random(k) < p)  # noqa: E731
    age = per["age"][rows]
    welfare = fam["welfare"][head]

    def slip(values: np.ndarray, share: float = SLIP) -> np.ndarray:
        """Now and then the answer of another household of the block."""
        other = values[rng.integers(0, k, k)]
        change = (rng.random(k) < share) & (values != NA) & (other != NA)
        return np.where(change, other, values)

    out: dict[str, object] = dict(key) | {"WI1": sample["psu"] % 10_000, "WI2": sample["ssu"], "R301": size}
    for name, low in (("R302", 5), ("R303", 10), ("R304", 15), ("R305", 60)):
        out[name] = np.bincount(home[age >= low], minlength=k)
    out["FWT"] = sample["weight"].round(6)
    worry = 1 / (1 + np.exp(1.5 + 1.0 * welfare))
    for i in range(1, 9):
        asked = rng.random(k)
        out[f"R170{i}"] = np.where(asked < worry * (1.15 - 0.12 * i), 1, np.where(asked > 0.994, 8, 5))
    families = np.bincount(fam["household"])[sample["household"]]
    tenure = slip(get("R301A"))
    out |= {
        "R1801": families,
        "R1802": tenure,
        "R1803": np.where(tenure == 1, np.where(get("R301B") > 0, get("R301B"), 5), NA),
    }
    out["R1804"] = (get("R302") * rng.normal(1, 0.05, k)).round().clip(4, 997).astype(int)
    out |= {
        "R1805": flip(any_family("R503B")),
        "R1806A": slip(get("R305")),
        "R1806B": np.where(rng.random(k) < 1 / (1 + np.exp(-0.8 * welfare)), 1, 5),
    }
    out |= {"R1807": slip(get("R304")), "R1808": slip(get("R303"))}
    toilet = [get(name) for name in ("R309A", "R309B", "R310")]
    swap = np.where(rng.random(k) < SLIP, rng.integers(0, k, k), np.arange(k))  # the three belong together
    out["R1809A"], out["R1809B"], out["R1809C"] = (values[swap] for values in toilet)
    tank = out["R1809C"] == 1
    out |= {
        "R1809D": np.where(tank, rng.integers(1, 25, k), NA),
        "R1809E": np.where(tank, np.where(rng.random(k) < 0.85, 7, 1), NA),
    }
    swap = np.where(rng.random(k) < SLIP, rng.integers(0, k, k), np.arange(k))
    water, near, wash = get("R306A")[swap], get("R306B")[swap], get("wash")[swap]
    out |= {"R1810A": water, "R1810B": np.where(water == 3, np.where(rng.random(k) < 0.75, 1, 2), 6), "R1810C": near}
    inside = np.isin(water, (1, 2, 3, 4)) | (rng.random(k) < 0.45)
    out |= {
        "R1811A": np.where(inside, 1, 2),
        "R1811B": np.where(inside, NA, rng.integers(3, 60, k)),
        "R1812": some(0.07),
    }
    out |= {"R1813" + x: some(p) for x, p in zip("ABCDE", (0.09, 0.03, 0.04, 0.01, 0.02), strict=True)}
    out |= {
        "R1814A": wash,
        "R1814B": np.where(wash == 3, 1, 6),
        "R1814C": np.where((wash >= 4) & (wash <= 8), np.where(near > 0, near, 2), NA),
    }
    place = np.where(rng.random(k) < 1 / (1 + np.exp(-1.0 - welfare)), 1, np.where(rng.random(k) < 0.6, 2, 3))
    out |= {
        "R1815A": place,
        "R1815B": np.where(place <= 2, some(0.9), NA),
        "R1815C": np.where(place <= 2, some(0.82), NA),
    }
    light = [get(name) for name in ("R307A", "R307B1", "R307B2", "R307B3")]
    out["R1816"] = light[0]
    out |= {f"R1816B{i}": np.where(light[i] > 0, np.minimum(light[i], 3), NA) for i in (1, 2, 3)}
    out["R1817"] = slip(get("R308"))
    out |= {
        "R1901" + x: some(p)
        for x, p in zip(
            "ABCDEFGHIJK", (0.03, 0.03, 0.01, 0.06, 0.05, 0.015, 0.02, 0.004, 0.01, 0.02, 0.01), strict=True
        )
    }
    powered = light[0] <= 3
    for letter, source in ASSETS.items():
        has = flip(any_family(source))
        out["R2001" + letter] = np.where(powered, has, 5) if letter in NEEDS_POWER else has
    out["R2001A"] = yes(np.isin(np.asarray(out["R1817"]), (2, 3)))
    land = out["R2001M"] == 1
    out |= {
        "R2002_" + x: np.where(land, yes(rng.random(k) < p), NA)
        for x, p in zip("ABCD", (0.85, 0.2, 0.05, 0.05), strict=True)
    }
    sent = rng.random(k) < np.where(fam["workers"][head] == 0, 0.75, 0.06)
    out |= {"R2101A": np.where(sent, 2, 1), "R2101C": np.where(sent, 1 + rng.integers(0, 4, k), NA)}
    formal = fam["formal"][head] > 0
    for x, p in zip("ABCDEF", (0.2, 0.35, 0.3, 0.3, 0.12, 0.05), strict=True):
        has = formal & (rng.random(k) < p)
        out |= {f"R2201{x}2": yes(has), f"R2201{x}_3": np.where(has, 1, NA)}
    pkh, food = any_family("R501B"), any_family("R501A")
    card = food & (rng.random(k) < 0.8)
    out |= {
        "R2202": np.where(card, np.where(rng.random(k) < 0.7, 1, 2), 5),
        "R2203": yes(pkh | (rng.random(k) < 0.03)),
        "R2204A": flip(pkh),
    }
    got = out["R2204A"] == 1
    out |= {"R2204B": np.where(got, rng.choice([2, 3, 4], k), NA), "R2205A": some(0.01), "R2207": flip(food)}
    food_now = out["R2207"] == 1
    for i in (2, 3, 4, 5):
        month = food_now & (rng.random(k) < 0.8)
        out[f"R2208A{i}"] = np.where(food_now, yes(month), NA)
        out[f"R2208BI{i}"] = np.where(month, 200_000, NA)
    out |= {"R2209A": flip(any_family("R501C")), "R2209B": some(0.01), "R2209C": some(0.3), "R2209D": some(0.03)}
    out |= {"R2211A": flip(any_family("R501E")), "R2211B": some(0.01)}
    return out


def _members(people, rng, key, sample, rows, home) -> dict[str, object]:
    fam, per = people.fam, people.per
    n = len(rows)
    order = np.argsort(home, kind="stable")
    rows, home = rows[order], home[order]
    serial = np.arange(n) - np.maximum.accumulate(np.where(np.r_[True, home[1:] != home[:-1]], np.arange(n), 0)) + 1
    get = lambda name: per[name][rows].astype(int)  # noqa: E731
    age = get("age")
    asked = age >= 5
    ask = lambda which, values: np.where(which, values, NA)  # noqa: E731
    second = ~fam["first"][per["fam"][rows]]
    reads = (get("tingkat") >= 1) & ((age >= 8) | (rng.random(n) < 0.5))
    literate = ask(asked, np.where(reads ^ (rng.random(n) < 0.01), 1, 5))
    muslim = fam["islam"][per["fam"][rows]]
    works = per["bekerja"][rows]
    cover = get("R431A")
    bit = lambda value: np.where((cover != 99) & ((cover & value) > 0), 1, 0)  # noqa: E731
    out: dict[str, object] = {
        name: key[name][home] for name in ("URUT", "R101", "R102", "R105", "PSU", "SSU", "STRATA")
    }
    out["FWT"] = sample["weight"][home].round(6)
    out |= {
        "R401": serial,
        "R403": np.where(second, 8, _RELATION[get("hub")]),
        "R404": get("kawin"),
        "R405": get("sex"),
        "R407": np.minimum(age, 98),
        "R608": literate,
        "R609": ask(asked, np.where(muslim & (rng.random(n) < 0.6), 1, 5)),
        "R610": ask(asked, np.where(rng.random(n) < 0.02, 1, 5)),
        "R611": get("sekolah"),
        "R612": get("jenjang"),
        "R615": ask(asked, np.where(get("sekolah") == 1, 25, _CERTIFICATE[get("ijazah").clip(0)])),
        "R705": ask(works, get("lapangan")),
        "R706": ask(works, _STATUS[get("status").clip(0)]),
        "R1101_A": bit(1),
        "R1101_B": bit(2),
        "R1101_C": bit(4),
        "R1101_D": bit(8),
        "R1101_E": np.where(cover == 99, 1, 0),
        "R1101_X": np.where(cover == 0, 1, 0),
        "R1207": ask(asked, np.where((get("sex") == 1) & (age >= 15) & (rng.random(n) < 0.58), 1, 5)),
    }
    return out
