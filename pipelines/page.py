"""What a page of a portal offers to a crawler: rows, next pages, links, and what it says it is.

Whatever the page was made of (HTML, an XML datastore, JSON, a menu script), it becomes the same
records here, before anyone judges which of them are worth a request.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

UNKNOWN_FAMILY = "unknown"

LinkForm = Literal["a", "area", "frame", "option", "onclick", "script", "data"]
"""How a link was written: an anchor, an image map, a frame's source, a select's value, an event
handler, a string in a script, a field of JSON or XML."""

PageForm = Literal["html", "xml", "json", "script"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One way out of the page. ``url`` is absolute and without fragment.

    ``text`` is the label without any white space, taken from ``title`` or ``alt`` where the
    visible text is empty or cut. ``fragment`` is what stood after ``#``: some portals name a
    category by it. ``under`` is the heading of the menu that the link stands in, where its label is
    short (a year, a unit): what it leads to, only the heading says. ``request`` is what opens it
    where a plain GET of ``url`` does not.
    """

    url: str
    text: str
    form: LinkForm = "a"
    fragment: str = ""
    under: str = ""
    request: NextPage | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One entry of a list. ``date`` is as printed (``2024-01-25``), None where the row has none.

    ``files`` are documents that the entry names itself, beside its page.
    """

    title: str
    url: str
    date: str | None = None
    files: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NextPage:
    """A request that gives more of the list this page shows.

    ``number`` counts list pages as a reader would (2 is the one after the first), None where the
    page does not tell. ``exact`` says that the page itself named or counted the page; otherwise it
    is a step into the dark, to be ended by the first page without a new entry. ``only_if_repeated``
    marks the extra page that exists only where an installation counts from one: it is worth asking
    for when page 2 repeated page 1, or when the way here ``counts_from_one``. ``instead`` is what
    to ask when this request fails or comes back empty.
    """

    url: str
    strategy: str
    reason: str
    method: Literal["GET", "POST"] = "GET"
    body: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    number: int | None = None
    exact: bool = True
    only_if_repeated: bool = False
    counts_from_one: bool = False
    instead: NextPage | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page, read. Nothing in it is judged: which links matter is the crawler's business.

    ``metas`` are the national <meta> tags by lower-case name, first non-empty. ``breadcrumb`` is
    the trail of labels (首页 first). ``heading`` is the most prominent headline. ``total_rows`` is
    what the page says the whole list holds (共N条). ``scripts`` are script files, and requests
    for data, that may hold a menu. ``redirect`` is where a shell (meta refresh,
    ``location.href=``) sends a browser. ``site_codes`` are the 网站标识码 seen, an entry a place,
    so that a majority can be taken. ``text_length`` counts the visible characters, links included.
    """

    url: str
    form: PageForm = "html"
    family: str = UNKNOWN_FAMILY
    title: str = ""
    column_name: str = ""
    heading: str = ""
    breadcrumb: tuple[str, ...] = ()
    metas: Mapping[str, str] = field(default_factory=dict)
    rows: tuple[Row, ...] = ()
    next_pages: tuple[NextPage, ...] = ()
    total_pages: int | None = None
    total_rows: int | None = None
    links: tuple[Link, ...] = ()
    scripts: tuple[str, ...] = ()
    redirect: str | None = None
    is_article: bool = False
    site_codes: tuple[str, ...] = ()
    text_length: int = 0
