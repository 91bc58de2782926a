"""`sepakat people` and `sepakat audit`: the first administrator by hand, the chain checked from outside."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sepakat import cli


@pytest.fixture
def run(db: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """The command line in this process, on the test's own database: exit status, output, errors."""
    monkeypatch.setattr("sepakat.web.operations.database.setup", lambda *_: None)
    monkeypatch.setattr("sepakat.web.operations.database.ready", lambda *_: None)

    def call(*arguments: str) -> tuple[int, str, str]:
        status = cli.main(list(arguments))
        said = capsys.readouterr()
        return status, said.out, said.err

    return call


@pytest.mark.slow
def test_on_an_empty_computer_the_first_administrator_gets_a_link(tmp_path: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if k not in ("DJANGO_SETTINGS_MODULE", "DATABASE_URL")}
    places = {"SEPAKAT_STATE": str(tmp_path), "SEPAKAT_CACHE": str(tmp_path / "c"), "SEPAKAT_SECRET_KEY": "u" * 50}
    command = [sys.executable, "-m", "sepakat.cli", "people", "admin", "Adi@Contoh.go.id", "--region", "53.01"]
    done = subprocess.run(
        [*command, "--format", "json"], env=environment | places, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    facts = json.loads(done.stdout)
    assert facts["surel"] == "adi@contoh.go.id" and "/undangan/" in facts["tautan"]


def test_an_administrator_who_lost_everything_gets_a_new_way_in(run: Any) -> None:
    from sepakat.web.accounts.models import Invitation
    from tests.web_people import member

    adi = member("Adi")
    status, out, _ = run("people", "admin", "adi@contoh.go.id", "--region", "53.01", "--format", "json")
    assert status == 0 and "/undangan/" in json.loads(out)["tautan"]
    assert Invitation.objects.get().account_id == adi.pk
    assert run("people", "admin", "adi@contoh.go.id", "--region", "53.99")[0] == 1


def test_closing_an_account_ends_it_and_unknown_ones_say_where_to_look(run: Any) -> None:
    from tests.web_people import member, signed_in

    client = signed_in(member("Ina"))
    assert run("people", "close", "INA@contoh.go.id")[0] == 0
    assert client.get("/meja/").status_code == 302
    status, _, err = run("people", "close", "siapa@contoh.go.id")
    assert status == 1 and "sepakat people list" in err
    assert '"aktif": false' in run("people", "list", "--format", "json")[1]


def test_the_trail_is_exported_with_its_anchor_and_checked_without_the_database(run: Any, tmp_path: Path) -> None:
    from sepakat.access import Actor
    from sepakat.web.governance import audit

    audit.record(Actor("7"), "uji", region="53.01", facts={"ke": 1})
    exported = tmp_path / "jejak.jsonl"
    status, out, err = run("audit", "export", "--out", str(exported))
    anchor = (out + err).strip().rpartition(" ")[2]
    assert status == 0 and anchor.startswith("2:")
    assert run("audit", "verify", "--anchor", anchor)[0] == 0
    assert run("audit", "verify", "--file", str(exported))[0] == 0

    lines = exported.read_text(encoding="utf-8").splitlines()
    exported.write_text("\n".join([lines[0].replace("53.01", "53.02"), *lines[1:]]), encoding="utf-8")
    status, _, err = run("audit", "verify", "--file", str(exported))
    assert status == 1 and "tidak utuh" in err
    exported.write_text(lines[0] + "\n", encoding="utf-8")
    assert run("audit", "verify", "--file", str(exported), "--anchor", anchor)[0] == 1, "cut off"
    exported.write_text("bukan jejak\n", encoding="utf-8")
    assert run("audit", "verify", "--file", str(exported))[0] == 1
    assert run("audit", "verify", "--anchor", "bukan")[0] == 1


def test_a_missing_end_shows_by_the_anchor(run: Any) -> None:
    from sepakat.access import Actor
    from sepakat.web.governance import audit

    audit.record(Actor("7"), "uji")
    status, _, err = run("audit", "verify", "--anchor", f"9:{'a' * 64}")
    assert status == 1 and "tidak utuh" in err
