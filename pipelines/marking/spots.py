"""Places of a page where a figure may stand: cells, and words and lines where tables lost theirs.

A spot can be given another text for the time of a reading, and be marked for good.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

MARK = "nianbao-mark"  # the attribute of what is marked
_BLANKS = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad]+")
# Numbers with their counters are words of a line; so are the marks for none.
_WORD = re.compile(
    r"[约近共超]?[+\-−－]?\d[\d,，.]*[余多]?[件次宗项个万亿元]*|[-—–－/／]+|无|不适用"
)
_NO_TEXT = {"script", "style", "noscript", "template", "title", "textarea", "select"}


def squeezed(text: str) -> str:
    """Return a text without blanks and invisible characters."""
    return _BLANKS.sub("", text)


@dataclass(slots=True, eq=False)
class CellSpot:
    """A cell of a table."""

    element: etree._Element
    _before: tuple[str | None, list[etree._Element]] | None = None

    @property
    def text(self) -> str:
        return "".join(map(str, self.element.itertext()))

    def put(self, text: str) -> None:
        """Let something else stand here."""
        self._before = (self.element.text, list(self.element))
        for child in self._before[1]:
            self.element.remove(child)
        self.element.text = text

    def restore(self) -> None:
        """Let stand here again what stood here first."""
        if self._before is not None:
            self.element.text = self._before[0]
            self.element.extend(self._before[1])
            self._before = None

    def mark(self) -> etree._Element:
        """Mark it for a person who looks at the page: the cell, and what stands in it."""
        inside = etree.Element("mark")
        inside.text, self.element.text = self.element.text, None
        inside.extend(list(self.element))
        self.element.append(inside)
        self.element.set(MARK, "")
        return self.element


@dataclass(slots=True, eq=False)
class Line:
    """One text of a page: what an element begins with, or what follows it."""

    element: etree._Element
    follows: bool
    text: str
    _put: dict[tuple[int, int], str] = field(default_factory=dict)

    def put(self, start: int, end: int, text: str | None) -> None:
        """Let something else stand at a place; None lets stand there again what did."""
        if text is None:
            self._put.pop((start, end), None)
        else:
            self._put[start, end] = text
        whole, position = "", 0
        for (first, last), instead in sorted(self._put.items()):
            whole += self.text[position:first] + instead
            position = last
        self.write(whole + self.text[position:])

    def write(self, text: str) -> None:
        """Let this be the text."""
        if self.follows:
            self.element.tail = text
        else:
            self.element.text = text


@dataclass(slots=True, eq=False)
class WordSpot:
    """A part of a line."""

    line: Line
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.line.text[self.start : self.end]

    def put(self, text: str) -> None:
        """Let something else stand here."""
        self.line.put(self.start, self.end, text)

    def restore(self) -> None:
        """Let stand here again what stood here first."""
        self.line.put(self.start, self.end, None)

    def mark(self) -> etree._Element:
        """Mark it for a person who looks at the page. In one line the last goes first."""
        line = self.line
        marked = etree.Element("mark", {MARK: ""})
        marked.text, marked.tail = self.text, line.text[self.end :]
        line.text = line.text[: self.start]
        line.write(line.text)
        if line.follows:
            # lxml moves the text behind an element with it: it stands before what is marked.
            parent = line.element.getparent()
            assert parent is not None, "what follows an element stands in another"  # noqa: S101
            parent.insert(parent.index(line.element) + 1, marked)
        else:
            line.element.insert(0, marked)
        return marked


Spot = CellSpot | WordSpot


def cells(root: etree._Element) -> Iterator[CellSpot]:
    """Yield the cells of a page that hold no table of their own."""
    for element in root.iter("td", "th"):
        if next(element.iter("table"), None) is None:
            yield CellSpot(element)


def words(root: etree._Element) -> Iterator[WordSpot]:
    """Yield the words of a page that may be figures, each line's own after the line itself."""
    for line in _lines(root):
        yield WordSpot(line, 0, len(line.text))
        for found in _WORD.finditer(line.text):
            if found.span() != (0, len(line.text)):
                yield WordSpot(line, *found.span())


def _lines(root: etree._Element) -> Iterator[Line]:
    for element in root.iter():
        if isinstance(element.tag, str) and element.tag not in _NO_TEXT and element.text:
            yield Line(element, False, element.text)
        if element is not root and element.tail:
            yield Line(element, True, element.tail)
