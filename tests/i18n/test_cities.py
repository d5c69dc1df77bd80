"""The city beside a local time: the capital of a person's State, else the zone's own city."""

import csv
from importlib import resources
from zoneinfo import available_timezones

import pytest
from babel import Locale

from forum.domain.people import LANGUAGES
from forum.i18n.cities import City, capital, city, city_of_zone, zone_of_capital
from forum.i18n.states import member_states


def shipped() -> list[dict[str, str]]:
    text = (resources.files("forum.i18n") / "cities.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def test_every_member_state_has_a_capital_in_a_known_zone() -> None:
    assert {row["iso2"] for row in shipped()} == set(member_states())
    assert {zone_of_capital(iso2) for iso2 in member_states()} <= available_timezones()
    assert [row["iso2"] for row in shipped() if not all(row[language].strip() for language in LANGUAGES)] == []


def test_each_cell_is_either_of_cldr_or_english_and_says_which() -> None:
    for row in shipped():
        cldr, english = set(filter(None, row["cldr"].split(";"))), set(filter(None, row["english"].split(";")))
        assert cldr.isdisjoint(english)
        assert cldr | english == set(LANGUAGES) - {"en"}
        assert {row[language] for language in english} <= {row["en"]}


@pytest.mark.parametrize(
    ("zone", "iso2", "locale", "name"),
    [
        ("Pacific/Fiji", "FJ", "en", "Suva"),
        ("Africa/Nairobi", "KE", "ar", "نيروبي"),
        ("America/New_York", "US", "en", "Washington"),
        ("America/Los_Angeles", "US", "en", "Los Angeles"),
        ("America/Los_Angeles", "US", "ru", "Лос-Анджелес"),
        ("Asia/Calcutta", "IN", "en", "New Delhi"),
        ("Asia/Kolkata", None, "ar", "كالكتا"),
        ("Europe/Kyiv", "UA", "zh", "基辅"),
        ("Europe/Zurich", None, "de", "Zürich"),
        ("America/Argentina/Buenos_Aires", None, "en", "Buenos Aires"),
        ("Africa/Nairobi", "XX", "en", "Nairobi"),
    ],
)
def test_city_of_a_zone(zone: str, iso2: str | None, locale: str, name: str) -> None:
    assert city_of_zone(zone, iso2, locale) == name


def test_a_name_without_a_source_in_the_language_is_english_and_says_so() -> None:
    assert capital("FJ", "ar") == City(name="Suva", language="en")
    assert capital("KE", "ar") == City(name="نيروبي", language="ar")


def test_a_zone_that_cldr_does_not_know_shows_the_last_part_of_its_name() -> None:
    assert city("Etc/GMT+5", locale="fr") == City(name="GMT+5", language="en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_cells_of_cldr_are_cldrs(language: str) -> None:
    if language == "en":
        assert all("en" not in row["cldr"].split(";") for row in shipped())
        return
    cities = {str(entry["city"]) for entry in Locale(language).time_zones.values() if "city" in entry}
    english = {row["en"] for row in shipped()}
    taken = {row[language] for row in shipped() if language in row["cldr"].split(";")}
    assert taken <= cities | english


def test_a_code_of_no_member_state_is_an_error() -> None:
    with pytest.raises(KeyError):
        capital("XX")
