"""Minimum service standards (SPM): six affairs and their services (`services/*.toml`), one reviewed file per affair."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sepakat.catalogue.dated import STATUSES
from sepakat.catalogue.definitions import indicators
from sepakat.catalogue.reading import HOME, Node, files, read
from sepakat.core.errors import unknown_name
from sepakat.core.text import Text

SERVED, UNSERVED = "terlayani", "belum"


@dataclass(frozen=True)
class Seen:
    """How the registry tells who is not served. indicators: their counts are added up (disjoint groups); counts: what
    their numerators count, SERVED or UNSERVED; note: what this is not; status, checked: how far it was reviewed."""

    indicators: tuple[str, ...]
    counts: str
    note: Text
    status: str
    checked: str


@dataclass(frozen=True)
class Service:
    """One service. affair: id of its file; level: who must give it, `kabupaten` or `provinsi`; of: whom it counts
    (`orang`, `keluarga`, …); note: what is known of it; registry: how the registry sees it, None where it cannot."""

    id: str
    label: Text
    affair: str
    level: str
    of: str
    status: str
    source: str
    registry: Seen | None
    note: str | None


@dataclass(frozen=True)
class Affair:
    """One of the six affairs, in their order, with its services."""

    id: str
    order: int
    label: Text
    services: tuple[Service, ...]


def _service(node: Node, affair: str) -> Service:
    node.only({"id", "nama", "nama_en", "tingkat", "yang_dihitung", "status", "sumber", "registri", "catatan"})
    return Service(
        node.text("id"), node.label("nama", "nama_en"), affair, node.choice("tingkat", ("kabupaten", "provinsi")),
        node.text("yang_dihitung", "orang"), node.choice("status", STATUSES), node.text("sumber"),
        _seen(node.child("registri")) if "registri" in node.data else None, node.optional_text("catatan"),
    )  # fmt: skip


def _seen(node: Node) -> Seen:
    node.only({"indikator", "menghitung", "catatan", "catatan_en", "status", "pemeriksa"})
    names = node.texts("indikator")
    known = indicators()
    for name in names:
        if name not in known:
            raise node.error("indikator", f"Indikator `{name}` tidak ada.", f"There is no indicator `{name}`.")
        if known[name].penaksir != "rasio" or known[name].penimbang:
            raise node.error("indikator", f"`{name}` bukan bagian dari hitungan.", f"`{name}` is no share of a count.")
    if len({known[name].satuan_analisis for name in names}) != 1:
        raise node.error("indikator", "Satuan indikatornya harus sama.", "The indicators must count the same unit.")
    return Seen(
        names, node.choice("menghitung", (SERVED, UNSERVED)), node.label("catatan", "catatan_en"),
        node.choice("status", STATUSES), node.text("pemeriksa"),
    )  # fmt: skip


@functools.lru_cache(maxsize=1)
def affairs() -> Mapping[str, Affair]:
    """The six affairs, in order."""
    found = []
    for path in files(HOME / "services"):
        node = read(path)
        node.only({"nama", "nama_en", "urutan", "layanan"})
        services = tuple(_service(item, path.stem) for item in node.children("layanan"))
        found.append(Affair(path.stem, node.integer("urutan"), node.label("nama", "nama_en"), services))
    return MappingProxyType({a.id: a for a in sorted(found, key=lambda a: a.order)})


@functools.lru_cache(maxsize=1)
def services() -> Mapping[str, Service]:
    """Every service by id, in the order of the affairs."""
    return MappingProxyType({s.id: s for a in affairs().values() for s in a.services})


def service(id_: str) -> Service:
    """One service; UserError (unknown-service) with the nearest id."""
    if id_ not in services():
        raise unknown_name(Text("Layanan SPM", "SPM service"), id_, services(), "unknown-service")
    return services()[id_]
