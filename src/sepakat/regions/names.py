"""Names of regions made comparable: case, punctuation, old spelling, doubled letters, titles and abbreviations.

Search and the BPS crosswalk compare names through here. The rules only make two spellings of one name alike; they are
never shown to anyone.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_APOSTROPHES = str.maketrans("", "", "'`\"")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_DOUBLED = re.compile(r"([a-z])\1+")
# Spelling before 1972 and before 1947, still alive in place names and in people's typing.
_OLD_SPELLING = (("oe", "u"), ("tj", "c"), ("dj", "j"), ("nj", "ny"), ("sj", "sy"))

# Titles in front of a name, with what they say about it (level, kind); longest first.
TITLES: tuple[tuple[str, str, str | None], ...] = (
    ("kabupaten administrasi", "kabupaten", "kabupaten"),
    ("kota administrasi", "kabupaten", "kota"),
    ("kabupaten adm", "kabupaten", "kabupaten"),
    ("kota adm", "kabupaten", "kota"),
    ("kab adm", "kabupaten", "kabupaten"),
    ("desa kelurahan", "desa", None),
    ("provinsi", "provinsi", None),
    ("propinsi", "provinsi", None),
    ("prov", "provinsi", None),
    ("prop", "provinsi", None),
    ("kabupaten", "kabupaten", "kabupaten"),
    ("kab", "kabupaten", "kabupaten"),
    ("kotamadya", "kabupaten", "kota"),
    ("kodya", "kabupaten", "kota"),
    ("kota", "kabupaten", "kota"),
    ("kecamatan", "kecamatan", None),
    ("kec", "kecamatan", None),
    ("distrik", "kecamatan", None),
    ("kelurahan", "desa", "kelurahan"),
    ("kel", "desa", "kelurahan"),
    ("desa", "desa", "desa"),
    ("ds", "desa", "desa"),
)

# What people say for a province or a city, by folded name.
ALIASES = {
    "nad": "11", "sumut": "12", "sumbar": "13", "sumsel": "16", "babel": "19", "bangka belitung": "19", "kepri": "21",
    "dki": "31", "jakarta": "31", "dki jakarta": "31", "jabar": "32", "jateng": "33", "diy": "34", "yogya": "34",
    "jogja": "34", "yogyakarta": "34", "jogjakarta": "34", "di yogyakarta": "34", "jatim": "35", "ntb": "52",
    "ntt": "53", "kalbar": "61", "kalteng": "62", "kalsel": "63", "kaltim": "64", "kaltara": "65", "sulut": "71",
    "sulteng": "72", "sulsel": "73", "sultra": "74", "sulbar": "76", "malut": "82",
    "pabar": "92", "irian jaya barat": "92", "irian jaya": "91", "irian": "91",
}  # fmt: skip

# Short forms and local variants of common words in village names, as BPS and the decree write them differently.
_WORDS = {
    "kp": "kampung", "kmp": "kampung", "kampong": "kampung", "gampong": "kampung", "gp": "kampung", "gpg": "kampung",
    "mns": "meunasah", "msjid": "masjid", "mesjid": "masjid",
    "sei": "sungai", "sungei": "sungai",
    "tj": "tanjung", "tg": "tanjung", "tanjong": "tanjung", "tjg": "tanjung", "tgk": "teungku", "tengku": "teungku",
    "gn": "gunung", "gng": "gunung", "gunong": "gunung", "pd": "padang", "pdg": "padang", "lb": "lubuk", "lbk": "lubuk",
    "perk": "perkebunan", "kebun": "perkebunan", "ps": "pasar", "psr": "pasar", "pulo": "pulau", "pl": "pulau",
    "ujong": "ujung", "kr": "krueng", "krg": "krueng", "tk": "teluk", "tlk": "teluk", "telok": "teluk",
    "bt": "batu", "bdr": "bandar", "bkt": "bukit", "mts": "muara", "ma": "muara", "mr": "muara",
    "sp": "simpang", "spg": "simpang", "simp": "simpang", "rt": "rantau", "hts": "huta",
    "i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "x": "10",
    "xi": "11", "xii": "12", "satu": "1", "dua": "2", "tiga": "3", "empat": "4", "lima": "5",
}  # fmt: skip


@lru_cache(maxsize=200_000)
def fold(name: str) -> str:
    """Lower case, no accents, no punctuation, single blanks: `Kab. Timor-Tengah` → `kab timor tengah`."""
    text = unicodedata.normalize("NFKD", name).encode("ascii", "ignore") if not name.isascii() else name.encode()
    # NFKD drops the typographic apostrophe with the accents; the plain one is dropped here.
    return _NOT_WORD.sub(" ", text.decode().lower().translate(_APOSTROPHES)).strip()


def split_title(folded: str) -> tuple[str, str | None, str | None]:
    """A folded name without its title, and the level and kind that the title tells: `kab kupang` → (`kupang`,
    `kabupaten`, `kabupaten`). A title alone is a name."""
    for title, level, kind in TITLES:
        if folded.startswith(title + " "):
            return folded[len(title) + 1 :], level, kind
    return folded, None, None


def modern(folded: str) -> str:
    """New spelling, doubled letters single: `timoer` → `timur`, `bandoeng` → `bandung`."""
    for old, new in _OLD_SPELLING:
        folded = folded.replace(old, new)
    return _DOUBLED.sub(r"\1", folded)


def key(folded: str) -> str:
    """What is compared in search: modern spelling, no blanks (`suka mulia` = `sukamulia`)."""
    # Blanks go first, so that letters doubled across a blank fall together too: `oro oro ombo` = `oro-oroombo`.
    return modern(folded.replace(" ", ""))


def expand(folded: str) -> str:
    """Abbreviations written out and numerals as digits: `sei purun dua` → `sungai purun 2`."""
    return " ".join(_WORDS.get(word, word) for word in folded.split())


def loose_key(folded: str) -> str:
    """What the crosswalk compares second: `expand`, then as `key`."""
    return key(expand(folded))
