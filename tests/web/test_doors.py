"""Knock on every door with every role, of this forum and of another: who may not, gets nothing and learns nothing."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from forum.domain.access import Actor, Permission, Target, may
from forum.domain.people import Role
from forum.store.engine import Store
from forum.web.doors import DOORS
from tests import builders
from tests.web.pages import Browser

HERE, ELSEWHERE = "global-forum", "other-forum"
SECRET = "Secret sitting of the rehearsal"
#: what stands for each variable part of an address
PARTS = {
    "slug": HERE,
    "key": "opening",
    "number": "1",
    "person": "delegate",
    "token": "unknown",
    "person_key": "OWN",
    "import_id": "1",
    "kind": "csv",
    "ending": "csv",
    "filename": "x",
    "feed_id": "1",
    "entry_id": "1",
    "notice_id": "1",
    "plan_id": "1",
    "verb": "pin",
    "path": "grain",
}


@dataclasses.dataclass(frozen=True)
class Visitor:
    """Somebody who knocks."""

    name: str
    forum: str | None
    actor: Actor


def visitors() -> Iterator[Visitor]:
    yield Visitor("nobody", None, Actor())
    for number, role in enumerate(Role, start=1):
        facts = Actor(account_id=number, person_id=number, forum_id=1, roles=frozenset({role}))
        yield Visitor(role.value, HERE, facts)
        yield Visitor(f"{role.value} elsewhere", ELSEWHERE, dataclasses.replace(facts, forum_id=2))


def address(rule: str, **parts: str) -> str:
    """An address of this rule: the first of several words that it allows, what PARTS or `parts` say for the rest."""

    def part(found: re.Match[str]) -> str:
        words, name = found.groups()
        return words.split(",")[0] if words else (PARTS | parts)[name]

    return re.sub(r"<(?:any\(([^)]*)\):|\w+(?:\([^)]*\))?:)?(\w+)>", part, rule)


def doors(app: Flask) -> Iterator[tuple[str, str, str]]:
    """Endpoint, method and address of each door that has a permission and no part we cannot name."""
    for rule in app.url_map.iter_rules():
        permission = DOORS.get(rule.endpoint)
        if permission is None or not rule.arguments <= set(PARTS):
            continue
        path = address(rule.rule)
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            yield rule.endpoint, method, path


@pytest.fixture
def world(sqlite_store: Store) -> None:
    """A rehearsal (nothing of it is public) with a person of each role, and another forum likewise."""
    for slug in (HERE, ELSEWHERE):
        forum_id = builders.a_forum(sqlite_store, slug, is_rehearsal=True)
        room_id = builders.a_room(sqlite_store, forum_id)
        builders.a_sitting(sqlite_store, forum_id, title=SECRET, room_id=room_id)
        builders.a_release(sqlite_store, forum_id)
        for role in Role:
            builders.a_person(sqlite_store, forum_id, role.value, role.value)


def test_every_door_is_listed(app: Flask) -> None:
    """A new address needs its line in forum/web/doors.py; a line whose address is gone must go."""
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == set(DOORS)


def test_every_door_can_be_knocked_on(app: Flask) -> None:
    """Each variable part of an address is named in PARTS, or the walk would leave the door out in silence."""
    needed = {part for rule in app.url_map.iter_rules() if DOORS[rule.endpoint] for part in rule.arguments}
    assert needed - set(PARTS) == set()


@pytest.mark.parametrize("visitor", list(visitors()), ids=lambda visitor: visitor.name)
def test_who_may_not_learns_nothing(
    visitor: Visitor, app: Flask, world: None, signed_in: Callable[..., Browser]
) -> None:
    browser = signed_in(visitor.forum, visitor.name.split()[0]) if visitor.forum else Browser(app)
    token = browser.token()
    wrong = []
    for endpoint, method, path in doors(app):
        path = path.replace("OWN", visitor.name.split()[0])
        data = {"csrf_token": token} if method == "POST" else None
        answer = browser.client.open(path, method=method, data=data)
        allowed = _may(visitor, DOORS[endpoint])
        refused = answer.status_code in {403, 404} or "/sign-in" in answer.headers.get("Location", "")
        if not allowed and (not refused or SECRET in answer.get_data(as_text=True)):
            wrong.append(f"{method} {path}: {answer.status_code} although not allowed")
        if allowed and answer.status_code == 403:
            wrong.append(f"{method} {path}: refused although allowed")
        if answer.status_code >= 500:
            wrong.append(f"{method} {path}: {answer.status_code}")
    assert wrong == []


def _may(visitor: Visitor, permission: Permission | None) -> bool:
    """What the table says, for a thing that may also be the visitor's own."""
    assert permission is not None
    actor = visitor.actor
    own = Target(forum_id=1, person_id=actor.person_id, constituency=actor.constituency)
    return may(actor, permission, own) or may(actor, permission, Target(forum_id=1))
