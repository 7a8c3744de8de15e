"""``scrapy crawl reports -a site=SITE``: one site, with the archive of the environment."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy import signals

from crawler.cli.errors import UsageError
from crawler.cli.opening import open_archive
from crawler.cli.options import DEFAULT_ARCHIVE
from crawler.cli.suggestions import near
from crawler.context import Shared, attach
from crawler.run import open_site
from crawler.site_line import plain
from storage.records import Withdrawal

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


def attach_alone(crawler: Crawler, slug: str) -> None:
    """Open the archive that NIANBAO_ARCHIVE names and give ``crawler`` its crawl of one site.

    Raises UsageError and StorageError.
    """
    archive = open_archive(Path(os.environ.get("NIANBAO_ARCHIVE", DEFAULT_ARCHIVE)), create=True)
    registry = archive.sites()
    site = archive.site(slug)
    if site is None:
        archive.close()
        raise UsageError(
            f"-a site={slug}: the registry has no such site{near(slug, (s.site for s in registry))}"
        )
    archive.withdrawal = Withdrawal(
        visits=crawler.settings.getint("WITHDRAWN_AFTER_VISITS"),
        days=crawler.settings.getfloat("WITHDRAWN_AFTER_DAYS"),
    )
    context = open_site(Shared(archive=archive), site, registry, again=False)
    attach(crawler, context)

    def say_how_it_ended() -> None:
        if context.summary is not None:
            sys.stdout.write(f"{plain(context.summary)}\n")
        elif context.shared.failure is not None:
            sys.stderr.write(f"nianbao: {context.shared.failure}\n")
        else:
            context.stop(datetime.now(UTC))
        if context.summary is not None:
            archive.seal(datetime.now(UTC))
        archive.close()

    # A weak reference would be gone with this call's end.
    crawler.signals.connect(say_how_it_ended, signals.engine_stopped, weak=False)
