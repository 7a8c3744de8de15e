"""Readers of hostile formats in processes of their own, with limits on time and memory.

A library that meets a crafted PDF or Office file may loop, swallow memory or crash. So it runs in a
worker: a fresh interpreter without network, that may not write files, whose memory is limited by
the kernel and whose time by us. Workers are started when first needed, kept for the next document,
and thrown away when one of them overstays, dies or has read many. They answer in JSON: nothing that
a worker says is ever executed here.

Calls are synchronous and may come from any thread; it doesn't matter what runs in the process
besides (a Twisted reactor, asyncio).
"""

from __future__ import annotations

import atexit
import base64
import contextlib
import json
import os
import select
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from pipelines.document import Area, Block, Cell, Document, Paragraph, Picture, Table
from pipelines.errors import Unreadable
from storage.records import Link

# Everybody may expect an answer within ten seconds; a real report takes one.
SECONDS = 8.0
# Importing the libraries into a fresh interpreter, on a machine that is busy otherwise.
START_SECONDS = 15.0
# Address space of one worker. Libraries take 150 MB of it, the largest real report 100 MB more.
MEMORY_BYTES = 450 * 1024 * 1024
# A page of OCR takes 5 seconds of computing, several times that on a busy machine, and its models
# map 1.5 GB.
OCR_SECONDS = 180.0
OCR_MEMORY_BYTES = 2560 * 1024 * 1024
# What PDF libraries leak stays below this many documents' worth.
DOCUMENTS_PER_WORKER = 100
# No report's text is larger; a worker that says more was taken over.
ANSWER_BYTES = 64 * 1024 * 1024

_HEADER = struct.Struct(">cQ")
_ROOT = str(Path(__file__).resolve().parent.parent)
_BOOT = (
    "import sys; sys.path.insert(0, sys.argv[1]);"
    "from pipelines.sandbox_worker import serve; serve(float(sys.argv[2]), int(sys.argv[3]))"
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may take: seconds of waiting and of computing, bytes of address space."""

    seconds: float
    memory_bytes: int


_LIMITS = Limits(SECONDS, MEMORY_BYTES)
_OCR_LIMITS = Limits(OCR_SECONDS, OCR_MEMORY_BYTES)


def read_sandboxed(reader: str, body: bytes, **options: float | None) -> Document:
    """Return what ``pipelines.sandbox_worker.READERS[reader]`` makes of ``body``.

    Raises ``Unreadable``: what the reader raised, ``timeout``, or ``damaged`` or ``too_large`` when
    the file took the worker down.
    """
    return decode_answer(ask_sandboxed(reader, body, **options))


def ask_sandboxed(reader: str, body: bytes, **options: float | None) -> bytes:
    """Return the reader's answer as it comes, for :func:`decode_answer`; it may be an error.

    Raises ``Unreadable`` where there is none: ``timeout``, ``damaged`` or ``too_large``.
    """
    pool = _OCR_POOL if reader in ("picture", "area") else _POOL
    return pool.ask(reader, body, options)


@dataclass(frozen=True, slots=True)
class _Gone(Exception):
    """A worker ended without an answer. ``signal`` is what ended it, 0 where it exited."""

    signal: int


class _Worker:
    """One process that reads documents, one after the other."""

    def __init__(self, limits: Limits) -> None:
        self.documents = 0
        self.limits = limits
        told = (str(limits.seconds), str(limits.memory_bytes))
        self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-I", "-c", _BOOT, _ROOT, *told],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for us; the end of our pipe ends the worker
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1"},
        )
        assert self.process.stdin is not None  # noqa: S101 - asked for above
        assert self.process.stdout is not None  # noqa: S101
        self.input = self.process.stdin.fileno()
        self.output = self.process.stdout.fileno()
        os.set_blocking(self.input, False)
        os.set_blocking(self.output, False)
        self._receive(time.monotonic() + START_SECONDS)

    def ask(self, request: bytes) -> bytes:
        """Send one document, wait for the answer. Raises ``_Gone``, ``TimeoutError``."""
        self.documents += 1
        deadline = time.monotonic() + self.limits.seconds
        self._send(request, deadline)
        return self._receive(deadline)

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def _send(self, data: bytes, deadline: float) -> None:
        view = memoryview(_HEADER.pack(b"Q", len(data)) + data)
        while view:
            self._wait(self.input, select.POLLOUT, deadline)
            try:
                view = view[os.write(self.input, view[: 1 << 16]) :]
            except BlockingIOError:
                continue
            except BrokenPipeError:
                raise self._gone() from None

    def _receive(self, deadline: float) -> bytes:
        kind, size = _HEADER.unpack(self._take(_HEADER.size, deadline))
        if kind != b"A" or size > ANSWER_BYTES:
            raise _Gone(0)
        return self._take(size, deadline)

    def _take(self, size: int, deadline: float) -> bytes:
        parts: list[bytes] = []
        while size:
            self._wait(self.output, select.POLLIN, deadline)
            try:
                part = os.read(self.output, min(size, 1 << 20))
            except BlockingIOError:
                continue
            if not part:
                raise self._gone()
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def _wait(self, descriptor: int, event: int, deadline: float) -> None:
        poll = select.poll()
        poll.register(descriptor, event)
        left = deadline - time.monotonic()
        if left <= 0 or not poll.poll(left * 1000):
            raise TimeoutError

    def _gone(self) -> _Gone:
        code = self.process.wait()
        return _Gone(-code if code < 0 else 0)


class _Pool:
    """Idle workers. As many exist as calls were ever under way at one time."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._lock = threading.Lock()
        self._idle: list[_Worker] = []
        self._owner = os.getpid()

    def ask(self, reader: str, body: bytes, options: Mapping[str, float | None]) -> bytes:
        head = json.dumps({"reader": reader, "options": dict(options)}).encode()
        request = struct.pack(">I", len(head)) + head + body
        try:
            worker = self._take()
        except (_Gone, TimeoutError) as error:
            raise Unreadable("timeout", "the reader's process does not start") from error
        try:
            answer = worker.ask(request)
        except TimeoutError:
            worker.kill()
            raise Unreadable("timeout", f"not read within {self._limits.seconds:g} s") from None
        except _Gone as gone:
            worker.kill()
            raise _explained(gone, self._limits) from None
        except BaseException:
            worker.kill()  # interrupted: it would answer the next question with this one's answer
            raise
        self._give_back(worker)
        return answer

    def close(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, []
        if self._owner == os.getpid():
            for worker in idle:
                worker.kill()

    def _take(self) -> _Worker:
        with self._lock:
            if self._owner != os.getpid():  # a fork shares our pipes, and must not use them
                self._idle, self._owner = [], os.getpid()
            worker = self._idle.pop() if self._idle else None
        if worker is not None and worker.process.poll() is None:
            return worker
        return _Worker(self._limits)

    def _give_back(self, worker: _Worker) -> None:
        if worker.documents >= DOCUMENTS_PER_WORKER:
            worker.kill()
            return
        with self._lock:
            self._idle.append(worker)


_POOL = _Pool(_LIMITS)
_OCR_POOL = _Pool(_OCR_LIMITS)
atexit.register(_POOL.close)
atexit.register(_OCR_POOL.close)

_SIGXCPU, _SIGKILL = 24, 9


def _explained(gone: _Gone, limits: Limits) -> Unreadable:
    if gone.signal == _SIGXCPU:
        return Unreadable("timeout", f"not read within {limits.seconds:g} s of computing")
    if gone.signal == _SIGKILL:
        return Unreadable("too_large", "reading it takes more memory than the limit")
    return Unreadable("damaged", "reading it ends the reader's process")


# -- documents as JSON, in both directions --------------------------------------------------------


def encode_document(document: Document) -> dict[str, Any]:
    """A document as JSON's types; ``decode_document`` is the way back."""
    return {
        "format": document.format,
        "blocks": [_encode_block(block) for block in document.blocks],
        "headlines": list(document.headlines),
        "meta": dict(document.meta),
        "index": dict(document.index),
        "date_line": document.date_line,
        "attachments": [[link.url, link.text] for link in document.attachments],
        "refused": list(document.refused),
        "interleaved": document.interleaved,
    }


def decode_document(data: dict[str, Any]) -> Document:
    """Raises ``KeyError``, ``TypeError``, ``ValueError`` where ``data`` is no document."""
    return Document(
        format=data["format"],
        blocks=tuple(_decode_block(block) for block in data["blocks"]),
        headlines=tuple(str(line) for line in data["headlines"]),
        meta={str(key): str(value) for key, value in data["meta"].items()},
        index={str(key): str(value) for key, value in data["index"].items()},
        date_line=data["date_line"],
        attachments=tuple(Link(url=str(url), text=str(text)) for url, text in data["attachments"]),
        refused=tuple(int(page) for page in data["refused"]),
        interleaved=bool(data["interleaved"]),
    )


def _encode_block(block: Block) -> list[Any]:
    if isinstance(block, Paragraph):
        return ["p", block.text, block.heading]
    if isinstance(block, Picture):
        data = None if block.data is None else base64.b64encode(block.data).decode()
        return ["i", block.url, block.alt, data, block.area and astuple(block.area)]
    rows = [[[c.text, c.colspan, c.rowspan, c.header] for c in row] for row in block.rows]
    return ["t", rows, block.caption, block.recognised]


def _decode_block(data: list[Any]) -> Block:
    if data[0] == "p":
        return Paragraph(text=str(data[1]), heading=data[2])
    if data[0] == "i":
        body = None if data[3] is None else base64.b64decode(data[3], validate=True)
        area = None if data[4] is None else Area(*data[4])
        return Picture(url=str(data[1]), alt=str(data[2]), data=body, area=area)
    rows = tuple(
        tuple(
            Cell(text=str(text), colspan=int(colspan), rowspan=int(rowspan), header=bool(header))
            for text, colspan, rowspan, header in row
        )
        for row in data[1]
    )
    return Table(rows=rows, caption=str(data[2]), recognised=bool(data[3]))


def decode_answer(answer: bytes) -> Document:
    """Return the document of an answer. Raises ``Unreadable``: what the reader raised."""
    try:
        data = json.loads(answer)
        if "error" in data:
            kind, message = data["error"]
            raise Unreadable(kind, str(message))
        return decode_document(data["document"])
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise Unreadable("damaged", "the reader's answer makes no sense") from error
