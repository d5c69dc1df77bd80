"""In which order people speak: a list of rules, each deciding only what those before it left open.

A rule either ranks (lowest value first; the next rule orders equals) or interleaves (it makes a list for each
constituency, region or view, orders each by the next rules, and takes from them in turn).
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from forum.domain.people import TRIPARTITE, Constituency
from forum.domain.refusals import Kind, Refusal, Unknown
from forum.domain.speaking.apportion import Collation
from forum.domain.speaking.draw import lot

T = TypeVar("T", bound=Hashable)


class Rule(enum.StrEnum):
    """One rule of order; a ruleset lists them, the weightiest first."""

    CARRIED_OVER = "carried_over"
    GROUPS_FIRST = "groups_first"
    LEVEL = "level"
    DRAW = "draw"
    ALPHABET = "alphabet"
    FIRST_COME = "first_come"
    ROUND_ROBIN = "round_robin"
    ALTERNATE_REGIONS = "alternate_regions"
    ALTERNATE_VIEWS = "alternate_views"


class SwapNeedsBoth(Refusal):
    """Places are changed by consent of both; params: key (who has not consented)."""

    kind = Kind.CONFLICT


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """An inscription as the order sees it.

    `name` is the official name in the working language, `level` the band (0 first: by protocol or by role, as the
    ruleset says), `at` when it came in, `number` its place in the register (for what came at the same instant).
    """

    key: str
    name: str = ""
    constituency: Constituency = Constituency.GOVERNMENT
    region: str = ""
    view: str = ""
    level: int = 0
    at: datetime | None = None
    number: int = 0
    is_group: bool = False
    is_carried_over: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Setting:
    """What the rules refer to: the draw's seed, the alphabet and the drawn letter (or name) it begins with."""

    seed: str = ""
    collation: Collation = str
    letter: str = ""
    constituencies: tuple[Constituency, ...] = TRIPARTITE


def ordered(entries: Iterable[Entry], rules: Sequence[Rule], setting: Setting | None = None) -> tuple[Entry, ...]:
    """The entries as they speak, by the rules; what no rule decides is decided by place in the register, then key."""
    return tuple(_ordered(list(entries), tuple(rules), setting or Setting()))


def _ordered(entries: list[Entry], rules: tuple[Rule, ...], setting: Setting) -> list[Entry]:
    if not rules or len(entries) < 2:
        return sorted(entries, key=lambda entry: (entry.number, entry.key))
    rule, later = rules[0], rules[1:]
    if rule in ALTERNATING:
        return list(_alternating(_ordered(entries, later, setting), ALTERNATING[rule]))
    lists = [_ordered(equals, later, setting) for equals in _ranked(entries, RANKS[rule], setting)]
    if rule is Rule.ROUND_ROBIN:
        return list(_in_turn(lists))
    return [entry for each in lists for entry in each]


def _ranked(entries: Iterable[Entry], rank: Callable[[Entry, Setting], Any], setting: Setting) -> list[list[Entry]]:
    """The entries by what a rule sees of them, lowest first; equals together."""
    bands: dict[Any, list[Entry]] = {}
    for entry in entries:
        bands.setdefault(rank(entry, setting), []).append(entry)
    return [bands[value] for value in sorted(bands)]


def _in_turn(lists: Sequence[Sequence[Entry]]) -> Iterator[Entry]:
    """One of each list, again and again; a list that is at its end is passed over."""
    for place in range(max(len(each) for each in lists)):
        yield from (each[place] for each in lists if place < len(each))


def _alternating(entries: Iterable[Entry], of: Callable[[Entry], str]) -> Iterator[Entry]:
    """The same order, but no two alike in succession while there is somebody else; nobody is passed over for longer."""
    waiting = list(entries)
    last: str | None = None
    while waiting:
        following = next((entry for entry in waiting if of(entry) != last), waiting[0])
        waiting.remove(following)
        last = of(following)
        yield following


def _by_alphabet(entry: Entry, setting: Setting) -> tuple[bool, Any]:
    """From the drawn letter to the end of the alphabet, then from its beginning."""
    name = setting.collation(entry.name)
    return name < setting.collation(setting.letter), name


def _by_constituency(entry: Entry, setting: Setting) -> tuple[int, str]:
    order = setting.constituencies
    place = order.index(entry.constituency) if entry.constituency in order else len(order)
    return place, entry.constituency.value


#: rule -> what it sees of an entry; the lowest goes first
RANKS: dict[Rule, Callable[[Entry, Setting], Any]] = {
    Rule.CARRIED_OVER: lambda entry, _: not entry.is_carried_over,
    Rule.GROUPS_FIRST: lambda entry, _: not entry.is_group,
    Rule.LEVEL: lambda entry, _: entry.level,
    Rule.DRAW: lambda entry, setting: lot(entry.key, setting.seed),
    Rule.ALPHABET: _by_alphabet,
    Rule.FIRST_COME: lambda entry, _: (entry.at is None, entry.at.timestamp() if entry.at else 0.0),
    Rule.ROUND_ROBIN: _by_constituency,
}
#: rule -> what of two entries in succession should differ
ALTERNATING: dict[Rule, Callable[[Entry], str]] = {
    Rule.ALTERNATE_REGIONS: lambda entry: entry.region,
    Rule.ALTERNATE_VIEWS: lambda entry: entry.view,
}


def swapped(order: Sequence[T], one: T, other: T, consents: Iterable[T]) -> tuple[T, ...]:
    """The order with two places changed. Refuses `Unknown`, and `SwapNeedsBoth` unless both have consented."""
    given = set(consents)
    for key in (one, other):
        if key not in order:
            raise Unknown(what="entry", key=str(key))
        if key not in given:
            raise SwapNeedsBoth(key=str(key))
    changed = {one: other, other: one}
    return tuple(changed.get(key, key) for key in order)
