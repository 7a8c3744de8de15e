"""What is written to standard error while a crawl goes on: lines for people, or JSON for programs.

Every warning of ours names itself (``extra={"id": "log/…"}``), and docs/how-to/runbook.md has a
section for it. A line of JSON also says which night, site and run it belongs to.
"""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING, Any

import structlog

if TYPE_CHECKING:
    from collections.abc import Mapping, MutableMapping

OURS = ("crawler", "pipelines", "storage")
NAMED = ("id", "site", "run")  # what a line may say of itself, by ``extra``


def install(settings: Mapping[str, object], night: str) -> None:
    """Write the log of this process from now on, by ``LOG_LEVEL`` and ``LOG_FILE``.

    ``night`` is the name that all runs of a command share. NIANBAO_LOG=json asks for JSON: then
    what nianbao does is told as well, not only what goes wrong.
    """
    as_json = os.environ.get("NIANBAO_LOG", "").strip().lower() == "json"
    file = settings.get("LOG_FILE")
    handler: logging.Handler = (
        logging.FileHandler(str(file), encoding="utf-8") if file else logging.StreamHandler()
    )
    level = logging.getLevelName(str(settings.get("LOG_LEVEL", "WARNING")).upper())
    handler.addFilter(lambda record: record.levelno >= (_told(record) if as_json else level))
    plain = logging.Formatter(str(settings.get("LOG_FORMAT", "%(levelname)s %(message)s")))
    handler.setFormatter(_json(night) if as_json else plain)
    logging.root.addHandler(handler)
    logging.root.setLevel(logging.NOTSET)


def _told(record: logging.LogRecord) -> int:
    """The level from which on a line is written as JSON: of Scrapy's only what goes wrong."""
    return logging.INFO if record.name.partition(".")[0] in OURS else logging.WARNING


def _json(night: str) -> logging.Formatter:
    def name_what_it_belongs_to(_: Any, __: str, event: MutableMapping[str, Any]) -> Any:
        arguments = event.pop("positional_args", None)
        return {**event, "night": night, **_said_of(event["_record"], arguments)}

    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
        ],
        processors=[
            name_what_it_belongs_to,
            structlog.processors.format_exc_info,
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
        ],
        pass_foreign_args=True,
    )


def _said_of(record: logging.LogRecord, arguments: object) -> dict[str, Any]:
    context = getattr(getattr(record, "spider", None), "context", None)
    said = {} if context is None else {"site": context.site.site, "run": context.run.run_id}
    # Scrapy's log formatter has no extra: what it names stands among the arguments.
    named = arguments if isinstance(arguments, dict) else {}
    for name in NAMED:
        value = getattr(record, name, named.get(name))
        if value is not None:
            said[name] = value
    return said
