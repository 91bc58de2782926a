"""Facilities (schools, health posts, markets …) with coordinates."""

from __future__ import annotations

from sepakat.core.text import Text
from sepakat.sources.fields import koordinat, teks
from sepakat.sources.model import Key, Region, Role, Source

SOURCE = Source(
    id="fasilitas",
    title=Text("Fasilitas", "Facilities"),
    roles=(
        Role(
            id="list",
            table="facility",
            title=Text("fasilitas", "facilities"),
            fields=(
                teks("facility_id", ("id", "id_fasilitas"), needed=True, label=Text("Nomor fasilitas", "Facility id")),
                teks("jenis", ("jenis", "jenis_fasilitas"), needed=True, label=Text("Jenis", "Kind")),
                teks("nama", ("nama", "nama_fasilitas"), label=Text("Nama fasilitas", "Facility name")),
                teks("_desa", "kode_desa", needed=True, label=Text("Kode desa", "Village code")),
                *koordinat(("lat", "lintang", "latitude"), ("lon", "bujur", "longitude")),
            ),
            signature=("id", "jenis", "kode_desa"),
            key=Key((("id", 0),)),
            key_column="facility_id",
            region=Region("kemendagri", "desa", (("kode_desa", 10),)),
        ),
    ),
    not_covered=Text("Hanya fasilitas yang didaftarkan dinasnya.", "Only facilities listed by their agency."),
    status="susunan sendiri",
    reference=("Podes (jenis fasilitas)", "Dapodik"),
    unit="fasilitas",
)
