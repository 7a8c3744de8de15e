"""What operators install: units, cron line and Dockerfile fit the program and each other."""

from __future__ import annotations

import configparser
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import typer

from crawler.cli import nianbao

ROOT = Path(__file__).parent.parent
PACKAGING = ROOT / "packaging"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
DOCKERFILE = (PACKAGING / "Dockerfile").read_text(encoding="utf-8")
COMMAND = "/opt/nianbao/bin/nianbao crawl --due --until 06:00"


def unit(name: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(PACKAGING / "systemd" / name, encoding="utf-8")
    return parser


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions with their arguments, lines joined, comments left out."""
    lines = [line for line in DOCKERFILE.splitlines() if not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n", " ", "\n".join(lines))
    return [(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in joined.splitlines() if line)]  # fmt: skip


def arguments(instruction: str) -> list[str]:
    return [rest for word, rest in instructions() if word == instruction]


def test_the_command_that_is_installed_is_one_that_nianbao_knows() -> None:
    program, name, *options = shlex.split(COMMAND)
    command = typer.main.get_command(nianbao).get_command(None, name)  # type: ignore[attr-defined,arg-type]
    known = {option for parameter in command.params for option in parameter.opts}
    assert {option for option in options if option.startswith("--")} <= known
    assert Path(program).name in PROJECT["project"]["scripts"]
    assert unit("nianbao.service")["Service"]["ExecStart"] == COMMAND
    cron = (PACKAGING / "cron/nianbao").read_text(encoding="utf-8")
    (line,) = [line for line in cron.splitlines() if re.match(r"\d", line)]
    minute, hour, *_, user, command_line = line.split(maxsplit=6)
    assert (minute, hour, user) == ("15", "1", "nianbao")
    assert command_line.endswith(f"exec {COMMAND}")
    assert "%" not in line  # which cron takes for a new line
    assert subprocess.run(["sh", "-n", "-c", command_line], check=False).returncode == 0


def test_the_service_leaves_news_to_the_report_and_fails_only_where_nianbao_stopped() -> None:
    service = unit("nianbao.service")["Service"]
    assert (service["Type"], service["KillMode"]) == ("oneshot", "mixed")
    assert service["SuccessExitStatus"] == "1"
    environment = (PACKAGING / "nianbao.env").read_text(encoding="utf-8")
    assert f"NIANBAO_ARCHIVE=/var/lib/{service['StateDirectory']}/" in environment
    assert "/etc/nianbao.env" in service["EnvironmentFile"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd-analyze")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    program = tmp_path / "nianbao"
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    units = []
    for path in sorted((PACKAGING / "systemd").iterdir()):
        text = path.read_text(encoding="utf-8").replace("/opt/nianbao/bin/nianbao", str(program))
        units.append(tmp_path / path.name)
        units[-1].write_text(text, encoding="utf-8")
    ran = subprocess.run(
        ["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stderr.strip()) == (0, "")
    moment = unit("nianbao.timer")["Timer"]["OnCalendar"]
    assert subprocess.run(["systemd-analyze", "calendar", moment], capture_output=True, check=False).returncode == 0  # fmt: skip


def test_the_image_is_built_of_what_the_project_is_made_of() -> None:
    copied = {
        word for rest in arguments("COPY") if "--from" not in rest for word in rest.split()[:-1]
    }
    assert all((ROOT / name).exists() for name in copied)
    assert set(PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]) < copied
    assert {
        "pyproject.toml",
        PROJECT["project"]["readme"],
        *PROJECT["project"]["license-files"],
    } < copied
    sent = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert {line.removeprefix("!") for line in sent if line.startswith("!")} == copied
    lowest = re.search(r">=(\d+)\.(\d+)", PROJECT["project"]["requires-python"])
    assert lowest
    for base in arguments("FROM"):
        version = re.match(r"python:(\d+)\.(\d+)-slim-\w+", base)
        assert version, base
        assert tuple(map(int, version.groups())) >= tuple(map(int, lowest.groups()))


def test_the_image_runs_as_nobody_in_particular_and_hands_signals_on() -> None:
    words = [word for word, _ in instructions()]
    last = len(words) - 1 - words[::-1].index("FROM")
    final = instructions()[last:]
    assert ("USER", "10001") in final
    assert [rest for word, rest in final if word == "ENTRYPOINT"] == ['["tini", "--", "nianbao"]']
    (environment,) = [rest for word, rest in final if word == "ENV"]
    assert "NIANBAO_ARCHIVE=/var/lib/nianbao/archive" in environment
    assert ("VOLUME", "/var/lib/nianbao") in final


def test_hadolint_has_nothing_to_say() -> None:
    hadolint = Path(sys.executable).with_name("hadolint")  # a development dependency
    ran = subprocess.run([hadolint, PACKAGING / "Dockerfile"], capture_output=True, text=True, check=False)  # fmt: skip
    assert (ran.returncode, ran.stdout) == (0, "")


@pytest.mark.soak  # installs everything anew, from the package index
def test_what_the_image_installs_runs(tmp_path: Path) -> None:
    """The build stage without an engine: its copies, its commands, its directories moved."""
    source, target = tmp_path / "src", tmp_path / "nianbao"
    source.mkdir()
    stage = instructions()[: [word for word, _ in instructions()].index("FROM", 1)]
    for word, rest in stage:
        if word == "COPY":
            for name in rest.split()[:-1]:
                copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
                copy(ROOT / name, source / name)
        elif word == "RUN":
            command = rest.replace("/opt/nianbao", str(target)).replace(
                "python -m", f"{sys.executable} -m"
            )
            subprocess.run(["sh", "-c", command], cwd=source, check=True, capture_output=True)
    ran = subprocess.run(
        [target / "bin" / "nianbao", "doctor", "--json", "--archive", tmp_path / "archive"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert '"name": "software"' in ran.stdout, ran.stderr


def test_every_variable_of_the_environment_file_is_documented() -> None:
    named = re.findall(r"^#?(\w+)=", (PACKAGING / "nianbao.env").read_text(encoding="utf-8"), re.M)
    reference = (ROOT / "docs/reference/commands.md").read_text(encoding="utf-8")
    assert named
    assert not [name for name in named if f"`{name}`" not in reference]


def test_compose_starts_what_nianbao_and_the_image_know() -> None:
    """Its services' commands, the names of its variables, and where the image keeps the archive."""
    yaml = pytest.importorskip("yaml")
    services = yaml.safe_load((PACKAGING / "compose.yaml").read_text(encoding="utf-8"))["services"]
    known = typer.main.get_command(nianbao).list_commands(None)  # type: ignore[attr-defined,arg-type]
    *_, loop = services["scheduler"]["entrypoint"]
    assert subprocess.run(["sh", "-n", "-c", loop], check=False).returncode == 0
    assert {*services["worker"]["command"], *re.findall(r"nianbao (\w+)", loop)} <= set(known)
    reference = (ROOT / "docs/reference/commands.md").read_text(encoding="utf-8")
    (volume,) = arguments("VOLUME")
    for name in ("scheduler", "worker"):
        service = services[name]
        assert not [one for one in service["environment"] if f"`{one}`" not in reference]
        assert [mount.partition(":")[2] for mount in service["volumes"]] == [volume]
        assert service["depends_on"] == {"database": {"condition": "service_healthy"}}
        assert (PACKAGING / service["build"]["context"]).resolve() == ROOT
        assert (ROOT / service["build"]["dockerfile"]).exists()
    database = services["database"]["environment"]
    url = services["worker"]["environment"]["NIANBAO_DATABASE_URL"]
    assert url.startswith(f"postgresql://{database['POSTGRES_USER']}:${{POSTGRES_PASSWORD")
    assert url.endswith(f"@database/{database['POSTGRES_DB']}")
    guide = (ROOT / "docs/how-to/many-machines.md").read_text(encoding="utf-8")
    assert "packaging/compose.yaml" in guide
    assert "--scale worker=" in guide
