"""Who bears which hour as a page: every delegation, the reader's own, planned beside held."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from forum.domain.access import OPERATOR
from forum.jobs import planning as job
from forum.services import planning, programme
from forum.services.unit import Unit
from forum.store.engine import Store
from tests import builders
from tests.web.pages import Browser, Page
from timezones import windows

SLUG = "global-forum"
PAGE = f"/forums/{SLUG}/burden"


@pytest.fixture
def operator(sqlite_store: Store, now: dt.datetime) -> Unit:
    return Unit(store=sqlite_store, actor=OPERATOR, now=now)


@pytest.fixture
def forum_id(sqlite_store: Store, operator: Unit) -> int:
    """A published programme of two sittings, a delegate of each of three States, a second one of Peru in Tokyo."""
    forum_id = builders.a_forum(sqlite_store, grid_minutes=60, venue_from="07:00", venue_to="22:00")
    builders.a_sitting(sqlite_store, forum_id, "opening", position=0, kind="opening")
    builders.a_sitting(sqlite_store, forum_id, "theme-1", position=1, clock=dt.time(14, 45), kind="theme")
    builders.three_delegates(sqlite_store, forum_id)
    builders.a_person(sqlite_store, forum_id, "PE-2", state="PE", zone="America/Lima")
    builders.a_person(sqlite_store, forum_id, "PE-3", state="PE", zone="Asia/Tokyo")
    builders.a_person(sqlite_store, forum_id, "organizer", "organizer")
    programme.publish(operator, SLUG)
    return forum_id


def names(page: Page) -> list[str]:
    return [row.text.strip() for row in page.all("#bearers tbody th")]


def totals(page: Page) -> list[int]:
    return [int(cell.text_content().replace(",", "")) for cell in page.all("#bearers .points")]


def test_every_delegation_dearest_first(forum_id: int, browser: Browser) -> None:
    page = browser.get(PAGE)
    assert page.all("#other-hours") == []
    assert names(page) == ["Fiji", "Peru", "Peru", "Kenya"]
    assert totals(page) == sorted(totals(page), reverse=True)
    assert totals(page)[0] == 1080
    fiji = page.all("#bearers tbody tr")[0]
    assert [" ".join(cell.text_content().split()) for cell in fiji.cssselect("td")[:2]] == [
        "00:00 Wed · night", "01:45 Wed · night",
    ]  # fmt: skip
    assert [head.cssselect(".short")[0].text_content() for head in page.all("#bearers thead th")[1:3]] == [
        "Opening", "Theme 1",
    ]  # fmt: skip


def test_cells_can_show_points(forum_id: int, browser: Browser) -> None:
    fiji = browser.get(f"{PAGE}?cells=points").all("#bearers tbody tr")[0]
    assert [cell.text_content() for cell in fiji.cssselect("td")[:2]] == ["540 · night", "540 · night"]


def test_the_own_delegation_is_marked_and_never_filtered_away(forum_id: int, signed_in: Callable[..., Browser]) -> None:
    page = signed_in(SLUG, "KE").get(f"{PAGE}?q=peru")
    assert names(page) == ["Peru", "Peru", "Kenya"]
    assert page.one("#bearers tr.own th").text.strip() == "Kenya"
    assert "yours" in page.one("#bearers tr.own .mark").text_content()


def test_where_the_own_delegation_stands_is_said(
    forum_id: int, browser: Browser, signed_in: Callable[..., Browser]
) -> None:
    page = signed_in(SLUG, "PE-3").get(PAGE)
    peru = totals(page)[1]
    assert f"Peru bears {peru} points per person over the forum; 1 delegation bears more." in page.text
    assert "bears more" not in browser.get(PAGE).text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=lima", ["Peru"]),
        ("q=PERU+tok", ["Peru"]),
        ("region=Africa", ["Kenya"]),
        ("q=nowhere", []),
        ("order=name", ["Fiji", "Kenya", "Peru", "Peru"]),
        ("order=region", ["Kenya", "Peru", "Peru", "Fiji"]),
        ("order=clock", ["Peru", "Kenya", "Peru", "Fiji"]),
    ],
)
def test_rows_are_found_and_ordered(forum_id: int, browser: Browser, query: str, expected: list[str]) -> None:
    assert names(browser.get(f"{PAGE}?{query}")) == expected


def test_the_held_timetable_stands_beside(forum_id: int, browser: Browser, operator: Unit) -> None:
    assert "held" not in browser.get(PAGE).one(".figures").text_content()
    document = {
        "sittings": [
            {"id": "opening", "start": "2022-02-22T06:00:00Z"},
            {"id": "theme-1", "start": "2022-02-22T08:00:00Z"},
        ]
    }
    job.keep_held(operator, SLUG, document)
    page = browser.get(PAGE)
    assert page.text.count("held: ") == 4 + 4 + 3 * 4


def test_regions_have_their_own_table(forum_id: int, browser: Browser) -> None:
    rows = browser.get(PAGE).all(".plain-table tbody tr")
    assert [row.cssselect("th")[0].text_content() for row in rows] == ["Asia and the Pacific", "Americas", "Africa"]
    assert [[cell.text_content() for cell in row.cssselect("td")] for row in rows] == [
        ["1", "1,080", "1,080", "1", "1"],
        ["3", "325", "765", "1", "0.935"],
        ["1", "15", "15", "0", "1"],
    ]


def test_proven_is_said_only_where_it_is(forum_id: int, browser: Browser, operator: Unit, sqlite_store: Store) -> None:
    assert "not proven" in browser.get(PAGE).text
    problem = planning.question(operator, SLUG)
    plan = planning.keep_plan(operator, SLUG, problem, job.answer(problem, windows.plan(problem)))
    planning.accept_plan(operator, SLUG, plan.id)
    programme.publish(operator, SLUG)
    assert "Proven: no timetable leaves its worst-off delegation better" in browser.get(PAGE).text
    builders.a_person(sqlite_store, forum_id, "NZ", state="NZ", zone="Pacific/Auckland")
    assert "Since this timetable was planned" in browser.get(PAGE).text


def test_the_best_other_hour_names_who_would_gain_and_pay(forum_id: int, browser: Browser, operator: Unit) -> None:
    problem = planning.question(operator, SLUG)
    result = job.answer(problem, windows.plan(problem))
    result["explain"] = [
        {
            "id": "opening",
            "instance": 1,
            "next_best": "2022-02-23T06:00:00+00:00",
            "who_gains": ["PE-gov", "PE-gov@Asia/Tokyo", "KE-gov"],
            "who_pays": [],
        },
        {"id": "theme-1", "instance": 1, "next_best": None, "who_gains": [], "who_pays": []},
    ]
    plan = planning.keep_plan(operator, SLUG, problem, result)
    planning.accept_plan(operator, SLUG, plan.id)
    programme.publish(operator, SLUG)
    rows = [
        [" ".join(cell.text_content().split()) for cell in row]
        for row in browser.get(PAGE).all("table:not(#bearers) tr")
    ]
    opening, theme = (next(row for row in rows if row[0] == name) for name in ("Opening", "Theme-1"))
    assert opening[2] == "Wed 07:00"
    assert opening[3].startswith("2 delegations, first among them")
    assert {"Peru", "Kenya"} <= set(opening[3].replace(",", " ").split())
    assert opening[4] == "nobody"
    assert theme[2:] == ["none is allowed", "nobody", "nobody"]


def test_the_draft_is_shown_to_organizers_only(
    forum_id: int, browser: Browser, operator: Unit, signed_in: Callable[..., Browser]
) -> None:
    programme.move_sitting(operator, SLUG, "theme-1", dt.date(2022, 2, 24), dt.time(7, 0))
    assert "07:00 Thu" in signed_in(SLUG, "organizer").get(f"{PAGE}?draft=1").one("#bearers thead").text_content()
    assert "07:00 Thu" not in browser.get(PAGE).one("#bearers thead").text_content()
    signed_in(SLUG, "KE").get(f"{PAGE}?draft=1", status=403)


def test_without_delegations_the_page_says_what_to_do(sqlite_store: Store, operator: Unit, browser: Browser) -> None:
    forum_id = builders.a_forum(sqlite_store, "empty")
    builders.a_sitting(sqlite_store, forum_id)
    programme.publish(operator, "empty")
    page = browser.get("/forums/empty/burden")
    assert "import the delegations first" in page.text
    assert page.all("table") == []


def test_states_are_named_in_the_readers_language(forum_id: int, browser: Browser) -> None:
    page = browser.get(f"{PAGE}?lang=fr&order=name")
    assert names(page) == ["Fidji", "Kenya", "Pérou", "Pérou"]
