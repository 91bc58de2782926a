"""What a page puts into a document, as options of its block, where the page's own question has another shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sepakat import regions
from sepakat.documents.block import LONGEST
from sepakat.targeting.scenarios import Scenario, typed

ROOM = LONGEST - 200  # letters that the regions of a comparison may take


def compared(codes: Sequence[str], ids: Sequence[str]) -> Mapping[str, str]:
    """Options of `bandingkan`: all parts of a region by its code, else as many codes as a block holds."""
    parents = {code.rpartition(".")[0] or (regions.NATION if code != regions.NATION else "") for code in codes}
    options = {"id": ",".join(ids)}
    parent = parents.pop() if len(parents) == 1 else ""
    if parent and {r.code for r in regions.load().children(parent)} == set(codes):
        return options | {"bagian": parent}
    kept: list[str] = []
    for code in codes:
        if len(",".join([*kept, code])) <= ROOM - len(options["id"]):
            kept.append(code)
    return options | {"dengan": ",".join(kept)}


def scenario(asked: Sequence[Scenario], what: str, goal: str = "") -> Mapping[str, str]:
    """Options of `skenario`; of several that are too long together, the last alone."""
    options = {"program": asked[-1].programme, "isi": "" if what == "hasil" else what, "tujuan": goal}
    told = typed.words(asked)
    if sum(len(k) + 3 * len(v) for k, v in told.items()) > LONGEST - 100:  # a letter may take three in an address
        told = typed.words(asked[-1:])
    return options | told
