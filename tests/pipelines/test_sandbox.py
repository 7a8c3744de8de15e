"""The sandbox: hostile files end, the pool goes on."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import sandbox
from pipelines.document import Area, Cell, Document, Paragraph, Picture, Table
from pipelines.errors import Unreadable
from pipelines.sandbox import decode_document, encode_document, read_sandboxed
from storage.records import Link
from tests.pipelines.formats.pdf_maker import Maker

ROOT = Path(__file__).parents[2]


def pdf(text: str) -> bytes:
    maker = Maker()
    maker.paragraph(text)
    return maker.bytes()


def text_of(document: Document) -> str:
    return "".join(block.text for block in document.blocks if isinstance(block, Paragraph))


def test_a_file_that_takes_too_long_is_a_timeout_and_the_next_one_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hasty = sandbox._Pool(sandbox.Limits(0.5, sandbox.MEMORY_BYTES))
    monkeypatch.setattr(sandbox, "_POOL", hasty)
    maker = Maker()
    maker.pages[-1] += ["BT /F 9 Tf 10 10 Td <6587> Tj ET"] * 200_000
    with pytest.raises(Unreadable) as caught:
        read_sandboxed("pdf", maker.bytes())
    assert caught.value.kind == "timeout"
    hasty.close()
    monkeypatch.undo()
    assert text_of(read_sandboxed("pdf", pdf("公开信息。"))) == "公开信息。"


def test_a_reader_that_dies_costs_one_document(monkeypatch: pytest.MonkeyPatch) -> None:
    started = sandbox._Worker
    workers = []

    def doomed(limits: sandbox.Limits) -> sandbox._Worker:
        worker = started(limits)
        workers.append(worker)
        if len(workers) == 1:
            os.kill(worker.process.pid, 9)
        return worker

    monkeypatch.setattr(sandbox, "_POOL", sandbox._Pool(sandbox._LIMITS))
    monkeypatch.setattr(sandbox, "_Worker", doomed)
    with pytest.raises(Unreadable):
        read_sandboxed("pdf", pdf("公开信息。"))
    assert text_of(read_sandboxed("pdf", pdf("公开信息。"))) == "公开信息。"
    sandbox._POOL.close()


def test_threads_get_their_own_answers() -> None:
    answers: dict[int, str] = {}

    def ask(number: int) -> None:
        answers[number] = text_of(read_sandboxed("pdf", pdf(f"第{number}份。")))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {number: f"第{number}份。" for number in range(6)}


def run(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout.strip()


def test_a_worker_has_no_network_and_writes_no_files(tmp_path: Path) -> None:
    out = run(
        "import pipelines.sandbox_worker as w, socket, os\n"
        f"w._confine({sandbox.MEMORY_BYTES})\n"
        "try: socket.create_connection(('127.0.0.1', 9)); print('network')\n"
        "except OSError as error: print(error)\n"
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"try: os.write(os.open({str(tmp_path / 'f')!r}, os.O_WRONLY | os.O_CREAT), b'x')\n"
        "except OSError: print('no file')\n"
        "else: print('file')\n"
        "try: bytearray(10**9); print('memory')\n"
        "except MemoryError: print('no memory')\n"
    )
    assert out.splitlines() == ["readers have no network", "no file", "no memory"]


def test_reading_html_imports_no_library_for_other_formats() -> None:
    out = run(
        "import sys; from pipelines.formats import read_document\n"
        "read_document('<p>做好政府信息公开工作，及时回应。</p>'.encode())\n"
        "print(sorted({'pdfplumber', 'pypdfium2', 'docx', 'python_calamine', 'cv2', 'rapidocr'} & set(sys.modules)))"
    )
    assert out == "[]"


def test_it_works_inside_a_running_event_loop() -> None:
    out = run(
        "import asyncio; from pipelines.sandbox import read_sandboxed\n"
        "from tests.pipelines.test_sandbox import pdf, text_of\n"
        "async def main(): print(text_of(read_sandboxed('pdf', pdf('公开。'))))\n"
        "asyncio.run(main())"
    )
    assert out == "公开。"


TEXT = st.text(max_size=20)
AREAS = st.none() | st.builds(Area, st.integers(0, 9), right=st.none() | st.floats(0, 900))
BLOCKS = st.one_of(
    st.builds(Paragraph, text=TEXT, heading=st.none() | st.integers(1, 6)),
    st.builds(Picture, url=TEXT, alt=TEXT, data=st.none() | st.binary(max_size=20), area=AREAS),
    st.builds(
        Table,
        rows=st.lists(
            st.lists(
                st.builds(
                    Cell,
                    text=TEXT,
                    colspan=st.integers(1, 9),
                    rowspan=st.integers(1, 9),
                    header=st.booleans(),
                )
            ).map(tuple)
        ).map(tuple),
        caption=TEXT,
        recognised=st.booleans(),
    ),
)


@given(
    st.builds(
        Document,
        format=st.sampled_from(["pdf", "docx", "xls"]),
        blocks=st.lists(BLOCKS).map(tuple),
        headlines=st.lists(TEXT).map(tuple),
        meta=st.dictionaries(TEXT, TEXT),
        index=st.dictionaries(TEXT, TEXT),
        date_line=st.none() | TEXT,
        attachments=st.lists(st.builds(Link, url=TEXT, text=TEXT)).map(tuple),
        refused=st.lists(st.integers(1, 150)).map(tuple),
    )
)
def test_documents_survive_the_way_out_of_a_worker(document: Document) -> None:
    assert decode_document(encode_document(document)) == document
