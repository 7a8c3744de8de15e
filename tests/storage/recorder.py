"""Records one night of a small county into an archive, as a crawl would, and may be killed.

``python -m tests.storage.recorder DIRECTORY NIGHT`` prints each page's key once it is settled.
"""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

from storage.archive import Archive
from storage.records import Capture, Outcome, Planned, Reading, Site, Visit, VisitOutcome
from tests.storage.county import FIRST_NIGHT, reading

PAGES = 60
SITE = Site(
    site="county",
    name="示例县人民政府",
    url="http://www.shilixian.gov.cn/",
    division_code="622926",
)


def page(number: int, night: int) -> tuple[str, bytes, Reading]:
    """Return what page ``number`` says on a night: each third changes, each fifth moves."""
    changed = night if number % 3 == 0 else 0
    moved = f"?{night}" if number % 5 == 0 else ""
    url = f"http://www.shilixian.gov.cn/{number}.html{moved}"
    name = f"示例县第{number}局"
    figures = {f"t3.cell{cell}": str(number + cell + changed) for cell in range(40)}
    what = reading(issuer=name, title=f"{name}2021年政府信息公开工作年度报告", figures=figures)
    return url, f"<html>{number}, {changed}</html>".encode() * 50, what


def record(directory: Path, night: int) -> None:
    """Record a night, from where it was killed if it was."""
    now = FIRST_NIGHT + timedelta(days=night)
    with Archive.open(directory) as archive:
        archive.add_sites([SITE])
        run = archive.start_run("county", again=True, now=now)
        numbers = range(PAGES)
        archive.enqueue(
            run.run_id,
            [
                Planned(key=f"{number:02}", url=page(number, night)[0], kind="report", reason="")
                for number in numbers
            ],
        )
        writer = archive.capture_writer("county", {"software": "test"})
        notes = archive.together()
        for planned in archive.pending(run.run_id):
            number = int(planned.key)
            url, body, what = page(number, night)
            visited_at = now + timedelta(seconds=number)
            if number % 5 == 0 and night:
                old = page(number, night - 1)[0]
                notes.record_visit(
                    Visit(
                        run_id=run.run_id,
                        site="county",
                        url=old,
                        visited_at=visited_at - timedelta(milliseconds=1),
                        status=404,
                        outcome=VisitOutcome.GONE,
                        record_id=None,
                    )
                )
            written = writer.write(
                url=url,
                method="GET",
                request_headers=[],
                request_body=b"",
                status=200,
                reason="OK",
                headers=[("ETag", f'"{night}"')],
                body=body,
                visited_at=visited_at,
            )
            capture = Capture(
                site="county",
                url=url,
                visited_at=visited_at,
                status=200,
                headers={"ETag": f'"{night}"'},
                body=body,
                record_id=written.record_id,
                warc_file=written.file,
                warc_offset=written.offset,
                payload_digest=written.payload_digest,
                refers_to=written.refers_to,
            )
            archive.record_capture(capture, run_id=run.run_id)
            notes.record(capture, what, run_id=run.run_id)
            notes.record_visit(Visit.of(capture, VisitOutcome.OK, run_id=run.run_id))
            notes.settle(run.run_id, planned.key, "done")
            notes.write()
            print(planned.key, written.record_id, flush=True)
        writer.close()
        archive.finish_run(
            run.run_id, outcome=Outcome.OK, message="", requests=PAGES, now=now + timedelta(hours=1)
        )


if __name__ == "__main__":
    record(Path(sys.argv[1]), int(sys.argv[2]))
