"""Families: their files, and on which pages they are recognised."""

from __future__ import annotations

import pytest

from pipelines.families import FamilyFileError, families, load, recognise
from pipelines.listing import is_article_url

GOOD = """
vendor = "somebody"
order = 1
[recognise]
url = ['/x/']
[listing]
paging = ["links"]
"""


def test_a_good_file_loads() -> None:
    family = load("good", GOOD)
    assert (family.name, family.vendor, family.paging) == ("good", "somebody", ("links",))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (GOOD.replace("[recognise]", "[recognize]"), "no such key: recognize"),
        (GOOD.replace("paging", "pages"), "no such key: pages"),
        (GOOD.replace('"links"', '"lnks"'), "no such paging strategy: lnks"),
        (GOOD.replace("'/x/'", "'/x('"), "unterminated|missing"),
        (GOOD.replace("['/x/']", "'/x/'"), "no list of strings"),
        (GOOD.replace("url = ['/x/']", ""), "nothing says how it is recognised"),
        (GOOD.replace("order = 1", 'order = "1"'), "order is missing or no int"),
        ("vendor = ", "good:"),
    ],
)
def test_a_wrong_file_fails_when_it_is_loaded(wrong: str, message: str) -> None:
    with pytest.raises(FamilyFileError, match=message):
        load("good", wrong)


def test_all_files_load_in_an_order_without_ties() -> None:
    orders = [family.order for family in families()]
    assert orders == sorted(set(orders))
    assert len(orders) >= 12


@pytest.mark.parametrize(
    ("url", "family"),
    [
        ("http://a.gov.cn/zwgk/202302/t20230218_78246924.html", "trs"),
        ("http://a.gov.cn/x/t28168631.shtml", "trs"),
        ("http://a.gov.cn/xyq/c100122/202401/c04_163476.shtml", "kaipu"),
        ("http://a.gov.cn/jsx/c107184/202401/0a1b2c3d4e5f60718293a4b5c6d7e8f9.shtml", "kaipu"),
        ("http://a.gov.cn/art/2023/2/2/art_1229114055_73271.html", "hanweb"),
        ("http://a.gov.cn/col/col103585/index.html", "hanweb"),
        ("http://a.gov.cn/info/1025/61695.htm", "vsb"),
        ("http://a.gov.cn/content.jsp?urltype=news.X&wbtreeid=1648&wbnewsid=47211", "vsb"),
        ("http://a.gov.cn/public/column/6595721?type=3&action=list", "lonsun"),
        ("http://a.gov.cn/gkmlpt/index", "gkmlpt"),
        ("http://a.gov.cn/zwgk/content/post_8765431.html", "gkmlpt"),
        ("http://a.gov.cn/XxgkAnnualReport/show/5712.html", "openness"),
        ("http://a.gov.cn/012001/012001001/moreinfo.html", "epoint"),
        ("http://a.gov.cn/kf/c00145/pc/list.html", "pclist"),
        ("http://a.gov.cn/columns/e434bf9c-a0e0-4bfa-8e9c-c421f02dbfe2/index.html", "columns-uuid"),
        ("http://a.gov.cn/Category_133/Index.aspx", "powereasy"),
        ("http://a.gov.cn/n3/n13/index.html", "component"),
        ("http://a.gov.cn/lykb/index_2.jhtml", "jeecms"),
        ("http://a.gov.cn/info/iList.jsp?node_id=GK&cat_id=1", "numeric"),
        ("http://a.gov.cn/zfxxgk/nb/1906985018193408001.html", "shaanxi"),
        ("http://a.gov.cn/index.php?m=content&catid=2", "php"),
        ("http://a.gov.cn/list.asp?class=1413", "asp"),
    ],
)
def test_addresses_tell_the_family(url: str, family: str) -> None:
    found = recognise(url, "")
    assert found is not None
    assert found.name == family


def test_the_badge_that_everybody_carries_proves_nothing() -> None:
    badge = (
        "<script sitecode='3609220011' src='http://pucha.kaipuyun.cn/exposure/jiucuo.js'></script>"
    )
    assert recognise("http://a.gov.cn/x/", badge) is None


@pytest.mark.parametrize(
    "url",
    [
        "http://a.gov.cn/zwgk/zfxxgknb/202401/t20240125_900123.html",
        "http://a.gov.cn/zwgk/nb/202401/t20240125_900123_wap.html",
        "http://a.gov.cn/s/c100122/202401/0a1b2c3d4e5f60718293a4b5c6d7e8f9.shtml",
        "http://a.gov.cn/s/c3217074/content.shtml",
        "http://a.gov.cn/art/2024/1/25/art_103585_66001.html",
        "http://a.gov.cn/info/1025/61695.htm",
        "http://a.gov.cn/public/6595721/37034572.html",
        "http://a.gov.cn/zfxxgk/nb/1906985018193408001.html",
        "http://a.gov.cn/news-show-8942.html",
        "http://a.gov.cn/nb/P020240125379456.pdf",
    ],
)
def test_articles_are_known_by_their_addresses(url: str) -> None:
    assert is_article_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://a.gov.cn/zwgk/zfxxgk/zfxxgknb/",
        "http://a.gov.cn/zwgk/zfxxgk/zfxxgknb/2022n/",
        "http://a.gov.cn/zwgk/zfxxgk/zfxxgknb/index_1.html",
        "http://a.gov.cn/s/c100122/list.shtml",
        "http://a.gov.cn/s/c100122/list_2.shtml",
        "http://a.gov.cn/col/col103585/index.html",
        "http://a.gov.cn/public/column/6595721?type=3",
        "http://a.gov.cn/zfxxgknb/77.htm",
        "http://a.gov.cn/003/003001/2.html",
        "http://a.gov.cn/news-list-zfxxgknb-2.html",
        "http://a.gov.cn/Category_598/Index_2.aspx",
    ],
)
def test_columns_are_no_articles(url: str) -> None:
    assert not is_article_url(url)
