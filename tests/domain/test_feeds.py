from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.domain.feeds import (
    ALARMS,
    LABEL_LENGTH,
    MOST_FEEDS,
    Copy,
    Feed,
    SpeakingTime,
    Stamp,
    TooManyFeeds,
    checked_alarm,
    checked_label,
    feed_data,
    hash_of,
    one_line,
    require_room_for_one_more,
)
from forum.domain.people import Constituency, Person, Role
from forum.domain.refusals import Missing, TooLong, UnknownChoice, UnknownLanguage
from tests.calendars import GLOBAL_FORUM, PUBLISHED, REVISED, held, release

NOON = dt.datetime(2022, 2, 22, 12, tzinfo=dt.UTC)
FEED = Feed(id=1, person_id=7, label="Phone", created_at=NOON)
OBSERVER = Person(
    id=7,
    forum_id=1,
    key="OBS-1",
    name="",
    function="Observer",
    constituency=Constituency.OBSERVER,
    zone="Pacific/Fiji",
    roles=frozenset({Role.OBSERVER}),
)


def test_a_fetch_is_noted_at_most_once_in_five_minutes() -> None:
    assert FEED.is_note_due(NOON)
    fetched = replace(FEED, fetched_at=NOON)
    assert not fetched.is_note_due(NOON + dt.timedelta(minutes=4, seconds=59))
    assert fetched.is_note_due(NOON + dt.timedelta(minutes=5))


def test_a_feed_is_revoked_once_it_has_a_moment_of_it() -> None:
    assert not FEED.is_revoked
    assert replace(FEED, revoked_at=NOON).is_revoked


def test_the_hash_tells_nothing_and_is_that_of_sha_256() -> None:
    assert hash_of("secret") == "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b"


@pytest.mark.parametrize("empty", ["", "  ", "\n\x07"])
def test_an_empty_label_is_refused(empty: str) -> None:
    with pytest.raises(Missing) as refused:
        checked_label(empty)
    assert refused.value.field == "label"


def test_an_overlong_label_is_refused_with_its_limit() -> None:
    assert checked_label("x" * LABEL_LENGTH) == "x" * LABEL_LENGTH
    with pytest.raises(TooLong) as refused:
        checked_label("x" * (LABEL_LENGTH + 1))
    assert refused.value.params == {"limit": LABEL_LENGTH}


@given(st.text())
def test_one_line_is_printable_and_stable(text: str) -> None:
    line = one_line(text)
    assert line.isprintable()
    assert one_line(line) == line


def test_links_in_use_are_limited_and_revoked_ones_do_not_count() -> None:
    revoked = [replace(FEED, revoked_at=NOON)] * 50
    require_room_for_one_more([*revoked, *[FEED] * (MOST_FEEDS - 1)])
    with pytest.raises(TooManyFeeds):
        require_room_for_one_more([FEED] * MOST_FEEDS)


def test_data_of_a_release_are_dated_by_what_changed_last() -> None:
    data = feed_data(GLOBAL_FORUM, release(*held()), language="fr", since=NOON)
    assert (data.modified_at, data.release, data.language) == (PUBLISHED, 1, "fr")
    assert [sitting.key for sitting in data.sittings] == [sitting.key for sitting in held()]
    late = replace(held()[0], modified_at=NOON + dt.timedelta(microseconds=5))
    assert feed_data(GLOBAL_FORUM, release(late), language="fr", since=NOON).modified_at == NOON


def test_own_speaking_time_dates_the_calendar_too() -> None:
    later = NOON + dt.timedelta(hours=1)
    time = SpeakingTime(key="s", sitting=held()[0], start=NOON, minutes=3, modified_at=later)
    data = feed_data(GLOBAL_FORUM, release(*held()), language="en", since=NOON, speaking=(time,))
    assert data.modified_at == later
    assert time.end == NOON + dt.timedelta(minutes=3)


def test_before_the_first_release_there_is_nothing_and_it_is_dated_by_the_link() -> None:
    data = feed_data(GLOBAL_FORUM, None, language="en", since=REVISED, person=OBSERVER, feed=FEED)
    assert (data.sittings, data.release, data.modified_at) == ((), 0, REVISED)
    assert (data.person_key, data.is_observer, data.feed) == ("OBS-1", True, FEED)


def test_a_delegate_is_no_observer_even_with_that_role_beside() -> None:
    both = replace(OBSERVER, roles=frozenset({Role.OBSERVER, Role.DELEGATE}))
    assert not feed_data(GLOBAL_FORUM, None, language="en", since=NOON, person=both).is_observer
    assert not feed_data(GLOBAL_FORUM, None, language="en", since=NOON).is_observer


def test_a_language_that_is_not_offered_is_refused() -> None:
    with pytest.raises(UnknownLanguage):
        feed_data(GLOBAL_FORUM, None, language="tlh", since=NOON)


COPY = Copy(
    feed_id=1,
    stamp=Stamp(forum=3, person=1),
    edition="e",
    etag="t",
    modified_at=NOON,
    head=b"",
    part="",
    own=b"",
    good_until=NOON + dt.timedelta(hours=1),
)


@pytest.mark.parametrize(
    ("stamp", "edition", "hours", "is_current"),
    [
        (Stamp(forum=3, person=1), "e", 0, True),
        (Stamp(forum=4, person=1), "e", 0, False),
        (Stamp(forum=3, person=2), "e", 0, False),
        (Stamp(forum=3, person=1), "f", 0, False),
        (Stamp(forum=3, person=1), "e", 1, False),
    ],
)
def test_a_copy_is_current_while_data_edition_and_embargoes_stand(
    stamp: Stamp, edition: str, hours: int, is_current: bool
) -> None:
    assert COPY.is_current(stamp, edition, NOON + dt.timedelta(hours=hours)) is is_current


def test_an_alarm_is_one_of_those_offered_or_none() -> None:
    assert [checked_alarm(minutes) for minutes in (0, *ALARMS)] == [0, *ALARMS]
    for minutes in (-5, 1, 10_000):
        with pytest.raises(UnknownChoice):
            checked_alarm(minutes)


def test_the_options_of_a_link_are_those_of_its_calendar() -> None:
    bare = feed_data(GLOBAL_FORUM, release(*held()), language="en", since=PUBLISHED)
    assert (bare.alarm, bare.has_details) == (0, False)
    asked = replace(bare, feed=replace(FEED, alarm=15, has_details=True))
    assert (asked.alarm, asked.has_details) == (15, True)
