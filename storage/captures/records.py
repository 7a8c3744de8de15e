"""WARC/1.1 records as gzip members, with a SHA-256 of block and payload on each."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from warcio.statusandheaders import StatusAndHeaders  # type: ignore[import-untyped]
from warcio.utils import Digester  # type: ignore[import-untyped]
from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

NOT_MODIFIED = 304
_NOT_MODIFIED_PROFILE = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_IDENTICAL_PROFILE = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"

Headers = Iterable[tuple[bytes | str, bytes | str]]
Named = Mapping[str, str]  # WARC headers that the caller knows


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """The record that holds a payload, for revisits to refer to."""

    record_id: str
    url: str
    visited_at: datetime
    payload_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was asked. Names and values of headers are bytes or latin-1 text."""

    method: str
    headers: Headers
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An HTTP answer: headers as received, body after transfer and before content decoding."""

    status: int
    reason: str
    headers: Headers
    body: bytes


class _ExactHeaders(StatusAndHeaders):  # type: ignore[misc]
    """HTTP headers byte for byte: warcio would percent-encode what is not ASCII, such as GBK."""

    def to_ascii_bytes(self, filter_func: Any = None) -> bytes:
        return bytes(self.to_bytes(filter_func, "latin-1"))


class _Writer(WARCWriter):  # type: ignore[misc]
    NO_PAYLOAD_DIGEST_TYPES = ("revisit",)  # whose payload is elsewhere; warcinfo has one too

    @staticmethod
    def _create_digester() -> Digester:
        return Digester("sha256")  # SHA-1, warcio's own choice, no longer proves anything


def digest_of(payload: bytes) -> str:
    """Return a payload's digest as records and rows have it, ``sha256:…``."""
    digester = Digester("sha256")
    digester.update(payload)
    return str(digester)


def new_record_id() -> str:
    """Return an id that no other record has."""
    return f"<urn:uuid:{uuid.uuid4()}>"


def warc_date(moment: datetime) -> str:
    """Return a moment as WARC/1.1 writes it, to the microsecond."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def warcinfo(file: str, info: Mapping[str, str]) -> tuple[str, bytes]:
    """Return the record that begins a file, its id first."""
    record = _maker().create_warcinfo_record(file, info)
    return str(record.rec_headers.get_header("WARC-Record-ID")), _member(record)


def response(url: str, answer: Answer, named: Named) -> bytes:
    """Return an answer with its payload."""
    return _payload("response", url, answer.body, named, _http(answer))


def revisit(url: str, answer: Answer, original: Original, named: Named) -> bytes:
    """Return an answer whose payload another record holds."""
    not_modified = answer.status == NOT_MODIFIED
    headers = {
        **named,
        "WARC-Profile": _NOT_MODIFIED_PROFILE if not_modified else _IDENTICAL_PROFILE,
        "WARC-Refers-To": original.record_id,
        "WARC-Refers-To-Target-URI": original.url,
        "WARC-Refers-To-Date": warc_date(original.visited_at),
    }
    return _member(
        _maker().create_warc_record(
            url, "revisit", warc_headers_dict=headers, http_headers=_http(answer)
        )
    )


def request(url: str, asked: Request, named: Named) -> bytes:
    """Return what was asked for an answer."""
    http = _ExactHeaders(
        f"{asked.method} {_target(url)} HTTP/1.1", _exact(asked.headers), is_http_request=True
    )
    return _payload("request", url, asked.body, named, http)


def resource(url: str, body: bytes, content_type: str, named: Named) -> bytes:
    """Return a document that came without an HTTP exchange."""
    return _payload("resource", url, body, {**named, "Content-Type": content_type}, None)


def note(fields: Mapping[str, str], named: Named) -> bytes:
    """Return a metadata record: something said about a capture."""
    text = "".join(f"{name}: {_one_line(value)}\r\n" for name, value in fields.items())
    headers = {**named, "Content-Type": "application/warc-fields"}
    return _payload("metadata", "", text.encode(), headers, None)


def _payload(
    kind: str, url: str, payload: bytes, named: Named, http: StatusAndHeaders | None
) -> bytes:
    return _member(
        _maker().create_warc_record(
            url,
            kind,
            payload=BytesIO(payload),
            length=len(payload),
            warc_headers_dict=dict(named),
            http_headers=http,
        )
    )


def _maker() -> _Writer:
    return _Writer(BytesIO(), gzip=True, warc_version="1.1")


def _member(record: Any) -> bytes:
    buffer = BytesIO()
    _Writer(buffer, gzip=True, warc_version="1.1").write_record(record)
    return buffer.getvalue()


def _http(answer: Answer) -> StatusAndHeaders:
    return _ExactHeaders(
        f"{answer.status} {_one_line(answer.reason)}".rstrip(),
        _exact(answer.headers),
        protocol="HTTP/1.1",
    )


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
