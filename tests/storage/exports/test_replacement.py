"""An export takes an earlier one's place at once, or not at all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from storage.exports import replacement
from storage.exports.replacement import replacing


def write(directory: Path, name: str = "a.csv", text: str = "new") -> None:
    (directory / name).write_text(text, encoding="utf-8")


@pytest.fixture(params=["at once", "by two renames"])
def exchange(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Replace both as Linux can and as other systems must."""
    if request.param == "by two renames":
        monkeypatch.setattr(replacement, "_exchange_at_once", lambda one, other: False)
    return str(request.param)


def test_an_absent_directory_is_made(tmp_path: Path) -> None:
    with replacing(tmp_path / "deep" / "export") as fresh:
        write(fresh)
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["export"]
    assert (tmp_path / "deep" / "export" / "a.csv").read_text(encoding="utf-8") == "new"


@pytest.mark.usefixtures("exchange")
def test_an_earlier_one_is_replaced_as_a_whole(tmp_path: Path) -> None:
    target = tmp_path / "export"
    target.mkdir()
    write(target, "stale.csv", "old")
    with replacing(target) as fresh:
        write(fresh)
        assert (target / "stale.csv").exists(), "the old one stands while the new one is written"
    assert [path.name for path in target.iterdir()] == ["a.csv"]
    assert [path.name for path in tmp_path.iterdir()] == ["export"]


@pytest.mark.usefixtures("exchange")
def test_a_failure_leaves_the_earlier_one(tmp_path: Path) -> None:
    target = tmp_path / "export"
    target.mkdir()
    write(target, "a.csv", "old")

    def fail() -> None:
        with replacing(target) as fresh:
            write(fresh)
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        fail()
    assert (target / "a.csv").read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["export"]


def test_a_killed_export_leaves_the_earlier_one_and_the_next_clears_up(tmp_path: Path) -> None:
    target = tmp_path / "export"
    target.mkdir()
    write(target, "a.csv", "old")
    script = textwrap.dedent(
        """
        import sys, time
        from pathlib import Path
        from storage.exports.replacement import replacing
        with replacing(Path(sys.argv[1])) as fresh:
            (fresh / "a.csv").write_text("half")
            print("written", flush=True)
            time.sleep(60)
        """
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(target)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "written\n"
        os.kill(process.pid, signal.SIGKILL)
    assert (target / "a.csv").read_text(encoding="utf-8") == "old"
    assert len(list(tmp_path.iterdir())) == 2, "what it had written is still there"
    with replacing(target) as fresh:
        write(fresh)
    assert [path.name for path in tmp_path.iterdir()] == ["export"]
    assert (target / "a.csv").read_text(encoding="utf-8") == "new"


def test_an_export_set_aside_comes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed between the two renames: the old one is aside, the new one not in place."""
    target = tmp_path / "export"
    target.mkdir()
    write(target, "a.csv", "old")
    monkeypatch.setattr(replacement, "_exchange_at_once", lambda one, other: False)
    rename = Path.rename

    def die_before_second(path: Path, new: Path) -> Path:
        if new == target:
            raise KeyboardInterrupt
        return rename(path, new)

    def export() -> None:
        with replacing(target) as fresh:
            write(fresh)
            monkeypatch.setattr(Path, "rename", die_before_second)

    with pytest.raises(KeyboardInterrupt):
        export()
    monkeypatch.setattr(Path, "rename", rename)
    assert not target.exists()

    def fail() -> None:
        with replacing(target):
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        fail()
    assert (target / "a.csv").read_text(encoding="utf-8") == "old"
