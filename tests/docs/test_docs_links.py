"""The books cannot rot: links lead somewhere, commands in the README exist, both READMEs tell the same."""

import re
from pathlib import Path

import click
import pytest

from sepakat import catalogue, cli

ROOT = Path(__file__).resolve().parents[2]
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "benchmarks").glob("*.md")]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path):
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if "://" not in target and not target.startswith("mailto:"):
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize(
    "page", [p for p in PAGES if "reference" not in p.parts], ids=lambda p: str(p.relative_to(ROOT))
)
def test_commands_in_the_books_exist(page: Path):
    for line in re.findall(r"^\s*(?:\.venv/bin/)?sepakat ([^\n#]+)", page.read_text(encoding="utf-8"), re.M):
        words = [w for w in line.split() if not w.startswith(("-", "<"))]
        words = [w for w in words if w not in ("demo-lake", "lake")]
        command: click.Command = cli.tree
        for word in words:
            if not isinstance(command, click.Group):
                break
            found = command.get_command(click.Context(command), word)
            if found is None and command.name == "ingest":
                break
            assert found is not None, f"{page.name}: sepakat {line}"
            command = found
        ids = re.findall(r"indicator (?:compute|show) ([a-z0-9_]+)", line)
        assert all(i in catalogue.indicators() for i in ids), line


def test_both_readmes_name_the_same_commands():
    def commands(name: str) -> list[str]:
        text = (ROOT / name).read_text(encoding="utf-8")
        return [re.sub(r"\s*#.*", "", line) for line in re.findall(r"^(?:make|\.venv).*$", text, re.M)]

    assert commands("README.md") == commands("README.id.md")


@pytest.mark.parametrize("name", ["README.md", "README.id.md"])
def test_files_in_the_commands_of_the_readmes_are_there(name: str):
    text = (ROOT / name).read_text(encoding="utf-8")
    named = re.findall(r"^\.venv.*$", text, re.M)
    wanted = {word for line in named for word in re.sub(r"\s#.*", "", line).split() if word.startswith("docs/")}
    assert wanted and all((ROOT / word).exists() for word in wanted)
