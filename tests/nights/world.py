"""A few portals over many nights, with true changes and with noise, drawn by lot.

``World.night`` lets a night happen, and fills ``pages`` for an AdHocWorld; ``World.seen`` says what
a crawl that visits everything must have met.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random

from fixtures.portals.adhoc import Page
from fixtures.portals.proxy import Response
from tests.nights import content as contents
from tests.nights.content import Content
from tests.nights.ledger import Seen

SITES = {
    "wangmo": ("望谟县", "http://www.wangmo-t.gov.cn", "522326"),
    "ceheng": ("册亨县", "http://www.ceheng-t.gov.cn", "522327"),
    "zhou": ("黔西南布依族苗族自治州", "http://www.qxn-t.gov.cn", "522300"),
}
BODIES = (
    ("人民政府", "government"),
    ("人民政府办公室", "office"),
    ("教育局", "department"),
    ("财政局", "department"),
    ("民政局", "department"),
    ("林业局", "department"),
)
YEARS = range(2019, 2025)
NOTICE = "<html><head><title>404</title></head><body>抱歉，您访问的页面不存在</body></html>"
BLIPS = ("404", "410", "soft", "home", "500", "silent")  # each for a night or two at most


@dataclass(slots=True, kw_only=True, eq=False)
class Place:
    """One page on one site: what it holds, how it answers, and the file that hangs on it."""

    site: str
    url: str
    says: Content
    form: str = "html"  # html; docx, pdf: a file of its own; shell: a page with only a file
    answer: str = "ok"  # ok, one of BLIPS, or the URL that it redirects to
    back_on: int | None = None  # the night on which it answers again
    is_listed: bool = True

    @property
    def file(self) -> str:
        """The URL of the file on a shell page."""
        return self.url.replace(".html", ".docx")


@dataclass(slots=True)
class World:
    """Portals, and the lots that decide what becomes of them."""

    lots: Random
    reports: int
    places: list[Place] = field(default_factory=list)
    weather: dict[str, str] = field(default_factory=dict)  # site → ok, wall, dead, empty
    skins: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SITES, 0))
    log: list[str] = field(default_factory=list)
    _night: int = 0
    _pages: int = 0
    _past: dict[Place, Content] = field(default_factory=dict)
    _unwritten: list[tuple[str, tuple[str, str], int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.weather = dict.fromkeys(SITES, "ok")
        self._unwritten = [
            (site, body, year) for site in SITES for body in BODIES for year in YEARS
        ]
        self.lots.shuffle(self._unwritten)
        for _ in range(self.reports):
            self._publish()

    def night(self) -> dict[str, Page]:
        """Let a night happen; return the pages that are there in it."""
        self._night += 1
        if self._night > 1:
            for place in self.places:
                if place.back_on == self._night:
                    place.answer, place.back_on = "ok", None
            for site in SITES:
                self.weather[site] = self.lots.choices(
                    ("ok", "wall", "dead", "empty"), (85, 5, 5, 5)
                )[0]
                if self.lots.random() < 0.15:
                    self.skins[site] += 1
            for key in sorted({place.says.key for place in self.places}):
                if self.lots.random() < 0.35:
                    self._happen([place for place in self.places if place.says.key == key])
            if self.lots.random() < 0.5 and self._unwritten:
                self._publish()
        return self._render()

    def seen(self) -> tuple[list[Seen], set[str]]:
        """Return what a crawl that visits everything tonight meets, and the sites that end ok."""
        met: list[Seen] = []
        for place in self.places:
            if self.weather[place.site] in ("wall", "dead"):
                continue
            answer = {"ok": "ok", "500": "error", "silent": "error"}.get(place.answer, "gone")
            if place.answer.startswith("http:"):
                answer = "moved"
            if answer == "ok" and place.form == "shell":
                bare = replace(place.says, cells={}, prose=(), table=None)
                met.append(
                    Seen(site=place.site, url=place.url, answer="ok", content=bare, is_shell=True)
                )
            parent = place.url if place.form == "shell" else None
            url = place.file if place.form == "shell" else place.url
            if parent and answer != "ok":
                met.append(Seen(site=place.site, url=place.url, answer=answer))
            met.append(
                Seen(
                    site=place.site,
                    url=url,
                    answer=answer,
                    content=place.says if answer == "ok" else None,
                    parent=parent,
                )
            )
        return met, {site for site, weather in self.weather.items() if weather == "ok"}

    # -- what may happen ---------------------------------------------------------------------------

    def _happen(self, places: list[Place]) -> None:
        place = places[0]
        living = [one for one in places if one.answer == "ok"]
        if not living:
            if place.back_on is None and self.lots.random() < 0.3:
                self._tell("returns", place)
                place.answer = "ok"
            return
        place = self.lots.choice(living)
        events = {
            self._change: 8,
            self._go_back: 3,
            self._blip: 5,
            self._move: 3 if self.weather[place.site] == "ok" else 0,
            self._withdraw: 2,
            self._copy: 3 if len(places) == 1 and self.weather["zhou"] == "ok" else 0,
            self._give_way: 1 if len(places) == 1 and place.form == "html" else 0,
        }
        self.lots.choices(list(events), list(events.values()))[0](place, places)

    def _change(self, place: Place, _: list[Place]) -> None:
        self._past[place] = place.says
        place.says = contents.change(self.lots, place.says)
        self._tell("changes", place)

    def _go_back(self, place: Place, _: list[Place]) -> None:
        if place in self._past:
            place.says, self._past[place] = self._past[place], place.says
            self._tell("goes back", place)

    def _blip(self, place: Place, _: list[Place]) -> None:
        place.answer = self.lots.choice(BLIPS)
        place.back_on = self._night + self.lots.randint(1, 2)
        self._tell(f"blips {place.answer}", place)

    def _move(self, place: Place, _: list[Place]) -> None:
        url = self._url(place.site, place.url[-5:].removeprefix("."))
        moved = replace(place, url=url, is_listed=True)  # else nobody could find it
        day = place.says.published_on + timedelta(days=self.lots.randint(0, 90))
        moved.says = replace(place.says, published_on=day)
        if self.lots.random() < 0.2:
            moved.says = contents.change(self.lots, moved.says)
        place.answer = moved.url if self.lots.random() < 0.5 else "404"
        place.is_listed = False
        self.places.append(moved)
        self._tell(f"moves by {place.answer}", place)

    def _withdraw(self, _: Place, places: list[Place]) -> None:
        for place in places:
            if place.answer == "ok" or place.back_on is not None:
                place.answer = self.lots.choice(("404", "410", "soft", "home"))
                place.back_on = None
                place.is_listed = self.lots.random() < 0.3
                self._tell(f"is withdrawn by {place.answer}", place)

    def _copy(self, place: Place, _: list[Place]) -> None:
        form = self.lots.choice(("html", "docx", "pdf"))
        copy = Place(site="zhou", url=self._url("zhou", form), says=place.says, form=form)
        if self.lots.random() < 0.3:
            copy.says = contents.change(self.lots, copy.says)
        self.places.append(copy)
        self._tell(f"is copied as {copy.url}", place)

    def _give_way(self, place: Place, _: list[Place]) -> None:
        """Let the URL hold the report of another year."""
        free = [u for u in self._unwritten if self._issuer(u) == place.says.issuer]
        if not free:
            return
        self._unwritten.remove(free[0])
        self._tell("gives way", place)
        self._past.pop(place, None)
        place.says = self._write(free[0])
        self._tell("takes its place", place)

    def _publish(self) -> None:
        unwritten = self._unwritten.pop()
        site = unwritten[0]
        form = self.lots.choice(("html", "html", "html", "shell"))
        place = Place(
            site=site, url=self._url(site, "html"), says=self._write(unwritten), form=form
        )
        self.places.append(place)
        self._tell("is published", place)

    def _write(self, unwritten: tuple[str, tuple[str, str], int]) -> Content:
        site, (_, kind), year = unwritten
        return contents.write(self.lots, self._issuer(unwritten), kind, SITES[site][2], year)

    @staticmethod
    def _issuer(unwritten: tuple[str, tuple[str, str], int]) -> str:
        site, (unit, _), _ = unwritten
        return SITES[site][0] + unit

    def _url(self, site: str, form: str) -> str:
        self._pages += 1
        ending = form if form in ("docx", "pdf") else "html"
        return f"{SITES[site][1]}/zfxxgk/nb/t{20260000 + self._pages}.{ending}"

    def _tell(self, what: str, place: Place) -> None:
        self.log.append(f"{self._night}: {place.says.issuer} {place.says.year} {what}: {place.url}")

    # -- pages -------------------------------------------------------------------------------------

    def _render(self) -> dict[str, Page]:
        pages: dict[str, Page] = {}
        for site, (name, root, _) in SITES.items():
            weather = self.weather[site]
            rows = [] if weather == "empty" else [p for p in self.places if p.site == site]
            rows = [place for place in rows if place.is_listed]
            self.lots.shuffle(rows)
            listed = "".join(
                f'<li><a href="{place.url}">{place.says.title}</a><span>2026-01-01</span></li>'
                for place in rows
            )
            menu = '<a href="/zfxxgk/nb/">政府信息公开年报</a><a href="/zfxxgk/">政府信息公开</a>'
            head = f"<html><head><title>{name}人民政府</title></head><body>{menu}"
            pages[f"{root}/"] = (200, {}, f"{head}<p>今天是第{self._night}天</p></body></html>")
            pages[f"{root}/zfxxgk/"] = (200, {}, f"{head}</body></html>")
            column = f"{head}<h2>政府信息公开年报</h2><ul>{listed}</ul></body></html>"
            pages[f"{root}/zfxxgk/nb/"] = (200, {}, column)
        for place in self.places:
            pages |= self._answers(place)
        for url in list(pages):
            weather = next(self.weather[s] for s, (_, root, _) in SITES.items() if root in url)
            if weather == "wall":
                pages[url] = (521, {}, "<script>document.cookie='__jsl_clearance=1'</script>")
            elif weather == "dead":
                pages[url] = None
        return pages

    def _answers(self, place: Place) -> dict[str, Page]:
        root = SITES[place.site][1]
        fixed: dict[str, Page] = {
            "404": (404, {}, ""),
            "410": (410, {}, ""),
            "soft": (200, {}, NOTICE),
            "home": (302, {"Location": f"{root}/"}, ""),
            "500": (500, {}, ""),
            "silent": None,
        }
        urls = [place.url, *([place.file] if place.form == "shell" else [])]
        if place.answer.startswith("http:"):
            return dict.fromkeys(urls, (301, {"Location": place.answer}, ""))
        if place.answer != "ok":
            return dict.fromkeys(urls, fixed[place.answer])
        if place.form in ("docx", "pdf"):
            return {place.url: self._file(place.says, place.form)}
        files = {}
        if place.form == "shell":
            files = {place.file.rpartition("/")[2]: f"{place.says.title}.docx"}
        page = contents.page(
            place.says, skin=self.skins[place.site], night=self._night, files=files
        )
        answers: dict[str, Page] = {place.url: (200, {}, page)}
        if place.form == "shell":
            answers[place.file] = self._file(place.says, "docx")
        return answers

    def _file(self, says: Content, form: str) -> Response:
        body = contents.file(says, form=form, night=self._night)
        return Response(
            headers={"Content-Type": f"application/{form}"}, body=body, validators=form == "docx"
        )
