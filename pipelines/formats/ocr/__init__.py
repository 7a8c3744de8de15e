"""Pictures of pages to text and tables, by the ``ocr`` extra (rapidocr, which brings its models).

Recognition is less certain than print, so a cell that looks like a figure is read twice and
measured against its own ink (``cells``). Marks in its text (``pipelines.document``) say what came
of it, and ``pipelines.figures.recognised`` lets no number pass that the sums don't bear out.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec

HOW_TO = "pip install 'nianbao[ocr]'"


@cache
def is_installed() -> bool:
    """Say whether pictures can be read here."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None
