"""Whatever the role, region and NIK: no family outside the grant shows on a look-up, a family page or in a list.

What may show is worked out from the vault by plain comparison of codes, not by the code under test.
"""

from __future__ import annotations

import csv
import io
import itertools
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sepakat.core.errors import UserError
from tests.names_cast import known_people, lake_of_site
from tests.web_people import person, signed_in

pytestmark = pytest.mark.django_db
PURPOSE = {"tujuan": "verifikasi_lapangan", "keterangan": "Verifikasi calon penerima bantuan rumah"}
FEW = settings(
    max_examples=8,
    deadline=None,
    phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
_names = itertools.count()


def within(region: str, village: str) -> bool:
    return region == "00" or (village[: len(region)] == region and village[len(region) : len(region) + 1] in ("", "."))


def cut(village: str, depth: int) -> str:
    return ("00", village[:2], village[:5], village[:8], village)[depth]


@pytest.fixture
def lake(sample_lake: Path, settings: Any, tmp_path: Path) -> Any:
    settings.STATE = tmp_path / "state"
    with lake_of_site(sample_lake, settings) as path:
        yield path


PLACE = st.integers(0, 10**6)


@FEW
@given(
    home=PLACE,
    depth=st.integers(1, 4),
    role=st.sampled_from(["verifikator", "operator_desa"]),
    places=st.lists(PLACE, min_size=4, max_size=4),
)
def test_look_ups_and_pages_stay_inside(lake: Path, home: int, depth: int, role: str, places: list[int]) -> None:
    known = known_people(lake)  # not a fixture: Hypothesis would print all of them
    everybody = known.inside + known.outside
    region = cut(everybody[home % len(everybody)].village, depth)
    sought = [everybody[n % len(everybody)] for n in places]
    client = signed_in(person(f"Acak{next(_names)}", role, region))
    text = client.post("/nama/", PURPOSE | {"nik": "\n".join(c.nik for c in sought)}).content.decode()
    shown = {int(n) for n in re.findall(r"/keluarga/(\d+)/", text)}
    assert shown == {c.family_id for c in sought if within(region, c.village)}
    for citizen in sought[:2]:
        page = client.get(f"/keluarga/{citizen.family_id}/")
        assert page.status_code == (200 if within(region, citizen.village) else 404)
        if page.status_code == 404:
            assert citizen.name not in page.content.decode()


@FEW
@given(
    home=PLACE,
    depth=st.integers(2, 4),
    unit=st.sampled_from(["keluarga", "orang"]),
    decile=st.sampled_from([None, 4, 10]),
)
def test_lists_stay_inside(lake: Path, home: int, depth: int, unit: str, decile: int | None) -> None:
    from sepakat.web.names import actions, generation
    from sepakat.web.names.models import ListRequest, Recipient

    known = known_people(lake)  # not a fixture: Hypothesis would print all of them
    everybody = known.inside + known.outside
    region = cut(everybody[home % len(everybody)].village, depth)
    asks = person(f"Minta{next(_names)}", "perencana", region)
    made = ListRequest.objects.create(
        by=asks, region=region, state="disusun", role="perencana", unit=unit, round=1, purpose="penetapan_sasaran",
        population={"desil": decile, "penerimaan": "semua"},
        columns={"nama": "", "nik": ""},
    )  # fmt: skip
    Recipient.objects.create(request=made, user=asks)
    try:
        generation.make(made.pk)
    except UserError as problem:
        assert problem.code == "list-empty"
        return
    file = made.files.get(extension="csv")
    _, content = actions.download(request=made, file=file.pk, by=_who(asks))
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))[2:]
    inside = {(c.nik, c.name) for c in known.everybody if within(region, c.village)}
    assert {(r[2], r[1]) for r in rows} <= inside
    assert rows


def _who(user: Any) -> Any:
    from sepakat.web.accounts.actor import actor_of

    return actor_of(user, two_step=True)
