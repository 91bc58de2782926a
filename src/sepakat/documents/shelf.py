"""Problem trees that people put into documents: `LAKE/trees/<code>.json`, named by their own contents.

A document is made, and verified later, from the lake alone. A tree that somebody changes gets another name; the one in
a document stays as it was.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

from sepakat.analysis import trees
from sepakat.core.errors import UserError
from sepakat.core.files import read_json, write_json
from sepakat.core.text import Text

OWN, FOLDER = "daerah:", "trees"
_CODE = re.compile(r"[0-9a-f]{24}")


def keep(lake: Path, tree: trees.Tree) -> str:
    """Keep a tree for documents; gives its id, such as `daerah:3f9c…`. The same tree has one id."""
    data = trees.to_json(tree)
    code = hashlib.sha256(json.dumps(data, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:24]
    target = lake / FOLDER / f"{code}.json"
    if not target.exists():
        target.parent.mkdir(exist_ok=True)
        write_json(target, data)
    return OWN + code


def tree(lake: Any, id_: str) -> trees.Tree:
    """A tree that was kept. UserError `unknown-tree`."""
    code = id_.removeprefix(OWN)
    target = lake.path / FOLDER / f"{code}.json"
    if not _CODE.fullmatch(code) or not target.is_file():
        raise UserError(
            Text("Pohon itu tidak tersimpan untuk dokumen.", "That tree is not kept for documents."),
            hint=Text("Buka laman pohonnya, lalu masukkan ke dokumen dari sana.", "Put it in from the tree's page."),
            code="unknown-tree",
        )
    return trees.from_json(read_json(target))
