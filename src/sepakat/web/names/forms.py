"""What is typed into the form of a list request: read whole, every problem told beside its field."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from sepakat import access, catalogue, regions
from sepakat.access import Action, Actor
from sepakat.catalogue.choosing import list_column
from sepakat.catalogue.purposes import choices
from sepakat.core.errors import UserError
from sepakat.core.text import Text, long_date, whole
from sepakat.targeting import computed, serving
from sepakat.targeting.selection import TARGETS, Selection
from sepakat.web.names import lake
from sepakat.web.names.models import Agreement
from sepakat.web.names.words import check_words

Problems = dict[str, UserError]


@dataclass
class Draft:
    """What was typed, what it amounts to, and what is amiss. fields: for `actions.create`."""

    typed: dict[str, Any]
    fields: dict[str, Any] = field(default_factory=dict)
    recipients: list[int] = field(default_factory=list)
    problems: Problems = field(default_factory=dict)
    under: access.Assignment | None = None


def typed_of(post: QueryDict) -> dict[str, Any]:
    """The form as typed, so that nothing is lost."""
    plain = ("wilayah", "program", "satuan", "tujuan", "keterangan", "dasar", "desil", "lingkup", "penerimaan",
             "penerima", "sampai", "perjanjian", "pertama", "irisan", "skenario")  # fmt: skip
    typed: dict[str, Any] = {name: post.get(name, "").strip() for name in plain}
    typed["syarat"] = post.getlist("syarat")
    typed["kolom"] = post.getlist("kolom")
    typed["alasan"] = {n.removeprefix("alasan_"): post[n] for n in post if n.startswith("alasan_")}
    typed["luar"] = post.get("luar") == "1"
    return typed


def read(post: QueryDict, who: Actor) -> Draft:
    """The form, checked. Where something is amiss, `problems` has a sentence per field; `fields` is then of no use."""
    draft = Draft(typed_of(post))
    t = draft.typed
    _place(draft, who)
    if t["tujuan"] not in {p.id for p in choices("daftar")}:
        _amiss(draft, "tujuan", "Pilih tujuan daftar.", "Choose what the list is for.")
    for name, what, example in (
        (
            "keterangan",
            Text("Keterangan tujuan", "Details of the purpose"),
            Text("Verifikasi calon penerima bantuan rumah 2026", "Checking candidates for housing aid 2026"),
        ),
        (
            "dasar",
            Text("Dasar hukum", "The legal basis"),
            Text("Peraturan Bupati 12/2026 pasal 4", "Regulation 12/2026"),
        ),
    ):
        _words(draft, name, t[name], what, example)
    _population(draft, who)
    _columns(draft)
    _until(draft)
    _recipients(draft, who)
    _agreement(draft)
    draft.fields = {
        "region": t["wilayah"],
        "programme": t["program"],
        "unit": t["satuan"],
        "purpose": t["tujuan"],
        "words": t["keterangan"],
        "basis": t["dasar"],
        "population": _chosen(t, draft.fields.pop("scenario", "")),
        "columns": {name: " ".join(t["alasan"].get(name, "").split()) for name in t["kolom"]},
        "outside": t["luar"],
        "role": draft.under.role if draft.under else "",
    } | draft.fields
    return draft


def _amiss(draft: Draft, name: str, id_: str, en: str) -> None:
    draft.problems.setdefault(name, UserError(Text(id_, en), code="list-form"))


def _words(draft: Draft, name: str, text: str, what: Text, example: Text) -> None:
    try:
        check_words(text, what, example)
    except UserError as problem:
        draft.problems.setdefault(name, problem)


def _place(draft: Draft, who: Actor) -> None:
    region, programme = draft.typed["wilayah"], draft.typed["program"]
    if programme and programme not in catalogue.programmes():
        _amiss(draft, "program", "Pilih program dari daftar.", "Choose a programme from the list.")
        return
    if not programme and all(a.role == "opd" for a in who.assignments):
        _amiss(draft, "program", "Pilih program kantor Anda.", "Choose a programme of your office.")
        return
    try:
        draft.under = access.check(who, Action.LIST_REQUEST, region=region, programme=programme or None)
        if region not in regions.load():
            raise UserError(
                Text(f"Wilayah `{region}` tidak dikenal.", f"Region `{region}` is not known."), code="list-form"
            )
    except UserError as problem:
        draft.problems.setdefault("program" if problem.code == "access-programme" else "wilayah", problem)


def _population(draft: Draft, who: Actor) -> None:
    t = draft.typed
    if t["desil"] and not 1 <= (whole(t["desil"]) or 0) <= 10:
        _amiss(draft, "desil", "Pilih desil 1 sampai 10, atau semua.", "Choose a decile from 1 to 10, or all.")
        return
    if t["pertama"] and (t["penerimaan"] != "antrean" or not whole(t["pertama"])):
        _amiss(
            draft,
            "pertama",
            "Jumlah hanya untuk daftar tunggu, misalnya 100.",
            "A number goes with a waiting list only, such as 100.",
        )
        return
    try:
        draft.fields["scenario"] = _scenario(t, who)
        Selection.of(t["wilayah"], t["satuan"], t["program"], _chosen(t, draft.fields["scenario"]), ()).check()
    except UserError as problem:
        codes = {"list-receipt": "penerimaan", "unknown-programme": "program", "list-overlap": "irisan"}
        place = "skenario" if "scenario" in problem.code else "syarat"
        draft.problems.setdefault(codes.get(problem.code, place), problem)


def _scenario(t: dict[str, Any], who: Actor) -> str:
    """The saved scenario of this number, as a request keeps it. UserError `list-scenario`."""
    if t["penerimaan"] != "skenario":
        return ""
    from sepakat.web.scenarios import actions as saved
    from sepakat.web.scenarios.presenters import drafts

    first, _, which = t["skenario"].partition("/")
    try:
        number = whole(first)
        if number is None:
            raise UserError(Text("Skenario itu tidak ada.", "There is no such scenario."))
        version = saved.get(who, number).latest
        asked = drafts.read(QueryDict(version.query if version else ""))
        found = asked.scenarios()
        place = whole(which) or len(found)
        return serving.kept(found[place - 1], asked.wilayah)
    except (UserError, IndexError):
        raise UserError(
            Text("Skenario tersimpan itu tidak ada untuk Anda.", "There is no such saved scenario for you."),
            hint=Text("Tulis nomornya dari laman Skenario tersimpan.", "Write its number, from the saved scenarios."),
            code="list-scenario",
        ) from None


def _chosen(t: dict[str, Any], scenario: str) -> dict[str, Any]:
    """Who is asked for, as a request keeps it; the number of a scenario only to show the form again."""
    return {
        "desil": whole(t["desil"]),
        "lingkup": t["lingkup"],
        "penerimaan": t["penerimaan"],
        "syarat": t["syarat"],
        "pertama": whole(t["pertama"]),
        "irisan": t["irisan"],
        "skenario": scenario,
        "skenario_nomor": t["skenario"] if scenario else "",
    }


def _columns(draft: Draft) -> None:
    t = draft.typed
    if not t["kolom"]:
        _amiss(draft, "kolom", "Pilih sedikitnya satu kolom.", "Choose at least one column.")
    for name in t["kolom"]:
        try:
            column = list_column(name)
        except UserError as problem:
            draft.problems.setdefault("kolom", problem)
            continue
        if (name == computed.ORDER and t["penerimaan"] not in computed.ORDERED) or (
            name == computed.REASONS and t["penerimaan"] not in TARGETS
        ):
            _amiss(
                draft,
                "kolom",
                f"Kolom “{column.label.id}” hanya pada daftar menurut aturan program.",
                f"Column “{column.label.en}” goes with a list by a programme’s rule only.",
            )
        if t["satuan"] not in column.units:
            _amiss(
                draft,
                "kolom",
                f"Kolom “{column.label.id}” tidak ada untuk satuan {t['satuan']}.",
                f"Column “{column.label.en}” does not exist for that unit.",
            )
        if column.specific:
            _words(
                draft,
                f"alasan_{name}",
                t["alasan"].get(name, ""),
                Text(f"Alasan kolom “{column.label.id}”", f"The reason for column “{column.label.en}”"),
                Text("menentukan jenis alat bantu", "to choose the kind of aid device"),
            )


def _until(draft: Draft) -> None:
    today = timezone.localdate()
    most = today + dt.timedelta(days=lake.number("daftar_nama_masa_maks"))
    try:
        day = dt.date.fromisoformat(draft.typed["sampai"])
    except ValueError:
        _amiss(
            draft,
            "sampai",
            f"Isi tanggal terakhir berlaku, misalnya {most:%d-%m-%Y}.",
            f"Write the last day it holds, such as {most.isoformat()}.",
        )
        return
    if not today < day <= most:
        _amiss(
            draft,
            "sampai",
            f"Masa berlaku paling lama sampai {long_date(most, 'id')}, paling cepat besok.",
            f"It holds until {long_date(most, 'en')} at the latest, tomorrow at the earliest.",
        )
    draft.fields["expires"] = day


def _recipients(draft: Draft, who: Actor) -> None:
    """E-mail addresses, one a line, of people who may download lists there. Unknown and unfit read the same."""
    from sepakat.web.accounts.actor import actor_of
    from sepakat.web.accounts.models import User

    t = draft.typed
    most = lake.number("daftar_nama_penerima_maks")
    lines = [line.strip() for line in t["penerima"].splitlines() if line.strip()]
    if not lines or len(lines) > most:
        _amiss(
            draft,
            "penerima",
            f"Tulis surel penerima, satu per baris, paling banyak {most}.",
            f"Write the recipients’ e-mail addresses, one a line, at most {most}.",
        )
        return
    for place, address in enumerate(lines, 1):
        user = User.objects.filter(email__iexact=address, is_active=True).first()
        # two_step: whoever is named now signs in with two steps when they download
        fit = user is not None and access.may(
            actor_of(user, two_step=True),
            Action.LIST_DOWNLOAD,
            region=t["wilayah"],
            programme=t["program"] or None,
        )
        if user is None or not fit:
            _amiss(
                draft,
                "penerima",
                f"Baris {place}: orang itu tidak berhak mengunduh daftar nama di wilayah ini.",
                f"Line {place}: that person may not download lists of names in this region.",
            )
            return
        draft.recipients.append(user.pk)


def _agreement(draft: Draft) -> None:
    draft.fields["agreement"] = None
    if not draft.typed["luar"]:
        return
    region = draft.typed["wilayah"]
    found = Agreement.objects.filter(pk=whole(draft.typed["perjanjian"]) or 0, ended_at=None).first()
    today = timezone.localdate()
    if found is None or not access.inside(found.region, region) or (found.until is not None and found.until < today):
        _amiss(
            draft,
            "perjanjian",
            "Pilih perjanjian (PKS atau BAST) yang masih berlaku di wilayah ini.",
            "Choose an agreement (PKS or BAST) in force in this region.",
        )
        return
    draft.fields["agreement"] = found
