"""Regsosek as OpenSID keeps it: a workbook of five sheets keyed by No KK whose columns are question numbers, and an
export with the sheets Keluarga and Anggota Keluarga, whose columns are OpenSID's own names.

OpenSID v2410 counts three answers otherwise than the printed form: 306b do not know = 3 (form 8), 308 not cooking = 12
(form 0), and roof 5 and 6 the other way round. The first two cannot be mistaken and are read either way. Roof 5/6 can:
columns named by OpenSID are read by its list, columns named by question number by the printed form, and each such row
is counted as a warning (check `atap_opensid`).
"""

from __future__ import annotations

from dataclasses import replace

from sepakat.core.text import Text
from sepakat.sources.adapters import regsosek2022k as form
from sepakat.sources.fields import kk, kode, nik, tanggal, teks
from sepakat.sources.model import Codes, Field, Key, Role, Source

DISTANCE = {1: 1, 2: 2, 3: 8, 8: 8}
FUEL = {**{code: code for code in range(12)}, 12: 0}
ROOF_OPENSID = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 5, 7: 7, 8: 8}

# Question → OpenSID's column.
NAMES = {
    "R101": "kode_provinsi", "R102": "kode_kabupaten", "R103": "kode_kecamatan", "R104": "kode_desa",
    "R105": "kode_sls_non_sls", "R105A": "kode_sub_sls", "R109": "no_urut_bangunan_tinggal",
    "R110": "no_urut_keluarga_verif", "R115": "kd_kk", "R201": "tanggal_pendataan",
    "R205": "kd_hasil_pendataan_keluarga", "R301A": "kd_stat_bangunan_tinggal", "R301B": "kd_sertiv_lahan_milik",
    "R302": "luas_lantai", "R303": "kd_jenis_lantai_terluas", "R304": "kd_jenis_dinding",
    "R306A": "kd_sumber_air_minum", "R306B": "kd_jarak_sumber_air_ke_tpl", "R307A": "kd_sumber_penerangan_utama",
    "R307B1": "kd_daya_terpasang", "R307B2": "kd_daya_terpasang2", "R307B3": "kd_daya_terpasang3",
    "R308": "kd_bahan_bakar_memasak", "R309A": "kd_fasilitas_tempat_bab", "R309B": "kd_jenis_kloset",
    "R310": "kd_pembuangan_akhir_tinja", "R404": "kd_ket_keberadaan_art", "R409": "kd_hubungan_dg_kk",
    "R411": "kd_punya_kartuid", "R412": "kd_partisipasi_sekolah", "R413": "kd_pendidikan_tertinggi",
    "R414": "kd_kelas_tertinggi", "R415": "kd_ijazah_tertinggi", "R416A": "kd_bekerja_seminggu_lalu",
    "R416B": "jumlah_jam_kerja_seminggu_lalu", "R417": "kd_lapangan_usaha_pekerjaan",
    "R418": "kd_kedudukan_di_pekerjaan", "R419": "kd_punya_npwp", "R420A": "kd_punya_usaha_sendiri_bersama",
    "R420B": "jumlah_usaha_sendiri_bersama", "R421": "kd_lapangan_usaha_dr_usaha", "R422": "jumlah_pekerja_dibayar",
    "R423": "jumlah_pekerja_tidak_dibayar", "R424": "kd_kepemilikan_ijin_usaha", "R425": "kd_omset_usaha_perbulan",
    "R426": "kd_guna_internet_usaha", "R427": "kd_gizi_seimbang", "R428A": "kd_sulit_penglihatan",
    "R428B": "kd_sulit_pendengaran", "R428C": "kd_sulit_jalan_naiktangga", "R428D": "kd_sulit_gerak_tangan_jari",
    "R428E": "kd_sulit_belajar_intelektual", "R428F": "kd_sulit_perilaku_emosi", "R428G": "kd_sulit_paham_bicara_kom",
    "R428H": "kd_sulit_mandiri", "R428I": "kd_sulit_ingat_konsentrasi", "R428J": "kd_sering_sedih_depresi",
    "R429": "kd_memiliki_perawat", "R430": "kd_penyakit_kronis_menahun", "R431A": "kd_jamkes_setahun",
    "R431B": "kd_ikut_prakerja", "R431C": "kd_ikut_kur", "R431D": "kd_ikut_umi", "R431E": "kd_ikut_pip",
    "R431F": "jumlah_jamket_kerja", "R501A": "kd_bss_bnpt", "R501B": "kd_pkh", "R501C": "kd_blt_dana_desa",
    "R501D": "kd_subsidi_listrik", "R501E": "kd_bantuan_pemda", "R501F": "kd_subsidi_pupuk",
    "R501G": "kd_subsidi_lpg", "R502A": "kd_tabung_gas_5_5_kg", "R502B": "kd_lemari_es", "R502C": "kd_ac",
    "R502D": "kd_pemanas_air", "R502E": "kd_telepon_rumah", "R502F": "kd_televisi",
    "R502G": "kd_perhiasan_10_gr_emas", "R502H": "kd_komputer_laptop", "R502I": "kd_sepeda_motor",
    "R502J": "kd_sepeda", "R502K": "kd_mobil", "R502L": "kd_perahu", "R502M": "kd_kapal_perahu_motor",
    "R502N": "kd_smartphone", "R503A": "kd_lahan", "R503B": "kd_rumah_ditempat_lain", "R504A": "jumlah_sapi",
    "R504B": "jumlah_kerbau", "R504C": "jumlah_kuda", "R504D": "jumlah_babi", "R504E": "jumlah_kambing_domba",
    "R505": "kd_internet_sebulan", "R506": "kd_rek_aktif",
}  # fmt: skip
# Question 114 is no column of OpenSID: its files carry the card number under its own name.
KK_NAMES = ("no_kk", "no kartu keluarga", "nomor kartu keluarga")
CODES: dict[str, Codes] = {"jarak_tinja": DISTANCE, "bahan_bakar": FUEL}


def _known_as(field: Field) -> Field:
    """The field with OpenSID's names beside the question numbers, and with its codes."""
    also: list[str] = [NAMES[name] for name in field.names if name in NAMES]
    for name in field.names:
        # Month and year of the last receipt: `bulan_` and `tahun_` before the column's own name.
        for suffix, prefix in (("_BLN", "bulan_"), ("_THN", "tahun_")):
            if name.endswith(suffix) and name[:-4] in NAMES:
                also.append(prefix + NAMES[name[:-4]])
    codes = CODES.get(field.to, field.codes)
    return replace(field, names=(*field.names, *also), codes=codes, needed=False)


REGION_PARTS = ("R101", "R102", "R103", "R104")
PLACE = tuple(replace(_known_as(field), needed=field.names[0] in REGION_PARTS) for field in form.place_fields())
FAMILY_KEY = Key((("no_kk", 0),))

FAMILY = Role(
    id="family",
    table="family",
    title=Text("keluarga", "families"),
    fields=(
        *PLACE,
        kk(KK_NAMES, needed=True),
        teks("alamat", ("R107", "alamat")),
        teks("nama_kk", ("R108", "nama_kepala_keluarga", "kepala_keluarga")),
        tanggal("tanggal_data", ("R201", NAMES["R201"])),
        *(
            _known_as(field)
            for field in (*form.FAMILY.fields, *form.housing_fields(), *form.programme_fields())
            if field.to in ("members", "status_kk", "hasil_pendataan")
        ),
        *(_known_as(field) for field in form.housing_fields() if field.to != "atap"),
        kode("_atap_formulir", "R305", "rg_roof", label=Text("Jenis atap terluas", "Roof material")),
        kode("_atap_opensid", "kd_jenis_atap", ROOF_OPENSID, label=Text("Jenis atap terluas", "Roof material")),
        *(_known_as(field) for field in form.programme_fields()),
    ),
    signature=("no_kk", "R101", "R301A", "R303"),
    key=FAMILY_KEY,
    key_column="family_key",
    region=form.REGION,
    computed={"atap": "coalesce(_atap_formulir, _atap_opensid)", **form.month_columns()},
    sheets=("keterangan tempat", "keterangan petugas", "keterangan perumahan", "keikutsertaan program"),
)

PERSON = Role(
    id="member",
    table="person",
    title=Text("anggota keluarga", "family members"),
    fields=(
        kk(KK_NAMES, needed=True),
        nik(("R403", "nik")),
        teks("nama", ("R402", "nama")),
        kode("jenis_kelamin", ("R405", "sex", "jenis_kelamin"), "sex"),
        tanggal("tanggal_lahir", ("R406", "tanggallahir", "tanggal_lahir")),
        *(
            _known_as(field)
            for field in form.person_fields()
            if field.to not in ("nik", "nama", "jenis_kelamin", "tanggal_lahir")
        ),
    ),
    signature=("no_kk", "R409", "R412"),
    key=Key((("no_kk", 0), ("R403", 0), ("R401", 0)), by_row=True),
    key_column="person_key",
    parent=FAMILY_KEY,
    parent_role="family",
    inherit=("village_code", "alamat"),
    sheets=("ket sos-ek anggota",),
)

SOURCE = Source(
    id="opensid_regsosek",
    title=Text("Regsosek dalam OpenSID", "Regsosek in OpenSID"),
    roles=(FAMILY, PERSON),
    not_covered=Text(
        "Hanya keluarga yang sudah diisi operator desa; keluarga tanpa nomor KK tidak dapat dimuat. Pertanyaan 107, "
        "108, 112, 401–403, 405–408 dan 410 tidak punya kolom sendiri dalam OpenSID dan diambil dari data penduduk.",
        "Only families that the village operator has filled in; families without a card number cannot be held. "
        "Questions 107, 108, 112, 401-403, 405-408 and 410 have no column of their own in OpenSID.",
    ),
    status="nama kolom terverifikasi (OpenSID v2410); urutan kode atap 5/6 berbeda dari formulir",
    reference=("OpenSID v2410.0.0 (2024-10-01)",),
    unit="keluarga",
    as_of=form.SOURCE.as_of,  # the questions are those of the enumeration of 2022, whenever they were typed in
    form=form.SOURCE.form,
)
