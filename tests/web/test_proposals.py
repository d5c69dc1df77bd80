"""Proposals: asked for, followed, priced, looked at, accepted; every refusal names what has changed and the way on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from forum.domain.access import OPERATOR
from forum.domain.jobs import JobState
from forum.domain.planning import Plan, Purpose
from forum.domain.programme import Lock
from forum.jobs import planning as job
from forum.jobs.queue import Queue
from forum.jobs.work import Worker
from forum.services import jobs, planning, programme, proposals
from forum.services.unit import Unit
from forum.settings import Settings
from forum.store.engine import Store
from tests import builders
from tests.web.pages import Browser
from timezones import windows

SLUG = "global-forum"
PAGE = f"/forums/{SLUG}/proposals"


@pytest.fixture
def forum_id(sqlite_store: Store) -> int:
    forum_id = builders.a_forum(sqlite_store, grid_minutes=60, venue_from="07:00", venue_to="22:00")
    builders.a_sitting(sqlite_store, forum_id, "opening", position=0)
    builders.a_sitting(sqlite_store, forum_id, "theme-1", position=1, clock=dt.time(15, 0), after=["opening"])
    for state, zone in (("FJ", "Pacific/Fiji"), ("KE", "Africa/Nairobi")):
        builders.a_person(sqlite_store, forum_id, state, state=state, zone=zone)
    builders.a_person(sqlite_store, forum_id, "organizer", "organizer")
    return forum_id


@pytest.fixture
def operator(sqlite_store: Store, now: dt.datetime) -> Unit:
    return Unit(store=sqlite_store, actor=OPERATOR, now=now)


@pytest.fixture
def organizer(forum_id: int, signed_in: Callable[..., Browser]) -> Browser:
    return signed_in(SLUG, "organizer")


@pytest.fixture
def work_off(sqlite_store: Store, settings: Settings, now: dt.datetime) -> Callable[[str], None]:
    """Do the job with that key, in this process."""

    def run(key: str) -> None:
        queue = Queue(settings)
        Worker(store=sqlite_store, settings=settings, clock=lambda: now, queue=queue).run(key)
        queue.close()

    return run


def asked_for(browser: Browser, what: str, **data: Any) -> str:
    """Ask by form; gives the key of the search that the page then follows."""
    page = browser.post(f"{PAGE}/{what}", data)
    assert page.heading == "The planner’s search"
    return page.one("#search form").get("action").split("/")[-2]


def kept(operator: Unit, policy: str = "leximin") -> Plan:
    problem = planning.question(operator, SLUG, policy)
    return planning.keep_plan(operator, SLUG, problem, job.answer(problem, windows.plan(problem)))


def notice(page: Any) -> str:
    return " ".join(page.one("main .notice[role=alert]").text_content().split())


def test_an_empty_board_offers_to_ask(organizer: Browser) -> None:
    page = organizer.get(PAGE)
    assert "No timetable has been proposed yet" in page.text
    assert len([row for row in page.all("tbody tr") if "not computed yet" in row.text_content()]) == 5
    assert page.all(f"form[action='{PAGE}/replan']") == [], "nothing is published yet"


def test_a_search_is_followed_to_its_proposal(organizer: Browser, work_off: Callable[[str], None]) -> None:
    key = asked_for(organizer, "plan", policy="minimax", seconds="30")
    page = organizer.get(f"{PAGE}/searches/{key}")
    assert "waits for its turn" in page.text
    assert page.one("noscript meta[http-equiv=refresh]").get("content").startswith("2; url=")
    assert "asked for by Organizer" in organizer.get(PAGE).text
    work_off(key)
    page = organizer.get(f"{PAGE}/searches/{key}")
    assert "The search has ended." in page.text
    assert page.one("#search").get("data-over") == "yes"
    page = organizer.get(page.one("#search a.btn-main").get("href"))
    assert page.heading == "Plan 1 · The worst-off delegation only"
    assert "Asked for by Organizer on" in page.text
    part = organizer.client.get(f"{PAGE}/searches/{key}?part=1").get_data(as_text=True)
    assert "<main" not in part
    assert '<div id="search" data-over="yes">' in part


def test_how_far_a_search_is(organizer: Browser, operator: Unit) -> None:
    key = asked_for(organizer, "plan")
    jobs.claim(operator, key)
    facts = {
        "seconds": 12.3,
        "limit": 120,
        "policy": "leximin",
        "points": [[0.5, 2000.0, 500.0], [4.0, 1620.0, 1539.0]],
        "worst": 1620,
        "mean": 961.4,
    }
    jobs.beat(operator, key, 0.1, "", facts)
    page = organizer.get(f"{PAGE}/searches/{key}")
    assert "The planner has been at work for 12 seconds." in page.text
    assert "Best so far: the worst-off delegation bears 1,620 points." in page.text
    assert "No timetable goes below 1,539; the two are still 5% apart." in page.text
    assert "With it the worst-off delegation bears 1,620 points; the mean is 961.4 points a head." in page.text
    stairs = page.one("polyline.stairs-figure").get("points").split()
    assert (stairs[0], stairs[-1]) == ("24.4,10.0", "600.0,42.9")
    assert organizer.post(f"{PAGE}/searches/{key}/cancel").text.count("is being stopped") == 1
    jobs.beat(operator, key, 0.2, "", facts | {"points": [[4.0, 1539.0, 1539.0]]})
    assert "what is left is to order the ties" in organizer.get(f"{PAGE}/searches/{key}").text


@pytest.mark.parametrize(
    ("end", "said"),
    [
        (lambda unit, key: jobs.fail(unit, key, "NothingToPlan"), "There is nothing to plan yet"),
        (lambda unit, key: jobs.fail(unit, key, "ZeroDivisionError"), "stopped with a fault"),
        (jobs.give_way, "Nothing was changed"),
        (lambda unit, key: jobs.give_way(unit, key, {"plan": 1}), "The best timetable found by then was kept"),
    ],
)
def test_how_a_search_ended(organizer: Browser, operator: Unit, end: Callable[[Unit, str], None], said: str) -> None:
    key = asked_for(organizer, "plan")
    jobs.claim(operator, key)
    end(operator, key)
    assert said in organizer.get(f"{PAGE}/searches/{key}").text


def test_prices_stand_side_by_side(organizer: Browser, operator: Unit, work_off: Callable[[str], None]) -> None:
    kept(operator, "leximin")
    key = asked_for(organizer, "prices")
    work_off(key)
    page = organizer.get(PAGE)
    assert "not computed yet" not in page.text
    rows = {row.cssselect("th")[0].text_content().strip(): row for row in page.all("tbody tr")}
    chosen = [row for row in page.all("tr.own") if "the line chosen" in row.text_content()]
    assert "The worst-off first" in chosen[0].text_content()
    assert any(name.startswith("The draft as it stands") for name in rows)
    assert jobs.follow(operator, SLUG, key).result == {"kept": 4}, "the proven one is not planned again"
    other = organizer.get(f"{PAGE}?against=least_total")
    assert "The least burden in all" in other.one("tr.own").text_content()
    prices = proposals.board(operator, SLUG).prices
    assert {plan.purpose for policy, plan in prices.items() if policy != "leximin"} == {Purpose.PRICE}
    assert len(proposals.board(operator, SLUG).plans) == 1


def test_a_plan_shows_its_moves_before_it_is_accepted(organizer: Browser, operator: Unit) -> None:
    plan = kept(operator)
    page = organizer.get(f"{PAGE}/{plan.id}")
    moved = [row.text_content() for row in page.all("#moves ~ div tbody tr")]
    assert len(moved) == 2
    assert "13:00–14:30" in moved[0]
    seen = [field.get("value") for field in page.all("input[name=seen]")]
    assert seen == ["opening@2022-02-22T13:00/90/none/", "theme-1@2022-02-22T15:00/90/none/opening"]
    done = organizer.post(f"{PAGE}/{plan.id}/accept", {"seen": seen})
    assert "2 sittings moved" in done.text
    assert {each.key: each.start for each in programme.draft(operator, SLUG).sittings} == plan.starts
    assert "the draft stands at these times already" in organizer.get(f"{PAGE}/{plan.id}").text


def test_two_organizers_at_once_lose_nothing_of_each_other(organizer: Browser, operator: Unit) -> None:
    plan = kept(operator)
    seen = [field.get("value") for field in organizer.get(f"{PAGE}/{plan.id}").all("input[name=seen]")]
    programme.move_sitting(operator, SLUG, "theme-1", dt.date(2022, 2, 24), dt.time(9, 0))
    page = organizer.post(f"{PAGE}/{plan.id}/accept", {"seen": seen}, status=409)
    assert "Somebody has moved these sittings since you opened the page: Theme-1." in notice(page)
    assert page.all("input[name=seen]")[1].get("value") == "theme-1@2022-02-24T09:00/90/none/opening", (
        "the page shows the draft of now"
    )
    assert (
        "2 sittings moved"
        in organizer.post(
            f"{PAGE}/{plan.id}/accept", {"seen": [field.get("value") for field in page.all("input[name=seen]")]}
        ).text
    )


def test_a_plan_that_no_longer_fits_names_why_and_offers_the_way_on(
    organizer: Browser, operator: Unit, sqlite_store: Store, forum_id: int
) -> None:
    plan = kept(operator)
    builders.a_person(sqlite_store, forum_id, "peru", state="PE", zone="America/Lima")
    programme.lock_sitting(operator, SLUG, "opening", Lock.START)
    page = organizer.get(f"{PAGE}/{plan.id}")
    assert "rows affected: 1" in page.text
    assert "These sittings have changed since this plan was asked for: Opening." in page.text
    assert page.all(f"form[action='{PAGE}/{plan.id}/accept']") == []
    assert page.one(f"form[action='{PAGE}/plan'] input[name=policy]").get("value") == "leximin"
    assert "Ask for a new one" in notice(organizer.post(f"{PAGE}/{plan.id}/accept", status=409))
    assert "no longer fits the draft" in organizer.get(PAGE).text


def test_a_locked_sitting_stays_when_the_others_are_planned(
    organizer: Browser, operator: Unit, work_off: Callable[[str], None]
) -> None:
    programme.lock_sitting(operator, SLUG, "opening", Lock.START)
    work_off(asked_for(organizer, "plan"))
    plan = planning.proposals(operator, SLUG).plans[0]
    assert plan.starts["opening"] == programme.draft(operator, SLUG).sittings[0].start
    assert plan.status == "optimal"


def test_an_impossible_request_names_rules_and_the_cheapest_change(
    sqlite_store: Store, forum_id: int, operator: Unit, organizer: Browser, work_off: Callable[[str], None]
) -> None:
    programme.move_sitting(operator, SLUG, "opening", dt.date(2022, 2, 22), dt.time(20, 0))
    programme.lock_sitting(operator, SLUG, "opening", Lock.START)
    programme.move_sitting(operator, SLUG, "theme-1", dt.date(2022, 2, 22), dt.time(13, 0))
    programme.lock_sitting(operator, SLUG, "theme-1", Lock.DAY)
    key = asked_for(organizer, "plan")
    work_off(key)
    page = organizer.get(organizer.get(f"{PAGE}/searches/{key}").one("#search a.btn-main").get("href"))
    assert "Impossible: some rules clash" in page.text
    clashing = {link.text_content(): link.get("href") for link in page.all("#clash ~ ul a")}
    assert "“Theme-1” comes after “Opening”." in clashing
    assert clashing["“Opening” keeps its day and hour."].endswith("/programme/edit#sitting-opening")
    enough = [link.text_content() for link in page.all("#enough ~ ol a")]
    assert any("Let “Theme-1” be on" in line for line in enough)
    assert page.all("form[action$='/accept']") == []


def test_re_planning_moves_as_little_as_possible(
    organizer: Browser, operator: Unit, work_off: Callable[[str], None]
) -> None:
    programme.publish(operator, SLUG)
    given = programme.SittingIn(title="Opening", minutes=150, after=())
    programme.move_sitting(operator, SLUG, "theme-1", dt.date(2022, 2, 22), dt.time(16, 0))
    programme.edit_sitting(operator, SLUG, "opening", given)
    work_off(asked_for(organizer, "replan"))
    plan = planning.proposals(operator, SLUG).plans[0]
    assert (plan.purpose, plan.result["moved"], plan.result["minutes"]) == (Purpose.REPLAN, 1, 60)
    page = organizer.get(f"{PAGE}/{plan.id}")
    assert "as few changes as possible" in page.heading
    assert "no timetable within the rules moves less" in page.text
    assert "not proven to be the fairest" in organizer.get(f"/forums/{SLUG}/burden?draft=1").text


def test_what_cannot_be_asked_is_said_on_the_page(organizer: Browser, operator: Unit) -> None:
    assert "“roulette” is not possible here" in notice(
        organizer.post(f"{PAGE}/plan", {"policy": "roulette"}, status=422)
    )
    assert "“soon” is not a whole number" in notice(organizer.post(f"{PAGE}/plan", {"seconds": "soon"}, status=422))
    organizer.post(f"{PAGE}/replan", status=409)
    organizer.get(f"{PAGE}/99", status=404)
    organizer.get(f"{PAGE}/searches/nothing", status=404)
    organizer.post(f"{PAGE}/99/accept", status=404)
    assert planning.proposals(operator, SLUG).plans == ()


def test_a_cancelled_pricing_keeps_what_it_has(
    operator: Unit, organizer: Browser, work_off: Callable[[str], None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(job, "RHYTHM", 0.0)
    key = asked_for(organizer, "prices")
    first = job.Watch.is_cancelled

    def cancel_in_the_second(watch: job.Watch) -> bool:
        if watch.policy == "minimax" and not watch.wants_cancel:
            jobs.cancel(operator, SLUG, key)
        return first(watch)

    monkeypatch.setattr(job.Watch, "is_cancelled", cancel_in_the_second)
    work_off(key)
    over = jobs.follow(operator, SLUG, key)
    assert (over.state, over.result) == (JobState.CANCELLED, {"kept": 2})
    assert list(proposals.board(operator, SLUG).prices) == ["minimax", "leximin"]
