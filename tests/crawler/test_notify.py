"""The morning report reaches a command, whole, without a shell; and where it fails, that is said."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from crawler import notify as notify_module
from crawler.notify import NotNotified, notify


def test_the_command_gets_the_report_and_its_own_words(tmp_path: Path) -> None:
    script = tmp_path / "a mailer.py"
    script.write_text(
        "import sys, pathlib; pathlib.Path(sys.argv[1]).write_bytes(sys.stdin.buffer.read() + repr(sys.argv[2:]).encode())"
    )
    got = tmp_path / "got"
    notify(f"'{sys.executable}' '{script}' {got} '$(id)' ; rm -rf", "年报\n$(id)\n")
    assert got.read_text(encoding="utf-8") == "年报\n$(id)\n['$(id)', ';', 'rm', '-rf']"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("nobody-has-this-program --to me", "nobody-has-this-program cannot be started"),
        ("false", "false left with status 1"),
        (f"{sys.executable} -c 'raise SystemExit(chr(110) + chr(111))'", "status 1: no"),
        ("mail 'unfinished", "no command"),
    ],
)
def test_a_command_that_fails_is_named(command: str, said: str) -> None:
    with pytest.raises(NotNotified, match=said):
        notify(command, "report")


def test_a_command_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notify_module, "PATIENCE", 0.2)
    with pytest.raises(NotNotified, match="was ended"):
        notify("sleep 60", "report")


def test_a_command_that_does_not_read_is_no_failure() -> None:
    notify("true", "x" * 1_000_000)
