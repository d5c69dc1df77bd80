"""The order of a list once it is closed: by its rules, with a draw that anybody can compute again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from forum.domain.inscription.values import Entry, Order, SpeakersList
from forum.domain.people import Person
from forum.domain.speaking import draw, ordering
from forum.domain.speaking.apportion import Collation
from forum.domain.speaking.ordering import Rule, Setting
from forum.domain.speaking.rules import SINGLE_KINDS, Ruleset, Stage

HEAD = (Rule.CARRIED_OVER, Rule.GROUPS_FIRST)
#: the rules behind each order that can be agreed for a list, the weightiest first
RULES: Mapping[Order, tuple[Rule, ...]] = {
    Order.FIRST_COME: (*HEAD, Rule.FIRST_COME),
    Order.DRAW: (*HEAD, Rule.DRAW),
    Order.LEVEL: (*HEAD, Rule.LEVEL, Rule.DRAW),
    Order.ALPHABET: (*HEAD, Rule.ALPHABET, Rule.DRAW),
    Order.ROUND_ROBIN: (*HEAD, Rule.ROUND_ROBIN, Rule.DRAW),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Alphabet:
    """Names of States and organizations in the working language, and how that language sorts them."""

    names: Mapping[str, str] = field(default_factory=dict)
    collation: Collation = str.casefold

    def name_of(self, person: Person) -> str:
        """The official name under which a person speaks."""
        return self.names.get(person.state or "", "") or person.organization or person.label


@dataclass(frozen=True, kw_only=True, slots=True)
class Ranking:
    """What the rules of order refer to: the ruleset, where the sitting stands in the forum, the alphabet."""

    ruleset: Ruleset
    stage: Stage
    turn: int
    alphabet: Alphabet

    def rules(self, order: Order) -> tuple[Rule, ...]:
        """The rules behind an order; those of the ruleset, or first come where it says nothing."""
        if order is not Order.RULES:
            return RULES[order]
        return self.ruleset.procedure.ordering or RULES[Order.FIRST_COME]

    def band(self, entry: Entry, person: Person) -> int:
        """The band of protocol, 0 first; where the ruleset ranks no levels, by the roles of the sitting's speakers."""
        bands = self.ruleset.procedure.bands
        if bands:
            return next((at for at, band in enumerate(bands) if entry.level in band), len(bands))
        kinds = [kind for kind in self.ruleset.blocks[self.stage] if kind in SINGLE_KINDS]
        roles = [role for kind in kinds for role in self.ruleset.roles(kind)]
        return min((roles.index(role) for role in person.roles if role in roles), default=len(roles))


@dataclass(frozen=True, kw_only=True, slots=True)
class Settled:
    """A list as it is published, and its entries in their order."""

    listing: SpeakersList
    order: tuple[int, ...]


def settled(
    listing: SpeakersList,
    entries: Sequence[Entry],
    persons: Mapping[int, Person],
    *,
    secret: str,
    by: Ranking,
    now: datetime,
) -> Settled:
    """Close the list: the secret is published, the seed made of it and of the sorted list, the order computed.

    In the draw everybody goes by the id of the roster. Refuses `WrongSecret` where it is not the one committed to.
    """
    draw.check(secret, listing.commitment)
    keys = {persons[each.person_id].key: each for each in entries}
    seed, rules = draw.seed(secret, keys), by.rules(listing.order)
    letter = _letter(keys, persons, seed, by.alphabet) if Rule.ALPHABET in rules else ""
    constituencies = by.ruleset.order_in(by.turn)
    setting = Setting(seed=seed, collation=by.alphabet.collation, letter=letter, constituencies=constituencies)
    seen = [_seen(each, persons[each.person_id], by) for each in entries]
    places = tuple(keys[each.key].id for each in ordering.ordered(seen, rules, setting))
    closed = replace(
        listing,
        closed_at=now,
        shifted_at=now,
        secret=secret,
        seed=seed,
        ids=tuple(sorted(keys)),
        letter=letter,
        revision=listing.revision + 1,
    )
    return Settled(listing=closed, order=places)


def _letter(keys: Mapping[str, Entry], persons: Mapping[int, Person], seed: str, alphabet: Alphabet) -> str:
    """The name with which the alphabet begins: that of whoever is drawn first."""
    first = next(iter(draw.drawn(keys, seed)), None)
    return alphabet.name_of(persons[keys[first].person_id]) if first else ""


def _seen(entry: Entry, person: Person, by: Ranking) -> ordering.Entry:
    return ordering.Entry(
        key=person.key,
        name=by.alphabet.name_of(person),
        constituency=entry.constituency,
        region=person.region,
        level=by.band(entry, person),
        at=entry.at,
        number=entry.number,
        is_group=entry.behalf.is_of_group,
        is_carried_over=entry.is_carried,
    )
