"""Which kind of region code a file uses: Kemendagri's or BPS's. Says why, and refuses to guess.

Digits alone do not tell: most regency numbers exist in both lists and many mean another region (5301). So the whole
column is looked at: dots, lengths that only one of the two has (6 digits for a district of Kemendagri, 7 of BPS), and
how many of the codes are known to one list and unknown to the other. Where that is not enough, names of the regions in
the file decide; without names the answer is `unclear`, and the person is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.regions import bps
from sepakat.regions.codes import CODE_LENGTH, dotted, plain
from sepakat.regions.names import fold, key, split_title
from sepakat.regions.tree import load

KINDS = ("kemendagri_dotted", "kemendagri_plain", "bps", "unclear")
# Of the codes that only one of the two lists knows, this share must speak for one kind before it is believed.
CLEAR_SHARE = 0.9
# Fewer codes of one kind only than this prove nothing: a typing error also looks like evidence. (A file of one single
# code is taken at its word.)
MIN_EVIDENCE = 2
# Names that agree under one reading and not under the other must be ahead by this share.
NAME_LEAD = 0.3
_PLAIN_LENGTH = {"provinsi": 2, "kabupaten": 4, "kecamatan": 6, "desa": 10}


@dataclass(frozen=True)
class CodeKind:
    """The finding. kind: one of KINDS; level: of most codes, where one is plain; counts are of distinct codes.

    only_kemendagri, only_bps: codes known to one list alone; both: known to both (no evidence); unknown: to neither.
    reason: one sentence for the report.
    """

    kind: str
    level: str | None
    codes: int
    dotted: int
    only_kemendagri: int
    only_bps: int
    both: int
    unknown: int
    reason: Text


def detect_kind(
    codes: Iterable[object], names: Sequence[str | None] | None = None, level: str | None = None
) -> CodeKind:
    """What kind of code these are. Empty cells are passed over; repeated codes count once.

    codes: text as in the file (numbers are taken as their digits). names: the region names beside the codes, if the
    file has them, same length. level: looked for only at this level (`kabupaten` …), otherwise told by the length.
    """
    paired: dict[str, str | None] = {}
    for i, raw in enumerate(codes):
        text = "" if raw is None else str(raw).strip()
        if text and text not in paired:
            paired[text] = names[i] if names is not None and i < len(names) else None
    dotted_codes = [c for c in paired if "." in c and c.replace(".", "").isdigit()]
    digits = [c for c in paired if c.isascii() and c.isdigit()]
    tree = load()
    if len(dotted_codes) > len(paired) / 2:
        known = sum(c in tree for c in dotted_codes)
        if known < len(dotted_codes) / 2:
            return _finding("unclear", None, paired, len(dotted_codes), known, 0, 0, _UNKNOWN_DOTTED)
        top = _most([_dotted_level(c) for c in dotted_codes])
        return _finding("kemendagri_dotted", top, paired, len(dotted_codes), known, 0, 0, _DOTTED)
    if len(digits) < len(paired) / 2 or not digits:
        return _finding("unclear", None, paired, len(dotted_codes), 0, 0, 0, _NO_CODES)

    ours = [c for c in digits if c in _plain_codes(_ours_level(c, level))]
    known_ours = frozenset(ours)
    theirs = {c for c in digits if c in _bps_codes(_bps_level(c, level))}
    only_ours = [c for c in ours if c not in theirs]
    only_theirs = theirs.difference(ours)
    both = len(ours) - len(only_ours)
    at = level or _most([_ours_level(c, None) or _bps_level(c, None) for c in digits])
    counts = (len(dotted_codes), len(only_ours), len(only_theirs), both)
    if len(only_ours) + len(only_theirs) + both < len(digits) / 2:
        return _finding("unclear", at, paired, *counts, _MOSTLY_UNKNOWN)
    evidence = len(only_ours) + len(only_theirs)
    # One province is enough: 93 exists only for Kemendagri, 97 only for BPS.
    if evidence >= (1 if at == "provinsi" else min(MIN_EVIDENCE, len(digits))):
        if len(only_ours) >= CLEAR_SHARE * evidence:
            return _finding("kemendagri_plain", at, paired, *counts, _known_to("Kemendagri", "BPS", len(only_ours)))
        if len(only_theirs) >= CLEAR_SHARE * evidence:
            return _finding("bps", at, paired, *counts, _known_to("BPS", "Kemendagri", len(only_theirs)))
    if all(_same_region(c) for c in digits if c in theirs or c in known_ours):
        return _finding("kemendagri_plain", at, paired, *counts, _SAME)
    by_name = _by_names({c: paired[c] for c in digits}, level)
    if by_name is not None:
        return _finding(by_name, at, paired, *counts, _BY_NAMES)
    return _finding("unclear", at, paired, *counts, _AMBIGUOUS)


def check_kind(
    codes: Iterable[object],
    declared: str | None,
    names: Sequence[str | None] | None = None,
    level: str | None = None,
    where: str | None = None,
) -> CodeKind:
    """The finding, if it agrees with what is declared (`kemendagri` or `bps`, or a value of KINDS).

    UserError `code-kind-mixed` if the codes look like the other kind; `code-kind-unclear` if nothing is declared and
    the codes do not tell. Declared and unclear passes: a person said so, and nothing speaks against it.
    """
    found = detect_kind(codes, names, level)
    if declared is None:
        if found.kind == "unclear":
            raise UserError(
                Text("Jenis kode wilayah dalam berkas ini belum jelas.", "It is unclear which region codes these are."),
                detail=found.reason,
                hint=Text(
                    "Sebutkan jenisnya: `kemendagri` atau `bps`. Sistem tidak menebak.",
                    "State the kind: `kemendagri` or `bps`. The system does not guess.",
                ),
                where=where,
                code="code-kind-unclear",
            )
        return found
    said = "bps" if declared == "bps" else "kemendagri"
    seen = "bps" if found.kind == "bps" else "kemendagri"
    if found.kind != "unclear" and said != seen and found.reason is not _SAME:  # either reading gives the same regions
        title = {"bps": "BPS", "kemendagri": "Kemendagri"}
        raise UserError(
            Text(
                f"Berkas ini disebut memakai kode {title[said]}, tetapi isinya kode {title[seen]}.",
                f"The file is said to use {title[said]} codes, but it holds {title[seen]} codes.",
            ),
            detail=found.reason,
            hint=Text(
                f"Ubah jenis kode menjadi `{seen}`, atau periksa apakah berkasnya tertukar.",
                f"Change the kind of code to `{seen}`, or check whether this is the right file.",
            ),
            where=where,
            code="code-kind-mixed",
        )
    return found


# -- evidence ----------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=8)
def _plain_codes(level: str | None) -> frozenset[str]:
    return frozenset(plain(c) for c in load().codes(level)) if level else frozenset()


@lru_cache(maxsize=8)
def _bps_codes(level: str | None) -> frozenset[str]:
    """Every BPS code that is known, matched or not, of both numberings."""
    if level is None:
        return frozenset()
    known = {c for series in bps.SERIES for c in bps.table(level, series=series).column("bps_code").to_pylist()}
    rest = bps.unmatched(level).to_pylist()
    return frozenset(known | {row["code"] for row in rest if row["side"] == "bps"})


def _ours_level(digits: str, level: str | None) -> str | None:
    found = next((name for name, length in _PLAIN_LENGTH.items() if length == len(digits)), None)
    return found if level in (None, found) else None


def _bps_level(digits: str, level: str | None) -> str | None:
    found = next((name for name, length in bps.LENGTH.items() if length == len(digits)), None)
    return found if level in (None, found) else None


def _dotted_level(code: str) -> str | None:
    return next((name for name, length in CODE_LENGTH.items() if length == len(code)), None)


def _most(values: list[str | None]) -> str | None:
    return max(sorted({v for v in values if v}), key=values.count, default=None)


def _same_region(code: str) -> bool:
    """Whether a code means the same region under both readings, in every series of BPS."""
    partners = [bps.to_kemendagri(code, series=series) for series in bps.SERIES]
    return all(p is not None and plain(p.kemendagri_code) == code for p in partners)


def _by_names(pairs: dict[str, str | None], level: str | None) -> str | None:
    """The reading under which the names in the file agree with the names in the lists, if one is clearly ahead."""
    ours = theirs = named = 0.0
    tree = load()
    for code, name in pairs.items():
        ours_at, bps_at = _ours_level(code, level), _bps_level(code, level)
        if not name or (ours_at is None and bps_at is None):
            continue
        named += 1
        ours += code in _plain_codes(ours_at) and _alike(name, tree.name(dotted(code)))
        partner = (bps.to_kemendagri(code) or bps.to_kemendagri(code, series="2023")) if bps_at else None
        theirs += partner is not None and _alike(name, tree.name(partner.kemendagri_code))
    if named < MIN_EVIDENCE or abs(ours - theirs) < max(MIN_EVIDENCE, NAME_LEAD * named):
        return None
    return "kemendagri_plain" if ours > theirs else "bps"


def _alike(a: str, b: str) -> bool:
    left, right = (key(split_title(fold(n))[0]) for n in (a, b))
    return fuzz.ratio(left, right) >= 85


def _finding(
    kind: str,
    level: str | None,
    paired: dict[str, str | None],
    with_dots: int,
    ours: int,
    theirs: int,
    both: int,
    why: Text,
) -> CodeKind:
    return CodeKind(kind, level, len(paired), with_dots, ours, theirs, both, len(paired) - ours - theirs - both, why)


def _known_to(one: str, other: str, count: int) -> Text:
    return Text(
        f"{count} kode hanya dikenal dalam daftar {one}, tidak dalam daftar {other}.",
        f"{count} codes are known to the {one} list only, not to the {other} list.",
    )


_DOTTED = Text("Kode ditulis dengan titik dan dikenal Kemendagri.", "Codes are dotted and known to Kemendagri.")
_UNKNOWN_DOTTED = Text("Kode bertitik, tetapi sebagian besar tidak dikenal.", "Codes are dotted but mostly unknown.")
_NO_CODES = Text("Kolom ini tidak berisi kode wilayah.", "This column does not hold region codes.")
_MOSTLY_UNKNOWN = Text(
    "Sebagian besar kode tidak dikenal, baik oleh Kemendagri maupun BPS.", "Most codes are known to neither list."
)
_SAME = Text(
    "Kode-kode ini berarti wilayah yang sama menurut Kemendagri dan BPS.",
    "These codes mean the same regions for Kemendagri and for BPS.",
)
_BY_NAMES = Text("Nama wilayah dalam berkas cocok dengan jenis kode ini.", "Region names in the file fit this kind.")
_AMBIGUOUS = Text(
    "Kode-kode ini ada dalam kedua daftar, sehingga isinya tidak membedakan Kemendagri dari BPS.",
    "These codes exist in both lists, so they do not tell Kemendagri from BPS.",
)
