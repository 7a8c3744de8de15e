"""``docs/reference/export.md``, written from the tables' own descriptions.

python -m storage.exports.documentation > docs/reference/export.md
"""

from __future__ import annotations

from storage.exports.readme import describe_table
from storage.exports.tables import CODEBOOK, all_tables

_BEGINNING = """\
# The export, table by table

<!-- Written by `python -m storage.exports.documentation`; change storage/exports/tables. -->

`nianbao export DIR` writes a file a table, with `codebook.csv`, `datapackage.json` (Frictionless)
and a `README.md` that says all this again, with counts and checksums. A directory that holds an
earlier export is replaced as a whole and at once: whoever reads it sees the old or the new, also
when the export is killed. The same archive and filters give the same bytes.

- `--format csv|parquet|xlsx|dta|jsonl`: how to write, below.
- `--year`, `--division`, `--province`, `--issuer-kind`, `--form`, `--site`: only these reports.
  Each may be repeated: several of one option widen the choice, several options narrow it. A
  division comes with all below it; a province goes by name or code.
- `--revisions`: `figures`, `tables`, `sections`, `findings` and the panel hold every revision, not
  only the current one.
- `--bom`: CSV files begin with a byte order mark, by which Excel tells that they are UTF-8.

Filters choose reports. `visits` then holds the visits to those reports' sources, or all of a site
where the site is the only filter; `coverage` holds the issuers chosen, and does not go by form or
by what had been read, so that it may name reports which `reports` lacks; `divisions` and `codebook`
are always whole.

An empty field means that nothing is known or nothing is there, never zero. Columns ending in `_at`
are moments in UTC, those ending in `_on` dates in China.

## CSV

RFC 4180: UTF-8, lines end in CR LF, fields with line breaks, commas or quotes are quoted. What
programs make of it without options:

- Counts are read as decimals (`17.0`) where a column has empty fields: that is how pandas marks
  them. Division codes and `form` (`2021`) look like numbers; no code begins with a zero.
- `figures.raw` is what is printed, so `07` or `N/A` may stand there: read it as text
  (`dtype={"raw": "string"}, keep_default_na=False` in pandas) where the difference matters.
  `status` always says whether there is a number.

## Parquet, JSON Lines, Excel, Stata

- **Parquet** and **Excel** need `pip install 'nianbao[research]'`. Numbers are doubles, so of a
  number with more than 15 digits only `raw` has all; CSV and JSON Lines write each digit.
- **Excel** is one workbook, `nianbao.xlsx`, a sheet a table, the codebook first. Text is never run
  as a formula or made a link. A table of more than 1,048,575 rows or a text of more than 32,767
  characters is refused.
- **Stata** (14 or later): words of a fixed list and truths are numbers with value labels, dates
  `%td`, moments `%tc`. Every missing number is an extended one: `.a` blank, `.b` dash, `.c` text,
  `.d` unread, `.n` not on the form, as `panel_status` says; anywhere else `.z`, nothing known or
  nothing there.
- `datapackage.json` has each table's schema whatever the format. CSV, Excel and JSON Lines are
  tabular resources, which `frictionless validate` reads row by row; Parquet and Stata are plain
  files to it, of which it checks size and digest, for it cannot read Stata and takes Parquet's
  whole numbers with nulls for text.
- In all of them the codebook is there twice: in the format, and as `codebook.csv`.

"""


def reference_page() -> str:
    """Return the whole page."""
    tables = [describe_table(spec, level=2) for spec in (*all_tables(), CODEBOOK)]
    return _BEGINNING + "\n\n".join(tables) + "\n"


if __name__ == "__main__":
    print(reference_page(), end="")
