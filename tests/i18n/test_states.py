"""Names of Member States: official, complete in seven languages, and in the order of each language."""

import csv
import random
from importlib import resources

import pytest
from babel import Locale

from forum.domain.people import LANGUAGES
from forum.i18n import states
from forum.i18n.states import collation_key, in_order, is_from_cldr, member_states, sort_key, state_name


def shipped() -> list[dict[str, str]]:
    text = (resources.files("forum.i18n") / "states.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def test_there_are_187_member_states_each_once() -> None:
    codes = [row["iso2"] for row in shipped()]
    assert len(codes) == 187
    assert len(set(codes)) == 187
    assert member_states() == tuple(sorted(codes))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_has_a_trimmed_name_of_its_own(language: str) -> None:
    names = [state_name(iso2, language) for iso2 in member_states()]
    assert [name for name in names if not name or name != name.strip() or "_" in name or "  " in name] == []
    assert len(set(names)) == 187


@pytest.mark.parametrize(
    ("iso2", "language", "name"),
    [
        ("RU", "en", "Russian Federation"),
        ("TR", "en", "Türkiye"),
        ("CI", "en", "Côte d'Ivoire"),
        ("VN", "en", "Viet Nam"),
        ("IR", "en", "Iran (Islamic Republic of)"),
        ("NL", "en", "Netherlands (Kingdom of the)"),
        ("CD", "en", "Democratic Republic of the Congo"),
        ("CG", "en", "Congo"),
        ("RU", "fr", "Fédération de Russie"),
        ("KR", "es", "República de Corea"),
        ("NL", "ar", "هولندا (مملكة -)"),
        ("RU", "zh", "俄罗斯联邦"),
        ("FJ", "ru", "Фиджи"),
        ("RU", "de", "Russische Föderation"),
        ("CD", "de", "Demokratische Republik Kongo"),
    ],
)
def test_names_are_those_of_united_nations_documents(iso2: str, language: str, name: str) -> None:
    assert state_name(iso2, language) == name


def test_no_name_of_cldr_that_a_united_nations_document_would_not_print() -> None:
    wrong = {"Russia", "Russland", "Russie", "Rusia", "Congo - Kinshasa", "Congo - Brazzaville", "Vietnam", "Turkey"}
    printed = {state_name(iso2, language) for iso2 in member_states() for language in LANGUAGES if language != "de"}
    assert printed.isdisjoint(wrong)
    assert {state_name(iso2, "de") for iso2 in member_states()}.isdisjoint(wrong - {"Vietnam"})


def test_cells_said_to_be_from_cldr_are_exactly_so() -> None:
    marked = [(row["iso2"], language) for row in shipped() for language in row["cldr"].split(";") if language]
    assert [(i, lang) for i, lang in marked if state_name(i, lang) != Locale(lang).territories[i]] == []
    assert [is_from_cldr(i, lang) for i, lang in marked] == [True] * len(marked)
    assert not is_from_cldr("RU", "de")


@pytest.mark.parametrize("locale", ["fr_CH", "fr-CA", "FR", Locale("fr", "BE")])
def test_a_regional_locale_asks_for_its_language(locale: object) -> None:
    assert state_name("DE", locale) == "Allemagne"


def test_an_unknown_language_gives_english() -> None:
    assert state_name("DE", "sv_SE") == "Germany"


def test_a_code_of_no_member_state_is_an_error() -> None:
    assert not states.is_member_state("XX")
    assert states.is_member_state("FJ")
    with pytest.raises(KeyError):
        state_name("XX")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["Congo", "Costa Rica", "Côte d'Ivoire", "Croatia", "Cuba", "Cyprus", "Czechia"]),
        ("fr", ["Égypte", "El Salvador", "Émirats arabes unis", "Équateur", "Érythrée", "Espagne", "Estonie"]),
        ("es", ["Emiratos Árabes Unidos", "Eritrea", "Eslovaquia", "Eslovenia", "España"]),
        ("de", ["Österreich", "Pakistan"]),
        ("ru", ["Южная Африка", "Южный Судан", "Ямайка", "Япония"]),
        ("ar", ["الاتحاد الروسي", "إثيوبيا", "أذربيجان", "الأرجنتين", "الأردن", "أرمينيا"]),
        ("zh", ["菲律宾", "斐济", "芬兰"]),
    ],
)
def test_states_stand_in_the_order_of_the_language(language: str, expected: list[str]) -> None:
    names = [state_name(iso2, language) for iso2 in in_order(member_states(), language)]
    start = names.index(expected[0])
    assert [name for name in names[start:] if name in expected] == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_order_does_not_depend_on_how_the_list_came(language: str) -> None:
    shuffled = list(member_states())
    random.Random(7).shuffle(shuffled)
    assert in_order(shuffled, language) == in_order(member_states(), language)
    assert len({sort_key(iso2, language) for iso2 in member_states()}) == 187


def test_equal_letters_are_told_apart_by_the_name_itself() -> None:
    assert collation_key("Réunion", "fr") != collation_key("Reunion", "fr")
    assert collation_key("Réunion", "fr")[0] == collation_key("Reunion", "fr")[0]


def test_sources_name_every_column() -> None:
    sources = (resources.files("forum.i18n") / "states.sources.md").read_text(encoding="utf-8")
    cities = (resources.files("forum.i18n") / "cities.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    assert [column for column in {*shipped()[0], *cities} if f"`{column}`" not in sources] == []
