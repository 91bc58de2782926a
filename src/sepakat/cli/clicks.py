"""Click's own words in Bahasa: what it says of a missing option or a bad value, and the heads of its help.

Click looks every sentence up under its English text (`_`, `ngettext`: gettext); here that look-up is a table and the
reader's language. A sentence that is not in the table stays English.
"""

from __future__ import annotations

from importlib import import_module

from sepakat.core.text import language

_MODULES = ("core", "decorators", "exceptions", "formatting", "parser", "termui", "types")

INDONESIAN = {
    "Aborted!": "Dihentikan!",
    "Argument {name!r} takes {nargs} values.": "Argumen {name!r} memerlukan {nargs} nilai.",
    "Choose from:\n\t{choices}": "Pilih salah satu:\n\t{choices}",
    "Commands": "Perintah",
    "Could not open file {filename!r}: {message}": "Berkas {filename!r} tidak dapat dibuka: {message}",
    "Did you mean {possibility}?": "Maksud Anda {possibility}?",
    "(Did you mean one of: {possibilities}?)": "(Maksud Anda salah satu dari: {possibilities}?)",
    "Error: {message}": "Galat: {message}",
    "Got unexpected extra argument ({args})": "Argumen ini berlebih: {args}",
    "Got unexpected extra arguments ({args})": "Argumen ini berlebih: {args}",
    "Invalid value for {param_hint}: {message}": "Nilai {param_hint} tidak dapat dipakai: {message}",
    "Invalid value: {message}": "Nilai ini tidak dapat dipakai: {message}",
    "Missing argument": "Belum diisi: argumen",
    "Missing command.": "Perintahnya belum disebut.",
    "Missing option": "Belum diisi: pilihan",
    "Missing parameter": "Belum diisi:",
    "Missing parameter: {param_name}": "Belum diisi: {param_name}",
    "No such command {name!r}.": "Perintah {name!r} tidak dikenal.",
    "No such option {name!r}.": "Pilihan {name!r} tidak dikenal.",
    "Option {name!r} does not take a value.": "Pilihan {name!r} tidak memakai nilai.",
    "Option {name!r} requires an argument.": "Pilihan {name!r} memerlukan nilai.",
    "Option {name!r} requires {nargs} arguments.": "Pilihan {name!r} memerlukan {nargs} nilai.",
    "Options": "Pilihan",
    "Show the version and exit.": "Tampilkan versi.",
    "Show this message and exit.": "Tampilkan bantuan ini.",
    "Takes {nargs} values but 1 was given.": "Perlu {nargs} nilai, yang diberikan 1.",
    "Takes {nargs} values but {len} were given.": "Perlu {nargs} nilai, yang diberikan {len}.",
    "Try '{command} {option}' for help.": "Bantuan: '{command} {option}'.",
    "Usage:": "Pemakaian:",
    "default: {default}": "bawaan: {default}",
    "directory": "folder",
    "env var: {var}": "peubah lingkungan: {var}",
    "file": "berkas",
    "path": "jalur",
    "required": "wajib",
    "{name} {filename!r} does not exist.": "{name} {filename!r} tidak ada.",
    "{name} {filename!r} is a directory.": "{name} {filename!r} adalah folder.",
    "{name} {filename!r} is a file.": "{name} {filename!r} adalah berkas.",
    "{name} {filename!r} is not readable.": "{name} {filename!r} tidak dapat dibaca.",
    "{name} {filename!r} is not writable.": "{name} {filename!r} tidak dapat ditulis.",
    "{value!r} is not a valid {number_type}.": "{value!r} bukan angka yang dapat dibaca.",
    "{value!r} is not {choice}.": "{value!r} bukan {choice}.",
    "{value!r} is not one of {choices}.": "{value!r} bukan salah satu dari {choices}.",
    "{value} is not in the range {range}.": "{value} di luar batas {range}.",
}


def words(text: str) -> str:
    """A sentence of click in the reader's language."""
    return text if language() == "en" else INDONESIAN.get(text, text)


def _counted(one: str, many: str, number: int) -> str:
    return words(one if number == 1 else many)


def speak() -> None:
    """Let click look its sentences up here."""
    for name in _MODULES:
        module = import_module(f"click.{name}")
        for own, ours in (("_", words), ("ngettext", _counted)):
            if hasattr(module, own):
                setattr(module, own, ours)
