"""Every page of fixtures/pages, one test a thing that must be found in it."""

from __future__ import annotations

import json

import pytest

from fixtures.pages import FOLDER, found, names


def expectations() -> list[tuple[str, str]]:
    """Return (page, key) of all that is expected; a page without expectations fails as a whole."""
    pairs = []
    for name in names():
        path = FOLDER / name / "expected.json"
        keys = json.loads(path.read_text("utf-8")) if path.exists() else {"reviewed": False}
        pairs += [(name, key) for key in keys]
    return pairs


@pytest.mark.parametrize(("name", "key"), expectations(), ids="-".join)
def test_page(name: str, key: str) -> None:
    path = FOLDER / name / "expected.json"
    assert path.exists(), "run python -m fixtures.pages, then read what it wrote"
    expected = json.loads(path.read_text("utf-8"))
    if key == "reviewed":
        assert expected["reviewed"], f"read {path.name} and set reviewed to true"
    else:
        assert found(name).get(key) == expected[key]


@pytest.mark.parametrize("name", names())
def test_nothing_else_is_found(name: str) -> None:
    expected = json.loads((FOLDER / name / "expected.json").read_text("utf-8"))
    assert set(found(name)) == set(expected) - {"reviewed"}
