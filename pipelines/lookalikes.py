"""What looks like a report and is none, by title; the words are in ``lookalikes.toml``."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

Sort = Literal["always", "instead", "perhaps"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookalike:
    """Words of titles, and what such a title stands over. ``anywhere``: an issuer may follow."""

    words: re.Pattern[str]
    reason: str
    anywhere: bool = False


@cache
def lookalikes(sort: Sort) -> tuple[Lookalike, ...]:
    """Return the rules of one sort, in order. A misspelt key fails here."""
    text = files("pipelines").joinpath("lookalikes.toml").read_text(encoding="utf-8")
    rules = []
    for entry in tomllib.loads(text)[sort]:
        words = "|".join(f"(?:{pattern})" for pattern in entry.pop("words"))
        rules.append(Lookalike(words=re.compile(words), **entry))
    return tuple(rules)


def told(sort: Sort, text: str, *, anywhere: bool = False) -> str | None:
    """Return the reason of the first rule whose words stand in a folded title."""
    return next(
        (
            rule.reason
            for rule in lookalikes(sort)
            if (rule.anywhere or not anywhere) and rule.words.search(text)
        ),
        None,
    )
