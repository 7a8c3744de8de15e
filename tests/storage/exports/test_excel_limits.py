"""What a sheet cannot hold is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.exports.formats import DoesNotFit, Options, load_format
from storage.exports.spec import TableSpec, integer, text

SPEC = TableSpec(name="t", description="", columns=(text("a", ""), integer("b", "")))


@pytest.mark.soak
def test_one_row_too_many(tmp_path: Path) -> None:
    sink = load_format("xlsx").open_sink(tmp_path, (SPEC,), Options())
    sink.write("t", ((None, number) for number in range(1_048_575)))
    with pytest.raises(DoesNotFit, match="parquet"):
        sink.write("t", ((None, 0),))


def test_a_text_as_long_as_a_cell_holds_counted_as_excel_counts(tmp_path: Path) -> None:
    sink = load_format("xlsx").open_sink(tmp_path, (SPEC,), Options())
    sink.write("t", (("𠮷" * 16_383 + "x", 1),))
    with pytest.raises(DoesNotFit, match="32,768"):
        sink.write("t", (("𠮷" * 16_384, 1),))
