"""Nights over an unseen world: all true changes are noticed, and no false one.

A world drawn by lot changes night after night. It is crawled through the front door, and the export
is compared with a ledger that was kept from the world itself.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from random import Random

import pytest

from fixtures.portals.adhoc import AdHocWorld
from tests.nights.crawling import Crawled, Tables
from tests.nights.ledger import MISSES, Account, Ledger
from tests.nights.world import SITES, World


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
        crawled = Crawled(tmp_path, served.proxy_url, SITES, MISSES)
        for night in range(1, nights + 1):
            served.pages = world.night()
            crawled.night()
            ledger.close_night(night, *world.seen())
        tables = crawled.export()
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
