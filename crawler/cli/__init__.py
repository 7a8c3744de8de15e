"""The ``nianbao`` command: one file a subcommand, imported when it is called.

A subcommand's module holds either ``command``, a function with Typer's annotations that returns the
exit status, or ``app``, a Typer group. Exit status: 0 done; 1 done, but something needs attention;
2 wrong usage; 3 stopped, not done.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.metadata import version
from typing import Annotated, Any, ClassVar, NoReturn

import typer
from typer.core import TyperGroup

from crawler.cli.errors import UsageError
from storage.errors import StorageError

_INTERRUPTED = 130  # what Typer makes of KeyboardInterrupt


class _Subcommands(TyperGroup):
    """Subcommands by name, each imported only when asked for: ``parse`` need not load Scrapy."""

    summaries: ClassVar[dict[str, str]] = {
        "parse": "Read documents without crawling: one JSON object a line.",
        "crawl": "Crawl sites into the archive.",
        "sites": "The site registry.",
        "ingest": "Archive reports out of WARC, WACZ or documents of other tools.",
        "reparse": "Read the stored captures again, with no network.",
        "status": "The last run of each site, and what broke.",
        "coverage": "Who ought to have published, and what is known of it.",
        "audit": "The findings over the archive, and your word on them.",
        "validate": "How often the archive is wrong, by cells coded by hand.",
        "verify": "Whether the archive still is what it was.",
        "history": "The revisions of a report and what changed.",
        "redact": "Remove a capture by decision, and say why.",
        "archive": "What an archive is made of, its backups, and its moves.",
        "schedule": "Put tonight's sites into the queue of many machines.",
        "worker": "Take sites off the queue and crawl them.",
        "show": "A figure, and the capture that it was read from.",
        "restrict": "Keep a report out of exports, and in the archive.",
        "export": "Write the researcher's data set.",
        "doctor": "Whether this machine can run nianbao every night.",
    }

    def list_commands(self, ctx: Any) -> list[str]:
        return list(self.summaries)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in self.summaries:
            return None
        module = import_module(f"crawler.cli.{cmd_name}")
        if hasattr(module, "app"):
            app: typer.Typer = module.app
        else:
            app = typer.Typer(add_completion=False, rich_markup_mode=None)
            app.command(name=cmd_name)(module.command)
        found = typer.main.get_command(app)
        found.name = cmd_name
        return found

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(self.summaries.items()))


def _leave(status: int | None, **_options: Any) -> None:
    """Turn what a command returned into the process's exit status."""
    raise typer.Exit(status or 0)


nianbao = typer.Typer(
    cls=_Subcommands,
    result_callback=_leave,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,  # plain help, the same in a pipe, a log and the docs
    pretty_exceptions_enable=False,  # a defect shows Python's own traceback
    help="Find, keep and read the information disclosure annual reports of Chinese counties.",
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"nianbao {version('nianbao')}")
        raise typer.Exit


@nianbao.callback()
def _options(
    show_version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Options before the subcommand."""


def main() -> None:
    """Run the command line and exit with its status."""
    try:
        nianbao()
    except UsageError as error:
        _complain(str(error), 2)
    except StorageError as error:
        _complain(str(error), 3)
    except SystemExit as leaving:
        if leaving.code != _INTERRUPTED:
            raise
        _complain("interrupted; run the same command again to go on", 3)


def _complain(message: str, status: int) -> NoReturn:
    typer.echo(f"nianbao: {message}", err=True)
    sys.exit(status)
