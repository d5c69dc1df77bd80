"""The floor's pages: what each shows and to whom, and that forms do what keys and sockets do."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from forum.domain.people import Constituency
from forum.domain.speaking.rules import SlotKind
from forum.domain.speaking.slots import Slot
from forum.store import programme, slots
from forum.store.engine import Store
from tests.forums import make_forum, person
from tests.web.pages import Browser, Page

START = dt.datetime(2022, 2, 22, 12, 0, tzinfo=dt.UTC)
SITTING = "/forums/test-forum/sittings/opening"


class Hands:
    """A wall clock that the test moves, and the people in the room."""

    def __init__(self, app: Flask, sign_in: Callable[..., Browser]) -> None:
        self.app, self.sign_in = app, sign_in
        self.people: dict[str, Browser] = {}

    def __getitem__(self, who: str) -> Browser:
        if who not in self.people:
            self.people[who] = self.sign_in("test-forum", who)
        return self.people[who]

    def wait_until(self, at: dt.datetime) -> None:
        """Let it be that moment."""
        self.app.extensions["forum"] = replace(self.app.extensions["forum"], clock=lambda: at)

    def press(self, who: str, selector: str, where: str = "chair") -> Page:
        """Open the page and send the form that the selector names, as its button would."""
        browser = self[who]
        page = browser.get(f"{SITTING}/{where}")
        return self.send(browser, page.one(selector))

    @staticmethod
    def send(browser: Browser, form: object, status: int = 200, **more: str) -> Page:
        """Send a form as it stands."""
        fields = {field.get("name"): field.get("value", "") for field in form.cssselect("input")}  # type: ignore[attr-defined]
        return browser.post(form.get("action"), {**fields, **more}, status=status)  # type: ignore[attr-defined]


@pytest.fixture
def now() -> dt.datetime:
    """The planned start of the opening sitting."""
    return START


@pytest.fixture
def hands(app: Flask, sqlite_store: Store, signed_in: Callable[..., Browser]) -> Hands:
    """The test forum with its people."""
    make_forum(sqlite_store)
    return Hands(app, signed_in)


def test_functions_are_said_in_the_readers_language(hands: Hands) -> None:
    hands.press("chair", "#order-next")
    hands.press("fji-g1", "#order-ask", "floor")
    hands.press("chair", "[data-live=requests] li form")
    hands.press("chair", "#order-next")
    for where in ("chair", "hall", "floor"):
        page = hands["chair"].get(f"{SITTING}/{where}?lang=fr")
        data = page.one("#floor-data")
        given = json.loads(data.text_content())["labels"]
        data.drop_tree()
        assert "Délégué gouvernemental" in page.text
        assert "Government delegate" not in page.text
        assert given["functions"]["Government delegate"] == "Délégué gouvernemental"


def test_a_sitting_by_forms_alone(hands: Hands) -> None:
    hands.press("chair", "#order-next")
    page = hands.press("fji-g1", "#order-ask", "floor")
    assert "You have asked for the floor" in page.text
    page = hands["chair"].get(f"{SITTING}/chair")
    assert "Requests (1)" in page.text
    assert "asked on the page" in page.text
    page = hands.press("chair", "[data-live=requests] li form")
    assert "Next on the list (1)" in page.text
    assert "Say: “I give the floor to Government delegate, Fiji.”" in page.text
    page = hands.press("chair", "#order-next")
    assert page.one("#speaker").text_content() == "Government delegate"
    assert "“I thank Government delegate, Fiji. There is nobody else on the list.”" in page.text
    assert "You have the floor" in hands["fji-g1"].get(f"{SITTING}/floor").text
    hall = hands["observer"].get(f"{SITTING}/hall")
    assert hall.one("[data-who=label]").text_content() == "Government delegate"
    assert hall.one("[data-who=place]").text_content() == "Fiji"
    page = hands.press("chair", "#order-undo")
    assert "Nobody has the floor" in page.text
    assert "Next on the list (1)" in page.text


def test_keys_are_shown_and_named(hands: Hands) -> None:
    hands.press("chair", "#order-next")
    hands.press("fji-g1", "#order-ask", "floor")
    hands.press("chair", "[data-live=requests] li form")
    page = hands.press("chair", "#order-next")
    found = {element.get("data-key"): element.cssselect("kbd")[0].text for element in page.all("[data-key]")}
    assert found == {" ": "Space", "+": "+", "s": "S", "p": "P", "w": "W", "z": "Z"}


def test_a_stale_button_says_so_and_shows_the_present(hands: Hands) -> None:
    hands.press("chair", "#order-next")
    hands.press("fji-g1", "#order-ask", "floor")
    hands.press("chair", "[data-live=requests] li form")
    old = hands["clerk"].get(f"{SITTING}/chair")
    hands.press("chair", "#order-next")
    page = hands.send(hands["clerk"], old.one("#order-next"), status=409)
    assert "The speaker has changed in the meantime" in page.text
    assert page.one("#speaker").text_content() == "Government delegate"


def test_a_form_sent_twice_is_done_once(hands: Hands) -> None:
    old = hands["fji-g1"].get(f"{SITTING}/floor")
    for _ in range(2):
        hands.send(hands["fji-g1"], old.one("#order-ask"))
    assert "Requests (1)" in hands["chair"].get(f"{SITTING}/chair").text


def test_the_clerk_finds_somebody_by_state_and_adds_them(hands: Hands) -> None:
    page = hands["clerk"].get(f"{SITTING}/chair?q=kenya+employer")
    assert [each.text_content() for each in page.all("#found strong")] == ["Employer delegate"]
    page = hands.send(hands["clerk"], page.all("#found form")[0])
    assert "Next on the list (1)" in page.text
    assert "added by the clerk" in page.text
    page = hands["clerk"].get(f"{SITTING}/chair?q=nobody%25")
    assert "Nobody on the roster fits" in page.text


def test_a_walk_in_is_added_by_one_form(hands: Hands) -> None:
    form = hands["clerk"].get(f"{SITTING}/chair").one("#walk-in")
    page = hands.send(
        hands["clerk"], form, function="Minister", state="TG", constituency="government", kind="statement"
    )
    assert "Minister" in page.text
    assert "Togo" in page.text
    assert "walk-in" in page.text


def test_a_wrong_walk_in_is_refused_with_the_sentence(hands: Hands) -> None:
    form = hands["clerk"].get(f"{SITTING}/chair").one("#walk-in")
    page = hands.send(hands["clerk"], form, status=422, function="", constituency="government")
    assert "This field must not be empty." in page.text


@pytest.mark.parametrize("who", ["fji-g1", "rapporteur", "observer", "organizer"])
def test_the_console_is_the_tables(hands: Hands, who: str) -> None:
    hands[who].get(f"{SITTING}/chair", status=403)
    hands[who].get(f"{SITTING}/floor.json?channel=table", status=403)
    hands[who].get(f"{SITTING}/hall")


def test_a_forged_form_is_forbidden_and_changes_nothing(hands: Hands) -> None:
    forged = {"command": "OpenSitting", "id": "forged-0001", "back": "floor.show"}
    hands["fji-g1"].get(f"{SITTING}/floor")
    hands["fji-g1"].post(f"{SITTING}/floor", forged, status=403)
    hands["fji-g1"].post(f"{SITTING}/floor", {**forged, "back": "//elsewhere"}, status=400)
    assert "The floor is not open yet" in hands["chair"].get(f"{SITTING}/chair").text


def test_nobody_signed_in_sees_nothing_of_it(hands: Hands, browser: Browser) -> None:
    for where in ("chair", "hall", "floor", "floor.json"):
        answer = browser.client.get(f"{SITTING}/{where}")
        assert answer.status_code in {303, 404}
        assert b"Government delegate" not in answer.data


def test_what_is_not_there(hands: Hands) -> None:
    hands["chair"].get("/forums/test-forum/sittings/no-such/chair", status=404)
    hands["chair"].get(f"{SITTING}/floor.json?channel=no-such", status=404)


def test_data_for_where_no_socket_gets_through(hands: Hands) -> None:
    hands.press("chair", "#order-next")
    response = hands["observer"].client.get(f"{SITTING}/floor.json?channel=hall")
    found = json.loads(response.get_data())
    assert (found["view"]["seq"], found["view"]["phase"]) == (1, "open")
    assert found["server_time"] == int(START.timestamp() * 1000)
    assert response.headers["Cache-Control"] == "private, no-store"


def test_a_command_as_data(hands: Hands) -> None:
    browser = hands["chair"]
    browser.get(f"{SITTING}/chair")
    order = {"csrf_token": browser.token(), "command": "OpenSitting", "id": "open-00001"}
    answer = browser.client.post(f"{SITTING}/floor", data=order, headers={"Accept": "application/json"})
    assert answer.json == {"status": "accepted", "seq": 1}
    order["id"] = "open-00002"
    answer = browser.client.post(f"{SITTING}/floor", data=order, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json["code"]) == (409, "SittingIsOpen")


def test_the_delegate_reads_their_time_in_their_own_zone(hands: Hands) -> None:
    hands.press("chair", "#order-next")
    hands.press("fji-g1", "#order-ask", "floor")
    hands.press("chair", "[data-live=requests] li form")
    page = hands["fji-g1"].get(f"{SITTING}/floor")
    assert "You are number 1 on the list." in page.text
    assert page.one("[data-estimate=likely][data-zone=mine]").text == "00:00"
    assert page.one("[data-estimate=likely][data-zone=venue]").text == "13:00"


def test_a_late_sitting_offers_the_way_home(hands: Hands, sqlite_store: Store) -> None:
    hands.press("chair", "#order-next")
    form = hands["clerk"].get(f"{SITTING}/chair").one("#walk-in")
    for _ in range(2):
        form = hands["clerk"].get(f"{SITTING}/chair").one("#walk-in")
        hands.send(hands["clerk"], form, function="Minister", constituency="government", seconds="3600")
    page = hands["chair"].get(f"{SITTING}/chair")
    assert "Ends \u206830 min\u2069 late at this pace" in page.text
    assert page.one("#order-limit input[name=seconds]").get("value") == "2680"
    page = hands.press("chair", "#order-limit")
    assert "late at this pace" not in page.text


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar", "zh", "ru", "de", "en-XA"])
@pytest.mark.parametrize("where", ["chair", "hall", "floor"])
def test_every_page_in_every_language(hands: Hands, language: str, where: str) -> None:
    hands.press("chair", "#order-next")
    who = "chair" if where == "chair" else "fji-g1"
    hands[who].get(f"{SITTING}/{where}?lang={language}")


def test_a_rehearsal_says_so_on_every_screen(sqlite_store: Store, signed_in: Callable[..., Browser]) -> None:
    make_forum(sqlite_store, "rehearsal", is_rehearsal=True)
    for who, where in (("chair", "chair"), ("fji-g1", "floor"), ("observer", "hall")):
        page = signed_in("rehearsal", who).get(f"/forums/rehearsal/sittings/opening/{where}")
        assert page.one(".banner").text_content() == "REHEARSAL"


def plan_slots(store: Store) -> None:
    """Slots of the opening: employers first, then a place kept for a government that nobody names yet."""
    slot = Slot(number=1, kind=SlotKind.OPENING_STATEMENT, constituency=Constituency.EMPLOYER, seconds=300)
    named = replace(slot, person_id=person(store, "ken-e1").id)
    kept = replace(slot, number=2, constituency=Constituency.GOVERNMENT, seconds=240, offset=300, label="Group of 77")
    with store.reading() as db:
        forum = programme.forum_by_slug(db, "test-forum")
        assert forum is not None
        sitting = programme.sitting_by_key(db, forum.id, "opening")
    assert sitting is not None
    store.writing(lambda db: slots.keep(db, sitting.id, [named, kept], START))


def test_before_the_opening_the_chair_reads_who_will_be_called_and_when(hands: Hands, sqlite_store: Store) -> None:
    plan_slots(sqlite_store)
    page = hands["chair"].get(f"{SITTING}/chair")
    rows = [" ".join(" ".join(each.itertext()).split()) for each in page.all("[data-live=queue] li")]
    assert rows == [
        "1 Employer delegate Kenya · opening statement · remote 13:00 5:00 \u206615:00\u2069 there",
        "2 Group of 77 Governments · opening statement · time is kept, nobody is called 13:05 4:00",
    ]
    assert "Planned list (2)" in page.text
    page = hands.press("chair", "#order-next")
    assert "Planned list" not in page.text
    assert "Next on the list (1)" in page.text


def test_whoever_is_added_before_the_opening_waits_behind_the_planned_list(hands: Hands, sqlite_store: Store) -> None:
    plan_slots(sqlite_store)
    page = hands["clerk"].get(f"{SITTING}/chair?q=fiji+worker")
    page = hands.send(hands["clerk"], page.all("#found form")[0])
    assert "Added after the planned list (1)" in page.text
    added = page.all("[data-live=queue] ol")[1]
    assert "13:09" in added.text_content()


@pytest.mark.parametrize(
    ("minutes", "warning", "lead"),
    [
        (-195, "It is \u20683 hr 15 min\u2069 before the planned start.", "was opened \u20683 hr 15 min\u2069 early."),
        (-15, "It is \u206815 min\u2069 before the planned start.", "was opened \u206815 min\u2069 early."),
        (20, "It is \u206820 min\u2069 after the planned start.", "was opened \u206820 min\u2069 late."),
    ],
)
def test_opening_far_from_the_plan_is_said_and_must_be_confirmed(
    hands: Hands, minutes: int, warning: str, lead: str
) -> None:
    early = hands["chair"].get(f"{SITTING}/chair").one("#order-next")
    hands.wait_until(START + dt.timedelta(minutes=minutes))
    page = hands.send(hands["chair"], early, status=409)
    assert "The planned start is 15 minutes away or more." in page.text
    assert warning in page.text
    page = hands.press("chair", "#order-next")
    assert lead in page.text


def test_close_to_the_plan_nothing_is_asked(hands: Hands) -> None:
    hands.wait_until(START - dt.timedelta(minutes=14, seconds=59))
    assert hands["chair"].get(f"{SITTING}/chair").all("#opening") == []
    assert "opened \u206814 min\u2069 early" in hands.press("chair", "#order-next").text
