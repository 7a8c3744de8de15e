"""What ``nianbao crawl SITE --explain URL`` prints."""

from __future__ import annotations

import json
from dataclasses import asdict

import typer

from crawler.cli.trail import step_line
from crawler.explain import Explanation

_WORDS = {True: "would be asked for", False: "would not be asked for", None: "would be asked for"}


def show(explanation: Explanation, *, as_json: bool) -> None:
    """Print an explanation: the verdict, then the facts, then what the last crawl did."""
    if as_json:
        typer.echo(json.dumps(asdict(explanation), ensure_ascii=False))
        return
    colon = "" if explanation.would_ask is None else ":"
    word = _WORDS[explanation.would_ask]
    typer.echo(f"{explanation.url} {word}{colon} {explanation.reason}")
    for fact in explanation.known:
        typer.echo(f"  {fact}")
    for step in explanation.trail:
        typer.echo(f"  last crawl: {step_line(step)}")
