"""Rules that clash, in words, each with the page and field where it can be changed; and what would be enough."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for

from forum.domain.planning import Plan
from forum.domain.programme import Forum
from forum.i18n import moments
from forum.web import context
from timezones.problem import DAY

SITTING = re.compile(r"sittings\[(\d+)\]\.(\w+)(?:\[(.*)\])?")
#: rule of the plan file -> field of the forum's facts
FIELDS = {
    "forum.venue_hours": "venue_from",
    "forum.max_minutes_per_day": "cap_minutes",
    "forum.min_gap_minutes": "gap_minutes",
    "forum.last_day": "last_day",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A rule or a change of it in words, and where it is changed."""

    text: str
    address: str


def rules(forum: Forum, plan: Plan, titles: Mapping[str, str]) -> list[Line]:
    """The rules of a plan's request that clash: no timetable keeps them all, any one fewer makes one possible."""
    return [
        Line(text=_rule(path, plan, titles), address=_address(forum, path, plan)) for path in plan.result["reasons"]
    ]


def changes(forum: Forum, plan: Plan, titles: Mapping[str, str]) -> list[Line]:
    """The smallest change of each rule that alone would be enough, the cheapest first."""
    found = plan.result.get("relaxations", ())
    return [Line(text=_change(each, plan, titles), address=_address(forum, each["path"], plan)) for each in found]


def _address(forum: Forum, path: str, plan: Plan) -> str:
    if path in FIELDS:
        return url_for("forums.edit", slug=forum.slug) + f"#{FIELDS[path]}"
    found = SITTING.match(path)
    key = plan.request["sittings"][int(found.group(1))]["id"] if found else ""
    return url_for("draft.edit", slug=forum.slug) + f"#sitting-{key}"


def _rule(path: str, plan: Plan, titles: Mapping[str, str]) -> str:
    words, venue = context.words(), plan.request["forum"]
    said = {
        "forum.venue_hours": words.gettext(
            "The venue is open from %(opens)s to %(closes)s.", opens=_lone(venue, 0), closes=_lone(venue, 1)
        ),
        "forum.max_minutes_per_day": words.gettext(
            "No day has more than %(cap)s minutes of sittings.", cap=venue.get("max_minutes_per_day")
        ),
        "forum.min_gap_minutes": words.gettext(
            "Between two sittings of a day there are at least %(gap)s minutes.", gap=venue.get("min_gap_minutes")
        ),
        "forum.last_day": words.gettext("The days of the forum are too few for its sittings."),
    }
    return said.get(path) or _sitting_rule(path, plan, titles)


def _lone(venue: Mapping[str, Any], place: int) -> str:
    return moments.isolate(venue["venue_hours"][place])


def _sitting_rule(path: str, plan: Plan, titles: Mapping[str, str]) -> str:
    words, found = context.words(), SITTING.match(path)
    if not found:
        return path
    line, rule, other = plan.request["sittings"][int(found.group(1))], found.group(2), found.group(3)
    title = titles.get(line["id"], line["id"])
    if rule == "day":
        return words.gettext("“%(title)s” keeps its day, %(day)s.", title=title, day=_day(line["day"]))
    if rule == "starts":
        return words.gettext("“%(title)s” keeps its day and hour.", title=title)
    if rule == "after":
        return words.gettext("“%(title)s” comes after “%(other)s”.", title=title, other=titles.get(other, other))
    return words.gettext("A rule of “%(title)s”: %(rule)s.", title=title, rule=rule)


def _day(text: str) -> str:
    return moments.day_heading(date.fromisoformat(text), context.language())


def _change(line: Mapping[str, Any], plan: Plan, titles: Mapping[str, str]) -> str:
    words, kind, becomes = context.words(), line["kind"], line["becomes"]
    if kind == "gap":
        return words.gettext("Let the pause between two sittings be %(count)s minutes.", count=becomes)
    if kind == "cap":
        return words.gettext("Let a day have %(count)s minutes of sittings.", count=becomes)
    if kind == "hours":
        opens, closes = (moments.isolate(_clock(each)) for each in becomes)
        return words.gettext("Open the venue from %(opens)s to %(closes)s.", opens=opens, closes=closes)
    if kind == "more_days":
        return words.ngettext(
            "Make the forum longer by %(count)s day.", "Make the forum longer by %(count)s days.", line["amount"]
        )
    return _sitting_change(line, plan, titles)


def _clock(minutes: int) -> str:
    shown = minutes if minutes <= DAY else minutes - DAY
    return f"{shown // 60:02d}:{shown % 60:02d}"


def _sitting_change(line: Mapping[str, Any], plan: Plan, titles: Mapping[str, str]) -> str:
    words, found, becomes = context.words(), SITTING.match(line["path"]), line["becomes"]
    assert found
    key = plan.request["sittings"][int(found.group(1))]["id"]
    title, zone = titles.get(key, key), plan.request["forum"]["zone"]
    if line["kind"] == "day" and becomes:
        return words.gettext("Let “%(title)s” be on %(day)s.", title=title, day=_day(becomes))
    if line["kind"] == "start" and becomes:
        moment = moments.moment(datetime.fromisoformat(becomes[0]), zone, context.language())
        return words.gettext("Let “%(title)s” begin on %(moment)s.", title=title, moment=moment)
    return words.gettext("Leave this rule of “%(title)s” out.", title=title)
