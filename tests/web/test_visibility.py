"""What is kept from a reader stands in no page, file, feed, search, error or socket that they can open.

Secrets are planted in every place that somebody may not see; then each reader opens every address that can be fetched,
in several variants, and what came back is searched. The secretariat walks too: each secret is found by somebody, so
that the walk is known to lead past it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from forum.domain.commitments import Kind, Stance, Visibility
from forum.domain.people import Constituency
from forum.services import commitments, consultations, feeds, programme
from forum.services.commitments import CommitmentIn
from forum.services.programme import RoomIn, SittingIn
from forum.store.engine import Store
from forum.web.sockets import NAMESPACE
from tests import builders
from tests.consultations import AFRICA, a_draft
from tests.registers import SLUG, House
from tests.web.pages import Browser

REHEARSAL, NOWHERE = "hidden-rehearsal", "nothing-at-all"
#: where a secret lies -> its word
SECRETS = {
    "a sitting of the draft": "Aquamarinedraft",
    "a new title in the draft": "Berylretitled",
    "a room of the draft": "Citrineroom",
    "an embargoed commitment": "Diamondembargo",
    "a commitment for the secretariat": "Emeraldinternal",
    "a reaction to an embargoed commitment": "Fluoritereaction",
    "a line of the rapporteur's log": "Garnetsummary",
    "the address of another person": "heliodor@example.org",
    "the label of another's calendar link": "Iolitephone",
    "a rehearsal": "Jaspertitle",
    "the reason of the chair": "Kyanitereason",
    "the draft of a consultation": "Larimardraft",
    "a consultation sent to others": "Malachitesent",
    "a comment in a published consultation": "Nephritecomment",
}
#: found by the walk of the secretariat; the others lie where nobody but their owner (or nobody) reads
SEEN_BY_SECRETARIAT = set(SECRETS) - {
    "the label of another's calendar link",
    "a rehearsal",
    "the reason of the chair",
}
PARTICIPANTS = ["fji-g1", "ken-e1", "gov-coordinator", "leader-2", "observer", "worker-coordinator"]
#: what stands for the variable parts of an address
PARTS = {
    "slug": [SLUG, REHEARSAL],
    "key": ["opening", "theme-1", "theme-2", "C-001", "C-002", "C-003"],
    "person_key": ["fji-g1", "ken-g1"],
    "number": ["1", "2", "3"],
    "ending": ["csv", "xlsx", "json"],
    "kind": ["docx", "pdf", "html", "csv", "xlsx", "json"],
    "import_id": ["1"],
    "plan_id": ["1"],
    "feed_id": ["1"],
    "verb": ["pin"],
    "token": ["unknown"],
    "filename": ["forum.css"],
    "rest": ["x"],
}
#: searches that would find a secret, without saying it whole
VARIANTS = ["", "?lang=ar", "?q=Diamond", "?q=Aquamarine", "?q=C-002", "?theme=theme-2", "?channel=delegate"]


@pytest.fixture
def house(sqlite_store: Store) -> House:
    house = House(sqlite_store)
    hidden = builders.a_forum(sqlite_store, REHEARSAL, title=SECRETS["a rehearsal"], is_rehearsal=True)
    builders.a_person(sqlite_store, hidden, "organizer", "organizer")
    builders.a_sitting(sqlite_store, hidden)
    builders.a_release(sqlite_store, hidden)
    _plant_in_draft(house)
    house.open()
    house.speak("leader-1")
    house.do("Extend", turn=house.turn, seconds=30, reason=SECRETS["the reason of the chair"])
    _plant_in_register(house)
    _plant_in_consultations(house)
    feeds.issue(house.unit("ken-g1"), SLUG, label=SECRETS["the label of another's calendar link"], token="t" * 43)
    return house


def _plant_in_draft(house: House) -> None:
    organizer = house.unit("organizer")
    programme.put_room(organizer, SLUG, RoomIn(key="two", name=SECRETS["a room of the draft"]), is_new=True)
    added = programme.add_sitting(organizer, SLUG, SittingIn(title=SECRETS["a sitting of the draft"], minutes=60))
    programme.move_sitting(organizer, SLUG, added.key, dt.date(2022, 2, 23), dt.time(9))
    retitled = SittingIn(title=SECRETS["a new title in the draft"], minutes=90, room="two")
    programme.edit_sitting(organizer, SLUG, "theme-1", retitled)
    PARTS["key"] = [*dict.fromkeys([*PARTS["key"], added.key])]
    mail = SECRETS["the address of another person"]
    builders.a_person(house.store, house.forum_id, "with-mail", email=mail, state="KE")


def _plant_in_register(house: House) -> None:
    rapporteur = house.unit("rapporteur")
    house.write("c joint: Openwords for all #theme-1")
    house.write(f"c joint: {SECRETS['an embargoed commitment']}")
    house.write(f"c joint: {SECRETS['a commitment for the secretariat']}")
    house.write(SECRETS["a line of the rapporteur's log"])
    until = house.at + dt.timedelta(days=30)
    for key, name, facts in (
        ("C-002", "an embargoed commitment", {"embargo_until": until, "visibility": Visibility.PUBLIC}),
        ("C-003", "a commitment for the secretariat", {"visibility": Visibility.INTERNAL}),
    ):
        wanted = CommitmentIn(text=SECRETS[name], kind=Kind.JOINT_ACTION, lead="example-1", **facts)  # type: ignore[arg-type]
        commitments.edit(rapporteur, SLUG, key, wanted)
    said = SECRETS["a reaction to an embargoed commitment"]
    commitments.react(rapporteur, SLUG, "C-002", Constituency.WORKER, Stance.SUPPORTS, said)


def _plant_in_consultations(house: House) -> None:
    """One drafted, one sent to a group that none of the participants below coordinates, one published."""
    organizer = house.unit("organizer")
    facts = {"constituency": "government", "region": "Africa"}
    builders.a_person(house.store, house.forum_id, "africa", "coordinator", **facts)
    by = house.at + dt.timedelta(days=3)
    for number, secret in enumerate(("the draft of a consultation", "a consultation sent to others"), start=1):
        consultations.draft(organizer, SLUG, a_draft(text=SECRETS[secret], addressees=(AFRICA,), answer_by=by))
        if number == 2:
            consultations.send(organizer, SLUG, number, seen=1, link="x")
    consultations.draft(organizer, SLUG, a_draft(title="Opalresult", addressees=(AFRICA,), answer_by=by))
    consultations.send(organizer, SLUG, 3, seen=1, link="x")
    said, africa = SECRETS["a comment in a published consultation"], house.unit("africa")
    for deed in ("commented", "objected"):
        consultations.answer(africa, SLUG, 3, deed, behalf=AFRICA.code, round_=1, text=said)
    consultations.close(organizer, SLUG, 3, "closed_noted", seen=4, link="x")
    consultations.publish(organizer, SLUG, 3)


def addresses(app: Flask) -> Iterator[str]:
    """Every address that can be fetched, with each value of each of its parts."""
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or set()) or rule.endpoint == "static":
            continue
        paths = [re.sub(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>", r"<\1>", rule.rule)]
        for part in rule.arguments:
            paths = [path.replace(f"<{part}>", value) for path in paths for value in PARTS.get(part, ["1"])]
        yield from paths


def leaks(browser: Browser, app: Flask, *, is_quick: bool = False) -> dict[str, set[str]]:
    """Which secrets a reader's walk leads past, and where."""
    found: dict[str, set[str]] = {}
    for path in addresses(app):
        variants = VARIANTS if "/forums/" in path and not is_quick else VARIANTS[:1]
        for variant in variants:
            answer = browser.client.get(path + variant)
            assert answer.status_code < 500, path + variant
            if answer.status_code in {403, 404} and variant == "":
                told = _told(answer.get_data(), answer.headers.get("Location", ""))
                _note(found, told, path)
                break  # other variants of a closed door are as closed
            _note(found, _told(answer.get_data(), answer.headers.get("Location", "")), path + variant)
    return found


def _told(body: bytes, location: str) -> str:
    if body.startswith(b"PK"):
        from forum.formats import read_back

        return str(read_back.workbook(body)) if b"xl/workbook.xml" in body else read_back.document(body)
    return body.decode("utf-8", "replace") + location


def _note(found: dict[str, set[str]], told: str, path: str) -> None:
    told = told.casefold()
    for name, secret in SECRETS.items():
        if secret.casefold() in told:
            found.setdefault(name, set()).add(path)


@pytest.mark.parametrize("who", PARTICIPANTS)
def test_a_participant_never_comes_past_what_is_kept_from_them(
    who: str, house: House, app: Flask, signed_in: Callable[..., Browser]
) -> None:
    browser = signed_in(SLUG, who)
    assert "Openwords" in browser.get(f"/forums/{SLUG}/commitments").html
    assert "Opalresult" in browser.get(f"/forums/{SLUG}/consultations/3").html
    assert leaks(browser, app) == {}


def test_nobody_in_particular_comes_past_nothing(house: House, app: Flask) -> None:
    browser = Browser(app)
    assert leaks(browser, app) == {}
    assert "Openwords" not in browser.get(f"/forums/{SLUG}/commitments").html


def test_the_secretariat_comes_past_every_secret(house: House, app: Flask, signed_in: Callable[..., Browser]) -> None:
    """Otherwise the walks above would show nothing."""
    seen: set[str] = set()
    for who in ("organizer", "rapporteur", "chair"):
        found = leaks(signed_in(SLUG, who), app, is_quick=True)
        assert "a rehearsal" not in found
        seen |= set(found)
    assert SEEN_BY_SECRETARIAT - seen == set()
    assert "Jaspertitle" in signed_in(REHEARSAL, "organizer").get(f"/forums/{REHEARSAL}/").html
    assert "Iolitephone" in signed_in(SLUG, "ken-g1").get(f"/forums/{SLUG}/subscribe").html


@pytest.mark.parametrize("who", ["fji-g1", "observer"])
def test_no_socket_tells_what_is_kept(who: str, house: House, app: Flask, signed_in: Callable[..., Browser]) -> None:
    floor = app.extensions["floor"]
    line = floor.socketio.test_client(app, namespace=NAMESPACE, flask_test_client=signed_in(SLUG, who).client)
    told = []
    for channel in ("hall", "delegate", "table"):
        for key in ("opening", "theme-1", PARTS["key"][-1]):
            message = {"forum": SLUG, "sitting": key, "channel": channel}
            told.append(line.emit("join", message, namespace=NAMESPACE, callback=True))
            told.append(line.emit("since", {**message, "seq": 0}, namespace=NAMESPACE, callback=True))
    house.do("Extend", turn=house.turn, seconds=30, reason=SECRETS["the reason of the chair"])
    floor.announce("floor:1", {"forum": SLUG, "sitting": "opening", "seq": 10**6})
    told.extend(line.get_received(NAMESPACE))
    assert "Example organization 1" in str(told)
    assert [name for name, secret in SECRETS.items() if secret in str(told)] == []


@pytest.mark.parametrize("who", [None, "fji-g1", "organizer"])
def test_a_rehearsal_answers_as_an_address_where_nothing_is(
    who: str | None, house: House, app: Flask, signed_in: Callable[..., Browser]
) -> None:
    browser = signed_in(SLUG, who) if who else Browser(app)
    for path in addresses(app):
        if f"/{REHEARSAL}/" not in path:
            continue
        there, nowhere = browser.client.get(path), browser.client.get(path.replace(REHEARSAL, NOWHERE))
        assert (there.status_code, _bare(there.get_data(as_text=True))) == (
            nowhere.status_code,
            _bare(nowhere.get_data(as_text=True)),
        ), path
        assert there.headers.get("Location", "").replace(REHEARSAL, NOWHERE) == nowhere.headers.get("Location", "")


def _bare(html: str) -> str:
    """A page without what differs between any two answers."""
    html = html.replace(REHEARSAL, NOWHERE)
    return re.sub(r'(value|nonce)="[\w.-]{20,}"', "", html)
