"""The page of the allocation: asked by its address, answered with reasons, kept by a form; who may; what is wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from urllib.parse import urlencode

import pytest

from forum.store.engine import Store
from tests import builders
from tests.web.pages import Browser, Page

SLUG = "global-forum"
PAGE = f"/forums/{SLUG}/allocation"
COUNCIL = {"Africa": 13, "Americas": 8, "Arab States": 6, "Asia and the Pacific": 13, "Europe and Central Asia": 7}


@pytest.fixture
def organizer(sqlite_store: Store, signed_in: Callable[..., Browser]) -> Browser:
    """A forum of three sittings and three delegations; its organizer, signed in."""
    forum_id = builders.a_forum(sqlite_store)
    for position, key in enumerate(("opening", "theme-1", "closing")):
        builders.a_sitting(sqlite_store, forum_id, key, day=dt.date(2022, 2, 22 + position), position=position)
    builders.three_delegates(sqlite_store, forum_id)
    builders.a_person(sqlite_store, forum_id, "FJ-work", constituency="worker", state="FJ")
    builders.a_person(sqlite_store, forum_id, "organizer", "organizer", constituency="secretariat")
    builders.a_person(sqlite_store, forum_id, "clerk", "clerk", constituency="secretariat")
    builders.a_person(sqlite_store, forum_id, "coordinator", "coordinator", constituency="worker")
    return signed_in(SLUG, "organizer")


def at(**fields: object) -> str:
    return f"{PAGE}?{urlencode({name.replace('__', '.'): value for name, value in fields.items()})}"


def council(**fields: object) -> str:
    weights = {f"weight.{key}": weight for key, weight in COUNCIL.items()}
    asked = {"among": "regions", "unit": "seats", "n": 60, "weights": "typed", "method": "largest_remainder"}
    return f"{PAGE}?{urlencode({**asked, **weights, **fields})}"


def cells(page: Page, name: str) -> list[str]:
    """The cells of the row of one of those who share."""
    rows = page.all("table[aria-labelledby=result] tbody tr")
    found = next(row for row in rows if row[0].text_content() == name)
    return [" ".join(cell.text_content().split()) for cell in found[1:]]


def reasons(page: Page) -> str:
    return " ".join(page.one("#reasons").text_content().split())


def test_the_first_look_shares_the_minutes_of_the_forum_by_its_rules(organizer: Browser) -> None:
    page = organizer.get(PAGE)
    assert page.heading == "Allocation of speaking time"
    assert "Nothing is kept until somebody keeps it." in page.text
    employers, workers = cells(page, "Employers"), cells(page, "Workers")
    assert employers == workers
    assert f"here they have {employers[3]} each" in reasons(page)
    assert page.all("#kept") == []


def test_sixty_statements_of_the_council_by_all_methods_with_the_tie_named(organizer: Browser) -> None:
    page = organizer.get(council())
    assert cells(page, "Africa")[:3] == ["13", "780/47", "16.6"]
    assert cells(page, "Africa")[3] == "17"
    assert cells(page, "Asia and the Pacific")[3] == "16"
    assert "Africa and Asia and the Pacific have the same right to the last one" in reasons(page)
    assert "it goes to Africa." in reasons(page)
    columns = list(zip(*(cells(page, name)[3:7] for name in COUNCIL), strict=True))
    assert [sum(map(int, column)) for column in columns] == [60] * 4


def test_a_drawn_tie_names_its_winner_and_a_reserve_keeps_it(organizer: Browser) -> None:
    drawn = organizer.get(council(ties="drawn", seed="2022"))
    assert "by the rule for ties it goes to" in reasons(drawn)
    kept = organizer.get(council(ties="reserve"))
    assert "nobody of them has it" in reasons(kept)
    assert cells(kept, "Nobody’s: stays in the reserve")[3] == "1"


def test_ten_statements_of_28_14_14_leave_one_odd(organizer: Browser) -> None:
    asked = {"unit": "seats", "n": 10, "weights": "typed", "equal_part": 0, "method": "largest_remainder"}
    weights = {"weight__government": 28, "weight__employer": 14, "weight__worker": 14}
    page = organizer.get(at(**asked, **weights, odd="reserve"))
    assert [cells(page, name)[3] for name in ("Governments", "Employers", "Workers")] == ["5", "2", "2"]
    assert "1 was too little for employers and workers together. It stays in the reserve." in reasons(page)
    taken = organizer.get(at(**asked, **weights, odd="government"))
    assert cells(taken, "Governments")[3] == "6"
    assert "It goes to: Governments." in reasons(taken)


def test_what_is_not_asked_for_is_shared_again(organizer: Browser) -> None:
    page = organizer.get(council(**{"asks.Africa": 5, "asks.Americas": 30}))
    assert cells(page, "Africa")[-2:] == ["5", "5"]
    assert cells(page, "Americas")[-2:] == ["30", "22"]
    assert cells(page, "Arab States")[-2:] == ["–", "8"]


def test_floors_and_caps_hold(organizer: Browser) -> None:
    page = organizer.get(council(**{"floor.Arab States": 12, "cap.Africa": 10}))
    assert cells(page, "Arab States")[3:7] == ["12"] * 4
    assert cells(page, "Africa")[3:7] == ["10"] * 4


def test_states_are_listed_by_name_and_differ_by_lines(organizer: Browser) -> None:
    page = organizer.get(at(among="states", unit="seats", n=10, weights="typed", lines="KE 3 - 2 -\nPE - 4"))
    names = [row[0].text_content() for row in page.all("table[aria-labelledby=result] tbody tr")]
    assert names == ["Fiji", "Kenya", "Peru", "Nobody’s: stays in the reserve"]
    assert cells(page, "Kenya")[0] == "3"
    assert cells(page, "Kenya")[3] == "2"
    assert int(cells(page, "Peru")[3]) >= 4


def test_delegations_are_counted(organizer: Browser) -> None:
    page = organizer.get(at(weights="delegations", unit="seats", n=4, equal_part=0))
    assert [cells(page, name)[0] for name in ("Governments", "Employers", "Workers")] == ["3", "0", "1"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"n": "-3"}, "“-3” is not possible here. Allowed: 1 … 10000."),
        ({"n": "0"}, "“0” is not possible here."),
        ({"n": "9" * 30}, "is not possible here. Allowed: 1 … 10000."),
        ({"n": "", "unit": "seats"}, "This field must not be empty."),
        ({"method": "bishop"}, "“bishop” is not possible here. Allowed: largest_remainder"),
        ({"among": "planets"}, "“planets” is not possible here."),
        ({"ties": "duel"}, "“duel” is not possible here."),
        ({"equal_part": "3/2"}, "“3/2” is not possible here. Allowed: 0 … 1."),
        ({"equal_part": "1/0"}, "“1/0” is not possible here."),
        ({"weights": "typed", "weight.worker": "-1"}, "“-1” is not possible here."),
        ({"floor.worker": "many"}, "“many” is not possible here."),
        (
            {"floor.government": "9000", "n": "10"},
            "The least that everybody is to have sums to 9000, and there are 10.",
        ),
        ({"floor.government": "5", "cap.government": "2"}, "“Governments” cannot take part in the sharing"),
        ({"among": "states", "lines": "XX 3"}, "“XX 3” is not possible here. Allowed: FJ 3 1 - 5."),
        ({"among": "states", "lines": "FJ 3\nFJ 4"}, "“FJ 4” is not possible here."),
        (
            {
                "weights": "typed",
                "equal_part": "0",
                "weight.government": "0",
                "weight.employer": "0",
                "weight.worker": "0",
            },
            "All weights are 0: nobody could have a share.",
        ),
    ],
)
def test_what_is_wrong_is_said_with_the_question_kept(organizer: Browser, fields: dict[str, str], said: str) -> None:
    page = organizer.get(f"{PAGE}?{urlencode(fields)}", status=422)
    assert said in page.one("main .notice.wrong").text_content()
    assert page.all("table[aria-labelledby=result]") == []
    if fields.get("n"):
        assert page.value("n") == fields["n"]


def test_a_sitting_that_is_not_there_is_unknown(organizer: Browser) -> None:
    organizer.get(at(sitting="nowhere"), status=404)


def keep(browser: Browser, address: str, **changed: str) -> Page:
    """Press the button of the page at that address."""
    page = browser.get(address)
    fields = {each.get("name"): each.get("value") for each in page.all("form[action$=keep] input[name]")}
    return browser.post(f"{PAGE}/keep", {**fields, **changed}, status=409 if changed else 200)


def test_what_is_kept_is_owed_in_the_next_sitting(organizer: Browser) -> None:
    asked = {"unit": "seats", "n": 10, "weights": "typed", "equal_part": 0, "odd": "government"}
    weights = {"weight__government": 28, "weight__employer": 14, "weight__worker": 14, "method": "largest_remainder"}
    page = keep(organizer, at(sitting="opening", **asked, **weights))
    assert "The allocation was kept." in page.text
    assert "Governments: 6; Employers: 2; Workers: 2" in page.text
    assert "Organizer" in page.one("ol[aria-labelledby=kept]").text_content()
    later = organizer.get(at(sitting="theme-1", **asked, **weights))
    assert cells(later, "Governments")[7:] == ["-1", "4"]
    assert cells(later, "Workers")[7:] == ["1/2", "3"]
    first = organizer.get(at(sitting="opening", **asked, **weights))
    assert len(cells(first, "Workers")) == 7
    assert "Allocation of speaking time kept" in organizer.get(f"/forums/{SLUG}/changes").text


def test_versions_stay_and_open_again(organizer: Browser) -> None:
    keep(organizer, council(sitting="opening"))
    page = keep(organizer, council(sitting="opening", method="dhondt"))
    marks = [each.text_content() for each in page.all("ol[aria-labelledby=kept] .mark")]
    assert marks == ["version 2", "version 1"]
    again = organizer.get(page.all("ol[aria-labelledby=kept] a")[1].get("href"))
    assert cells(again, "Africa")[3] == "17"
    assert again.one("select[name=method] option[selected]").get("value") == "largest_remainder"


def test_other_figures_than_those_seen_are_not_kept(organizer: Browser) -> None:
    page = keep(organizer, council(sitting="opening"), n="61")
    assert "This has changed in the meantime." in page.one("main .notice.wrong").text_content()
    assert page.all("#kept") == []


def test_a_coordinator_opens_the_link_and_keeps_nothing(
    organizer: Browser, sqlite_store: Store, signed_in: Callable[..., Browser]
) -> None:
    reader = signed_in(SLUG, "coordinator")
    page = reader.get(council())
    assert cells(page, "Africa")[3] == "17"
    assert page.all("form[action$=keep]") == []
    reader.post(f"{PAGE}/keep", {"n": "10"}, status=403)
    reader.get(council(sitting="opening"), status=404)
    keep(organizer, council(sitting="opening"))
    assert reader.get(council()).all("#kept") == []


def test_a_delegate_may_not_read_it(organizer: Browser, signed_in: Callable[..., Browser]) -> None:
    signed_in(SLUG, "FJ").get(PAGE, status=403)


def test_the_clerk_keeps_too(organizer: Browser, signed_in: Callable[..., Browser]) -> None:
    assert "The allocation was kept." in keep(signed_in(SLUG, "clerk"), council()).text


def test_the_menu_and_the_slots_lead_here(organizer: Browser) -> None:
    page = organizer.get(f"/forums/{SLUG}/sittings/theme-1/slots")
    links = [each.get("href") for each in page.all("a[href*=allocation]")]
    assert PAGE in links
    assert f"{PAGE}?sitting=theme-1" in links


@pytest.mark.parametrize("language", ["ar", "de", "es", "fr", "ru", "zh"])
def test_the_page_stands_in_other_languages(organizer: Browser, language: str) -> None:
    keep(organizer, council(sitting="opening", method="largest_remainder"))
    asked = {"ties": "drawn", "asks.Africa": 3, "asks.Americas": 30, "lang": language, "sitting": "theme-1"}
    page = organizer.get(council(**asked))
    assert page.tree.get("lang") == language
    assert "780/47" in page.text
    organizer.get(at(among="states", lang=language))
    organizer.get(at(unit="seats", n=10, odd="reserve", lang=language))
