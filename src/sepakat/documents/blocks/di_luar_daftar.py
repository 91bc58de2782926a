"""An estimate of people who are in none of three lists, by the models of capture and recapture, with its bounds."""

from __future__ import annotations

from collections.abc import Mapping

from sepakat.core.text import Text, number
from sepakat.documents import tabled, worded
from sepakat.documents.making import Ask, no_figure
from sepakat.documents.parts import Paragraph, Part
from sepakat.matching.overlap import overlap, unlisted, usual

LABEL = Text("Orang yang tidak terdaftar", "People in none of the lists")
OPTIONS: Mapping[str, Text] = {"daftar": Text("Tiga daftar, dipisah koma (regsosek,dtks,p3ke).", "Three lists.")}
FORMULA = "Model log-linear atas irisan tiga daftar, dirata-rata menurut AIC"


def make(ask: Ask) -> tuple[Part, ...]:
    """The average with its bounds, and the models. UserErrors of `matching.overlap`."""
    whole = overlap(ask.lake, ask.release, ask.listed("daftar") or usual(ask.release), ask.region)
    found = unlisted(whole)
    if "average" not in found.meta:
        raise no_figure("orang yang tidak terdaftar", ask.name, hidden=True)
    facts = {"measure": "di_luar_daftar", "label": "Orang yang tidak ada di daftar mana pun", "formula": FORMULA,
             "period": f"rilis {ask.release.id}", "unit": "orang",
             "source": f"Daftar dalam rilis {ask.release.id}"}  # fmt: skip
    average = found.meta["average"]
    unseen, low, high = (
        ask.number(f"kalimat:{k}", number(average[k], 0, "id"), average[k], **facts) for k in ("unseen", "low", "high")
    )
    runs = ("Sekitar ", unseen, f" orang di {ask.name} diperkirakan tidak ada di daftar mana pun (antara ", low,
            " dan ", high, " orang).")  # fmt: skip
    words = {name: label[0] for name, label in found.meta["labels"].items()}
    said = worded.worded(found, {"model": (Text("Model", "Model"), lambda row: words[row["model"]])})
    del facts["unit"]
    made = tabled.table(ask, said, ("model",), caption=f"Orang yang tidak ada di daftar mana pun, {ask.name}",
                        leave=("release", "bic"), facts=facts)  # fmt: skip
    return (Paragraph(runs, key="di_luar_daftar"), made)
