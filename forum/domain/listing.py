"""The list of people as it is read: found by words, grouped by delegation, counted by constituency and region."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from forum.domain.people import Constituency, Person


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """The persons of one State, of one organization (by full name), or of neither."""

    state: str | None
    organization: str
    persons: tuple[Person, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Counts:
    """How many persons there are, by constituency and by region; those of no region are not in the second."""

    total: int
    by_constituency: tuple[tuple[Constituency, int], ...]
    by_region: tuple[tuple[str, int], ...]


def fold(text: str) -> str:
    """What a search compares: without case and accents."""
    bare = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in bare if not unicodedata.combining(letter)).casefold()


def matching(persons: Iterable[Person], wanted: str, names: Callable[[Person], str]) -> list[Person]:
    """The persons in whom every word of `wanted` is found; `names` adds words of theirs, such as the State's name."""
    words = fold(wanted).split()
    return [person for person in persons if all(word in _text(person, names) for word in words)]


def _text(person: Person, names: Callable[[Person], str]) -> str:
    parts = (person.key, person.name, person.function, person.organization, *person.groups, names(person))
    return fold(" ".join(parts))


def grouped(persons: Iterable[Person], order: Callable[[str | None, str], Any]) -> list[Group]:
    """Persons by delegation; `order` gives the sort key of a State's code and an organization's name."""
    groups: dict[tuple[str | None, str], list[Person]] = {}
    for person in persons:
        groups.setdefault((person.state, "" if person.state else person.organization), []).append(person)
    return [
        Group(state=state, organization=organization, persons=tuple(found))
        for (state, organization), found in sorted(groups.items(), key=lambda item: order(*item[0]))
    ]


def counts(persons: Sequence[Person]) -> Counts:
    """The counts of these persons, in the order of the constituencies and by region's name."""
    constituencies = Counter(person.constituency for person in persons)
    regions = Counter(person.region for person in persons if person.region)
    return Counts(
        total=len(persons),
        by_constituency=tuple((each, constituencies[each]) for each in Constituency if constituencies[each]),
        by_region=tuple(sorted(regions.items())),
    )
