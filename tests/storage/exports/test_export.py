"""An export is all tables of an archive, the same each time and from either engine."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from fixtures.archives import DONGXIANG, Nights
from storage.archive import Archive
from storage.exports.export import export_archive
from storage.exports.formats import Options
from storage.exports.selection import Selection
from storage.exports.tables import CODEBOOK, all_tables
from tests.storage.exports.exporting import ANYI, Export, changed_once, rows, several


def test_an_empty_archive_gives_all_tables_with_their_headers(export: Export) -> None:
    directory = export()
    for table in (*all_tables(), CODEBOOK):
        frame = pd.read_csv(directory / f"{table.name}.csv")
        assert list(frame.columns) == [column.name for column in table.columns]
    assert (pd.read_csv(directory / "codebook.csv")["kind"] == "cell").sum() == 284
    assert {path.name for path in directory.iterdir()} == {
        *(f"{table.name}.csv" for table in (*all_tables(), CODEBOOK)),
        "datapackage.json",
        "README.md",
        "CITATION.cff",
        "datacite.json",
        ".zenodo.json",
    }


def test_the_same_archive_and_filters_give_the_same_bytes(nights: Nights, export: Export) -> None:
    several(nights)
    one, other = export("one"), export("other")
    for path in one.iterdir():
        assert path.read_bytes() == (other / path.name).read_bytes()


def test_every_file_opens_in_pandas_without_options(nights: Nights, export: Export) -> None:
    several(nights)
    directory = export(bom=True)
    for path in sorted(directory.glob("*.csv")):
        frame = pd.read_csv(path)
        assert len(frame) == len(rows(directory, path.stem))
        assert not frame.columns[0].startswith("\ufeff")
    sources = pd.read_csv(directory / "sources.csv")
    assert sources["primary"].dtype == bool
    assert pd.to_datetime(sources["first_seen_at"]).dt.tz is not None


def test_both_engines_give_the_same_bytes(tmp_path: Path, postgres_url: str) -> None:
    written = []
    for name, url in (("sqlite", None), ("postgresql", postgres_url)):
        with Archive.open(tmp_path / name / "archive", database_url=url) as archive:
            nights = Nights(archive, DONGXIANG, ANYI)
            changed_once(nights)
            several(nights)
            written.append(tmp_path / name / "export")
            export_archive(
                archive,
                written[-1],
                format_name="csv",
                selection=Selection(all_revisions=True),
                options=Options(),
                progress=lambda done, total: None,
            )
    one, other = written
    for path in sorted(one.iterdir()):
        assert path.read_bytes() == (other / path.name).read_bytes(), path.name
