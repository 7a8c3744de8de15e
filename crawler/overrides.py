"""``-s NAME=VALUE``: which settings a crawl may be given, and how their values are read."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite

from scrapy.settings import default_settings

from crawler import settings as ours
from crawler.cli.errors import UsageError
from crawler.cli.suggestions import near

# What manners and honesty do not leave to a setting (INTERFACE, 'A crawl').
PINNED = {
    "ROBOTSTXT_OBEY": "robots.txt is always obeyed",
    "ROBOTSTXT_USER_AGENT": "robots.txt knows us as nianbao",
    "USER_AGENT": "the user agent says who asks; NIANBAO_CONTACT adds whom to write to",
}
_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"0", "false", "no", "off"})


def read_overrides(pairs: Iterable[str]) -> dict[str, object]:
    """Read the settings of a command line.

    Raises UsageError for one without ``=``, with a name that nobody knows, whose value is of the
    wrong sort, or which nianbao is put together with and cannot do without.
    """
    return dict(_read(pair) for pair in pairs)


def _read(pair: str) -> tuple[str, object]:
    name, equals, raw = pair.partition("=")
    name, raw = name.strip(), raw.strip()
    if not equals or not name:
        raise UsageError(f"-s {pair}: write NAME=VALUE, such as -s DOWNLOAD_DELAY=2")
    known = {key for module in (default_settings, ours) for key in vars(module) if key.isupper()}
    if name not in known:
        raise UsageError(f"-s {pair}: no setting is called {name}{near(name, known)}")
    if name in PINNED:
        raise UsageError(f"-s {pair}: {PINNED[name]}")
    default = getattr(ours, name, getattr(default_settings, name, None))
    try:
        return name, _value(raw, default)
    except ValueError as error:
        raise UsageError(f"-s {pair}: {name} {error}") from error


def _value(raw: str, default: object) -> object:
    if isinstance(default, bool):
        return _truth(raw)
    if isinstance(default, int | float):
        return _number(raw, whole=isinstance(default, int) and default > 1_000)
    if default is None or isinstance(default, str):
        return raw
    raise ValueError("is no plain setting: nianbao is put together with it")


def _truth(raw: str) -> bool:
    if raw.lower() in _TRUE:
        return True
    if raw.lower() in _FALSE:
        return False
    raise ValueError("is true or false")


def _number(raw: str, *, whole: bool) -> int | float:
    try:
        number = float(raw)
    except ValueError:
        raise ValueError("is a number") from None
    if not isfinite(number) or number < 0:
        raise ValueError("is a number from 0 up")
    if whole and not number.is_integer():
        raise ValueError("is a whole number")
    return int(number) if number.is_integer() else number
