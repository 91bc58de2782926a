"""Errors on pages: the site's own next step in place of a command of the terminal."""

from __future__ import annotations

from sepakat.core.errors import UserError
from sepakat.core.text import Text, reading_in
from sepakat.web.hints import told


def test_a_command_gives_way_to_a_step_on_the_site() -> None:
    there = UserError(
        Text("Tidak ada.", "None."), hint=Text("Lihat `sepakat release show`.", "See `sepakat release show`."),
        code="region-empty",
    )  # fmt: skip
    with reading_in("en"):
        assert told(there) == there.as_dict("en") | {"hint": "Choose a region that has data: see Regions in the menu."}
    with reading_in("id"):
        assert "sepakat" not in str(told(there)["hint"])


def test_other_next_steps_stay() -> None:
    for code, hint in (("region-empty", "Pilih yang lebih luas."), ("lain", "Jalankan `sepakat x`.")):
        assert told(UserError("Tidak ada.", hint=hint, code=code))["hint"] == hint
    assert told(UserError("Tidak ada.", code="region-empty"))["hint"] is None
