"""When a list closes its order follows from its rules and a draw that anybody can compute again."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.domain.inscription.settle import RULES, Alphabet, Ranking, settled
from forum.domain.inscription.values import Behalf, BehalfKind, Entry, Order, SpeakersList
from forum.domain.people import Person, Role
from forum.domain.speaking import draw
from forum.domain.speaking.draw import WrongSecret
from forum.domain.speaking.ordering import Rule
from forum.domain.speaking.procedure import Level, Procedure
from forum.domain.speaking.rules import Stage
from tests.inscriptions import CLOSES, EMPLOYER, GOVERNMENT, SECRET, WORKER, a_list, a_person, an_entry
from tests.speaking import rules

NAMES = {"FJ": "Fiji", "KE": "Kenya", "FR": "France", "DE": "Germany"}
STATES = ["FJ", "KE", "FR", "DE"]


def by(procedure: Procedure | None = None) -> Ranking:
    ruleset = rules() if procedure is None else rules(procedure=procedure)
    return Ranking(ruleset=ruleset, stage=Stage.THEME, turn=0, alphabet=Alphabet(names=NAMES))


def closed(
    entries: list[Entry], order: Order, persons: dict[int, Person] | None = None
) -> tuple[SpeakersList, list[int]]:
    people = persons or {each.person_id: a_person(each.person_id, STATES[each.person_id % 4]) for each in entries}
    done = settled(a_list(order=order), entries, people, secret=SECRET, by=by(), now=CLOSES)
    return done.listing, list(done.order)


def test_first_come() -> None:
    listing, order = closed([an_entry(3), an_entry(1), an_entry(2)], Order.FIRST_COME)
    assert order == [1, 2, 3]
    assert (listing.closed_at, listing.secret, listing.letter) == (CLOSES, SECRET, "")


@given(numbers=st.sets(st.integers(1, 200), max_size=30))
def test_the_draw_can_be_computed_again_from_what_is_published(numbers: set[int]) -> None:
    listing, order = closed([an_entry(number) for number in numbers], Order.DRAW)
    assert hashlib.sha256(listing.secret.encode()).hexdigest() == listing.commitment
    lines = "".join(f"{line}\n" for line in (listing.secret, *listing.ids))
    assert hashlib.sha256(lines.encode()).hexdigest() == listing.seed
    again = sorted(listing.ids, key=lambda each: hashlib.sha256(f"{listing.seed}:{each}".encode()).hexdigest())
    assert [f"person-{number}" for number in order] == again
    assert set(order) == numbers


def test_nobody_can_close_with_another_secret() -> None:
    with pytest.raises(WrongSecret):
        settled(a_list(), [], {}, secret="t" * 64, by=by(), now=CLOSES)


def test_the_alphabet_begins_with_the_name_that_is_drawn_first() -> None:
    entries = [an_entry(number) for number in (1, 2, 3, 4)]
    listing, order = closed(entries, Order.ALPHABET)
    names = [NAMES[STATES[number % 4]] for number in order]
    assert names[0] == listing.letter
    assert names[names.index("Fiji") :] + names[: names.index("Fiji")] == ["Fiji", "France", "Germany", "Kenya"]
    first = draw.drawn(listing.ids, listing.seed)[0]
    assert listing.letter == NAMES[STATES[int(first.removeprefix("person-")) % 4]]
    assert closed([], Order.ALPHABET)[0].letter == ""


def test_those_not_heard_before_then_groups_come_first_in_every_agreed_order() -> None:
    group = an_entry(8, behalf=Behalf(kind=BehalfKind.GROUP, name="EU"))
    carried = an_entry(9, is_carried=True)
    for order in RULES:
        assert closed([an_entry(1), an_entry(2), group, carried], order)[1][:2] == [9, 8]


def test_one_of_each_constituency_in_turn() -> None:
    whose = {1: GOVERNMENT, 2: GOVERNMENT, 3: EMPLOYER, 4: WORKER, 5: WORKER}
    persons = {number: a_person(number, constituency=each) for number, each in whose.items()}
    entries = [an_entry(number, persons[number]) for number in whose]
    order = closed(entries, Order.ROUND_ROBIN, persons)[1]
    assert [whose[number] for number in order] == [GOVERNMENT, EMPLOYER, WORKER, GOVERNMENT, WORKER]


def test_levels_of_protocol_by_the_bands_of_the_ruleset() -> None:
    ranked = by(Procedure(bands=((Level.HEAD_OF_STATE, Level.HEAD_OF_GOVERNMENT), (Level.MINISTER,))))
    levels = [Level.DELEGATE, Level.MINISTER, Level.HEAD_OF_GOVERNMENT]
    entries = [an_entry(number, level=level) for number, level in enumerate(levels, start=1)]
    assert [ranked.band(each, a_person()) for each in entries] == [2, 1, 0]
    people = {each.person_id: a_person(each.person_id) for each in entries}
    done = settled(a_list(order=Order.LEVEL), entries, people, secret=SECRET, by=ranked, now=CLOSES)
    assert done.order == (3, 2, 1)


def test_without_bands_the_roles_of_the_sitting_rank() -> None:
    roles = rules().roles(next(iter(rules().speakers)))
    assert roles
    first = by().band(an_entry(1), a_person(roles=frozenset({Role.DELEGATE})))
    assert by().band(an_entry(1), a_person(roles=frozenset({Role.OBSERVER}))) > first


def test_the_order_of_the_rules_or_first_come_where_they_say_nothing() -> None:
    assert by().rules(Order.RULES) == rules().procedure.ordering != ()
    assert by(Procedure()).rules(Order.RULES)[-1] is Rule.FIRST_COME
    assert by().rules(Order.DRAW) == RULES[Order.DRAW]


def test_the_name_under_which_one_speaks() -> None:
    alphabet = Alphabet(names=NAMES)
    assert alphabet.name_of(a_person(1, "FJ")) == "Fiji"
    assert (
        alphabet.name_of(replace(a_person(1, None), organization="Example organization 1")) == "Example organization 1"
    )
    assert alphabet.name_of(a_person(1, None)) == "Delegate 1"
