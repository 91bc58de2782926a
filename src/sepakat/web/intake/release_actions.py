"""Building, comparing and publishing releases: who may, and the acts themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction

from sepakat import access, releasing
from sepakat.access import Action, Actor
from sepakat.access.actors import inside
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.lake import Lake, Release
from sepakat.lake.layout import UNKNOWN
from sepakat.releasing.conductor import base_intakes
from sepakat.web import jobs
from sepakat.web.governance import audit
from sepakat.web.intake import limits, storing
from sepakat.web.intake.actions import typed
from sepakat.web.intake.models import BuiltRelease, Publication
from sepakat.web.jobs.models import Job

BUILD_JOB, COMPARE_JOB = "rilis.susun", "rilis.bandingkan"


def regencies_of(lake: Lake, intakes: Iterable[str]) -> list[str]:
    """Regencies that these intakes speak of."""
    found = {code for name in intakes for code in releasing.intake(lake, name).kabupaten()}
    return sorted(found - {UNKNOWN, "all"})


def touched(lake: Lake, release: Release) -> list[str]:
    """Regencies whose figures change when this release is published: its own, and those of the current one."""
    codes = set(release.kabupaten())
    if lake.current_id:
        codes |= set(lake.release().kabupaten())
    return sorted(codes - {UNKNOWN})


def refusal(who: Actor, action: Action, codes: Sequence[str]) -> access.Refused | None:
    """The sentence for one who may not do this in all these regencies; None for one who may."""
    reach = access.reach(who, action)
    beyond = [c for c in codes if not any(inside(region, c) for region in reach)]
    if reach and not beyond:
        return None
    if not reach:
        return access.refusal(who, action, region=who.assignments[0].region if who.assignments else "00")
    return access.Refused(
        Text(
            f"Rilis ini mencakup {len(codes)} kabupaten/kota, {len(beyond)} di antaranya di luar wewenang Anda.",
            f"This release covers {len(codes)} regencies, {len(beyond)} of them outside your authority.",
        ),
        hint=Text("Minta walidata provinsi yang mencakup semuanya.", "Ask the steward whose region covers them all."),
        code="access-region",
    )


def _check(who: Actor, action: Action, codes: Sequence[str]) -> str:
    """Raise unless `who` may do this in all these regencies; gives the region under which it is recorded."""
    problem = refusal(who, action, codes)
    if problem is not None:
        raise problem
    for region in access.reach(who, action):
        if all(inside(region, c) for c in codes):
            return region
    return codes[0][:2] if codes else "00"


def build(*, by: Actor, intakes: Sequence[str], rank_base: str) -> Job:
    """Start building a release from these intakes. Two builds at a time are refused."""
    lake = storing.lake()
    if not intakes:
        raise UserError(
            Text("Pilih sedikitnya satu asupan.", "Choose at least one intake."), where="asupan", code="intakes-none"
        )
    known = set(releasing.intake_ids(lake))
    gone = [name for name in intakes if name not in known]
    if gone:
        raise UserError(
            Text(f"Asupan {gone[0]} sudah tidak ada.", f"Intake {gone[0]} is no longer there."),
            hint=Text("Muat ulang laman ini, lalu pilih lagi.", "Reload this page and choose again."),
            where="asupan", code="intake-unknown",
        )  # fmt: skip
    chosen = [releasing.intake(lake, name) for name in sorted(intakes)]
    base_intakes(chosen)
    region = _check(by, Action.RELEASE_BUILD, regencies_of(lake, intakes))
    with transaction.atomic():
        if Job.objects.select_for_update().filter(kind=BUILD_JOB, state__in=("waiting", "running")).exists():
            raise UserError(
                Text("Sebuah rilis sedang disusun.", "A release is being built already."),
                hint=Text("Tunggu sampai selesai, lalu lihat hasilnya.", "Wait until it is done, then see it."),
                code="build-running",
            )
        base = rank_base if rank_base in ("orang", "keluarga") else "orang"
        return jobs.start(BUILD_JOB, by=by, region=region, intakes=sorted(intakes), rank_base=base)


def compare(*, by: Actor, release_id: str) -> Job:
    """Start comparing a release with the current one."""
    lake = storing.lake()
    release = lake.release(release_id)
    region = _check(by, Action.RELEASE_BUILD, touched(lake, release))
    if not lake.current_id or lake.current_id == release.id:
        raise UserError(
            Text("Tidak ada rilis lain untuk dibandingkan.", "There is no other release to compare with."),
            code="compare-nothing",
        )
    return jobs.start(COMPARE_JOB, by=by, region=region, release=release.id, against=lake.current_id)


def refusal_to_publish(who: Actor, lake: Lake, release: Release) -> UserError | None:
    """Why `who` may not publish this release now; None where they may."""
    problem = refusal(who, Action.RELEASE_PUBLISH, touched(lake, release))
    if problem is not None:
        return problem
    built = BuiltRelease.objects.filter(release=release.id).first()
    if limits.two_people() and built is not None and built.by_id is not None and str(built.by_id) == who.id:
        return access.Refused(
            Text(
                "Rilis diterbitkan oleh orang lain dari penyusunnya.",
                "A release is published by another than its builder.",
            ),
            hint=Text("Minta walidata lain memeriksa dan menerbitkannya.", "Ask another steward to publish it."),
            code="publish-two-people",
        )
    if release.sample and lake.current_id and not lake.release().sample:
        return UserError(
            Text("Data contoh tidak menggantikan data daerah.", "Sample data do not replace regional data."),
            hint=Text("Susun rilis dari asupan data daerah.", "Build a release from intakes of regional data."),
            code="publish-sample",
        )
    return None


@transaction.atomic
def publish(release_id: str, *, by: Actor, seen: str, reason: str, confirmed: bool) -> Publication:
    """Make a release the current one (an older one: go back to it).

    seen: the release that was current on the page from which this was asked; UserError where it is another by now.
    """
    lake = storing.lake()
    release = lake.release(release_id)
    problem = refusal_to_publish(by, lake, release)
    if problem is not None:
        raise problem
    current = lake.current_id or ""
    if seen != current:
        raise UserError(
            Text("Rilis yang berlaku sudah berganti.", "Another release has become current meanwhile."),
            Text(f"Sekarang berlaku {current or '–'}.", f"Now {current or '–'} is current."),
            Text("Lihat lagi perubahannya, lalu terbitkan.", "See the changes again, then publish."),
            code="publish-overtaken",
        )
    if release.id == current:
        raise UserError(Text("Rilis ini sudah berlaku.", "This release is current already."), code="publish-current")
    if not confirmed:
        raise UserError(
            Text("Centang pernyataan bahwa angkanya sudah diperiksa.", "Tick that the figures were checked."),
            where="periksa", code="publish-unconfirmed",
        )  # fmt: skip
    back = bool(current) and release.id < current
    if back and not typed(reason):
        raise UserError(
            Text("Tulis alasan kembali ke rilis lama.", "State why you go back to an older release."),
            where="alasan", code="reason-missing",
        )  # fmt: skip
    region = _check(by, Action.RELEASE_PUBLISH, touched(lake, release))
    made = Publication.objects.create(release=release.id, before=current, by_id=int(by.id), reason=typed(reason))
    facts = {
        "release": release.id, "before": current, "families": release.rows("family"), "persons": release.rows("person"),
    }  # fmt: skip
    audit.record(by, "rilis.terbitkan", region=region, purpose=made.reason, target=release.id, facts=facts)
    lake.publish(release.id)
    return made
