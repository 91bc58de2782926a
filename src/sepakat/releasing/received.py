"""Files as they were sent, until they are taken in: encrypted at rest with the lake's key, plain only in its scratch.

They lie in a folder of the caller's (the site's state), not in the lake, because they are no part of any intake yet.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from sepakat.lake import Lake

_SHAPE = pa.schema([("isi", pa.binary())])
_PIECE = 8 << 10  # a row group of the layout holds 8,192 of them: 64 MB of memory at most


def seal(lake: Lake, folder: Path, name: str, pieces: Iterable[bytes]) -> dict[str, Any]:
    """Encrypt a stream of bytes into `folder/name`; gives what `unsealed` needs to open it. UserError `key-missing`."""
    lake.vault.check_key()

    def batches() -> Iterator[pa.RecordBatch]:
        for piece in pieces:
            for start in range(0, len(piece), _PIECE):
                yield pa.record_batch({"isi": [piece[start : start + _PIECE]]}, schema=_SHAPE)

    return lake.vault.write_batches(folder.absolute(), name, _SHAPE, batches())


def pieces(lake: Lake, folder: Path, name: str, entry: dict[str, Any]) -> Iterator[bytes]:
    """The bytes of a sealed file, piece by piece. UserError where it is damaged or the key is another."""
    with lake.vault.decrypt(str(folder.absolute()), name, entry) as source:
        for batch in source.iter_batches(batch_size=4):
            for value in batch.column(0):
                yield value.as_py()


def unseal(lake: Lake, folder: Path, name: str, entry: dict[str, Any], out: Path) -> Path:
    """Write a sealed file plain to `out` (owner only), inside a scratch folder that the caller wipes."""
    out.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fd = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(fd, "wb") as target:
        for piece in pieces(lake, folder, name, entry):
            target.write(piece)
    return out


@contextlib.contextmanager
def desk(lake: Lake) -> Iterator[Path]:
    """A scratch folder of the lake for unsealed files, wiped at the end whatever happens, and never by a writer."""
    with lake.scratch("read") as folder:
        yield folder
