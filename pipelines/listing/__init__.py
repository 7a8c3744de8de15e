"""List pages, menus and data islands of portals as rows, next pages and links."""

from __future__ import annotations

from pipelines.listing.page import Link, NextPage, Page, Row

__all__ = ["Link", "NextPage", "Page", "Row"]
