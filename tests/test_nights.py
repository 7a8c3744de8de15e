"""Four nights over the demonstration world: two healthy, two on which sites are broken.

The healthy ones raise no alarm but those of the world's own walls; each way to break a site raises
its own alarm and no other.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from fixtures.portals import breakable
from fixtures.portals.breakable import Break, BreakableWorld

NIANBAO = Path(sys.executable).with_name("nianbao")

# What the world is made of: sites that are never well.
WALLS = {
    "danba": ["site/robots"],
    "pujiang": ["site/blocked"],
    "jianzha": ["site/dead"],
    "jiangan": ["site/dead"],
    "huade": ["site/no_column"],
    "mangkang": ["site/empty"],
}
BROKEN: list[dict[str, tuple[str, Break | None]]] = [
    {
        "panan": ("site/findings", None),  # figures are changed: see misprint
        "raohe": ("site/blocked", breakable.walled),
        "tiane": ("site/column_gone", breakable.without(r"/xxgknb/2022n/")),
        "yingshan": ("site/unread", breakable.pictured),
        "jiayin": ("site/family_changed", breakable.rebuilt),
        "kangxian": ("site/slow", breakable.slow),
        "ceheng": ("site/fewer_links", breakable.shortened(r"/zfxxgknb/(index.*)?$")),
    },
    {
        "raohe": ("site/dead", breakable.dropped),
        "kangxian": ("site/robots", breakable.forbidding),
        "ceheng": ("site/error", breakable.failing_lists(r"/zfxxgknb/(index.*)?$")),
        "yingshan": ("site/incomplete", breakable.failing_lists(r"/t20240124_210744\.html$")),
    },
]


@dataclass(frozen=True, slots=True)
class Night:
    """The statuses of a night, by site, and how its commands left."""

    sites: dict[str, dict[str, Any]]
    crawl: int
    status: int

    def alarms(self) -> dict[str, list[str]]:
        found = {site: [one["id"] for one in line["alarms"]] for site, line in self.sites.items()}
        return {site: ids for site, ids in found.items() if ids}


@pytest.fixture(scope="module")
def nights(
    tmp_path_factory: pytest.TempPathFactory, recalling: Callable[[Path], None]
) -> Iterator[list[Night]]:
    archive = tmp_path_factory.mktemp("nights")
    recalling(archive)
    with BreakableWorld() as world:
        passed = [night(world, archive, "import"), night(world, archive)]
        misprint(world)
        for broken in BROKEN:
            world.broken = {site: spoil for site, (_, spoil) in broken.items() if spoil}
            passed.append(night(world, archive, "--again"))
        yield passed


def misprint(world: BreakableWorld) -> None:
    """Print totals in one site's reports that their parts do not give."""
    printed = [one for one in world.truth().reports if one.key.startswith("panan/")]
    cell = "t3.received.total"
    for report in [one for one in printed if one.cells.get(cell)][:9]:
        world.change(report.key, cell, "98765")


def night(world: BreakableWorld, archive: Path, how: str = "") -> Night:
    environment = {
        **os.environ,
        "http_proxy": world.proxy_url,
        "https_proxy": world.proxy_url,
        "no_proxy": "",
        "NIANBAO_ARCHIVE": str(archive),
    }

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [NIANBAO, *arguments], env=environment, capture_output=True, text=True, check=False
        )

    if how == "import":
        run("sites", "import", str(world.sites_csv))
    again = ["--again"] if how == "--again" else []
    crawl = run("crawl", "--all", *again, "-s", "DOWNLOAD_DELAY=0")
    assert crawl.returncode in (0, 1), crawl.stderr
    status = run("status", "--json")
    lines = [json.loads(line) for line in status.stdout.splitlines()]
    return Night({line["site"]: line for line in lines}, crawl.returncode, status.returncode)


def test_healthy_nights_raise_nothing_but_the_walls(nights: list[Night]) -> None:
    assert nights[0].alarms() == WALLS
    assert nights[1].alarms() == WALLS


@pytest.mark.parametrize("site", BROKEN[0])
def test_each_way_to_break_a_site_raises_its_own_alarm(nights: list[Night], site: str) -> None:
    kind, _ = BROKEN[0][site]
    (alarm,) = nights[2].sites[site]["alarms"]
    assert alarm["id"] == kind
    assert alarm["since"] == nights[2].sites[site]["finished_at"]
    assert (nights[2].crawl, nights[2].status) == (1, 1)


@pytest.mark.parametrize("site", BROKEN[1])
def test_what_stops_a_crawl_is_an_alarm_of_its_own(nights: list[Night], site: str) -> None:
    kind, _ = BROKEN[1][site]
    assert kind in [alarm["id"] for alarm in nights[3].sites[site]["alarms"]]


def test_an_alarm_stands_since_its_first_night(nights: list[Night]) -> None:
    first, second = ({one["id"]: one["since"] for one in night.sites["panan"]["alarms"]} for night in nights[2:])  # fmt: skip
    assert first == second
    assert list(first) == ["site/findings"]
    for site, kinds in WALLS.items():
        (alarm,) = nights[3].sites[site]["alarms"]
        assert alarm["since"] == nights[0].sites[site]["finished_at"], kinds


def test_the_morning_report_reaches_who_is_to_read_it(tmp_path: Path) -> None:
    """A night by schedule, with nobody to see it."""
    archive, got = tmp_path / "archive", tmp_path / "got"
    with BreakableWorld(names=["panan", "pujiang"]) as world:
        environment = {
            **os.environ,
            "http_proxy": world.proxy_url,
            "https_proxy": world.proxy_url,
            "no_proxy": "",
            "NIANBAO_ARCHIVE": str(archive),
            "NIANBAO_NOTIFY": f"tee {got}",
        }
        listed = world.sites_csv.read_text(encoding="utf-8").splitlines()
        rows = [row for row in listed if row.startswith(("site,", "panan,", "pujiang,"))]
        (tmp_path / "sites.csv").write_text("\n".join(rows), encoding="utf-8")

        def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
            return subprocess.run(
                [NIANBAO, *arguments], env=environment, capture_output=True, text=True, check=False
            )

        run("sites", "import", tmp_path / "sites.csv")
        environment["NIANBAO_LOG"] = "json"
        crawl = run("crawl", "--due", "--processes", "2", "-s", "DOWNLOAD_DELAY=0")
        assert crawl.returncode == 1, crawl.stderr
        *logged, _ = crawl.stderr.splitlines()
        lines = [json.loads(line) for line in logged]
        ended = [line for line in lines if line["id"] == "log/ended"]
        assert {(line["site"], line["run"]) for line in ended} == {
            ("panan", 1),
            ("pujiang", 2),
        } or {(line["site"], line["run"]) for line in ended} == {("panan", 2), ("pujiang", 1)}
        assert len({line["night"] for line in lines}) == 1
        headline, note, *rest = got.read_text(encoding="utf-8").splitlines()
        assert headline.endswith(
            "1 new alarms, 0 standing, 0 known; 2 of 2 sites crawled, 21 new reports, 0 changed"
        )
        assert note == crawl.stderr.splitlines()[-1]
        assert "  error pujiang (蒲江县人民政府): site/blocked" in rest
        environment["NIANBAO_NOTIFY"] = "false"
        idle = run("crawl", "--due")  # nothing is due any more but what walls may do
        assert (
            idle.returncode,
            "nobody got the morning report: false left with status 1" in idle.stderr,
        ) == (1, True)


def test_what_is_mended_is_over(nights: list[Night]) -> None:
    for site in ("tiane", "jiayin"):
        assert nights[3].sites[site]["alarms"] == []
