"""The city beside a local time: the capital of a person's State, else the zone's own city."""

import csv
import re
from importlib import resources
from zoneinfo import available_timezones

import pytest
from babel import Locale

from forum.domain.people import LANGUAGES
from forum.i18n.cities import City, capital, city, city_of_zone, venue, zone_of_capital
from forum.i18n.states import member_states


def shipped() -> list[dict[str, str]]:
    text = (resources.files("forum.i18n") / "cities.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def test_every_member_state_has_a_capital_in_a_known_zone() -> None:
    assert {row["iso2"] for row in shipped()} == set(member_states())
    assert {zone_of_capital(iso2) for iso2 in member_states()} <= available_timezones()
    assert [row["iso2"] for row in shipped() if not all(row[language].strip() for language in LANGUAGES)] == []


def marked(row: dict[str, str], column: str) -> set[str]:
    return set(filter(None, row[column].split(";")))


def test_each_cell_says_where_it_comes_from() -> None:
    for row in shipped():
        origins = [marked(row, column) for column in ("cldr", "usual", "english")]
        assert sum(map(len, origins)) == len(LANGUAGES) - 1
        assert set.union(*origins) == set(LANGUAGES) - {"en"}
        assert {row[language] for language in marked(row, "english")} <= {row["en"]}


def test_names_are_written_in_the_script_of_their_language() -> None:
    scripts = {"ar": r"[\u0600-\u06ff]", "zh": r"[\u4e00-\u9fff]", "ru": r"[\u0400-\u04ff]"}
    strays = [
        (row["iso2"], language)
        for row in shipped()
        for language, script in scripts.items()
        if bool(re.search(script, row[language])) == (language in marked(row, "english"))
    ]
    assert strays == []


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


def test_a_name_that_is_not_known_in_the_language_is_english_and_says_so() -> None:
    assert capital("GQ", "zh") == City(name="Ciudad de la Paz", language="en")
    assert capital("FJ", "ar") == City(name="سوفا", language="ar")
    assert capital("KE", "ar") == City(name="نيروبي", language="ar")


def test_a_zone_that_cldr_does_not_know_shows_the_last_part_of_its_name() -> None:
    assert city("Etc/GMT+5", locale="fr") == City(name="GMT+5", language="en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_cells_of_cldr_are_cldrs(language: str) -> None:
    if language == "en":
        assert all("en" not in marked(row, "cldr") for row in shipped())
        return
    cities = {str(entry["city"]) for entry in Locale(language).time_zones.values() if "city" in entry}
    english = {row["en"] for row in shipped()}
    taken = {row[language] for row in shipped() if language in marked(row, "cldr")}
    assert taken <= cities | english


def test_a_code_of_no_member_state_is_an_error() -> None:
    with pytest.raises(KeyError):
        capital("XX")


def test_a_zone_named_after_its_state_gives_the_capital_to_everybody() -> None:
    assert city_of_zone("Pacific/Fiji") == "Suva"
    assert city_of_zone("America/Jamaica") == "Kingston"
    assert city_of_zone("Europe/Zurich") == "Zurich"
    assert city_of_zone("Pacific/Fiji", "KE") == "Suva"


@pytest.mark.parametrize(
    ("typed", "zone", "locale", "name"),
    [
        ("Geneva", "Europe/Zurich", "ar", "جنيف"),
        ("Genève", "Europe/Zurich", "de", "Genf"),
        (" geneva ", "Europe/Zurich", "en", "Geneva"),
        ("Zurich", "Europe/Zurich", "fr", "Zurich"),
        ("Zürich", "Europe/Zurich", "en", "Zurich"),
        ("Bern", "Europe/Zurich", "ru", "Берн"),
        ("Nairobi", "Africa/Nairobi", "zh", "内罗毕"),
        ("New Delhi", "Asia/Calcutta", "es", "Nueva Delhi"),
        ("Montreux", "Europe/Zurich", "ar", "Montreux"),
        ("Geneva", "America/New_York", "fr", "Geneva"),
        ("", "Europe/Zurich", "en", "Zurich"),
        ("  ", "Pacific/Fiji", "en", "Suva"),
    ],
)
def test_the_city_of_a_venue_is_said_as_the_reader_calls_it(typed: str, zone: str, locale: str, name: str) -> None:
    assert venue(typed, zone, locale) == name


def test_seats_are_named_in_every_language_and_in_no_other_table() -> None:
    text = (resources.files("forum.i18n") / "seats.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    assert rows
    for row in rows:
        assert row["zone"] in available_timezones()
        assert all(row[language].strip() for language in LANGUAGES)
        assert row["en"] not in {other["en"] for other in shipped()}
