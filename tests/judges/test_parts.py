"""Every part of the programme that its page can show is a whole calendar of its own, as the address gives it out."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import fields, replace
from itertools import combinations, product
from urllib.parse import urlencode

import icalendar
import pytest
from flask import Flask

from forum.domain.access import OPERATOR
from forum.domain.choice import Choice, offered
from forum.domain.people import LANGUAGES
from forum.domain.programme import Sitting
from forum.formats import ics
from forum.formats.calendar import compose
from forum.services import feeds
from forum.services.unit import Unit
from forum.store import programme
from forum.store.engine import Store
from tests import builders
from tests.judges.feeds import renamed, said
from tests.judges.readers import by_dateutil, by_icalendar
from tests.web.pages import Browser
from tests.web.test_calendar import fetch

SLUG = "global-forum"
ROOMS = {"main": ["en", "fr", "ar"], "small": ["en", "zh"], "bare": []}
DAYS = (dt.date(2022, 3, 26), dt.date(2022, 3, 27), dt.date(2022, 10, 30))


@pytest.fixture
def sittings(sqlite_store: Store) -> tuple[Sitting, ...]:
    """Nine sittings over three days (two on which clocks change), in three rooms, on two clocks, of every kind."""
    forum_id = builders.a_forum(sqlite_store, first_day=DAYS[0], last_day=DAYS[-1])
    rooms = {key: builders.a_room(sqlite_store, forum_id, key, languages=tags) for key, tags in ROOMS.items()}
    kinds = ("opening", "theme", "theme", "other", "theme", "other", "theme", "other", "closing")
    for number, ((day, room), kind) in enumerate(zip(product(DAYS, rooms), kinds, strict=True)):
        builders.a_sitting(
            sqlite_store,
            forum_id,
            f"sitting-{number}",
            title=f"الجلسة {number}, 全球; \\n",
            kind=kind,
            day=day,
            clock=dt.time(3 + 5 * (number % 3), 15),
            zone="Asia/Kathmandu" if number == 4 else "Europe/Zurich",
            room_id=rooms[room],
            position=number,
        )
    builders.a_release(sqlite_store, forum_id)
    with sqlite_store.reading() as db:
        latest = programme.latest_release(db, forum_id)
        assert latest is not None
        return latest.sittings


def choices(sittings: tuple[Sitting, ...]) -> list[Choice]:
    """Whatever the form of the page can ask for: each field alone, and each pair of two fields."""
    found = offered(sittings)
    asked = {
        "day": [str(day) for day in found.days],
        "kind": [kind.value for kind in found.kinds],
        "theme": [each.key for each in found.themes],
        "room": [key for key, _name in found.rooms],
        "interpreted": list(found.languages),
    }
    alone = [Choice(**{name: value}) for name, values in asked.items() for value in values]
    pairs = [Choice(**(a.query | b.query)) for a, b in combinations(alone, 2) if set(a.query) != set(b.query)]
    return [Choice(), *alone, *pairs]


def test_every_choice_of_the_page_is_a_calendar_that_the_judges_read(app: Flask, sittings: tuple[Sitting, ...]) -> None:
    every = choices(sittings)
    assert len(every) > 40
    tags = set()
    for choice in every:
        answer = fetch(app, f"/forums/{SLUG}/programme.ics?{urlencode(choice.query)}")
        taken = tuple(filter(choice.takes, sittings))
        meant = {said(item) for item in wanted(app, taken)}
        assert answer.status_code == 200
        assert {each.uid for each in meant} == {str(e["uid"]) for e in icalendar.Calendar.from_ical(answer.data).events}
        for read in (by_icalendar, by_dateutil):
            found = {replace(each, summary="") for each in read(renamed(answer.data))}
            assert found == {replace(each, summary="") for each in meant}, choice
        check_complete(answer.data, taken)
        tags.add((frozenset(each.key for each in taken), answer.headers["ETag"]))
    assert len({tag for _keys, tag in tags}) == len({keys for keys, _tag in tags}), "the same sittings, the same bytes"
    assert len(tags) > 15


def wanted(app: Flask, taken: tuple[Sitting, ...]) -> tuple[ics.Item, ...]:
    unit: Unit = Unit(store=app.extensions["forum"].store, actor=OPERATOR, now=builders.EARLY)
    data = feeds.public_feed(unit, SLUG, language="en")
    return compose(replace(data, sittings=taken), base_url="http://127.0.0.1:8000").items


def check_complete(body: bytes, taken: tuple[Sitting, ...]) -> None:
    """Its own head, its own source, and a definition of each zone that it uses and of no other."""
    lines = body.decode().replace("\r\n ", "").split("\r\n")
    assert [line for line in lines if line.startswith("X-WR-CALNAME:")]
    (source,) = [line for line in lines if line.startswith("SOURCE;")]
    assert "/programme.ics" in source
    defined = {line.removeprefix("TZID:") for line in lines if line.startswith("TZID:")}
    used = {found[1] for line in lines if (found := re.search(r"TZID=([^:]+):", line))}
    assert used <= defined == ({sitting.zone for sitting in taken} or {"Europe/Zurich"})


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_is_a_calendar_with_the_same_events(
    app: Flask, sittings: tuple[Sitting, ...], language: str
) -> None:
    plain = fetch(app, f"/forums/{SLUG}/programme.ics?room=small&lang=en")
    other = fetch(app, f"/forums/{SLUG}/programme.ics?room=small&lang={language}")
    events = [{(e.uid, e.start, e.end) for e in by_dateutil(renamed(answer.data))} for answer in (plain, other)]
    assert events[0] == events[1]
    assert len(events[0]) == 3
    assert f"DESCRIPTION;LANGUAGE={language}:".encode() in other.data


def test_the_form_of_the_page_asks_for_nothing_that_the_calendar_does_not_know(
    app: Flask, sittings: tuple[Sitting, ...]
) -> None:
    page = Browser(app).get(f"/forums/{SLUG}/programme")
    assert {each.get("name") for each in page.all("main details select")} == {each.name for each in fields(Choice)}
