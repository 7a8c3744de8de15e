"""Put reports into the pages of every CMS family, read them, and count what came of the text.

python -m bench.narrative [--documents 400] [--seed 1] [--faults 20]

Pages are made up after the detail pages of the families: menus, index tables, toolbars, counters,
share widgets, related articles and footers around the text, the six headings renamed, unnumbered or
renumbered. Kept: characters of paragraphs that stand in the section of their kind. Furniture:
characters that stand in a section and were in no paragraph.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from dataclasses import dataclass, field

from bench.narrative.skins import SKINS, asp
from bench.narrative.writing import Written, body, write
from pipelines.extract import extract
from pipelines.folding import fold
from storage.records import Reading


@dataclass(slots=True)
class Score:
    """What came of the text of the documents of one sort."""

    documents: int = 0
    written: int = 0
    kept: int = 0
    printed: int = 0
    furniture: int = 0
    wrong: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def add(self, name: str, report: Written, reading: Reading) -> None:
        """Compare a reading with what was written."""
        self.documents += 1
        texts: dict[str, str] = {}
        for section in reading.sections:
            kind = section.kind.value
            texts[kind] = texts.get(kind, "") + fold(section.text)
        for kind, paragraphs in {"preamble": report.preamble, **report.paragraphs}.items():
            for paragraph in map(fold, paragraphs):
                self.written += len(paragraph)
                before = texts.get(kind, "")
                texts[kind] = before.replace(paragraph, "", 1)
                if len(texts[kind]) < len(before):
                    self.kept += len(paragraph)
                else:
                    self.faults.append(f"{name}: {kind} lacks {paragraph[:40]}")
        for kind, rest in texts.items():
            self.furniture += len(rest)
            if rest:
                self.faults.append(f"{name}: {kind} also has {rest[:60]}")
        self.printed += sum(len(fold(s.text)) for s in reading.sections)
        for what, said, true in (
            ("title", fold(reading.title or ""), fold(report.title)),
            ("issuer", reading.issuer, report.issuer),
            ("year", reading.year, report.year),
            ("signed", str(reading.signed_on), _iso(report.signed)),
            ("published", str(reading.published_on), report.published),
        ):
            if said != true:
                self.wrong[what] += 1
                self.faults.append(f"{name}: {what} {said} for {true}")

    def row(self) -> list[str]:
        """Return the table's row."""
        return [
            str(self.documents),
            f"{100 * self.kept / max(1, self.written):.2f} %",
            f"{100 * self.furniture / max(1, self.printed):.2f} %",
            " ".join(f"{what} {count}" for what, count in self.wrong.items()) or "-",
        ]


def _iso(day: str) -> str:
    year, month, rest = day.replace("日", "").replace("年", "月").split("月")
    return f"{year}-{int(month):02}-{int(rest):02}"


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--documents", type=int, default=400)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--faults", type=int, default=20)
    options = parser.parse_args()
    by_skin: dict[str, Score] = {}
    by_style: dict[str, Score] = {}
    total = Score()
    for number in range(options.documents):
        rng = random.Random(f"{options.seed}/{number}")  # noqa: S311 - reproducible, no secret
        report = write(rng)
        skin = SKINS[number % len(SKINS)]
        page = skin(report, body(report, rng, tag=rng.choice(["p", "p", "p", "div"])))
        charset = "gb18030" if skin is asp else "utf-8"
        url = f"http://www.example.gov.cn/{number}.html"
        reading = extract(page.encode(charset), url=url)
        name = f"{number} {skin.__name__} {report.style}"
        words, _, numbers = report.style.partition("/")
        styles = by_style.setdefault(words, Score()), by_style.setdefault(numbers, Score())
        for score in (by_skin.setdefault(skin.__name__, Score()), *styles, total):
            score.add(name, report, reading)
    heads = ["", "documents", "text kept", "furniture", "wrong"]
    rows = [
        [name, *score.row()]
        for scores in (by_skin, by_style, {"all": total})
        for name, score in scores.items()
    ]
    widths = [max(len(row[i]) for row in [heads, *rows]) for i in range(len(heads))]
    for row in [heads, *rows]:
        cells = (text.rjust(width) for text, width in zip(row, widths, strict=True))
        sys.stdout.write("  ".join(cells) + "\n")
    for fault in total.faults[: options.faults]:
        sys.stdout.write(fault + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
