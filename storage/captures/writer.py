"""Writing of captures."""

from __future__ import annotations

import os
import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Protocol

from warcio.statusandheaders import StatusAndHeaders  # type: ignore[import-untyped]
from warcio.utils import Digester  # type: ignore[import-untyped]
from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

from storage.errors import StorageError
from storage.locks import FileLock

OPEN_SUFFIX = ".open"
_ROLL_AT = 1_000_000_000  # bytes; the usual size of WARC files, easy to copy and to check
_NOT_MODIFIED = 304
_NOT_MODIFIED_PROFILE = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_IDENTICAL_PROFILE = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"

Headers = Iterable[tuple[bytes | str, bytes | str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """The record that holds a payload, for revisits to refer to."""

    record_id: str
    url: str
    visited_at: datetime
    payload_digest: str


class KnownPayloads(Protocol):
    """What was captured before. The archive is one."""

    def payload(self, payload_digest: str) -> Original | None:
        """Return the record that holds this payload."""

    def latest_payload(self, url: str) -> Original | None:
        """Return the record that holds what ``url`` last answered with status 200."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenRecord:
    """Where a capture went; ``refers_to`` is the record with its payload where it is a revisit."""

    record_id: str
    file: str
    offset: int
    payload_digest: str
    refers_to: str | None


class _ExactHeaders(StatusAndHeaders):  # type: ignore[misc]
    """HTTP headers byte for byte: warcio would percent-encode what is not ASCII, such as GBK."""

    def to_ascii_bytes(self, filter_func: Any = None) -> bytes:
        return bytes(self.to_bytes(filter_func, "latin-1"))


class _Writer(WARCWriter):  # type: ignore[misc]
    @staticmethod
    def _create_digester() -> Digester:
        return Digester("sha256")  # SHA-1, warcio's own choice, no longer proves anything


class CaptureWriter:
    """Writes the captures of one run of one process, each flushed to disk before it returns.

    The file is made at the first capture, held by a lock while it is written, renamed when it is
    whole, and followed by another at 1 GB. Raises StorageError where the disk does not take it;
    what was written before stays whole.
    """

    def __init__(
        self,
        directory: Path,
        run_name: str,
        info: Mapping[str, str],
        *,
        known: KnownPayloads | None = None,
    ) -> None:
        self._directory = directory
        self._run_name = re.sub(r"[^0-9A-Za-z._-]", "_", run_name)
        self._info = dict(info)
        self._known = known
        self._lock: FileLock | None = None
        self._name = ""
        self._offset = 0

    def write(
        self,
        *,
        url: str,
        method: str,
        request_headers: Headers,
        request_body: bytes,
        status: int,
        reason: str,
        headers: Headers,
        body: bytes,
        visited_at: datetime,
        ip: str | None = None,
    ) -> WrittenRecord:
        """Write an exchange: a response, or a revisit where its payload is known, and its request.

        ``headers`` are as received, ``body`` is after transfer decoding and before content
        decoding. Names and values of headers are bytes or latin-1 text.
        """
        digester = Digester("sha256")
        digester.update(body)
        digest = str(digester)
        original = self._original(url, status, digest, body)
        if original is not None:
            digest = original.payload_digest
        record_id = f"<urn:uuid:{uuid.uuid4()}>"
        common = {"WARC-Date": warc_date(visited_at)}
        if ip:
            common["WARC-IP-Address"] = ip
        buffer = BytesIO()
        writer = _Writer(buffer, gzip=True, warc_version="1.1")
        http = _ExactHeaders(
            f"{status} {_one_line(reason)}".rstrip(), _exact(headers), protocol="HTTP/1.1"
        )
        response_headers = {"WARC-Record-ID": record_id, **common, "WARC-Payload-Digest": digest}
        if original is None:
            response = writer.create_warc_record(
                url,
                "response",
                payload=BytesIO(body),
                length=len(body),
                warc_headers_dict=response_headers,
                http_headers=http,
            )
        else:
            not_modified = status == _NOT_MODIFIED
            response_headers |= {
                "WARC-Profile": _NOT_MODIFIED_PROFILE if not_modified else _IDENTICAL_PROFILE,
                "WARC-Refers-To": original.record_id,
                "WARC-Refers-To-Target-URI": original.url,
                "WARC-Refers-To-Date": warc_date(original.visited_at),
            }
            response = writer.create_warc_record(
                url, "revisit", warc_headers_dict=response_headers, http_headers=http
            )
        request = writer.create_warc_record(
            url,
            "request",
            payload=BytesIO(request_body),
            length=len(request_body),
            warc_headers_dict={**common, "WARC-Concurrent-To": record_id},
            http_headers=_ExactHeaders(
                f"{method} {_target(url)} HTTP/1.1",
                _exact(request_headers),
                is_http_request=True,
            ),
        )
        writer.write_record(response)
        writer.write_record(request)
        offset = self._append(buffer.getvalue())
        return WrittenRecord(
            record_id=record_id,
            file=self._name,
            offset=offset,
            payload_digest=digest,
            refers_to=original.record_id if original else None,
        )

    def close(self) -> None:
        """Give the file its final name. Without captures there is no file."""
        if self._lock is None:
            return
        try:
            self._lock.path.rename(self._directory / self._name)
            sync_directory(self._directory)
        except OSError as error:
            raise _cannot_write(self._lock.path, error) from error
        finally:
            self._lock.release()
            self._lock = None

    def _original(self, url: str, status: int, digest: str, body: bytes) -> Original | None:
        if self._known is None:
            return None
        if status == _NOT_MODIFIED:
            return self._known.latest_payload(url)
        return self._known.payload(digest) if body else None

    def _append(self, data: bytes) -> int:
        if self._lock is None or self._offset > _ROLL_AT:
            self.close()
            self._start()
        lock, offset = self._lock, self._offset
        assert lock is not None  # noqa: S101 - _start has set it
        try:
            view = memoryview(data)
            while view:
                view = view[os.write(lock.descriptor, view) :]
            # Before the row that points here is committed: after a power cut the archive must not
            # know a capture that the disk has not. Costs 0.3 ms on an SSD.
            os.fdatasync(lock.descriptor)
        except OSError as error:
            os.ftruncate(lock.descriptor, offset)
            os.lseek(lock.descriptor, offset, os.SEEK_SET)
            raise _cannot_write(lock.path, error) from error
        self._offset += len(data)
        return offset

    def _start(self) -> None:
        moment = datetime.now(UTC)
        self._name = f"{self._run_name}-{moment:%Y%m%d%H%M%S}-{uuid.uuid4().hex[:8]}.warc.gz"
        self._offset = 0
        path = self._directory / (self._name + OPEN_SUFFIX)
        try:
            self._directory.mkdir(parents=True, exist_ok=True)
            self._lock = FileLock.acquire(path)
        except OSError as error:
            raise _cannot_write(path, error) from error
        if self._lock is None:
            raise StorageError(f"{path} is being written by another process")
        buffer = BytesIO()
        writer = _Writer(buffer, gzip=True, warc_version="1.1")
        writer.write_record(writer.create_warcinfo_record(self._name, self._info))
        self._append(buffer.getvalue())


def warc_date(moment: datetime) -> str:
    """Return a moment as WARC/1.1 writes it, to the microsecond."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def sync_directory(directory: Path) -> None:
    """Have the names in ``directory`` on the disk."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _exact(headers: Headers) -> list[tuple[str, str]]:
    pairs = [(_one_line(_text(name)), _one_line(_text(value))) for name, value in headers]
    # The body is kept without its transfer coding, so the header would be a lie; warcinfo says so.
    return [pair for pair in pairs if pair[0].lower() != "transfer-encoding"]


def _text(value: bytes | str) -> str:
    if isinstance(value, bytes):
        return value.decode("latin-1")
    return value.encode("utf-8").decode("latin-1") if not _is_latin1(value) else value


def _is_latin1(value: str) -> bool:
    return all(ord(character) < 256 for character in value)


def _one_line(value: str) -> str:
    return re.sub(r"[\r\n\0]+", " ", value)


def _target(url: str) -> str:
    """Return what a request line holds of ``url``: path and query."""
    _, _, rest = url.partition("://")
    _, slash, path = rest.partition("/")
    return (slash + path).split("#")[0] or "/"


def _cannot_write(path: Path, error: OSError) -> StorageError:
    return StorageError(f"cannot write captures to {path}: {error.strerror or error}")
