"""The words of lists of speakers: each value of each vocabulary has its word, in every language."""

from __future__ import annotations

import pytest

from forum.domain.inscription.values import OWN, Behalf, BehalfKind, Order, Presence, Source
from forum.domain.people import LANGUAGES
from forum.domain.speaking.procedure import Level
from forum.i18n.catalogues import words
from forum.i18n.inscriptions import Sayings, alphabet
from tests.inscriptions import a_person


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_value_has_its_word(tag: str) -> None:
    say = Sayings(words(tag))
    for values, said in ((Source, say.source), (Presence, say.presence), (Order, say.order), (Level, say.level)):
        found = [said(each) for each in values]  # type: ignore[operator]
        assert all(found)
        assert len(set(found)) == len(found)


def test_on_whose_behalf() -> None:
    say = Sayings(words("fr"))
    assert say.behalf(OWN) == ""
    assert say.behalf(Behalf(kind=BehalfKind.CONSTITUENCY, name="worker")) == "Travailleurs"
    assert say.behalf(Behalf(kind=BehalfKind.REGION, name="Africa")) == "Afrique"
    assert say.behalf(Behalf(kind=BehalfKind.GROUP, name="GRULAC")) == "GRULAC"


def test_the_alphabet_is_that_of_the_official_names() -> None:
    names = alphabet()
    states = ["CI", "CR", "HR", "CZ"]
    ordered = sorted(states, key=lambda code: names.collation(names.name_of(a_person(1, code))))
    assert [names.name_of(a_person(1, code)) for code in ordered] == [
        "Costa Rica",
        "Côte d'Ivoire",
        "Croatia",
        "Czechia",
    ]
