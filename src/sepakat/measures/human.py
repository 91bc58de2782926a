"""Human development and gender: IPM, IPG, IKG, parts of IDG, UNDP's GII as a cross-check.

Two series of life expectancy exist (projection SP2010, Long Form SP2020): a figure carries its series, and `ipm_change`
refuses to join them. Bounds are dated parameters.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.measures._columns import column, mean
from sepakat.measures._rules import rule
from sepakat.measures.ratios import percent


def ipm(
    uhh: float,
    hls: float,
    rls: float,
    expenditure_thousand_rp: float,
    *,
    series_id: str | None = None,
    on: dt.date | None = None,
) -> dict[str, Any]:
    """Indeks Pembangunan Manusia, new method: `ipm`, `status`, and the indices `health, education, expenditure`.

    uhh: life expectancy, years. hls, rls: expected and mean years of schooling. expenditure: adjusted, thousand rupiah
    a head a year, constant 2012 prices. series_id: of the life expectancy (`sp2010`, `lfsp2020`), carried along.
    Each index is held to 0..1. A missing (NaN) part makes the IPM NaN and its status None.
    Source: BPS DKI Jakarta, BRS 22/05/31/Th.XX, 2 May 2018.
    """
    low, high = rule("ipm_uhh_min", on), rule("ipm_uhh_maks", on)
    least, most = rule("ipm_pengeluaran_min", on), rule("ipm_pengeluaran_maks", on)
    health = _hold((uhh - low) / (high - low))
    education = (_hold(hls / rule("ipm_hls_maks", on)) + _hold(rls / rule("ipm_rls_maks", on))) / 2
    rupiah = expenditure_thousand_rp * 1000
    spending = 0.0 if rupiah <= 0 else _hold(math.log(rupiah / least) / math.log(most / least))
    value = 100 * float(np.cbrt(health * education * spending))
    shown = round(value, 2)  # the class belongs to the published figure
    words = ("sangat tinggi", "tinggi", "sedang")
    bounds = {word: rule(f"ipm_{word.replace(' ', '_')}_min", on) for word in words}
    status = next((word for word in words if shown >= bounds[word]), None if math.isnan(value) else "rendah")
    return {
        "ipm": value,
        "status": status,
        "health": health,
        "education": education,
        "expenditure": spending,
        "series_id": series_id,
    }


def ipm_contribution(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, float]:
    """Share of each dimension in the growth of the IPM, percent: d ln(index) / 3 over d ln(IPM).

    before, after: what `ipm` gives, or its arguments. UserError `series-mixed` where their life expectancy is of two
    series, `measure-growth` where the IPM did not change.
    """
    first, last = (v if "health" in v else ipm(**v) for v in (before, after))
    if first.get("series_id") != last.get("series_id"):
        raise UserError(
            Text("Kedua IPM memakai seri UHH yang berbeda.", "The two IPM use different series of life expectancy."),
            Text("Perubahannya bukan kemajuan, melainkan pergantian seri.", "Their difference is a change of series."),
            Text("Bandingkan tahun-tahun dari satu seri.", "Compare years of one series."),
            code="series-mixed",
        )
    parts = {d: math.log(last[d] / first[d]) for d in ("health", "education", "expenditure")}
    whole = sum(parts.values())
    if whole == 0:
        raise UserError(
            Text("IPM tidak berubah, jadi tidak ada sumbangan.", "The IPM did not change: there is nothing to share."),
            hint=Text("Pilih dua tahun yang berbeda.", "Choose two different years."),
            code="measure-growth",
        )
    return {d: 100 * part / whole for d, part in parts.items()}


def rls(years: Any, weights: Any = None) -> dict[str, float]:
    """`rls`: mean years of schooling of persons aged 25 and over. Source: BPS."""
    return {"rls": mean(*column(years, weights))}


def hls(in_school: Any, population: Any, *, correction: float = 1.0) -> dict[str, float]:
    """`hls`: expected years of schooling = correction x sum of in_school / population over ages 7 and up.

    One value an age in both; ages without population count zero. correction: for pupils of boarding schools that the
    survey misses. Unconfirmed: no worked table is public.
    """
    children, people = column(in_school, None, population)[0], column(population, None, in_school)[0]
    return {"hls": correction * float(sum(c / p for c, p in zip(children, people, strict=True) if p > 0))}


def ipg(ipm_f: float, ipm_m: float) -> dict[str, float]:
    """`ipg` = IPM of women / IPM of men x 100; may exceed 100; NaN where that of men is 0. Source: SIRUSA 28740."""
    return {"ipg": percent(ipm_f, ipm_m)}


def ikg(
    mtf: float,
    mhpk20: float,
    parliament_f_pct: float,
    parliament_m_pct: float,
    sma_f_pct: float,
    sma_m_pct: float,
    tpak_f_pct: float,
    tpak_m_pct: float,
    *,
    on: dt.date | None = None,
) -> dict[str, float]:
    """`ikg`: Indeks Ketimpangan Gender, 0 (equal) to 1. The formula is inferred from published rows: unconfirmed.

    mtf: share of mothers 15-49 who gave birth outside a health facility; mhpk20: whose first birth was before 20
    (both 0..1). The rest in percent: seats, SMA or more at 25+, labour-force participation, by sex.
    Their product is held to the constant's floor, and women's seats to the configured floor.
    """
    constant = rule("ikg_tetapan", on)
    health = math.sqrt(constant / max(mtf * mhpk20, constant))
    return {
        "ikg": _gender(health, parliament_f_pct, parliament_m_pct, sma_f_pct, sma_m_pct, tpak_f_pct, tpak_m_pct, on)
    }


def gii(
    mmr: float,
    abr: float,
    parliament_f_pct: float,
    secondary_f_pct: float,
    secondary_m_pct: float,
    lfpr_f_pct: float,
    lfpr_m_pct: float,
    *,
    on: dt.date | None = None,
) -> dict[str, float]:
    """`gii`: UNDP's Gender Inequality Index.

    mmr: maternal deaths per 100,000 live births, held to 10..1000; abr: births per 1,000 women 15-19, at least 1.
    Source: UNDP technical notes; recomputed for 155 countries.
    """
    health = math.sqrt((10 / min(max(mmr, 10), 1000)) * (1 / max(abr, 1)))
    men = 100 - parliament_f_pct
    return {"gii": _gender(health, parliament_f_pct, men, secondary_f_pct, secondary_m_pct, lfpr_f_pct, lfpr_m_pct, on)}


def edep(female: float, male: float, share_female: float) -> dict[str, float]:
    """`edep`: equally distributed equivalent of an index by sex, a harmonic mean by population share. UNDP."""
    return {"edep": 1 / (share_female / female + (1 - share_female) / male) if female > 0 and male > 0 else 0.0}


def edep_index(female_pct: float, male_pct: float, share_female: float) -> dict[str, float]:
    """`index` = EDEP of two shares in percent / 50 (IDG's index of parliament and of professionals). UNDP."""
    return {"index": edep(female_pct, male_pct, share_female)["edep"] / 50}


def idg(parliament_f_pct: float, professional_f_pct: float, share_female: float) -> dict[str, float]:
    """Two of the three parts of IDG: `i_par` and `i_dm`. The income part cannot be computed from public components:
    the official IDG is imported. Source: UNDP Aceh HDR 2010, p. 189."""
    return {
        "i_par": edep_index(parliament_f_pct, 100 - parliament_f_pct, share_female)["index"],
        "i_dm": edep_index(professional_f_pct, 100 - professional_f_pct, share_female)["index"],
    }


def _gender(
    health: float, pr_f: float, pr_m: float, se_f: float, se_m: float, lf_f: float, lf_m: float, on: dt.date | None
) -> float:
    floor = rule("parlemen_perempuan_min", on)
    if pr_f < floor:
        pr_f, pr_m = floor, 100 - floor
    power_f, power_m = (math.sqrt(p / 100 * s / 100) for p, s in ((pr_f, se_f), (pr_m, se_m)))
    women = (health * power_f * lf_f / 100) ** (1 / 3)
    men = (power_m * lf_m / 100) ** (1 / 3)
    if women == 0 or men == 0:
        return 1.0
    harmonic = 2 / (1 / women + 1 / men)
    equal = ((health + 1) / 2 * (power_f + power_m) / 2 * (lf_f + lf_m) / 200) ** (1 / 3)
    return 1 - harmonic / equal


def _hold(index: float) -> float:
    return min(max(index, 0.0), 1.0)
