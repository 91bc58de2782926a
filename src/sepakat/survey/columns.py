"""Columns of any frame (Arrow, Polars, pandas) as arrays and codes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sepakat.core.errors import UserError, unknown_name
from sepakat.core.text import Text
from sepakat.measures._columns import Floats, floats
from sepakat.measures.lines import as_relative, resolve


def names(frame: Any) -> list[str]:
    """Column names of a frame."""
    found = getattr(frame, "column_names", None)
    return list(found if found is not None else frame.columns)


def column(frame: Any, name: str) -> Any:
    """One column; UserError `survey-column` naming the nearest where there is none of that name."""
    known = [str(n) for n in names(frame)]
    if name not in known:
        raise unknown_name(Text("Kolom", "Column"), str(name), known, code="survey-column")
    return frame[name]


def numbers(frame: Any, name: str) -> Floats:
    """A numeric (or true/false) column as float64, missing as NaN."""
    return floats(column(frame, name))


def codes(frame: Any, name: str) -> tuple[NDArray[np.int64], list[Any]]:
    """(code of each row, value of each code) of a column of names or numbers; a missing value is a code of its own."""
    found = column(frame, name)
    if hasattr(found, "to_arrow"):
        found = found.to_arrow()
    elif not isinstance(found, pa.Array | pa.ChunkedArray):
        found = pa.array(found, from_pandas=True)
    if isinstance(found, pa.ChunkedArray):
        found = found.combine_chunks()
    if isinstance(found, pa.ChunkedArray):  # of no rows
        found = pa.concat_arrays(found.chunks) if found.num_chunks else pa.array([], found.type)
    if pa.types.is_floating(found.type):
        found = pc.if_else(pc.is_nan(found), None, found)
    if not pa.types.is_dictionary(found.type):
        found = found.dictionary_encode(null_encoding="encode")
    indices = found.indices
    labels = found.dictionary.to_pylist()
    if indices.null_count:
        labels.append(None)
        indices = indices.fill_null(len(labels) - 1)
    return indices.to_numpy(zero_copy_only=False).astype(np.int64), labels


def line_column(frame: Any, line: Any, rows: int) -> Any:
    """A line as given: a number above zero, `("mean", …)`, `("quantile", …)`, a column by name, or one a row."""
    if as_relative(line) is not None:
        return as_relative(line)
    if isinstance(line, str):
        return numbers(frame, line)
    if line is None or np.ndim(line) == 0:
        return float(resolve(line, ()))
    found = floats(line)
    if found.shape != (rows,):
        raise wrong(
            Text("Panjang kolom tidak sama.", "The columns differ in length."),
            Text("Beri satu garis per baris.", "Give one line a row."),
            "measure-length",
        )
    return found


def wrong(title: Text, hint: Text, code: str) -> UserError:
    return UserError(title, hint=hint, code=code)
