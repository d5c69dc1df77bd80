"""Each field of a person is read in our spelling, or refused by name."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.domain import fields
from forum.domain.people import Constituency, Mode, Role
from forum.domain.refusals import Missing, Refusal, TooLong, UnknownChoice, UnknownLanguage, UnknownZone
from timezones import zones


@pytest.mark.parametrize(
    ("parse", "text", "value"),
    [
        (fields.parse_key, " FJ-gov-1 ", "FJ-gov-1"),
        (fields.parse_name, "  Cote\u0301  d’Azur ", "Coté d’Azur"),
        (fields.parse_constituency, "Government", Constituency.GOVERNMENT),
        (fields.parse_region, "africa", "Africa"),
        (fields.parse_region, " ", ""),
        (fields.parse_groups, "GRULAC; EU;;grulac ", ("GRULAC", "EU")),
        (fields.parse_roles, "", frozenset({Role.DELEGATE})),
        (fields.parse_roles, "Chair; vice-chair", frozenset({Role.CHAIR, Role.VICE_CHAIR})),
        (fields.parse_zone, "pacific/FIJI", "Pacific/Fiji"),
        (fields.parse_language, "FR", "fr"),
        (fields.parse_language, "", "en"),
        (fields.parse_mode, "In person", Mode.IN_PERSON),
        (fields.parse_mode, "", Mode.REMOTE),
        (fields.parse_email, " Delegate@Example.org", "Delegate@Example.org"),
        (fields.parse_email, "", ""),
    ],
)
def test_values_as_people_type_them(parse: Callable[[str], object], text: str, value: object) -> None:
    assert parse(text) == value


@pytest.mark.parametrize(
    ("parse", "text", "refusal"),
    [
        (fields.parse_key, "", Missing()),
        (fields.parse_key, "Côte", fields.InvalidKey(value="Côte")),
        (fields.parse_key, "a b", fields.InvalidKey(value="a b")),
        (fields.parse_key, "-a", fields.InvalidKey(value="-a")),
        (fields.parse_key, "a" * 65, fields.InvalidKey(value="a" * 65)),
        (fields.parse_name, "x" * 201, TooLong(limit=200)),
        (fields.parse_constituency, "", Missing()),
        (fields.parse_zone, "Mars/Olympus", UnknownZone(zone="Mars/Olympus")),
        (fields.parse_zone, "", Missing()),
        (fields.parse_language, "Klingon", UnknownLanguage(language="Klingon")),
        (fields.parse_mode, "by post", UnknownChoice(value="by_post", allowed="remote, in_person")),
        (fields.parse_email, "nobody", fields.InvalidEmail(value="nobody")),
        (fields.parse_email, "a@b", fields.InvalidEmail(value="a@b")),
        (fields.parse_email, "a@example.org,b@example.org", fields.InvalidEmail(value="a@example.org,b@example.org")),
        (fields.parse_email, "a@example.org\nBcc: b@x.org", fields.InvalidEmail(value="a@example.org Bcc: b@x.org")),
    ],
)
def test_what_cannot_be_read_is_refused(parse: Callable[[str], object], text: str, refusal: Refusal) -> None:
    with pytest.raises(Refusal) as caught:
        parse(text)
    assert caught.value == refusal


def test_an_unknown_choice_names_what_is_allowed() -> None:
    with pytest.raises(UnknownChoice) as caught:
        fields.parse_roles("delegate; emperor")
    assert caught.value.params["value"] == "emperor"
    assert "organizer" in str(caught.value.params["allowed"])


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert fields.clean(fields.clean(text)) == fields.clean(text)


@given(st.text(max_size=20))
def test_only_zones_that_exist_are_accepted(text: str) -> None:
    try:
        assert zones.is_known(fields.parse_zone(text))
    except (UnknownZone, Missing):
        assert not zones.is_known(text)


def test_which_letters_a_person_wants() -> None:
    assert fields.parse_mail_wish(" all ").value == "all"
    with pytest.raises(UnknownChoice):
        fields.parse_mail_wish("sometimes")
