"""The frame: both languages in every template, secret key, hosts, the server's address, glossary."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

import pytest

import sepakat.web
from sepakat.core import Text, UserError
from sepakat.core.text import reading_in
from sepakat.web import places, serve
from sepakat.web.glossary import TERMS

WEB = Path(sepakat.web.__file__).parent
ROOT = Path(__file__).parents[2]


def test_no_words_stand_in_a_template_without_their_translation() -> None:
    """After taking out tags, template code and the product's name, no letters may be left."""
    for path in (WEB / "templates").rglob("*.html"):
        text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|<!doctype html>|&\w+;", " ", path.read_text("utf-8"), flags=re.DOTALL)
        text = re.sub(r"<[^>]*>", " ", text, flags=re.DOTALL)
        left = set(re.findall(r"[A-Za-z]+", text)) - {"sepakat", "n", "SQL", "RSE"}
        assert not left, (path.name, left)


def test_no_banned_word_in_what_the_site_says() -> None:
    """Comments may name the words; sentences may not."""
    for path in [*(WEB / "templates").rglob("*.html"), *WEB.rglob("*.py")]:
        said = " ".join(re.findall(r'"([^"\n]*)"', path.read_text(encoding="utf-8")))
        assert not re.search(r"\b(?:tidak valid|mohon|maaf)\b", said, re.IGNORECASE), path


def test_every_sentence_in_python_has_two_languages() -> None:
    from sepakat.web.presenters import cells, places

    for words in [*(w for _, w in cells.LEGEND), *places.LEVEL.values(), *(t.meaning for t in TERMS)]:
        assert words.id
        assert words.en


def test_glossary_terms_are_those_of_the_projects_glossary() -> None:
    book = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8").lower()
    for term in TERMS:
        for word in re.split(r", | / ", term.name.id):
            assert word.lower() in book, word
    assert len({t.id for t in TERMS}) == len(TERMS)


def test_secret_key_is_made_once_and_only_its_owner_may_read_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SEPAKAT_SECRET_KEY", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    first = places.secret_key()
    assert len(first) >= 50
    assert places.secret_key() == first
    path = tmp_path / "sepakat" / "web-secret.key"
    if os.name != "nt":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    monkeypatch.setenv("SEPAKAT_SECRET_KEY", "from-the-environment")
    assert places.secret_key() == "from-the-environment"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.0.0.53"])
def test_loopback_needs_no_permission(host: str) -> None:
    serve.check_host(host, public=False)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.4", "::", "data.ntt.example"])
def test_an_address_that_others_reach_needs_public(host: str) -> None:
    with pytest.raises(UserError) as caught:
        serve.check_host(host, public=False)
    assert caught.value.code == "serve-public"
    assert "--public" in str(caught.value)
    serve.check_host(host, public=True)


def test_hosts_answered_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEPAKAT_HOSTS", "data.ntt.example")
    assert serve.hosts_for("127.0.0.1", public=False) == ["localhost", "127.0.0.1", "[::1]", "data.ntt.example"]
    assert "10.0.0.7" in serve.hosts_for("10.0.0.7", public=True)
    assert "*" not in serve.hosts_for("0.0.0.0", public=True)


def test_serving_a_folder_that_is_no_lake_says_so(tmp_path: Path) -> None:
    with pytest.raises(UserError):
        serve.serve(tmp_path / "nowhere")


def test_template_sentences_escape_what_is_filled_in() -> None:
    from tests.web_site import application

    application()
    from sepakat.web.templatetags.sepakat import kode, t

    assert t("Hai <b>{x}</b>", "Hi <b>{x}</b>", x="<i>") == "Hai <b>&lt;i&gt;</b>"
    with reading_in("en"):
        assert t("Hai", "Hi") == "Hi"
    assert kode("a `b<c` d") == "a <code>b&lt;c</code> d"


def test_reading_in_is_undone() -> None:
    words = Text("ya", "yes")
    with reading_in("en"):
        assert str(words) == "yes"
    assert str(words) == "ya"
