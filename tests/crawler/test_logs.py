"""Lines of the log: plain for people, JSON with night, site and run for programs."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from crawler import logs

Lines = Callable[[], list[str]]


@pytest.fixture
def written(tmp_path: Path) -> Iterator[Lines]:
    """Install the log into a file; give its lines."""
    file = tmp_path / "log"
    before, level = list(logging.root.handlers), logging.root.level
    logs.install({"LOG_FILE": str(file)}, "n1")
    yield lambda: file.read_text(encoding="utf-8").splitlines()
    for handler in logging.root.handlers:
        if handler not in before:
            logging.root.removeHandler(handler)
            handler.close()
    logging.root.setLevel(level)


def trouble() -> None:
    ours = logging.getLogger("crawler.run")
    ours.info("%s: begun", "a", extra={"id": "log/begun", "site": "a", "run": 7})
    ours.warning("%s: 坏了", "a", extra={"id": "log/unreadable", "site": "a", "run": 7})
    scrapy = logging.getLogger("scrapy.core.engine")
    scrapy.info("Spider opened")
    context = SimpleNamespace(site=SimpleNamespace(site="b"), run=SimpleNamespace(run_id=8))
    spider = SimpleNamespace(context=context)
    try:
        raise ValueError("no")
    except ValueError:
        scrapy.error(
            "a stage broke on %(url)s",
            {"url": "http://x/", "id": "log/stage_broke"},
            extra={"spider": spider},
            exc_info=sys.exc_info(),
        )


def test_people_get_what_went_wrong(written: Lines) -> None:
    trouble()
    lines = written()
    assert lines[:2] == ["WARNING a: 坏了", "ERROR a stage broke on http://x/"]
    assert lines[-1] == "ValueError: no"


@pytest.mark.usefixtures("_json")
def test_programs_get_objects_that_say_where_they_belong(written: Lines) -> None:
    trouble()
    lines: list[dict[str, Any]] = [json.loads(line) for line in written()]
    assert [line["id"] for line in lines] == ["log/begun", "log/unreadable", "log/stage_broke"]
    assert [(line["night"], line["site"], line["run"]) for line in lines] == [
        ("n1", "a", 7),
        ("n1", "a", 7),
        ("n1", "b", 8),
    ]
    assert [line["level"] for line in lines] == ["info", "warning", "error"]
    assert lines[1]["event"] == "a: 坏了"
    assert "ValueError: no" in lines[2]["exception"]
    assert all(line["timestamp"].endswith("Z") for line in lines)


@pytest.fixture
def _json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIANBAO_LOG", "json")
