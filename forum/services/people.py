"""Persons of a forum: who is there, what is changed of one, which roles are given and taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from forum.domain import editions, fields, inputs
from forum.domain.access import Permission, Target
from forum.domain.audit import Tag
from forum.domain.people import Person, Role
from forum.domain.programme import Forum
from forum.domain.refusals import Kind, Missing, Refusal, Refusals, Unknown, UnknownChoice
from forum.domain.speaking.measures import Gender
from forum.services.unit import Work, reads, writes
from forum.store import people as people_store

#: what may be changed of a person, and how each is read
EDITABLE: dict[str, Callable[[str], str]] = {
    "name": fields.parse_name,
    "function": fields.parse_function,
    "zone": fields.parse_zone,
    "language": fields.parse_language,
    "mode": lambda text: fields.parse_mode(text).value,
    "mail": lambda text: fields.parse_mail_wish(text).value,
}
#: what a person may change of themselves
OWN = frozenset({"zone", "language", "mail"})


class LastOrganizer(Refusal):
    """Without this organizer nobody could run the forum any more."""

    kind = Kind.CONFLICT


@reads
def list_people(work: Work, slug: str) -> list[Person]:
    """Everybody who takes part, in the order of the roster."""
    forum = work.forum(slug, Permission.SEE_PEOPLE)
    return people_store.persons(work.db, forum.id)


@reads
def require_edit(work: Work, slug: str) -> None:
    """Refuse whoever may not change the people of this forum."""
    work.forum(slug, Permission.EDIT_PEOPLE)


@reads
def show_person(work: Work, slug: str, key: str) -> Person:
    """One person; for the person themselves and for those who run the forum."""
    return _person(work, work.forum(slug, Permission.SEE_FORUM), key, Permission.SEE_OWN_PERSON)


def _person(work: Work, forum: Forum, key: str, permission: Permission) -> Person:
    person = people_store.person_by_key(work.db, forum.id, key)
    work.require(permission, Target(forum_id=forum.id, person_id=person.id if person else None))
    if person is None:
        raise Unknown(what="person", key=key)
    return person


def facts(person: Person) -> dict[str, str]:
    """The facts of a person that a form changes."""
    return {column: str(getattr(person, column)) for column in EDITABLE}


@writes
def edit_person(work: Work, slug: str, key: str, given: Mapping[str, str], *, seen: str | None = None) -> Person:
    """Change columns of a person (`EDITABLE`); of themselves, everybody may change those in `OWN`.

    Raises `Refusals` with every field at fault; `seen`: see `editions.check`.
    """
    permission = Permission.EDIT_OWN_PERSON if OWN.issuperset(given) else Permission.EDIT_PEOPLE
    forum = work.forum(slug, Permission.SEE_FORUM)
    person = _person(work, forum, key, permission)
    wanted = _read(given)
    if not wanted.get("name", person.name) and not wanted.get("function", person.function):
        raise Missing(field="function")
    before = facts(person)
    editions.check(seen, before, wanted)
    changes = {column: value for column, value in wanted.items() if before[column] != value}
    if changes:
        shown = {"changed_at": work.now} if "language" in changes else {}
        people_store.change_person(work.db, person.id, {**changes, **shown})
        old = {column: before[column] for column in changes}
        work.audit(Tag.PERSON_EDITED, f"person:{key}", forum_id=forum.id, before=old, after=changes)
    return people_store.person_by_key(work.db, forum.id, key) or person


@reads
def own_gender(work: Work, slug: str, key: str) -> Gender:
    """What a person declared of themselves; nobody else is told."""
    person = _person(work, work.forum(slug, Permission.SEE_FORUM), key, Permission.DECLARE)
    return people_store.gender_of(work.db, person.id)


@writes
def declare_gender(work: Work, slug: str, key: str, said: str) -> None:
    """Say it of oneself, or take it back; the trail tells that it was done, not what. Refuses `UnknownChoice`."""
    forum = work.forum(slug, Permission.SEE_FORUM)
    person = _person(work, forum, key, Permission.DECLARE)
    people_store.declare_gender(work.db, person.id, inputs.chosen(Gender, said, "gender"))
    work.audit(Tag.PERSON_DECLARED, f"person:{key}", forum_id=forum.id)


def _read(given: Mapping[str, str]) -> dict[str, str]:
    values, faults = {}, []
    for column, text in given.items():
        try:
            values[column] = EDITABLE[column](text)
        except Refusal as fault:
            faults.append(type(fault)(field=column, **fault.params))
    if faults:
        raise Refusals(faults)
    return values


@writes
def grant_role(work: Work, slug: str, key: str, role: str) -> None:
    """Give a person a role; one already held changes nothing."""
    forum = work.forum(slug, Permission.EDIT_PEOPLE)
    person, wanted = _person(work, forum, key, Permission.EDIT_PEOPLE), _role(role)
    if wanted not in person.roles:
        people_store.add_role(work.db, person.id, wanted, work.now)
        work.audit(Tag.ROLE_GRANTED, f"person:{key}", forum_id=forum.id, role=wanted.value)


@writes
def revoke_role(work: Work, slug: str, key: str, role: str) -> None:
    """Take a role from a person. Raises `LastOrganizer`; one not held changes nothing."""
    forum = work.forum(slug, Permission.EDIT_PEOPLE)
    person, wanted = _person(work, forum, key, Permission.EDIT_PEOPLE), _role(role)
    if wanted not in person.roles:
        return
    if wanted is Role.ORGANIZER and people_store.count_of_role(work.db, forum.id, wanted) == 1:
        raise LastOrganizer
    people_store.remove_role(work.db, person.id, wanted, work.now)
    work.audit(Tag.ROLE_REVOKED, f"person:{key}", forum_id=forum.id, role=wanted.value)


def _role(text: str) -> Role:
    if text not in set(Role):
        raise UnknownChoice(field="role", value=text, allowed=", ".join(Role))
    return Role(text)
