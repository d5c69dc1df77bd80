"""The facts of a forum by form: made, edited, every fault beside its field, what a change means said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from forum.domain.access import OPERATOR
from forum.domain.programme import Forum
from forum.jobs import planning as job
from forum.services import forums, planning, programme
from forum.services.unit import Unit
from forum.store.engine import Store
from tests import builders
from tests.web.pages import Browser
from timezones import windows

SLUG = "global-forum"
FACTS, NEW = f"/forums/{SLUG}/facts", f"/forums/{SLUG}/new"
TYPED = {
    "title": "Forum mondial", "title_language": "fr", "city": "Nairobi", "zone": "Africa/Nairobi",
    "first_day": "2027-03-01", "last_day": "2027-03-03", "venue_from": "08:00", "venue_to": "20:00",
    "grid_minutes": "30", "gap_minutes": "10", "cap_minutes": "", "rest_day_points": "1", "policy": "minimax",
}  # fmt: skip


@pytest.fixture
def operator(sqlite_store: Store, now: dt.datetime) -> Unit:
    return Unit(store=sqlite_store, actor=OPERATOR, now=now)


@pytest.fixture
def organizer(sqlite_store: Store, signed_in: Callable[..., Browser]) -> Browser:
    forum_id = builders.a_forum(sqlite_store, grid_minutes=60, venue_from="07:00", venue_to="22:00")
    builders.a_sitting(sqlite_store, forum_id)
    builders.a_person(sqlite_store, forum_id, "FJ", state="FJ", zone="Pacific/Fiji")
    builders.a_person(sqlite_store, forum_id, "organizer", "organizer", email="organizer@example.org")
    return signed_in(SLUG, "organizer")


def found(operator: Unit, slug: str = SLUG) -> Forum:
    forum = forums.find(operator, slug)
    assert forum is not None
    return forum


def test_the_form_shows_the_facts(organizer: Browser) -> None:
    page = organizer.get(FACTS)
    shown = {name: page.value(name) for name in ("title", "city", "zone", "first_day", "venue_to", "gap_minutes")}
    assert shown == {
        "title": "Global Forum", "city": "Geneva", "zone": "Europe/Zurich", "first_day": "2022-02-22",
        "venue_to": "22:00", "gap_minutes": "15",
    }  # fmt: skip
    assert page.one("#f-grid_minutes option[selected]").get("value") == "60"
    assert "can be changed freely" in page.text


def test_facts_are_changed_by_form(organizer: Browser, operator: Unit) -> None:
    page = organizer.post(FACTS, TYPED)
    after = found(operator)
    assert (after.title, after.title_language, after.zone) == ("Forum mondial", "fr", "Africa/Nairobi")
    assert (after.grid_minutes, after.cap_minutes, after.policy) == (30, None, "minimax")
    assert (after.slug, after.first_day) == (SLUG, dt.date(2027, 3, 1))
    assert "Saved." in page.text
    assert "is not a day of this forum" in page.text  # the sitting stayed where it was


def test_every_fault_stands_at_its_field_with_what_was_typed(organizer: Browser, operator: Unit) -> None:
    wrong = {"title": "", "zone": "Mars/Olympus", "last_day": "2027-02-01", "gap_minutes": "900", "policy": "luck"}
    page = organizer.post(FACTS, {**TYPED, **wrong}, status=422)
    for name in ("title", "zone", "last_day", "gap_minutes"):
        assert page.one(f"#fault-{name}").text_content()
        assert page.value(name) == wrong[name]
    assert "0–720" in page.one("#fault-gap_minutes").text_content()
    assert "Monday 1 February 2027" in page.one("#fault-last_day").text_content()
    page = organizer.post(FACTS, {**TYPED, "first_day": "soon", "grid_minutes": "often"}, status=422)
    assert "“soon” is not a day" in page.text
    assert "“often” is not a whole number" in page.text
    assert found(operator).title == "Global Forum"


def test_an_hour_that_the_new_clock_skips_is_refused(organizer: Browser, operator: Unit, sqlite_store: Store) -> None:
    programme.move_sitting(operator, SLUG, "opening", dt.date(2022, 2, 23), dt.time(9, 0))
    builders.a_sitting(sqlite_store, found(operator).id, "night", day=dt.date(2022, 3, 13), clock=dt.time(2, 30))
    page = organizer.post(FACTS, {**TYPED, "zone": "America/New_York"}, status=422)
    assert "jump over 02:30" in page.one("#fault-zone").text_content()
    assert found(operator).zone == "Europe/Zurich"


def test_a_plan_under_other_rules_proves_nothing_any_more(organizer: Browser, operator: Unit) -> None:
    problem = planning.question(operator, SLUG)
    kept = planning.keep_plan(operator, SLUG, problem, job.answer(problem, windows.plan(problem)))
    planning.accept_plan(operator, SLUG, kept.id)
    programme.publish(operator, SLUG)
    assert "rests on these facts" in organizer.get(FACTS).text
    assert programme.released(operator, SLUG).is_proven
    assert planning.bearing(operator, SLUG).is_proven
    page = organizer.post(FACTS, {**same(operator), "rest_day_points": "2"})
    assert "planned under other rules" in page.text
    assert page.one("main a[href$='#plan']").text == "Plan the times again"
    assert not programme.released(operator, SLUG).is_proven
    assert not planning.bearing(operator, SLUG).is_proven
    organizer.post(FACTS, {**same(operator), "rest_day_points": "0", "title": "Renamed"})
    assert programme.released(operator, SLUG).is_proven


def same(operator: Unit) -> dict[str, str]:
    """The form as it stands."""
    forum = found(operator)
    return {name: "" if (value := getattr(forum, name)) is None else str(value) for name in TYPED}


def test_a_forum_is_made_beside_and_its_maker_organizes_it(organizer: Browser, operator: Unit) -> None:
    assert organizer.get("/").one(f"a[href='{NEW}']").text == "Make another forum"
    begun = organizer.get(NEW)
    assert [begun.value(name) for name in ("zone", "slug", "first_day")] == ["Europe/Zurich", "", ""]
    page = organizer.post(NEW, {**TYPED, "slug": "forum-2027"})
    assert "you are its organizer" in page.text
    needs = [line.text_content().strip() for line in page.all("main .lines a")]
    assert needs[:2] == ["Import the roster of delegations", "Add the first sitting to the draft"]
    made = found(operator, "forum-2027")
    assert (made.title, made.is_rehearsal, made.gap_minutes) == ("Forum mondial", False, 10)
    assert organizer.get("/forums/forum-2027/facts").value("title") == "Forum mondial"
    assert "No sitting yet" in organizer.get("/forums/forum-2027/programme/edit").text


@pytest.mark.parametrize(
    ("slug", "status", "said"),
    [("", 422, "cannot be an address"), ("Forum 2027", 422, "cannot be an address"), (SLUG, 409, "Another forum has")],
)
def test_an_address_that_cannot_be_is_refused(organizer: Browser, slug: str, status: int, said: str) -> None:
    page = organizer.post(NEW, {**TYPED, "slug": slug}, status=status)
    assert said in page.one("#fault-slug").text_content()
    assert (page.value("slug"), page.value("title")) == (slug, "Forum mondial")


def test_only_organizers_make_forums(sqlite_store: Store, signed_in: Callable[..., Browser], operator: Unit) -> None:
    forum_id = builders.a_forum(sqlite_store)
    builders.a_person(sqlite_store, forum_id, "chair", "chair")
    chair = signed_in(SLUG, "chair")
    assert chair.get("/").all(f"a[href='{NEW}']") == []
    chair.get(NEW, status=403)
    chair.post(NEW, {**TYPED, "slug": "mine"}, status=403)
    assert forums.find(operator, "mine") is None
