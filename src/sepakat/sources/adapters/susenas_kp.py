"""Susenas consumption (KP, block 43): expenditure per head, the variable of poverty and deciles."""

from __future__ import annotations

from sepakat.core.text import Text
from sepakat.sources.adapters.susenas_kor import KEY, REGENCY
from sepakat.sources.fields import angka, desimal, kode, teks, uang
from sepakat.sources.model import Role, Source

SOURCE = Source(
    id="susenas_kp",
    title=Text("Susenas konsumsi (KP)", "Susenas consumption (KP)"),
    roles=(
        Role(
            id="list",
            table="survey_susenas_consumption",
            title=Text("ringkasan konsumsi", "consumption summary"),
            fields=(
                teks("_urut", "URUT", needed=True),
                teks("_prov", "R101", needed=True),
                teks("_kab", "R102", needed=True),
                kode("tipe_daerah", "R105", "urban"),
                angka("members", "R301", 1, 60),
                uang("_makanan", "FOOD"),
                uang("_bukan", "NONFOOD"),
                uang("_semua", "EXPEND"),
                uang("pengeluaran_kapita", "KAPITA"),
                desimal("penimbang", ("WERT", "FWT"), 0),
                desimal("penimbang_individu", "WEIND", 0),
            ),
            signature=("URUT", "KAPITA", "WEIND"),
            key=KEY,
            key_column="household_key",
            region=REGENCY,
            computed={
                "makanan_kapita": "CASE WHEN members > 0 THEN _makanan / members END",
                "nonmakanan_kapita": "CASE WHEN members > 0 THEN _bukan / members END",
            },
        ),
    ),
    not_covered=Text(
        "Rumah tangga sampel yang sama dengan Susenas Kor; pengeluaran besar yang jarang cenderung kurang tercatat.",
        "The same sample households as Susenas Kor; large, rare spending tends to be under-reported.",
    ),
    status="terverifikasi dari skrip publik",
    reference=("Skrip publik Susenas KP, blok 43",),
    unit="rumah_tangga",
)
