"""DTSEN extract as handed to regions (observed layout: East Java): families and members, Kemendagri codes, counts of
assets, registry status, and the official decile of person and family with its cut-off date."""

from __future__ import annotations

from sepakat.core.text import Text
from sepakat.sources.adapters.regsosek2022k import DIFFICULTIES, LIVESTOCK
from sepakat.sources.fields import angka, desimal, jumlah_unit, kk, kode, nik, tanggal, teks, ya
from sepakat.sources.model import Key, Region, Role, Source

# The extract names its asset columns; each holds a number of units, not yes or no.
ASSETS = {
    "tabung_gas": "tabung_gas", "kulkas": "lemari_es", "ac": "ac", "pemanas_air": "pemanas_air",
    "telepon_rumah": "telepon_rumah", "tv_datar": "tv_datar", "emas": "emas_perhiasan",
    "komputer": "komputer_laptop_tablet", "sepeda_motor": "sepeda_motor", "sepeda": "sepeda", "mobil": "mobil",
    "perahu": "perahu", "perahu_motor": "kapal_perahu_motor", "smartphone": "smartphone",
}  # fmt: skip
DIFFICULTY_COLUMNS = (
    "id_penglihatan", "id_pendengaran", "id_berjalan_atau_naik_tangga", "id_menggunakan_tangan_jari",
    "id_belajar_kemampuan_intelektual", "id_pengendalian_perilaku", "id_berbicara_komunikasi", "id_mengurus_diri",
    "id_mengingat_berkonsentrasi",
)  # fmt: skip
# Inactive entries are no longer carried; 404 has no closer code than "not found".
STATUS = {"dtsen aktif": 1, "dtsen aktif - asesmen meninggal": 2, "dtsen nonaktif": 6}
FAMILY_KEY = Key((("no_kk", 0),))

FAMILY = Role(
    id="family",
    table="family",
    title=Text("keluarga", "families"),
    fields=(
        kk(("no_kk", "nomor_kartu_keluarga"), needed=True),
        teks("_desa", "kode_kelurahan_desa", needed=True),
        teks("alamat", "alamat"),
        teks("nama_kk", "nama_kepala_keluarga"),
        kode("_keberadaan", "id_status_keberadaan_keluarga", "dt_kel"),
        angka("members", "jumlah_anggota_keluarga", 0, 60),
        kode("status_kepemilikan", "id_status_penguasaan_bangunan", "rg_tenure"),
        kode("lantai", "id_lantai_terluas", "rg_floor"),
        desimal("luas_lantai", "luas_lantai_bangunan", 0, 9999),
        kode("dinding", "id_dinding_terluas", "rg_wall"),
        kode("atap", "id_atap_terluas", "rg_roof"),
        kode("air_minum", "id_sumber_airminum", "rg_water"),
        kode("penerangan", "id_sumberpenerangan", "rg_light"),
        # No public code list; expected as 307b (unconfirmed).
        kode("daya_1", "id_dayapenerangan", "rg_power"),
        kode("bahan_bakar", "id_bb_utama", "rg_fuel"),
        kode("fasilitas_bab", "id_fasilitas_bab", "rg_bab"),
        kode("kloset", "id_jenis_kloset", "rg_kloset"),
        kode("tinja", "id_pembuangan_tinja", "rg_tinja"),
        *(jumlah_unit(name, f"aset_bergerak_{column}") for name, column in ASSETS.items()),
        jumlah_unit("lahan_lain", "lahan_tempat_lain"),
        jumlah_unit("rumah_lain", "rumah_tempat_lain"),
        *(angka(n, f"jml_{'kambing_domba' if n == 'kambing' else n}", 0, 9999) for n in LIVESTOCK),
        kode("desil_resmi", "desil_nasional_keluarga", "desil"),
        tanggal("tanggal_desil_resmi", "cut_off"),
    ),
    signature=("kode_kelurahan_desa", "id_lantai_terluas", "id_sumber_airminum"),
    key=FAMILY_KEY,
    key_column="family_key",
    region=Region("kemendagri", "desa", (("kode_kelurahan_desa", 10),)),
    computed={"tanggal_data": "tanggal_desil_resmi"},
)

PERSON = Role(
    id="member",
    table="person",
    title=Text("anggota keluarga", "family members"),
    fields=(
        nik("nik"),
        kk("no_kk", needed=True),
        teks("nama", "nama"),
        tanggal("tanggal_lahir", "tanggal_lahir"),
        kode("jenis_kelamin", "id_jenis_kelamin", "sex"),
        kode("hubungan", "id_hub_kepala_keluarga", "rg_hub"),
        kode("status_kawin", "id_status_perkawinan", "kawin"),
        kode("partisipasi_sekolah", "id_partisipasi_sekolah", "rg_sek"),
        kode("jenjang", "id_jenjang_pendidikan_dukcapil", "rg_jenj"),
        ya("bekerja", "membantu_bekerja"),
        kode("lapangan_usaha", "id_pekerjaan_utama", "rg_lu"),
        kode("status_pekerjaan", "id_status_kedudukan_pekerjaan_utama", "rg_stat"),
        kode("lapangan_usaha_usaha", "id_lapangan_usaha_dari_usaha_utama", "rg_lu"),
        # Yes/no here, a kind of licence in Regsosek: only "none" can be told.
        kode("izin_usaha", "id_kepemilikan_izin_usaha", {1: None, 2: 11}),
        angka("jumlah_usaha", "jumlah_jenis_usaha", 0, 99),
        angka("pekerja_dibayar", "jumlah_pekerja_dibayar", 0, 9999),
        angka("pekerja_tak_dibayar", "jumlah_pekerja_tidak_dibayar", 0, 9999),
        kode("omzet", "id_omset_usaha_utama", "rg_omzet"),
        kode("gizi", "id_kondisi_gizi", "rg_gizi"),
        *(kode(n, column, "rg_dis") for n, column in zip(DIFFICULTIES, DIFFICULTY_COLUMNS, strict=True)),
        kode("sedih", "id_kesedihan_depresi", "rg_dep"),
        kode("penyakit", "id_penyakit_menahun", "rg_sakit"),
        kode("keberadaan", "status_dtsen", STATUS),
        teks("_status", "status_dtsen"),
        tanggal("tanggal_data", "cut_off"),
        kode("_desil", "desil_nasional", "desil"),
    ),
    signature=("nik", "no_kk", "id_hub_kepala_keluarga", "id_jenis_kelamin"),
    key=Key((("no_kk", 0), ("nik", 0)), by_row=True),
    key_column="person_key",
    parent=FAMILY_KEY,
    parent_role="family",
    inherit=("village_code", "alamat"),
    also={
        "registry": {
            "entry_key": "m.person_key", "family_entry_key": "m.family_key", "village_code": "f.village_code",
            "jenis_kelamin": "m.jenis_kelamin", "tanggal_lahir": "m.tanggal_lahir",
            "desil": "coalesce(f.desil_resmi, m._desil)", "status": "m._status", "unit": "'family'",
            "nik": "m.nik", "no_kk": "m.no_kk", "nama": "m.nama", "alamat": "f.alamat",
        }
    },
)  # fmt: skip

SOURCE = Source(
    id="dtsen_extract",
    title=Text("Petikan DTSEN", "DTSEN extract"),
    roles=(FAMILY, PERSON),
    not_covered=Text(
        "Memuat orang yang tercatat dalam DTSEN pada tanggal cut-off; keluarga yang belum didaftarkan desa, bayi yang "
        "belum ber-NIK, dan pindahan terbaru belum ada. Peringkat diperbarui tiap tiga bulan. Tidak ada umur, tanggal "
        "pendataan, maupun daftar kode publik untuk disabilitas dan pendapatan.",
        "It holds people registered in DTSEN at the cut-off; families not entered by the village, babies without a NIK "
        "and recent movers are missing. Re-ranked each quarter. No age, no enumeration date, and no public code list "
        "for disability and income.",
    ),
    status="nama kolom terverifikasi (Jawa Timur); daya listrik belum dikonfirmasi",
    reference=("Aplikasi DTSEN sumber terbuka di Jawa Timur", "OpenSID Modul DTSEN (2026)"),
    unit="keluarga",
)
