"""The names that one body goes by are one issuer, and its reports have one id for ever."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, create_engine, select

from storage import migrations
from storage.archive import Archive
from storage.identifiers import issuer_id
from storage.records import Cause, IssuerKind, Reading, Site
from storage.schema import issuers, reports
from tests.storage.county import County, FakeReader, reading

FULL = "三都水族自治县人力资源和社会保障局"
SHORT = "三都县人社局"
PAGE = "http://www.shilixian.gov.cn/rsj/2021.html"
OTHER_PAGE = "http://www.shilixian.gov.cn/xxgk/2021.html"


def of(name: str, year: int = 2021, **more: object) -> Reading:
    """Make a report of a bureau of 三都县 under one of its names."""
    return reading(
        issuer=name,
        issuer_kind=IssuerKind.DEPARTMENT,
        division_code="522732",
        year=year,
        title=f"{year}年政府信息公开工作年度报告",
        **more,
    )


def names(archive: Archive) -> list[str]:
    with archive.reading() as connection:
        return list(connection.scalars(select(issuers.c.name)))


@pytest.mark.parametrize("order", [(SHORT, FULL), (FULL, SHORT)])
def test_two_pages_under_two_names_are_one_report(
    county: County, archive: Archive, order: tuple[str, str]
) -> None:
    county.night()
    county.sees(PAGE, of(order[0]))
    county.sees(OTHER_PAGE, of(order[1]))
    history = county.history(archive.identify(of(FULL)))
    assert [source.url for source in history.sources] == [PAGE, OTHER_PAGE]
    assert names(archive) == [FULL]


def test_an_issuer_has_the_name_of_its_latest_report(county: County, archive: Archive) -> None:
    county.night()
    county.sees(PAGE, of(FULL, year=2023))
    county.sees(OTHER_PAGE, of("三都县人力资源社会保障局", year=2019))
    assert names(archive) == [FULL]


def test_a_page_that_prints_another_name_of_its_issuer_is_the_same_report(
    county: County, archive: Archive
) -> None:
    county.night()
    county.sees(PAGE, of(SHORT))
    county.night()
    assert county.sees(PAGE, of(FULL)) is None
    assert len(archive.report_ids()) == 1


def test_a_branch_of_a_bureau_is_not_the_branch_of_another() -> None:
    branches = ("黔南州公安局三都县分局", "黔南州生态环境局三都县分局", "三都县生态环境局")
    assert len({issuer_id("522732", name) for name in branches}) == len(branches)


def at_version(path: Path, version: str) -> Engine:
    """Make an empty database as it was before later migrations."""
    engine = create_engine(f"sqlite:///{path}")
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    scripts = ScriptDirectory.from_config(config)
    environment = EnvironmentContext(config, scripts)
    with engine.begin() as connection:
        environment.configure(
            connection=connection, fn=lambda now, _: scripts._upgrade_revs(version, now)
        )
        with environment:
            environment.run_migrations()
    return engine


def copy_rows(source: Engine, target: Engine) -> None:
    """Copy what the tables of ``target`` have columns for."""
    tables, before = MetaData(), MetaData()
    tables.reflect(source)
    before.reflect(target)
    with source.connect() as reads, target.begin() as writes:
        for table in before.sorted_tables:
            if table.name != "alembic_version":
                known = tables.tables[table.name]
                for row in reads.execute(select(known)).mappings():
                    kept = {name: row[name] for name in table.columns.keys()}  # noqa: SIM118
                    writes.execute(table.insert().values(**kept))


def test_ids_that_an_earlier_nianbao_gave_lead_to_the_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Site(site="county", name="三都县", url="http://x.gov.cn/", division_code="522732")
    with Archive.open(tmp_path / "made") as archive, monkeypatch.context() as earlier:
        earlier.setattr("storage.identifiers.unit_of", lambda name, _: name)
        archive.add_sites([site])
        county = County(archive)
        county.night()
        county.sees(PAGE, of(SHORT), body=b"short")
        county.sees(OTHER_PAGE, of(FULL), body=b"full")
        county.end()
        county.close()
        old = [str(archive.identify(of(name))) for name in (SHORT, FULL)]
        assert archive.report_ids() == sorted(old)
        (tmp_path / "earlier").mkdir()
        copy_rows(archive.engine, at_version(tmp_path / "earlier" / "archive.sqlite", "0003"))
    shutil.copytree(tmp_path / "made" / "warc", tmp_path / "earlier" / "warc")

    with Archive.open(tmp_path / "earlier") as today:
        found = [today.history(each) for each in old]
        assert [len(each.sources) if each else 0 for each in found] == [1, 1]
        with today.reading() as connection:
            assert set(connection.scalars(select(reports.c.issuer_id))) == {
                issuer_id("522732", FULL)
            }

        bodies = {b"short": of(SHORT, reader="reader-2"), b"full": of(FULL, reader="reader-2")}
        today.reader = FakeReader("reader-2", bodies)
        for stored in today.to_reread("reader-2"):
            capture = today.capture(stored.record_id)
            assert today.record(capture, bodies[capture.body], run_id=None).result() is None
        merged = [today.history(each) for each in old]
        assert merged[0] is not None
        assert merged[0] == merged[1]
        assert merged[0].report_id == today.identify(of(FULL))
        assert {source.url for source in merged[0].sources} == {PAGE, OTHER_PAGE}
        assert [revision.cause for revision in merged[0].revisions] == [Cause.FIRST]
