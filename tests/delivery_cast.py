"""A list that was handed over, and the people around it, as tests of lists and delivery need them."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

from tests.web_people import person, signed_in

CAST = {
    "Ina": ("perencana", "53.01", ()),
    "Oka": ("opd", "53.01", ("pkh",)),
    "Lain": ("opd", "53.01", ("sembako",)),
    "Vera": ("verifikator", "53.01", ()),
    "Putu": ("pdp", "53.01", ()),
    "Nico": ("verifikator", "53.02", ()),
    "Lina": ("pimpinan", "53.01", ()),
}


class Office:
    """The people of one regency and one of another, signed in with two steps."""

    def __init__(self) -> None:
        self.people = {name: person(name, *held) for name, held in CAST.items()}
        self.clients = {name: signed_in(user) for name, user in self.people.items()}

    def __getitem__(self, name: str) -> Any:
        return self.clients[name]

    def actor(self, name: str) -> Any:
        from sepakat.web.accounts.actor import actor_of

        return actor_of(self.people[name], two_step=True)


def made_list(office: Office, recipients: tuple[str, ...] = ("Oka",), **population: Any) -> Any:
    """A list of families of 53.01 as after two approvals: made and sealed."""
    from sepakat.web.names import generation
    from sepakat.web.names.models import ListRequest, Recipient

    columns = population.pop("columns", ("nama", "nik", "desil_nasional"))
    made = ListRequest.objects.create(
        by=office.people["Ina"], region="53.01", state="disusun", role="perencana", round=1,
        programme=population.pop("programme", "pkh"), unit=population.pop("unit", "keluarga"),
        purpose="penetapan_sasaran", words="Calon penerima tahap I", basis="Peraturan Bupati 12/2026 pasal 4",
        expires=dt.date.today() + dt.timedelta(days=10),
        population={"desil": 2, "lingkup": "desil_nasional", "penerimaan": "semua", "syarat": []} | population,
        columns=dict.fromkeys(columns, ""),
    )  # fmt: skip
    for name in recipients:
        Recipient.objects.create(request=made, user=office.people[name])
    generation.make(made.pk)
    made.refresh_from_db()
    return made


def fetched(office: Office, made: Any, name: str = "Oka", extension: str = "csv", kind: str = "daftar") -> bytes:
    """The recipient's own file, through the door."""
    one = made.files.get(extension=extension, kind=kind, recipient=office.people[name], destroyed_at=None)
    answer = office[name].post(f"/daftar-nama/{made.pk}/berkas/{one.pk}/")
    assert answer.status_code == 200
    return bytes(answer.content)


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def filled(rows: list[list[str]], outcomes: dict[int, tuple[str, str, str, str]]) -> bytes:
    """The file as an office sends it back: outcomes by position among its rows."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    for at, row in enumerate(rows):
        told = outcomes.get(at - 2)
        writer.writerow([*row[:-4], *told] if told else row)
    return out.getvalue().encode()
