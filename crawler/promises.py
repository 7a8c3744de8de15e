"""What the lists of a site name, and whether a report came of it.

A list that names a report proves that it was published, also where its page cannot be read. So no
year that a row names is called missing on the word of a crawl that got nothing out of that row.
"""

from __future__ import annotations

from collections.abc import Iterable

from crawler.frontier import Candidate, Kind
from pipelines.identity.titles import read_title
from storage.records import Promise


class Promises:
    """The rows of a site's report columns, by the request that each is.

    ``unreadable`` are the requests that brought, earlier, what nobody could read or place.
    """

    def __init__(self) -> None:
        self.unreadable: frozenset[str] = frozenset()
        self._rows: dict[str, str] = {}
        self._kept: set[str] = set()
        self._refuted: set[str] = set()
        self._same: dict[str, str] = {}

    def made(self, candidates: Iterable[Candidate]) -> None:
        """Take in the rows of a list that may be reports; a file stands or falls with its row."""
        for candidate in candidates:
            if candidate.kind is Kind.REPORT:
                self._rows.setdefault(candidate.request, candidate.label)

    def kept(self, request: str) -> None:
        """Take in that a request brought a report that the archive holds, now or before."""
        self._kept.add(request)

    def refuted(self, request: str) -> None:
        """Take in that a request brought a page that was read and is no report."""
        self._refuted.add(request)

    def same(self, request: str, other: str) -> None:
        """Take in that a request leads where another does."""
        self._same[request] = other

    def open(self) -> tuple[Promise, ...]:
        """Return the promises that were not kept.

        A page that was read and is no report breaks none, unless its row bears a report's title
        and nothing else: then it may be that we read it wrongly.
        """
        return tuple(
            promise
            for request, label in self._rows.items()
            if not {request, self._same.get(request)} & self._kept
            if (promise := self._promise(request, label)) is not None
        )

    def _promise(self, request: str, label: str) -> Promise | None:
        title = read_title(label)
        is_report_by_title = title.is_report and not title.after
        is_refuted = request in self._refuted and request not in self.unreadable
        if is_refuted and not is_report_by_title:
            return None
        return Promise(year=title.year, title=label if title.issuer is not None else None)
