"""How a data set is cited: ``CITATION.cff``, and metadata for DataCite and Zenodo.

A data set has two identifiers, both of which follow from what it is: the *concept*, the same for
every export with these filters, and the *version*, the same for the same bytes. Whoever deposits it
adds the DOIs of the repository beside them.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from storage.clock import day_in_china
from storage.exports.datapackage import SOURCES, TITLE, Edition

CITATION = "CITATION.cff"
DATACITE = "datacite.json"
ZENODO = ".zenodo.json"

AUTHOR = "nianbao contributors"
LICENCE = ("CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/")
ABSTRACT = (
    "Statutory figures and narrative of the annual reports on government information disclosure "
    "(政府信息公开工作年度报告) of Chinese counties, as published, each figure with the capture "
    "that it was read from."
)


def concept(edition: Edition) -> UUID:
    """Return the identifier that all versions of a data set with these filters share."""
    chosen = {name: list(values) for name, values in edition.filters.items()}
    return uuid5(NAMESPACE_URL, f"nianbao data set {json.dumps(chosen, sort_keys=True)}")


def version(edition: Edition) -> UUID:
    """Return the identifier of exactly these tables."""
    return uuid5(concept(edition), " ".join(table.sha256 for table in edition.tables))


def write_citation(directory: Path, edition: Edition) -> None:
    """Write the three files."""
    changed = edition.last_change_at
    released = day_in_china(changed) if changed else None
    _write(directory / CITATION, _citation(edition, released))
    _write(directory / DATACITE, _json(_datacite(edition, released)))
    _write(directory / ZENODO, _json(_zenodo(edition, released)))


def _citation(edition: Edition, released: date | None) -> str:
    lines = [
        "cff-version: 1.2.0",
        "message: Cite this data set and, for a figure, the page that printed it (see README.md).",
        "type: dataset",
        f"title: {json.dumps(TITLE)}",
        f"abstract: {json.dumps(ABSTRACT, ensure_ascii=False)}",
        "authors:",
        f"  - name: {AUTHOR}",
        f"version: {json.dumps(edition.version)}",
        f"license: {LICENCE[0]}",
        "identifiers:",
        "  - type: other",
        f"    value: urn:uuid:{version(edition)}",
        "    description: This version, from its bytes.",
        "  - type: other",
        f"    value: urn:uuid:{concept(edition)}",
        "    description: All versions of the data set with these filters.",
    ]
    if released:
        lines.append(f"date-released: {released.isoformat()}")
    return "\n".join(lines) + "\n"


def _datacite(edition: Edition, released: date | None) -> dict[str, Any]:
    dated = (
        {
            "publicationYear": str(released.year),
            "dates": [{"date": released.isoformat(), "dateType": "Updated"}],
        }
        if released
        else {}
    )
    return {
        "schemaVersion": "http://datacite.org/schema/kernel-4",
        "identifiers": [
            {"identifier": f"urn:uuid:{version(edition)}", "identifierType": "URN"},
        ],
        "creators": [{"name": AUTHOR, "nameType": "Organizational"}],
        "titles": [{"title": TITLE}],
        "publisher": AUTHOR,
        **dated,
        "types": {"resourceTypeGeneral": "Dataset"},
        "version": edition.version,
        "language": "zh",
        "rightsList": [{"rightsIdentifier": LICENCE[0], "rightsURI": LICENCE[1]}],
        "descriptions": [{"description": ABSTRACT, "descriptionType": "Abstract"}],
        "relatedIdentifiers": [
            {
                "relatedIdentifier": f"urn:uuid:{concept(edition)}",
                "relatedIdentifierType": "URN",
                "relationType": "IsVersionOf",
            },
            *(
                {
                    "relatedIdentifier": source["path"],
                    "relatedIdentifierType": "URL",
                    "relationType": "IsDerivedFrom",
                }
                for source in SOURCES
            ),
        ],
    }


def _zenodo(edition: Edition, released: date | None) -> dict[str, Any]:
    return {
        "upload_type": "dataset",
        "title": TITLE,
        "description": ABSTRACT,
        "creators": [{"name": AUTHOR}],
        "license": LICENCE[0].lower(),
        "access_right": "open",
        "version": edition.version,
        **({"publication_date": released.isoformat()} if released else {}),
        "language": "zho",
        "keywords": ["政府信息公开", "China", "counties", "freedom of information"],
        "related_identifiers": [
            {"identifier": f"urn:uuid:{concept(edition)}", "relation": "isVersionOf"},
            *({"identifier": source["path"], "relation": "isDerivedFrom"} for source in SOURCES),
        ],
    }


def _json(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
