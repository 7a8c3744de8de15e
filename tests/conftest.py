"""Fixtures that more than one package's tests use."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack

import pytest

from fixtures.portals.adhoc import AdHocWorld, Page


@pytest.fixture
def adhoc_world() -> Iterator[Callable[[Mapping[str, Page]], AdHocWorld]]:
    """Start a world of a few pages: ``adhoc_world({url: (status, headers, body)})``."""
    with ExitStack() as stack:
        yield lambda pages: stack.enter_context(AdHocWorld(pages))
