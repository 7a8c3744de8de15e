"""Writing of captures."""

from __future__ import annotations

import os
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from storage.captures import records
from storage.captures.cdxj import as_index, cdxj_line, mime_of
from storage.captures.directory import OPEN_SUFFIX, WARC_SUFFIX, index_name, sync_directory
from storage.captures.records import NOT_MODIFIED, Answer, Headers, Original, Request
from storage.captures.store import CaptureStore
from storage.errors import StorageError
from storage.locks import FileLock

_ROLL_AT = 1_000_000_000  # bytes; the usual size of WARC files, easy to copy and to check


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


class CaptureWriter:
    """Writes the captures of one run of one process, each flushed to disk before it returns.

    The file is made at the first capture, held by a lock while it is written, renamed when it is
    whole, with its index beside it, and followed by another at 1 GB. Raises StorageError where the
    disk does not take it; what was written before stays whole.
    """

    def __init__(
        self,
        store: CaptureStore,
        run_name: str,
        info: Mapping[str, str],
        *,
        known: KnownPayloads | None = None,
    ) -> None:
        self._store = store
        self._run_name = re.sub(r"[^0-9A-Za-z._-]", "_", run_name)
        self._info = dict(info)
        self._known = known
        self._lock: FileLock | None = None
        self._name = ""
        self._offset = 0
        self._warcinfo_id = ""
        self._lines: list[str] = []  # of the file's index

    def __enter__(self) -> CaptureWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

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
        return self.write_answer(
            Answer(status=status, reason=reason, headers=headers, body=body),
            url=url,
            visited_at=visited_at,
            ip=ip,
            request=Request(method=method, headers=request_headers, body=request_body),
        )

    def write_answer(
        self,
        answer: Answer,
        *,
        url: str,
        visited_at: datetime,
        ip: str | None = None,
        request: Request | None = None,
        record_id: str | None = None,
    ) -> WrittenRecord:
        """Write an answer, whose request is perhaps unknown, under the id that it has if it has."""
        self._ensure_file()
        digest = records.digest_of(answer.body)
        original = self._original(url, answer, digest)
        digest = original.payload_digest if original else digest
        record_id = record_id or records.new_record_id()
        common = self._named(visited_at)
        if ip:
            common["WARC-IP-Address"] = ip
        named = {"WARC-Record-ID": record_id, **common, "WARC-Payload-Digest": digest}
        if original is None:
            member = records.response(url, answer, named)
        else:
            member = records.revisit(url, answer, original, named)
        asked = b""
        if request is not None:
            asked = records.request(url, request, {**common, "WARC-Concurrent-To": record_id})
        content_type = next(
            (value for name, value in answer.headers if _lower(name) == "content-type"), ""
        )
        kind = "revisit" if original else "response"
        offset = self._append(member + asked)
        self._lines.append(
            cdxj_line(
                url=url,
                visited_at=visited_at,
                mime=mime_of(kind, _text(content_type)),
                status=answer.status,
                digest=digest,
                length=len(member),
                offset=offset,
                file=self._name,
            )
        )
        return WrittenRecord(
            record_id=record_id,
            file=self._name,
            offset=offset,
            payload_digest=digest,
            refers_to=original.record_id if original else None,
        )

    def write_document(
        self, body: bytes, *, url: str, content_type: str, visited_at: datetime, record_id: str
    ) -> WrittenRecord:
        """Write a document that came without an HTTP exchange."""
        self._ensure_file()
        digest = records.digest_of(body)
        named = {
            "WARC-Record-ID": record_id,
            **self._named(visited_at),
            "WARC-Payload-Digest": digest,
        }
        member = records.resource(url, body, content_type, named)
        offset = self._append(member)
        self._lines.append(
            cdxj_line(
                url=url,
                visited_at=visited_at,
                mime=mime_of("resource", content_type),
                status=None,
                digest=digest,
                length=len(member),
                offset=offset,
                file=self._name,
            )
        )
        return WrittenRecord(
            record_id=record_id,
            file=self._name,
            offset=offset,
            payload_digest=digest,
            refers_to=None,
        )

    def close(self) -> None:
        """Give the file its final name and its index. Without captures there is no file."""
        if self._lock is None:
            return
        directory = self._lock.path.parent
        try:
            (directory / index_name(self._name)).write_bytes(as_index(self._lines))
            self._lock.path.rename(directory / self._name)
            self._store.take(self._name)
        except OSError as error:
            raise _cannot_write(self._lock.path, error) from error
        finally:
            self._lock.release()
            self._lock = None

    def _named(self, visited_at: datetime) -> dict[str, str]:
        return {"WARC-Date": records.warc_date(visited_at), "WARC-Warcinfo-ID": self._warcinfo_id}

    def _original(self, url: str, answer: Answer, digest: str) -> Original | None:
        if self._known is None:
            return None
        if answer.status == NOT_MODIFIED:
            return self._known.latest_payload(url)
        return self._known.payload(digest) if answer.body else None

    def _append(self, data: bytes) -> int:
        lock, offset = self._lock, self._offset
        assert lock is not None  # noqa: S101 - _ensure_file has set it
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

    def _ensure_file(self) -> None:
        """Begin a file where there is none, or where it has its size."""
        if self._lock is not None and self._offset <= _ROLL_AT:
            return
        self.close()
        moment = datetime.now(UTC)
        self._name = f"{self._run_name}-{moment:%Y%m%d%H%M%S}-{uuid.uuid4().hex[:8]}{WARC_SUFFIX}"
        self._offset = 0
        self._lines = []
        path = self._store.workshop / (self._name + OPEN_SUFFIX)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._lock = FileLock.acquire(path)
            sync_directory(path.parent)  # else a power cut may take the file that was flushed
        except OSError as error:
            raise _cannot_write(path, error) from error
        if self._lock is None:
            raise StorageError(f"{path} is being written by another process")
        self._warcinfo_id, member = records.warcinfo(self._name, self._info)
        self._append(member)


def _lower(name: bytes | str) -> str:
    return _text(name).lower()


def _text(value: bytes | str) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


def _cannot_write(path: Path, error: OSError) -> StorageError:
    return StorageError(f"cannot write captures to {path}: {error.strerror or error}")
