"""Crawl the world through the real command, and take down what came of it."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fixtures.counties.world import World
from fixtures.portals.proxy import Visit

NIANBAO = Path(sys.executable).with_name("nianbao")


@dataclass(frozen=True, slots=True, kw_only=True)
class Crawled:
    """What one crawl printed, archived and asked for."""

    lines: dict[str, dict[str, Any]]
    reports: list[dict[str, str]]
    sources: list[dict[str, str]]
    visits: list[Visit]


def crawl(world: World, place: Path, *settings: str) -> Crawled:
    """Crawl every site of ``world`` into the archive at ``place``; go on where it exists already.

    ``settings`` are further ``-s`` arguments. Raises RuntimeError where the command stopped.
    """
    place.mkdir(parents=True, exist_ok=True)
    world.forget_requests()
    sites = world.sites_csv(place / "sites.csv")
    arguments = [part for setting in settings for part in ("-s", setting)]
    done = _run(world, place, ["crawl", "--sites", str(sites), "--json", *arguments])
    visits = world.requests
    export = place / "export"
    _run(world, place, ["export", str(export), "--format", "csv"])
    lines = [json.loads(line) for line in done.splitlines()]
    return Crawled(
        lines={line["site"]: line for line in lines},
        reports=_rows(export / "reports.csv"),
        sources=_rows(export / "sources.csv"),
        visits=visits,
    )


def _run(world: World, place: Path, arguments: Sequence[str]) -> str:
    environment = {
        **os.environ,
        "http_proxy": world.proxy_url,
        "https_proxy": world.proxy_url,
        "no_proxy": "",
        "NIANBAO_ARCHIVE": str(place / "archive"),
        "NIANBAO_CONTACT": "bench@example.org",
    }
    ran = subprocess.run(  # noqa: S603 - our own command
        [NIANBAO, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    (place / f"{arguments[0]}.log").write_text(ran.stderr, encoding="utf-8")
    if ran.returncode not in (0, 1):
        raise RuntimeError(f"nianbao {arguments[0]} ended with {ran.returncode}: {ran.stderr}")
    return ran.stdout


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
