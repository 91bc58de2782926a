"""Reports on minimum service standards (SPM): people entitled, served to standard, parts of quality, unit cost.

The reporting form is not public; this layout is ours. Services are named by their id or their name in the catalogue.
"""

from __future__ import annotations

from sepakat.catalogue.services import services
from sepakat.core.duck import literal
from sepakat.core.text import Text
from sepakat.sources.fields import angka, desimal, teks, uang
from sepakat.sources.model import Key, Region, Role, Source
from sepakat.sources.periods import period_sql

MOST = 300_000_000


def service_sql() -> str:
    """SQL of the service's id, from its id or its name in Bahasa."""
    said = "lower(trim(regexp_replace(_layanan, '\\s+', ' ', 'g')))"
    pairs = {name: one.id for one in services().values() for name in (one.id, one.label.id.lower())}
    return f"CASE {said} {' '.join(f'WHEN {literal(k)} THEN {literal(v)}' for k, v in pairs.items())} END"


SOURCE = Source(
    id="laporan_spm",
    title=Text("Laporan capaian SPM", "Reports on minimum service standards"),
    roles=(
        Role(
            id="list",
            table="service_target",
            title=Text("layanan per wilayah", "services by region"),
            fields=(
                teks("_kode", ("kode_wilayah", "kode"), needed=True, label=Text("Kode wilayah", "Region code")),
                teks("_layanan", ("layanan", "jenis_layanan"), needed=True, label=Text("Layanan", "Service")),
                teks("_waktu", ("periode", "tahun"), needed=True, label=Text("Periode", "Period")),
                angka("berhak", ("berhak", "sasaran", "jumlah_sasaran"), 0, MOST, needed=True),
                angka("dilayani", ("dilayani", "terlayani", "jumlah_terlayani"), 0, MOST, needed=True),
                desimal("mutu_barang", ("mutu_barang", "mutu_barang_jasa"), 0, 100),
                desimal("mutu_petugas", ("mutu_petugas", "mutu_sdm"), 0, 100),
                desimal("mutu_standar", ("mutu_standar", "pemenuhan_standar"), 0, 100),
                uang("biaya_satuan", ("biaya_satuan", "biaya_per_sasaran")),
                teks("sumber", ("sumber", "perangkat_daerah")),
            ),
            signature=("kode_wilayah", "layanan", "berhak", "dilayani"),
            key=Key((("kode_wilayah", 0), ("layanan", 0), ("periode", 0))),
            key_column="_kunci",
            region=Region("kemendagri", "wilayah", (("kode_wilayah", 2),)),
            computed={"layanan": service_sql(), "periode": period_sql("_waktu")},
        ),
    ),
    not_covered=Text(
        "Laporan dinas tentang layanannya sendiri. Siapa yang berhak sering ditaksir; yang tidak pernah datang ke "
        "layanan dapat hilang dari kedua angka.",
        "An office's report on its own service. Who is entitled is often estimated; people who never came may be "
        "missing from both numbers.",
    ),
    status="susunan sendiri; formulir pelaporan belum dikonfirmasi",
    reference=("Permendagri 59/2021 (judul); isi lampiran belum dikonfirmasi",),
    unit="wilayah",
)
