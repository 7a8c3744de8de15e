"""The data package and the README describe what is in the directory."""

from __future__ import annotations

import hashlib
import json
from datetime import date

import pytest

from fixtures.archives import Nights
from storage.exports.clocks import Clocks
from storage.exports.tables import CODEBOOK, all_tables
from storage.records import (
    Form,
)
from tests.storage.exports.exporting import Export, changed_once, rows, several


def test_the_data_package_counts_and_hashes_what_is_there(nights: Nights, export: Export) -> None:
    several(nights)
    directory = export(years=(2021,))
    package = json.loads((directory / "datapackage.json").read_text(encoding="utf-8"))
    assert package["nianbao"]["filters"] == {"year": ["2021"]}
    for resource in package["resources"]:
        content = (directory / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert resource["rows"] == len(rows(directory, resource["name"]))


@pytest.mark.parametrize("bom", [False, True])
def test_frictionless_finds_the_data_package_valid(
    nights: Nights, export: Export, monkeypatch: pytest.MonkeyPatch, *, bom: bool
) -> None:
    frictionless = pytest.importorskip("frictionless")
    changed_once(nights)
    several(nights)
    directory = export(bom=bom, all_revisions=True)
    monkeypatch.chdir(directory)
    found = frictionless.validate("datapackage.json")
    assert found.valid, found.flatten(["name", "fieldName", "rowNumber", "message"])[:5]


@pytest.mark.parametrize(
    "selection",
    [{"forms": (Form.F2019,)}, {"clocks": Clocks(read_as_of=date(2020, 1, 1))}, {"years": (2021,)}],
)
def test_the_data_package_of_a_part_is_valid(
    nights: Nights, export: Export, monkeypatch: pytest.MonkeyPatch, selection: dict[str, object]
) -> None:
    frictionless = pytest.importorskip("frictionless")
    several(nights)
    monkeypatch.chdir(export(**selection))
    found = frictionless.validate("datapackage.json")
    assert found.valid, found.flatten(["name", "fieldName", "rowNumber", "message"])[:5]


def test_the_readme_names_every_table_and_every_filter(nights: Nights, export: Export) -> None:
    several(nights)
    text = (export(years=(2021,)) / "README.md").read_text(encoding="utf-8")
    assert "year 2021" in text
    for table in (*all_tables(), CODEBOOK):
        assert f"### {table.name}\n" in text
