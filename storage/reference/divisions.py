"""The dated table of administrative divisions (GB/T 2260) that ships with nianbao."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, cast

from storage.reference.peoples import PEOPLES

Level = Literal["province", "prefecture", "county"]

_PEOPLES = re.compile(f"(?:{'|'.join(PEOPLES)})+$")
_AUTONOMOUS = re.compile(r"自治([县旗州区])$")
# Short forms that no rule makes, as their governments use them.
_CUSTOMARY = {
    "前郭县": "前郭尔罗斯蒙古族自治县",
    "喀左县": "喀喇沁左翼蒙古族自治县",
    "杜蒙县": "杜尔伯特蒙古族自治县",
    "阜蒙县": "阜新蒙古族自治县",
    "塔县": "塔什库尔干塔吉克自治县",
    "察县": "察布查尔锡伯自治县",
    "莫旗": "莫力达瓦达斡尔族自治旗",
    "巴州": "巴音郭楞蒙古自治州",
    "博州": "博尔塔拉蒙古自治州",
    "克州": "克孜勒苏柯尔克孜自治州",
}


def short_forms(name: str, level: Level) -> frozenset[str]:
    """Return the other names by which a division is printed: 东乡县 for 东乡族自治县, 新疆."""
    forms = set()
    autonomous = _AUTONOMOUS.search(name)
    if autonomous:
        core = name[: autonomous.start()]
        bare = _PEOPLES.sub("", core)
        if not bare:  # the people's name is the place's (东乡族, 鄂伦春): its first one stays
            first = next((people for people in PEOPLES if core.startswith(people)), core)
            bare = first.removesuffix("族")
        kind = autonomous.group(1)
        forms |= {bare} if level == "province" else {bare + kind, core + kind}
    elif level == "province":
        forms.add(name.removesuffix("省").removesuffix("市"))
    elif name.endswith("地区"):
        forms.add(name.removesuffix("区"))
    if level == "province" and name.startswith("内蒙古"):
        forms = {"内蒙古"}
    forms |= {short for short, full in _CUSTOMARY.items() if full == name}
    return frozenset(forms - {name})


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """One division under one code, name and parent, for a run of years.

    ``valid_from`` and ``valid_to`` are the first and the last year on whose 31 December it held;
    ``valid_to`` is null while it holds. ``successors`` are the codes that hold its place since.
    Codes of parents are empty where there is none. Where the data come from: ``DIVISIONS.md``.
    """

    code: str
    name: str
    level: Level
    prefecture_code: str
    province_code: str
    valid_from: int
    valid_to: int | None
    successors: tuple[str, ...]

    def held_in(self, year: int) -> bool:
        """Say whether it was in force on 31 December of a year."""
        return self.valid_from <= year and (self.valid_to is None or year <= self.valid_to)


@cache
def all_divisions() -> tuple[Division, ...]:
    """Return the whole table, in the order of codes and years."""
    text = files("storage.reference").joinpath("divisions.csv").read_text(encoding="utf-8")
    return tuple(
        Division(
            code=row["code"],
            name=row["name"],
            level=cast("Level", row["level"]),
            prefecture_code=row["prefecture_code"],
            province_code=row["province_code"],
            valid_from=int(row["valid_from"]),
            valid_to=int(row["valid_to"]) if row["valid_to"] else None,
            successors=tuple(row["successors"].split()),
        )
        for row in csv.DictReader(text.splitlines())
    )
