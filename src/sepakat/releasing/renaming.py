"""Staged files whose columns are named otherwise than the source names them: the mapping that a person gave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pyarrow as pa
import pyarrow.parquet as pq

from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.sources import Staged


def renamed(staged: Staged, names: Mapping[str, str]) -> Staged:
    """The staged file with these headings renamed (heading in the file → heading of the source).

    A heading that the file lacks is passed over. UserError `mapping-double` where two columns would get one name; a
    column that already has that name gives way to the one that was chosen.
    """
    wanted = {old: new for old, new in names.items() if old in staged.columns and old != new}
    if not wanted:
        return staged
    if len(set(wanted.values())) < len(wanted):
        twice = sorted({n for n in wanted.values() if list(wanted.values()).count(n) > 1})
        raise UserError(
            Text(f"Dua kolom dipetakan ke isian yang sama: {', '.join(twice)}.", f"Two columns for {twice[0]}."),
            hint=Text("Pilih satu kolom untuk setiap isian.", "Choose one column for each field."),
            where=staged.name,
            code="mapping-double",
        )
    taken = {n.lower() for n in wanted.values()}
    columns = tuple(
        wanted.get(c) or (f"{c} (asli)" if c.lower() in taken else c)  # the unchosen namesake stays, under another name
        for c in staged.columns
    )
    change = dict(zip(staged.columns, columns, strict=True))
    path = staged.path.with_name(f"{staged.path.stem}.nama.parquet")
    with pq.ParquetFile(staged.path) as source:
        shape = pa.schema([f.with_name(change.get(f.name, f.name)) for f in source.schema_arrow])
        with pq.ParquetWriter(path, shape, compression="zstd", compression_level=1) as out:
            for batch in source.iter_batches():
                out.write_batch(batch.rename_columns(shape.names))
    path.replace(staged.path)
    return replace(staged, columns=columns, twice=tuple(change.get(c, c) for c in staged.twice))
