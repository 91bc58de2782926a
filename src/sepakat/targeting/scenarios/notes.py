"""What is printed under the figures of a scenario: what they rest on, in sentences."""

from __future__ import annotations

from sepakat.core.cellkey import Noise
from sepakat.core.text import Text
from sepakat.targeting.scenarios.running import Result


def general(noise: Noise) -> tuple[Text, ...]:
    return (
        Text(
            "Desil dan peluang adalah simulasi, bukan peringkat resmi.",
            "Deciles and chances are a simulation, not official.",
        ),
        Text(
            f"Tiap hitungan diberi gangguan kecil yang konsisten (paling banyak ±{noise.most}); uang dihitung dari "
            f"hitungan itu, jadi jumlah bagian dapat sedikit berbeda dari keseluruhannya. Di bawah {noise.minimum} "
            "tidak ditampilkan (few).",
            f"Every count carries small consistent noise (at most ±{noise.most}); money follows from these counts, so "
            f"parts may differ a little from their whole. Below {noise.minimum} nothing is shown (few).",
        ),
        Text(
            "Galat dihitung terhadap yang sungguh di desil 1–4 menurut peluang model dan memenuhi syarat program. "
            "Peluang itu memperhitungkan bahwa daftar penerima mengetahui lebih dari skor. Pita 90 persen memuat "
            "ketidakpastian tiap keluarga, ketelitian peluang pada gugus survei yang disisihkan, dan apa yang "
            "diketahui daftar; entri daftar yang tidak menemukan keluarganya tidak termasuk.",
            "Errors are judged against those truly in deciles 1-4 by the model's chances who meet the programme's "
            "conditions. The chances allow for the list knowing more than the score. The 90 % bands hold each family's "
            "own uncertainty, the chances' honesty on held-out clusters of the survey, and what the list knows; "
            "entries of the list that found no family are not in them.",
        ),
    )


def of(result: Result) -> tuple[Text, ...]:
    """What one scenario needs said."""
    base, scenario = result.base, result.scenario
    said = []
    if not scenario.cost:
        said.append(
            Text(
                f"{scenario.name}: biaya tiap penerima belum diisi, jadi biayanya tidak dihitung. Isi `biaya` (rupiah "
                "sebulan) menurut pedoman atau anggaran program.",
                f"{scenario.name}: the cost of a recipient is not filled in, so no cost is counted. Fill in `biaya` "
                "(rupiah a month) from the programme's guideline or budget.",
            )
        )
    if not base.listed:
        said.append(
            Text(
                "Rilis ini tidak memuat daftar penerima program: semua yang dimaksud aturan dianggap belum menerima.",
                "The release holds no list of recipients: all whom the rule means count as not receiving.",
            )
        )
    if scenario.anew:
        said.append(
            Text(
                "Penerima dipilih ulang: yang sekarang menerima tetapi tidak terpilih berhenti menerima.",
                "Recipients are chosen anew: who receives now and is not chosen ceases to receive.",
            )
        )
    if scenario.insurance:
        said.append(
            Text(
                "Yang sudah ditanggung pemberi kerja, membayar sendiri, atau keluarga pekerja yang berhak didaftarkan "
                "pemberi kerja tidak dibayar lagi. Batas tanggungan satu pekerja belum dikonfirmasi.",
                "Those insured by an employer or by themselves, and an employee's family who may be enrolled by the "
                "employer, are not paid for again. How many one employee covers is unconfirmed.",
            )
        )
    if scenario.cash:
        said.append(
            Text(
                "Celah kemiskinan adalah taksiran: konsumsi menurut model (simulasi) dengan galatnya, terhadap garis "
                "kemiskinan provinsi yang terakhir; bantuan dianggap dipakai seluruh keluarga.",
                "The poverty gap is an estimate: consumption by the model (simulation) with its error, against the "
                "province's latest poverty line; help counts as consumed by the whole family.",
            )
        )
    if result.chosen.limit:
        what = Text("kuota", "quota") if result.chosen.limit == "kuota" else Text("plafon", "ceiling")
        said.append(
            Text(
                f"{what.id.capitalize()} membatasi: yang didahulukan menurut urutan program, lalu yang termiskin.",
                f"The {what.en} limits: first by the programme's own order, then the poorest.",
            )
        )
    if scenario.categories and "perdesaan" in scenario.categories:
        said.append(
            Text(
                "Daerah perdesaan (klasifikasi desa) menggantikan ukuran keterpencilan, yang belum ada.",
                "Rural areas stand in for remoteness, of which there is no measure yet.",
            )
        )
    return tuple(said)
