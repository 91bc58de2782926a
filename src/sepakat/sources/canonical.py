"""The canonical tables that adapters fill: their columns and Arrow types.

Family, person and survey columns come from the catalogue (so that a variable is described once); on top come the keys
that tie rows together before internal ids exist, and the identity columns that will go to the vault.
"""

from __future__ import annotations

from functools import lru_cache

import pyarrow as pa

from sepakat import catalogue

_T, _F, _I8, _I32, _I64, _D = pa.string(), pa.float64(), pa.int8(), pa.int32(), pa.int64(), pa.date32()

# Arrow type → DuckDB type.
SQL_TYPES = {
    "int8": "TINYINT",
    "int16": "SMALLINT",
    "int32": "INTEGER",
    "int64": "BIGINT",
    "string": "VARCHAR",
    "date32[day]": "DATE",
    "double": "DOUBLE",
    "float": "FLOAT",
}
# Columns added to the catalogue's own: keys first, identity last.
_FAMILY = {"family_key": _T}
_FAMILY_VAULT = {"no_kk": _T, "alamat": _T, "nama_kk": _T, "lat": _F, "lon": _F, "tanggal_data": _D}
_PERSON = {"family_key": _T, "person_key": _T}
_PERSON_VAULT = {"nik": _T, "no_kk": _T, "nama": _T, "alamat": _T, "dusun": _T, "rw": _T, "rt": _T}

PLAIN: dict[str, dict[str, pa.DataType]] = {
    "registry": {
        "entry_key": _T, "family_entry_key": _T, "village_code": _T, "jenis_kelamin": _I8, "tanggal_lahir": _D,
        "desil": _I8, "persentil": _I32, "status": _T, "unit": _T, "nik": _T, "no_kk": _T, "nama": _T, "alamat": _T,
    },
    "receipt": {
        "village_code": _T, "programme": _T, "period": _T, "amount": _F, "segment": _I8, "status": _T,
        "tanggal_lahir": _D, "jenis_kelamin": _I8, "nik": _T, "no_kk": _T, "nama": _T, "alamat": _T, "nomor_kartu": _T,
    },
    "facility": {
        "facility_id": _T, "jenis": _T, "nama": _T, "village_code": _T, "lat": _F, "lon": _F,
        "pengelola": _I8, "kapasitas": _I32, "ruang_kelas": _I32, "sumber": _T,
    },
    "location": {"family_key": _T, "village_code": _T, "lat": _F, "lon": _F},
    "village": {"village_code": _T, "klasifikasi": _I8},
    "survey_susenas_consumption": {
        "household_key": _T, "regency_code": _T, "tipe_daerah": _I8, "members": _I32, "penimbang": _F,
        "penimbang_individu": _F, "pengeluaran_kapita": _F, "makanan_kapita": _F, "nonmakanan_kapita": _F,
    },
}  # fmt: skip

# Tables of the catalogue that adapters fill as they stand; the columns beside them go to the vault.
_WHOLE: dict[str, dict[str, pa.DataType]] = {
    "pupil": {"tanggal_lahir": _D, "nik": _T, "no_kk": _T, "nama": _T, "nisn": _T},
    **{name: {} for name in ("village_profile", "hazard", "event", "figure", "service_target", "population")},
}

_SURVEY_KEYS = {"household_key": _T, "regency_code": _T, "tipe_daerah": _I8, "strata": _I64, "psu": _I64}
_SURVEYS: dict[str, dict[str, pa.DataType]] = {
    "survey_susenas_household": _SURVEY_KEYS | {
        "members": _I32, "penimbang": _F, "penimbang_individu": _F, "pengeluaran_kapita": _F,
        "makanan_kapita": _F, "nonmakanan_kapita": _F,
    },
    "survey_susenas_member": _SURVEY_KEYS | {"person_key": _T, "no_urut": _I32, "penimbang": _F},
    "survey_sakernas": _SURVEY_KEYS | {
        "person_key": _T, "penimbang": _F, "jenis_kelamin": _I8, "umur": _I32, "bekerja": _I8, "menganggur": _I8,
        "angkatan_kerja": _I8, "status_pekerjaan_sakernas": _I8, "formal": _I8, "jam_kerja": _I32,
        "partisipasi_sekolah": _I8, "disabilitas": _I8,
    },
}  # fmt: skip


def _catalogue(table: str) -> dict[str, pa.DataType]:
    known = catalogue.tables()
    if table not in known:
        return {}
    return {name: v.arrow for name, v in known[table].variables.items() if not v.from_list}


@lru_cache(maxsize=32)
def schema(table: str) -> pa.Schema:
    """Arrow schema of one canonical table as adapters deliver it.

    `family` and `person` leave out internal ids (given later) and, like every table, what recipient lists bring.
    """
    if table == "family":
        columns = _FAMILY | _facts("family") | _FAMILY_VAULT
    elif table == "person":
        columns = _PERSON | _facts("person") | _PERSON_VAULT
    elif table in _SURVEYS:
        columns = _SURVEYS[table] | {k: v for k, v in _catalogue(table).items() if k not in _SURVEYS[table]}
    elif table in _WHOLE:
        columns = _facts(table) | _WHOLE[table]
    else:
        columns = PLAIN[table]
    return pa.schema([pa.field("_baris", pa.int64()), *(pa.field(k, v) for k, v in columns.items())])


def _facts(table: str) -> dict[str, pa.DataType]:
    variables = catalogue.table(table).variables
    return {
        name: v.arrow
        for name, v in variables.items()
        if not v.derived and not v.from_list and name not in ("family_id", "person_id")
    }


def tables() -> list[str]:
    return ["family", "person", *PLAIN, *_WHOLE, *_SURVEYS]
