"""Files of the command: lists by name or path, true pairs, links written."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq

from sepakat.core.errors import UserError
from sepakat.core.text import Text, number
from sepakat.lake import Lake, Release
from sepakat.matching import decided, keeping, measure, store
from sepakat.matching import registered as registries
from sepakat.matching.keeping import Kept
from sepakat.matching.lists import PersonList, read_file
from sepakat.matching.measure import Quality
from sepakat.matching.outcome import Matching

REGISTRIES = ("regsosek", "dtks", "p3ke", "dtsen")
Pairs = set[tuple[str, str]]


def registered(name: str) -> bool:
    """Whether a list named on the command line is a registry and not a file."""
    return name in REGISTRIES and not Path(name).exists()


def open_lists(names: Sequence[str], lake: Lake | None, release: Release | None) -> list[PersonList]:
    """The lists of a command line, each under a name of its own (a second file of one name gets `-2`)."""
    found, seen = [], Counter[str]()
    for name in names:
        if lake is not None and release is not None and registered(name):
            holder = registries.grant("cli", "pemegang kunci")
            one = registries.read_registry(lake, release, name, holder)
        else:
            one = read_file(Path(name))
        seen[one.source] += 1
        if seen[one.source] > 1:
            one = PersonList(f"{one.source}-{seen[one.source]}", one.rows, one.hash, one.registered)
        found.append(one)
    return found


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder for work that does not fit into memory, readable by its owner only, wiped at the end."""
    with tempfile.TemporaryDirectory(prefix="sepakat-match.") as folder:
        yield Path(folder)


def write_links(links: pa.Table, path: Path, *, several: bool) -> None:
    """LINKS by its ending: left_id, right_id, probability, rule (and the sources where there are several lists)."""
    columns = ["left_id", "right_id", "probability", "rule"]
    shown = links.select([*columns, "left_source", "right_source"] if several else columns)
    if path.suffix.lower() == ".csv":
        pc.write_csv(shown, path, pc.WriteOptions(quoting_style="needed"))
    else:
        pq.write_table(shown, path)


def check_links(path: Path) -> None:
    """Whether LINKS can be written there, before the work is done; makes its folder.

    UserError links-kind, links-folder.
    """
    if path.suffix.lower() not in (".csv", ".parquet", ".pq"):
        raise UserError(
            Text(f"`{path.name}` bukan CSV atau Parquet.", f"`{path.name}` is neither CSV nor Parquet."),
            hint=Text("Beri akhiran .csv atau .parquet.", "End it in .csv or .parquet."),
            where=str(path),
            code="links-kind",
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "ab"):
            pass
    except OSError:
        raise UserError(
            Text(f"`{path.name}` tidak dapat ditulis di sana.", f"`{path.name}` cannot be written there."),
            hint=Text("Pilih folder milik Anda sendiri.", "Choose a folder of your own."),
            where=str(path),
            code="links-folder",
        ) from None
    if not path.stat().st_size:
        path.unlink()  # not there until it has something in it


def facts(done: Matching, links: pa.Table) -> dict[str, Any]:
    """What the command prints of a run."""
    return {
        "lists": {one.source: one.rows.num_rows for one in done.lists},
        "links": links.num_rows,
        "threshold": done.model.threshold,
        "compared": done.compared,
        "by_rule": dict(sorted(Counter(links["rule"].to_pylist()).items())),
    }


def write_lines(rows: Iterable[dict[str, Any]], path: Path) -> None:
    """JSON, one object a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", encoding="utf-8") as out:
        for row in rows:
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


def scored(whole: Quality) -> dict[str, Any]:
    """What the command prints of a score. judged: links between the lists that the truth tells of."""
    found = whole.as_dict()
    found["judged"] = found.pop("links")
    return found | corrected(whole)


def told_of(facts: Mapping[str, Any], out: Path | None) -> Iterator[Text]:
    """What a run did, in words, for whoever ran it: where one list was searched, and where the links went."""
    if len(facts["lists"]) == 1:
        (name, rows), links = next(iter(facts["lists"].items())), facts["links"]
        yield Text(
            f"Satu daftar: dicari orang yang tercatat lebih dari sekali di {name} ({number(rows)} catatan). Ditemukan "
            f"{number(links)} pasangan catatan yang tampaknya satu orang.",
            f"One list: people who are in {name} more than once were searched for ({number(rows, lang='en')} records). "
            f"{number(links, lang='en')} pairs of records seem to be one person.",
        )
    if out is not None:
        yield Text(f"Padanan ditulis ke {out}.", f"The links are in {out}.")
    elif facts["links"] and "run" not in facts:
        yield Text(
            "Padanan tidak ditulis; tambahkan --out padanan.csv untuk melihat pasangannya.",
            "The links were not written; add --out links.csv to see the pairs.",
        )


def doubts(facts: Mapping[str, Any]) -> Iterator[Text]:
    """What looks wrong in the facts of a run, in words."""
    unknown = facts.get("truth_not_in_lists", 0)
    if unknown:
        yield Text(
            f"{number(unknown)} id di berkas padanan benar tidak ada di daftarnya. left_id berasal dari daftar "
            "pertama; mungkin kedua kolom tertukar.",
            f"{number(unknown, lang='en')} ids of the true pairs are not in their list. left_id belongs to the first "
            "list; perhaps the columns are swapped.",
        )
    if not facts["links"] and all(facts["lists"].values()):
        yield Text(
            "Tidak ada padanan. Daftar dipadankan lewat kolom yang terisi di keduanya: selain nama atau nik, tambahkan "
            "tanggal_lahir, kode_desa, no_kk atau alamat.",
            "No links. Lists are matched by columns that both have filled in: beside nama or nik, add tanggal_lahir, "
            "kode_desa, no_kk or alamat.",
        )


def corrected(scored: Quality) -> dict[str, float]:
    """The number of links corrected for linkage error, with its interval; nothing where nothing was found right."""
    if not scored.right:
        return {}
    total = measure.corrected(scored.links, scored.precision, scored.recall)
    return {"corrected": total.value, "corrected_low": total.low, "corrected_high": total.high}


def since(name: str, lists: Sequence[PersonList], lake: Lake | None) -> Kept:
    """What a run before kept: `last` or the id of a run where every list is a registry, else a file of --save-records.
    UserError run-none, and those of both."""
    sources = tuple(one.source for one in lists)
    if lake is None or not all(one.registered for one in lists):
        return keeping.read(Path(name))
    fitting = [run for run in store.runs(lake) if run.sources == sources and store.has_records(lake, run)]
    if name == "last" and not fitting:
        raise UserError(
            Text("Belum ada pencocokan dari daftar-daftar ini.", "These lists have not been matched yet."),
            hint=Text("Jalankan sekali tanpa --since.", "Run once without --since."),
            code="run-none",
        )
    run = fitting[-1] if name == "last" else store.run(lake, name)
    return store.records(lake, run, registries.grant("cli", "pemegang kunci"))


def told(lists: Sequence[PersonList], lake: Lake | None, release: Release | None) -> pa.Table | None:
    """What people settled of these lists before; None where they are not all registries."""
    if lake is None or release is None or not all(one.registered for one in lists):
        return None
    return decided.gather(lake, release, [one.source for one in lists], registries.grant("cli", "pemegang kunci"))


def outside_the_vault(lists: Sequence[PersonList]) -> None:
    """UserError records-vault where records of a registry would be kept in a file: what tells of its people stays in
    the vault."""
    if any(one.registered for one in lists):
        raise UserError(
            Text("Catatan registri tidak disimpan di luar brankas.", "Records of a registry stay in the vault."),
            hint=Text(
                "Hilangkan --save-records; jalankan berikutnya dengan --since last.",
                "Leave --save-records out; run the next time with --since last.",
            ),
            code="records-vault",
        )
