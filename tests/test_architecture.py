"""The arrow: crawler → pipelines → storage, never back; and who may know which library."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

FORBIDDEN = {
    "storage": {"crawler", "pipelines", "scrapy", "twisted", "parsel", "dateparser", "typer"},
    "pipelines": {"crawler", "scrapy", "twisted", "sqlalchemy", "typer"},
    "crawler": {"sqlalchemy", "alembic", "warcio"},
}
EXEMPT = {"pipelines/stages.py": {"scrapy"}}  # thin stages are Scrapy item pipelines


def modules() -> list[Path]:
    return sorted(
        path.relative_to(ROOT) for package in FORBIDDEN for path in (ROOT / package).rglob("*.py")
    )


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import hides which package it reaches"
            yield node.module or ""


@pytest.mark.parametrize("path", modules(), ids=str)
def test_imports_follow_the_arrow(path: Path) -> None:
    allowed = EXEMPT.get(path.as_posix(), set())
    reached = {name.split(".")[0] for name in imported(path)}
    assert not (reached & FORBIDDEN[path.parts[0]]) - allowed


def test_only_the_commands_know_all_three_packages() -> None:
    """A command composes; below it, each package speaks to its neighbour."""
    for path in modules():
        if path.parts[0] == "storage":
            continue
        assert path.name != "utils.py", f"{path}: name the idea instead"


def test_one_place_reads_where_the_archive_is() -> None:
    """Else a command would miss the tables or the captures where the environment has them."""
    for path in modules():
        if path.as_posix() != "crawler/cli/opening.py":
            text = (ROOT / path).read_text(encoding="utf-8")
            assert 'get("NIANBAO_DATABASE_URL")' not in text, f"{path}: use open_archive"
