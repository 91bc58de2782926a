"""Urban or rural by village (1 urban, 2 rural)."""

from __future__ import annotations

from sepakat.core.text import Text
from sepakat.sources.fields import kode, teks
from sepakat.sources.model import Key, Region, Role, Source

SOURCE = Source(
    id="klasifikasi_desa",
    title=Text("Klasifikasi desa", "Village classification"),
    roles=(
        Role(
            id="list",
            table="village",
            title=Text("klasifikasi perkotaan/perdesaan", "urban/rural classification"),
            fields=(
                teks("_desa", "kode_desa", needed=True, label=Text("Kode desa", "Village code")),
                kode(
                    "klasifikasi", ("klasifikasi", "klasifikasi_desa"), "urban", needed=True, filled=True,
                    label=Text("Klasifikasi", "Classification"),
                ),
            ),
            signature=("kode_desa", "klasifikasi"),
            key=Key((("kode_desa", 0),)),
            key_column="_kunci",
            region=Region("kemendagri", "desa", (("kode_desa", 10),)),
        ),
    ),
    not_covered=Text(
        "Desa yang tidak tercantum tetap belum diketahui tipe daerahnya.", "Villages not listed stay unknown."
    ),
    status="susunan sendiri; klasifikasi menurut BPS",
    reference=("Peraturan Kepala BPS tentang klasifikasi perkotaan dan perdesaan",),
    unit="desa",
)  # fmt: skip
