"""Captures: what goes in comes out, and what is whole stays whole."""

from __future__ import annotations

import errno
import gzip
import os
import subprocess
import sys
import zlib
from datetime import UTC, datetime
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest
from backports import zstd
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]

from storage.archive import Archive
from storage.captures import (
    CaptureWriter,
    DirectoryStore,
    StoredRecord,
    Undecodable,
    WrittenRecord,
    decode_content,
    read_record,
    recover,
)
from storage.errors import StorageError
from storage.records import VisitOutcome
from tests.storage.county import PAGE, County

AT = datetime(2024, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
GBK = "政府信息".encode("gbk")


def write(
    writer: CaptureWriter,
    body: bytes = b"<html>",
    *,
    url: str = PAGE,
    status: int = 200,
    headers: tuple[tuple[bytes, bytes], ...] = (),
) -> WrittenRecord:
    return writer.write(
        url=url,
        method="POST",
        request_headers=[(b"Host", b"www.shilixian.gov.cn")],
        request_body=b"page=2",
        status=status,
        reason="OK",
        headers=headers,
        body=body,
        visited_at=AT,
        ip="10.0.0.1",
    )


def read(directory: Path, written: WrittenRecord) -> StoredRecord:
    return read_record(DirectoryStore(directory), written.file, written.offset)


@given(body=st.binary(), value=st.binary(max_size=20))
def test_bytes_come_back(
    tmp_path_factory: pytest.TempPathFactory, body: bytes, value: bytes
) -> None:
    directory = tmp_path_factory.mktemp("warc")
    writer = CaptureWriter(DirectoryStore(directory), "county", {"software": "test"})
    written = write(writer, body, headers=((b"X-Title", value),))
    found = read(directory, written)
    writer.close()
    assert found == read(directory, written)
    assert (found.url, found.status, found.visited_at, found.body) == (PAGE, 200, AT, body)
    # A header cannot hold line breaks, and white space around it is no part of it.
    expected = value.replace(b"\r", b" ").replace(b"\n", b" ").replace(b"\0", b" ")
    assert found.headers[0][1].split() == expected.decode("latin-1").split()


def test_headers_keep_their_bytes_and_lose_the_transfer_coding(tmp_path: Path) -> None:
    writer = CaptureWriter(DirectoryStore(tmp_path), "county", {})
    written = write(
        writer, headers=((b"Title", GBK), (b"Transfer-Encoding", b"chunked"), (b"ETag", b'"1"'))
    )
    writer.close()
    assert read(tmp_path, written).headers == (
        ("Title", GBK.decode("latin-1")),
        ("ETag", '"1"'),
    )
    assert GBK in gzip.decompress((tmp_path / written.file).read_bytes())


def test_records_are_those_of_the_standard(tmp_path: Path) -> None:
    writer = CaptureWriter(
        DirectoryStore(tmp_path), "county", {"software": "nianbao/0", "robots": "obey"}
    )
    written = write(writer)
    writer.close()
    with (tmp_path / written.file).open("rb") as stream:
        kinds, headers = [], []
        for record in ArchiveIterator(stream, check_digests="raise"):
            record.content_stream().read()
            kinds.append(record.rec_type)
            headers.append(dict(record.rec_headers.headers))
    assert kinds == ["warcinfo", "response", "request"]
    info, response, request = headers
    assert info["WARC-Filename"] == written.file
    assert response["WARC-Record-ID"] == written.record_id
    assert response["WARC-Date"] == "2024-01-02T03:04:05.678901Z"
    assert response["WARC-IP-Address"] == "10.0.0.1"
    assert request["WARC-Concurrent-To"] == written.record_id
    for header in headers:
        assert header["WARC-Block-Digest"].startswith("sha256:")
    for header in headers:
        assert header["WARC-Payload-Digest"].startswith("sha256:")


def test_warcio_finds_no_fault(tmp_path: Path, county: County) -> None:
    county.night()
    for _ in range(2):
        county.capture(PAGE, b"same")
    county.capture(PAGE, b"", status=304)
    county.close()
    files = list(county.archive.captures.workshop.glob("*.warc.gz"))
    done = subprocess.run(
        [Path(sys.executable).with_name("warcio"), "check", *files],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "")


class TestRevisits:
    """A payload is kept once, whoever sends it again."""

    def test_the_same_payload_again(self, county: County, archive: Archive) -> None:
        county.night()
        first = county.capture(PAGE, b"same")
        county.night()
        second = county.capture(PAGE + "?copy", b"same", headers=[("X", "2")])
        assert (first.refers_to, second.refers_to) == (None, first.record_id)
        raw = read_record(archive.captures, second.warc_file, second.warc_offset)
        assert (raw.kind, raw.body, raw.refers_to) == ("revisit", b"", first.record_id)
        again = archive.capture(second.record_id)
        assert (again.body, again.url, again.headers) == (b"same", PAGE + "?copy", {"X": "2"})

    def test_a_third_refers_to_the_first(self, county: County) -> None:
        county.night()
        first = county.capture(PAGE, b"same")
        county.capture(PAGE, b"same")
        assert county.capture(PAGE, b"same").refers_to == first.record_id

    def test_not_modified_refers_to_the_page(self, county: County, archive: Archive) -> None:
        county.night()
        first = county.capture(PAGE, b"page")
        county.capture(PAGE, b"other", status=404)
        found = county.capture(PAGE, b"", status=304)
        county.visits(PAGE, VisitOutcome.NOT_MODIFIED, capture=found)
        again = archive.capture(found.record_id)
        assert (again.status, again.body, again.refers_to) == (304, b"page", first.record_id)

    def test_not_modified_of_an_unknown_page_is_a_response(self, county: County) -> None:
        county.night()
        assert county.capture(PAGE, b"", status=304).refers_to is None

    def test_empty_bodies_are_no_revisits(self, county: County) -> None:
        county.night()
        county.capture(PAGE, b"", status=302)
        assert county.capture(PAGE, b"", status=302).refers_to is None


class TestFiles:
    """Files of dead writers are put right, those of living ones left alone."""

    def test_names(self, tmp_path: Path) -> None:
        writer = CaptureWriter(DirectoryStore(tmp_path), "county/../x", {})
        assert not list(tmp_path.iterdir())
        written = write(writer)
        assert [path.name for path in tmp_path.iterdir()] == [written.file + ".open"]
        writer.close()
        index = written.file.replace(".warc.gz", ".cdxj")
        assert sorted(path.name for path in tmp_path.iterdir()) == [index, written.file]

    def test_a_full_file_is_followed_by_another(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("storage.captures.writer._ROLL_AT", 2000)
        writer = CaptureWriter(DirectoryStore(tmp_path), "county", {"software": "test"})
        bodies = [os.urandom(1000) for _ in range(5)]
        written = [write(writer, body) for body in bodies]
        assert len({one.file for one in written}) > 1
        assert len(list(tmp_path.glob("*.open"))) == 1
        writer.close()
        assert [read(tmp_path, one).body for one in written] == bodies
        for path in tmp_path.glob("*.warc.gz"):
            with path.open("rb") as stream:
                assert next(iter(ArchiveIterator(stream))).rec_type == "warcinfo"

    def test_a_living_writer_is_left_alone(self, tmp_path: Path) -> None:
        writer = CaptureWriter(DirectoryStore(tmp_path), "county", {})
        written = write(writer)
        assert recover(DirectoryStore(tmp_path)) == []
        assert read(tmp_path, written).body == b"<html>"
        writer.close()

    @pytest.mark.parametrize("torn", [1, 100, 500])
    def test_a_torn_file_is_cut_to_its_last_whole_record(self, tmp_path: Path, torn: int) -> None:
        source = tmp_path / "source"
        writer = CaptureWriter(DirectoryStore(source), "county", {})
        first, second = write(writer), write(writer, os.urandom(1000))
        writer.close()
        whole = (source / first.file).read_bytes()
        directory = tmp_path / "torn"
        directory.mkdir()
        (directory / f"{first.file}.open").write_bytes(whole[: second.offset + torn])
        assert recover(DirectoryStore(directory)) == [first.file]
        assert read(directory, first).body == b"<html>"
        assert (directory / first.file).read_bytes() == whole[: second.offset]
        assert recover(DirectoryStore(directory)) == []

    def test_zeros_after_a_power_cut_are_cut(self, tmp_path: Path) -> None:
        writer = CaptureWriter(DirectoryStore(tmp_path), "county", {})
        written = write(writer)
        writer.close()
        whole = (tmp_path / written.file).read_bytes()
        (tmp_path / written.file).unlink()
        (tmp_path / f"{written.file}.open").write_bytes(whole + bytes(5000))
        recover(DirectoryStore(tmp_path))
        assert (tmp_path / written.file).read_bytes() == whole

    def test_a_file_without_a_record_is_removed(self, tmp_path: Path) -> None:
        (tmp_path / "x.warc.gz.open").write_bytes(b"\x1f\x8b")
        assert recover(DirectoryStore(tmp_path)) == []
        assert not list(tmp_path.iterdir())

    def test_damage_is_said(self, tmp_path: Path) -> None:
        writer = CaptureWriter(DirectoryStore(tmp_path), "county", {})
        written = write(writer, os.urandom(1000))
        writer.close()
        path = tmp_path / written.file
        data = bytearray(path.read_bytes())
        data[written.offset + 700] ^= 0xFF
        path.write_bytes(data)
        with pytest.raises(StorageError, match=written.file):
            read(tmp_path, written)
        path.unlink()
        with pytest.raises(StorageError, match="missing"):
            read(tmp_path, written)

    def test_a_full_disk_is_said_and_leaves_whole_records(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        writer = CaptureWriter(DirectoryStore(tmp_path), "county", {})
        written = write(writer)

        really_write = os.write

        def full(descriptor: int, data: bytes) -> int:
            if len(data) <= 1000:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return really_write(descriptor, data[:1000])

        with monkeypatch.context() as patched:
            patched.setattr("storage.captures.writer.os.write", full)
            with pytest.raises(StorageError, match=r"county.*No space left"):
                write(writer, os.urandom(10_000))
        second = write(writer, b"room again")
        writer.close()
        assert read(tmp_path, written).body == b"<html>"
        assert read(tmp_path, second).body == b"room again"


def deflate(body: bytes) -> bytes:
    stream = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return stream.compress(body) + stream.flush()


CODINGS = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "deflate, bare": deflate,
    "br": brotli.compress,
    "zstd": zstd.compress,
}


class TestContentCoding:
    """Content codings are undone within bounds."""

    @pytest.mark.parametrize("name", CODINGS)
    @given(body=st.binary(max_size=5000))
    def test_each(self, name: str, body: bytes) -> None:
        assert decode_content(CODINGS[name](body), name.partition(",")[0]) == body

    def test_in_turn(self) -> None:
        assert decode_content(gzip.compress(brotli.compress(b"x")), "br, GZIP") == b"x"

    def test_members_follow_each_other(self) -> None:
        body = gzip.compress(b"a") + gzip.compress(b"b") + bytes(10)
        assert decode_content(body, "gzip") == b"ab"

    @pytest.mark.parametrize("coding", ["gzip", "zstd", "identity", None, ""])
    def test_plain_under_a_lying_header(self, coding: str | None) -> None:
        assert decode_content(b"<html>", coding) == b"<html>"

    @pytest.mark.parametrize("name", CODINGS)
    def test_cut_short(self, name: str) -> None:
        body = CODINGS[name](os.urandom(5000))
        with pytest.raises(Undecodable):
            decode_content(body[:-100], name.partition(",")[0])

    @pytest.mark.parametrize("name", CODINGS)
    def test_bombs(self, name: str) -> None:
        body = CODINGS[name](bytes(30_000_000))
        with pytest.raises(Undecodable) as caught:
            decode_content(body, name.partition(",")[0], most=1_000_000)
        assert caught.value.too_large

    def test_unknown(self) -> None:
        with pytest.raises(Undecodable, match="compress"):
            decode_content(b"x", "compress")

    def test_nothing(self) -> None:
        assert decode_content(b"", "gzip") == b""
