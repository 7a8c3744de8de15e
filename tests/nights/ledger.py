"""What a faithful ledger holds of a world after its nights, by the words of the interface.

Written from the interface alone, over what the world says, so that it can differ from the archive.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from tests.nights.content import Content, Row, differences

MISSES = 3  # WITHDRAWN_AFTER_VISITS

Key = tuple[str, int]


@dataclass(slots=True, kw_only=True)
class Seen:
    """One answer of one URL on one night. ``content`` is None where it held no report."""

    site: str
    url: str
    answer: str  # ok, gone, moved, error
    content: Content | None = None
    parent: str | None = None
    is_shell: bool = False


@dataclass(slots=True, kw_only=True)
class Source:
    """A URL that has held a report."""

    url: str
    site: str
    parent: str | None
    is_shell: bool
    content: Content
    first_night: int
    last_night: int
    status: str = "live"
    misses: int = 0

    @property
    def prints_date(self) -> bool:
        """Whether a publication date stands there: a file of its own has none, or its page's."""
        return self.parent is not None or self.url.endswith(".html")


@dataclass(slots=True, kw_only=True)
class Account:
    """One report: its sources, what the primary one said, and each change of that."""

    sources: dict[str, Source] = field(default_factory=dict)
    primary: str = ""
    said: Content | None = None
    said_at: str = ""
    revisions: list[tuple[str, frozenset[Row]]] = field(default_factory=list)
    status: list[str] = field(default_factory=list)  # withdrawn, restored, withdrawn…

    @property
    def is_withdrawn(self) -> bool:
        """Whether it is withdrawn now."""
        return bool(self.status) and self.status[-1] == "withdrawn"


class Ledger:
    """Keeps the account of each report, night by night. ``own`` says whose site is whose."""

    def __init__(self, own: dict[str, str]) -> None:
        self.accounts: dict[Key, Account] = defaultdict(Account)
        self._own = own  # site → name of its division

    def close_night(self, night: int, seen: list[Seen], well: set[str]) -> None:
        """Take in what was seen on a night; ``well`` are the sites whose crawl ended ok."""
        for one in seen:
            if one.answer == "ok" and one.content is not None:
                self._sight(night, one)
        for one in seen:
            self._miss(one, well)
        for account in self.accounts.values():
            self._settle(night, account)

    def _sight(self, night: int, one: Seen) -> None:
        assert one.content is not None
        sources = self.accounts[one.content.key].sources
        source = sources.get(one.url)
        if source is None:
            sources[one.url] = Source(
                url=one.url,
                site=one.site,
                parent=one.parent,
                is_shell=one.is_shell,
                content=one.content,
                first_night=night,
                last_night=night,
            )
            return
        source.content, source.last_night = one.content, night
        source.status, source.misses = "live", 0

    def _miss(self, one: Seen, well: set[str]) -> None:
        for key, account in self.accounts.items():
            source = account.sources.get(one.url)
            if source is None or (one.content is not None and one.content.key == key):
                continue
            if one.answer == "ok" and one.content is not None:  # it holds another report
                source.status = "gone"
                source.misses += one.site in well
            elif one.answer == "gone":
                source.status = "unknown" if source.status == "live" else source.status
                source.misses += one.site in well
                if source.misses >= MISSES:
                    source.status = "gone"
            elif one.answer == "moved":
                source.status = "gone"

    def _settle(self, night: int, account: Account) -> None:
        sources = list(account.sources.values())
        for source in sources:
            if source.status == "unknown" and any(
                other.site == source.site and other.first_night > source.last_night
                for other in sources
                if other.status == "live"
            ):
                source.status = "gone"  # it moved
        live = [source for source in sources if source.status == "live"]
        primary = account.sources.get(account.primary)
        if primary is None:
            primary = self._best(live)
            account.primary, account.said, account.said_at = (
                primary.url,
                primary.content,
                primary.url,
            )
            account.revisions.append(("first", frozenset()))
        elif primary.status == "gone" and live:
            primary = self._best(live)
            account.primary = primary.url
            self._say(account, primary, "switch")
        elif primary.status == "live" and primary.last_night == night:
            self._say(account, primary, "source")
        gone = all(s.status == "gone" and s.misses >= MISSES for s in sources)
        if account.is_withdrawn != gone and (gone or live):
            account.status.append("withdrawn" if gone else "restored")

    def _say(self, account: Account, source: Source, cause: str) -> None:
        assert account.said is not None
        rows = differences(account.said, source.content, same_url=account.said_at == source.url)
        if rows:
            account.revisions.append((cause, frozenset(rows)))
        account.said, account.said_at = source.content, source.url

    def _best(self, sources: list[Source]) -> Source:
        def rank(source: Source) -> tuple[bool, bool, bool, int, str]:
            return (
                not source.content.issuer.startswith(self._own[source.site]),
                source.is_shell,
                source.parent is not None,
                -source.content.published_on.toordinal() if source.prints_date else 0,
                source.url,
            )

        return min(sources, key=rank)
