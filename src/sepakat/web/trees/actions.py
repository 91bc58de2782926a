"""Making, changing, restoring and deleting problem trees; every change makes a version and a line in the audit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.db import transaction
from django.db.models import Q

from sepakat import access
from sepakat.access import Action, Actor
from sepakat.analysis import trees
from sepakat.analysis.trees import Tree
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.documents import shelf
from sepakat.web.governance.audit import record
from sepakat.web.trees.models import ProblemTree, TreeVersion

MOST, MOST_VERSIONS = 200, 500
CHANGES = {
    "buat": Text("Pohon dibuat", "Tree made"),
    "tambah": Text("Penyebab ditambah", "Cause added"),
    "kalimat": Text("Kalimat diubah", "Words changed"),
    "urut": Text("Urutan diubah", "Order changed"),
    "pindah": Text("Simpul dipindah", "Box moved"),
    "hapus": Text("Simpul dihapus", "Box removed"),
    "indikator": Text("Indikator diubah", "Indicators changed"),
    "intervensi": Text("Intervensi diubah", "Interventions changed"),
    "wilayah": Text("Wilayah sasaran diubah", "Places changed"),
    "kelompok": Text("Kelompok sasaran diubah", "Groups changed"),
    "pulihkan": Text("Versi lama dikembalikan", "Earlier version restored"),
}


def create(*, by: Actor, name: str, tree: Tree) -> ProblemTree:
    """Keep a new tree. UserError tree-name, tree-many; Refused."""
    held = access.check(by, Action.TREE, region=tree.region)
    name = " ".join(name.split())
    if not 3 <= len(name) <= 120:
        raise UserError(
            Text("Isi nama pohon, 3 sampai 120 huruf.", "Name the tree, in 3 to 120 letters."),
            hint=Text("Misalnya: Sanitasi untuk RKPD 2027.", "For example: Sanitation for the 2027 plan."),
            where="nama",
            code="tree-name",
        )
    with transaction.atomic():
        if ProblemTree.objects.filter(owner_id=int(by.id)).count() >= MOST:
            raise UserError(
                Text(f"Anda sudah punya {MOST} pohon.", f"You have {MOST} trees already."),
                hint=Text("Hapus yang tidak dipakai lagi.", "Delete those no longer needed."),
                code="tree-many",
            )
        made = ProblemTree.objects.create(owner_id=int(by.id), name=name, region=tree.region)
        _keep(made, tree, 1, "buat", "", by)
        record(by, Action.TREE, region=made.region, target=str(made.pk), facts=_facts(1, "buat"), under=held)
    return made


def change(
    *, by: Actor, number: int, version: int, what: str, edit: Callable[[Tree], Tree], detail: str = ""
) -> TreeVersion:
    """Change a tree that stands at `version`. what: one of CHANGES; edit: from the old tree to the new one.

    A change that changes nothing makes no version. UserError page-unknown, tree-stale, tree-versions, those of the
    edit; Refused.
    """
    with transaction.atomic():
        found, held = _held(by, number)
        latest = found.latest
        if latest.number != version:
            raise UserError(
                Text("Pohon ini sudah diubah orang lain.", "Somebody else has changed this tree."),
                hint=Text("Periksa perubahannya, lalu ulangi.", "Look at the change, then do yours again."),
                code="tree-stale",
            )
        if latest.number >= MOST_VERSIONS:
            raise UserError(
                Text(f"Pohon ini sudah punya {MOST_VERSIONS} versi.", f"This tree has {MOST_VERSIONS} versions."),
                hint=Text("Buat pohon baru dari unduhannya.", "Make a new tree."),
                code="tree-versions",
            )
        old = trees.from_json(latest.document)
        new = edit(old)
        if new == old:
            return latest
        made = _keep(found, new, latest.number + 1, what, detail, by)
        found.save(update_fields=["changed_at"])
        record(by, Action.TREE, region=found.region, target=str(found.pk), facts=_facts(made.number, what), under=held)
    return made


def restore(*, by: Actor, number: int, version: int, to: int) -> TreeVersion:
    """Bring back an earlier version as the newest one; nothing is lost. UserError as of `change`."""
    found = get(by, number)
    earlier = found.versions.filter(number=to).first()
    if earlier is None:
        raise _unknown()
    back = trees.from_json(earlier.document)
    return change(by=by, number=number, version=version, what="pulihkan", edit=lambda _: back, detail=str(to))


def remove(*, by: Actor, number: int) -> None:
    """Delete one's own tree with its versions. UserError page-unknown where there is none of theirs."""
    with transaction.atomic():
        found = ProblemTree.objects.filter(owner_id=int(by.id or 0), pk=number).first()
        if found is None:
            raise _unknown()
        region = found.region
        found.delete()
        record(by, "pohon.hapus", region=region, target=str(number))


def for_document(*, by: Actor, number: int, version: int, lake: Path) -> str:
    """Keep a version of a tree in the lake, where documents find it; gives its id there. UserError page-unknown."""
    with transaction.atomic():
        found = get(by, number)
        held = found.versions.filter(number=version).first()
        if held is None:
            raise _unknown()
        made = shelf.keep(lake, trees.from_json(held.document))
        facts = {"versi": version, "kode": made}
        record(by, "pohon.dokumen", region=found.region, target=str(number), facts=facts)
    return made


def visible(by: Actor) -> list[ProblemTree]:
    """One's own trees and those of the regions where one may make trees."""
    wanted = Q(owner_id=int(by.id))
    for code in access.reach(by, Action.TREE):
        wanted |= ~Q(region="") if code == "00" else Q(region=code) | Q(region__startswith=f"{code}.")
    return list(ProblemTree.objects.filter(wanted).select_related("owner"))


def get(by: Actor, number: int) -> ProblemTree:
    """One tree that the actor may open. UserError page-unknown, alike for none and for another region's."""
    found = ProblemTree.objects.select_related("owner").filter(pk=number).first()
    if found is None or not (str(found.owner_id) == by.id or access.may(by, Action.TREE, region=found.region)):
        raise _unknown()
    return found


def _held(by: Actor, number: int) -> tuple[ProblemTree, access.Assignment | None]:
    found = ProblemTree.objects.select_for_update().filter(pk=number).first()
    if found is None or not (str(found.owner_id) == by.id or access.may(by, Action.TREE, region=found.region)):
        raise _unknown()
    return found, access.check(by, Action.TREE, region=found.region)


def _keep(tree: ProblemTree, document: Tree, number: int, what: str, detail: str, by: Actor) -> TreeVersion:
    return TreeVersion.objects.create(
        tree=tree, number=number, document=trees.to_json(document), change=what, detail=detail, by_id=int(by.id)
    )


def _facts(version: int, what: str) -> dict[str, object]:
    return {"versi": version, "perubahan": what}


def _unknown() -> UserError:
    return UserError(
        Text("Pohon masalah itu tidak ada.", "There is no such problem tree."),
        hint=Text("Lihat daftar pohon masalah.", "See the list of problem trees."),
        code="page-unknown",
    )
