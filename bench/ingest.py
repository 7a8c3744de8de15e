"""How fast and how lean a WARC is taken in: ``python -m bench.ingest [ANSWERS] [REPORTS]``.

Makes a WARC as a general crawler leaves it: articles, lists, pictures and scripts of governments'
portals, one answer in a hundred a report, and takes it into an empty archive by the command. Every
other page has the report column in its menu, so that it has to be read to be told from a report.
Prints answers a second and the largest resident memory of any process.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from fixtures.foreign import Foreign, report_page, warc

HOST = "http://www.shilixian.gov.cn"
NAME = "county-2022-old-and-new-tables"
HAN = "安宁和顺清平远东南西北山川江河林泉石田溪云海松柏兴隆丰乐"
SENTENCE = "为深入贯彻落实县委县政府决策部署，全县各级各部门扎实开展各项工作，取得了明显成效。"
MENUS = (
    '<ul><li><a href="/zwgk/">政务公开</a></li>'
    '<li><a href="/zwgk/nb/">政府信息公开年报</a></li></ul>',
    '<ul><li><a href="/xwzx/">新闻中心</a></li><li><a href="/hdjl/">互动交流</a></li></ul>',
)


def main() -> None:
    """Measure."""
    answers = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    reports = int(sys.argv[2]) if len(sys.argv) > 2 else answers // 100
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "general.warc.gz"
        with path.open("wb") as file:
            for answer in captured(answers, reports):
                file.write(warc([answer]))
        size = path.stat().st_size
        command = [Path(sys.executable).with_name("nianbao"), "ingest", path]
        begun = time.perf_counter()
        ran = subprocess.run(  # noqa: S603
            [*command, "--archive", Path(place) / "archive"],
            capture_output=True,
            text=True,
            check=False,
        )
        seconds = time.perf_counter() - begun
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    memory, cpu = used.ru_maxrss / 1024, used.ru_utime + used.ru_stime
    print(f"{size / 1e6:.0f} MB; {ran.stdout.strip().partition(': ')[2]}{ran.stderr}")
    print(f"{answers / seconds:.0f} answers a second, {memory:.0f} MB resident at most")
    print(
        f"{answers / cpu:.0f} answers a second of CPU: what a machine with nothing else to do gives"
    )


def captured(answers: int, reports: int) -> Iterator[Foreign]:
    """Yield the answers of the file, mixed."""
    rng = random.Random(7)  # noqa: S311
    page = report_page(NAME)
    for number in range(answers):
        menu = MENUS[number % 2]
        if number % (answers // reports) == 0:
            body = page.replace("云溪".encode(), "".join(rng.sample(HAN, 2)).encode())
            yield Foreign(url=f"{HOST}/zwgk/nb/202303/t20230301_{number}.html", body=body)
        elif number % 5 < 2:
            words = "".join(f"<p>{SENTENCE * rng.randint(1, 4)}</p>" for _ in range(25))
            html = (
                f"<html><head><title>县政府召开会议</title></head><body>{menu}{words}</body></html>"
            )
            yield Foreign(url=f"{HOST}/xwzx/202303/t20230301_{number}.html", body=html.encode())
        elif number % 5 == 2:
            rows = "".join(
                f'<li><a href="t2023_{number}{row}.html">{SENTENCE[:20]}</a>2023-03-01</li>'
                for row in range(40)
            )
            html = (
                f"<html><head><title>要闻</title></head><body>{menu}<ul>{rows}</ul></body></html>"
            )
            yield Foreign(url=f"{HOST}/xwzx/index_{number}.html", body=html.encode())
        else:
            kind = ("image/jpeg", "text/css", "application/javascript")[number % 3]
            body = rng.randbytes(rng.randint(500, 40_000))
            headers = (("Content-Type", kind),)
            yield Foreign(url=f"{HOST}/assets/{number}", body=body, headers=headers)


if __name__ == "__main__":
    main()
