"""What a user can type, set or read stands in the docs, and their links lead somewhere."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from crawler.alarm_kinds import KINDS
from crawler.cli import nianbao
from storage.exports.tables import all_tables
from storage.exports.tables.panel import VARIABLES
from storage.records import Outcome

ROOT = Path(__file__).parent.parent
COMMANDS = (ROOT / "docs/reference/commands.md").read_text(encoding="utf-8")
EXPORT = (ROOT / "docs/reference/export.md").read_text(encoding="utf-8")
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def commands() -> Iterator[tuple[str, Any]]:
    """Each command by its name as typed, groups opened."""
    root: Any = typer.main.get_command(nianbao)
    for name in root.list_commands(None):
        command = root.get_command(None, name)
        inner = getattr(command, "commands", None)
        if inner:
            yield from ((f"{name} {below}", inner[below]) for below in inner)
        else:
            yield name, command


@pytest.mark.parametrize(("name", "command"), list(commands()), ids=lambda value: str(value)[:20])
def test_every_command_and_option_is_documented(name: str, command: Any) -> None:
    assert f"nianbao {name}" in COMMANDS
    start = COMMANDS.index(f"nianbao {name.split(maxsplit=1)[0]}")
    section = COMMANDS[start : (COMMANDS.find("\n## ", start) + 1) or None]
    missing = [
        option
        for parameter in command.params
        if parameter.param_type_name == "option" and parameter.name != "help"
        for option in parameter.opts
        if option not in section
    ]
    assert not missing


@pytest.mark.parametrize("table", all_tables(), ids=lambda table: table.name)
def test_every_exported_column_is_documented(table: Any) -> None:
    section = EXPORT[EXPORT.index(f"## {table.name}\n") :]
    section = section[: (section.find("\n## ", 1) + 1) or None]
    variables = {column.name for column in VARIABLES}  # the codebook itself documents these
    missing = [
        column.name
        for column in table.columns
        if column.name not in variables and f"| {column.name} |" not in section
    ]
    assert not missing


def test_every_outcome_is_documented() -> None:
    assert not [outcome for outcome in Outcome if f"| `{outcome}` |" not in COMMANDS]


def test_every_alarm_has_its_section_in_the_runbook() -> None:
    page = (ROOT / "docs/how-to/runbook.md").read_text(encoding="utf-8")
    told = re.findall(r"^### (site/\w+)\n\*(Error|Warning)\.\*", page, re.MULTILINE)
    assert sorted(told) == sorted((id_, kind.severity.title()) for id_, kind in KINDS.items())
    assert {f"site/{outcome}" for outcome in Outcome if outcome is not Outcome.OK} < set(KINDS)


def test_every_warning_of_the_log_has_its_section_in_the_runbook() -> None:
    page = (ROOT / "docs/how-to/runbook.md").read_text(encoding="utf-8")
    sections = set(re.findall(r"^### (log/\w+)$", page, re.MULTILINE))
    assert {id_ for _, id_ in warnings()} == sections


def warnings() -> Iterator[tuple[Path, str]]:
    """Each warning or error that is logged, by the id that it gives itself."""
    for package in ("crawler", "pipelines", "storage"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and _logs_trouble(node):
                    told = ast.unparse(node)
                    found = re.search(r"'(log/\w+)'", told)
                    assert found, f"{path.relative_to(ROOT)}: {told} has no id of the runbook"
                    yield path, found.group(1)


def _logs_trouble(call: ast.Call) -> bool:
    if isinstance(call.func, ast.Attribute):
        is_log = isinstance(call.func.value, ast.Name) and call.func.value.id in {"_log", "log"}
        return is_log and call.func.attr in {"warning", "error", "exception", "critical"}
    # Scrapy's log formatter tells the level as an argument.
    levels = {"level", "logging.WARNING", "logging.ERROR"}
    return (
        bool(call.args)
        and ast.unparse(call.func) == "_line"
        and ast.unparse(call.args[0]) in levels
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", text)
    local = [target for target in targets if "://" not in target]
    assert not [target for target in local if not (page.parent / target).exists()]
