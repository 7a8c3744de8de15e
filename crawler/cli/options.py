"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

ArchiveOption = Annotated[
    Path,
    typer.Option(
        "--archive",
        envvar="NIANBAO_ARCHIVE",
        metavar="DIR",
        help="The archive's directory.",
        show_envvar=True,
    ),
]

DEFAULT_ARCHIVE = Path("archive")  # beside where one works, as git or make would
