"""Scan reports as an office does, read them, and print how much was right.

python -m bench.ocr [--documents 6] [--seed 1] [--only clean]

Reports of ``bench.reading`` are set by LibreOffice, drawn by pdfium, and then worn: turned a
little, noisy, coarse, or saved as a photograph. Each is read as one PDF of pictures. Needs
LibreOffice and a Chinese font.
"""

from __future__ import annotations

import argparse
import io
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import docx
import numpy as np
import pypdfium2  # type: ignore[import-untyped,unused-ignore]
from docx.shared import Pt
from PIL import Image, ImageDraw, ImageFilter

from bench.reading.layout import Rows, whole
from bench.reading.render import CLOSING, OPENING, TITLE
from bench.reading.score import HEADS, Score
from bench.reading.sheet import applications, disclosure, review
from bench.reading.truth import Truth, make_truth
from pipelines.extract import extract

Wear = Callable[[Image.Image, random.Random], Image.Image]


def clean(page: Image.Image, rng: random.Random) -> Image.Image:
    return page


def turned(page: Image.Image, rng: random.Random) -> Image.Image:
    angle = rng.choice([-1, 1]) * rng.uniform(0.3, 1.2)
    return page.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=255)


def noisy(page: Image.Image, rng: random.Random) -> Image.Image:
    random_numbers = np.random.default_rng(rng.randrange(2**32))
    pixels = np.asarray(turned(page, rng), dtype=np.float64)
    pixels = pixels * 0.85 + 25 + random_numbers.normal(0, 14, pixels.shape)
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def photographed(page: Image.Image, rng: random.Random) -> Image.Image:
    file = io.BytesIO()
    turned(page, rng).filter(ImageFilter.GaussianBlur(0.8)).save(file, "JPEG", quality=45)
    return Image.open(io.BytesIO(file.getvalue()))


def coarse(page: Image.Image, rng: random.Random) -> Image.Image:
    return page.resize((page.width // 2, page.height // 2), Image.Resampling.LANCZOS)


def skewed(page: Image.Image, rng: random.Random) -> Image.Image:
    """Turn a page as a careless hand lays it on the glass."""
    angle = rng.choice([-1, 1]) * rng.uniform(1.0, 5.0)
    return page.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=255, expand=True)


def sideways(page: Image.Image, rng: random.Random) -> Image.Image:
    """Turn a page by a quarter, a half or three."""
    return page.rotate(rng.choice([90, 180, 270]), expand=True)


def stamped(page: Image.Image, rng: random.Random) -> Image.Image:
    """Put a seal over some cells."""
    seal = page.copy()
    for _ in range(3):
        x, y = rng.randrange(page.width * 3 // 4), rng.randrange(page.height * 3 // 4)
        size = page.width // 6
        ImageDraw.Draw(seal).ellipse((x, y, x + size, y + size), outline=90, width=7)
    return seal


# What is done to a page of 200 dots an inch, as an office's scanner has; pictures in web pages have
# about 100.
_DPI = 200
WEARS: dict[str, Wear] = {
    "clean": clean,
    "turned": turned,
    "noisy": noisy,
    "photographed": photographed,
    "coarse": coarse,
    "skewed": skewed,
    "sideways": sideways,
    "stamped": stamped,
    "borderless": clean,
}


def report(truth: Truth, *, ruled: bool = True) -> bytes:
    """Return a report as a Word file, its tables with rules or without."""
    document = docx.Document()
    words = {"year": truth.year, "next": truth.year + 1}
    document.styles["Normal"].font.size = Pt(10.5)
    document.add_paragraph(TITLE.format(**words)).alignment = 1
    for line in OPENING:
        document.add_paragraph(line.format(**words))
    sheets = {"t2": disclosure(truth), "t3": applications(truth), "t4": review(truth)}
    for heading, rows in whole(sheets):
        document.add_paragraph(heading)
        _add(document, rows, ruled=ruled)
    for line in CLOSING:
        document.add_paragraph(line.format(**words))
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _add(document: docx.document.Document, rows: Rows, *, ruled: bool) -> None:
    table = document.add_table(rows=len(rows), cols=sum(box.colspan for box in rows[0]))
    if ruled:
        table.style = "Table Grid"
    cells = [row.cells for row in table.rows]
    taken: set[tuple[int, int]] = set()
    for top, row in enumerate(rows):
        left = 0
        for box in row:
            while (top, left) in taken:
                left += 1
            bottom, right = top + box.rowspan - 1, left + box.colspan - 1
            taken |= {(y, x) for y in range(top, bottom + 1) for x in range(left, right + 1)}
            target = cells[top][left]
            if (bottom, right) != (top, left):
                target = target.merge(cells[bottom][right])
            target.text = box.text
            for run in (run for paragraph in target.paragraphs for run in paragraph.runs):
                run.font.size = Pt(9)


def pages(word: bytes) -> list[Image.Image]:
    """Print a Word file, and return its pages as pictures."""
    with tempfile.TemporaryDirectory(prefix="nianbao-bench-") as name:
        source = Path(name) / "report.docx"
        source.write_bytes(word)
        subprocess.run(  # noqa: S603 - a file of our own
            [  # noqa: S607
                "soffice",
                "--headless",
                f"-env:UserInstallation={(Path(name) / 'profile').as_uri()}",
                "--convert-to",
                "pdf",
                "--outdir",
                name,
                str(source),
            ],
            check=True,
            capture_output=True,
            timeout=600,
        )
        with pypdfium2.PdfDocument(source.with_suffix(".pdf").read_bytes()) as document:
            return [page.render(scale=_DPI / 72).to_pil().convert("L") for page in document]


def scan(pictures: list[Image.Image]) -> bytes:
    """Bind pictures as a scanner does: a PDF without text."""
    file = io.BytesIO()
    pictures[0].save(file, "PDF", save_all=True, append_images=pictures[1:], resolution=150)
    return file.getvalue()


def need_chinese_font() -> None:
    """Stop where no font prints Chinese: the pages would be rows of boxes, and nothing be read."""
    listing = shutil.which("fc-list")
    if listing is None:
        raise SystemExit("bench.ocr asks fc-list for a Chinese font: install fontconfig")
    found = subprocess.run([listing, ":lang=zh-cn"], check=True, capture_output=True)  # noqa: S603
    if not found.stdout.strip():
        raise SystemExit("bench.ocr needs a Chinese font: install fonts-noto-cjk")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--documents", type=int, default=6)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--only", choices=WEARS)
    parser.add_argument("--faults", type=int, default=20)
    options = parser.parse_args()
    need_chinese_font()
    scores = {name: Score() for name in WEARS if options.only in (None, name)}
    for number in range(options.documents):
        truth = make_truth(random.Random(f"{options.seed}/{number}"))  # noqa: S311
        ruled = pages(report(truth)) if set(scores) != {"borderless"} else []
        for name, score in scores.items():
            sheets = pages(report(truth, ruled=False)) if name == "borderless" else ruled
            rng = random.Random(f"{options.seed}/{number}/{name}")  # noqa: S311
            body = scan([WEARS[name](page, rng) for page in sheets])
            started = perf_counter()
            reading = extract(body)
            score.add(f"{number} {name}", truth, reading, perf_counter() - started)
            sys.stdout.write(f"{number} {name}: {' '.join(score.row())}\n")
            sys.stdout.flush()
    rows = [["", *HEADS], *([name, *score.row()] for name, score in scores.items())]
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        cells = (text.rjust(width) for text, width in zip(row, widths, strict=True))
        sys.stdout.write("  ".join(cells) + "\n")
    for score in scores.values():
        for fault in score.faults[: options.faults]:
            sys.stdout.write(fault + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
