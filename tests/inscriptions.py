"""Lists of speakers, entries and persons as tests of inscription need them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from forum.domain.access import Actor
from forum.domain.inscription.decide import Occasion
from forum.domain.inscription.rules import list_rules
from forum.domain.inscription.values import Entry, EntryState, ListRules, Source, SpeakersList, Wanted
from forum.domain.people import Constituency, Person, Role
from forum.domain.speaking import draw
from forum.domain.speaking.rules import Stage
from tests.speaking import rules

#: the sitting begins
START = dt.datetime(2022, 2, 25, 12, tzinfo=dt.UTC)
OPENS, CLOSES = START - dt.timedelta(days=10), START - dt.timedelta(hours=2)
NOW = START - dt.timedelta(days=3)
SECRET = "s" * 64
GOVERNMENT, EMPLOYER, WORKER = Constituency.GOVERNMENT, Constituency.EMPLOYER, Constituency.WORKER
ORGANIZATION = Constituency.ORGANIZATION
#: delegation of a State
DELEGATIONS = {"FJ": 1, "KE": 2, "FR": 3, "DE": 4}


def a_list(**changes: Any) -> SpeakersList:
    """A list that opens ten days and closes two hours before its sitting."""
    facts: dict[str, Any] = {
        "id": 1,
        "forum_id": 1,
        "sitting_id": 1,
        "opens_at": OPENS,
        "closes_at": CLOSES,
        "commitment": draw.commitment(SECRET),
        "shifted_at": OPENS,
    }
    return SpeakersList(**facts | changes)


def a_person(number: int = 1, state: str | None = "FJ", **changes: Any) -> Person:
    """A government delegate of Fiji."""
    facts: dict[str, Any] = {
        "id": number,
        "forum_id": 1,
        "key": f"person-{number}",
        "name": "",
        "function": f"Delegate {number}",
        "constituency": GOVERNMENT,
        "zone": "Pacific/Fiji",
        "state": state,
        "delegation_id": DELEGATIONS.get(state or ""),
        "region": "Asia and the Pacific",
        "roles": frozenset({Role.DELEGATE}),
    }
    return Person(**facts | changes)


def an_actor(person: Person, *roles: Role) -> Actor:
    """The identity of a person."""
    return Actor(
        account_id=person.id,
        person_id=person.id,
        forum_id=person.forum_id,
        delegation_id=person.delegation_id,
        organization_id=person.organization_id,
        constituency=person.constituency,
        roles=frozenset(roles) or person.roles,
    )


CLERK = Actor(account_id=99, person_id=99, forum_id=1, roles=frozenset({Role.CLERK}))
#: the rules of a theme of this Forum
RULES = list_rules(rules(), Stage.THEME)


def an_occasion(now: dt.datetime = NOW, listing: SpeakersList | None = None, rules: ListRules = RULES) -> Occasion:
    """The list while it is open, unless a test says otherwise."""
    return Occasion(listing=listing or a_list(), start=START, rules=rules, now=now, zone="Pacific/Fiji")


def wanted(speaker: Person | None = None, client_id: str = "form-1", **changes: Any) -> Wanted:
    """What a delegate of Fiji asks for."""
    return Wanted(speaker=speaker or a_person(), client_id=client_id, **changes)


def an_entry(number: int = 1, speaker: Person | None = None, **changes: Any) -> Entry:
    """Entry `number` on the list, of person `number` where none is given."""
    who = speaker or a_person(number)
    facts: dict[str, Any] = {
        "id": number,
        "list_id": 1,
        "number": number,
        "person_id": who.id,
        "constituency": who.constituency,
        "state": EntryState.INSCRIBED,
        "source": Source.SELF,
        "at": NOW,
        "changed_at": NOW,
        "client_id": f"form-{number}",
        "digest": "d",
        "claim": RULES.claim(who, changes.get("behalf", wanted(who).behalf)),
        "country": who.state or who.organization_key,
    }
    return Entry(**facts | changes)
