"""-s NAME=VALUE: what a crawl may be told, and what not."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.cli.errors import UsageError
from crawler.overrides import read_overrides


def test_values_have_the_type_of_the_setting() -> None:
    assert read_overrides(["DOWNLOAD_DELAY=0.3", "AUTOTHROTTLE_ENABLED=no", "LOG_LEVEL=INFO"]) == {
        "DOWNLOAD_DELAY": 0.3,
        "AUTOTHROTTLE_ENABLED": False,
        "LOG_LEVEL": "INFO",
    }


@pytest.mark.parametrize(
    ("pair", "complaint"),
    [
        ("DOWNLOAD_DELAY", "NAME=VALUE"),
        ("=3", "NAME=VALUE"),
        ("DOWNLOAD_DELAYS=3", "did you mean DOWNLOAD_DELAY"),
        ("DOWNLOAD_DELAY=soon", "number"),
        ("DOWNLOAD_DELAY=-1", "from 0 up"),
        ("DOWNLOAD_DELAY=nan", "from 0 up"),
        ("DOWNLOAD_DELAY=inf", "from 0 up"),
        ("COOKIES_ENABLED=perhaps", "true or false"),
        ("ITEM_PIPELINES={}", "put together"),
        ("DOWNLOAD_HANDLERS=", "put together"),
        ("ROBOTSTXT_OBEY=False", "always obeyed"),
        ("USER_AGENT=Mozilla/5.0", "NIANBAO_CONTACT"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_hint(pair: str, complaint: str) -> None:
    with pytest.raises(UsageError, match=complaint) as caught:
        read_overrides([pair])
    assert pair in str(caught.value)


@given(st.text())
def test_anything_is_read_or_refused(pair: str) -> None:
    with suppress(UsageError):
        assert list(read_overrides([pair])) == [pair.partition("=")[0].strip()]
