"""SPM as Tables and in sentences: services of a region, regions side by side, and the unserved in the registry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sepakat.analysis.scope import PLURAL
from sepakat.analysis.standards import HIDDEN, MISSING, WRONG, Group, Line, Standing, unconfirmed
from sepakat.analysis.standards_seen import Cut
from sepakat.analysis.tables import NAME, REGION, Spec, build, real, text, whole
from sepakat.catalogue.services import Service
from sepakat.catalogue.units import UNIT_WORDS
from sepakat.core.table import Table
from sepakat.core.text import Text, number, rupiah
from sepakat.engine.tabulating.answer import place

SERVICES = (
    text("affair", "Urusan", "Affair"),
    text("service", "Id layanan", "Service id", "code"),
    text("name", "Layanan", "Service"),
    text("of", "Yang dihitung", "Counted"),
    text("state", "Keadaan", "State"),
    whole("entitled", "Yang berhak", "Entitled"),
    whole("served", "Terlayani sesuai standar", "Served to standard"),
    whole("gap", "Belum terlayani", "Not served"),
    real("coverage", "Capaian", "Achievement", 1, "persen"),
    real("quality", "Mutu", "Quality", 1, "persen"),
    real("index", "Indeks", "Index", 1),
    text("category", "Kategori (belum dikonfirmasi)", "Category (unconfirmed)"),
    real("unit_cost", "Biaya satuan", "Unit cost", 0, "rupiah"),
    real("cost", "Biaya menutup kesenjangan", "Cost to close the gap", 0, "rupiah"),
    text("sign", "Tanda", "Sign"),
    text("source", "Sumber", "Source"),
)
BESIDE = (
    REGION,
    NAME,
    real("index", "Indeks SPM", "SPM index", 1),
    text("category", "Kategori (belum dikonfirmasi)", "Category (unconfirmed)"),
    real("cost", "Biaya menutup kesenjangan", "Cost to close the gaps", 0, "rupiah"),
    whole("costed", "Layanan dengan biaya", "Services with a cost"),
)
SEEN = (
    text("service", "Id layanan", "Service id", "code"),
    text("name", "Layanan", "Service"),
    text("indicators", "Indikator registri", "Indicators of the registry", "code"),
    REGION,
    text("region_name", "Nama wilayah", "Name of the region"),
    whole("decile", "Desil nasional (simulasi)", "National decile (simulation)"),
    whole("unserved", "Belum terlayani menurut registri", "Not served, by the registry"),
    whole("counted", "Yang dihitung", "Counted"),
    text("sign", "Tanda", "Sign"),
)
NOT_THE_REPORT = Text(
    "Hitungan registri bukan laporan dinas: waktunya, cakupannya, dan arti “terlayani” berbeda. Pemetaan layanan ke "
    "indikator belum dikonfirmasi.",
    "Counts of the registry are not the office's report: time, coverage and the meaning of “served” differ. Which "
    "indicator stands for which service is unconfirmed.",
)

SIMULATED = Text("Desil adalah simulasi sepakat, bukan peringkat resmi.", "Deciles are a simulation, not official.")
NOISY = Text(
    "Hitungan ini diberi gangguan kecil yang konsisten, karena angka tetapnya disembunyikan; jumlah bagiannya tidak "
    "selalu sama dengan keseluruhan.",
    "These counts carry small consistent noise, because the fixed ones are hidden; parts need not add up.",
)


def services(found: Standing, release: Any) -> Table:
    """One row a service of the region and year."""
    rows = [
        {"affair": str(affair.label), "service": one.service.id, "name": str(one.service.label),
         "of": str(UNIT_WORDS.get(one.service.of, one.service.of)), "state": one.state, "entitled": one.entitled,
         "served": one.served, "gap": one.gap, "coverage": one.coverage, "quality": one.quality, "index": one.index,
         "category": one.category, "unit_cost": one.unit_cost, "cost": one.cost,
         "sign": "#" if one.counts_hidden else "", "source": one.source}
        for affair, group in found.affairs
        for one in group.lines
    ]  # fmt: skip
    where = place(found.region)
    title = Text(f"SPM {where}, {found.period}", f"Minimum service standards, {where}, {found.period}")
    meta = {"region": found.region, "period": found.period}
    return build(SERVICES, rows, title, release, notes=notes(found), meta=meta)


def beside(found: Mapping[str, Standing], period: str, where: str, release: Any) -> Table:
    """One row a region: index of the region and of each affair, and the cost."""
    affairs = [affair for affair, _ in next(iter(found.values())).affairs] if found else []
    specs = (*BESIDE, *(Spec(f"index_{a.id}", Text(f"Indeks {a.label.id}", f"Index, {a.label.en}"), "real", "", 1)
                        for a in affairs))  # fmt: skip
    rows = [
        {"region": code, "name": place(code), "index": one.whole.index, "category": one.whole.category,
         "cost": one.whole.cost, "costed": one.whole.costed,
         **{f"index_{affair.id}": group.index for affair, group in one.affairs}}
        for code, one in found.items()
    ]  # fmt: skip
    title = Text(f"Indeks SPM menurut wilayah, {where}, {period}", f"SPM index by region, {where}, {period}")
    said = unconfirmed(next(iter(found.values())).on) if found else ()
    return build(specs, rows, title, release, notes=said, meta={"period": period})


def seen(service: Service, deciles: Cut, parts: Cut, region: str, release: Any) -> Table:
    """Rows of the deciles of a region, then of its parts, for one service."""
    assert service.registry is not None
    head = {"service": service.id, "name": str(service.label), "indicators": ", ".join(service.registry.indicators)}
    pairs = [(region, decile, count) for decile, count in deciles.counts.items()]
    pairs += [(code, None, count) for code, count in parts.counts.items()]
    rows = [
        {**head, "region": code, "region_name": place(code), "decile": decile, "unserved": count.unserved,
         "counted": count.counted, "sign": "#" if count.hidden else ""}
        for code, decile, count in pairs
    ]  # fmt: skip
    title = Text(
        f"Belum terlayani menurut registri: {service.label.id}, {place(region)}",
        f"Not served, by the registry: {service.label.en}, {place(region)}",
    )
    said = [service.registry.note, NOT_THE_REPORT, SIMULATED]
    said += [NOISY] if deciles.noisy or parts.noisy else []
    return build(SEEN, rows, title, release, notes=said, meta={"region": region})


def notes(found: Standing) -> tuple[Text, ...]:
    """What the reader must know of the figures."""
    said = list(unconfirmed(found.on))
    if any(one.counts_hidden for one in found.lines):
        said.append(
            Text(
                f"Hitungan di bawah {found.least} disembunyikan, begitu juga biayanya; capaiannya dibulatkan ke persen "
                "bulat. Jumlah biaya tidak memuat layanan itu.",
                f"Counts below {found.least} are hidden, and their cost; their achievement is in whole percent. Sums "
                "of costs leave those services out.",
            )
        )
    if any(one.state == WRONG for one in found.lines):
        said.append(
            Text(
                "Layanan yang melaporkan lebih banyak terlayani daripada yang berhak tidak dihitung.",
                "Services that report more people served than entitled are left out.",
            )
        )
    said.append(
        Text(
            "Layanan tanpa yang berhak (misalnya tidak ada korban bencana) tidak masuk rata-rata.",
            "Services for which nobody is entitled (such as no victims of disasters) are in no mean.",
        )
    )
    return tuple(said)


def sentences(found: Standing, others: Mapping[str, Standing]) -> list[Text]:
    """What the figures say: index and place, what it would cost, the weakest service, what is not known."""
    where = place(found.region)
    said = [_index(found, where, others)]
    if found.whole.costed:
        said.append(_cost(found))
    weakest = min((s for s in found.lines if s.index is not None), key=lambda s: float(s.index or 0), default=None)
    if weakest is not None:
        said.append(_weakest(weakest))
    missing = sum(s.state == MISSING for s in found.lines)
    if missing:
        said.append(
            Text(
                f"{missing} dari {len(found.lines)} layanan belum dilaporkan.",
                f"{missing} of {len(found.lines)} services are not reported.",
            )
        )
    return said


def _index(found: Standing, where: str, others: Mapping[str, Standing]) -> Text:
    index = found.whole.index
    if index is None:
        return Text(f"Indeks SPM {where} {found.period} belum dapat dihitung.", f"{where} has no SPM index yet.")
    id_, en = number(index, 1, "id"), number(index, 1, "en")
    ranked = sorted((o.whole.index for o in others.values() if o.whole.index is not None), reverse=True)
    at_id = at_en = ""
    if len(ranked) > 1 and found.region in others:
        at = 1 + sum(value > index for value in ranked)
        many = PLURAL["kabupaten" if "." in found.region else "provinsi"]
        at_id = f", peringkat {at} dari {len(ranked)} {many.id} yang melapor"
        at_en = f", number {at} of {len(ranked)} {many.en} that report"
    word = found.whole.category
    return Text(
        f"Indeks SPM {where} {found.period}: {id_} ({word}, ambang belum dikonfirmasi){at_id}.",
        f"SPM index of {where}, {found.period}: {en} ({word}, bounds unconfirmed){at_en}.",
    )


def _cost(found: Standing) -> Text:
    largest, group = max(found.affairs, key=lambda pair: pair[1].cost)
    if not group.cost:
        return Text("Tidak ada kesenjangan dengan biaya yang dilaporkan.", "No gap with a reported cost is left.")
    said = [
        f"Menutup kesenjangan {found.whole.costed} layanan yang dilaporkan biayanya memerlukan "
        f"{rupiah(found.whole.cost, 'id')}, terbesar pada {largest.label.id.lower()} ({rupiah(group.cost, 'id')}).",
        f"Closing the gaps of the {found.whole.costed} services with a cost takes {rupiah(found.whole.cost, 'en')}, "
        f"most of it for {largest.label.en.lower()} ({rupiah(group.cost, 'en')}).",
    ]
    return Text(*said)


def _weakest(one: Line) -> Text:
    unit = UNIT_WORDS.get(one.service.of, Text(one.service.of, one.service.of))
    left_id = f"; {number(one.gap, 0, 'id')} {unit.id} belum terlayani" if one.gap else ""
    left_en = f"; {number(one.gap, 0, 'en')} {unit.en} not served" if one.gap else ""
    return Text(
        f"Paling tertinggal: {one.service.label.id.lower()}, capaian {shown(one, 'id')}%{left_id}.",
        f"Furthest behind: {one.service.label.en.lower()}, achievement {shown(one, 'en')}%{left_en}.",
    )


def shown(one: Line, lang: str | None = None) -> str:
    """Achievement as printed: never rounded up to 100; in whole percent where counts are hidden."""
    if one.coverage is None:
        return "#" if one.state == HIDDEN else "…"
    if one.counts_hidden or one.coverage == 100:
        return number(one.coverage, 0 if one.counts_hidden else 1, lang)
    return number(min(one.coverage, 99.9), 1, lang)


def total(group: Group) -> tuple[int, int]:
    """(services with an index, services in all)."""
    return group.judged, len(group.lines)
