"""What can be done: one action per line, in words. Roles name actions; pages and the API ask for them.

personal: it shows or hands over names. deciding: it opens the way to names for others. Both need two-step sign-in, and
every use is recorded. programme: a role bound to programmes (OPD) may do it only for its own. public: for everybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from sepakat.core.text import Text


class Action(StrEnum):
    """Ids are stable: they stand in the audit, in tokens and in role files."""

    AGGREGATES = "agregat.lihat"
    ANALYSIS_SAVE = "analisis.simpan"
    UPLOAD = "unggah.kirim"
    UPLOAD_UNDO = "unggah.batalkan"
    QUALITY = "mutu.lihat"
    RELEASE_BUILD = "rilis.susun"
    RELEASE_PUBLISH = "rilis.terbitkan"
    NAMES_LOOKUP = "nama.cari"
    FAMILY = "keluarga.lihat"
    LIST_REQUEST = "daftar.minta"
    LIST_APPROVE = "daftar.setujui"
    LIST_DOWNLOAD = "daftar.unduh"
    LIST_REVOKE = "daftar.cabut"
    AGREEMENT = "perjanjian.catat"
    WHO_SAW = "jejak.warga"
    AUDIT = "jejak.lihat"
    PEOPLE = "orang.atur"
    TOKEN = "token.buat"  # noqa: S105 - the name of an action
    JOBS = "pekerjaan.lihat"
    MATCH_REVIEW = "padanan.periksa"
    MATCH_MERGE = "padanan.gabung"
    PROGRAMME_PROPOSE = "program.usul"
    PROGRAMME_REVIEW = "program.tinjau"
    SCENARIO_SAVE = "skenario.simpan"
    DELIVERY_RECORD = "penyaluran.catat"
    FIGURES_SEND = "angka.kirim"
    FIGURES_ACCEPT = "angka.terima"
    TREE = "pohon.susun"
    SCORE = "skor.hitung"
    DOCUMENT_WRITE = "dokumen.tulis"
    DOCUMENT_REVIEW = "dokumen.tinjau"
    DOCUMENT_APPROVE = "dokumen.setujui"


@dataclass(frozen=True)
class About:
    """An action in words: what it is, and the next step for one who may not."""

    label: Text
    ask: Text
    personal: bool = False
    deciding: bool = False
    programme: bool = False
    public: bool = False

    @property
    def two_step(self) -> bool:
        """Whether it needs two-step sign-in."""
        return self.personal or self.deciding


@lru_cache(maxsize=1)
def actions() -> dict[Action, About]:
    """Every action with its words, in menu order."""
    admin = Text("Hubungi admin wilayah Anda.", "Ask the administrator of your region.")
    steward = Text("Hubungi walidata wilayah Anda.", "Ask the data steward of your region.")
    request = Text(
        "Ajukan permintaan daftar nama; dua pemeriksa akan menilainya.",
        "Ask for a list of names; two reviewers will judge it.",
    )
    officer = Text("Hubungi pejabat pelindungan data.", "Ask the data protection officer.")
    a = Action
    return {
        a.AGGREGATES: About(Text("Melihat angka", "See figures"), admin, public=True),
        a.ANALYSIS_SAVE: About(Text("Menyimpan analisis", "Save an analysis"), admin),
        a.UPLOAD: About(Text("Mengunggah data", "Upload data"), steward),
        a.UPLOAD_UNDO: About(Text("Membatalkan unggahan", "Undo an upload"), steward),
        a.QUALITY: About(Text("Melihat laporan mutu unggahan", "See quality reports of uploads"), steward),
        a.RELEASE_BUILD: About(Text("Menyusun rilis", "Build a release"), steward),
        a.RELEASE_PUBLISH: About(Text("Menerbitkan rilis", "Publish a release"), steward),
        a.NAMES_LOOKUP: About(Text("Mencari keluarga dengan NIK", "Look up families by NIK"), request, personal=True),
        a.FAMILY: About(Text("Membuka laman keluarga", "Open a family's page"), request, personal=True),
        a.LIST_REQUEST: About(Text("Meminta daftar nama", "Ask for a list of names"), admin, programme=True),
        a.LIST_APPROVE: About(
            Text("Memeriksa permintaan daftar nama", "Review requests for lists"), admin, deciding=True
        ),
        a.LIST_DOWNLOAD: About(
            Text("Mengunduh daftar nama yang disetujui", "Download an approved list"),
            request,
            personal=True,
            programme=True,
        ),
        a.LIST_REVOKE: About(Text("Mencabut daftar nama", "Revoke a list of names"), officer, deciding=True),
        a.AGREEMENT: About(Text("Mencatat perjanjian berbagi data", "Record a sharing agreement"), officer),
        a.WHO_SAW: About(
            Text("Menjawab warga: siapa yang melihat data saya", "Answer a citizen: who has seen my data"),
            officer,
            personal=True,
        ),
        a.AUDIT: About(Text("Membaca jejak audit", "Read the audit trail"), admin),
        a.PEOPLE: About(Text("Mengatur orang dan peran", "Manage people and roles"), admin, deciding=True),
        a.TOKEN: About(Text("Membuat kunci API", "Make API tokens"), admin),
        a.JOBS: About(Text("Melihat pekerjaan berjalan", "See running jobs"), steward),
        a.MATCH_REVIEW: About(
            Text("Memeriksa pasangan orang antar-daftar", "Review pairs of persons between lists"),
            steward,
            personal=True,
        ),
        a.MATCH_MERGE: About(
            Text("Menggabungkan atau memisahkan catatan orang", "Merge or part records of a person"),
            steward,
            personal=True,
            deciding=True,
        ),
        a.PROGRAMME_PROPOSE: About(
            Text("Mengusulkan program atau aturannya", "Propose a programme or its rule"), admin, programme=True
        ),
        a.PROGRAMME_REVIEW: About(Text("Meninjau usulan program", "Review a proposed programme"), admin),
        a.SCENARIO_SAVE: About(Text("Menyimpan skenario anggaran", "Save a budget scenario"), admin),
        a.DELIVERY_RECORD: About(
            Text("Mencatat hasil penyaluran", "Record what was delivered"),
            admin,
            personal=True,
            programme=True,
        ),
        a.TREE: About(Text("Menyusun pohon masalah", "Make a problem tree"), admin),
        a.SCORE: About(Text("Menghitung indeks data", "Compute the data index"), steward),
        a.FIGURES_SEND: About(Text("Mengirim angka daerah", "Send the region's own figures"), steward),
        a.FIGURES_ACCEPT: About(Text("Memutus angka daerah", "Decide on the region's own figures"), steward),
        a.DOCUMENT_WRITE: About(Text("Menulis dokumen perencanaan", "Write planning documents"), admin),
        a.DOCUMENT_REVIEW: About(Text("Meninjau dokumen perencanaan", "Review planning documents"), admin),
        a.DOCUMENT_APPROVE: About(
            Text("Menyetujui dokumen perencanaan", "Approve planning documents"),
            Text("Ajukan ke kepala Bappeda.", "Hand it to the head of Bappeda."),
        ),
    }
