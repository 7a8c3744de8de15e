"""Fewer collections of garbage while rows are made: they are many, and none is part of a cycle.

Python looks for cycles each time that 700 more objects were made than freed, and every tuple of a
batch counts as one: that took a third of an export's time.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# A batch of reports has some 100,000 objects; what is made and dropped in between is no garbage.
_OBJECTS = 200_000


@contextmanager
def few_collections() -> Iterator[None]:
    """Let Python look for cycles less often, as long as this lasts."""
    before = gc.get_threshold()
    gc.set_threshold(_OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
