"""An archive that is filled by ``nianbao crawl`` and read by ``nianbao export``."""

from __future__ import annotations

import csv
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Self

NIANBAO = Path(sys.executable).with_name("nianbao")
Tables = dict[str, list[dict[str, str]]]


class Crawled:
    """The archive of a few sites; ``sites`` are (name, root, division code) by slug."""

    def __init__(
        self, place: Path, proxy_url: str, sites: Mapping[str, tuple[str, str, str]], misses: int
    ) -> None:
        self.archive = place / "archive"
        self._place = place
        self._sites = sites
        self._misses = misses
        self._environment = {
            **os.environ,
            "http_proxy": proxy_url,
            "https_proxy": proxy_url,
            "no_proxy": "",
            "NIANBAO_ARCHIVE": str(self.archive),
        }
        lines = ["site,name,url,division_code"]
        lines += [
            f"{site},{name}人民政府,{root}/,{code}" for site, (name, root, code) in sites.items()
        ]
        (place / "sites.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def night(self) -> None:
        """Crawl everything again."""
        told = self.run(*self._crawl, statuses=(0, 1))
        assert len(told.splitlines()) == len(self._sites), told

    def start_night(self) -> subprocess.Popen[str]:
        """Begin to crawl everything again."""
        return self.start(*self._crawl)

    @property
    def _crawl(self) -> list[str]:
        settings = (
            "DOWNLOAD_DELAY=0",
            "RETRY_TIMES=0",
            f"WITHDRAWN_AFTER_VISITS={self._misses}",
            "WITHDRAWN_AFTER_DAYS=0",
        )
        command = ["crawl", "--sites", str(self._place / "sites.csv"), "--again", "--json"]
        return command + [part for setting in settings for part in ("-s", setting)]

    def export(self) -> Tables:
        """Export the tables."""
        self.run("export", str(self._place / "out"), "--format", "csv", "--revisions")
        return {
            path.stem: list(csv.DictReader(path.open(encoding="utf-8-sig")))
            for path in (self._place / "out").glob("*.csv")
        }

    def forget_reader(self) -> None:
        """Let all captures be as if an earlier reader had read them."""
        with sqlite3.connect(self.archive / "archive.sqlite") as connection:
            connection.execute("UPDATE readings SET reader_version = 'earlier'")
            connection.execute("UPDATE rejections SET reader_version = 'earlier'")

    def copy(self, place: Path) -> Self:
        """Copy the archive, so that what is done to it concerns nobody else."""
        copy = type(self)(place, self._environment["http_proxy"], self._sites, self._misses)
        shutil.copytree(self.archive, copy.archive)
        return copy

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a command."""
        return subprocess.Popen(
            [NIANBAO, *arguments],
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str, statuses: tuple[int, ...] = (0,)) -> str:
        """Run a command; return what it printed."""
        ran = subprocess.run(
            [NIANBAO, *arguments],
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode in statuses, ran.stderr
        return ran.stdout
