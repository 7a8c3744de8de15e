"""``nianbao doctor``: whether this machine can run nianbao every night."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

from crawler.cli.options import DEFAULT_ARCHIVE, ArchiveOption


def command(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    archive: ArchiveOption = DEFAULT_ARCHIVE,
) -> int:
    """Look at disk, clock, locale, archive, extras, proxy and more; nothing is changed.

    Exits with 1 where something should be mended before the next night.
    """
    from crawler.doctor import examine

    checks = list(examine(archive))
    for check in checks:
        if as_json:
            typer.echo(json.dumps(asdict(check), ensure_ascii=False))
            continue
        typer.echo(f"{check.state:<8} {check.name}: {check.told}")
        if check.remedy:
            typer.echo(f"{'':<8} → {check.remedy}")
    return 1 if any(check.state in ("warning", "error") for check in checks) else 0
