"""The workbench as a page: what is tried shows and is not kept; keeping is all or nothing, and never over another's."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest

from forum.domain.access import OPERATOR
from forum.services import programme
from forum.services.unit import Unit
from forum.store.engine import Store
from tests import builders
from tests.web.pages import Browser, Page

SLUG = "global-forum"
PAGE = f"/forums/{SLUG}/workbench"


@pytest.fixture
def operator(sqlite_store: Store, now: dt.datetime) -> Unit:
    return Unit(store=sqlite_store, actor=OPERATOR, now=now)


@pytest.fixture
def forum_id(sqlite_store: Store) -> int:
    """A draft of two sittings, a delegate of each of three States, one of Peru in Tokyo, two interpreters, a chair."""
    store = sqlite_store
    forum_id = builders.a_forum(store, grid_minutes=30, venue_from="07:00", venue_to="22:00", cap_minutes=240)
    builders.a_sitting(store, forum_id, "opening", position=0, kind="opening")
    builders.a_sitting(store, forum_id, "theme-1", position=1, clock=dt.time(14, 45), kind="theme", after=["opening"])
    builders.three_delegates(store, forum_id)
    builders.a_person(store, forum_id, "PE-e", state="PE", zone="America/Lima", constituency="employer")
    builders.a_person(store, forum_id, "PE-3", state="PE", zone="Asia/Tokyo")
    for number in (1, 2):
        facts = {"constituency": "secretariat", "zone": "America/Toronto"}
        builders.a_person(store, forum_id, f"interpreter-{number}", "interpreter", **facts)
    builders.a_person(store, forum_id, "organizer", "organizer", constituency="secretariat", mode="in_person")
    builders.a_person(store, forum_id, "hall", "hall", constituency="secretariat")
    return forum_id


@pytest.fixture
def organizer(forum_id: int, signed_in: Callable[..., Browser]) -> Browser:
    return signed_in(SLUG, "organizer")


def squeezed(element: Any) -> str:
    return " ".join(element.text_content().split())


def rows(page: Page) -> list[str]:
    return [squeezed(row.cssselect("th")[0]) for row in page.all("#grid tbody tr")]


def cells(page: Page, number: int) -> list[str]:
    return [squeezed(cell) for cell in page.all("#grid tbody tr")[number].cssselect("td")]


def figures(page: Page) -> dict[str, str]:
    return {each.get("data-figure"): squeezed(each) for each in page.all("[data-figure]")}


def test_the_grid_shows_hours_points_and_levels_dearest_first(organizer: Browser) -> None:
    page = organizer.get(PAGE)
    assert rows(page) == [
        "FijiSuva · 1 person",
        "PeruTokyo · 1 person",
        "PeruLima · 2 people",
        "KenyaNairobi · 1 person",
    ]
    assert cells(page, 0) == ["00:00 Wed540 ••• · night", "01:45 Wed540 ••• · night", "1,080"]
    assert figures(page) == {"worst": "1,080", "mean": "414", "heads": "2", "jain": "0.769"}
    assert "Nothing" not in page.one("#bench-lead").text_content()


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        ("groups", ["Fiji, GovernmentsSuva · 1 person", "Peru, GovernmentsTokyo · 1 person"]),
        ("regions", ["Asia and the Pacific1 person", "Americas3 people", "Africa1 person"]),
        ("zones", ["Suva1 person", "Tokyo1 person", "Lima2 people", "Nairobi1 person"]),
        ("staff", ["InterpretersToronto · 2 people", "SecretariatGeneva, in the room · 1 person"]),
        ("nonsense", ["FijiSuva · 1 person"]),
    ],
)
def test_rows_stand_for_what_one_chooses(organizer: Browser, view: str, expected: list[str]) -> None:
    assert rows(organizer.get(f"{PAGE}?rows={view}"))[: len(expected)] == expected


def test_a_region_shows_averages_and_who_sits_at_night(organizer: Browser) -> None:
    page = organizer.get(f"{PAGE}?rows=regions")
    assert cells(page, 0)[0] == "540at night: 1 ••• · night"
    assert cells(page, 1)[1].startswith("175at night: 1 • · early")


@pytest.mark.parametrize(
    ("query", "expected"),
    [("q=kenya", ["Kenya"]), ("q=americas", ["Peru", "Peru"]), ("order=name", ["Fiji", "Kenya", "Peru", "Peru"]),
     ("order=theme-1", ["Fiji", "Peru", "Kenya", "Peru"])],
)  # fmt: skip
def test_rows_are_found_and_ordered(organizer: Browser, query: str, expected: list[str]) -> None:
    page = organizer.get(f"{PAGE}?{query}")
    assert [row.cssselect("th")[0].text for row in page.all("#grid tbody tr")] == expected


def test_a_move_is_tried_by_a_plain_form_and_nothing_is_kept(organizer: Browser, operator: Unit) -> None:
    page = organizer.get(f"{PAGE}?key=theme-1&day=2022-02-23&clock=09:00")
    assert figures(page)["worst"] == "690"
    assert "draft: 1,080" in page.text
    assert "1 sitting is tried at another hour." in page.text
    assert page.one("#sitting-theme-1 [data-hours]").text_content() == "09:00–10:30"
    assert [field.get("value") for field in page.all("#keep [name=at]")] == ["theme-1@2022-02-23T09:00"]
    assert f"{programme.draft(operator, SLUG).sittings[1].clock:%H:%M}" == "14:45"


def test_broken_rules_are_named_beside_the_sitting(organizer: Browser) -> None:
    page = organizer.get(f"{PAGE}?at=theme-1@2022-02-22T13:30")
    assert "would run while" in squeezed(page.one("#sitting-theme-1 [data-faults]"))
    assert "should come after “Opening”" in squeezed(page.one("#sitting-opening [data-faults]"))
    page = organizer.get(f"{PAGE}?at=theme-1@2022-02-23T05:00")
    assert "does not lie within the hours of the venue" in squeezed(page.one("#sitting-theme-1 [data-faults]"))
    assert squeezed(page.one("#sitting-opening [data-faults]")) == ""


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("at=theme-1", "is not possible here"),
        ("at=theme-1@tomorrowT09:00", "is not a day"),
        ("at=nothing@2022-02-22T09:00", "nothing at this address"),
        ("key=opening&day=2022-02-22&clock=25:00", "25:00"),
    ],
)
def test_a_wrong_address_is_said_and_the_draft_shown(organizer: Browser, query: str, said: str) -> None:
    page = organizer.get(f"{PAGE}?{query}")
    assert said in squeezed(page.one(".notice.wrong"))
    assert figures(page)["worst"] == "1,080"


def base(page: Page) -> list[str]:
    return [field.get("value") for field in page.all("#keep [name=base]")]


def test_what_is_kept_is_in_the_draft_and_in_the_trail(organizer: Browser, operator: Unit) -> None:
    page = organizer.get(PAGE)
    moves = ["opening@2022-02-23T09:00", "theme-1@2022-02-23T10:45"]
    done = organizer.post(f"{PAGE}/keep", {"at": moves, "base": base(page)})
    assert "2 sittings were moved in the draft." in done.text
    kept = programme.draft(operator, SLUG).sittings
    assert [f"{each.day} {each.clock:%H:%M}" for each in kept] == ["2022-02-23 09:00", "2022-02-23 10:45"]
    assert organizer.get(f"/forums/{SLUG}/changes").text.count("Sitting moved") == 2


def test_keeping_over_another_organizers_change_is_refused_and_offered_again(
    organizer: Browser, operator: Unit
) -> None:
    page = organizer.get(PAGE)
    programme.move_sitting(operator, SLUG, "opening", dt.date(2022, 2, 24), dt.time(9, 0))
    given = {"at": ["theme-1@2022-02-24T11:00"], "base": base(page)}
    refused = organizer.post(f"{PAGE}/keep", given, status=409)
    assert "changed the draft meanwhile: “Opening”." in squeezed(refused.one(".notice.wrong"))
    assert f"{programme.draft(operator, SLUG).sittings[1].clock:%H:%M}" == "14:45"
    again = organizer.post(f"{PAGE}/keep", {"at": given["at"], "base": base(refused)})
    assert "1 sitting was moved in the draft." in again.text
    kept = programme.draft(operator, SLUG).sittings
    assert [f"{each.day} {each.clock:%H:%M}" for each in kept] == ["2022-02-24 09:00", "2022-02-24 11:00"]


def test_keeping_what_overlaps_keeps_nothing(organizer: Browser, operator: Unit) -> None:
    page = organizer.get(PAGE)
    moves = ["opening@2022-02-23T09:00", "theme-1@2022-02-23T10:00"]
    refused = organizer.post(f"{PAGE}/keep", {"at": moves, "base": base(page)}, status=409)
    assert "would run while" in squeezed(refused.one(".notice.wrong"))
    assert programme.draft(operator, SLUG).sittings[0].day == dt.date(2022, 2, 22)
    assert [field.get("value") for field in refused.all("#keep [name=at]")] == moves


def test_nothing_to_keep_is_said(organizer: Browser) -> None:
    page = organizer.get(PAGE)
    refused = organizer.post(f"{PAGE}/keep", {"base": base(page)}, status=422)
    assert "Nothing is being tried" in squeezed(refused.one(".notice.wrong"))


def test_a_forum_without_sittings_or_people_says_what_is_needed(
    sqlite_store: Store, signed_in: Callable[..., Browser]
) -> None:
    forum_id = builders.a_forum(sqlite_store)
    builders.a_person(sqlite_store, forum_id, "organizer", "organizer")
    assert "nothing to try yet" in signed_in(SLUG, "organizer").get(PAGE).text


def test_a_sitting_without_a_time_gets_one_by_the_form(organizer: Browser, sqlite_store: Store, forum_id: int) -> None:
    builders.a_sitting(sqlite_store, forum_id, "late", position=2, day=None, clock=None)
    assert "no time yet" in squeezed(organizer.get(PAGE).one("#sitting-late"))
    page = organizer.get(f"{PAGE}?key=late&day=2022-02-24&clock=12:00")
    assert page.one("#sitting-late [data-hours]").text_content() == "12:00–13:30"


def test_the_script_gets_the_rows_and_no_text_ends_its_element(
    organizer: Browser, sqlite_store: Store, forum_id: int
) -> None:
    builders.a_sitting(sqlite_store, forum_id, "evil", position=3, title="</script><b>", clock=dt.time(18, 0))
    page = organizer.get(PAGE)
    data = json.loads(page.one("#bench-data").text)
    assert data["sittings"][2]["title"] == "</script><b>"
    assert [row[1] for row in data["rows"]] == [1, 1, 1, 1, 1, 2, 1]
    assert data["delegates"] == 5
    assert page.all("main b") == []


@pytest.mark.parametrize("language", ["ar", "fr", "zh"])
def test_it_speaks_other_languages(organizer: Browser, language: str) -> None:
    assert len(organizer.get(f"{PAGE}?lang={language}").all("#grid tbody tr")) == 4


def test_a_lock_is_set_from_here_and_what_is_tried_stays(organizer: Browser, operator: Unit) -> None:
    organizer.get(PAGE)
    moves = ["theme-1@2022-02-24T11:00"]
    given = {"lock": "start", "back": "workbench", "at": moves}
    page = organizer.post(f"/forums/{SLUG}/programme/edit/sittings/opening/lock", given)
    assert "keeps its day and hour when planned" in squeezed(page.one("#sitting-opening"))
    assert [field.get("value") for field in page.all("#keep [name=at]")] == moves
    assert programme.draft(operator, SLUG).sittings[0].lock == "start"
