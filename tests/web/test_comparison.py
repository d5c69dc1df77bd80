"""Timetables side by side: the draft, the release, what was held and plans, over the same people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from forum.domain.access import OPERATOR
from forum.jobs import planning as job
from forum.services import programme
from forum.services.unit import Unit
from forum.store.engine import Store
from tests import builders
from tests.web.pages import Browser, Page

SLUG = "global-forum"
PAGE = f"/forums/{SLUG}/workbench/compare"


@pytest.fixture
def operator(sqlite_store: Store, now: dt.datetime) -> Unit:
    return Unit(store=sqlite_store, actor=OPERATOR, now=now)


@pytest.fixture
def organizer(sqlite_store: Store, operator: Unit, signed_in: Callable[..., Browser]) -> Browser:
    """Published at 13:00 and 14:45; the draft has the opening at 09:00; held in the morning."""
    store = sqlite_store
    forum_id = builders.a_forum(store, grid_minutes=30)
    builders.a_sitting(store, forum_id, "opening", position=0)
    builders.a_sitting(store, forum_id, "theme-1", position=1, clock=dt.time(14, 45))
    for state, zone in {"FJ": "Pacific/Fiji", "KE": "Africa/Nairobi", "PE": "America/Lima"}.items():
        builders.a_person(store, forum_id, state, state=state, zone=zone)
    builders.set_regions(store, forum_id, {"FJ": "Asia and the Pacific", "KE": "Africa", "PE": "Americas"})
    builders.a_person(store, forum_id, "organizer", "organizer", constituency="secretariat")
    programme.publish(operator, SLUG)
    programme.move_sitting(operator, SLUG, "opening", dt.date(2022, 2, 22), dt.time(9, 0))
    held = [("opening", "2022-02-22T06:00:00Z"), ("theme-1", "2022-02-22T08:00:00Z")]
    job.keep_held(operator, SLUG, {"sittings": [{"id": key, "start": start} for key, start in held]})
    return signed_in(SLUG, "organizer")


def table(page: Page, number: int) -> list[list[str]]:
    rows = page.all(".compare")[number].cssselect("tr")
    return [[" ".join(cell.text_content().split()) for cell in row.cssselect("th, td")] for row in rows]


def test_all_there_are_stand_side_by_side(organizer: Browser) -> None:
    page = organizer.get(PAGE)
    assert table(page, 0)[:4] == [
        ["Figures", "Draft", "Release 1", "As it was held"],
        ["points, worst-off delegation", "690", "1,080", "1,080"],
        ["points per person on average", "420", "400", "440"],
        ["people who sit at night", "2", "1", "1"],
    ]
    assert [row[0] for row in table(page, 1)[1:]] == ["Asia and the Pacific", "Americas", "Africa"]
    assert table(page, 2)[1] == ["Opening", "Tue 09:00", "Tue 13:00", "Tue 07:00"]


def test_who_gains_and_who_pays_between_two(organizer: Browser) -> None:
    page = organizer.get(f"{PAGE}?plans=draft&plans=released&one=released&other=draft")
    gains, pays = page.all(".compare-sides section")
    assert " ".join(gains.text_content().split()) == "1 person gains Fiji Suva · 1 person −390"
    assert " ".join(pays.text_content().split()) == "1 person pays Peru Lima · 1 person +450"


def test_a_timetable_is_tried_on_the_workbench(organizer: Browser) -> None:
    page = organizer.get(f"{PAGE}?plans=held")
    address = page.one("td a").get("href")
    tried = organizer.get(address)
    assert tried.one("#sitting-opening [data-hours]").text_content() == "07:00–08:30"
    assert "2 sittings are tried" in tried.text


def test_sittings_without_an_hour_everywhere_are_left_out(organizer: Browser, sqlite_store: Store) -> None:
    builders.a_sitting(sqlite_store, 1, "new", position=2, clock=dt.time(18, 0))
    page = organizer.get(PAGE)
    assert "1 sitting is left out" in page.text
    assert len(table(page, 2)) == 3


def test_nothing_to_compare_is_said(sqlite_store: Store, signed_in: Callable[..., Browser]) -> None:
    forum_id = builders.a_forum(sqlite_store)
    builders.a_person(sqlite_store, forum_id, "organizer", "organizer")
    assert "nothing to compare yet" in signed_in(SLUG, "organizer").get(PAGE).text


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_it_speaks_other_languages(organizer: Browser, language: str) -> None:
    assert len(organizer.get(f"{PAGE}?lang={language}").all(".compare")) == 3


def test_the_page_opens_on_two_that_are_not_alike(organizer: Browser, operator: Unit) -> None:
    """Where the draft is what was published, nobody gains and nobody pays: what was held stands against it instead."""
    assert chosen(organizer.get(PAGE)) == ["draft", "released"]
    programme.publish(operator, SLUG)
    assert chosen(organizer.get(PAGE)) == ["draft", "held"]
    assert chosen(organizer.get(f"{PAGE}?plans=draft&plans=released")) == ["draft", "released"]
    assert chosen(organizer.get(f"{PAGE}?one=released&other=draft")) == ["released", "draft"]
    assert chosen(organizer.get(f"{PAGE}?one=nothing")) == ["draft", "held"]


def chosen(page: Page) -> list[str]:
    """Between which two the gains are told."""
    return [page.one(f"select[name={name}] option[selected]").get("value") for name in ("one", "other")]
