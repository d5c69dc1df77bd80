"""The page of the speaking slots: the plan, both clocks, the night in words, allocating and editing by forms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from forum.store import slots as stored
from forum.store.engine import Store
from tests import builders
from tests.web.pages import Browser, Page

SLUG = "global-forum"
PAGE = f"/forums/{SLUG}/sittings/opening/slots"


@pytest.fixture
def organizer(sqlite_store: Store, signed_in: Callable[..., Browser]) -> Browser:
    """A forum of two sittings with people for every kind of slot; its organizer, signed in."""
    forum_id = builders.a_forum(sqlite_store)
    builders.a_sitting(sqlite_store, forum_id, "opening", kind="opening")
    builders.a_sitting(sqlite_store, forum_id, "closing", kind="closing", day=dt.date(2022, 2, 23), position=1)
    builders.a_person(sqlite_store, forum_id, "organizer", "organizer", constituency="secretariat")
    builders.a_person(
        sqlite_store,
        forum_id,
        "leader-1",
        "leader",
        constituency="organization",
        function="Lead of Example organization 1",
    )
    for name in ("government", "employer", "worker"):
        builders.a_person(sqlite_store, forum_id, f"coordinator-{name}", "coordinator", constituency=name)
        for number in range(3):
            builders.a_person(sqlite_store, forum_id, f"{name}-{number}", constituency=name)
    builders.a_person(
        sqlite_store,
        forum_id,
        "FJ-work",
        constituency="worker",
        zone="Pacific/Fiji",
        state="FJ",
        function="Workers' delegate, Fiji",
    )
    return signed_in(SLUG, "organizer")


def allocate(browser: Browser, **fields: str) -> Page:
    return browser.post(f"{PAGE}/allocate", {"scope": "forum", "seed": "2022", **fields})


def line_with(page: Page, text: str) -> str:
    """The words of the first slot that has this text."""
    lines = [" ".join(each.text_content().split()) for each in page.all("li.slot-line")]
    return next(line for line in lines if text in line)


def test_an_empty_plan_says_so_and_offers_to_allocate(organizer: Browser) -> None:
    page = organizer.get(PAGE)
    assert page.heading == "Speaking slots: Opening"
    assert "Nobody has been given a slot in this sitting yet." in page.text
    assert "Allocate the slots of this sitting" in page.text
    assert page.all("li.slot-line") == []


def test_the_draft_leads_to_the_slots_of_each_sitting(organizer: Browser) -> None:
    links = [link.get("href") for link in organizer.get(f"/forums/{SLUG}/programme/edit").all("main a[href$=slots]")]
    assert links == [PAGE, PAGE.replace("opening", "closing")]


def test_allocating_the_forum_shows_who_speaks_when(organizer: Browser) -> None:
    page = allocate(organizer)
    assert "The slots of 2 sittings were allocated." in page.text
    assert "Employers and workers have the same time" in page.text
    presentation = line_with(page, "Presentation")
    assert "Lead of Example organization 1" in presentation
    assert "Tuesday 22 February" in page.text
    assert line_with(page, "Reaction").count("to Lead of Example organization 1") == 1
    rows = [[cell.text_content() for cell in row] for row in page.all(".plain-table.measure tbody tr")]
    planned = {row[0]: row[2] for row in rows}
    assert planned["Employers"] == planned["Workers"]


def test_the_night_is_said_in_words_with_the_speakers_own_clock(organizer: Browser) -> None:
    found = line_with(allocate(organizer), "Workers' delegate, Fiji")
    assert "in the night" in found
    assert "every sitting of this forum lies in this speaker’s night" in found
    assert "in Suva" in found
    assert "Wed" in found
    page = organizer.get(PAGE)
    assert "One slot lies in its speaker’s night, with the reason beside it." in page.text


def test_who_finds_no_slot_is_named_with_the_reason(organizer: Browser) -> None:
    page = organizer.post(f"{PAGE.replace('opening', 'closing')}/allocate", {"scope": "sitting", "seed": "2022"})
    assert "1 leader found no place: lengthen a sitting, or add one." in page.text
    assert "Lead of Example organization 1: no sitting has slots in which this speaker may speak" in page.text


def test_one_sitting_alone_and_only_replaced_when_ticked(organizer: Browser) -> None:
    page = allocate(organizer, scope="sitting")
    assert "The slots of 1 sitting were allocated." in page.text
    refused = organizer.post(f"{PAGE}/allocate", {"scope": "sitting", "seed": "again"}, status=409)
    assert "This sitting has a list of speakers already. Clear it first." in refused.text
    assert refused.value("seed") == "again"
    organizer.post(f"{PAGE}/allocate", {"scope": "sitting", "seed": "again", "replace": "1"})


def form_of(page: Page, text: str) -> tuple[str, dict[str, str]]:
    """Address and fields of the form of the first slot that has this text."""
    line = next(each for each in page.all("li.slot-line") if text in " ".join(each.text_content().split()))
    form = line.cssselect("form")[0]
    return form.get("action"), {field.get("name"): field.get("value") for field in form.cssselect("input[name]")}


def test_a_new_length_reaches_both_social_partners(organizer: Browser) -> None:
    address, fields = form_of(allocate(organizer), "Opening statement · Workers")
    page = organizer.post(address, {**fields, "seconds": "240"})
    assert "employers and workers still have the same time" in page.text
    assert "4:00" in line_with(page, "Opening statement · Workers")
    assert "4:00" in line_with(page, "Opening statement · Employers")


@pytest.mark.parametrize(
    ("change", "said", "status"),
    [
        ({"seconds": "5"}, "A slot of this kind lasts from 120 to 300 seconds.", 422),
        ({"seconds": ""}, "This field must not be empty.", 422),
        ({"seconds": "١٢٠"}, "is not possible here", 422),
        ({"place": "-1"}, "is not possible here", 422),
        ({"place": "1"}, "The rules of this forum do not allow this order.", 422),
        ({"person": "coordinator-employer"}, "This person may not speak in this slot.", 422),
        ({"person": "nobody"}, "There is nothing at this address", 404),
        ({"basis": "old"}, "This has changed in the meantime.", 409),
        ({"basis": ""}, "This has changed in the meantime.", 409),
    ],
)
def test_a_wrong_edit_is_refused_with_what_was_typed(
    organizer: Browser, sqlite_store: Store, change: dict[str, str], said: str, status: int
) -> None:
    address, fields = form_of(allocate(organizer), "Opening statement · Workers")
    with sqlite_store.reading() as db:
        before = stored.of_forum(db, 1)
    page = organizer.post(address, {**fields, **change}, status=status)
    assert said in page.text
    if status != 404:
        typed = page.one("details[open].acts")
        name, value = next(iter(change.items()))
        assert name == "basis" or typed.cssselect(f"input[name={name}]")[0].get("value") == value
    with sqlite_store.reading() as db:
        assert stored.of_forum(db, 1) == before


def test_a_slot_may_bear_words_instead_of_a_person(organizer: Browser) -> None:
    address, fields = form_of(allocate(organizer), "Open floor · Workers")
    page = organizer.post(address, {**fields, "person": "", "label": "Speaker of the Workers' group"})
    assert "Speaker of the Workers' group" in line_with(page, "Speaker of the Workers' group")


def test_clearing_empties_the_sitting(organizer: Browser) -> None:
    allocate(organizer)
    page = organizer.post(f"{PAGE}/clear")
    assert "The slots of this sitting were cleared." in page.text
    assert page.all("li.slot-line") == []


def test_leaders_without_a_place_are_counted(organizer: Browser, sqlite_store: Store) -> None:
    for number in range(2, 12):
        builders.a_person(sqlite_store, 1, f"leader-{number}", "leader", constituency="organization")
    assert "6 leaders found no place: lengthen a sitting, or add one." in allocate(organizer).text


def test_a_delegate_reads_what_is_published_and_sees_the_own_slot(
    organizer: Browser, sqlite_store: Store, signed_in: Callable[..., Browser]
) -> None:
    allocate(organizer)
    delegate = signed_in(SLUG, "FJ-work")
    delegate.get(PAGE, status=404)
    builders.a_release(sqlite_store, 1)
    page = delegate.get(PAGE)
    assert "Allocate" not in page.text
    assert "13:00–14:30\u2069 in Geneva" in page.text
    assert "In Suva: Wed \u206601:00–02:30" in page.text or "In Suva: Wed \u206600:00–01:30" in page.text
    assert page.all("form[action*=slots]") == []
    assert "Workers' delegate, Fiji" in page.one("li.slot-line.own").text_content()
    delegate.post(f"{PAGE}/1", {"seconds": "x"}, status=403)
    delegate.post(f"{PAGE}/allocate", status=403)
    delegate.post(f"{PAGE}/clear", status=403)


def test_a_sitting_without_time_says_so(organizer: Browser, sqlite_store: Store) -> None:
    builders.a_sitting(sqlite_store, 1, "later", day=None, clock=None)
    page = organizer.get(f"/forums/{SLUG}/sittings/later/slots")
    assert "This sitting has no time yet." in page.text
    assert "Allocate the slots of this sitting" not in page.text
    organizer.post(f"/forums/{SLUG}/sittings/later/slots/allocate", {"scope": "sitting"}, status=409)


def test_the_rules_quote_their_sources(organizer: Browser) -> None:
    page = organizer.get(PAGE)
    assert "28 values are stated by no source and are for the officers to agree." in page.text
    assert "ILO Constitution, art. 3(1)" in page.text


@pytest.mark.parametrize("language", ["ar", "fr", "de"])
def test_the_page_stands_in_other_languages(organizer: Browser, language: str) -> None:
    allocate(organizer)
    assert organizer.get(f"{PAGE}?lang={language}").all("li.slot-line")
