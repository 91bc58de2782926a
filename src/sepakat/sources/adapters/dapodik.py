"""Dapodik: schools, and their pupils with NIK where the school has typed one.

Column names are those of the web service and of the spreadsheet "Daftar Peserta Didik". The file of schools has no
public layout beyond the NPSN: its other names are ours and marked so.
"""

from __future__ import annotations

from sepakat.core.text import Text
from sepakat.sources.fields import SEX_WORDS, WORDS, angka, desimal, kata, kk, koordinat, nik, tanggal, teks
from sepakat.sources.model import Key, Region, Role, Source

RUNS = {"negeri": 1, "n": 1, "1": 1, "swasta": 2, "s": 2, "2": 2}
YES = {**WORDS, "1": 1, "0": 2, "y": 1, "t": 2}
SCHOOL_KEY = Key((("npsn", 0),))

SCHOOL = Role(
    id="school",
    table="facility",
    title=Text("satuan pendidikan", "schools"),
    fields=(
        teks("_npsn", "npsn", needed=True, label=Text("NPSN", "School number")),
        teks("nama", ("nama", "nama_sekolah", "nama_satuan_pendidikan"), label=Text("Nama sekolah", "School")),
        teks("_bentuk", ("bentuk_pendidikan", "bentuk_pendidikan_id_str", "jenjang"), needed=True,
             label=Text("Bentuk pendidikan", "Kind of school")),
        kata("pengelola", ("status_sekolah", "status_sekolah_id_str"), RUNS),
        teks("_desa", ("kode_desa", "kode_desa_kelurahan"), needed=True, label=Text("Kode desa", "Village code")),
        *koordinat(("lintang", "latitude"), ("bujur", "longitude")),
        angka("ruang_kelas", ("jumlah_ruang_kelas", "ruang_kelas"), 0, 500),
        angka("kapasitas", ("daya_tampung", "kapasitas"), 0, 20_000),
    ),
    signature=("npsn", "bentuk_pendidikan", "kode_desa"),
    key=SCHOOL_KEY,
    key_column="school_key",
    region=Region("kemendagri", "desa", (("kode_desa", 10),)),
    computed={
        "facility_id": "'npsn-' || _npsn",
        "jenis": "upper(trim(_bentuk))",
        "sumber": "'dapodik'",
    },
)  # fmt: skip

PUPIL = Role(
    id="pupil",
    table="pupil",
    title=Text("peserta didik", "pupils"),
    fields=(
        teks("npsn", "npsn", needed=True, label=Text("NPSN", "School number")),
        teks("nisn", "nisn", label=Text("NISN", "Student number")),
        teks("nama", ("nama", "nama_peserta_didik")),
        kata("jenis_kelamin", ("jenis_kelamin", "jk"), SEX_WORDS),
        nik("nik"),
        tanggal("tanggal_lahir", ("tanggal_lahir", "tgl_lahir")),
        kk(("no_kk", "nomor_kk")),
        angka("tingkat_kelas", ("tingkat_pendidikan_id", "tingkat", "tingkat_pendidikan"), 0, 13),
        teks("semester", ("semester_id", "semester"), label=Text("Semester", "Semester")),
        kata("penerima_kip", "penerima_kip", YES),
        kata("penerima_kps", "penerima_kps", YES),
        kata("layak_pip", ("layak_pip", "layak_pip_usulan_dari_sekolah"), YES),
        teks("_khusus", "kebutuhan_khusus", label=Text("Kebutuhan khusus", "Special needs")),
        desimal("jarak_rumah_km", ("jarak_rumah_km", "jarak_rumah_ke_sekolah_km", "jarak_rumah"), 0, 300),
    ),
    signature=("npsn", "nisn"),
    key=Key((("npsn", 0), ("nisn", 0), ("semester_id", 0)), by_row=True, optional=frozenset({"semester_id"})),
    key_column="_kunci",
    parent=SCHOOL_KEY,
    parent_role="school",
    parent_column="school_key",
    inherit=("village_code",),
    computed={
        "kebutuhan_khusus": "CASE WHEN lower(trim(_khusus)) IN ('tidak', 'tidak ada', '0') THEN 2 "
        "WHEN _khusus IS NOT NULL THEN 1 END"
    },
)

SOURCE = Source(
    id="dapodik",
    title=Text("Dapodik", "Dapodik (school data)"),
    roles=(SCHOOL, PUPIL),
    not_covered=Text(
        "Anak yang tidak sekolah tidak ada di sini. Madrasah dan pesantren dicatat Kementerian Agama (EMIS), bukan "
        "Dapodik. NIK diisi sekolah: sebagian kosong atau keliru. Murid yang berhenti sering masih tercatat sampai "
        "akhir semester.",
        "Children out of school are not in it. Madrasah and pesantren are kept by the Ministry of Religious Affairs "
        "(EMIS). Schools type the NIK: some are empty or wrong. Pupils who left often stay listed to the end of term.",
    ),
    status="kolom peserta didik terverifikasi dari klien layanan publik; susunan berkas sekolah belum dikonfirmasi",
    reference=("Kode klien publik layanan web Dapodik", "Kolom lembar Daftar Peserta Didik"),
    unit="orang",
)
