"""The morning report as one page of HTML that needs nothing else: no script, no picture, no net."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from crawler.alarm_kinds import KINDS
from crawler.morning import Morning, Raised, in_china
from crawler.standing import SiteStatus

_STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem;
  color: #1b1b1b; background: #fff }
h1 { font-size: 1.3rem } h2 { font-size: 1.1rem; margin-top: 2rem }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-top: 1px solid #ddd }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums }
.error { color: #a40000; font-weight: 600 } .warning { color: #7a5200; font-weight: 600 }
.quiet { color: #666 }
@media (prefers-color-scheme: dark) {
  body { color: #e6e6e6; background: #161616 } th, td { border-color: #333 }
  .error { color: #ff8a80 } .warning { color: #ffd180 } .quiet { color: #999 } }
"""


def as_page(report: Morning) -> str:
    """Write the report as a page; whatever portals and site lists say is only ever text in it."""
    alarms = "".join(_group(heading, group) for heading, group in report.groups if group)
    calm = "" if report.new or report.standing else "<p>Nothing needs you.</p>"
    note = f"<p>{escape(report.note)}</p>" if report.note else ""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(report.headline)}</title><style>{_STYLE}</style></head><body>"
        f"<h1>{escape(report.headline)}</h1>{note}"
        f'<p class="quiet">As of {in_china(report.now)}.</p>'
        f"{calm}{alarms}{_sites(report.sites)}</body></html>\n"
    )


def _group(heading: str, group: Iterable[Raised]) -> str:
    rows = "".join(
        f'<tr><td class="{one.alarm.severity}">{one.alarm.severity}</td>'
        f"<td>{escape(one.site.site)}<br>{escape(one.site.name)}</td>"
        f"<td>{escape(one.alarm.id)}</td>"
        f"<td>{escape(one.alarm.message)}<br>"
        f'<span class="quiet">{escape(KINDS[one.alarm.id].remedy)}</span></td>'
        f"<td>{in_china(one.alarm.since)}</td></tr>"
        for one in group
    )
    return (
        f"<h2>{escape(heading)}</h2><table><tr><th></th><th>Site</th><th>Alarm</th>"
        f"<th>What happened, what to do</th><th>Since</th></tr>{rows}</table>"
    )


def _sites(statuses: Iterable[SiteStatus]) -> str:
    numbers = "".join(f'<th class="number">{name}</th>' for name in ("Reports", "New", "Changed"))
    rows = "".join(map(_row, statuses))
    return (
        f"<h2>All sites</h2><table><tr><th>Site</th><th>Outcome</th>{numbers}"
        f"<th>Crawled</th><th>Due</th></tr>{rows}</table>"
    )


def _row(status: SiteStatus) -> str:
    last, ended = status.last, status.ended
    counts = (ended.reports, ended.new, ended.changed) if ended else ("", "", "")
    numbers = "".join(f'<td class="number">{count}</td>' for count in counts)
    shade = ' class="error"' if status.needs_attention else ""
    crawled = in_china(last.started_at) if last else ""
    return (
        f"<tr><td>{escape(status.site.site)} {escape(status.site.name)}</td>"
        f"<td{shade}>{escape(status.outcome)}</td>{numbers}"
        f"<td>{crawled}</td><td>{in_china(status.due_at)}</td></tr>"
    )
