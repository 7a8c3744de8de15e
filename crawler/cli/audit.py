"""``nianbao audit``: the findings over the archive, and persons' words on them."""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crawler.cli.errors import UsageError
from crawler.cli.opening import open_archive
from crawler.cli.options import DEFAULT_ARCHIVE, ArchiveOption
from crawler.cli.suggestions import near
from storage.audit.reviews import Listed, Word, listed_findings
from storage.audit.run import Looking, look_here
from storage.reference.rules import load_rules

if TYPE_CHECKING:
    from storage.archive import Archive

app = typer.Typer(add_completion=False, rich_markup_mode=None)

FindingArgument = Annotated[
    str, typer.Argument(metavar="FINDING", help="The id that audit --rule prints.")
]
WhyOption = Annotated[str, typer.Option(help="What you saw: it is exported with the finding.")]


@app.callback(invoke_without_command=True)
def audit(
    context: typer.Context,
    rule: Annotated[
        str | None, typer.Option(metavar="ID", help="List the findings of this rule.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    by_workers: Annotated[
        bool, typer.Option("--by-workers", help="Have the workers of many machines look.")
    ] = False,
    archive: ArchiveOption = DEFAULT_ARCHIVE,
) -> int:
    """Look at all reports beside one another, and count what is found by rule.

    What has changed nothing since the last audit is not looked at again.
    """
    if context.invoked_subcommand is not None:
        return 0
    if rule is not None and rule not in load_rules():
        raise UsageError(f"there is no rule {rule!r}{near(rule, load_rules())}")
    with open_archive(archive) as opened:
        _run(opened, by_workers=by_workers)
        with opened.reading() as connection:
            if rule is None:
                _show_rules(listed_findings(connection), as_json=as_json)
            else:
                _show_findings(rule, listed_findings(connection, rule), as_json=as_json)
    return 0


@app.command()
def confirm(
    finding: FindingArgument, why: WhyOption, archive: ArchiveOption = DEFAULT_ARCHIVE
) -> int:
    """Say that a finding is right: you have looked, and the report does say so."""
    return _say(archive, finding, Word.CONFIRMED, why)


@app.command()
def dismiss(
    finding: FindingArgument, why: WhyOption, archive: ArchiveOption = DEFAULT_ARCHIVE
) -> int:
    """Say that a finding is wrong, or means nothing."""
    return _say(archive, finding, Word.DISMISSED, why)


def _say(archive: Path, finding: str, word: Word, why: str) -> int:
    if not why.strip():
        raise UsageError("--why is empty: say what you saw")
    with open_archive(archive) as opened:
        with opened.reading() as connection:
            found = next(
                (one for one in listed_findings(connection) if one.finding_id == finding), None
            )
        if found is None:
            raise UsageError(
                f"there is no finding {finding!r}; nianbao audit --rule ID lists them and their ids"
            )
        opened.review(found, word, why.strip(), datetime.now(UTC))
    typer.echo(f"{word.value}: {found.rule} in {found.report_id}: {found.message}")
    return 0


def _run(opened: Archive, *, by_workers: bool) -> None:
    looking: Looking = look_here
    if by_workers:
        from crawler.cli.distributed import importable

        with importable():
            from crawler.jobs.divided import LookingByWorkers
            from crawler.jobs.queue import open_queue
        open_queue(opened)
        looking = LookingByWorkers(opened)
    with _progress() as begin:
        opened.audit(datetime.now(UTC), begin, looking)


def _show_rules(found: Iterable[Listed], *, as_json: bool) -> None:
    """Print a line a rule: how many findings of which verdict, in how many reports."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    reports: defaultdict[str, set[str]] = defaultdict(set)
    for one in found:
        counts[one.rule][one.verdict] += 1
        if one.review is not None:
            counts[one.rule][one.review.word] += 1
        reports[one.rule].add(one.report_id)
    for rule in load_rules().values():
        counted = counts[rule.id]
        if as_json:
            told: dict[str, Any] = {
                "rule": rule.id,
                "kind": rule.kind,
                "source": rule.source,
                "en": rule.en,
                "zh": rule.zh,
                "reports": len(reports[rule.id]),
                **{word: counted[word] for word in _COUNTED},
            }
            typer.echo(json.dumps(told, ensure_ascii=False))
        elif rule.id in counts and counted:
            words = ", ".join(f"{counted[word]:,} {word}" for word in _COUNTED if counted[word])
            typer.echo(f"{rule.id}: {words}, in {len(reports[rule.id]):,} reports")
            typer.echo(f"  {rule.en}\n  {rule.zh}\n  Source: {rule.source}")
    if not as_json and not any(counts.values()):
        typer.echo("No report breaks a rule.", err=True)


_COUNTED = ("published", "extraction", *Word)


def _show_findings(rule: str, found: Iterable[Listed], *, as_json: bool) -> None:
    """Print a line a finding."""
    if not as_json:
        told = load_rules()[rule]
        typer.echo(f"{told.en}\n{told.zh}\n{told.advice_en}\n{told.advice_zh}\n", err=True)
    for one in found:
        if as_json:
            typer.echo(json.dumps(_as_object(one), ensure_ascii=False))
        else:
            word = f" [{one.review.word}: {one.review.why}]" if one.review else ""
            cells = f" {' '.join(one.cells)}:" if one.cells else ""
            typer.echo(
                f"{one.finding_id}  {one.report_id}  {one.verdict}:{cells} {one.message}{word}"
            )


def _as_object(one: Listed) -> dict[str, Any]:
    return {
        "finding_id": one.finding_id,
        "report_id": one.report_id,
        "revision": one.revision,
        "rule": one.rule,
        "verdict": one.verdict,
        "cells": list(one.cells),
        "expected": None if one.expected is None else float(one.expected),
        "actual": None if one.actual is None else float(one.actual),
        "message": one.message,
        "other_report_id": one.other_id,
        "review": one.review and one.review.word,
        "review_why": one.review and one.review.why,
    }


@contextmanager
def _progress() -> Iterator[Callable[[int], Callable[[int], None]]]:
    """Show a bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _steps: lambda _done: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:

        def begin(steps: int) -> Callable[[int], None]:
            task = bar.add_task("reports", total=steps)
            return lambda done: bar.advance(task, done)

        yield begin
