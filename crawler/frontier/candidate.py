"""A request worth making, and why: what the frontier hands to the spider."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

from crawler.frontier.urls import request_key
from storage.records import Refused


class Kind(StrEnum):
    """What a request is expected to bring."""

    HOME = "home"
    MENU = "menu"
    COLUMN = "column"
    LIST_PAGE = "list_page"
    REPORT = "report"
    ATTACHMENT = "attachment"
    PICTURE = "picture"
    SCRIPT = "script"
    FRAME = "frame"
    SITE_MAP = "site_map"
    DIRECTORY = "directory"
    UNIT = "unit"
    GUESS = "guess"


class Rung:
    """The ladder of discovery: a rung is climbed only when those below it are used up.

    ``HERE``: what hangs in a report column. ``MENU``: disclosure hubs by their usual names.
    ``UNITS``: parts of the site that departments and townships have of their own. ``ASIDE``: weaker
    hubs, frames, menu scripts. ``SITE_MAP`` and ``GUESS``: when nothing was found.
    """

    HERE = 0
    MENU = 1
    UNITS = 2
    ASIDE = 3
    SITE_MAP = 4
    GUESS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One request worth making. Fetch lower ``rung`` first, then higher ``priority``.

    ``label`` is the link's text or the row's title: for an attachment the headline of its report.
    ``column`` is the key of the report column it hangs in, ``number`` the list page it would be.
    ``exact`` is false for a page nobody named. ``elsewhere`` marks a host other than the site's
    own (the scope decides). ``group`` names links of one sort that are tried until they prove
    fruitless. ``instead`` is what to ask when this fails. ``literal``: to be asked for as it is
    written, though a twin of the address was asked for already. ``proved``: the column listed
    reports on an earlier night, so that it is one though neither its page nor a label says so.
    """

    url: str
    kind: Kind
    reason: str
    method: Literal["GET", "POST"] = "GET"
    body: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    rung: int = Rung.HERE
    priority: int = 0
    depth: int = 0
    label: str = ""
    column: str | None = None
    number: int | None = None
    exact: bool = True
    repeated: bool = False
    elsewhere: bool = False
    group: str | None = None
    instead: Candidate | None = None
    literal: bool = False
    proved: bool = False

    @property
    def request(self) -> str:
        """What is asked for: equal where two requests would bring the same thing."""
        if self.literal:
            return self.url
        return request_key(self.url, self.method, self.body)

    @property
    def key(self) -> str:
        """What it is planned under. A better reason for the same request is another plan, so that
        a guess made early does not keep a column named later waiting.
        """
        return self.request if self.rung == Rung.HERE else f"{self.rung} {self.request}"

    def to_meta(self) -> dict[str, Any]:
        """Return everything as values that JSON can hold."""
        meta = {name: getattr(self, name) for name in self.__slots__}
        meta["kind"] = self.kind.value
        meta["headers"] = dict(self.headers)
        meta["instead"] = self.instead.to_meta() if self.instead else None
        return meta

    @classmethod
    def from_meta(cls, meta: Mapping[str, Any]) -> Candidate:
        """Return the candidate that ``to_meta`` described."""
        values = dict(meta)
        values["kind"] = Kind(values["kind"])
        values["instead"] = cls.from_meta(values["instead"]) if values["instead"] else None
        return cls(**values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What is known of the site: its home page, its county (示例县), code and own hosts.

    ``hosts`` are lower case, without ``www.``, with a port where it is not the scheme's own.
    """

    home: str
    county: str
    division_code: str
    hosts: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What the frontier makes of one page.

    ``listed`` are the keys of the rows on it. ``column`` is the key of the report column that the
    page belongs to, None where it belongs to none; ``is_column`` says that it is that column's
    first page, ``reports`` how many rows look like reports. ``gap`` says in words what the page
    promises and nobody can reach. ``is_cut``: the list goes on beyond what a crawl reads of one.
    """

    candidates: tuple[Candidate, ...] = ()
    refused: tuple[Refused, ...] = ()
    listed: tuple[str, ...] = ()
    column: str | None = None
    is_column: bool = False
    reports: int = 0
    gap: str | None = None
    is_cut: bool = False
