"""The EPSS evidence pack: for each of the 38 indicators, what this system holds, and what it does not.

Every kind of evidence in `catalogue/epss/bukti.toml` is made by the function of its id here, as rows; the site adds
what only its database knows. Whether it suffices is for the assessors to say.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sepakat import catalogue
from sepakat.analysis.scoring import history
from sepakat.analysis.tables import Spec, build, real, text, whole
from sepakat.catalogue.codes import codelists
from sepakat.catalogue.epss import instrument
from sepakat.catalogue.goals import goals
from sepakat.core.table import Table
from sepakat.core.text import Text
from sepakat.engine import frames
from sepakat.engine.tabulating.answer import place
from sepakat.lake import Lake, Release

Rows = list[dict[str, Any]]
CONFIDENTIAL = ("sel_minimum_registri", "sel_minimum_lain", "gangguan_sel_maks", "gangguan_sel_ragam",
                "gangguan_sel_tak_tampil", "tabel_bebas_penyebut_min")  # fmt: skip
COLUMNS: tuple[Spec, ...] = (
    text("code", "Kode", "Code", kind="code"),
    text("domain", "Domain", "Domain"),
    text("indicator", "Indikator", "Indicator"),
    real("weight", "Bobot dalam indeks (persen)", "Weight in the index (percent)", 2),
    text("held", "Bukti yang ada di sistem ini", "Evidence that this system holds"),
    whole("level", "Tingkat bukti tertinggi", "Highest level of evidence"),
    text("files", "Berkas di paket", "Files in the pack"),
)
NONE = Text("belum ada di sistem ini; siapkan dokumennya sendiri", "none in this system; bring your own papers")
NOTES = (
    Text("Usulan, bukan penilaian resmi: cukup tidaknya bukti diputuskan penilai.",
         "A proposal, not an official assessment: assessors decide whether evidence suffices."),
    Text("Nama indikator yang belum kami temukan di sumber terbuka diganti nama aspeknya.",
         "Where no public source told us an indicator's name, its aspect's name stands."),
    Text("Tingkat: 2 dokumen administrasi, 3 kebijakan internal, 4 hasil reviu dan evaluasi (sekunder).",
         "Levels: 2 administrative documents, 3 internal policy, 4 review and evaluation (secondary source)."),
)  # fmt: skip


def table(release: Release, region: str, empty: Sequence[str] = ()) -> Table:
    """The 38 indicators and the evidence for them. empty: ids of evidence that turned out to hold nothing."""
    rows = []
    for indicator in instrument().indicators:
        held = [e for e in instrument().held(indicator.code) if e.id not in empty]
        aspect = "" if indicator.named else f" ({Text('aspek', 'aspect')})"
        rows.append({
            "code": indicator.code, "domain": indicator.domain, "indicator": f"{indicator.name}{aspect}",
            "weight": 100 * indicator.weight, "held": "; ".join(str(e.label) for e in held) or NONE,
            "level": max((e.level for e in held), default=None),
            "files": ", ".join(f"bukti/{e.id}.csv" for e in held),
        })  # fmt: skip
    where = place(region)
    title = Text(f"Paket bukti EPSS: {where}", f"EPSS evidence pack: {where}")
    return build(COLUMNS, rows, title, release, notes=NOTES, meta={"region": region})


def pack(lake: Lake, release: Release, region: str, site: Mapping[str, Rows] | None = None) -> bytes:
    """The ZIP: the table, one CSV file per kind of evidence, and a page that says what is not in it.

    site: rows of the kinds that only the site knows; without them they count as not held.
    """
    made = collect(lake, release, region, site)
    listed = table(release, region, [name for name, rows in made.items() if not rows])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as files:
        files.writestr("daftar-bukti.csv", _csv(listed.rows()))
        files.writestr("BACA-DULU.txt", _readme(listed, region, release))
        for name, rows in made.items():
            if rows:
                files.writestr(f"bukti/{name}.csv", _csv(rows))
    return out.getvalue()


def collect(lake: Lake, release: Release, region: str, site: Mapping[str, Rows] | None = None) -> dict[str, Rows]:
    """Rows by kind of evidence, in the catalogue's order."""
    found: dict[str, Rows] = {}
    for evidence in instrument().evidence:
        if evidence.site:
            found[evidence.id] = list((site or {}).get(evidence.id, ()))
        else:
            found[evidence.id] = MAKERS[evidence.id](lake, release, region)
    return found


def _variables(lake: Lake, release: Release, region: str) -> Rows:
    return [
        {"tabel": spec.name, "variabel": v.name, "label": v.label.id, "jenis": v.type}
        for spec in catalogue.tables().values()
        for v in spec.variables.values()
        if release.has(spec.name)
    ]


def _metadata(lake: Lake, release: Release, region: str) -> Rows:
    return [
        {"id": i.id, "nama": i.label.id, "konsep": i.konsep, "definisi": i.definisi, "klasifikasi": i.klasifikasi,
         "ukuran": i.ukuran, "satuan": i.satuan, "rujukan": "; ".join(i.rujukan), "disusun_oleh": i.disusun_oleh,
         "diperiksa_oleh": i.diperiksa_oleh, "tinjau_lagi": i.tinjau_lagi, "status": i.status}
        for i in catalogue.indicators().values()
    ]  # fmt: skip


def _formats(lake: Lake, release: Release, region: str) -> Rows:
    made = (("csv", "teks bertanda titik koma"), ("xlsx", "lembar kerja"), ("json", "untuk mesin"),
            ("parquet", "kolom, untuk analisis"))  # fmt: skip
    return [{"bentuk": name, "keterangan": words, "tersedia_untuk": "setiap tabel yang terbit"} for name, words in made]


def _codes(lake: Lake, release: Release, region: str) -> Rows:
    own = [{"daftar": c.name, "kode": code, "label": label.id} for c in codelists().values()
           for code, label in c.rows.items()]  # fmt: skip
    return own + [{"daftar": "wilayah", "kode": code, "label": place(code)} for code in release.kabupaten()]


def _needs(lake: Lake, release: Release, region: str) -> Rows:
    rows = [
        {"tujuan": g.label.id, "bagian": s.label.id, "indikator": i, "ada": "ya"}
        for g in goals().values() for s in g.sections for i in s.indicators
    ]  # fmt: skip
    return rows + [
        {"tujuan": g.label.id, "bagian": "belum ada", "indikator": w.label.id, "ada": "belum"}
        for g in goals().values() for w in g.wishes
    ]  # fmt: skip


def _quality(lake: Lake, release: Release, region: str) -> Rows:
    found = release.document("quality")
    if not isinstance(found, Mapping):
        return []
    return [
        {"masukan": name, "sumber": one.get("judul", {}).get("id", ""), "dibaca": one.get("dibaca"),
         "diterima": one.get("diterima"), "ditolak": one.get("ditolak"), "diperingatkan": one.get("diperingatkan")}
        for name, one in found.items()
    ]  # fmt: skip


def _releases(lake: Lake, release: Release, region: str) -> Rows:
    rows = []
    for name in lake.release_ids():
        one = lake.release(name)
        rows.append({"rilis": one.id, "tanggal": frames.day(one), "dibuat": one.manifest["created"],
                     "berlaku": "ya" if one.id == lake.current_id else "", "keluarga": one.rows("family"),
                     "orang": one.rows("person"), "sumber": len(one.manifest.get("sources", ()))})  # fmt: skip
    return rows


def _scores(lake: Lake, release: Release, region: str) -> Rows:
    return [
        {"bulan": month, "skor": line.value, "terendah": line.low, "tertinggi": line.high, "tanda": line.mark,
         **{name: given.value for name, given in line.inputs.items()}}
        for month, line in history.over_months(lake, region)
    ]  # fmt: skip


def _published(lake: Lake, release: Release, region: str) -> Rows:
    from sepakat.engine import profile

    known = profile.facts(release)
    return [
        {"indikator": name, "nama": catalogue.indicators()[name].label.id, "versi": kept.version}
        for name, kept in known.items() if name in catalogue.indicators()
    ]  # fmt: skip


def _versions(lake: Lake, release: Release, region: str) -> Rows:
    held = release.manifest.get("catalogue", {}).get("indicators", {})
    return [{"indikator": name, "sidik_definisi": told} for name, told in held.items()]


def _matched(lake: Lake, release: Release, region: str) -> Rows:
    return [
        {"bagian": part, "ukuran": name, "banyak": n}
        for part in ("matched", "pupils") for name, n in release.manifest.get(part, {}).items()
    ]  # fmt: skip


def _sources(lake: Lake, release: Release, region: str) -> Rows:
    return [
        {"masukan": s["intake"], "sumber": s["source"], "berkas": f["name"], "sidik_sha256": f["sha256"],
         "dibaca": s["read"], "diterima": s["accepted"], "ditolak": s["rejected"]}
        for s in release.manifest.get("sources", ()) for f in s.get("files", ())
    ]  # fmt: skip


def _confidential(lake: Lake, release: Release, region: str) -> Rows:
    day = frames.day(release)
    found = [catalogue.parameter(name, day) for name in CONFIDENTIAL]
    return [
        {"aturan": p.name, "nama": p.label.id, "nilai": p.value, "satuan": p.unit, "sejak": p.since,
         "sumber": p.source, "status": p.status} for p in found
    ]  # fmt: skip


MAKERS: Mapping[str, Callable[[Lake, Release, str], Rows]] = {
    "kamus_variabel": _variables,
    "metadata_indikator": _metadata,
    "format_terbuka": _formats,
    "daftar_kode": _codes,
    "kebutuhan_data": _needs,
    "laporan_mutu": _quality,
    "daftar_rilis": _releases,
    "riwayat_skor": _scores,
    "katalog_indikator": _published,
    "versi_definisi": _versions,
    "padanan_sumber": _matched,
    "daftar_sumber": _sources,
    "aturan_kerahasiaan": _confidential,
}


def _csv(rows: Sequence[Mapping[str, Any]]) -> str:
    """As an Indonesian Excel opens it: semicolons and a byte-order mark."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, names, delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return "\ufeff" + out.getvalue()


def _readme(listed: Table, region: str, release: Release) -> str:
    lacking = [row["code"] for row in listed.rows() if not row["files"]]
    words = [
        str(listed.title),
        f"{Text('Rilis', 'Release')} {release.id}"
        + (f" ({Text('data contoh', 'sample data')})" if release.sample else ""),
        str(Text(f"Sumber instrumen: {instrument().source}", f"Instrument: {instrument().source}")),
        *(str(note) for note in listed.notes),
        str(Text("Belum ada bukti di sistem ini untuk: ", "This system holds no evidence for: ")) + ", ".join(lacking),
    ]
    return "\r\n".join(words) + "\r\n"
