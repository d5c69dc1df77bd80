"""The speaking slots of one sitting by each preset, from the rules to the published list, in a real browser.

The organizer copies the rules, reads where they stand, asks whether a sitting fits, allocates one, consults the groups
on it, closes as agreed and publishes. For two presets the sitting is filled by a list of speakers before it is sent.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, expect

from forum.domain.programme import SittingKind
from forum.domain.speaking import draw
from forum.formats.ruleset import SHIPPED, shipped
from forum.services import programme
from forum.services.programme import SittingIn
from tests.journeys.venue import SLUG, Venue, prepare, served
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser
FORUM = f"/forums/{SLUG}"
#: the sitting of each preset, one after another on the first day
CLOCKS = dict(zip(SHIPPED, (dt.time(hour) for hour in range(9, 21, 2)), strict=True))
#: where a sitting stands by rules that tell several apart; by the others there is one kind of sitting
KINDS = {"this_forum": SittingKind.THEME}
#: by these the sitting is filled by a list of speakers: among equals by lot, or by rank
LISTED = ("this_forum", "un_general_debate")
#: the States of those on the list, by their ids in the roster
STATES = {"fji-g1": "Fiji", "ken-g1": "Kenya"}
COORDINATORS = ("c-gov", "c-emp", "c-wor")
AGREED = "Agreed with Governments, Employers, and Workers"
WALKERS = ("organizer", "clerk", "fji-g1", "usa-g1", *COORDINATORS)

#: path of each rule on the page -> its source and whether it is marked as open
RULES = """() => Object.fromEntries([...document.querySelectorAll("tr[id^='rule-']")].map((row) =>
  [row.id.slice(5), [row.querySelector("td[lang=en] bdi").textContent, row.querySelector(".mark") !== null]]))"""


@dataclass(frozen=True, kw_only=True)
class Cast:
    """The forum and everybody in it, each signed in at a browser profile of their own; the public is nobody."""

    venue: Venue
    people: Mapping[str, Visitor]

    @property
    def organizer(self) -> Visitor:
        return self.people["organizer"]

    def add_sitting(self, preset: str) -> str:
        """A sitting for that preset in the draft, which nobody has read yet; gives its key."""
        kind, clock = KINDS.get(preset, SittingKind.OTHER), CLOCKS[preset]
        given = SittingIn(title=f"Sitting at {clock:%H}", minutes=90, kind=kind, room="main")
        key = programme.add_sitting(self.venue.unit(), SLUG, given).key
        programme.move_sitting(self.venue.unit(), SLUG, key, self.venue.first_day, clock)
        return key


@pytest.fixture(scope="module")
def cast(chrome: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cast]:
    """One server and one browser for all presets; opening and closing stand around their sittings."""
    folder = tmp_path_factory.mktemp("fair-voice") / "data"
    with served(folder, prepare(folder)) as venue:
        last_day = venue.first_day + dt.timedelta(days=1)
        programme.move_sitting(venue.unit(), SLUG, "opening", venue.first_day, dt.time(7))
        programme.move_sitting(venue.unit(), SLUG, "closing", last_day, dt.time(15))
        people = {who: Visitor(chrome, venue, who) for who in (*WALKERS, "public")}
        for who in WALKERS:
            people[who].sign_in(who)
        yield Cast(venue=venue, people=people)
        for visitor in people.values():
            visitor.context.close()


@pytest.fixture(autouse=True)
def quiet(cast: Cast) -> Iterator[None]:
    """No browser has said anything in its console when a test is over."""
    yield
    assert [trouble for visitor in cast.people.values() for trouble in visitor.troubles] == []


@pytest.mark.parametrize("preset", SHIPPED)
def test_from_the_rules_to_the_published_list(cast: Cast, preset: str) -> None:
    key = cast.add_sitting(preset)
    adopt(cast.organizer, preset)
    reckon(cast.organizer, preset)
    allocate(cast.organizer, key, preset)
    if preset in LISTED:
        publish(cast.organizer)
        inscribe(cast, key)
        drawn = close_the_list(cast, key)
        refuse_who_comes_late(cast.people["usa-g1"])
        hand_over(cast, ["Kenya", "Fiji"] if shipped(preset).procedure.bands else drawn)
    consulted = consult(cast, key, preset)
    if preset not in LISTED:
        publish(cast.organizer)
    read_as_anybody(cast, key, preset, consulted)


def look_closely(visitor: Visitor, preset: str) -> None:
    """Check the page that is open; where the sitting has a list, whose pages are the fullest, by axe-core too."""
    visitor.look()
    assert preset not in LISTED or visitor.violations() == []


def adopt(organizer: Visitor, preset: str) -> None:
    """The preset is copied; each of its values stands with its source, those that no source states are marked."""
    page, rules = organizer.go(f"{FORUM}/rules"), shipped(preset)
    page.get_by_label("Copy the rules of").select_option(preset)
    organizer.button("Copy").click()
    expect(page.locator(".lead")).to_contain_text(rules.title)
    organizer.look()
    shown = page.evaluate(RULES)
    assert {path: source for path, (source, _is_open) in shown.items()} == dict(rules.sources)
    assert {path for path, (_source, is_open) in shown.items() if is_open} == set(rules.open_points)


def reckon(organizer: Visitor, preset: str) -> None:
    """The calculator says from which statement on a sitting does not fit, and whose practice it multiplies by."""
    page = organizer.page
    for label, figure in (("Minutes", "90"), ("Statements of groups", "3"), ("Individual statements", "400")):
        page.get_by_label(label, exact=True).fill(figure)
    organizer.button("Reckon").click()
    expect(page.locator("dd")).to_contain_text(["your 90 minutes do not fit: from inscription"] * 3)
    expect(page.locator("#fit ~ .form-text")).to_contain_text("E/CN.6/2000/PC/9")
    look_closely(organizer, preset)


def allocate(organizer: Visitor, key: str, preset: str) -> None:
    """The sitting has slots; what is found before it names the rule, with its source and a link to it."""
    page = organizer.go(f"{FORUM}/sittings/{key}/slots")
    organizer.button("Allocate the slots of this sitting").click()
    expect(page.locator("li.slot-line").first).to_be_visible()
    look_closely(organizer, preset)
    found = page.locator(".findings li")
    expect(found.filter(has_text="Values of these rules that no source states")).to_have_count(1)
    cited = found.evaluate_all("lines => lines.map((line) => [line.querySelector('a').hash, line.innerText])")
    sources = shipped(preset).sources
    for anchor, said in cited:
        assert sources[anchor.removeprefix("#rule-")] in said


def publish(organizer: Visitor) -> None:
    """What stands in the draft is what everybody reads."""
    page = organizer.go(f"{FORUM}/programme/edit")
    page.get_by_role("button", name=re.compile("^Publish release ")).click()
    organizer.sees("There is nothing new to publish.")
    organizer.look()


def inscribe(cast: Cast, key: str) -> None:
    """The list opens; a delegate inscribes, the clerk enters a hand in the room; another has the form open."""
    address, organizer = f"{FORUM}/sittings/{key}/speakers", cast.organizer
    organizer.go(address)
    organizer.button("Set the times").click()
    organizer.sees("the commitment to its draw is published")
    organizer.look()
    delegate, clerk = cast.people["fji-g1"], cast.people["clerk"]
    delegate.go(address)
    delegate.button("Inscribe").click()
    delegate.sees("The inscription was kept, at place 1 now.")
    delegate.look()
    desk = clerk.go(address)
    desk.get_by_label("Speaker (id)").fill("ken-g1")
    desk.get_by_label("Where it came from").select_option(label="hand in the room")
    desk.locator("summary", has_text="Language, presence, deputy, alignment").click()
    desk.get_by_label("Level of protocol").select_option(label="Head of State")
    clerk.button("Inscribe").click()
    clerk.sees("The inscription was kept, at place 2 now.")
    expect(desk.locator("ol.lines > li").nth(1)).to_contain_text("hand in the room")
    clerk.look()
    cast.people["usa-g1"].go(address)


def close_the_list(cast: Cast, key: str) -> list[str]:
    """The secret that is published is the one committed to; anybody computes the draw of it. Gives the States drawn."""
    organizer, codes = cast.organizer, cast.organizer.page.locator("dl code")
    page = organizer.go(f"{FORUM}/sittings/{key}/speakers")
    committed = codes.all_text_contents()
    page.get_by_label("Reason for closing early").fill("Everybody who asked is on it")
    organizer.button("Close the list now and publish its order").click()
    organizer.sees("its order, the secret and the seed are published")
    look_closely(organizer, LISTED[0])
    commitment, secret, seed, ids = codes.all_text_contents()
    assert committed == [commitment] == [draw.commitment(secret)]
    assert ids.split() == list(STATES)
    assert seed == draw.seed(secret, STATES)
    return [STATES[one] for one in draw.drawn(STATES, seed)]


def refuse_who_comes_late(late: Visitor) -> None:
    """Somebody whose page still shows the form is told why not, and whom to ask."""
    late.button("Inscribe").click()
    late.sees("The list of speakers has been closed since")
    late.sees("Ask the clerk of the list, who may add you for a reason.")
    late.look()
    late.troubles[:] = [one for one in late.troubles if "status of 409" not in one]


def hand_over(cast: Cast, order: list[str]) -> None:
    """The list stands in its order, and its speakers have the slots."""
    organizer, lines = cast.organizer, cast.organizer.page.locator("ol.lines > li")
    expect(lines).to_contain_text(order)
    organizer.button("Hand the list over to the slots").click()
    organizer.sees("2 speakers have slots now.")
    expect(lines).to_contain_text(order)
    organizer.look()


def consult(cast: Cast, key: str, preset: str) -> str:
    """What is asked is sent, each group agrees, it is closed as agreed, its result published; gives its path."""
    organizer = cast.organizer
    page = organizer.go(f"{FORUM}/sittings/{key}/slots")
    page.get_by_role("link", name="Consult the groups on these slots").click()
    page.get_by_label("Title", exact=True).fill(f"Slots of {key}")
    page.get_by_label("What is asked of the groups").fill("Please look at the order and the lengths.")
    page.get_by_label("Answer by").fill(f"{cast.venue.first_day}T06:00")
    organizer.look()
    organizer.button("Keep as a draft").click()
    organizer.sees("No group has seen it yet")
    organizer.look()
    organizer.button("Send it to the coordinators").click()
    organizer.sees("It was sent to the coordinators.")
    organizer.look()
    for who in COORDINATORS:
        agree(cast.people[who], f"Slots of {key}")
    page.reload()
    organizer.button("Close as agreed").click()
    organizer.sees(AGREED)
    organizer.look()
    organizer.button("Publish the result").click()
    organizer.sees("The result can be read by everybody who can read the programme.")
    look_closely(organizer, preset)
    return page.url.removeprefix(cast.venue.address)


def agree(coordinator: Visitor, title: str) -> None:
    """The coordinator finds what waits for the group, and agrees on its behalf."""
    page = coordinator.go(f"{FORUM}/consultations")
    coordinator.sees("1 consultation waits for the answer of your group.")
    page.get_by_role("link", name=title).click()
    coordinator.sees("You answer on behalf of")
    coordinator.look()
    coordinator.button("We agree").click()
    coordinator.sees("Your group’s answer was recorded.")
    coordinator.look()


def read_as_anybody(cast: Cast, key: str, preset: str, consulted: str) -> None:
    """The public reads who speaks when, how fair it is, and what was agreed."""
    public, start = cast.people["public"], CLOCKS[preset]
    page = public.go(f"{FORUM}/speakers?sitting={key}")
    look_closely(public, preset)
    expect(page.locator("h2")).to_have_text([f"Sitting at {start:%H}"])
    times = [bare(each) for each in page.locator("tbody td.nowrap").all_text_contents()]
    assert times == sorted(times)
    assert f"{start:%H:%M}" <= times[0] < times[-1] < f"{start.hour + 1:02}:30"
    speakers = page.locator("tbody th")
    if preset in LISTED:
        expect(speakers.filter(has_text="Government delegate")).to_have_count(2)
    if preset == "ilc_adoption":
        expect(speakers.filter(has_text=re.compile("Chair|Rapporteur"))).to_contain_text(["Chairperson", "Rapporteur"])
    page.get_by_role("link", name="Fairness of the list of speakers").click()
    public.sees("Gallagher’s index of time allocated against time due: 0 ")
    expect(page.get_by_role("row", name=re.compile("^Governments"))).to_contain_text("100%")
    look_closely(public, preset)
    public.go(consulted)
    public.sees(AGREED)


def bare(words: str) -> str:
    """A clock without the marks that keep it in its own direction."""
    return words.strip("\u2066\u2069 ")
