"""Population by civil registration: counts by village and semester, by sex and age. No persons.

Offices hand these out in layouts of their own; this one is ours and marked so.
"""

from __future__ import annotations

from sepakat.core.text import Text
from sepakat.sources.fields import angka, teks
from sepakat.sources.model import Key, Region, Role, Source
from sepakat.sources.periods import period_sql

AGES = ("0_4", "5_6", "7_12", "13_15", "16_18", "19_24", "25_59", "60_atas")
MOST = 1_000_000

SOURCE = Source(
    id="dukcapil",
    title=Text("Penduduk menurut pencatatan sipil", "Population by civil registration"),
    roles=(
        Role(
            id="list",
            table="population",
            title=Text("jumlah penduduk per desa", "population by village"),
            fields=(
                teks("_desa", ("kode_desa", "kode_kelurahan_desa"), needed=True,
                     label=Text("Kode desa", "Village code")),
                teks("_waktu", ("periode", "semester"), needed=True, label=Text("Periode", "Period")),
                angka("laki_laki", ("laki_laki", "penduduk_laki_laki", "l"), 0, MOST),
                angka("perempuan", ("perempuan", "penduduk_perempuan", "p"), 0, MOST),
                angka("jumlah", ("jumlah", "jumlah_penduduk"), 0, MOST, needed=True),
                angka("kartu_keluarga", ("kartu_keluarga", "jumlah_kk"), 0, MOST),
                *(angka(f"umur_{age}", f"umur_{age}", 0, MOST) for age in AGES),
                angka("wajib_ktp", "wajib_ktp", 0, MOST),
                angka("rekam_ktp", ("rekam_ktp", "sudah_rekam"), 0, MOST),
            ),
            signature=("kode_desa", "jumlah", "kartu_keluarga"),
            key=Key((("kode_desa", 10), ("periode", 0))),
            key_column="_kunci",
            region=Region("kemendagri", "desa", (("kode_desa", 10),)),
            computed={"periode": period_sql("_waktu")},
        ),
    ),
    not_covered=Text(
        "Penduduk menurut kartu keluarga, bukan menurut tempat tinggal sebenarnya: yang pindah tanpa lapor, yang "
        "meninggal tanpa akta, dan yang belum tercatat membuat angka desa meleset. Bukan pembagi angka BPS.",
        "People by family card, not by where they live: unreported moves, deaths without a certificate and people "
        "never registered distort villages. Not the denominator of BPS figures.",
    ),
    status="susunan sendiri; belum dikonfirmasi",
    reference=("Data Kependudukan Bersih semesteran (agregat)",),
    unit="desa",
)  # fmt: skip
