"""What a page comes to before anybody says which part of it is the document."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto

from lxml import etree

from pipelines.document import Paragraph, Picture, Table
from pipelines.formats.names import CONTAINER


class Kind(Enum):
    """What a leaf is."""

    PARAGRAPH = auto()
    TABLE = auto()
    PICTURE = auto()
    EMBEDDED = auto()  # a file shown in the page: its link only
    START = auto()  # <!--startprint-->, <meta name="ContentStart">
    END = auto()


@dataclass(slots=True)
class Leaf:
    """One block of the page. ``size`` and ``linked`` count characters without blanks."""

    kind: Kind
    block: Paragraph | Table | Picture | None
    node: int
    element: etree._Element | None = None
    size: int = 0
    linked: int = 0
    links: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        """The text of a paragraph, else empty."""
        return self.block.text if isinstance(self.block, Paragraph) else ""


@dataclass(slots=True)
class Nodes:
    """The blocks that leaves stand in, parents before children. The first is the page."""

    parents: list[int] = field(default_factory=lambda: [-1])
    marks: list[int] = field(default_factory=lambda: [0])

    containers: int = 0

    def add(self, parent: int, mark: int) -> int:
        """Append a block; return its number."""
        self.parents.append(parent)
        self.marks.append(mark)
        if mark & CONTAINER:
            self.containers += 1
        return len(self.parents) - 1


@dataclass(slots=True)
class Page:
    """All leaves of a page and the blocks they stand in."""

    leaves: list[Leaf]
    nodes: Nodes


def printed(text: str) -> int:
    """How many characters of a folded text are no blanks."""
    return len(text) - text.count(" ")


@dataclass(slots=True)
class OpenCell:
    """A cell while its table is read: its ``text`` where it is a line of that, else its leaves."""

    element: etree._Element
    node: int
    text: str
    inside: list[Leaf]

    def leaves(self) -> list[Leaf]:
        """What stands in the cell, for a table that only lays it out."""
        if not self.text:
            return self.inside
        block = Paragraph(text=self.text)
        return [Leaf(Kind.PARAGRAPH, block, self.node, self.element, printed(self.text))]


@dataclass(slots=True)
class OpenTable:
    """A table while it is read; ``stray`` is what stands in it outside any cell."""

    containers: int  # how many the page had before it
    rows: list[list[OpenCell]] = field(default_factory=list)
    stray: list[Leaf] = field(default_factory=list)
    caption: list[Leaf] = field(default_factory=list)
