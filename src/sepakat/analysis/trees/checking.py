"""What a tree still lacks before it can lead a plan, and which interventions fit a box."""

from __future__ import annotations

from sepakat.analysis.trees.model import Branch, Tree
from sepakat.catalogue.interventions import STRENGTHS, Intervention, interventions
from sepakat.core.text import Text


def fitting(branch: Branch) -> list[Intervention]:
    """Interventions of the library that should move an indicator of this box, the best supported first."""
    wanted = set(branch.indicators)
    found = [i for i in interventions().values() if wanted & set(i.indicators)]
    return sorted(found, key=lambda i: (STRENGTHS.index(i.evidence.strength), i.label.id))


def advice(tree: Tree) -> list[tuple[str, Text]]:
    """(id of the box, what it still needs), in the tree's order."""
    found = []
    for branch, _, _ in tree.walk():
        fit = {i.id for i in fitting(branch)}
        leaf = not tree.below(branch.id)
        if not branch.indicators:
            found.append((branch.id, Text("belum ada indikator", "no indicator yet")))
        if leaf and not branch.interventions:
            found.append((branch.id, Text("ujung pohon tanpa intervensi", "a root cause without an intervention")))
        if branch.interventions and not (branch.places or branch.groups):
            found.append((branch.id, Text("belum ada wilayah atau kelompok sasaran", "no place or group yet")))
        if set(branch.interventions) - fit:
            found.append(
                (
                    branch.id,
                    Text(
                        "ada intervensi yang menurut pustaka mengubah indikator lain",
                        "an intervention here is meant for other indicators, by the library",
                    ),
                )
            )
    return found
