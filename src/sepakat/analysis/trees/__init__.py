"""Problem trees: a problem, its causes in levels, indicators on them, interventions, places and groups.

`load` gives a tree (an example of the catalogue, a JSON file, or JSON at hand); `read` puts figures on it; `picture`
lays it out for `charts.draw("problem_tree", …)`; `table` is its table. Editing (`add`, `rename`, …) gives a new tree.
See docs/adr/0034.
"""

from sepakat.analysis.trees.checking import advice, fitting
from sepakat.analysis.trees.editing import add, attach, move, place_under, remove, rename
from sepakat.analysis.trees.forms import from_example, from_indicator, from_json, load, to_json
from sepakat.analysis.trees.layout import Box, Picture, picture
from sepakat.analysis.trees.model import Branch, Tree
from sepakat.analysis.trees.readings import Sign, Spot, groups, named_group, places, read
from sepakat.analysis.trees.tabling import table

__all__ = [
    "Box",
    "Branch",
    "Picture",
    "Sign",
    "Spot",
    "Tree",
    "add",
    "advice",
    "attach",
    "fitting",
    "from_example",
    "from_indicator",
    "from_json",
    "groups",
    "load",
    "move",
    "named_group",
    "picture",
    "place_under",
    "places",
    "read",
    "remove",
    "rename",
    "table",
    "to_json",
]
