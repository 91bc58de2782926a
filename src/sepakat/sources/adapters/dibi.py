"""DIBI-like records of disaster events: one row per event and regency, BPS codes.

`jumlah_kejadian` is a fraction where one event struck several regencies: it is added up, rows are not counted. Free
text (cause, course, remarks) is not taken over: it must not be published, and it names people.
"""

from __future__ import annotations

import datetime as dt

from sepakat import catalogue
from sepakat.core.text import Text
from sepakat.sources.fields import angka, desimal, teks
from sepakat.sources.model import Field, Key, Region, Role, Source

# Canonical column → column of the record; whole numbers.
COUNTS = {
    "meninggal": "meninggal", "hilang": "hilang", "terluka": "terluka", "menderita": "menderita",
    "mengungsi": "mengungsi", "rumah_rusak_berat": "rumah_rusak_berat", "rumah_rusak_sedang": "rumah_rusak_sedang",
    "rumah_rusak_ringan": "rumah_rusak_ringan", "rumah_terendam": "terendam", "sekolah_rusak": "pendidikan_rusak",
    "kesehatan_rusak": "kesehatan_rusak", "ibadah_rusak": "peribadatan_rusak", "jembatan_rusak": "jembatan_rusak",
}  # fmt: skip


def _kind() -> Field:
    """The kind of disaster: five codes are public, others are counted and kept as unknown."""
    known = {int(code): int(code) for code in catalogue.codelist("dibi_jenis").rows}
    return Field("jenis_bencana", ("id_jenis_bencana",), "kode", known, open=True)


SOURCE = Source(
    id="dibi",
    title=Text("Kejadian bencana (DIBI)", "Disaster events (DIBI)"),
    roles=(
        Role(
            id="list",
            table="event",
            title=Text("kejadian bencana", "disaster events"),
            fields=(
                teks("_nomor", ("id", "id_kejadian", "kode_kejadian")),
                teks("_kab", ("id_kab", "id_kabupaten"), needed=True, label=Text("Kode kabupaten BPS", "BPS regency")),
                _kind(),
                angka("tahun", "tahun", 1800, 2100, needed=True),
                angka("bulan", "bulan", 1, 12),
                angka("hari", "tanggal", 1, 31),
                *(angka(to, name, 0, 10_000_000) for to, name in COUNTS.items()),
                desimal("kerugian_juta", "kerugian_juta", 0),
                desimal("jumlah_kejadian", "jumlah_kejadian", 0, 1),
                desimal("lintang", ("latitude", "lintang"), -11.1, 6.1),
                desimal("bujur", ("longitude", "bujur"), 95, 141.1),
            ),
            signature=("id_kab", "id_jenis_bencana", "tahun"),
            key=Key((("id", 0), ("id_kab", 0)), by_row=True),
            key_column="event_key",
            region=Region("bps", "kabupaten", (("id_kab", 4),)),
        ),
    ),
    not_covered=Text(
        "Kejadian yang dilaporkan BPBD; kejadian kecil di daerah yang jarang melapor kurang tercatat, dan tahun-tahun "
        "lama jauh lebih kurang. Arti tanda verifikasi tidak didokumentasikan, jadi tidak dipakai.",
        "Events reported by BPBD; small events where reporting is rare are missing, older years much more so. The "
        "meaning of the verification flags is not documented, so they are not used.",
    ),
    status="kolom terverifikasi dari contoh rekaman; daftar jenis bencana hanya lima kode; isi id_kab (empat angka) "
    "belum dikonfirmasi",
    reference=("Contoh rekaman kejadian BNPB (94 kolom)",),
    unit="kejadian",
    as_of=dt.date(2022, 12, 31),  # its numbers of regencies are those before 2023
)
