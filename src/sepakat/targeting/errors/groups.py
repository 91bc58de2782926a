"""By what the errors are told apart: sex of the head, disability, the elderly, remote villages, urban and rural."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sepakat import catalogue
from sepakat.core import duck
from sepakat.core.errors import UserError, unknown_name
from sepakat.core.text import Text
from sepakat.engine.frames import ReleaseLike
from sepakat.engine.tabulating.choices import Attribute, Klass

Codes = NDArray[np.int64]
YES, NO, UNKNOWN = 1, 2, -1
MOST = 2  # groups crossed in one table


def _attribute(name: str, label: Text, classes: dict[int, Text]) -> Attribute:
    return Attribute(name, label, tuple(Klass(str(c), words, frozenset({c})) for c, words in classes.items()))


ATTRIBUTES: dict[str, Attribute] = {
    a.name: a
    for a in (
        _attribute(
            "jenis_kelamin_kk",
            Text("Jenis kelamin kepala keluarga", "Sex of the head"),
            {1: Text("kepala keluarga laki-laki", "male head"), 2: Text("kepala keluarga perempuan", "female head")},
        ),
        _attribute(
            "ada_disabilitas",
            Text("Disabilitas dalam keluarga", "Disability in the family"),
            {YES: Text("ada penyandang disabilitas", "with disability"), NO: Text("tanpa disabilitas", "without")},
        ),
        _attribute(
            "ada_lansia",
            Text("Lansia dalam keluarga", "Elderly in the family"),
            {YES: Text("ada lansia", "with elderly"), NO: Text("tanpa lansia", "without elderly")},
        ),
        _attribute(
            "terpencil",
            Text("Desa terpencil", "Remote village"),
            {YES: Text("desa terpencil", "remote village"), NO: Text("bukan desa terpencil", "not remote")},
        ),
        _attribute(
            "tipe_daerah",
            Text("Tipe daerah", "Type of area"),
            {1: Text("perkotaan", "urban"), 2: Text("perdesaan", "rural")},
        ),
    )
}


@dataclass(frozen=True)
class Remote:
    """What counts as remote: a rural village with at most `most` kinds of facility. status: how sure the number is."""

    most: int
    status: str
    villages: int


def checked(names: Sequence[str]) -> tuple[str, ...]:
    """Group names that there are, at most two; UserError dimension-unknown, dimension-many."""
    wanted = tuple(dict.fromkeys(names))
    for name in wanted:
        if name not in ATTRIBUTES:
            raise unknown_name(Text("Kelompok", "Group"), name, ATTRIBUTES, "dimension-unknown")
    if len(wanted) > MOST:
        raise UserError(
            Text(f"Paling banyak {MOST} kelompok disilangkan.", f"At most {MOST} groups are crossed."),
            hint=Text("Kurangi kelompok pada --by.", "Name fewer groups in --by."),
            code="dimension-many",
        )
    return wanted


def codes(families: pa.Table, remote: frozenset[str] | None) -> dict[str, Codes]:
    """The class of each family in every attribute that its columns allow; -1 unknown.

    families: `village_code` and, where the release has them, `jenis_kelamin_kk, jumlah_disabilitas, jumlah_lansia,
    tipe_daerah`. remote: codes of remote villages; None: not known.
    """
    found: dict[str, Codes] = {}
    for name in ("jenis_kelamin_kk", "tipe_daerah"):
        if name in families.column_names:
            found[name] = families.column(name).cast(pa.int64()).fill_null(UNKNOWN).to_numpy().copy()
    for name, column in (("ada_disabilitas", "jumlah_disabilitas"), ("ada_lansia", "jumlah_lansia")):
        if column in families.column_names:
            count = families.column(column).cast(pa.int64()).fill_null(-1).to_numpy()
            found[name] = np.where(count < 0, UNKNOWN, np.where(count > 0, YES, NO))
    if remote is not None:
        village = families.column("village_code")
        far = pc.is_in(village, value_set=pa.array(sorted(remote), pa.string())).to_numpy(zero_copy_only=False)
        found["terpencil"] = np.where(far, YES, NO)
    return found


def remote_villages(release: ReleaseLike, on: dt.date) -> tuple[frozenset[str], Remote] | None:
    """Remote villages by the rule in force (parameter `terpencil_jenis_fasilitas_maks`, unconfirmed): most families
    rural, and at most so many kinds of facility in the village. None where the release lists no facilities."""
    if not release.files("facility"):
        return None
    rule = catalogue.parameter("terpencil_jenis_fasilitas_maks", on)
    con = duck.connect(allowed=[release.path])
    try:
        found = duck.arrow(
            con,
            f"""SELECT village_code FROM (
                    SELECT village_code, avg((tipe_daerah = 2)::INTEGER) AS rural
                    FROM {duck.parquet(release.files("frame_family"))} GROUP BY 1
                ) LEFT JOIN (
                    SELECT village_code, count(DISTINCT jenis) AS kinds
                    FROM {duck.parquet(release.files("facility"))} GROUP BY 1
                ) USING (village_code)
                WHERE rural >= 0.5 AND coalesce(kinds, 0) <= {int(rule.value)}""",
        )
    finally:
        con.close()
    far = frozenset(found.column(0).to_pylist())
    return far, Remote(int(rule.value), rule.status, len(far))
