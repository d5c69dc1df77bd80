"""The statement of fairness as a sheet of one page: sentences and tables in one language, written as HTML and as PDF.

What of a person's own clock is told stands by region and by delegation only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from forum.domain import burden as levels
from forum.domain.fairness import RELEASED, Bearer, Compared, Statement
from forum.domain.planning import fingerprint
from forum.domain.programme import Sitting
from forum.domain.question import document_of
from forum.formats.document import Inline, inline, spoken
from forum.formats.statement_words import proven, traded, worst_off
from forum.i18n import cities, locales, moments, terms
from forum.i18n.catalogues import Words, words
from timezones.problem import DAY, Scale

TEMPLATE = Path(__file__).parent / "statement.typ"
#: more sittings than this get no column of their own in the table by region
MOST_COLUMNS = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """One cell of a table; `level` names its shade as everywhere (day, early, late, night), empty where it has none."""

    content: Inline
    level: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Grid:
    """A table; the first `texts` columns hold words, the others figures.

    `widths` are shares, 0 for as wide as the words. A plain one needs no caption on the page: the heading says it.
    """

    caption: str
    header: tuple[Inline, ...]
    rows: tuple[tuple[Cell, ...], ...]
    texts: int
    widths: tuple[float, ...]
    is_plain: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """A heading, sentences, a table."""

    id: str
    heading: str
    before: tuple[Inline, ...] = ()
    grid: Grid | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """The whole statement in one language."""

    title: str
    language: str
    forum: Inline
    subtitle: Inline
    lead: Inline
    sections: tuple[Section, ...]
    foot: tuple[Inline, ...]
    mark: str
    made_at: datetime

    @property
    def direction(self) -> str:
        """ltr or rtl."""
        return locales.language(self.language).direction


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What every part of the sheet needs: the statement, the words, the tag."""

    said: Statement
    tag: str
    say: Words = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "say", words(self.tag))

    @property
    def city(self) -> str:
        """The city of the venue as the reader calls it."""
        return cities.venue(self.said.forum.city, self.said.forum.zone, self.tag)

    def number(self, value: float) -> str:
        """A whole number as the reader writes it."""
        return moments.number(round(value), self.tag)

    def cell(self, value: float) -> Cell:
        """A whole number in a cell."""
        return Cell(content=inline(self.number(value)))


def sheet(said: Statement, tag: str) -> Sheet:
    """The statement in one language."""
    desk = Desk(said=said, tag=tag)
    return Sheet(
        title=desk.say.gettext("Statement of fairness"),
        language=tag,
        forum=spoken(said.forum.title, said.forum.title_language, tag),
        subtitle=inline(_subtitle(desk)),
        lead=inline(_lead(desk)),
        sections=(_sittings(desk), _bearers(desk), _proof(desk), _trade(desk), _scale(desk)),
        foot=tuple(inline(each) for each in _foot(desk)),
        mark=desk.say.gettext("REHEARSAL") if said.forum.is_rehearsal else "",
        made_at=said.release.published_at,
    )


def _subtitle(desk: Desk) -> str:
    release, forum = desk.said.release, desk.said.forum
    moment = moments.said(release.published_at, forum.zone, desk.city, desk.tag)
    text = desk.say.gettext("Release %(number)s, published on %(moment)s.", number=release.number, moment=moment)
    if desk.said.is_latest:
        return text
    return text + " " + desk.say.gettext("A newer release has taken its place.")


def _lead(desk: Desk) -> str:
    figures = desk.said.figures
    return desk.say.ngettext(
        "%(count)s sitting. Delegates: %(heads)s, delegations: %(delegations)s, each on their own clock.",
        "%(count)s sittings. Delegates: %(heads)s, delegations: %(delegations)s, each on their own clock.",
        len(desk.said.sittings),
        heads=desk.number(figures.heads),
        delegations=desk.number(figures.delegations),
    )


def _sittings(desk: Desk) -> Section:
    say, zone = desk.say, desk.said.forum.zone
    offsets = {moments.offset(each.start, zone) for each in desk.said.sittings}
    venue = f"{desk.city} {moments.isolate(offsets.pop())}" if len(offsets) == 1 else desk.city
    header = (
        say.gettext("No."),
        say.gettext("Sitting"),
        say.gettext("Day"),
        venue,
        "UTC",
        say.gettext("Delegates at night"),
    )
    rows = [_sitting(desk, place, each) for place, each in enumerate(desk.said.sittings)]
    return Section(
        id="sittings",
        heading=say.gettext("Who sits when"),
        grid=Grid(
            caption=say.gettext("Who sits when"),
            header=tuple(inline(each) for each in header),
            rows=tuple(rows),
            texts=5,
            widths=(0, 1, 0, 0, 0, 0.35),
            is_plain=True,
        ),
    )


def _sitting(desk: Desk, place: int, sitting: Sitting) -> tuple[Cell, ...]:
    zone, tag = desk.said.forum.zone, desk.tag
    night = sum(each.nights[place] for each in desk.said.figures.bearers)
    texts = (
        inline(desk.number(place + 1)),
        spoken(sitting.title, sitting.title_language, tag),
        inline(moments.day_heading(moments.local_day(sitting.start, zone), tag)),
        inline(moments.isolate(moments.clock_range(sitting.start, sitting.end, zone))),
        inline(_utc(sitting, tag, zone)),
    )
    return (*(Cell(content=each) for each in texts), desk.cell(night))


def _utc(sitting: Sitting, tag: str, zone: str) -> str:
    hours = moments.isolate(moments.clock_range(sitting.start, sitting.end, "Etc/UTC"))
    is_other_day = moments.local_day(sitting.start, "Etc/UTC") != moments.local_day(sitting.start, zone)
    return f"{moments.weekday(sitting.start, 'Etc/UTC', tag)} {hours}" if is_other_day else hours


def _bearers(desk: Desk) -> Section:
    say, figures = desk.say, desk.said.figures
    night = say.gettext(
        "%(night)s of %(heads)s delegates have a sitting that touches their night (%(hours)s on their own clock).",
        night=desk.number(figures.night),
        heads=desk.number(figures.heads),
        hours=moments.listed([moments.isolate(each) for each in hours_of(desk.said.problem.scale, -1)], desk.tag),
    )
    return Section(
        id="bearers",
        heading=say.gettext("Who bears the night"),
        before=(inline(night), inline(worst_off(desk.said, desk.say, desk.tag))),
        grid=_by_region(desk) if figures.bearers else None,
    )


def _by_region(desk: Desk) -> Grid:
    say, sittings = desk.say, desk.said.sittings
    shown = len(sittings) if len(sittings) <= MOST_COLUMNS else 0
    header = [
        say.gettext("Region"),
        say.gettext("Delegates"),
        say.gettext("Average"),
        say.gettext("Worst-off"),
        say.gettext("Delegates at night"),
        *(desk.number(place + 1) for place in range(shown)),
    ]
    return Grid(
        caption=say.gettext("Delegates at night by region; the numbered columns are the sittings above"),
        header=tuple(inline(each) for each in header),
        rows=tuple(_region(desk, each, shown) for each in desk.said.figures.bearers),
        texts=1,
        widths=(2.6, *(1.25 for _ in header[1:5]), *(0.6 for _ in range(shown))),
    )


def _region(desk: Desk, bearer: Bearer, shown: int) -> tuple[Cell, ...]:
    name = Cell(content=inline(terms.region(bearer.region, desk.say)))
    figures = [desk.cell(value) for value in (bearer.heads, bearer.mean, bearer.worst, bearer.night)]
    nights = [
        Cell(content=inline(desk.number(heads)), level=share_level(heads, bearer.heads))
        for heads in bearer.nights[:shown]
    ]
    return (name, *figures, *nights)


def share_level(heads: int, of: int) -> str:
    """The shade of a share: none, up to a third, up to two thirds, more."""
    return levels.LEVELS[-(-3 * heads // of) if of else 0]


def _proof(desk: Desk) -> Section:
    return Section(
        id="proof",
        heading=desk.say.gettext("What was proven"),
        before=tuple(inline(each) for each in proven(desk.said, desk.say, desk.tag, desk.city)),
    )


def _trade(desk: Desk) -> Section:
    say, lines = desk.say, desk.said.figures.compared
    header = (
        say.gettext("Timetable"),
        say.gettext("Worst-off"),
        say.gettext("Average"),
        say.gettext("Delegates at night"),
        say.gettext("Jain index"),
    )
    grid = Grid(
        caption=say.gettext("What was traded"),
        header=tuple(inline(each) for each in header),
        rows=tuple(_compared(desk, each) for each in lines),
        texts=1,
        widths=(2.6, 1, 1, 1.25, 1),
        is_plain=True,
    )
    return Section(
        id="trade",
        heading=say.gettext("What was traded"),
        before=tuple(inline(each) for each in traded(desk.said, desk.say, desk.tag)),
        grid=grid if lines else None,
    )


def _compared(desk: Desk, line: Compared) -> tuple[Cell, ...]:
    jain = Cell(content=inline(moments.number(round(line.jain, 3), desk.tag)))
    name = Cell(content=inline(name_of(line.name, desk.say)))
    return (name, *(desk.cell(value) for value in (line.worst, line.mean, line.heads)), jain)


def name_of(name: str, say: Words) -> str:
    """A timetable among those compared, by its policy or by what it is."""
    if name == RELEASED:
        return say.gettext("This release")
    if name == "held":
        return say.gettext("As it was held")
    return terms.policy(name, say)


def _scale(desk: Desk) -> Section:
    say, problem = desk.say, desk.said.problem
    scale = problem.scale
    texts = [
        say.gettext(
            "Each minute of a sitting costs points by the hour on the delegate’s own clock, in the room by the clock "
            "of the venue; a delegate’s burden is the sum over all sittings attended."
        )
    ]
    if scale.rest_day:
        texts.append(
            say.ngettext(
                "A minute on a rest day costs %(count)s point more.",
                "A minute on a rest day costs %(count)s points more.",
                scale.rest_day,
            )
        )
    bands = sorted(scale.bands, key=lambda band: band.begins)
    grid = Grid(
        caption=say.gettext("How burden is counted"),
        header=tuple(inline(each) for each in (say.gettext("Local hour"), *(_hours(b.begins, b.ends) for b in bands))),
        rows=((Cell(content=inline(say.gettext("Points a minute"))), *(_price(desk, band.cost) for band in bands)),),
        texts=1,
        widths=(1, *(0 for _ in bands)),
        is_plain=True,
    )
    return Section(
        id="scale", heading=say.gettext("How burden is counted"), before=tuple(inline(t) for t in texts), grid=grid
    )


def _price(desk: Desk, cost: int) -> Cell:
    scale = desk.said.problem.scale
    return Cell(content=inline(desk.number(cost)), level=levels.level_name(levels.costs(scale).index(cost), scale))


def _hours(begins: int, ends: int) -> str:
    return moments.isolate(f"{begins // 60:02d}:{begins % 60:02d}–{ends // 60:02d}:{ends % 60:02d}")


def hours_of(scale: Scale, level: int) -> list[str]:
    """The stretches of the local day that cost the same: "23:00–06:00" where one passes midnight."""
    cost = levels.costs(scale)[level]
    parts = [[band.begins, band.ends] for band in sorted(scale.bands, key=lambda b: b.begins) if band.cost == cost]
    joined: list[list[int]] = []
    for part in parts:
        if joined and joined[-1][1] == part[0]:
            joined[-1][1] = part[1]
        else:
            joined.append(part)
    if len(joined) > 1 and joined[0][0] == 0 and joined[-1][1] == DAY:
        joined[-1][1] = joined.pop(0)[1]
    return [f"{begins // 60:02d}:{begins % 60:02d}–{ends // 60:02d}:{ends % 60:02d}" for begins, ends in joined]


def _foot(desk: Desk) -> list[str]:
    say = desk.say
    return [
        say.gettext(
            "Figures are given by region and by delegation; no person’s own zone is shown. Time zones: IANA release "
            "%(tz)s. Question %(mark)s.",
            tz=moments.isolate(desk.said.tz_release),
            mark=moments.isolate(fingerprint(document_of(desk.said.problem))),
        )
    ]
