"""Fixtures that more than one package's tests use."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import settings
from sqlalchemy import create_engine, make_url, text

from fixtures.portals.adhoc import AdHocWorld, Page
from fixtures.portals.world import World
from storage.archive import Archive
from tests import recalled
from tests.storage import postgres

# CI tries the same examples each time: a landing must not depend on luck. Elsewhere the search for
# new counterexamples goes on with each run.
settings.register_profile("ci", derandomize=True, deadline=None)
if os.environ.get("CI"):
    settings.load_profile("ci")


# Tests start nianbao hundreds of times; each start would compile all of it anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


# Begun first, since they mostly wait: for pauses, for a server that is away, for a worker to be
# missed. Begun last they would leave the other processes without anything to do.
WAITING = ("tests/workers/", "tests/test_nights.py", "tests/test_postgres_crawl.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order what was collected; within the two parts as it was."""
    items.sort(key=lambda item: not item.nodeid.startswith(WAITING))


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


@pytest.fixture(scope="session")
def recalling(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], None]:
    """Let the archive in a directory recall what the world's pictures say, where that is no matter."""
    return partial(recalled.recall, recalled.recognised(tmp_path_factory))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Give the URL of a server's first database."""
    programs = postgres.binaries()
    if programs is None:
        pytest.skip(postgres.WHY_NOT)
    with postgres.server(programs) as url:
        yield url


@pytest.fixture
def postgres_url(postgres_server: str) -> str:
    """Give the URL of an empty database."""
    return _new_database(postgres_server, "template1")


@pytest.fixture(scope="session")
def archive_template(postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give the name of a database that holds the tables of an empty archive.

    Made once: forty migrations take longer than what most tests do.
    """
    url = _new_database(postgres_server, "template1")
    with Archive.open(tmp_path_factory.mktemp("template"), database_url=url):
        pass
    return str(make_url(url).database)


@pytest.fixture
def archive_url(postgres_server: str, archive_template: str) -> str:
    """Give the URL of a database that holds the tables of an empty archive."""
    return _new_database(postgres_server, archive_template)


def _new_database(server: str, template: str) -> str:
    name = f"t{uuid4().hex}"
    url = make_url(server).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    engine.dispose()
    return make_url(server).set(database=name).render_as_string(hide_password=False)
