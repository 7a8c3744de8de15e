"""Each block of the tutorial runs, in its order, on the demonstration that it is about."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BLOCK = re.compile(r"^```(sh|python|r)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCKS = BLOCK.findall((ROOT / "docs/tutorial.md").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A directory in which `make demo` and .venv are what they are in a checkout."""
    place = tmp_path_factory.mktemp("tutorial")
    (place / ".venv").mkdir()
    (place / ".venv/bin").symlink_to(Path(sys.executable).parent)
    (place / "Makefile").write_text(f"demo:\n\t{sys.executable} {ROOT}/fixtures/portals/demo.py\n")
    yield place
    shutil.rmtree(place)


def test_the_tutorial_runs_from_the_first_night_to_the_last_block(place: Path) -> None:
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PATH": f"{place}/.venv/bin:{os.environ['PATH']}",
        "NIANBAO_ARCHIVE": "demo/archive",
    }
    environment.pop("NIANBAO_DATABASE_URL", None)
    has_r = _has_r()
    python: list[str] = []
    for language, block in BLOCKS:
        if language == "r" and not has_r:
            continue
        python += [block] if language == "python" else []
        command = {
            "sh": ["sh", "-e", "-c", block],
            "python": [sys.executable, "-c", "\n".join(python)],  # each goes on where one ended
            "r": ["Rscript", "-e", block],
        }[language]
        ran = subprocess.run(
            command, cwd=place, env=environment, capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, f"{block}\n{ran.stdout[-2000:]}\n{ran.stderr[-2000:]}"
        if "log(1 + applications)" in ran.stdout:
            estimate = re.search(r": (-?[\d.]+) \(([\d.]+)\), (\d+) county-years", ran.stdout)
            assert estimate, ran.stdout
            assert float(estimate[2]) > 0
            assert int(estimate[3]) > 20
            python_estimate = float(estimate[1])
        elif language == "r" and "lm(" in block:
            (in_r, *_) = re.findall(r"-?\d+\.\d+", ran.stdout)
            assert float(in_r) == pytest.approx(python_estimate, abs=1e-4)
    if not has_r:
        pytest.skip("R with readr and haven is not installed: its blocks did not run")


def _has_r() -> bool:
    if shutil.which("Rscript") is None:
        return False
    asked = ["Rscript", "-e", "library(haven); library(readr)"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0
