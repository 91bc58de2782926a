"""The words of a free table: heading, sentence, figures, and what stands for a figure that is not shown."""

from __future__ import annotations

from typing import Any

from sepakat import catalogue, regions
from sepakat.catalogue.units import UNIT_WORDS
from sepakat.core.table import Table
from sepakat.core.text import Text, number
from sepakat.web.presenters import places

COUNTS = {
    "orang": Text("Jumlah orang", "Number of persons"),
    "keluarga": Text("Jumlah keluarga", "Number of families"),
}

UNKNOWN = Text("Tidak diketahui", "Unknown")


def heading(table: Table) -> str:
    """`Jumlah orang: 60 tahun ke atas; Desil 1–4`."""
    meta = table.meta
    indicator = catalogue.indicators().get(meta["what"])
    what = str(indicator.label if indicator else COUNTS[meta["unit"]])
    chosen = "; ".join(chosen_words(meta))
    return f"{what}: {chosen}" if chosen else what


def over(table: Table) -> str:
    """`Kabupaten Kupang, menurut kecamatan dan Jenis kelamin`."""
    meta = table.meta
    by = [str(catalogue.breakdown_columns(meta["unit"])[name].label) for name in meta["by"]]
    if meta["level"] != regions.load().get(meta["region"]).level:
        by = [str(places.LEVEL[meta["level"]]), *by]
    return (
        f"{region_title(meta['region'])}, {Text('menurut', 'by')} {', '.join(by)}"
        if by
        else region_title(meta["region"])
    )


def noise(table: Table) -> Text:
    most = table.meta["noise"]["most"]
    unit = UNIT_WORDS[table.meta["unit"]]
    return Text(
        f"Angka ini diberi gangguan kecil yang konsisten, paling banyak ±{most} {unit.id} pada tiap hitungan.",
        f"These figures carry small consistent noise, at most ±{most} {unit.en} on each count.",
    )


def words(row: dict[str, Any], table: Table) -> str:
    """A figure as printed, or the sign that stands for it."""
    indicator = catalogue.indicators().get(table.meta["what"])
    if row["sign"]:
        return sign_words(row["sign"], table.meta, row)
    return number(row["value"], indicator.desimal if indicator else 0)


def sign_words(sign: str, meta: dict[str, Any], row: dict[str, Any] | None = None) -> str:
    """`<10`, `≈`, `<2,4`, `>97,6`: the bounds follow from n and the smallest figure that is shown alone."""
    if sign == "few":
        return f"<{meta['noise']['base']}"
    if sign == "near":
        return "≈"
    indicator = catalogue.indicators().get(meta["what"])
    plain = indicator is not None and indicator.penaksir == "rasio" and not indicator.penimbang
    if row and plain and indicator and row["n"] and indicator.numerator.kind == "boolean":
        share = indicator.pengali * meta["noise"]["minimum"] / row["n"]
        if sign == "low":
            return f"<{number(share, indicator.desimal)}"
        return f">{number(indicator.pengali - share, indicator.desimal)}"
    return "<" if sign == "low" else ">"


def remark(sign: str, meta: dict[str, Any]) -> str:
    """The sentence behind a sign."""
    least, base = meta["noise"]["minimum"], meta["noise"]["base"]
    said = {
        "few": Text(
            f"terlalu sedikit: di bawah {base} {meta['unit']}, nol termasuk",
            f"too few: below {base}, zero among them",
        ),
        "near": Text(
            "hampir sama dengan kelompok yang lebih besar; bacalah angka kelompok itu",
            "nearly the same people as a larger group; read that group's figure",
        ),
        "low": Text(f"kurang dari {least} yang memilikinya", f"fewer than {least} have it"),
        "high": Text(f"semua memilikinya, kecuali kurang dari {least}", f"all have it, save fewer than {least}"),
    }.get(sign)
    return str(said) if said else ""


def sentence(table: Table) -> str:
    """`Di Kabupaten Kupang ada sekitar 829 orang (60 tahun ke atas; Desil 1–4).`"""
    meta, whole = table.meta, table.meta["whole"]
    place = region_title(meta["region"])
    indicator = catalogue.indicators().get(meta["what"])
    unit = UNIT_WORDS[meta["unit"]]
    chosen = "; ".join(chosen_words(meta))
    some = f" ({chosen})" if chosen else ""
    if whole["value"] is None:
        why = remark(whole["sign"], meta)
        return str(Text(f"Angka untuk {place}{some} tidak ditampilkan: {why}.", f"Not shown for {place}{some}: {why}."))
    figure = words(whole, table)
    if indicator is None:
        return str(
            Text(
                f"Di {place} ada sekitar {figure} {unit.id}{some}.",
                f"There are about {figure} {unit.en}{some} in {place}.",
            )
        )
    measured = UNIT_WORDS.get(indicator.satuan, Text(indicator.satuan, indicator.satuan))
    n = number(whole["n"])
    return str(
        Text(
            f"{indicator.nama} di {place}{some}: sekitar {figure} {measured.id}, dari sekitar {n} {unit.id}.",
            f"{indicator.nama_en} in {place}{some}: about {figure} {measured.en}, of about {n} {unit.en}.",
        )
    )


def chosen_words(meta: dict[str, Any]) -> list[str]:
    """The chosen classes in words: `60 tahun ke atas`, `Desil 1–4`; yes and no with their attribute."""
    from sepakat.web.explore import library

    known = library.attributes(meta["unit"])
    found = []
    for name, class_id in meta["for_whom"].items():
        attribute = known[name]
        label = str(attribute.klass(class_id).label)
        found.append(f"{attribute.label}: {label}" if len(label) < 7 else label)
    return found


def region_title(code: str) -> str:
    return places.title(regions.load().get(code))
