"""``nianbao sites``: the registry."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Run

ROWS = (
    "site,name,url,division_code,column_url\n"
    "sample,示例县人民政府,http://www.sample.gov.cn/,622926,http://www.sample.gov.cn/nb/\n"
    "other,某县人民政府,http://www.other.gov.cn/,622925,\n"
)


def listed(tmp_path: Path, text: str = ROWS) -> Path:
    path = tmp_path / "sites.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_import_says_what_it_did(nianbao: Run, tmp_path: Path) -> None:
    assert "2 added, 0 changed, 0 as they were" in nianbao("sites", "import", listed(tmp_path)).out
    changed = ROWS.replace("某县", "另县")
    ran = nianbao("sites", "import", listed(tmp_path, changed))
    assert ran.status == 0
    assert "0 added, 1 changed, 1 as they were" in ran.out


def test_import_changes_no_acknowledgement(nianbao: Run, tmp_path: Path) -> None:
    nianbao("sites", "import", listed(tmp_path))
    nianbao("sites", "ack", "other", "--until", "2030-01-31")
    nianbao("sites", "import", listed(tmp_path))
    (shown,) = map(json.loads, nianbao("sites", "show", "other", "--json").out.splitlines())
    assert shown["acknowledged_until"] == "2030-01-31"


def test_import_without_a_file_takes_the_portals_that_ship(nianbao: Run) -> None:
    assert nianbao("sites", "import").out.startswith("82 added")
    assert len(nianbao("sites", "list").out.splitlines()) == 82


def test_a_bad_list_changes_nothing(nianbao: Run, tmp_path: Path) -> None:
    nianbao("sites", "import", listed(tmp_path))
    bad = ROWS + "third,n,third.gov.cn,622925,\n"
    ran = nianbao("sites", "import", listed(tmp_path, bad))
    assert ran.status == 2
    assert "line 4, column url" in ran.err
    assert len(nianbao("sites", "list").out.splitlines()) == 2


def test_list_and_show(nianbao: Run, tmp_path: Path) -> None:
    nianbao("sites", "import", listed(tmp_path))
    assert [json.loads(line) for line in nianbao("sites", "list", "--json").out.splitlines()] == [
        {
            "site": "other",
            "name": "某县人民政府",
            "url": "http://www.other.gov.cn/",
            "division_code": "622925",
            "column_url": None,
            "enabled": True,
            "acknowledged_until": None,
        },
        {
            "site": "sample",
            "name": "示例县人民政府",
            "url": "http://www.sample.gov.cn/",
            "division_code": "622926",
            "column_url": "http://www.sample.gov.cn/nb/",
            "enabled": True,
            "acknowledged_until": None,
        },
    ]
    shown = nianbao("sites", "show", "sample").out
    assert "http://www.sample.gov.cn/nb/" in shown
    assert "622926" in shown


def test_an_unknown_site(nianbao: Run, tmp_path: Path) -> None:
    nianbao("sites", "import", listed(tmp_path))
    for arguments in (("show", "sampel"), ("ack", "sampel", "--until", "2030-01-01")):
        ran = nianbao("sites", *arguments)
        assert ran.status == 2
        assert "did you mean sample" in ran.err


def test_a_date_that_is_none(nianbao: Run, tmp_path: Path) -> None:
    nianbao("sites", "import", listed(tmp_path))
    ran = nianbao("sites", "ack", "sample", "--until", "31 January")
    assert ran.status == 2
    assert "31 January" in ran.err
