"""Things that tests need, with visible defaults. Persons by function only."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace
from typing import Any

from forum.domain.access import OPERATOR
from forum.domain.programme import Release
from forum.services import accounts
from forum.services.unit import Unit
from forum.store.engine import Db, Store
from forum.store.people import DelegationRow, OrganizationRow, PersonRow, RoleRow
from forum.store.programme import ForumRow, RoomRow, SittingRow

__all__ = ["OPERATOR", "a_forum", "a_person", "a_release", "a_sitting", "sign_in_token"]

EARLY = dt.datetime(2022, 1, 10, 9, tzinfo=dt.UTC)
_tokens = itertools.count(1)


def _keep(db: Db, row: Any) -> int:
    db.add(row)
    db.flush()
    assert row.id is not None
    return int(row.id)


def a_forum(store: Store, slug: str = "global-forum", **values: Any) -> int:
    """A forum of three days in Geneva; gives its id."""
    facts: dict[str, Any] = {
        "slug": slug,
        "title": "Global Forum",
        "city": "Geneva",
        "zone": "Europe/Zurich",
        "first_day": dt.date(2022, 2, 22),
        "last_day": dt.date(2022, 2, 24),
        "gap_minutes": 15,
        "created_at": EARLY,
        **values,
    }
    return store.writing(lambda db: _keep(db, ForumRow(**facts)))


def a_person(store: Store, forum_id: int, key: str, *roles: str, state: str | None = None, **values: Any) -> int:
    """A person by function, in the State's delegation where one is named; gives the id."""

    def add(db: Db) -> int:
        facts: dict[str, Any] = {
            "forum_id": forum_id,
            "key": key,
            "function": key.replace("-", " ").capitalize(),
            "constituency": "government",
            "zone": "Europe/Zurich",
            **values,
        }
        if state:
            facts["delegation_id"] = _delegation(db, forum_id, state)
        person_id = _keep(db, PersonRow(**facts))
        for role in roles or ("delegate",):
            db.add(RoleRow(person_id=person_id, role=role))
        return person_id

    return store.writing(add)


def _delegation(db: Db, forum_id: int, state: str) -> int:
    from forum.store.people import delegations

    known = next((d.id for d in delegations(db, forum_id) if d.key == state), None)
    return known or _keep(db, DelegationRow(forum_id=forum_id, key=state, state=state))


def set_regions(store: Store, forum_id: int, regions: dict[str, str]) -> None:
    """Give delegations their regions, by key."""
    from sqlmodel import select

    def work(db: Db) -> None:
        for row in db.exec(select(DelegationRow).where(DelegationRow.forum_id == forum_id)):
            row.region = regions.get(row.key, "")
            db.add(row)

    store.writing(work)


#: State -> its zone and region, as the small timetables of the tests have them
THREE_STATES = {
    "FJ": ("Pacific/Fiji", "Asia and the Pacific"),
    "KE": ("Africa/Nairobi", "Africa"),
    "PE": ("America/Lima", "Americas"),
}


def three_delegates(store: Store, forum_id: int) -> None:
    """A delegate of each of three States in three regions, by the State's code."""
    for state, (zone, _region) in THREE_STATES.items():
        a_person(store, forum_id, state, state=state, zone=zone)
    set_regions(store, forum_id, {state: region for state, (_zone, region) in THREE_STATES.items()})


def an_organization(store: Store, forum_id: int, key: str, name: str = "Example organization 1") -> int:
    """An organization; gives its id."""
    return store.writing(lambda db: _keep(db, OrganizationRow(forum_id=forum_id, key=key, name=name)))


def a_room(store: Store, forum_id: int, key: str = "main", **values: Any) -> int:
    """A room with a link; gives its id."""
    facts: dict[str, Any] = {"name": "Room XVII", "link": "https://meet.example.org/main", **values}
    return store.writing(lambda db: _keep(db, RoomRow(forum_id=forum_id, key=key, **facts)))


def a_sitting(store: Store, forum_id: int, key: str = "opening", **values: Any) -> int:
    """A sitting of 90 minutes at 13:00 on the first day; gives its id."""
    facts: dict[str, Any] = {
        "title": key.capitalize(),
        "minutes": 90,
        "day": dt.date(2022, 2, 22),
        "clock": dt.time(13, 0),
        "zone": "Europe/Zurich",
        "modified_at": EARLY,
        **values,
    }
    return store.writing(lambda db: _keep(db, SittingRow(forum_id=forum_id, key=key, **facts)))


def a_release(store: Store, forum_id: int, number: int = 1, **values: Any) -> int:
    """A release of the draft as it stands; gives its id."""
    from forum.store import programme

    def add(db: Db) -> int:
        sittings = tuple(replace(each, modified_at=each.modified_at or EARLY) for each in programme.draft(db, forum_id))
        facts = {"name": "", "published_at": EARLY, **values}
        release = Release(id=0, forum_id=forum_id, number=number, sittings=sittings, **facts)
        return programme.add_release(db, release).id

    return store.writing(add)


def sign_in_token(unit: Unit, slug: str, person_key: str) -> str:
    """A fresh sign-in link of a person; gives its token."""
    token = f"token-{next(_tokens)}-" + "x" * 24
    accounts.issue_link(unit, slug, person_key, accounts.Secrets(token=token))
    return token
