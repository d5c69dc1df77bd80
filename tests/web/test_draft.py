"""The organizer's draft: every form does its deed, every refusal is said on the page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from forum.domain.access import OPERATOR
from forum.domain.programme import Lock
from forum.jobs import planning as job
from forum.services import jobs, planning, programme
from forum.services.unit import Unit
from forum.store.engine import Store
from tests import builders
from tests.web.pages import Browser, Page
from timezones import windows

SLUG = "global-forum"
EDIT = f"/forums/{SLUG}/programme/edit"


@pytest.fixture
def forum_id(sqlite_store: Store) -> int:
    forum_id = builders.a_forum(sqlite_store, grid_minutes=60, venue_from="07:00", venue_to="22:00")
    builders.a_sitting(sqlite_store, forum_id, "opening", position=0)
    builders.a_sitting(sqlite_store, forum_id, "theme-1", position=1, clock=dt.time(14, 45))
    for state, zone in (("FJ", "Pacific/Fiji"), ("KE", "Africa/Nairobi")):
        builders.a_person(sqlite_store, forum_id, state, state=state, zone=zone)
    builders.a_person(sqlite_store, forum_id, "organizer", "organizer")
    builders.a_person(sqlite_store, forum_id, "chair", "chair")
    return forum_id


@pytest.fixture
def operator(sqlite_store: Store, now: dt.datetime) -> Unit:
    return Unit(store=sqlite_store, actor=OPERATOR, now=now)


@pytest.fixture
def organizer(forum_id: int, signed_in: Callable[..., Browser]) -> Browser:
    return signed_in(SLUG, "organizer")


def sitting(operator: Unit, key: str = "opening") -> Any:
    return next(each for each in programme.draft(operator, SLUG).sittings if each.key == key)


def notice(page: Page) -> str:
    return " ".join(page.one("main .notice[role=alert]").text_content().split())


def test_the_draft_says_where_it_stands(organizer: Browser, operator: Unit) -> None:
    assert "Nothing has been published yet" in organizer.get(EDIT).text
    programme.publish(operator, SLUG)
    assert "the same as release 1" in organizer.get(EDIT).text
    programme.cancel_sitting(operator, SLUG, "theme-1")
    assert "differs from release 1" in organizer.get(EDIT).text


def test_moving_by_form(organizer: Browser, operator: Unit) -> None:
    page = organizer.post(f"{EDIT}/sittings/opening/move", {"day": "2022-02-23", "clock": "09:30"})
    assert "moved in the draft" in page.text
    assert (sitting(operator).day, sitting(operator).clock) == (dt.date(2022, 2, 23), dt.time(9, 30))


@pytest.mark.parametrize(
    ("data", "status", "said"),
    [
        ({"day": "2022-02-22", "clock": "14:00"}, 409, "“Opening” would run while “Theme-1” does"),
        ({"day": "2022-02-28", "clock": "14:00"}, 422, "Monday 28 February 2022 is not a day of this forum"),
        ({"day": "2022-02-22", "clock": "05:00"}, 422, "does not lie within the hours of the venue, 07:00 to 22:00"),
        ({"day": "tomorrow", "clock": "14:00"}, 422, "“tomorrow” is not a day"),
        ({"day": "2022-02-22", "clock": "2 pm"}, 422, "“2 pm” is not a time of day"),
        ({"day": "2022-02-22"}, 422, "must not be empty"),
    ],
)
def test_a_refused_move_is_said_with_what_was_typed(
    organizer: Browser, operator: Unit, data: dict[str, str], status: int, said: str
) -> None:
    page = organizer.post(f"{EDIT}/sittings/opening/move", data, status=status)
    assert said in notice(page)
    assert page.one("#sitting-opening-day").get("value") == data["day"]
    assert page.one("#sitting-opening details[open] input[name=clock]") is not None
    assert (sitting(operator).day, sitting(operator).clock) == (dt.date(2022, 2, 22), dt.time(13, 0))


def test_a_skipped_hour_is_refused(sqlite_store: Store, signed_in: Callable[..., Browser]) -> None:
    day = dt.date(2022, 3, 27)
    forum_id = builders.a_forum(sqlite_store, "spring", first_day=day, last_day=day)
    builders.a_sitting(sqlite_store, forum_id, day=day)
    builders.a_person(sqlite_store, forum_id, "organizer", "organizer")
    browser = signed_in("spring", "organizer")
    data = {"day": "2022-03-27", "clock": "02:30"}
    page = browser.post("/forums/spring/programme/edit/sittings/opening/move", data, status=422)
    assert "jump over 02:30" in notice(page)


def test_adding_and_changing_a_sitting(organizer: Browser, operator: Unit) -> None:
    data = {"title": "Closing", "minutes": "60", "kind": "closing", "title_language": "en", "after": ["opening"]}
    assert "was added" in organizer.post(f"{EDIT}/sittings", data).text
    assert (sitting(operator, "closing").after, sitting(operator, "closing").minutes) == (("opening",), 60)
    page = organizer.post(f"{EDIT}/sittings/closing", data | {"title": "Next steps", "after": []})
    assert "Next steps" in page.text
    assert "1 thing must be settled" in page.text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": " "}, "must not be empty"),
        ({"minutes": "ten"}, "“ten” is not a whole number"),
        ({"minutes": "3"}, "A sitting lasts from 5 to 720 minutes"),
        ({"kind": "party"}, "“party” is not possible here"),
        ({"after": ["nothing"]}, "“nothing” is not possible here"),
        ({"title_language": "xx"}, "“xx” is not a language offered here"),
    ],
)
def test_a_refused_sitting_is_not_added(organizer: Browser, operator: Unit, changes: dict[str, Any], said: str) -> None:
    data = {"title": "T", "minutes": "60", "kind": "other", **changes}
    assert said in notice(organizer.post(f"{EDIT}/sittings", data, status=422))
    assert len(programme.draft(operator, SLUG).sittings) == 2


def test_a_refused_change_opens_its_own_form_again(organizer: Browser, operator: Unit) -> None:
    data = {"title": "Too long to fit", "minutes": "600", "kind": "other"}
    page = organizer.post(f"{EDIT}/sittings/opening", data, status=422)
    form = page.one("#change-opening[open] form")
    assert form.cssselect("input[name=title]")[0].get("value") == "Too long to fit"
    assert form.cssselect("input[name=minutes]")[0].get("value") == "600"
    assert page.all("#sitting-opening details[open]:not(#change-opening)") == []
    assert sitting(operator).title == "Opening"


def test_cancelling_and_its_undoing(organizer: Browser, operator: Unit) -> None:
    assert "is cancelled in the draft" in organizer.post(f"{EDIT}/sittings/opening/cancel").text
    assert sitting(operator).is_cancelled
    organizer.post(f"{EDIT}/sittings/opening/restore")
    assert not sitting(operator).is_cancelled


@pytest.mark.parametrize(
    ("kept", "said", "mark"),
    [
        ("day", "will keep its day when", "keeps its day when planned"),
        ("start", "will keep its day and hour", "keeps its day and hour when planned"),
        ("none", "may be planned at any time", None),
    ],
)
def test_a_sitting_is_locked_and_let_go(
    organizer: Browser, operator: Unit, kept: str, said: str, mark: str | None
) -> None:
    page = organizer.post(f"{EDIT}/sittings/opening/lock", {"lock": kept})
    assert said in page.text
    assert (mark or "") in page.text
    assert sitting(operator).lock.value == kept
    offered = {button.get("value") for button in page.all("#sitting-opening .lock-form button")}
    assert offered == {"none", "day", "start"} - {kept}


def test_an_unknown_lock_is_refused(organizer: Browser, operator: Unit) -> None:
    page = organizer.post(f"{EDIT}/sittings/opening/lock", {"lock": "room"}, status=422)
    assert "“room” is not possible here" in notice(page)
    assert sitting(operator).lock is Lock.NONE


def test_an_unknown_sitting_or_deed_is_not_there(organizer: Browser) -> None:
    organizer.post(f"{EDIT}/sittings/theme-9/cancel", status=404)
    organizer.post(f"{EDIT}/sittings/opening/explode", status=404)


def test_rooms_by_form(organizer: Browser, operator: Unit) -> None:
    data = {
        "key": "xvii",
        "name": "Room XVII",
        "capacity": "120",
        "languages": ["en", "ar"],
        "link": "https://m.example",
    }
    organizer.post(f"{EDIT}/rooms", data)
    organizer.post(f"{EDIT}/rooms/xvii", data | {"name": "Room 17", "capacity": ""})
    room = programme.draft(operator, SLUG).rooms[0]
    assert (room.name, room.capacity, room.languages, room.link) == ("Room 17", None, ("en", "ar"), "https://m.example")
    page = organizer.post(f"{EDIT}/rooms", data | {"key": "b", "link": "javascript:alert(1)"}, status=422)
    assert "not an address of a web page" in notice(page)
    assert "is taken" in notice(organizer.post(f"{EDIT}/rooms", data, status=409))


def test_publishing_with_its_preview(organizer: Browser, operator: Unit) -> None:
    assert "The first release would show this" in organizer.get(EDIT).text
    page = organizer.post(f"{EDIT}/publish", {"name": "First", "note": "Agreed"})
    assert "The programme is published" in page.text
    programme.move_sitting(operator, SLUG, "opening", dt.date(2022, 2, 23), dt.time(9, 0))
    assert "Release 2 would change this for readers" in organizer.get(EDIT).text
    organizer.post(f"{EDIT}/publish")
    assert "same as release 2" in notice(organizer.post(f"{EDIT}/publish", status=409))


def test_what_blocks_publishing_is_listed(organizer: Browser, operator: Unit) -> None:
    programme.add_sitting(operator, SLUG, programme.SittingIn(title="Untimed", minutes=30))
    assert "“Untimed” has no day and hour yet" in organizer.get(EDIT).text
    assert "“Untimed” has no day and hour yet" in notice(organizer.post(f"{EDIT}/publish", status=422))


def test_a_delay_is_published_at_once(organizer: Browser, operator: Unit) -> None:
    programme.publish(operator, SLUG)
    assert "The delay was published" in organizer.post(f"{EDIT}/sittings/opening/delay", {"minutes": "20"}).text
    release = programme.released(operator, SLUG).release
    assert release is not None
    assert [f"{each.clock:%H:%M}" for each in release.sittings] == ["13:20", "15:05"]
    assert "from 1 to 720" in notice(organizer.post(f"{EDIT}/sittings/opening/delay", {"minutes": "0"}, status=422))


def test_a_chair_may_delay_without_seeing_the_draft(
    forum_id: int, operator: Unit, signed_in: Callable[..., Browser]
) -> None:
    programme.publish(operator, SLUG)
    chair = signed_in(SLUG, "chair")
    assert chair.post(f"{EDIT}/sittings/opening/delay", {"minutes": "20"}).heading == "Your programme"
    chair.post(f"{EDIT}/sittings/opening/delay", {"minutes": "x"}, status=422)
    chair.get(EDIT, status=403)


def test_a_plan_is_asked_for_followed_and_accepted(organizer: Browser, operator: Unit) -> None:
    page = organizer.post(f"{EDIT}/plan", {"policy": "minimax"})
    assert "The planner is at work" in page.text
    seconds, address = page.one("meta[http-equiv=refresh]").get("content").split("; url=")
    assert seconds == "2"
    assert "&at=" in address, "an address of its own: browsers do not load the same one again for its fragment"
    assert address.endswith("#plan")
    problem = planning.question(operator, SLUG, "minimax")
    plan = planning.keep_plan(operator, SLUG, problem, job.answer(problem, windows.plan(problem)))
    page = organizer.get(EDIT)
    assert page.all("meta[http-equiv=refresh]") == []
    assert "proven: none is fairer by this rule" in page.text
    assert "The draft has the times of the plan" in organizer.post(f"{EDIT}/plans/{plan.id}/accept").text
    assert sitting(operator).start == plan.starts["opening"]


def test_a_stale_plan_is_refused_in_words(organizer: Browser, operator: Unit) -> None:
    problem = planning.question(operator, SLUG)
    plan = planning.keep_plan(operator, SLUG, problem, job.answer(problem, windows.plan(problem)))
    programme.cancel_sitting(operator, SLUG, "theme-1")
    page = organizer.post(f"{EDIT}/plans/{plan.id}/accept", status=409)
    assert "These sittings have changed since this plan was asked for: Theme-1." in notice(page)
    assert "Ask for a new one" in notice(page)


def test_the_search_can_be_stopped(organizer: Browser, operator: Unit) -> None:
    planning.request_plan(operator, SLUG, "plan-1")
    assert "The search will stop" in organizer.post(f"{EDIT}/plan/plan-1/cancel").text
    assert jobs.follow(operator, SLUG, "plan-1").is_over
    assert "The search was stopped" in organizer.get(f"{EDIT}?job=plan-1").text


def test_an_unknown_policy_is_refused(organizer: Browser) -> None:
    assert "“roulette” is not possible here" in notice(
        organizer.post(f"{EDIT}/plan", {"policy": "roulette"}, status=422)
    )


def test_an_impossible_plan_names_its_rules(organizer: Browser, operator: Unit, sqlite_store: Store) -> None:
    problem = planning.question(operator, SLUG)
    found = windows.Plan(status="infeasible", policy="leximin", starts={}, reasons=("forum.venue_hours",))
    plan = planning.keep_plan(operator, SLUG, problem, job.answer(problem, found))
    page = organizer.get(EDIT)
    assert "impossible: some rules clash" in page.text
    page.one(f"a[href='/forums/{SLUG}/proposals/{plan.id}']")
    assert page.all("form[action$='/accept']") == []
