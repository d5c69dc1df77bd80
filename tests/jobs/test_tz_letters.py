"""Letters about what new rules for the clocks move, though nobody moved it. Numbers are those of docs/calendar.md."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from forum.formats.calendar import compose
from forum.services import feeds, invitations, people, tzcheck
from forum.store.engine import Store
from tests.invitations import (
    EVE,
    LONG_BEFORE,
    SLUG,
    Post,
    Works,
    a_forum_with_mail,
    calendar_of,
    event_of,
    give_slot,
    move,
    operator,
    published_earlier,
    server,
    works,
)

TEN = dt.timedelta(minutes=10)


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def office(sqlite_store: Store, tmp_path: Path, post: Post) -> Iterator[Works]:
    a_forum_with_mail(sqlite_store)
    with server(post) as url, works(sqlite_store, tmp_path, url) as found:
        yield found


def said(text: str) -> str:
    return re.sub("[\u2066-\u2069]", "", text)


def test_29_what_new_rules_move_is_told_with_the_next_sequence_of_the_same_event(
    sqlite_store: Store, office: Works, post: Post
) -> None:
    published_earlier(sqlite_store)
    feed = compose(feeds.feed_of_person(operator(sqlite_store), SLUG, "fiji"), base_url="https://forum.example.org")
    uids = {item.summary.text: (item.uid, item.sequence) for item in feed.items}
    tzcheck.reissue_times(operator(sqlite_store), SLUG)
    office.run(dt.timedelta(minutes=9))
    assert post.taken == [], "after a quiet time"
    office.run(dt.timedelta(minutes=1))
    assert sorted(to for to, _raw in post.taken) == ["egypt@example.org", "fiji@example.org", "kenya@example.org"]
    (letter,) = post.messages("fiji@example.org")
    event = event_of(letter)
    assert (str(event["UID"]), event["SEQUENCE"] - 1) == uids["Opening"]
    assert str(calendar_of(letter)["METHOD"]) == "REQUEST"
    assert event.start.astimezone(dt.UTC) == dt.datetime(2022, 2, 22, 12, tzinfo=dt.UTC)
    assert letter["Subject"] == "Moved: Opening"
    body = letter.get_body(("plain",))
    assert body is not None
    text = said(body.get_content())
    assert "The rules for the clocks at the venue have changed" in text
    assert "Your time: Wednesday 23 February 2022, 00:00–01:30" in text
    assert "Until now: Tuesday 22 February 2022, 23:00–00:30" in text


def test_whoever_lives_by_the_clock_of_the_venue_is_told_of_no_other_hour(
    sqlite_store: Store, office: Works, post: Post
) -> None:
    published_earlier(sqlite_store)
    people.edit_person(operator(sqlite_store), SLUG, "kenya", {"zone": "Europe/Zurich", "language": "en"})
    tzcheck.reissue_times(operator(sqlite_store), SLUG)
    office.run(TEN)
    (letter,) = post.messages("kenya@example.org")
    body = letter.get_body(("plain",))
    assert body is not None
    assert "Your time: Tuesday 22 February 2022, 13:00–14:30" in said(body.get_content())
    assert "Until now" not in body.get_content()


def test_a_speaker_is_told_of_their_time_as_well(sqlite_store: Store, office: Works, post: Post) -> None:
    give_slot(sqlite_store, "fiji")
    published_earlier(sqlite_store)
    tzcheck.reissue_times(operator(sqlite_store), SLUG)
    office.run(TEN)
    subjects = sorted(str(each["Subject"]) for each in post.messages("fiji@example.org"))
    assert subjects == ["Moved: Opening", "You speak at another time: Opening"]
    assert len(post.messages("kenya@example.org")) == 1


def test_the_organizer_sees_it_first_and_can_hold_it(sqlite_store: Store, office: Works, post: Post) -> None:
    published_earlier(sqlite_store)
    tzcheck.reissue_times(operator(sqlite_store), SLUG)
    (waiting,) = invitations.desk(operator(sqlite_store), SLUG).waiting
    assert (waiting.recipients, waiting.notice.is_by_rules) == (3, True)
    assert waiting.notice.was is not None
    assert waiting.notice.after.start - waiting.notice.was[0] == dt.timedelta(hours=1)
    invitations.decide(operator(sqlite_store), SLUG, waiting.notice.id, "hold", revision=1)
    office.run(dt.timedelta(hours=3))
    assert post.taken == []


def test_long_before_only_those_who_want_every_change_are_told(sqlite_store: Store, office: Works, post: Post) -> None:
    people.edit_person(operator(sqlite_store), SLUG, "kenya", {"mail": "all"})
    published_earlier(sqlite_store)
    tzcheck.reissue_times(operator(sqlite_store, LONG_BEFORE), SLUG)
    office.now = LONG_BEFORE
    office.run(TEN)
    assert [to for to, _raw in post.taken] == ["kenya@example.org"]


def test_a_sitting_that_is_then_moved_back_to_where_people_knew_it_is_told_as_it_is(
    sqlite_store: Store, office: Works, post: Post
) -> None:
    """The organizer gives it the hour that keeps the instant: one letter, with the wall time that is new."""
    published_earlier(sqlite_store)
    tzcheck.reissue_times(operator(sqlite_store), SLUG)
    move(sqlite_store, dt.time(12), now=EVE + dt.timedelta(minutes=5))
    office.run(dt.timedelta(hours=1))
    (letter,) = post.messages("fiji@example.org")
    assert event_of(letter)["SEQUENCE"] == 2
    assert event_of(letter).start.astimezone(dt.UTC) == dt.datetime(2022, 2, 22, 11, tzinfo=dt.UTC)
