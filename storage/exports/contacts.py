"""Phone numbers, e-mail addresses and names of contacts, taken out of a text.

Figures must stay: a number is a phone's only if it is a mobile number, has an area code set off by
a hyphen or brackets, or follows a word such as 电话. A name is a contact's only after a word such
as 联系人. What stands in a picture or is spelt out is not found.
"""

from __future__ import annotations

import re

_PHONE = re.compile(
    r"""
    (?<![\d.])(?:\+?86[-\s]?)?1[3-9]\d[-\s]?\d{4}[-\s]?\d{4}(?!\d)      # mobile
    | (?<!\d)[(（]?0\d{2,3}[)）]?\s?[-－—]\s?\d{7,8}(?:[-－—转]\d{1,5})?(?!\d)  # 0931-1234567
    | (?<!\d)[(（]0\d{2,3}[)）]\s?\d{7,8}(?!\d)                         # (0931)1234567
    | (?<=电话[:：])\s*[\d\-－—、,，/转\s]{7,}
    | (?<=电话)\s*[\d\-－—、,，/转]{7,}
    | (?<=传真[:：])\s*[\d\-－—、,，/转\s]{7,}
    """,
    re.VERBOSE,
)
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+\s?[@＠]\s?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_PERSON = re.compile(
    r"((?:联\s?系\s?人|经\s?办\s?人|填\s?报\s?人|填\s?表\s?人|审\s?核\s?人|制\s?表\s?人|签发人)"
    r"(?:姓名)?\s?[:：]\s?)[\u4e00-\u9fff](?:[\u4e00-\u9fff·]|\s(?=[\u4e00-\u9fff](?:\s|$|[,，;；。]))){1,3}"
)


def without_contacts(text: str) -> str:
    """Return a text with contacts replaced by what they were.

    >>> without_contacts("联系人：张三，电话：0931-1234567，邮箱 a@b.gov.cn，办结17件")
    '联系人：[姓名]，电话：[电话]，邮箱 [邮箱]，办结17件'
    """
    text = _EMAIL.sub("[邮箱]", text)
    text = _PERSON.sub(r"\1[姓名]", text)
    return _PHONE.sub("[电话]", text)
