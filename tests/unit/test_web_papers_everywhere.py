"""Every page with a table, chart or map of figures has the way into a document beside it: all templates, walked."""

from __future__ import annotations

import re
from pathlib import Path

import sepakat.web

WEB = Path(sepakat.web.__file__).parent
FIGURE = re.compile(r'<table|class="picture"|{% downloads')
TRAY = re.compile(r"{% into_\w+|{% url 'tree-into-document'")
NEAR = 1500  # letters between the downloads of a table and the way into a document, before or after
INCLUDE = re.compile(r'{% include "([^"]+)"[^%]*%}')
# Pages whose tables hold no figures of a region from a release. By app (or one page of it), each with its reason.
EXCEPTIONS = {
    "accounts": "people, sessions, roles",
    "usersessions": "sessions",
    "api": "addresses and tokens",
    "catalog": "files that made a release, and their checks",
    "delivery": "counts of the site's own records of today, which no release holds",
    "governance": "the audit",
    "intake": "files on their way into a release",
    "jobs": "work of the server",
    "learning": "exercises, and data that are missing",
    "names": "people, only for those who may see them",
    "papers": "the documents themselves",
    "explore/saved.html": "a person's list of analyses; each opens its own page",
    "own_figures/one.html": "a delivery on its way into a release",
    "own_figures/type.html": "a form",
    "own_figures/series_list.html": "a list of series; each opens its own page",
    "pages/about.html": "what is simulated, and versions",
    "pages/region_big.html": "the region's page in large letters, for a meeting",
    "programmes/index.html": "a list of rules; each opens its own page",
    "explore/compose.html": "a question that is not finished; its result has the way",
    "own_figures/list.html": "deliveries on their way into a release",
    "programmes/proposals.html": "a list of proposals",
    "registries/merges.html": "decisions about pairs of records",
    "registries/pair.html": "one pair of records",
    "registries/queue.html": "pairs of records that wait",
    "scenarios/one.html": "versions of a scenario; each opens its own page",
    "scenarios/saved.html": "a list of scenarios; each opens its own page",
    "scores/evidence.html": "files that may serve as evidence",
    "trees/index.html": "a list of trees; each opens its own page",
    "trees/versions.html": "who changed what",
    "trees/edit.html": "the form of a tree; its page has the way",
}
# Parts of pages, by the words of their heading.
WORKED = ("Contoh hitungan", "Contoh")  # worked examples of a definition


def pages() -> dict[str, str]:
    """Every page by the name of its template, with what it includes in place."""
    found = {}
    for path in WEB.glob("**/templates/**/*.html"):
        found[path.as_posix().rpartition("/templates/")[2]] = path.read_text(encoding="utf-8")

    def whole(text: str, depth: int = 0) -> str:
        return INCLUDE.sub(lambda m: whole(found.get(m[1], ""), depth + 1) if depth < 4 else "", text)

    return {name: whole(text) for name, text in found.items() if "{% extends" in text}


def without(name: str, text: str) -> list[str]:
    """What has no way into a document: a table or picture that none follows, downloads that none stands beside."""
    main = text.partition("{% block main %}")[2]
    ways = [found.start() for found in TRAY.finditer(main)]
    missing = []
    for found in FIGURE.finditer(main):
        after = next((at - found.end() for at in ways if at > found.start()), None)
        heads = re.findall(r"<h[12][^>]*>(.*?)</h[12]>", main[: found.start()])
        head = heads[-1] if heads else ""
        beside = min((abs(at - found.start()) for at in ways), default=NEAR + 1)
        if beside > NEAR if found[0].startswith("{%") else after is None:
            missing += (
                [] if any(f'"{words}"' in head for words in WORKED) else [f"{name}: {found[0]} under {head[:70]}"]
            )
    return missing


def excepted(name: str) -> bool:
    return name.partition("/")[0] in EXCEPTIONS or name in EXCEPTIONS


def test_every_table_and_picture_of_figures_can_be_put_into_a_document() -> None:
    found = pages()
    assert len(found) > 80
    assert [one for name, text in found.items() if not excepted(name) for one in without(name, text)] == []


def test_no_exception_has_outlived_its_page() -> None:
    found = pages()
    bare = {name for name, text in found.items() if without(name, text)}
    assert {e for e in EXCEPTIONS if not any(n == e or n.startswith(f"{e}/") for n in bare)} == set()


def test_a_table_without_the_way_is_found() -> None:
    page = "{% block main %}<h2>Satu</h2><table></table>{% into_document 'tabel' %}<h2>Dua</h2><table></table>"
    assert without("a.html", page) == ["a.html: <table under Dua"]
    far = "{% block main %}{% downloads 'a' %}" + " " * NEAR + "{% into_document 'tabel' %}"
    assert without("a.html", far) == ["a.html: {% downloads under "]
