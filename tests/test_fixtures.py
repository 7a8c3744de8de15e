"""Documents as received beside what must be read in them: one test a field.

``fixtures/reports/NAME/`` holds one document and ``expected.json``, which is what ``nianbao parse``
prints for it, without path and digest. A missing expectation is written out of today's reading and
its test fails, until somebody has read it against the document.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from crawler.cli.parse import printed_reading
from pipelines.extract import extract

REPORTS = Path(__file__).parent.parent / "fixtures" / "reports"
FIELDS = (
    "is_report",
    "reason",
    "title",
    "issuer",
    "issuer_kind",
    "division_code",
    "scope",
    "year",
    "form",
    "published_on",
    "signed_on",
    "sections",
    "figures",
    "tables",
    "facts",
    "findings",
)


def _cases() -> Iterator[Any]:
    for directory in sorted(path for path in REPORTS.iterdir() if path.is_dir()):
        for field in FIELDS:
            yield pytest.param(directory, field, id=f"{directory.name}: {field}")


@cache
def _read(directory: Path) -> dict[str, Any]:
    (document,) = (path for path in directory.iterdir() if path.name != "expected.json")
    printed = printed_reading(extract(document.read_bytes(), url=document.name))
    del printed["content_digest"]  # it moves with every other field
    read: dict[str, Any] = json.loads(json.dumps(printed))
    return read


@cache
def _expected(directory: Path) -> dict[str, Any]:
    path = directory / "expected.json"
    if not path.exists():
        text = json.dumps(_read(directory), ensure_ascii=False, indent=1)
        path.write_text(text + "\n", encoding="utf-8")
        pytest.fail(f"{path} was missing and is written now: read it against the document")
    expected: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return expected


@pytest.mark.parametrize(("directory", "field"), list(_cases()))
def test_field(directory: Path, field: str) -> None:
    assert _read(directory)[field] == _expected(directory)[field]
