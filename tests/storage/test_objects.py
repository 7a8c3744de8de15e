"""Captures in an object store, over HTTP against a server that speaks S3."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import boto3  # type: ignore[import-untyped]
import pytest
from moto.server import ThreadedMotoServer

from fixtures.portals.world import World
from storage.archive import Archive
from storage.archive.backup import back_up, restore
from storage.captures import CaptureStore, CaptureWriter, open_store
from storage.errors import StorageError
from tests.storage.county import PAGE, County, reading
from tests.storage.test_captures import write
from tests.storage.test_kills import verify
from tests.storage.test_opening import SITE

SECRET = "s3cr3t-word"  # noqa: S105 - to be seen nowhere


@pytest.fixture(scope="module")
def server() -> Iterator[ThreadedMotoServer]:
    """An S3 server of our own."""
    served = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    served.start()
    yield served
    served.stop()


@pytest.fixture
def url(server: ThreadedMotoServer, monkeypatch: pytest.MonkeyPatch) -> str:
    """What NIANBAO_CAPTURES holds, and an empty bucket behind it."""
    host, port = server.get_host_and_port()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "nianbao")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    bucket = f"b{uuid4().hex}"
    boto3.client("s3").create_bucket(Bucket=bucket)
    return f"s3://{bucket}/deep/warc"


def keys(url: str) -> list[str]:
    """The names of the objects, without the prefix."""
    bucket = url.split("/")[2]
    found = boto3.client("s3").list_objects_v2(Bucket=bucket).get("Contents", [])
    return sorted(item["Key"].removeprefix("deep/warc/") for item in found)


def store(tmp_path: Path, url: str) -> CaptureStore:
    return open_store(tmp_path / "warc", url)


def test_a_whole_file_goes_there_and_leaves(tmp_path: Path, url: str) -> None:
    kept = store(tmp_path, url)
    writer = CaptureWriter(kept, "county", {"software": "test"})
    written = write(writer, os.urandom(3_000_000))
    assert keys(url) == []
    assert kept.open(written.file, written.offset).read(2) == b"\x1f\x8b"
    size = kept.size(written.file)
    writer.close()
    assert keys(url) == [written.file.replace(".warc.gz", ".cdxj"), written.file]
    assert list((tmp_path / "warc").iterdir()) == []
    assert (kept.names(), kept.size(written.file)) == ([written.file], size)


def test_readers_fetch_what_they_read(
    tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = store(tmp_path, url)
    with CaptureWriter(kept, "county", {"software": "test"}) as writer:
        write(writer, os.urandom(5_000_000))
        last = write(writer, b"small")
    fetched: list[int] = []
    files = vars(kept)["_files"]
    really = files.cat_file

    def count(*arguments: object, **options: object) -> bytes:
        data = bytes(really(*arguments, **options))
        fetched.append(len(data))
        return data

    monkeypatch.setattr(files, "cat_file", count)
    with kept.open(last.file, last.offset) as stream:
        assert stream.read(2) == b"\x1f\x8b"
        assert stream.tell() == last.offset + 2
    assert sum(fetched) < 1_000_000


def test_an_archive_with_its_captures_there(tmp_path: Path, url: str) -> None:
    def open_again() -> Archive:
        return Archive.open(tmp_path / "archive", captures_url=url)

    with open_again() as archive:
        archive.add_sites([SITE])
        county = County(archive)
        county.night(site=SITE.site)
        county.sees(PAGE, reading(), body=b"same")
        county.end()
        # Killed: the writer is never closed.
        for writer in vars(county)["_writers"].values():
            vars(writer)["_lock"].release()
    assert keys(url) == []
    with open_again() as archive:
        assert len(keys(url)) == 2  # recovered, uploaded
        county = County(archive)
        county.night(7, site=SITE.site)
        county.sees(PAGE, reading(text="变了。"))
        repeated = county.capture(PAGE, b"same")
        county.end()
        county.close()
    with open_again() as archive:
        assert archive.capture(repeated.record_id).body == b"same"
        assert len(keys(url)) == 4
        back_up(archive, tmp_path / "backup", lambda *_: None)
    verify(tmp_path / "backup", set())
    other = url.replace("deep/warc", "other")
    restore(
        tmp_path / "backup",
        tmp_path / "restored",
        database_url=None,
        captures_url=other,
        progress=lambda *_: None,
    )
    with Archive.open(tmp_path / "restored", captures_url=other) as restored:
        assert restored.capture(repeated.record_id).body == b"same"
        assert not list((tmp_path / "restored" / "warc").iterdir())


def test_captures_that_were_here_before_move_there(tmp_path: Path, url: str) -> None:
    with Archive.open(tmp_path / "archive") as archive:
        archive.add_sites([SITE])
        county = County(archive)
        county.night(site=SITE.site)
        seen = county.capture(PAGE, b"page")
        county.end()
        county.close()
    with Archive.open(tmp_path / "archive", captures_url=url) as archive:
        assert seen.warc_file in keys(url)
        assert archive.capture(seen.record_id).body == b"page"


def test_a_store_that_refuses_is_said_without_its_keys(
    tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = store(tmp_path, "s3://no-such-bucket/warc")
    writer = CaptureWriter(kept, "county", {"software": "test"})
    written = write(writer)
    with pytest.raises(StorageError, match="no-such-bucket") as caught:
        writer.close()
    assert SECRET not in str(caught.value)
    assert (tmp_path / "warc" / written.file).exists()  # nothing is lost
    again = store(tmp_path, url)
    with pytest.raises(StorageError, match="is missing"):
        again.open("nothing.warc.gz")


def test_a_crawl_through_the_front_door(world: World, tmp_path: Path, url: str) -> None:
    environment = {
        **os.environ,
        "http_proxy": world.proxy_url,
        "https_proxy": world.proxy_url,
        "no_proxy": "127.0.0.1",
        "NIANBAO_ARCHIVE": str(tmp_path / "archive"),
        "NIANBAO_CAPTURES": url,
    }

    def run(*arguments: object) -> str:
        done = subprocess.run(
            [Path(sys.executable).with_name("nianbao"), *map(str, arguments)],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert SECRET not in done.stdout + done.stderr
        return done.stdout

    run("sites", "import", world.sites_csv)
    run("crawl", "panan", "-s", "DOWNLOAD_DELAY=0")
    assert len(keys(url)) == 2
    assert list((tmp_path / "archive" / "warc").iterdir()) == []
    with Archive.open(tmp_path / "archive", captures_url=url) as archive:
        for stored in archive.to_reread("another reader"):
            assert archive.capture(stored.record_id).body
