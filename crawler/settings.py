"""Scrapy's settings for nianbao. Each line says why, and what Scrapy would do without it.

``nianbao crawl -s NAME=VALUE`` changes a plain one for one run. Some things no setting changes: one
request at a time to a host, robots.txt, the user agent, the scope of a site (see
``crawler.manners``, ``crawler.middlewares``).
"""

from __future__ import annotations

import os
from importlib.metadata import version

BOT_NAME = "nianbao"  # in logs; default scrapybot
SPIDER_MODULES = ["crawler.spiders"]  # where `scrapy crawl` finds the spider; default none

# -- who we are ------------------------------------------------------------------------------------

_CONTACT = os.environ.get("NIANBAO_CONTACT", "").strip()
# An operator can see who asks, and whom to write to. Default: Scrapy's own name.
USER_AGENT = f"nianbao/{version('nianbao')}" + (f" (+{_CONTACT})" if _CONTACT else "")
# Portals answer in the language they have; this is what a page script would send. Default: en.
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9",
    "Accept-Encoding": "gzip, deflate",
}
# Bodies are decoded by storage.captures, for the spider as for those who read a capture later, and
# more patiently than by Scrapy: some portals send plain text under gzip. Default on.
COMPRESSION_ENABLED = False

# -- manners ---------------------------------------------------------------------------------------

# Seconds between the starts of two requests to a host, kept by crawler.manners. Default 0.
DOWNLOAD_DELAY = 1.0
# Scrapy varies the delay by half and so halves it at times. Default 0.5.
DOWNLOAD_DELAY_JITTER = 0.0
# The gate lets one request at a time through whatever stands here; more would only wait in line,
# and one connection is kept per host. Default 8.
CONCURRENT_REQUESTS_PER_DOMAIN = 1
# A slow host is asked more slowly still; never faster than DOWNLOAD_DELAY. Default off.
AUTOTHROTTLE_ENABLED = True
# Begin at DOWNLOAD_DELAY instead of 5 s: the gate keeps the delay from the first request on.
AUTOTHROTTLE_START_DELAY = 0.0
# robots.txt is obeyed by crawler.middlewares, by RFC 9309 and with Crawl-delay, which Scrapy's
# own middleware ignores; and our scope needs to know more than a list of domains. Default: theirs.
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.middlewares.ScopeMiddleware": 50,
    "crawler.middlewares.RobotsMiddleware": 100,
}
# Every request takes its turn at the gate; nothing but http and https is ever opened.
DOWNLOAD_HANDLERS = {
    "http": "crawler.handler.PoliteHandler",
    "https": "crawler.handler.PoliteHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}

# Sites that one process crawls side by side; nianbao's own. One core reads 56 to 72 reports a
# second, and a site gives at most one: beyond 50 they would wait for the core, not for their hosts.
SITES_AT_ONCE = 50

# -- patience --------------------------------------------------------------------------------------

# Two more tries, each after a longer rest (crawler.handler). Default 2; said because manners.
RETRY_TIMES = 2
# What may pass. 522 and 524 are proxies that wait for the portal; 521 is a wall, 429 asks for
# patience, which the gate has. Default: the same list.
RETRY_HTTP_CODES = [500, 502, 503, 504, 522, 524, 408, 429]
# The spider says what failed, in one line; Scrapy would write an error each. Default ERROR.
RETRY_GIVE_UP_LOG_LEVEL = "DEBUG"
# Seconds. County portals are slow, but one that says nothing for a minute is down. Default 180.
DOWNLOAD_TIMEOUT = 60
# Bytes. Scanned reports reach tens of megabytes, and lxml takes 1.4 GB for a page of 50 MB;
# decoding and reading have limits of their own. Default 1 GB.
DOWNLOAD_MAXSIZE = 64 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0  # no warning before that: size is no fault. Default 32 MB.

# -- the path --------------------------------------------------------------------------------------

# A redirect is an answer like others: captured, recorded as a visit, its target judged by the
# frontier and the scope. Scrapy would follow it unseen. Default on.
REDIRECT_ENABLED = False
METAREFRESH_ENABLED = False
# The spider judges every status: a 404 is evidence, a 412 a wall. Default: only 200–299.
HTTPERROR_ALLOW_ALL = True
# What was asked is known to the frontier in the archive, across restarts. Default: in memory.
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"
# URLs of portals' own making are long (jpaas queries); longer ones are traps. Default 2083.
URLLENGTH_LIMIT = 4096
# Cookies go back to the portal that set them, as with a browser. Default on; the list of public
# suffixes behind it would come from the network, so the one in the package is used.
COOKIES_ENABLED = True
os.environ["TLDEXTRACT_PUBLIC_SUFFIX_LIST_URLS"] = ""
# Scrapy would read the source of the callback at each answer, to warn of a mistake that types rule
# out: a twentieth of a page's work. Default on.
WARN_ON_GENERATOR_RETURN_VALUE = False
# Responses are handed to the stages one by one per site: the archive writes in order. Default 100.
CONCURRENT_ITEMS = 1

# -- what is kept ----------------------------------------------------------------------------------

# The stages, in order; numbers are only an order. Default none.
ITEM_PIPELINES = {
    "pipelines.stages.Preserve": 100,
    "pipelines.stages.Extract": 200,
    "pipelines.stages.Validate": 300,
    "pipelines.stages.Dedup": 400,
}
# Every response into WARC before anyone reads it. Default none.
EXTENSIONS = {"crawler.warc.WarcExtension": 100}
# What Scrapy would add, less a telnet console, a remote control, feeds (the archive is the output),
# a line a minute and site, and a memory debugger: Scrapy imports even what is switched off, the
# remote control alone in 0.8 s of a crawl's start.
EXTENSIONS_BASE = {
    "scrapy.extensions.corestats.CoreStats": 0,
    "scrapy.extensions.logcount.LogCount": 0,
    "scrapy.extensions.memusage.MemoryUsage": 0,
    "scrapy.extensions.closespider.CloseSpider": 0,
    "scrapy.extensions.spiderstate.SpiderState": 0,
    "scrapy.extensions.throttle.AutoThrottle": 0,
}

# When known reports are visited again and when they count as withdrawn; nianbao's own.
REVISIT_DAYS = 30  # days; a live report is visited at least so often
WITHDRAWN_AFTER_VISITS = 3  # visits, one a run, that found it gone
WITHDRAWN_AFTER_DAYS = 14  # days over which those visits stretch

# -- what is said ----------------------------------------------------------------------------------

LOG_LEVEL = "WARNING"  # the commands say what happened, a line a site. Default DEBUG.
LOG_FORMATTER = "crawler.lines.BriefLogFormatter"  # what the spider handles is no news
LOG_FORMAT = "%(levelname)s %(message)s"  # the site stands first in the message. Default with time.
STATS_DUMP = False  # default on, a page at INFO

# -- the engine ------------------------------------------------------------------------------------

# The reactor is shared by all sites of a run; names of hosts are looked up in its threads.
REACTOR_THREADPOOL_MAXSIZE = 20  # default 10
