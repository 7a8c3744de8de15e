"""Portals that are made up as they are asked for, behind one local proxy.

Each site has a home page, a column that lists its reports, and the reports: real HTTP over real
sockets, real reports of distinct issuers and years, and so little work to serve that what is
measured is the crawl.
"""

from __future__ import annotations

import asyncio
import csv
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from storage.reference.divisions import all_divisions

YEARS = range(2015, 2025)
UNITS = tuple(
    f"{name}局"
    for name in [
        "教育",
        "财政",
        "民政",
        "司法",
        "水利",
        "农业农村",
        "交通运输",
        "审计",
        "统计",
        "林业",
    ]
)
# A report of free form with what every report says: short, since reading is measured elsewhere.
TEXT = """一、总体情况
{year}年，{unit}主动公开政府信息{number}条，按时更新目录，没有收取费用。
二、存在的主要问题及改进情况
公开的内容还不够全面，下一步加强学习，完善制度，提高质量。
三、其他需要报告的事项
{unit}没有其他需要报告的事项。"""


@dataclass(frozen=True, slots=True)
class Portals:
    """``sites`` portals of real counties' names, with ``reports`` reports each."""

    sites: int
    reports: int

    def write_site_list(self, path: Path) -> None:
        """Write the list that ``nianbao crawl --sites`` takes."""
        with path.open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file)
            out.writerow(("site", "name", "url", "division_code"))
            for number, (name, code) in enumerate(self._counties()):
                out.writerow((f"s{number}", f"{name}人民政府", f"http://s{number}.gov.cn/", code))

    def page(self, url: str) -> str | None:
        """Return the page at ``url``, None for a 404."""
        split = urlsplit(url)
        host, path = split.hostname or "", split.path
        county = self._counties()[int(host.removeprefix("www.")[1:].partition(".")[0])][0]
        if path == "/":
            return _html(county, '<a href="/zfxxgknb/">政府信息公开年报</a>')
        if path == "/zfxxgknb/":
            rows = (
                f'<li><a href="/zfxxgknb/{number}.html">{self._title(county, number)}</a>'
                f"<span>{self._year(number) + 1}-01-20</span></li>"
                for number in range(self.reports)
            )
            return _html("政府信息公开年报", f"<ul>{''.join(rows)}</ul>")
        stem = path.removeprefix("/zfxxgknb/").removesuffix(".html")
        if not stem.isdigit():
            return None
        number = int(stem)
        unit = self._unit(county, number)
        text = TEXT.format(year=self._year(number), unit=unit, number=number)
        body = "".join(f"<p>{line}</p>" for line in text.splitlines())
        return _html(
            self._title(county, number),
            f"<h1>{self._title(county, number)}</h1>{body}<p>{unit}</p>",
        )

    def _counties(self) -> list[tuple[str, str]]:
        return _counties(self.sites)

    def _year(self, number: int) -> int:
        return YEARS[number % len(YEARS)]

    def _unit(self, county: str, number: int) -> str:
        village, unit = divmod(number // len(YEARS), len(UNITS))
        return f"{county}{UNITS[unit]}" if not village else f"{county}第{village}{UNITS[unit]}"

    def _title(self, county: str, number: int) -> str:
        unit = self._unit(county, number)
        return f"{unit}{self._year(number)}年政府信息公开工作年度报告"


class Server:
    """An HTTP proxy that serves the portals from a thread of its own. A context manager.

    ``served`` counts answers; ``latency`` seconds pass before each.
    """

    def __init__(self, page: Callable[[str], str | None], *, latency: float = 0.0) -> None:
        self.served = 0
        self._page = page
        self._latency = latency
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Server:
        self._thread.start()
        started = asyncio.run_coroutine_threadsafe(self._start(), self._loop)
        self.url = started.result(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    async def _start(self) -> str:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                url = head.split(b" ", 2)[1].decode("ascii")
                if self._latency:
                    await asyncio.sleep(self._latency)
                page = self._page(url)
                body = (page or "").encode()
                status = b"200 OK" if page is not None else b"404 Not Found"
                writer.write(
                    b"HTTP/1.1 " + status + b"\r\nContent-Type: text/html; charset=utf-8\r\n"
                    b"Content-Length: " + str(len(body)).encode() + b"\r\n\r\n" + body
                )
                self.served += 1
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()


_KEPT: dict[int, list[tuple[str, str]]] = {}


def _counties(number: int) -> list[tuple[str, str]]:
    if number not in _KEPT:
        found = {
            division.code: division.name
            for division in all_divisions()
            if division.name.endswith("县") and division.valid_to is None
        }
        _KEPT[number] = [(name, code) for code, name in sorted(found.items())][:number]
    return _KEPT[number]


def _html(title: str, body: str) -> str:
    return (
        f'<html><head><meta charset="utf-8"><title>{title}</title></head><body>{body}</body></html>'
    )
