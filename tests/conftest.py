"""Fixtures that more than one package's tests use."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack

import pytest
from hypothesis import settings

from fixtures.portals.adhoc import AdHocWorld, Page
from fixtures.portals.world import World

# CI tries the same examples each time: a landing must not depend on luck. Elsewhere the search for
# new counterexamples goes on with each run.
settings.register_profile("ci", derandomize=True, deadline=None)
if os.environ.get("CI"):
    settings.load_profile("ci")


@pytest.fixture
def adhoc_world() -> Iterator[Callable[[Mapping[str, Page]], AdHocWorld]]:
    """Start a world of a few pages: ``adhoc_world({url: (status, headers, body)})``."""
    with ExitStack() as stack:
        yield lambda pages: stack.enter_context(AdHocWorld(pages))


@pytest.fixture
def world() -> Iterator[World]:
    """Serve the demonstration world in its first night."""
    with World() as served:
        yield served
