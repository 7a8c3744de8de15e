"""The morning report, given to the command that NIANBAO_NOTIFY names.

The command is split into words as a shell would and started without one: nothing that a portal or a
site list says can become a command. It gets the report on standard input.
"""

from __future__ import annotations

import shlex
import subprocess

PATIENCE = 120  # seconds; a mail program that takes longer waits for something that does not come


class NotNotified(Exception):
    """The report did not get to anybody; the message says why."""


def notify(command: str, report: str) -> None:
    """Give ``report`` to ``command``. Raises NotNotified."""
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise NotNotified(f"NIANBAO_NOTIFY is no command: {error}") from error
    if not words:
        raise NotNotified("NIANBAO_NOTIFY is empty")
    try:
        subprocess.run(  # noqa: S603 - the operator's own command, without a shell
            words,
            input=report,
            text=True,
            encoding="utf-8",
            capture_output=True,
            timeout=PATIENCE,
            check=True,
        )
    except OSError as error:
        raise NotNotified(f"{words[0]} cannot be started: {error.strerror or error}") from error
    except subprocess.TimeoutExpired as error:
        raise NotNotified(f"{words[0]} took more than {PATIENCE} s and was ended") from error
    except subprocess.CalledProcessError as error:
        said = (error.stderr or error.stdout or "").strip().splitlines()
        told = f": {said[-1]}" if said else ""
        raise NotNotified(f"{words[0]} left with status {error.returncode}{told}") from error
