"""How large exports were."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, select

from storage.archive.statements import insert_or_update
from storage.exports.drop import Size
from storage.schema import exports

Filters = Mapping[str, list[str]]


def last_export(connection: Connection, filters: Filters) -> Size | None:
    """Return how large the last export with these filters was; None where there was none."""
    row = connection.execute(select(exports).where(exports.c.filters == _key(filters))).first()
    if row is None:
        return None
    return Size(reports=row.reports, cells=row.cells, counties=row.counties)


def note_export(connection: Connection, filters: Filters, size: Size, now: datetime) -> None:
    """Note how large an export is."""
    row = {
        "filters": _key(filters),
        "exported_at": now,
        "reports": size.reports,
        "cells": size.cells,
        "counties": size.counties,
    }
    insert_or_update(
        connection, exports, [row], update=("exported_at", "reports", "cells", "counties")
    )


def _key(filters: Filters) -> str:
    return json.dumps(filters, sort_keys=True, ensure_ascii=False)
