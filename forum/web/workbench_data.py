"""What the workbench shows and hands to its script: names of rows, the sky of each day, clocks as stretches of cost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import pairwise
from typing import Any

from forum.domain import burden as rules
from forum.domain import workbench
from forum.domain.people import Constituency
from forum.domain.programme import Forum, Sitting
from forum.domain.workbench import Bench, By, Group
from forum.i18n import cities, moments, states, terms
from forum.i18n.refusals import SENTENCES
from forum.services.workbench import Workbench
from forum.web import burden, context, strips
from timezones import wallclock
from timezones.burden import EPOCH, offsets, to_minute
from timezones.fairness import Score
from timezones.problem import DAY
from timezones.profiles import Profile, stretches_between

#: what may be amiss with a timetable while it is tried
FAULTS = ("SittingsOverlap", "OutsideForum", "OutsideVenueHours", "GapTooShort", "DayTooLong", "OutOfOrder")
#: height of a day's sky, in units of its picture
SKY = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class Named:
    """A row of the grid in the reader's language; `words` is what a search finds it by."""

    name: str
    place: str
    words: str


def view_names() -> dict[str, str]:
    """What the rows may stand for."""
    words = context.words()
    return {
        By.DELEGATION: words.gettext("delegations"),
        By.GROUP: words.gettext("delegations by constituency"),
        By.REGION: words.gettext("regions"),
        By.ZONE: words.gettext("time zones"),
        By.STAFF: words.gettext("interpreters, staff, invited leaders"),
    }


def names(found: Bench, view: By) -> dict[str, Named]:
    """The name of each row of a view, by its id."""
    return {group.id: _named(group, view, found) for group in workbench.groups(found, view)}


def _named(group: Group, view: By, found: Bench) -> Named:
    words = context.words()
    heads = words.ngettext("%(count)s person", "%(count)s people", group.heads)
    region = terms.region(group.region, words) if group.region else ""
    name, where = _title(group, view), _where(group, found.forum) if view is not By.ZONE or group.is_in_room else ""
    place = " · ".join(part for part in (where, heads) if part)
    return Named(name=name or words.gettext("no region"), place=place, words=f"{name} {place} {region}".casefold())


def _title(group: Group, view: By) -> str:
    words, tag = context.words(), context.language()
    if view is By.REGION:
        return terms.region(group.region, words) if group.region else ""
    if view is By.ZONE:
        return cities.city_of_zone(group.zone, None, tag)
    if view is By.STAFF:
        return staff_name(group.constituency)
    name = states.state_name(group.state, tag) if states.is_member_state(group.state) else group.state or group.id
    if view is By.DELEGATION or not group.constituency:
        return name
    kind = terms.constituency(Constituency(group.constituency), words)
    return words.gettext("%(delegation)s, %(constituency)s", delegation=name, constituency=kind)


def staff_name(kind: str) -> str:
    """Those who serve the forum, in the reader's language."""
    words = context.words()
    if kind == workbench.INTERPRETERS:
        return words.gettext("Interpreters")
    return terms.constituency(Constituency(kind), words)


def _where(group: Group, forum: Forum) -> str:
    words, tag = context.words(), context.language()
    if not group.zone:
        return ""
    if group.is_in_room:
        return words.gettext("%(city)s, in the room", city=cities.venue(forum.city, forum.zone, tag))
    return cities.city_of_zone(group.zone, group.state or None, tag)


def figure_names() -> dict[str, str]:
    """The figures that matter, in their order."""
    words = context.words()
    return {
        "worst": words.gettext("points, worst-off delegation"),
        "mean": words.gettext("points per person on average"),
        "heads": words.gettext("people who sit at night"),
        "jain": words.gettext("Jain index of waking minutes (1 is equal)"),
    }


def figures(found: Bench) -> dict[str, float]:
    """The same, as numbers to be printed."""
    return figures_of(found.score)


def figures_of(score: Score) -> dict[str, float]:
    """The figures of any timetable, as numbers to be printed."""
    return {
        "worst": score.worst,
        "mean": round(score.mean),
        "heads": score.heads_in_dearest_band,
        "jain": round(score.jain, 3),
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class RegionRow:
    """A region's figures, as tried and as in the draft."""

    key: str
    name: str
    heads: int
    mean: int
    worst: int
    mean_before: int
    worst_before: int


def regions(found: Workbench) -> list[RegionRow]:
    """Each region, the dearest mean of the draft first, so that rows keep their places while one tries."""
    if found.tried is None:
        return []
    now = found.tried.score.by_region
    then = found.before.score.by_region if found.before else now
    rows = [
        RegionRow(
            key=key,
            name=terms.region(key, context.words()),
            heads=region.heads,
            mean=round(region.mean),
            worst=region.worst,
            mean_before=round(then.get(key, region).mean),
            worst_before=then.get(key, region).worst,
        )
        for key, region in now.items()
    ]
    return sorted(rows, key=lambda row: (-row.mean_before, row.name))


def legend(forum: Forum) -> list[tuple[str, int]]:
    """(name of the level, points per minute), lightest first."""
    scale = strips.scale_of(forum)
    return [(rules.level_name(level, scale), cost) for level, cost in enumerate(rules.costs(scale))]


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """A venue day: its number from 0, its date, the sky over all clocks by level, as paths."""

    number: int
    date: date
    paths: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Skies:
    """The days of the forum over the clocks of its people, westernmost clock on top."""

    days: tuple[Day, ...]
    first_city: str
    last_city: str
    clocks: int


def skies(found: Bench) -> Skies:
    """A line of light and dark for each clock, by day."""
    ordered = sorted(set(found.class_of[: len(found.problem.people)]), key=lambda index: _offset(found.profiles[index]))
    shown = [found.profiles[index] for index in ordered]
    ends = [_city(found, index) for index in (ordered[0], ordered[-1])]
    days = tuple(_sky(found, number, shown) for number in range(len(_days(found.forum))))
    return Skies(days=days, first_city=ends[0], last_city=ends[1], clocks=len(shown))


def _offset(profile: Profile) -> int:
    return profile.offsets[0][1]


def _city(found: Bench, index: int) -> str:
    row = found.problem.people[found.class_of.index(index)]
    zone = row.zone if row.mode == "remote" else found.forum.zone
    return cities.city_of_zone(zone, row.territory or None, context.language())


def _days(forum: Forum) -> list[date]:
    """The days on which a sitting may start: those of the forum, and the morning after where venue hours reach it."""
    last = forum.last_day + timedelta(days=1 if forum.closes > DAY else 0)
    return [forum.first_day + timedelta(days=number) for number in range((last - forum.first_day).days + 1)]


def midnight(forum: Forum, day: date) -> int:
    """The minute since the epoch at which a venue day begins, also where a clock change skips midnight."""
    outcome = wallclock.resolve(day, time(), forum.zone)
    return to_minute(outcome.jump if isinstance(outcome, wallclock.Gap) else outcome.instant)


def _sky(found: Bench, number: int, shown: list[Profile]) -> Day:
    day = _days(found.forum)[number]
    begin, scale = midnight(found.forum, day), strips.scale_of(found.forum)
    paths: dict[str, list[str]] = {}
    for place, profile in enumerate(shown):
        top, bottom = (round(SKY * edge / len(shown), 2) for edge in (place, place + 1))
        for first, last, level in stretches_between(profile, begin, begin + DAY):
            box = f"M{first - begin} {top:g}H{last - begin}V{bottom:g}H{first - begin}z"
            paths.setdefault(rules.level_name(level, scale), []).append(box)
    return Day(number=number, date=day, paths=tuple((level, "".join(boxes)) for level, boxes in paths.items()))


def document(found: Workbench) -> dict[str, Any]:
    """All that the script needs to compute every figure by itself. Minutes count from `base` (since the epoch)."""
    assert found.tried is not None
    bench, forum = found.tried, found.forum
    base = bench.horizon.first
    return {
        "base": base,
        "last": bench.horizon.last - base,
        "venue": _venue(forum, bench, base),
        "levels": [name for name, _ in legend(forum)],
        "costs": [cost for _, cost in legend(forum)],
        "clocks": [_clock(each, base) for each in bench.profiles],
        "rows": [
            [bench.class_of[place], row.count, row.ledger, row.region]
            for place, row in enumerate((*bench.problem.people, *bench.staff.people))
        ],
        "delegates": len(bench.problem.people),
        "sittings": [_sitting(each, found, label) for each, label in zip(*_labelled(bench), strict=True)],
        "views": {view: list(_view(bench, view)) for view in By},
        "before": _before(found),
        "words": _words(found),
    }


def _labelled(bench: Bench) -> tuple[tuple[Sitting, ...], list[str]]:
    return bench.sittings, burden.labels(bench.sittings)


def _venue(forum: Forum, bench: Bench, base: int) -> dict[str, Any]:
    """The venue's clock and rules; `first` is the first day's midnight on the venue's wall, as minutes from `base`."""
    return {
        "offsets": [[begin - base, offset] for begin, offset in offsets(forum.zone, bench.horizon)],
        "first": (forum.first_day - EPOCH).days * DAY - base,
        "days": [each.isoformat() for each in _days(forum)],
        "last_day": (forum.last_day - forum.first_day).days,
        "opens": forum.opens,
        "closes": forum.closes,
        "hours": [forum.venue_from, forum.venue_to],
        "grid": forum.grid_minutes,
        "gap": forum.gap_minutes,
        "cap": forum.cap_minutes,
    }


def _clock(profile: Profile, base: int) -> dict[str, Any]:
    """Offsets, and the steps of cost in one line: minutes since the step before, points, level."""
    begins = [step.begin - base for step in profile.steps]
    since = [after - before for before, after in pairwise([0, *begins])]
    steps = [
        number for gap, step in zip(since, profile.steps, strict=True) for number in (gap, step.points, step.level)
    ]
    return {"offsets": [[begin - base, offset] for begin, offset in profile.offsets], "steps": steps}


def _sitting(sitting: Sitting, found: Workbench, label: str) -> dict[str, Any]:
    before = next(each for each in found.draft if each.key == sitting.key)
    return {
        "key": sitting.key,
        "title": sitting.title,
        "label": label,
        "minutes": sitting.minutes,
        "after": list(sitting.after),
        "wall": wall(sitting, found.forum),
        "before": wall(before, found.forum) if before.is_timed else None,
    }


def wall(sitting: Sitting, forum: Forum) -> int:
    """Minutes of the venue's wall clock after midnight of the first day."""
    assert sitting.day is not None
    assert sitting.clock is not None
    return (sitting.day - forum.first_day).days * DAY + sitting.clock.hour * 60 + sitting.clock.minute


def _view(bench: Bench, view: By) -> Iterator[list[Any]]:
    """(name, place, region, whether its cells are hours, its rows among all rows), in the order of the names."""
    first = len(bench.problem.people) if view is By.STAFF else 0
    groups = [(_named(group, view, bench), group) for group in workbench.groups(bench, view)]
    for named, group in sorted(groups, key=lambda pair: alphabetical(pair[0])):
        rows = [first + place for place in group.rows]
        region = terms.region(group.region, context.words()) if group.region else ""
        yield [named.name, named.place, region, int(bool(group.zone)), rows]


def alphabetical(named: Named) -> tuple[Any, str]:
    """The order of names in the reader's language."""
    return states.collation_key(named.name, context.language()), named.place


def _before(found: Workbench) -> dict[str, Any]:
    """The figures of the draft, so that what has changed can be said."""
    then = found.before or found.tried
    assert then is not None
    return {
        "figures": figures(then),
        "regions": {row.key: [row.mean_before, row.worst_before] for row in regions(found)},
    }


def _words(found: Workbench) -> dict[str, Any]:
    """Sentences that the script fills in, and how this language writes numbers and days."""
    words, tag, forum = context.words(), context.language(), found.forum
    monday, thousand = date(2024, 1, 1), moments.number(1234.5, tag)
    shown = [forum.first_day + timedelta(days=number) for number in range(-2, len(_days(forum)) + 2)]
    return {
        "faults": {code: words.gettext(SENTENCES[code]) for code in FAULTS},
        "days": {day.isoformat(): moments.whole_day(day, tag) for day in shown},
        "headings": {day.isoformat(): moments.day_heading(day, tag) for day in shown},
        "weekdays": [moments.short_weekday(monday + timedelta(days=number), tag) for number in range(7)],
        "separators": [thousand[1:-5], thousand[-2]],
        "levels": [level_names()[name] for name, _ in legend(forum)],
        "moved": [lead(number) for number in range(len(found.draft) + 1)],
        "night": words.gettext("at night: %(count)s"),
        "draft": words.gettext("draft: %(value)s"),
        "value": words.gettext("%(day)s, %(start)s to %(end)s"),
        "instant": words.gettext("%(day)s, %(clock)s at the venue"),
    }


def level_names() -> dict[str, str]:
    """The levels of an hour, in words."""
    words = context.words()
    return {
        "day": words.gettext("working hours"),
        "early": words.gettext("early, evening"),
        "late": words.gettext("late"),
        "night": words.gettext("night"),
    }


def lead(count: int) -> str:
    """Where the organizer stands: how much is being tried."""
    words = context.words()
    if not count:
        return words.gettext("The hours of the draft. Move a sitting and see at once who gains and who pays.")
    return words.ngettext(
        "%(count)s sitting is tried at another hour. The draft stays as it is until you keep this.",
        "%(count)s sittings are tried at other hours. The draft stays as it is until you keep this.",
        count,
    )
