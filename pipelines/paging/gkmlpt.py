"""gkmlpt of Guangdong: JSON lists of a hundred; page 0 and page 1 are the same."""

from __future__ import annotations

from pipelines.page import NextPage
from pipelines.paging.material import Material, Paging, parameters, with_parameters

PAGE_SIZE = 100  # fixed by the service


def next_pages(material: Material) -> Paging | None:
    """Return the next hundred, as far as ``total`` says."""
    if "/gkmlpt/api/" not in material.url or not isinstance(material.data, dict):
        return None
    here = max(1, int(parameters(material.url).get("page") or 1))
    total = material.data.get("total")
    if not isinstance(total, int) or not material.rows:
        return Paging()
    pages = -(-total // PAGE_SIZE)
    if here >= pages:
        return Paging(total=pages)
    page = NextPage(
        url=with_parameters(material.url, page=str(here + 1)),
        strategy="gkmlpt",
        number=here + 1,
        reason=f"page {here + 1} of {pages} by the list's own count",
    )
    return Paging(pages=(page,), total=pages)
