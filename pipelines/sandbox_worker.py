"""The other side of ``sandbox``: a process that reads documents until its input ends."""

from __future__ import annotations

import ctypes
import importlib
import io
import json
import os
import resource
import socket
import struct
import sys
from collections.abc import Callable
from typing import Any, NoReturn, cast

from pipelines.document import Document
from pipelines.errors import Unreadable
from pipelines.sandbox import ANSWER_BYTES, encode_document

# By name, so that a worker imports only the libraries that it is asked for.
READERS = {
    "pdf": ("pipelines.formats.pdf", "read_pdf"),
    "zip": ("pipelines.formats.office", "read_zip"),
    "ole": ("pipelines.formats.office", "read_ole"),
    "picture": ("pipelines.formats.ocr.picture", "read_picture"),
    "area": ("pipelines.formats.ocr.picture", "read_area"),
}

_HEADER = struct.Struct(">cQ")
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_PR_SET_PDEATHSIG, _SIGKILL = 1, 9


def serve(seconds: float, memory_bytes: int) -> None:
    """Answer questions from standard input on standard output. Called by ``sandbox`` only."""
    source, target = os.fdopen(0, "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not stand between answers
    _confine(memory_bytes)
    _write(target, b"{}")
    while header := source.read(_HEADER.size):
        _, size = _HEADER.unpack(header)
        request = source.read(size)
        _limit_computing(seconds)
        _write(target, _answer(request))


def _answer(request: bytes) -> bytes:
    size = struct.unpack(">I", request[:4])[0]
    head = json.loads(request[4 : 4 + size])
    try:
        document = _reader(head["reader"])(request[4 + size :], **head["options"])
        answer = json.dumps({"document": encode_document(document)}).encode()
        if len(answer) > ANSWER_BYTES:
            raise Unreadable("too_large", "its text is larger than any report's")
    except Unreadable as error:
        answer = json.dumps({"error": [error.kind, error.message]}).encode()
    except (MemoryError, RecursionError) as error:
        kind = "too_large" if isinstance(error, MemoryError) else "damaged"
        answer = json.dumps(
            {"error": [kind, f"the reader gives up: {type(error).__name__}"]}
        ).encode()
    except Exception as error:  # noqa: BLE001 - any library, any bytes: here the buck stops
        message = f"the reader gives up: {type(error).__name__}"
        answer = json.dumps({"error": ["damaged", message]}).encode()
    return answer


def _reader(name: str) -> Callable[..., Document]:
    module, function = READERS[name]
    return cast("Callable[..., Document]", getattr(importlib.import_module(module), function))


def _write(target: io.BufferedWriter | Any, answer: bytes) -> None:
    target.write(_HEADER.pack(b"A", len(answer)) + answer)
    target.flush()


def _confine(memory_bytes: int) -> None:
    """Give up what a reader does not need: network, files to write, memory, a life after ours."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, _SIGKILL)
    # Without a network of its own (where the kernel forbids it to users) Python's door stays shut.
    libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
    socket.socket = _NoSocket  # type: ignore[misc]
    socket.create_connection = _refused
    _limit(resource.RLIMIT_AS, memory_bytes)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CORE, 0)
    # lxml and python-docx recurse in C for deep trees; Python's own limit comes first.
    sys.setrecursionlimit(1500)


def _limit_computing(seconds: float) -> None:
    """Allow as many seconds of computing for the next document as it may take altogether."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(usage.ru_utime + usage.ru_stime + seconds) + 2
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _limit(what: int, value: int) -> None:
    _, hard = resource.getrlimit(what)
    resource.setrlimit(what, (value, value if hard == resource.RLIM_INFINITY else min(value, hard)))


class _NoSocket(socket.socket):
    """A class, because libraries (``ssl``) derive theirs from it as they are imported."""

    def __init__(self, *_: object, **__: object) -> None:
        raise OSError("readers have no network")


def _refused(*_: object, **__: object) -> NoReturn:
    raise OSError("readers have no network")
