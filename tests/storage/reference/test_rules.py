"""The register of rules: whole, nothing in it that no code emits, and the reference page's source."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

from pipelines.forms import identities
from storage.reference.rules import load_rules, reference_page

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "reference" / "rules.md"


def emitted() -> Iterator[str]:
    """Every rule that some code gives a finding, the forms' sums included."""
    yield from (identity.rule for identity in identities())
    for package in ("storage", "pipelines", "crawler"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    for keyword in node.keywords:
                        if keyword.arg == "rule":
                            yield from named(keyword.value, path)


def named(value: ast.expr, path: Path) -> Iterator[str]:
    """The rule that an expression gives; one that hands on another's (``row.rule``) gives none."""
    if isinstance(value, ast.Constant):
        yield str(value.value)
    elif isinstance(value, ast.Name) and value.id.isupper():
        module = path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
        yield getattr(importlib.import_module(module), value.id)


def test_every_rule_that_is_emitted_is_explained_and_no_other() -> None:
    rules = set(emitted())
    assert "sources.disagree" in rules  # given by a constant
    assert rules == set(load_rules())


def test_explanations_are_whole() -> None:
    for rule in load_rules().values():
        assert rule.kind in {"arithmetic", "remark"}
        for words in (rule.source, rule.en, rule.zh, rule.advice_en, rule.advice_zh):
            assert words == words.strip() != ""
        assert "\n" not in rule.en + rule.zh + rule.advice_en + rule.advice_zh
        assert all(any("一" <= mark <= "鿿" for mark in zh) for zh in (rule.zh, rule.advice_zh))


def test_the_sums_of_the_forms_are_arithmetic() -> None:
    assert {load_rules()[identity.rule].kind for identity in identities()} == {"arithmetic"}


def test_the_reference_is_the_one_that_the_register_gives() -> None:
    hint = "python -m storage.reference.rules > docs/reference/rules.md"
    assert PAGE.read_text(encoding="utf-8") == reference_page(), hint
