"""The page of a sitting with more statements than time: policies side by side, one chosen with its reason."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlmodel import select

from forum.domain.access import OPERATOR
from forum.domain.inscription.settle import Alphabet
from forum.domain.speaking.slots import PARTNERS, seconds_of
from forum.services import inscription
from forum.services.inscription import EntryIn, ListIn
from forum.services.unit import Unit
from forum.store import slots as stored
from forum.store.audit import AuditRow
from forum.store.engine import Store
from tests import builders
from tests.web.pages import Browser, Page

SLUG = "global-forum"
SLOTS = f"/forums/{SLUG}/sittings/opening/slots"
PAGE = f"/forums/{SLUG}/sittings/opening/shortage"
OPENS = dt.datetime(2022, 1, 20, tzinfo=dt.UTC)


@pytest.fixture
def sitting_id(sqlite_store: Store) -> int:
    """A forum of two sittings, with nine people of each constituency."""
    forum_id = builders.a_forum(sqlite_store)
    sitting_id = builders.a_sitting(sqlite_store, forum_id, "opening", kind="opening")
    builders.a_sitting(sqlite_store, forum_id, "closing", kind="closing", day=dt.date(2022, 2, 23), position=1)
    builders.a_person(sqlite_store, forum_id, "organizer", "organizer", constituency="secretariat")
    for name in ("government", "employer", "worker"):
        builders.a_person(sqlite_store, forum_id, f"coordinator-{name}", "coordinator", constituency=name)
        for number in range(9):
            builders.a_person(sqlite_store, forum_id, f"{name}-{number}", constituency=name)
    return sitting_id


@pytest.fixture
def organizer(sitting_id: int, signed_in: Callable[..., Browser]) -> Browser:
    """The organizer, whose sittings have their slots."""
    browser = signed_in(SLUG, "organizer")
    browser.post(f"{SLOTS}/allocate", {"scope": "forum", "seed": "2022"})
    return browser


def at(**fields: object) -> str:
    return f"{PAGE}?{urlencode({name.replace('__', '.'): value for name, value in fields.items()})}"


def plan(store: Store, sitting_id: int) -> tuple[Any, ...]:
    with store.reading() as db:
        return stored.of_sitting(db, sitting_id)


def settle(browser: Browser, page: Page, policy: str, *, status: int = 200, **fields: str) -> Page:
    hidden = {each.get("name"): each.get("value") for each in page.all("form[method=post] input[type=hidden]")}
    given = {"reason": "Agreed by the officers"} | fields
    return browser.post(PAGE, {**hidden, "policy": policy, **given}, status=status)


def row(page: Page, table: str, name: str) -> list[str]:
    rows = page.all(f"table[aria-labelledby={table}] tbody tr")
    found = next(each for each in rows if name in each[0].text_content())
    return [" ".join(cell.text_content().split()) for cell in found[1:]]


def test_the_slots_of_the_sitting_are_compared(organizer: Browser) -> None:
    page = organizer.get(PAGE)
    assert page.heading == "More statements than time: Opening"
    assert "The list is that of the speakers who have a slot in this sitting." in page.text
    assert len(row(page, "policies", "Not heard in this sitting")) == 5


def test_typed_numbers_show_who_gains_and_who_loses(organizer: Browser) -> None:
    page = organizer.get(at(asks__government=20, asks__employer=3, asks__worker=3, minutes=40))
    assert "26 statements ask for" in page.text
    cut, _equal, _draw, written, carried = row(page, "policies", "Not heard in this sitting")
    assert int(cut) < int(written) == int(carried)
    last = row(page, "entries", "Governments, no. 20")
    assert last[-2:] == ["in writing", "carried over"]
    assert row(page, "policies", "Employers") == row(page, "policies", "Workers")
    assert page.all("form[method=post] input[name=policy]") == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"asks.worker": "-1"}, "“-1” is not possible here. Allowed: 0 … 500."),
        ({"asks.worker": "9" * 30}, "is not possible here."),
        ({"minutes": "x"}, "“x” is not possible here. Allowed: 0 … 1440."),
    ],
)
def test_what_is_wrong_is_said(organizer: Browser, fields: dict[str, str], said: str) -> None:
    page = organizer.get(f"{PAGE}?{urlencode(fields)}", status=422)
    assert said in page.one("main .notice.wrong").text_content()


def test_a_sitting_without_slots_says_so(sitting_id: int, signed_in: Callable[..., Browser]) -> None:
    page = signed_in(SLUG, "organizer").get(PAGE)
    assert "nobody asks for one" in page.one("main .notice.wrong").text_content()


def test_the_chosen_policy_reaches_the_slots_with_its_reason(
    organizer: Browser, sqlite_store: Store, sitting_id: int
) -> None:
    before = plan(sqlite_store, sitting_id)
    page = settle(organizer, organizer.get(at(minutes=12)), "equal")
    assert "The slots were fitted to the time: Share equally." in page.text
    after = plan(sqlite_store, sitting_id)
    heard = [slot for slot in after if slot.kind == "open_floor" and slot.person_id]
    assert sum(slot.seconds for slot in heard) < sum(slot.seconds for slot in before if slot.kind == "open_floor")
    employers, workers = (seconds_of(after, each) for each in PARTNERS)
    assert employers == workers
    assert "Speaking slots fitted to the time there is" in organizer.get(f"/forums/{SLUG}/changes").text
    with sqlite_store.reading() as db:
        (entry,) = db.exec(select(AuditRow).where(AuditRow.tag == "slots:settled"))
    assert entry.body["reason"] == "Agreed by the officers"
    assert entry.body["policy"] == "equal"


def test_the_reason_is_needed_and_the_choice_kept(organizer: Browser, sqlite_store: Store, sitting_id: int) -> None:
    before = plan(sqlite_store, sitting_id)
    page = settle(organizer, organizer.get(at(minutes=12)), "draw", reason=" ", status=422)
    assert "This field must not be empty." in page.one("main .notice.wrong").text_content()
    assert page.one("input[name=policy][checked]").get("value") == "draw"
    settle(organizer, organizer.get(at(minutes=12)), "duel", status=422)
    assert plan(sqlite_store, sitting_id) == before


def test_what_changed_meanwhile_is_not_overwritten(organizer: Browser, sqlite_store: Store, sitting_id: int) -> None:
    page = organizer.get(at(minutes=12))
    settle(organizer, page, "equal")
    before = plan(sqlite_store, sitting_id)
    again = settle(organizer, page, "equal", status=409)
    assert "This has changed in the meantime." in again.one("main .notice.wrong").text_content()
    assert plan(sqlite_store, sitting_id) == before


def test_numbers_that_were_typed_cannot_be_settled(organizer: Browser, sqlite_store: Store, sitting_id: int) -> None:
    page = organizer.get(at(minutes=12))
    settle(organizer, page, "equal", status=409, **{"asks.worker": "3"})


@pytest.fixture
def listed(organizer: Browser, sqlite_store: Store) -> Unit:
    """The sitting has an open list of speakers, with twenty-one on it."""
    unit = Unit(store=sqlite_store, actor=OPERATOR, now=OPENS + dt.timedelta(days=1))
    until = OPENS + dt.timedelta(days=9)
    inscription.set_list(unit, SLUG, "opening", ListIn(opens_at=OPENS, closes_at=until, secret="s" * 64))
    for number, name in itertools.product(range(7), ("government", "employer", "worker")):
        person = f"{name}-{number}"
        inscription.inscribe(unit, SLUG, "opening", EntryIn(client_id=f"form-{person}", person=person))
    return unit


def test_the_list_of_speakers_is_fitted_once_it_is_closed(
    listed: Unit, organizer: Browser, sqlite_store: Store, sitting_id: int
) -> None:
    page = organizer.get(PAGE)
    assert "The list is the list of speakers of this sitting, in its order." in page.text
    assert "21 statements ask for" in page.text
    before = plan(sqlite_store, sitting_id)
    settle(organizer, page, "draw", status=409)
    assert plan(sqlite_store, sitting_id) == before
    inscription.close(listed, SLUG, "opening", Alphabet(), reason="Enough")
    page = settle(organizer, organizer.get(PAGE), "draw")
    assert "The slots were fitted to the time: Draw." in page.text
    after = plan(sqlite_store, sitting_id)
    heard = [slot for slot in after if slot.kind == "open_floor" and slot.person_id]
    assert 3 <= len(heard) < 21
    assert all(slot.seconds == 120 for slot in heard)
    employers, workers = (seconds_of(after, each) for each in PARTNERS)
    assert employers == workers


@pytest.mark.parametrize("who", ["coordinator-worker", "worker-1"])
def test_only_organizer_and_clerk_see_it(organizer: Browser, signed_in: Callable[..., Browser], who: str) -> None:
    reader = signed_in(SLUG, who)
    reader.get(PAGE, status=403)
    reader.post(PAGE, {"policy": "cut", "reason": "mine"}, status=403)


@pytest.mark.parametrize("language", ["ar", "de", "es", "fr", "ru", "zh"])
def test_the_page_stands_in_other_languages(organizer: Browser, language: str) -> None:
    organizer.get(at(minutes=12, lang=language))
    organizer.get(at(asks__government=20, lang=language))
    organizer.get(at(minutes="x", lang=language), status=422)
