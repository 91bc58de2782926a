"""The one error object: same facts on every face, next step included, nearest name offered."""

import datetime as dt

import pytest

from sepakat.core import Text, UserError
from sepakat.core.errors import nearest, unknown_name
from sepakat.core.grants import Grant


def test_one_shape_for_machines_and_people():
    error = UserError(
        Text("Kolom hilang.", "A column is missing."),
        hint=Text("Tambahkan kolom NIK.", "Add the column NIK."),
        where="berkas.csv",
        code="column-missing",
    )
    assert error.as_dict("en") == {
        "ok": False,
        "error": "A column is missing.",
        "detail": None,
        "hint": "Add the column NIK.",
        "where": "berkas.csv",
        "code": "column-missing",
    }
    assert error.render("id") == "Kolom hilang.\nTempat: berkas.csv\nTambahkan kolom NIK."


def test_nearest_name():
    assert nearest("lantay", ["lantai", "dinding"]) == "lantai"
    assert nearest("xyz", ["lantai"]) is None
    error = unknown_name(Text("Kolom", "Column"), "lantay", ["lantai"], "column-unknown")
    assert "Maksud Anda `lantai`?" in error.render("id")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"purpose": ""}, "grant-incomplete"),
        ({"tables": ("location",)}, "grant-table"),
        ({"expires": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)}, "grant-expired"),
    ],
)
def test_a_grant_refuses(changes, code):
    facts = {"by": "uji", "role": "verifikator", "purpose": "uji petik", "tables": ("identity",), **changes}
    with pytest.raises(UserError) as refusal:
        Grant(**facts).check("identity")
    assert refusal.value.code == code


def test_a_grant_allows():
    Grant(by="uji", role="verifikator", purpose="uji petik", tables=("identity",)).check("identity")
