"""The city that stands beside a local time: the capital people know, not the island a time zone is named after.

CLDR calls the city of Pacific/Fiji "Fiji"; the delegation of Fiji reads "Suva". The capitals stand in `cities.csv`,
their sources in `states.sources.md`. A city only says whose clock is meant; nothing is said about the status of any
city or territory.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from babel import Locale
from babel.core import get_global

from forum.domain.people import LANGUAGES
from forum.i18n.states import FALLBACK, language_of, state_name


@dataclass(frozen=True, kw_only=True)
class City:
    """A city's name and the language it is written in, which may be English for want of another name."""

    name: str
    language: str


@cache
def _capitals() -> dict[str, dict[str, str]]:
    text = (resources.files("forum.i18n") / "cities.csv").read_text(encoding="utf-8")
    return {row["iso2"]: row for row in csv.DictReader(text.splitlines())}


@cache
def _cldr_keys() -> dict[str, list[str]]:
    """The older names under which CLDR files a zone: Asia/Calcutta for Asia/Kolkata."""
    keys: dict[str, list[str]] = {}
    for older, name in get_global("zone_aliases").items():
        keys.setdefault(name, []).append(older)
    return keys


def _one_name(zone: str) -> str:
    return str(get_global("zone_aliases").get(zone, zone))


def capital(iso2: str, locale: object = FALLBACK) -> City:
    """The capital of a Member State; in English where no name in the language is known.

    Raises `KeyError` for a code that is not a Member State's.
    """
    row, language = _capitals()[iso2], language_of(locale)
    return City(name=row[language], language=FALLBACK if language in row["english"].split(";") else language)


def zone_of_capital(iso2: str) -> str:
    """The IANA zone of a Member State's capital. Raises `KeyError` for a code that is not a Member State's."""
    return _capitals()[iso2]["zone"]


def _exemplar(zone: str, language: str) -> str | None:
    zones = Locale(language).time_zones
    cities = (zones.get(key, {}).get("city") for key in (zone, *_cldr_keys().get(zone, ())))
    return next((str(city) for city in cities if city), None)


def _zone_city(zone: str, language: str) -> City:
    name = _exemplar(zone, language)
    if name is not None:
        return City(name=name, language=language)
    english = _exemplar(zone, FALLBACK) or zone.rsplit("/", 1)[-1].replace("_", " ")
    return City(name=english, language=FALLBACK)


@cache
def _namesakes() -> dict[str, str]:
    """Zones whose exemplar city is the State itself (Pacific/Fiji is "Fiji" to CLDR), with the State's code."""
    zones = {iso2: _one_name(row["zone"]) for iso2, row in _capitals().items()}
    return {zone: iso2 for iso2, zone in zones.items() if _zone_city(zone, FALLBACK).name == state_name(iso2)}


def city(zone: str, iso2: str | None = None, locale: object = FALLBACK) -> City:
    """The city to print beside a local time in this zone, with the language of its name.

    A person of a State whose capital keeps this zone gets the capital; anyone else the zone's own city (CLDR's
    exemplar city; the capital where CLDR names the State instead), and where CLDR has none, the last part of the
    zone's name.
    """
    named = _one_name(zone)
    for code in (iso2, _namesakes().get(named)):
        if code in _capitals() and _one_name(zone_of_capital(code)) == named:
            return capital(code, locale)
    return _zone_city(named, language_of(locale))


def city_of_zone(zone: str, iso2: str | None = None, locale: object = FALLBACK) -> str:
    """The name alone of `city`: ("Pacific/Fiji", "FJ") gives "Suva", ("America/Los_Angeles", "US") "Los Angeles"."""
    return city(zone, iso2, locale).name


@cache
def _seats() -> list[dict[str, str]]:
    """Cities where forums meet that are neither a capital nor CLDR's city of their zone."""
    text = (resources.files("forum.i18n") / "seats.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _known_in(zone: str) -> Iterator[dict[str, str]]:
    """The names by language of every city that we know to keep this zone: seats, capitals, CLDR's own city."""
    yield from (row for row in (*_seats(), *_capitals().values()) if _one_name(row["zone"]) == zone)
    yield {tag: _zone_city(zone, tag).name for tag in LANGUAGES}


def venue(city: str, zone: str, locale: object = FALLBACK) -> str:
    """The city of a venue as the reader calls it, whichever of our languages it was typed in.

    ("Geneva", "Europe/Zurich") gives "Genf" in German. A city that we do not know in that zone stays as it was typed;
    where none was typed, the zone's own city stands in.
    """
    typed, tag, named = city.strip().casefold(), language_of(locale), _one_name(zone)
    if not typed:
        return city_of_zone(zone, None, locale)
    for names in _known_in(named):
        if typed in {names[each].casefold() for each in LANGUAGES}:
            return names[tag]
    return city


def zones_of_capitals() -> dict[str, str]:
    """The IANA zone of every Member State's capital, by its two-letter code."""
    return {iso2: row["zone"] for iso2, row in _capitals().items()}
