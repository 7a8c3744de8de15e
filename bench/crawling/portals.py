"""Portals that are made up, behind one local proxy.

Each site has a home page, a column that lists its reports, and the reports: real HTTP over real
sockets, real reports of distinct issuers and years. Portals are other machines, and here they take
from the processors that the crawl is measured on: so their answers are made beforehand, and sent by
one thread with nothing between it and its sockets. (Made as they are asked for, and by asyncio's
streams, an answer took 0.19 to 0.22 ms of a processor; so it takes 0.12 to 0.19.)
"""

from __future__ import annotations

import csv
import selectors
import socket
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

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

    def answers(self) -> dict[str, bytes]:
        """Return all pages by their addresses, each as HTTP sends it."""
        return {url: _answer(b"200 OK", page) for url, page in self._pages()}

    def _pages(self) -> Iterator[tuple[str, str]]:
        for site, (county, _) in enumerate(self._counties()):
            home = f"http://s{site}.gov.cn/"
            column = f"{home}zfxxgknb/"
            yield home, _html(county, '<a href="/zfxxgknb/">政府信息公开年报</a>')
            rows = (
                f'<li><a href="/zfxxgknb/{number}.html">{self._title(county, number)}</a>'
                f"<span>{self._year(number) + 1}-01-20</span></li>"
                for number in range(self.reports)
            )
            yield column, _html("政府信息公开年报", f"<ul>{''.join(rows)}</ul>")
            for number in range(self.reports):
                yield f"{column}{number}.html", self._report(county, number)

    def _report(self, county: str, number: int) -> str:
        unit = self._unit(county, number)
        text = TEXT.format(year=self._year(number), unit=unit, number=number)
        body = "".join(f"<p>{line}</p>" for line in text.splitlines())
        title = self._title(county, number)
        return _html(title, f"<h1>{title}</h1>{body}<p>{unit}</p>")

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

    ``served`` counts answers; ``latency`` seconds pass before each. It takes requests without
    bodies, one after the other of a connection.
    """

    def __init__(self, portals: Portals, *, latency: float = 0.0) -> None:
        self.served = 0
        self._answers = portals.answers()
        self._latency = latency
        self._waiting: deque[tuple[float, socket.socket, str]] = deque()
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Server:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()
        self._listener.close()

    def _run(self) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self._listener, selectors.EVENT_READ)
            while not self._is_over.is_set():
                for key, _ in selector.select(self._until_next()):
                    connection = key.fileobj
                    assert isinstance(connection, socket.socket)  # noqa: S101 - as registered
                    if connection is self._listener:
                        client, _ = connection.accept()
                        selector.register(client, selectors.EVENT_READ, bytearray())
                    elif not self._receive(connection, key.data):
                        selector.unregister(connection)
                        connection.close()
                while self._waiting and self._waiting[0][0] <= time.monotonic():
                    _, connection, url = self._waiting.popleft()
                    self._send(connection, url)

    def _until_next(self) -> float:
        """Seconds until an answer is due, or it is time to see whether all is over."""
        if not self._waiting:
            return _LOOK_EACH
        return min(_LOOK_EACH, max(0.0, self._waiting[0][0] - time.monotonic()))

    def _receive(self, connection: socket.socket, before: bytearray) -> bool:
        """Take in what a client sent, after what it sent ``before``; False where it hung up."""
        try:
            data = connection.recv(65536)
        except ConnectionError:
            return False
        before += data
        while (end := before.find(b"\r\n\r\n")) >= 0:
            url = before[:end].split(b" ", 2)[1].decode("ascii")
            del before[: end + 4]
            if self._latency:
                self._waiting.append((time.monotonic() + self._latency, connection, url))
            else:
                self._send(connection, url)
        return bool(data)

    def _send(self, connection: socket.socket, url: str) -> None:
        with suppress(OSError):  # it hung up meanwhile
            connection.sendall(self._answers.get(url, _NOT_FOUND))
            self.served += 1


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


def _answer(status: bytes, page: str) -> bytes:
    body = page.encode()
    return (
        b"HTTP/1.1 %b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n%b"
        % (status, len(body), body)
    )


_NOT_FOUND = _answer(b"404 Not Found", "")
_LOOK_EACH = 0.1  # seconds
