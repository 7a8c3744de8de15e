"""The index finds what the file holds, under the keys that replay tools compute."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest
import surt as theirs  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from storage.captures import CaptureWriter, DirectoryStore, recover
from storage.captures.surt import surt
from tests.storage.county import PAGE, County
from tests.storage.test_captures import write

URLS = [
    "http://www.shilixian.gov.cn/",
    "http://www.shilixian.gov.cn",
    "https://WWW.Shilixian.gov.cn:443/Zwgk/NB/2021.HTML",
    "http://www2.shilixian.gov.cn:8080/zwgk//./nb/../nb/",
    "http://shilixian.gov.cn/col/col1?b=2&a=1&a=0&c",
    "http://shilixian.gov.cn/col?",
    "http://shilixian.gov.cn/政府信息/年报.html?名=年报",
    "http://shilixian.gov.cn/%E6%94%BF%e5%ba%9c%2520.html#top",
    "http://shilixian.gov.cn/a;jsessionid=0123456789abcdef0123456789ABCDEF?x=1",
    "http://shilixian.gov.cn/a?jsessionid=0123456789abcdef0123456789ABCDEF&x=1",
    "http://shilixian.gov.cn/(0123456789abcdefghij0123)/a.aspx?id=3",
    "http://10.0.0.7/a/",
    "http://用户:密码@shilixian.gov.cn/a",
]


@pytest.mark.parametrize("url", URLS)
def test_keys_are_those_of_replay_tools(url: str) -> None:
    assert surt(url) == theirs.surt(url, with_scheme=False)


@given(
    path=st.text(st.characters(codec="utf-8", exclude_characters="?#\r\n\t"), max_size=30),
    query=st.text(st.characters(codec="utf-8", exclude_characters="#\r\n\t"), max_size=30),
)
def test_keys_of_any_path_and_query(path: str, query: str) -> None:
    url = f"http://www.shilixian.gov.cn/{path}?{query}x"
    assert surt(url) == theirs.surt(url, with_scheme=False)


def lines(path: Path) -> list[tuple[str, str, dict[str, str]]]:
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        key, moment, fields = line.split(" ", 2)
        found.append((key, moment, json.loads(fields)))
    return found


def test_the_index_beside_a_file_is_what_its_reader_makes_of_it(county: County) -> None:
    county.night()
    for url, body, status in [
        (PAGE, b"<html>", 200),
        (PAGE, b"<html>", 200),
        (PAGE, b"", 304),
        (PAGE + "?x", b"%PDF", 200),
        ("http://www.shilixian.gov.cn/", b"gone", 404),
    ]:
        county.capture(
            url, body, status=status, headers=[("Content-Type", "Text/HTML; charset=gbk")]
        )
    county.close()
    [warc] = county.archive.captures.workshop.glob("*.warc.gz")
    index = warc.with_name(warc.name.replace(".warc.gz", ".cdxj"))
    made = subprocess.run(
        [Path(sys.executable).with_name("cdxj-indexer"), "--sort", warc],
        capture_output=True,
        text=True,
        check=True,
    )
    reference = index.with_suffix(".reference")
    reference.write_text(made.stdout, encoding="utf-8")
    ours, others = lines(index), lines(reference)
    assert [line[:2] for line in ours] == [line[:2] for line in others]
    for (_, _, mine), (_, _, other) in zip(ours, others, strict=True):
        assert mine == {name: other[name] for name in mine}
    assert [fields["mime"] for _, _, fields in ours].count("warc/revisit") == 2
    for _, _, fields in ours:
        member = warc.read_bytes()[int(fields["offset"]) :][: int(fields["length"])]
        assert gzip.decompress(member).startswith(b"WARC/1.1\r\n")


def test_a_recovered_file_has_the_index_of_what_is_left(tmp_path: Path) -> None:
    writer = CaptureWriter(DirectoryStore(tmp_path), "county", {})
    first, second = write(writer), write(writer, b"torn", url=PAGE + "?2")
    writer.close()
    index = tmp_path / first.file.replace(".warc.gz", ".cdxj")
    whole = lines(index)
    warc = tmp_path / first.file
    torn = warc.read_bytes()[: second.offset + 50]
    warc.unlink()
    index.unlink()
    (tmp_path / f"{first.file}.open").write_bytes(torn)
    recover(DirectoryStore(tmp_path))
    assert lines(index) == [line for line in whole if line[2]["url"] == PAGE]
