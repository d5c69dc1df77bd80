"""Two organizers open the same form: the second never overwrites the first unseen, in any form that changes facts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from forum.domain.access import OPERATOR
from forum.services import consultations, organizations, programme
from forum.services.programme import RoomIn
from forum.services.unit import Unit
from forum.store.engine import Store
from tests.consultations import WHOLE, a_draft
from tests.registers import SLUG, START, House
from tests.web.forms import DRAFT, ENTRY, HERE, Form
from tests.web.pages import Browser, Page

SignIn = Callable[..., Browser]

#: endpoint -> its form, with what the first writes into one field, the second into the same, the second into another
EDITS: dict[str, tuple[Form, dict[str, str], dict[str, str], dict[str, str]]] = {
    "draft.edit_sitting": (
        Form(page=DRAFT, action=f"{DRAFT}/sittings/opening"),
        {"title": "Opening by the first"},
        {"title": "Opening by the second"},
        {"minutes": "80"},
    ),
    "draft.move": (
        Form(page=DRAFT, action=f"{DRAFT}/sittings/opening/move"),
        {"clock": "10:15"},
        {"clock": "11:15"},
        {"day": "2022-02-23"},
    ),
    "draft.edit_room": (
        Form(page=DRAFT, action=f"{DRAFT}/rooms/xvii"),
        {"name": "Room of the first"},
        {"name": "Room of the second"},
        {"capacity": "70"},
    ),
    "forums.save": (
        Form(page=f"{HERE}/facts"),
        {"title": "Forum of the first"},
        {"title": "Forum of the second"},
        {"city": "Vevey"},
    ),
    "organizations.edit": (
        Form(page=f"{HERE}/organizations/example-1"),
        {"name": "Example organization of the first"},
        {"name": "Example organization of the second"},
        {"acronym": "EX2"},
    ),
    "people.edit": (
        Form(page=f"{HERE}/person/fji-g1"),
        {"function": "Delegate by the first"},
        {"function": "Delegate by the second"},
        {"zone": "Asia/Tokyo"},
    ),
    "rulesets.save": (
        Form(page=f"{HERE}/rules/values/limits.open_floor"),
        {"source": "The officers, by the first"},
        {"source": "The officers, by the second"},
        {"most": "150"},
    ),
    "reports.save_header": (
        Form(page=f"{HERE}/report/header"),
        {"session": "345th Session, by the first"},
        {"session": "346th Session, by the second"},
        {"item": "Item of the second"},
    ),
    "consultations.edit": (
        Form(page=f"{HERE}/consultations/1", action=f"{HERE}/consultations/1"),
        {"title": "Slots by the first"},
        {"title": "Slots by the second"},
        {"text": "Words of the second"},
    ),
    # its other forms each add a step to the history of the entry
    "commitments.act": (
        Form(page=ENTRY, do="edit", who="rapporteur"),
        {"text": "We shall treble it, by the first"},
        {"text": "We shall treble it, by the second"},
        {"measure": "people covered"},
    ),
}

#: endpoint that changes something without carrying a mark -> why nothing is overwritten unseen
UNMARKED = {
    "accounts.send_link": "changes nothing that anybody wrote",
    "accounts.use_code": "changes nothing that anybody wrote",
    "accounts.use_link": "changes nothing that anybody wrote",
    "accounts.sign_out": "changes nothing that anybody wrote",
    "accounts.prefer": "the reader's own language and clock, which nobody else changes",
    "allocation.keep": "adds a version, and carries the fingerprint of the figures that were seen",
    "calendar.issue": "adds; a feed is its owner's alone",
    "calendar.change": "a feed is its owner's alone",
    "calendar.reissue": "a feed is its owner's alone",
    "calendar.revoke": "a feed is its owner's alone",
    "capture.save": "adds a line",
    "consultations.create": "adds",
    "consultations.send": "carries the last step that was seen",
    "consultations.answer": "adds a step, for the round that the form names",
    "consultations.settle": "adds a step; a proposal that has its answer is refused",
    "consultations.close": "carries the last step that was seen",
    "consultations.publish": "one fact, chosen outright by a button that names it",
    "draft.add_sitting": "adds",
    "draft.change": "cancels or restores, whichever is not so; the other is refused in words",
    "draft.lock": "one fact, chosen outright by a button that names it",
    "draft.delay": "moves from what stands, by so many minutes",
    "draft.add_room": "adds; a key that is taken is refused",
    "draft.plan": "adds a plan to choose from",
    "draft.cancel_plan": "stops one search by its key",
    "draft.accept": "refused where the draft is no longer what the plan was asked for",
    "draft.publish": "publishes the draft as it stands",
    "floor.command": "each command names the speaker or entry that was seen; the floor refuses what has changed",
    "forums.create": "adds; an address that is taken is refused",
    "organizations.add": "adds; an id that is taken is refused",
    "organizations.archive": "one fact, chosen outright by a button that names it",
    "inscription.inscribe": "adds; the form has an id of its own",
    "inscription.act": "carries the revision of the entry where it changes one; the others name what they do once",
    "inscription.keep": "who keeps the list sets it outright, by buttons that name it; a settled list is refused",
    "inscription.keep_text": "puts a text in place of one's own",
    "invitations.answer": "the reader's own answers, which nobody else gives",
    "invitations.decide": "carries the revision of the letters that was seen",
    "invitations.seen": "the reader's own mark of what they have read",
    "people.stop": "stops one import by its key",
    "people.receive": "stages a file; nothing is changed before it is confirmed",
    "people.confirm": "refused where the people changed since the preview",
    "people.declare": "the reader's own, which nobody else changes",
    "people.change_role": "gives or takes one role that the form names",
    "proposals.accept": "carries the times from which the proposal would move",
    "proposals.ask": "adds a plan to choose from",
    "proposals.cancel": "stops one search by its key",
    "proposals.price": "adds plans to choose from",
    "proposals.replan": "adds a plan to choose from",
    "rulesets.adopt": "carries the version that was seen",
    "rulesets.upload": "carries the version that was seen",
    "rulesets.restore": "carries the version that was seen",
    "shortages.settle": "carries the fingerprint of the slots and of the outcomes that were seen",
    "slots.allocate": "replaces slots only where the form says so, and refuses what changed while it was made",
    "slots.edit": "carries the fingerprint of the sitting's slots",
    "slots.clear": "clears, which its button says",
    "speakers.receive": "changes nothing",
    "speakers.confirm": "carries the fingerprint of the state that the table was held against",
    "workbench.keep": "carries the times from which the moves began",
}


@pytest.fixture
def now() -> dt.datetime:
    return START + dt.timedelta(minutes=10)


@pytest.fixture
def house(sqlite_store: Store, now: dt.datetime) -> House:
    """A forum with a room, organizations, a commitment, and two who organize it."""
    house = House(sqlite_store)
    operator = Unit(store=sqlite_store, actor=OPERATOR, now=now)
    programme.put_room(operator, SLUG, RoomIn(key="xvii", name="Room XVII", languages=("en", "fr")), is_new=True)
    house.open()
    house.speak("leader-1")
    house.write("c joint @example-1: We shall double it #theme-1 due:2023")
    by = now + dt.timedelta(days=3)
    consultations.draft(house.unit("organizer"), SLUG, a_draft(addressees=WHOLE[:1], answer_by=by))
    return house


@pytest.fixture
def two(request: pytest.FixtureRequest, house: House, signed_in: SignIn) -> tuple[Browser, Browser]:
    """Two browsers of those who may change what the test is about; the organizer's where it names no form."""
    endpoint = getattr(request.node, "callspec", None) and request.node.callspec.params.get("endpoint")
    who = EDITS[endpoint][0].who if endpoint else "organizer"
    return signed_in(SLUG, who), signed_in(SLUG, who)


def test_every_form_carries_a_mark_or_says_why_not(app: Flask) -> None:
    """A new form needs its line above: how two write it at once, or why nothing is lost without a mark."""
    posts = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or set())}
    assert posts == set(EDITS) | set(UNMARKED)
    assert not set(EDITS) & set(UNMARKED)


def send(browser: Browser, form: Form, data: dict[str, str], status: int) -> Page:
    return browser.post(form.address, data, status=status)


@pytest.mark.parametrize("endpoint", EDITS)
def test_the_second_does_not_overwrite_the_first_unseen(endpoint: str, two: tuple[Browser, Browser]) -> None:
    form, first, second, _other = EDITS[endpoint]
    ours, theirs = form.open(two[0]), form.open(two[1])
    send(two[0], form, ours | first, 200)
    refused = send(two[1], form, theirs | second, 409)
    (name, said), (_, typed) = *first.items(), *second.items()
    assert "Somebody else changed this after you had opened it" in refused.one("main .notice.wrong").text_content()
    (beside,) = refused.all(".meanwhile")
    assert said in beside.text_content()
    kept = form.read(refused)
    assert kept[name] == typed
    assert form.open(two[0])[name] == said
    again = send(two[1], form, kept, 200)
    assert again.all(".meanwhile") == []
    assert form.open(two[0])[name] == typed


@pytest.mark.parametrize("endpoint", EDITS)
def test_what_the_second_left_alone_is_shown_as_the_first_wrote_it(endpoint: str, two: tuple[Browser, Browser]) -> None:
    form, first, _second, other = EDITS[endpoint]
    ours, theirs = form.open(two[0]), form.open(two[1])
    send(two[0], form, ours | first, 200)
    refused = send(two[1], form, theirs | other, 409)
    assert form.read(refused) | first | other == form.read(refused)
    send(two[1], form, form.read(refused), 200)
    kept = form.open(two[0])
    assert kept | first | other == kept


@pytest.mark.parametrize("endpoint", EDITS)
def test_another_fault_does_not_make_the_change_of_the_first_seen(endpoint: str, two: tuple[Browser, Browser]) -> None:
    """The second errs first: the form that comes back still knows that it has not shown what the first wrote."""
    form, first, second, _other = EDITS[endpoint]
    ours, theirs = form.open(two[0]), form.open(two[1])
    send(two[0], form, ours | first, 200)
    (name,) = second
    wrong = "x" * 5000 if name != "clock" else "25:00"
    refused = send(two[1], form, theirs | {name: wrong}, 422)
    send(two[1], form, form.read(refused) | second, 409)
    assert form.open(two[0])[name] == first[name]


@pytest.mark.parametrize("endpoint", EDITS)
def test_both_writing_the_same_is_no_quarrel(endpoint: str, two: tuple[Browser, Browser]) -> None:
    form, first, _second, _other = EDITS[endpoint]
    ours, theirs = form.open(two[0]), form.open(two[1])
    send(two[0], form, ours | first, 200)
    send(two[1], form, theirs | first, 200)


@pytest.mark.parametrize("endpoint", EDITS)
def test_a_form_without_its_mark_changes_nothing(endpoint: str, two: tuple[Browser, Browser]) -> None:
    form, first, _second, _other = EDITS[endpoint]
    before = form.open(two[0])
    send(two[0], form, before | first | {"mark": ""}, 409)
    of_each_page = dict.fromkeys(("csrf_token", "once"), "")
    assert form.open(two[1]) | of_each_page == before | of_each_page


def test_a_delegate_and_an_organizer_change_one_person_at_once(house: House, signed_in: SignIn) -> None:
    """The delegate's clock and the organizer's words for them are in nobody's way; the same clock is."""
    form, whole = Form(page=f"{HERE}/person/fji-g1"), signed_in(SLUG, "organizer")
    delegate = signed_in(SLUG, "fji-g1")
    own, all_of_it = form.open(delegate), form.open(whole)
    assert "function" not in own
    send(delegate, form, own | {"zone": "Asia/Tokyo"}, 200)
    send(whole, form, all_of_it | {"zone": "Asia/Seoul"}, 409)
    send(delegate, form, own | {"zone": "Asia/Tokyo", "language": "fr"}, 200)


def test_a_list_of_several_is_shown_as_it_stands(two: tuple[Browser, Browser]) -> None:
    form = Form(page=DRAFT, action=f"{DRAFT}/rooms/xvii")
    ours, theirs = form.open(two[0]), form.open(two[1])
    send(two[0], form, ours | {"languages": ["en", "ar"]}, 200)
    refused = send(two[1], form, theirs | {"languages": ["en", "de"]}, 409)
    (beside,) = refused.all(".meanwhile")
    assert "العربية" in beside.text_content()
    assert "Deutsch" not in beside.text_content()
    assert form.read(refused)["languages"] == ["en", "de"]
    form = Form(page=DRAFT, action=f"{DRAFT}/sittings/theme-1")
    ours, theirs = form.open(two[0]), form.open(two[1])
    send(two[0], form, ours | {"after": "opening"}, 200)
    refused = send(two[1], form, theirs | {"title": "Theme one"}, 409)
    (beside,) = refused.all(".meanwhile")
    assert "Opening" in beside.text_content()
    assert (form.read(refused)["after"], form.read(refused)["title"]) == ("opening", "Theme one")


def test_it_is_said_in_the_language_of_the_reader(two: tuple[Browser, Browser]) -> None:
    form, first, second, _other = EDITS["organizations.edit"]
    ours, theirs = form.open(two[0]), form.open(two[1])
    send(two[0], form, ours | first, 200)
    answer = two[1].client.post(f"{form.address}?lang=ar", data=theirs | second)
    page = Page(answer)
    assert (answer.status_code, page.tree.get("lang")) == (409, "ar")
    assert "Somebody" not in page.text
    assert "Meanwhile" not in page.text


def test_operators_commands_show_nothing_and_bring_no_mark(house: House) -> None:
    unit = replace(house.unit("organizer"), actor=OPERATOR)
    given = {"id": "example-1", "name": "By the operator", "acronym": "", "kind": ""}
    assert organizations.put_organization(unit, SLUG, given, is_new=False).name == "By the operator"
