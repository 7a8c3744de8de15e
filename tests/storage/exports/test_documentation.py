"""The reference page says what the export writes."""

from __future__ import annotations

from pathlib import Path

from storage.exports.documentation import reference_page

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "export.md"


def test_the_reference_is_the_one_that_the_columns_give() -> None:
    hint = "python -m storage.exports.documentation > docs/reference/export.md"
    assert PAGE.read_text(encoding="utf-8") == reference_page(), hint
