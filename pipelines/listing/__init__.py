"""List pages, menus and data islands of portals as rows, next pages and links."""

from __future__ import annotations

from pipelines.listing.articles import is_article_url
from pipelines.listing.reader import read_page
from pipelines.page import Link, NextPage, Page, Row

__all__ = ["Link", "NextPage", "Page", "Row", "is_article_url", "read_page"]
