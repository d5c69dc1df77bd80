"""Who takes part in a rehearsal: delegates by function, and leads of example organizations where public figures stood.

Nothing that is played may be put into a real mouth: leaders and their organizations do not enter the rehearsal, and a
name that is not a function stays behind.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from forum.domain.people import Constituency, Organization, Person, Role

#: the kind of an organization that is nobody's
EXAMPLE = "example"
LEAD = "Lead of an invited organization"
#: a word this long, shared by name and function, shows that the name is a function
WORD = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Cast:
    """Organizations and persons of a rehearsal, without numbers yet; persons name organizations by key."""

    organizations: tuple[Organization, ...]
    persons: tuple[Person, ...]


def cast(persons: Sequence[Person], organizations: Sequence[Organization]) -> Cast:
    """The same delegations and roles, with example organizations in the place of real leads."""
    examples = {each.key: each for each in organizations if each.kind == EXAMPLE}
    stand_ins = _StandIns(examples)
    played = tuple(stand_ins.play(person) for person in persons)
    return Cast(organizations=tuple(stand_ins.organizations.values()), persons=played)


def is_by_function(person: Person) -> bool:
    """Whether the name only says the function ("Government delegate, Fiji"), so that it may be played."""
    words = {word for word in _words(person.function) if len(word) >= WORD}
    return bool(words & set(_words(person.name)))


def _words(text: str) -> list[str]:
    return "".join(letter if letter.isalpha() else " " for letter in text.casefold()).split()


class _StandIns:
    """The example organizations handed out so far: one per real organization, one per Head of State or Government."""

    def __init__(self, examples: dict[str, Organization]) -> None:
        self.organizations = dict(examples)
        self.kept = frozenset(examples)
        self.by_original: dict[str, Organization] = {}
        self.fresh: Iterator[int] = (n for n in itertools.count(1) if f"example-{n}" not in self.kept)
        self.leads = itertools.count(1)

    def play(self, person: Person) -> Person:
        """The person's part in the rehearsal."""
        if person.organization_key in self.kept:
            return replace(person, id=0)
        is_lead = Role.LEADER in person.roles or person.constituency is Constituency.ORGANIZATION
        return self._lead(person) if is_lead else self._delegate(person)

    def _delegate(self, person: Person) -> Person:
        name = person.name if is_by_function(person) else ""
        function = person.function or f"{person.constituency.value} delegate".capitalize()
        return replace(person, id=0, name=name, function=function, organization="", organization_key="")

    def _lead(self, person: Person) -> Person:
        stand_in = self._stand_in(person.organization_key or f"person:{person.key}")
        is_government = person.constituency is Constituency.GOVERNMENT
        return replace(
            person,
            id=0,
            key=f"example-lead-{next(self.leads)}",
            name=f"Lead of {stand_in.name}",
            function=LEAD,
            constituency=Constituency.ORGANIZATION if is_government else person.constituency,
            state=None,
            region="",
            groups=(),
            organization=stand_in.name,
            organization_key=stand_in.key,
            email="",
        )

    def _stand_in(self, original: str) -> Organization:
        if original not in self.by_original:
            number = next(self.fresh)
            made = Organization(
                id=0, forum_id=0, key=f"example-{number}", name=f"Example organization {number}", kind=EXAMPLE
            )
            self.by_original[original] = self.organizations[made.key] = made
        return self.by_original[original]
