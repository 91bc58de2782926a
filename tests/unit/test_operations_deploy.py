"""The files that an office copies to its server. None can be started here as they are; what can be checked, is.

`tests/integration/test_operations_production.py` starts the same commands by hand.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from sepakat import cli

DEPLOY = Path(__file__).parent.parent.parent / "deploy"
SERVICES = sorted((DEPLOY / "systemd").glob("*.service"))
TIMERS = sorted((DEPLOY / "systemd").glob("*.timer"))
SETTINGS = (DEPLOY.parent / "src/sepakat/web/settings.py").read_text(encoding="utf-8")


def unit(path: Path) -> dict[str, dict[str, list[str]]]:
    """Sections of a unit; a key may stand several times."""
    found: dict[str, dict[str, list[str]]] = {}
    section = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            key, _, value = line.partition("=")
            found.setdefault(section, {}).setdefault(key, []).append(value)
    return found


def exists(words: list[str]) -> bool:
    """Whether this is a command of ours with options it knows."""
    node: Any = cli.tree
    while words and hasattr(node, "commands") and words[0] in node.commands:
        node, words = node.commands[words[0]], words[1:]
    known = {o for p in node.params for o in [*p.opts, *p.secondary_opts]}
    return not hasattr(node, "commands") and all(w in known for w in words if w.startswith("-"))


def test_there_are_units_to_check() -> None:
    assert [p.stem for p in SERVICES] == ["sepakat-backup", "sepakat-prune", "sepakat-web", "sepakat-worker"]
    assert [p.stem for p in TIMERS] == ["sepakat-backup", "sepakat-prune"]


@pytest.mark.parametrize("path", SERVICES, ids=lambda p: p.stem)
def test_a_service_starts_a_command_that_exists(path: Path) -> None:
    service = unit(path)["Service"]
    (command,) = service["ExecStart"]
    program, *words = command.split()
    assert program == "/opt/sepakat/.venv/bin/sepakat"
    assert exists(words), command
    assert service["EnvironmentFile"] == ["/etc/sepakat/sepakat.env"]
    assert service["User"] == ["sepakat"]


@pytest.mark.parametrize("path", SERVICES, ids=lambda p: p.stem)
def test_a_service_may_do_little(path: Path) -> None:
    service = unit(path)["Service"]
    for key, value in {
        "NoNewPrivileges": "yes", "ProtectSystem": "strict", "ProtectHome": "yes", "PrivateTmp": "yes",
        "PrivateDevices": "yes", "CapabilityBoundingSet": "", "RestrictNamespaces": "yes", "UMask": "0077",
        "ProtectKernelModules": "yes", "RestrictSUIDSGID": "yes", "LockPersonality": "yes",
    }.items():  # fmt: skip
        assert service[key] == [value], key
    assert "@system-service" in service["SystemCallFilter"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze on this machine")
def test_systemd_understands_every_unit(tmp_path: Path) -> None:
    """With the program replaced by one that is there: everything else stays as the office gets it."""
    for path in [*SERVICES, *TIMERS]:
        text = path.read_text(encoding="utf-8").replace("/opt/sepakat/.venv/bin/sepakat", "/bin/true")
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    units = sorted(map(str, tmp_path.iterdir()))
    said = subprocess.run(["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True)
    ours = [line for line in said.stderr.splitlines() if "sepakat" in line]
    assert said.returncode == 0, said.stderr
    assert ours == []
    for path in SERVICES:
        told = subprocess.run(
            ["systemd-analyze", "security", "--offline=true", "--no-pager", str(tmp_path / path.name)],
            capture_output=True, text=True,
        )  # fmt: skip
        exposure = re.search(r"exposure level for \S+: ([\d.]+)", told.stdout)
        if exposure is None:
            pytest.skip("this systemd-analyze cannot look at a file")
        assert float(exposure[1]) < 2, told.stdout


@pytest.mark.parametrize("path", TIMERS, ids=lambda p: p.stem)
def test_a_timer_has_its_service(path: Path) -> None:
    assert path.with_suffix(".service") in SERVICES
    assert unit(path)["Install"]["WantedBy"] == ["timers.target"]


def names(path: Path) -> dict[str, str]:
    """Variables of an environment file."""
    lines = [x for x in path.read_text(encoding="utf-8").splitlines() if x and not x.startswith("#")]
    return dict(x.split("=", 1) for x in lines)


def test_every_variable_of_the_example_is_one_we_read() -> None:
    """A misspelt variable would be silent on the server."""
    library = " ".join(p.read_text(encoding="utf-8") for p in (DEPLOY.parent / "src/sepakat").rglob("*.py"))
    for name in names(DEPLOY / "sepakat.env.example"):
        assert name == "TZ" or re.search(rf"\b{name}\b", library), name


def test_no_example_holds_a_secret() -> None:
    for path in (DEPLOY / "sepakat.env.example", DEPLOY / "compose" / ".env.example"):
        for name, value in names(path).items():
            if re.search("KEY$|PASSWORD|TOKEN|SECRET", name):
                assert value == "" or value.startswith("<"), name


def compose() -> dict[str, Any]:
    found = yaml.safe_load((DEPLOY / "compose" / "compose.yaml").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def test_compose_is_whole() -> None:
    """What `docker compose config` would refuse: a volume, network or service that is named but not there."""
    found = compose()
    assert set(found) <= {"name", "services", "networks", "volumes", "x-site"}
    for name, service in found["services"].items():
        assert {"image"} <= set(service), name
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            if not source.startswith((".", "$", "/")):
                assert source in found["volumes"], volume
        for network in service.get("networks", ()):
            assert network in found["networks"], network
        for other, how in dict(service.get("depends_on", {})).items():
            waited = found["services"][other]
            if how["condition"] == "service_healthy":
                assert other == "web" or "healthcheck" in waited
        command = service.get("command")
        if command:
            assert command[0] == "sepakat"
            assert exists(command[1:]), command


def test_compose_keeps_the_database_inside() -> None:
    found = compose()
    assert found["networks"]["belakang"] == {"internal": True}
    assert [n for n, s in found["services"].items() if "ports" in s] == ["proxy"]
    assert found["services"]["database"]["networks"] == ["belakang"]
    for name, service in found["services"].items():
        assert "no-new-privileges:true" in service["security_opt"], name
        assert not service.get("privileged"), name


def test_compose_asks_only_for_variables_of_its_example() -> None:
    text = (DEPLOY / "compose" / "compose.yaml").read_text(encoding="utf-8")
    asked = set(re.findall(r"\$\{(\w+)", text))
    assert asked == set(names(DEPLOY / "compose" / ".env.example"))


def test_mounted_files_are_there() -> None:
    home = DEPLOY / "compose"
    assert (home / "../proxy/Caddyfile").resolve().is_file()
    build = compose()["x-site"]["build"]
    assert (home / build["context"] / build["dockerfile"]).resolve().is_file()


def containerfile() -> list[tuple[str, str]]:
    """Instructions with continued lines joined."""
    text = (DEPLOY / "compose" / "Containerfile").read_text(encoding="utf-8")
    lines = [x for x in re.sub(r"\\\n", " ", text).splitlines() if x.strip() and not x.startswith("#")]
    return [(x.split(None, 1)[0], x.split(None, 1)[1]) for x in lines]


def test_the_container_is_built_as_one_should() -> None:
    """The habits a linter for container files asks for."""
    steps = containerfile()
    assert {word for word, _ in steps} <= {
        "FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "EXPOSE", "HEALTHCHECK", "CMD",
    }  # fmt: skip
    for word, rest in steps:
        if word == "FROM":
            assert ":" in rest.split()[0].rpartition("/")[2], "an image without a version"
            assert ":latest" not in rest
        if word == "WORKDIR":
            assert rest.startswith("/")
        if word == "RUN":
            assert "sudo" not in rest
            assert "curl" not in rest
        if word in ("CMD",):
            assert rest.startswith("[")
        if word == "COPY" and not rest.startswith("--from"):
            for source in rest.split()[:-1]:
                assert (DEPLOY.parent / source).exists(), source
    users = [rest for word, rest in steps if word == "USER"]
    assert users == ["10001:10001"]
    assert "--require-hashes" in " ".join(rest for word, rest in steps if word == "RUN")
    start = next(rest for word, rest in steps if word == "CMD")
    assert exists(re.findall(r'"([^"]+)"', start)[1:])


def test_the_proxies_close_the_inside_addresses_and_replace_forwarded_headers() -> None:
    caddy = (DEPLOY / "proxy" / "Caddyfile").read_text(encoding="utf-8")
    nginx = (DEPLOY / "proxy" / "nginx.conf").read_text(encoding="utf-8")
    assert "path /metrik /metrik/*" in caddy
    assert re.search(r"location /metrik \{\s+return 404;", nginx)
    assert "header_up X-Forwarded-For {remote_host}" in caddy
    assert "X-Forwarded-For $remote_addr" in nginx
    assert nginx.count("{") == nginx.count("}")


@pytest.mark.skipif(shutil.which("caddy") is None, reason="no Caddy on this machine")
def test_caddy_understands_its_file(tmp_path: Path) -> None:
    said = subprocess.run(
        ["caddy", "validate", "--config", str(DEPLOY / "proxy" / "Caddyfile"), "--adapter", "caddyfile"],
        env={"PATH": "/usr/bin:/bin", "SEPAKAT_SITE": "sepakat.example.go.id", "HOME": str(tmp_path)},
        capture_output=True, text=True,
    )  # fmt: skip
    assert said.returncode == 0, said.stderr


def test_every_setting_is_in_the_book() -> None:
    """The table in settings.py and the one in the book for offices name the same variables."""
    book = (DEPLOY.parent / "docs/howto/install-for-an-office.md").read_text(encoding="utf-8")
    asked = set(re.findall(r"^\| (?:`)?([A-Z][A-Z_]+)", SETTINGS, flags=re.MULTILINE))
    assert asked
    assert asked <= set(re.findall(r"`([A-Z][A-Z_]+)", book)), asked - set(re.findall(r"`([A-Z][A-Z_]+)", book))
