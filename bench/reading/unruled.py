"""Tables whose rules are taken away, and whose cells are set as offices set them."""

from __future__ import annotations

import random
import re

# A cell that holds no table.
_CELL = re.compile(r"<td([^>]*)>((?:(?!<t[ad]).)*?)</td>", re.DOTALL)
_MARKUP = re.compile(r"<[^>]*>")
_FIGURE = re.compile(r"[^\u4e00-\u9fff（(]*[件个]?|无|不适用")
# Labels of more characters are broken into lines, as narrow columns break them.
_LINE = 9


def without_rules(page: bytes, rng: random.Random) -> bytes:
    """Return a page of ``render`` whose tables have no rules.

    Figures stand at the left, in the middle or at the right of their columns, labels at the left or
    in the middle, both at the top, in the middle or at the foot of their rows.
    """
    text = page.decode("utf-8")
    labels, figures = rng.choice(("left", "center")), rng.choice(("left", "center", "right"))
    height = rng.choice(("top", "middle", "middle", "bottom"))
    width = rng.choice(("", ' width="100%"'))
    line = rng.choice((0, _LINE))

    def set_cell(match: re.Match[str]) -> str:
        attributes, inside = match.groups()
        plain = _MARKUP.sub("", inside)
        align = figures if _FIGURE.fullmatch(plain) else labels
        inside = inside.replace("text-align:center", f"text-align:{align}")
        if line and inside == plain:
            inside = "<br/>".join(inside[i : i + line] for i in range(0, len(inside), line))
        return f'<td{attributes} align="{align}" valign="{height}">{inside}</td>'

    text = _CELL.sub(set_cell, text).replace(' border="1"', ' border="0"')
    return text.replace("<table", f"<table{width}").encode()
