"""The rules that findings name, each explained once: read from ``rules.toml`` beside this file.

Whoever shows a finding to a person (a command, the reference page) takes the words from here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: what it says and rests on, and what a researcher should make of a finding."""

    id: str  # t3.balance, as in findings.rule
    kind: Literal["arithmetic", "remark"]  # only arithmetic has an expected value
    source: str
    en: str
    zh: str
    advice_en: str
    advice_zh: str


@cache
def load_rules() -> Mapping[str, Rule]:
    """Return the rules by their id, in the register's order."""
    text = files("storage.reference").joinpath("rules.toml").read_text(encoding="utf-8")
    rules = [Rule(**entry) for entry in tomllib.loads(text)["rule"]]
    return MappingProxyType({rule.id: rule for rule in rules})


_BEGINNING = """\
# Rules, and what to make of their findings

<!-- Written by `python -m storage.reference.rules`; change storage/reference/rules.toml. -->

A finding says that a report breaks a rule. Nothing is corrected because of it: figures stay as they
are printed, and the finding stands beside them (`parse`, `export`'s table `findings`).

- **Verdict** `published`: every cell concerned was read beyond doubt, so the government printed it
  so. `extraction`: nianbao may have misread; look at the capture before blaming the report.
  （published：政府原文如此；extraction：可能是读取有误，请先核对原始网页。）
- **Kind** `arithmetic`: a sum that does not come out; `expected` is what the parts give, `actual`
  what is printed. `remark`: anything else, with `expected` empty.
  （arithmetic：加总不符；remark：其他提示，没有 expected。）
- Blanks and dashes are no numbers: a sum that one of them is part of is never a finding.
  （空白和横线不是数字，含有它们的加总不作判断。）

"""


def reference_page() -> str:
    """Return ``docs/reference/rules.md``."""
    return _BEGINNING + "\n".join(_entry(rule) for rule in load_rules().values())


def _entry(rule: Rule) -> str:
    return (
        f"## {rule.id}\n\n"
        f"{rule.en}\n{rule.zh}\n\n"
        f"- Kind: {rule.kind}\n"
        f"- Source: {rule.source}\n"
        f"- What to make of it: {rule.advice_en}\n"
        f"  {rule.advice_zh}\n"
    )


if __name__ == "__main__":
    print(reference_page(), end="")
