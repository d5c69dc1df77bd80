"""A form sent twice counts once: every door that takes a form is walked, and judged."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from forum.domain.access import OPERATOR
from forum.domain.roster import COLUMNS
from forum.jobs import planning as job
from forum.services import people, planning, programme, slots
from forum.services.unit import Unit
from forum.store.engine import Store
from forum.store.tables import metadata
from tests import builders
from tests.registers import SLUG, START, House
from tests.web.forms import DRAFT, ENTRY, HERE, Form
from tests.web.pages import Browser, Page
from tests.web.test_meanwhile import EDITS
from timezones import windows

SLOTS = f"{HERE}/sittings/theme-1/slots"
SPEAKERS = f"{HERE}/sittings/theme-1/speakers"
BENCH = f"{HERE}/workbench"
PROPOSALS = f"{HERE}/proposals"


@dataclass(frozen=True)
class World:
    """A forum in session that has been published, with everything of which a form can be opened."""

    house: House
    work_off: Callable[[], int]

    @property
    def operator(self) -> Unit:
        return Unit(store=self.house.store, actor=OPERATOR, now=START)

    def planned(self) -> None:
        problem = planning.question(self.operator, SLUG)
        planning.keep_plan(self.operator, SLUG, problem, job.answer(problem, windows.plan(problem)))

    def first_slot(self) -> str:
        made = slots.propose(self.operator, SLUG, seed="2022", sitting_key="theme-1")
        slots.accept(self.operator, SLUG, made)
        return str(slots.plan(self.operator, SLUG, "theme-1").lines[0].slot.number)

    def changed(self) -> None:
        """A draft with something new to publish."""
        programme.move_sitting(self.operator, SLUG, "theme-1", dt.date(2022, 2, 22), dt.time(16))

    def told(self) -> None:
        """A change that waits to be told to somebody."""
        people.edit_person(self.operator, SLUG, "mailed", {"mail": "all"})
        self.changed()
        programme.publish(self.operator, SLUG)


def simple(page: str, action: str | None = None, **typed: Any) -> Callable[[World, Browser], Form]:
    return lambda _world, _browser: Form(page=page, action=action, typed=typed)


def entry(do: str, **typed: str) -> Callable[[World, Browser], Form]:
    return lambda _world, _browser: Form(page=ENTRY, do=do, typed=typed)


def _published(world: World, _browser: Browser) -> Form:
    world.changed()
    return Form(page=DRAFT, action=f"{DRAFT}/publish", typed={"name": "Second"})


def _of_a_plan(page: str, action: str) -> Callable[[World, Browser], Form]:
    def prepare(world: World, _browser: Browser) -> Form:
        world.planned()
        return Form(page=page, action=action)

    return prepare


def _slot(world: World, _browser: Browser) -> Form:
    return Form(page=SLOTS, action=f"{SLOTS}/{world.first_slot()}", typed={"label": "A guest", "person": ""})


def _told(world: World, _browser: Browser) -> Form:
    world.told()
    return Form(page=f"{HERE}/mail", action=f"{HERE}/mail/1", do="drop")


def _roster(world: World, browser: Browser) -> Form:
    text = ",".join(COLUMNS) + "\nnew-1,,New delegate,government,FJ,,,,,,,,\n"
    sent = {"file": (io.BytesIO(text.encode()), "roster.csv")}
    page = browser.post(f"{HERE}/people/import", sent, content_type="multipart/form-data")
    world.work_off()
    return Form(page=page.response.request.path)


def _list(world: World, browser: Browser) -> Form:
    world.first_slot()
    text = browser.client.get(f"{HERE}/speakers/list.csv").get_data().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    free = next(row for row in rows if row["kind"] == "open_floor")
    free |= {"person": "", "label": "Another guest"}
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    sent = {"file": (io.BytesIO(out.getvalue().encode()), "list.csv")}
    browser.post(f"{HERE}/speakers/import", sent, content_type="multipart/form-data")
    found = browser.page
    assert found is not None
    return _Sent(page=f"{HERE}/speakers/import", action=f"{HERE}/speakers/import/confirm", shown=found)


@dataclass(frozen=True, kw_only=True)
class _Sent(Form):
    """A form on a page that only an upload shows."""

    shown: Page

    def open(self, browser: Browser) -> dict[str, Any]:
        return self.read(self.shown)


#: endpoint -> its forms that count once, each opened in a forum made ready for it
ONCE: dict[str, tuple[Callable[[World, Browser], Form], ...]] = {
    "allocation.keep": (simple(f"{HERE}/allocation?unit=seats&n=10", f"{HERE}/allocation/keep"),),
    "commitments.act": (
        entry("edit", text="We shall treble it"),
        entry("step", state="triaged"),
        entry("progress", implementation="in_progress", note="Begun"),
        entry("rebind", person="leader-2"),
        entry("react", constituency="worker", stance="supports", text="We support it"),
    ),
    "consultations.create": (
        simple(
            f"{HERE}/consultations/new",
            title="Slots",
            text="Please look",
            answer_by="2022-03-01T12:00",
            addressees=["government", "employer", "worker"],
        ),
    ),
    "draft.accept": (_of_a_plan(DRAFT, f"{DRAFT}/plans/1/accept"),),
    "draft.add_room": (simple(DRAFT, f"{DRAFT}/rooms", key="new", name="New room"),),
    "draft.add_sitting": (simple(DRAFT, f"{DRAFT}/sittings", title="A sitting more"),),
    "draft.change": (simple(DRAFT, f"{DRAFT}/sittings/theme-1/cancel"),),
    "draft.delay": (simple(DRAFT, f"{DRAFT}/sittings/theme-1/delay", minutes="10"),),
    "draft.plan": (simple(DRAFT, f"{DRAFT}/plan"),),
    "draft.publish": (_published,),
    "forums.create": (
        simple(f"{HERE}/new", title="Another", slug="another", first_day="2026-05-04", last_day="2026-05-05"),
    ),
    "inscription.keep": (
        simple(SPEAKERS, f"{SPEAKERS}/keep", do="set", opens="2022-02-22T12:00", closes="2022-02-22T14:00"),
    ),
    "invitations.decide": (_told,),
    "organizations.add": (simple(f"{HERE}/organizations", name="Example organization 3", id="example-3"),),
    "people.confirm": (_roster,),
    "proposals.accept": (_of_a_plan(f"{PROPOSALS}/1", f"{PROPOSALS}/1/accept"),),
    "proposals.ask": (simple(PROPOSALS, f"{PROPOSALS}/plan"), simple(BENCH, f"{PROPOSALS}/plan")),
    "proposals.price": (simple(PROPOSALS, f"{PROPOSALS}/prices"),),
    "proposals.replan": (simple(PROPOSALS, f"{PROPOSALS}/replan"),),
    "slots.edit": (_slot,),
    "speakers.confirm": (_list,),
    "workbench.keep": (simple(BENCH, f"{BENCH}/keep", at="theme-1@2022-02-22T16:00"),),
}

#: endpoint without such a token -> why nothing is counted twice
NATURAL = {
    "shortages.settle": "carries the fingerprint of the slots that were seen, which its first sending changes",
    "accounts.send_link": "whoever asks again wants another letter; no more than a few go out, and each link serves",
    "accounts.use_code": "a code is spent by its first use",
    "accounts.use_link": "a link is spent by its first use",
    "accounts.sign_out": "who is signed out stays so",
    "accounts.prefer": "the same choice again",
    "calendar.change": "the same choice again",
    "calendar.issue": "shows a secret that only its own answer knows; a link too many is seen there and switched off",
    "calendar.reissue": "shows a secret that only its own answer knows; what it replaced is replaced once",
    "calendar.revoke": "what is switched off stays so",
    "capture.save": "the line carries an id of its own, made by the page",
    "consultations.send": "names the last step that was seen: a second round is refused",
    "consultations.answer": "what a group says a second time in the same words is taken once",
    "consultations.settle": "a proposal is answered once",
    "consultations.close": "what is closed stays so",
    "consultations.publish": "what is published stays so",
    "draft.cancel_plan": "a search that was stopped stays so",
    "draft.lock": "the same choice again",
    "floor.command": "each command carries an id of its own, made by the page",
    "inscription.inscribe": "the form carries an id of its own, made by the page",
    "inscription.act": "what is withdrawn, restored, exchanged or changed is so; again it is refused",
    "inscription.keep_text": "the same text again takes its own place",
    "invitations.answer": "the same answers again",
    "invitations.seen": "what is read stays so",
    "organizations.archive": "the same choice again",
    "people.declare": "the same choice again",
    "people.change_role": "a role is had or not",
    "people.receive": "stages a file; what is staged twice can be taken over once",
    "people.stop": "an import that was given up stays so",
    "proposals.cancel": "a search that was stopped stays so",
    "rulesets.adopt": "what the rules say already makes no version",
    "rulesets.upload": "what the rules say already makes no version",
    "rulesets.restore": "what the rules say already makes no version",
    "slots.allocate": "refused where slots stand; replaced, the same draw gives the same slots",
    "speakers.receive": "changes nothing",
    "slots.clear": "what is cleared stays so",
}


@pytest.fixture
def now() -> dt.datetime:
    return START + dt.timedelta(minutes=10)


@pytest.fixture
def world(sqlite_store: Store, work_off: Callable[[], int]) -> World:
    """A forum in session with a commitment, and somebody who is everything that a form can ask for."""
    house = House(sqlite_store)
    house.open()
    house.speak("leader-1")
    house.write("c joint @example-1: We shall double it #theme-1 due:2023")
    roles = ("organizer", "rapporteur", "coordinator")
    builders.a_person(sqlite_store, house.forum_id, "everything", *roles, constituency="worker")
    builders.a_person(sqlite_store, house.forum_id, "mailed", email="mailed@example.org", zone="Pacific/Fiji")
    return World(house, work_off)


@pytest.fixture
def browser(world: World, signed_in: Callable[..., Browser]) -> Browser:
    return signed_in(SLUG, "everything")


def test_every_door_counts_once_or_says_why(app: Flask) -> None:
    """A new form needs its line above: a token (`once()`), a mark of what it shows, or why it cannot count twice."""
    posts = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or set())}
    marked = set(EDITS) - set(ONCE)
    assert posts == set(ONCE) | marked | set(NATURAL)
    assert not set(NATURAL) & (set(ONCE) | marked)


def kept(store: Store) -> dict[str, list[Any]]:
    """Everything in the database."""
    with store.reading() as db:
        return {table.name: list(db.connection().execute(sa.select(table))) for table in metadata.sorted_tables}


def notices(page: Page) -> str:
    return " ".join(" ".join(each.text_content().split()) for each in page.all(".notice"))


FORMS = [pytest.param(make, id=f"{door}-{n}") for door, forms in ONCE.items() for n, make in enumerate(forms)]


@pytest.mark.parametrize("prepare", FORMS)
def test_a_form_sent_twice_counts_once(
    prepare: Callable[[World, Browser], Form], world: World, browser: Browser, sqlite_store: Store
) -> None:
    form = prepare(world, browser)
    filled = form.open(browser)
    assert len(filled["once"]) > 12
    before = kept(sqlite_store)
    first = browser.post(form.address, filled)
    after = kept(sqlite_store)
    assert {name for name in after if after[name] != before[name]} > {"once"}
    again = browser.post(form.address, filled)
    assert kept(sqlite_store) == after
    assert "This was already saved." in notices(again)
    assert again.response.request.path == first.response.request.path


def test_the_same_words_in_a_form_opened_anew_count_again(world: World, browser: Browser) -> None:
    form = Form(page=DRAFT, action=f"{DRAFT}/sittings/theme-1/delay", typed={"minutes": "10"})
    for _ in range(2):
        browser.post(form.address, form.open(browser))
    (moved,) = [each for each in programme.draft(world.operator, SLUG).sittings if each.key == "theme-1"]
    assert moved.clock == dt.time(15, 5)


def test_what_was_refused_may_be_sent_again(world: World, browser: Browser) -> None:
    """Only what was kept counts: the form as it was refused is refused again, mended it is taken."""
    form = Form(page=DRAFT, action=f"{DRAFT}/sittings", typed={"title": "", "minutes": "60"})
    filled = form.open(browser)
    for _ in range(2):
        refused = browser.post(form.address, filled, status=422)
        assert "already saved" not in refused.text
    browser.post(form.address, filled | {"title": "Mended"})
    assert [each.title for each in programme.draft(world.operator, SLUG).sittings].count("Mended") == 1


def test_somebody_elses_form_with_the_same_token_is_their_own(
    world: World, browser: Browser, signed_in: Callable[..., Browser]
) -> None:
    form, other = Form(page=DRAFT, action=f"{DRAFT}/sittings", typed={"title": "Theirs"}), signed_in(SLUG, "organizer")
    filled = form.open(browser)
    browser.post(form.address, filled)
    other.post(form.address, filled | {"csrf_token": other.token()})
    assert [each.title for each in programme.draft(world.operator, SLUG).sittings].count("Theirs") == 2


def test_without_a_token_every_sending_counts(world: World, browser: Browser) -> None:
    """A program that fills in forms says itself what it means twice."""
    for _ in range(2):
        browser.post(f"{DRAFT}/sittings", {"title": "By program", "minutes": "30", "kind": "theme"})
    assert [each.title for each in programme.draft(world.operator, SLUG).sittings].count("By program") == 2
