"""Variable labels for the survey files, as the agencies' files carry them."""

from __future__ import annotations


def susenas() -> dict[str, str]:
    """Variable → label of the household core file; only the questions that readers look for by label."""
    return {
        "URUT": "Nomor urut ruta",
        "PSU": "Primary sampling unit",
        "SSU": "Secondary sampling unit",
        "STRATA": "Strata",
        "R101": "Provinsi",
        "R102": "Kabupaten/kota",
        "R105": "Tipe daerah",
        "R301": "Jumlah ART",
        "FWT": "Penimbang rumah tangga",
        "R1801": "Jumlah keluarga di bangunan",
        "R1802": "Status kepemilikan bangunan",
        "R1803": "Bukti kepemilikan tanah",
        "R1804": "Luas lantai (m2)",
        "R1806A": "Atap terluas",
        "R1807": "Dinding terluas",
        "R1808": "Lantai terluas",
        "R1809A": "Fasilitas BAB",
        "R1809B": "Jenis kloset",
        "R1809C": "Pembuangan akhir tinja",
        "R1810A": "Sumber air minum",
        "R1814A": "Sumber air mandi/cuci",
        "R1816": "Sumber penerangan",
        "R1816B1": "Daya meteran 1",
        "R1817": "Bahan bakar memasak",
        "R2204A": "Saat ini penerima PKH",
        "R2207": "Pernah menerima BPNT",
    }
