"""The memory of processes that a bench started."""

from __future__ import annotations

from pathlib import Path


def resident(pid: int) -> float:
    """Return the resident memory of a process in MB, 0 where it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0.0
    sizes = [int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")]
    return sizes[0] / 1024 if sizes else 0.0


def family(pid: int) -> list[int]:
    """Return a process and those that it has started, and they in turn."""
    found = [pid]
    for thread in Path(f"/proc/{pid}/task").glob("*"):
        try:
            listed = (thread / "children").read_text(encoding="ascii")
        except OSError:
            continue
        for child in listed.split():
            found += family(int(child))
    return found
