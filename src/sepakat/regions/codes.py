"""Region codes as text: their form, their level, their parents.

The canonical code is Kemendagri's with dots: `53`, `53.01`, `53.01.05`, `53.01.05.2001`; `00` is the nation. A code
without dots is refused here, on purpose: the same digits can be a BPS code of another region (`5301` is Kabupaten
Kupang for Kemendagri and Sumba Barat for BPS). Files that come without dots pass through `detect` first.
"""

from __future__ import annotations

import re

from sepakat.core.errors import UserError, unknown_name
from sepakat.core.text import Text

NATION = "00"
LEVELS = ("nasional", "provinsi", "kabupaten", "kecamatan", "desa")
CODE_LENGTH = {"nasional": 2, "provinsi": 2, "kabupaten": 5, "kecamatan": 8, "desa": 13}
_LEVEL_OF_LENGTH = {2: "provinsi", 5: "kabupaten", 8: "kecamatan", 13: "desa"}
_FORM = re.compile(r"[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?)?")
_DIGITS = re.compile(r"[0-9]+")


def parse(code: object) -> str:
    """The code, trimmed, if it has the dotted form; UserError (`region-code-undotted`, `region-code-form`) if not.

    It is the form that is checked here; whether such a region exists is asked of `Regions`.
    """
    text = code.strip() if isinstance(code, str) else str(code)
    if isinstance(code, str) and _FORM.fullmatch(text):
        return text
    if _DIGITS.fullmatch(text):
        raise UserError(
            Text(
                f"Kode wilayah `{text}` tidak bertitik, jadi bisa kode Kemendagri, bisa kode BPS.",
                f"Region code `{text}` has no dots: it could be a Kemendagri code or a BPS code.",
            ),
            detail=Text(
                "Angka yang sama dapat berarti dua wilayah: 5301 adalah Kabupaten Kupang menurut Kemendagri dan "
                "Sumba Barat menurut BPS.",
                "The same digits can mean two regions: 5301 is Kabupaten Kupang for Kemendagri, Sumba Barat for BPS.",
            ),
            hint=Text(
                f"Tulis kode Kemendagri dengan titik{_suggest(text, 'id')}; "
                "untuk kode BPS, pakai padanan kode BPS-Kemendagri.",
                f"Write the Kemendagri code with dots{_suggest(text, 'en')}; "
                "for a BPS code use the BPS-Kemendagri crosswalk.",
            ),
            code="region-code-undotted",
        )
    raise UserError(
        Text(f"`{text[:40]}` bukan bentuk kode wilayah.", f"`{text[:40]}` does not have the form of a region code."),
        hint=_named(text)
        or Text(
            "Bentuknya: 53 (provinsi), 53.01 (kabupaten/kota), 53.01.05 (kecamatan), 53.01.05.2001 (desa), "
            "00 (nasional).",
            "The form: 53 (province), 53.01 (regency), 53.01.05 (district), 53.01.05.2001 (village), 00 (nation).",
        ),
        code="region-code-form",
    )


def _named(text: str) -> Text | None:
    """The codes of regions that bear this name: who writes a name means one of them."""
    from sepakat.regions.search import search  # the search stands on this module, so the import waits until here

    if not any(letter.isalpha() for letter in text):
        return None
    found = search(text, levels=LEVELS[1:4], limit=3)
    codes = ", ".join(f"{one.region.code} ({one.path})" for one in found)
    return Text(f"Tulis kodenya. Mungkin: {codes}.", f"Write its code. Perhaps: {codes}.") if found else None


def _suggest(text: str, lang: str) -> str:
    if len(text) not in (4, 6, 10):
        return ""
    return (", misalnya " if lang == "id" else ", such as ") + f"`{dotted(text)}`"


def level_of(code: str) -> str:
    """`nasional`, `provinsi`, `kabupaten`, `kecamatan` or `desa`; UserError for another form."""
    text = parse(code)
    return "nasional" if text == NATION else _LEVEL_OF_LENGTH[len(text)]


def parent_code(code: str) -> str | None:
    """The code one level up; `00` above a province, None above the nation."""
    if code == NATION:
        return None
    return code.rpartition(".")[0] or NATION


def ancestor_codes(code: str) -> list[str]:
    """The codes above, from the nation down to the parent: `53.01.05` → `["00", "53", "53.01"]`."""
    above: list[str] = []
    up = parent_code(code)
    while up is not None:
        above.append(up)
        up = parent_code(up)
    return above[::-1]


def at_level(code: str, level: str) -> str:
    """The ancestor of `code` (or the code itself) at `level`; UserError if `code` lies above that level."""
    if level == "nasional":
        return NATION
    length = CODE_LENGTH[level]
    if code == NATION or len(code) < length:
        raise UserError(
            Text(f"Wilayah `{code}` berada di atas tingkat {level}.", f"Region `{code}` lies above level {level}."),
            hint=Text("Pilih tingkat yang sama atau lebih tinggi.", "Choose the same level or a higher one."),
            code="region-level",
        )
    return code[:length]


def check_level(level: str) -> str:
    """`level` if it is one of LEVELS; UserError naming the nearest."""
    if level in LEVELS:
        return level
    raise unknown_name(Text("Tingkat wilayah", "Region level"), level, LEVELS, "region-level-unknown")


def plain(code: str) -> str:
    """A dotted code without its dots, as some agencies' files carry it."""
    return code.replace(".", "")


def dotted(digits: str) -> str:
    """Kemendagri digits with their dots put in. Only for digits that are known to be Kemendagri's."""
    return ".".join(part for part in (digits[:2], digits[2:4], digits[4:6], digits[6:]) if part)
