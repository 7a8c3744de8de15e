"""What the commands for many machines need and a small installation does not have."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from crawler.cli.errors import UsageError


@contextmanager
def importable() -> Iterator[None]:
    """Say what to install where an import within fails."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name not in {"procrastinate", "psycopg", "psycopg_pool"}:
            raise
        raise UsageError(
            f"{error.name} is not installed: pip install 'nianbao[distributed]'"
        ) from error
