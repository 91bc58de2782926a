"""Who is entitled, who is on the lists, who insures whom: in 2022 (answers 501, 431) and in 2025 (the lists).

Lists go by a registry, not by truth: programmes of 2022 by the old registry (DTKS), those of 2025 by the official
decile (DTSEN). Quotas, old clients who stay on and plain mistakes add errors of inclusion and exclusion. Rates are
assumptions.
"""

from __future__ import annotations

import numpy as np

from sepakat.sample.people import NA, People
from sepakat.sample.schooling import ATTENDS

PBI_APBN, PBI_APBD, PPU, PBPU = 1, 2, 3, 4
SEGMENTS = ("", "PBI APBN", "PBI APBD", "PPU", "PBPU")


def entitle(people: People) -> None:
    """Fills fam: components of PKH (counts), layak_pkh, layak_sembako (by true decile; bool)."""
    per, fam = people.per, people.fam
    here, age = per["here"], per["age"]
    school = here & (per["sekolah"] == ATTENDS) & (age <= 21)
    parts = {
        "hamil": here & (per["hamil"] == 1),
        "balita": here & (age <= 6) & (per["sekolah"] != ATTENDS),
        "sd": school & (per["tingkat"] == 1),
        "smp": school & (per["tingkat"] == 2),
        "sma": school & (per["tingkat"] == 3),
        "lansia": here & (age >= 60),
        "disabilitas": here & per["disabilitas"],
    }
    for name, who in parts.items():
        fam["pkh_" + name] = people.count(who)
    fam["komponen"] = np.sum([fam["pkh_" + name] for name in parts], axis=0)
    fam["layak_pkh"] = (fam["decile"] <= 4) & (fam["komponen"] > 0) & (fam["public"] == 0)
    fam["layak_sembako"] = (fam["decile"] <= 5) & (fam["public"] == 0)


def receive_2022(people: People) -> None:
    """Fills fam: R501A-G with month and year of the last receipt, from the old registry."""
    rng = people.rng("bantuan-2022")
    fam, n = people.fam, people.families
    old, urban = fam["old_percentile"], fam["urban"]
    draw = lambda: rng.random(n)  # noqa: E731
    pkh = (fam["komponen"] > 0) & (draw() < np.interp(old, [1, 20, 35, 60], [0.66, 0.58, 0.3, 0.01]))
    sembako = (pkh & (draw() < 0.8)) | (draw() < np.interp(old, [1, 25, 45, 70], [0.55, 0.45, 0.2, 0.01]))
    village = ~urban & ~pkh & ~sembako & (draw() < np.interp(old, [1, 50, 80], [0.4, 0.22, 0.05]))
    light = np.select([fam["R307B1"] == 1, fam["R307B1"] == 2], [draw() < 0.92, draw() < 0.3], False)
    region = draw() < np.where(old < 50, 0.035, 0.012)
    manure = fam["farm"] & (draw() < 0.22)
    gas = (fam["R308"] == 4) & (draw() < 0.75)
    for letter, got in zip("ABCDEFG", (pkh * 0 + sembako, pkh, village, light, region, manure, gas), strict=True):
        got = got.astype(bool)
        back = np.minimum(rng.geometric(0.28, n) - 1, 12)
        month = 2022 * 12 + 9 - back
        fam["R501" + letter] = np.where(got, 1, 2).astype(np.int16)
        fam[f"R501{letter}_BLN"] = np.where(got, month % 12 + 1, NA).astype(np.int16)
        fam[f"R501{letter}_THN"] = np.where(got, month // 12, NA).astype(np.int16)


def receive_2025(people: People) -> None:
    """Fills fam: pkh, sembako (bool: on the lists of 2025); per: pip (bool), segmen (0-4), jkn_aktif, ganda (bool)."""
    rng = people.rng("bantuan-2025")
    fam, per, n, persons = people.fam, people.per, people.families, people.persons
    d = fam["official"].astype(float)
    barred = fam["public"] > 0
    was = fam["R501B"] == 1
    pkh = (
        (fam["komponen"] > 0)
        & ~barred
        & (rng.random(n) < np.interp(d, [1, 3, 4, 4.5, 10], [0.72, 0.58, 0.42, 0.03, 0]))
    )
    pkh |= was & (rng.random(n) < np.where(d <= 6, 0.25, 0.06))
    chance = np.interp(d, [1, 2, 4, 5, 6, 8], [0.8, 0.74, 0.52, 0.3, 0.05, 0.01])
    sembako = (~barred & (rng.random(n) < chance)) | (pkh & (rng.random(n) < 0.8))
    fam["pkh"], fam["sembako"] = pkh, sembako
    pupil = per["here"] & (per["sekolah"] == ATTENDS) & (per["age"] >= 6) & (per["age"] <= 21) & (per["tingkat"] <= 3)
    helped = (pkh | sembako)[per["fam"]]
    share = np.where(helped, 0.68, np.interp(d, [1, 5, 6, 10], [0.32, 0.22, 0.06, 0.02])[per["fam"]])
    per["pip"] = pupil & (rng.random(persons) < share)
    _insure(rng, people, d, persons)


def _insure(rng: np.random.Generator, people: People, d: np.ndarray, persons: int) -> None:
    fam, per, n = people.fam, people.per, people.families
    employed = (fam["public"] > 0) | ((fam["formal"] > 0) & (rng.random(n) < 0.55))
    pbi = ~employed & (rng.random(n) < np.interp(d, [1, 4, 5, 6, 10], [0.9, 0.8, 0.66, 0.34, 0.12]))
    region = ~employed & ~pbi & (rng.random(n) < 0.52)
    own = ~employed & ~pbi & ~region & (rng.random(n) < np.interp(fam["welfare"], [-1, 0, 1.5], [0.2, 0.42, 0.75]))
    family = np.select([employed, pbi, region, own], [PPU, PBI_APBN, PBI_APBD, PBPU], 0)
    segment = family[per["fam"]]
    # Not everyone of a family is on its card: grown children and others fall off, new-born are late.
    off = rng.random(persons) < np.where(np.isin(per["hub"], (1, 2, 3)) & (per["age"] > 0), 0.035, 0.16)
    segment = np.where(off, np.where(rng.random(persons) < 0.4, PBI_APBD, 0), segment)
    late = (per["hub"] >= 4) & (segment == PPU)
    segment = np.where(late, np.where(rng.random(persons) < 0.5, PBI_APBN, 0), segment)
    gone = np.isin(per["presence"], (2, 6)) & (rng.random(persons) < 0.5)
    per["segmen"] = np.where(gone, 0, segment).astype(np.int16)
    idle = np.select([segment == PBPU, segment == PPU], [0.42, 0.05], 0.035)
    per["jkn_aktif"] = (per["segmen"] > 0) & ~(rng.random(persons) < idle)
    per["jkn_ganda"] = (per["segmen"] == PBI_APBN) & (rng.random(persons) < 0.004)
    said = np.select([np.isin(segment, (PBI_APBN, PBI_APBD)), segment == PBPU, segment == PPU], [1, 2, 4], 0)
    said = np.where(rng.random(persons) < 0.03, 0, said)
    said = said + np.where((segment == PPU) & (rng.random(persons) < 0.05), 8, 0)
    said = np.where(rng.random(persons) < 0.004, 99, said)
    per["R431A"] = said.astype(np.int16)
