"""The rapporteur's page: works by form alone and by script, safe to send again, refusals in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from forum.services import commitments
from forum.store.engine import Store
from tests.registers import SLUG, START, House
from tests.web.pages import Browser

PAGE = f"/forums/{SLUG}/sittings/opening/capture"
JSON = {"Accept": "application/json"}
SignIn = Callable[..., Browser]


@pytest.fixture
def now() -> dt.datetime:
    """Two minutes into the sitting, one into the leader's statement."""
    return START + dt.timedelta(minutes=2)


@pytest.fixture
def house(sqlite_store: Store) -> House:
    """A leader has the floor."""
    house = House(sqlite_store)
    house.open()
    house.speak("leader-1")
    return house


@pytest.fixture
def rapporteur(house: House, signed_in: SignIn) -> Browser:
    """The rapporteur at the page."""
    browser = signed_in(SLUG, "rapporteur")
    browser.get(PAGE)
    return browser


def test_the_page_shows_speaker_line_and_card(rapporteur: Browser) -> None:
    page = rapporteur.get(PAGE)
    assert "Has the floor now: Representative, Example organization 1" in page.text
    line = page.one("#line")
    assert (line.get("dir"), line.get("autofocus") is not None) == ("auto", True)
    assert "s/old/new/" in page.one("#card").text_content()


def test_a_line_is_saved_by_the_form_alone(rapporteur: Browser) -> None:
    page = rapporteur.post(PAGE, {"line": "c joint: We shall double it", "client_id": "a", "age_ms": "0"})
    row = page.one("#log li").text_content()
    for words in ("13:02:00", "commitment", "C-001", "We shall double it", "Representative"):
        assert words in row
    assert page.value("line") == ""


def test_a_line_is_saved_by_script_at_its_first_key(rapporteur: Browser, house: House) -> None:
    page = rapporteur.post(PAGE, {"line": "c: x @@", "client_id": "a", "age_ms": "45000"}, headers=JSON)
    saved = page.response.get_json()["line"]
    assert (saved["commitment"], saved["clock"], saved["kind"]) == ("C-001", "13:01:15", "commitment")
    source = commitments.entry(house.unit(), SLUG, "C-001").commitment.source
    assert (source.sitting_seconds, source.turn_seconds) == (75, 15)


def test_sending_again_gives_the_same_and_another_line_is_refused(rapporteur: Browser, house: House) -> None:
    for _ in range(2):
        page = rapporteur.post(PAGE, {"line": "c: x", "client_id": "a"}, headers=JSON)
        assert page.response.get_json()["line"]["commitment"] == "C-001"
    page = rapporteur.post(PAGE, {"line": "c: y", "client_id": "a"}, headers=JSON, status=409)
    assert "sent before with other words" in page.response.get_json()["message"]
    assert commitments.register(house.unit(), SLUG).total == 1


def test_a_refused_line_stands_in_the_box_again(rapporteur: Browser) -> None:
    page = rapporteur.post(PAGE, {"line": "s/absent/there/", "client_id": "a"}, status=422)
    assert "does not hold the words" in page.one(".notice.wrong[role=status]").text_content()
    assert page.value("line") == "s/absent/there/"


def test_the_script_asks_who_speaks_and_what_others_wrote(rapporteur: Browser, house: House) -> None:
    house.write("t Floors")
    seen = rapporteur.client.get(f"{PAGE}.json").get_json()
    assert seen["speaker"] == "Representative, Example organization 1"
    assert [(one["kind"], one["line"]) for one in seen["log"]] == [("topic", "t Floors")]


def test_what_is_not_known_is_told(rapporteur: Browser) -> None:
    page = rapporteur.post(PAGE, {"line": "c @nobody: x", "client_id": "a", "age_ms": "x"}, headers=JSON)
    assert page.response.get_json()["line"]["unknown"] == ["@nobody"]


def test_nobody_else_and_nowhere_else(house: House, browser: Browser, signed_in: SignIn) -> None:
    delegate = signed_in(SLUG, "fji-g1")
    delegate.get(PAGE, status=403)
    delegate.get(f"{PAGE}.json", status=403)
    delegate.post(PAGE, {"line": "c: x", "client_id": "a"}, status=403)
    browser.get(PAGE)
    assert browser.page is not None
    assert "Sign in" in browser.page.heading
    signed_in(SLUG, "rapporteur").get(PAGE.replace("opening", "nowhere"), status=404)


def test_arabic_reads_from_the_right_with_codes_from_the_left(rapporteur: Browser) -> None:
    page = rapporteur.get(f"{PAGE}?lang=ar")
    assert page.tree.get("dir") == "rtl"
    assert all(code.get("dir") == "ltr" for code in page.all("code"))


def test_a_reaction_to_an_unknown_number_names_it(rapporteur: Browser) -> None:
    page = rapporteur.post(PAGE, {"line": "r C-999 + w: yes", "client_id": "a"}, status=404)
    assert "There is no commitment C-999." in page.text
    assert page.value("line") == "r C-999 + w: yes"


def test_a_reaction_before_any_commitment_says_so(rapporteur: Browser) -> None:
    page = rapporteur.post(PAGE, {"line": "r + w: yes", "client_id": "a"}, status=404)
    assert "Nothing was promised in this sitting yet" in page.text
