"""Pelatihan: pages in both languages, answers right and wrong, progress kept by cookie and by account, certificate."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from sepakat.web.learning.course import progress
from sepakat.web.learning.course.exercises import task
from sepakat.web.learning.course.lesson import Frozen, Live, lesson
from sepakat.web.learning.course.model import module, modules
from tests.unit.test_web_learning_needs import keeps_the_rules
from tests.web_fake import Fake
from tests.web_site import Page, page, site

FIRST = "baca-profil"


class Real(Fake):
    """The same figures in a release that is not a sample."""

    def __init__(self) -> None:
        super().__init__()
        self.sample = False


@pytest.fixture
def client() -> Iterator[Any]:
    with site(Fake()) as made:
        yield made


def right(name: str) -> str:
    """What to type so that it is right."""
    answer = task(module(name)).exercise.answer
    if answer.kind == "choice":
        return str(answer.answer)
    return " ".join(str(row) for row in sorted(answer.answer)) if answer.kind == "rows" else answer.shown.id


def answer(client: Any, name: str, text: str, prefix: str = "") -> Any:
    return client.post(f"{prefix}/pelatihan/{name}/", {"jawaban": text})


def test_the_course_has_the_modules_that_were_asked_for() -> None:
    assert len(modules()) >= 7
    orders = [m.order for m in modules().values()]
    assert orders == sorted(set(orders))
    for m in modules().values():
        assert m.title.id != m.title.en
        assert m.aim.en
        assert 1 <= m.minutes <= 15


@pytest.mark.parametrize("source", [Fake(), Real(), Fake(release="")], ids=["sample", "real", "none"])
@pytest.mark.parametrize("name", modules())
def test_every_task_can_be_set_whatever_the_release(name: str, source: Fake) -> None:
    with site(source):
        given = task(module(name))
        found = given.exercise
        assert 2 <= len(found.steps) <= 6
        assert found.hints
        for text in (found.question, found.explanation, *(s.text for s in found.steps), *found.hints):
            assert text.id
            assert text.en
        assert found.answer.check(right(name)).right
        assert given.live == (source.sample and bool(source.id) and given.live)
        assert given.live or found.own or found.sheet, "without pages there is a sheet to read"


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("name", modules())
def test_every_module_draws(client: Any, name: str, prefix: str) -> None:
    found = page(client, f"{prefix}/pelatihan/{name}/")
    keeps_the_rules(found, bool(prefix))
    shown = task(module(name)).exercise.answer.shown
    if task(module(name)).live and task(module(name)).exercise.answer.kind == "number":
        assert f"Benar: {shown.id}" not in found.words, "the answer is not told before"


def test_links_of_live_steps_exist(client: Any) -> None:
    for m in modules().values():
        given = task(m)
        for step in given.exercise.steps:
            if step.path and given.live:
                page(client, step.path)
                page(client, "/en" + step.path)


def test_the_list_draws_and_counts(client: Any) -> None:
    for prefix in ("", "/en"):
        keeps_the_rules(page(client, f"{prefix}/pelatihan/"), bool(prefix))
    assert f"0 dari {len(modules())} latihan selesai" in page(client, "/pelatihan/").words


def test_a_wrong_answer_comes_back_with_what_was_typed(client: Any) -> None:
    response = answer(client, FIRST, '12"><script>')
    text = response.content.decode()
    assert response.status_code == 200
    assert "<script>" not in text
    found = Page(text)
    field = next(f for f in found.all("input") if f.get("id") == "jawaban")
    assert field["value"] == '12"><script>'
    assert field["aria-invalid"] == "true"
    assert "#jawaban" in found.links
    assert progress.COOKIE not in response.cookies


def test_an_empty_answer_says_what_to_write(client: Any) -> None:
    assert "Tulis satu angka, misalnya 12,3" in Page(answer(client, FIRST, "").content.decode()).words
    said = Page(answer(client, "bandingkan-bagian", "").content.decode()).words
    assert "Pilih salah satu" in said


def test_a_right_answer_is_kept_and_explained(client: Any) -> None:
    response = answer(client, FIRST, right(FIRST))
    assert response.status_code == 302
    cookie = response.cookies[progress.COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    words = page(client, f"/pelatihan/{FIRST}/").words
    assert "✓ Benar:" in words
    assert "Latihan berikutnya" in words
    assert f"1 dari {len(modules())} latihan selesai" in page(client, "/pelatihan/").words
    assert f"1 of {len(modules())} practices passed" in page(client, "/en/pelatihan/").words


def test_a_sheet_stands_where_the_release_is_real() -> None:
    with site(Real()) as client:
        assert isinstance(lesson(), Frozen)
        found = page(client, f"/pelatihan/{FIRST}/")
        assert "data contoh beku" in found.words
        assert not [link for link in found.links if link.startswith("/wilayah/53.01/")], "pages would say otherwise"
        assert "sepakat demo" in page(client, "/pelatihan/").words


def test_answers_follow_the_release(client: Any) -> None:
    """The answer is not a number in a file: other figures, another answer."""
    assert isinstance(lesson(), Live)
    before = task(module(FIRST)).exercise.answer
    other = Fake(release="20260601-01")
    about, region = "air_minum_layak", "53.01"
    other.override[(about, region, None)] = {"value": 12.34}
    with site(other):
        after = task(module(FIRST)).exercise.answer
    assert before.shown != after.shown
    assert after.check("12,3").right


@pytest.mark.parametrize(
    "forged", ["baca-profil", "baca-profil:abc", "baca-profil.baca-desil:1tX:zz", "::", "", "x" * 9000, "é"]
)
def test_a_forged_cookie_counts_for_nothing(client: Any, forged: str) -> None:
    client.cookies[progress.COOKIE] = forged
    assert f"0 dari {len(modules())}" in page(client, "/pelatihan/").words


def test_a_cookie_cut_or_mixed_from_true_ones_counts_for_nothing(client: Any) -> None:
    answer(client, FIRST, right(FIRST))
    true = client.cookies[progress.COOKIE].value
    client.cookies[progress.COOKIE] = true.replace(FIRST, ".".join(modules()))
    assert f"0 dari {len(modules())}" in page(client, "/pelatihan/").words
    client.cookies[progress.COOKIE] = true[:-2]
    assert f"0 dari {len(modules())}" in page(client, "/pelatihan/").words


def test_pages_with_somebodys_progress_are_not_kept_for_others(client: Any) -> None:
    from django.test import Client

    answer(client, FIRST, right(FIRST))
    own = client.get("/pelatihan/")
    assert "ETag" not in own.headers
    assert "private" in own.headers["Cache-Control"]
    stranger = Client(SERVER_NAME="localhost")
    assert f"0 dari {len(modules())}" in Page(stranger.get("/pelatihan/").content.decode()).words


def test_a_post_from_elsewhere_is_refused(client: Any) -> None:
    from django.test import Client

    strict = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    assert strict.post(f"/pelatihan/{FIRST}/", {"jawaban": right(FIRST)}).status_code == 403


def test_unknown_modules_are_not_found(client: Any) -> None:
    page(client, "/pelatihan/baca-profl/", 404)
    assert client.put(f"/pelatihan/{FIRST}/").status_code == 405


def test_the_certificate_is_for_people_who_sign_in(client: Any) -> None:
    response = client.get("/pelatihan/sertifikat/")
    assert response.status_code == 302
    assert "next=/pelatihan/sertifikat/" in response.headers["Location"]


# -- people ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def ina(db: None) -> Iterator[Any]:
    from tests.web_people import person, signed_in

    with site(Fake()):
        user = person("Ina", "perencana")
        made = signed_in(user)
        made.person = user
        yield made


def held(user: Any) -> set[str]:
    from sepakat.web.learning.models import Passed

    return set(Passed.objects.filter(user=user).values_list("module", flat=True))


def test_progress_of_a_person_is_in_the_database(ina: Any) -> None:
    response = answer(ina, FIRST, right(FIRST))
    assert progress.COOKIE not in response.cookies
    answer(ina, FIRST, right(FIRST))
    assert held(ina.person) == {FIRST}
    assert f"1 dari {len(modules())}" in page(ina, "/pelatihan/").words


def test_a_visitors_progress_becomes_the_persons_at_sign_in(ina: Any, client: Any) -> None:
    answer(client, FIRST, right(FIRST))
    cookie = client.cookies[progress.COOKIE].value
    ina.cookies[progress.COOKIE] = cookie
    response = ina.get("/pelatihan/")
    assert held(ina.person) == {FIRST}
    assert response.cookies[progress.COOKIE].value == "", "the cookie is dropped"
    ina.get("/pelatihan/")
    assert held(ina.person) == {FIRST}


def test_signing_in_merges_at_once(ina: Any, client: Any, rf: Any) -> None:
    from django.contrib.auth.signals import user_logged_in

    answer(client, FIRST, right(FIRST))
    request = rf.get("/")
    request.COOKIES[progress.COOKIE] = client.cookies[progress.COOKIE].value
    user_logged_in.send(sender=type(ina.person), request=request, user=ina.person)
    assert held(ina.person) == {FIRST}


def test_a_forged_cookie_gives_a_person_nothing(ina: Any) -> None:
    ina.cookies[progress.COOKIE] = ".".join(modules()) + ":1tX:forged"
    ina.get("/pelatihan/")
    assert held(ina.person) == set()


def test_the_certificate_comes_after_the_last_module(ina: Any) -> None:
    names = list(modules())
    progress.keep(ina.person, names[:-1])
    found = page(ina, "/pelatihan/sertifikat/")
    assert "Sertifikat belum tersedia" in found.words
    assert f"/pelatihan/{names[-1]}/" in found.links
    answer(ina, names[-1], right(names[-1]))
    response = ina.get("/pelatihan/sertifikat/")
    assert response.headers["Cache-Control"] == "no-store"
    said = Page(response.content.decode())
    keeps_the_rules(said, False)
    assert "Ina" in said.words
    keeps_the_rules(page(ina, "/en/pelatihan/sertifikat/"), True)


def test_two_people_have_their_own_progress_and_number(ina: Any) -> None:
    from tests.web_people import person, signed_in

    nico = person("Nico", "perencana", "53.02")
    other = signed_in(nico)
    progress.keep(ina.person, modules())
    assert held(nico) == set()
    progress.keep(nico, modules())
    import re

    numbers = [re.search(r"Nomor (\w{12})", page(c, "/pelatihan/sertifikat/").words)[1] for c in (ina, other)]
    assert numbers[0] != numbers[1]


def test_the_desk_offers_the_course_until_it_is_done(ina: Any) -> None:
    from sepakat.access import PUBLIC, Actor
    from sepakat.web.learning import desk

    who = Actor(str(ina.person.pk), "Ina", (), True)
    (waiting,) = desk.tasks(who)
    assert waiting.href == "/pelatihan/"
    assert "Mulai" in waiting.label.id
    progress.keep(ina.person, [FIRST])
    assert "Lanjutkan" in next(desk.tasks(who)).label.id
    progress.keep(ina.person, modules())
    assert not list(desk.tasks(who))
    assert not list(desk.tasks(PUBLIC))
