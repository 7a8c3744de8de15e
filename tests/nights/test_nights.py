"""Nights over an unseen world: all true changes are noticed, and no false one.

A world drawn by lot changes night after night. It is crawled through the front door, and the export
is compared with a ledger that was kept from the world itself.
"""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from random import Random

import pytest

from fixtures.portals.adhoc import AdHocWorld
from tests.nights.ledger import MISSES, Account, Ledger
from tests.nights.world import SITES, World

NIANBAO = Path(sys.executable).with_name("nianbao")
Tables = dict[str, list[dict[str, str]]]


class Archive:
    """An archive that is filled by ``nianbao crawl`` and read by ``nianbao export``."""

    def __init__(self, place: Path, proxy_url: str) -> None:
        self._place = place
        self._environment = {
            **os.environ,
            "http_proxy": proxy_url,
            "https_proxy": proxy_url,
            "no_proxy": "",
            "NIANBAO_ARCHIVE": str(place / "archive"),
        }
        lines = ["site,name,url,division_code"]
        lines += [
            f"{site},{name}人民政府,{root}/,{code}" for site, (name, root, code) in SITES.items()
        ]
        (place / "sites.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def crawl(self) -> None:
        """Crawl everything again."""
        settings = (
            "DOWNLOAD_DELAY=0",
            f"WITHDRAWN_AFTER_VISITS={MISSES}",
            "WITHDRAWN_AFTER_DAYS=0",
        )
        settings += ("RETRY_TIMES=0",)
        told = self._run(
            "crawl",
            *("--sites", str(self._place / "sites.csv"), "--again", "--json"),
            *(part for setting in settings for part in ("-s", setting)),
            statuses=(0, 1),
        )
        assert len(told.stdout.splitlines()) == len(SITES), told.stderr

    def export(self) -> Tables:
        """Export the tables."""
        self._run("export", str(self._place / "out"), "--format", "csv")
        return {
            path.stem: list(csv.DictReader(path.open(encoding="utf-8-sig")))
            for path in (self._place / "out").glob("*.csv")
        }

    def _run(
        self, *arguments: str, statuses: tuple[int, ...] = (0,)
    ) -> subprocess.CompletedProcess[str]:
        ran = subprocess.run(
            [NIANBAO, *arguments],
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode in statuses, ran.stderr
        return ran


@pytest.mark.parametrize(
    ("seed", "reports", "nights"),
    [
        (1, 12, 6),
        *(pytest.param(seed, 40, 14, marks=pytest.mark.soak) for seed in range(2, 12)),
    ],
)
def test_all_true_changes_are_noticed_and_no_false_one(
    tmp_path: Path, request: pytest.FixtureRequest, seed: int, reports: int, nights: int
) -> None:
    if reports > 20 and "soak" not in request.config.option.markexpr:
        pytest.skip("takes minutes: make soak")
    world = World(Random(seed), reports)  # noqa: S311 - the same world each time
    ledger = Ledger({site: name for site, (name, _, _) in SITES.items()})
    with AdHocWorld({}) as served:
        archive = Archive(tmp_path, served.proxy_url)
        for night in range(1, nights + 1):
            served.pages = world.night()
            archive.crawl()
            ledger.close_night(night, *world.seen())
        tables = archive.export()
    assert told(tables) == expected(ledger), "\n".join(world.log)
    for row in tables["visits"]:
        if row["outcome"] in ("gone", "soft_404", "redirected"):
            assert row["warc_record_id"], row


def told(tables: Tables) -> dict[str, object]:
    """Return what the export says of each report."""
    changes = defaultdict(list)
    for row in tables["changes"]:
        texts = row["kind"] in ("section", "table")
        said = (row["kind"], row["name"], *(("", "") if texts else (row["old"], row["new"])))
        changes[row["report_id"], row["revision"]].append(said)
    found: dict[str, object] = {}
    for report in tables["reports"]:
        report_id = report["report_id"]
        revisions = [row for row in tables["revisions"] if row["report_id"] == report_id]
        events = [
            kind
            for revision in revisions
            for kind, *_ in changes[report_id, revision["revision"]]
            if kind in ("withdrawn", "restored")
        ]
        sources = [row for row in tables["sources"] if row["report_id"] == report_id]
        found[f"{report['issuer']} {report['year']}"] = {
            "status": report["status"],
            "events": events,
            "revisions": [
                (
                    row["cause"],
                    sorted(
                        change
                        for change in changes[report_id, row["revision"]]
                        if change[0] not in ("withdrawn", "restored")
                    ),
                )
                for row in revisions
            ],
            "sources": {row["url"]: row["status"] for row in sources},
            "primary": [row["url"] for row in sources if row["primary"] == "true"],
        }
    return found


def expected(ledger: Ledger) -> dict[str, object]:
    """Return what it must say."""

    def of(account: Account) -> dict[str, object]:
        return {
            "status": "withdrawn" if account.is_withdrawn else "published",
            "events": account.status,
            "revisions": [(cause, sorted(rows)) for cause, rows in account.revisions],
            "sources": {url: source.status for url, source in account.sources.items()},
            "primary": [account.primary],
        }

    return {f"{issuer} {year}": of(account) for (issuer, year), account in ledger.accounts.items()}
