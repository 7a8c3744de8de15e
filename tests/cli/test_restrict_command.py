"""``nianbao restrict``: in the archive, out of exports."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from fixtures.archives import DONGXIANG, Nights, report
from tests.cli.conftest import OpenArchive, Run


@pytest.fixture
def filled(open_archive: OpenArchive) -> None:
    with open_archive() as archive:
        nights = Nights(archive, DONGXIANG)
        nights.begin()
        nights.see(f"{DONGXIANG.url}1", report(2021))
        nights.see(f"{DONGXIANG.url}2", report(2022))
        nights.end()


def exported(nianbao: Run, directory: Path, *options: object) -> list[str]:
    assert nianbao("export", directory, *options).status in {0, 1}
    return list(pd.read_csv(directory / "reports.csv")["report_id"])


@pytest.mark.usefixtures("filled")
def test_restricted_listed_and_lifted(nianbao: Run, tmp_path: Path) -> None:
    first, second = exported(nianbao, tmp_path / "data")
    assert nianbao("restrict", first, "--why", "names a citizen").status == 0
    assert nianbao("export", tmp_path / "data").status == 3, "half of the reports are gone"
    assert exported(nianbao, tmp_path / "data", "--force") == [second]
    listed = nianbao("restrict")
    assert first in listed.out
    assert "names a citizen" in listed.out
    assert nianbao("restrict", first, "--lift").status == 0
    assert exported(nianbao, tmp_path / "data") == [first, second]


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("options", [["x", "--why", "y"], ["--lift"]])
def test_wrong_use(nianbao: Run, options: list[str]) -> None:
    assert nianbao("restrict", *options).status == 2


@pytest.mark.usefixtures("filled")
def test_a_day_before_the_archive_has_nothing(nianbao: Run, tmp_path: Path) -> None:
    assert exported(nianbao, tmp_path / "data", "--as-of", "2020-01-01") == []
    assert len(exported(nianbao, tmp_path / "data", "--read-as-of", "2099-01-01")) == 2
    assert nianbao("export", tmp_path / "data", "--as-of", "yesterday").status == 2
