"""Labels by function are said in the reader's language; names and what somebody typed are left alone."""

import csv
from importlib import resources

import pytest

from forum.i18n.catalogues import words
from forum.i18n.functions import FUNCTIONS, said, table
from forum.i18n.outcomes import speaker


@pytest.mark.parametrize(
    ("label", "tag", "told"),
    [
        ("Government delegate, Fiji", "en", "Government delegate, Fiji"),
        ("Government delegate, Fiji", "fr", "Délégué gouvernemental, Fidji"),
        ("Government delegate, Fiji (2)", "fr", "Délégué gouvernemental, Fidji (2)"),
        ("Rapporteur", "es", "Ponente"),
        ("Hall display", "de", "Saalanzeige"),
        ("Government delegate, Atlantis", "fr", "Government delegate, Atlantis"),
        ("Delegate of Fiji", "fr", "Delegate of Fiji"),
        ("Fiji", "fr", "Fiji"),
        ("", "ar", ""),
    ],
)
def test_only_our_own_words_are_translated(label: str, tag: str, told: str) -> None:
    assert said(label, words(tag)) == told


def test_a_speaker_is_said_once_with_the_state() -> None:
    assert speaker("Workers' delegate, Fiji", "FJ", words("fr")) == said("Workers' delegate, Fiji", words("fr"))
    assert speaker("Ms X", "FJ", words("fr")).endswith("Fidji")


def test_every_delegate_of_the_example_is_said() -> None:
    text = (resources.files("forum.examples.global_forum_2022") / "roster.csv").read_text(encoding="utf-8")
    rows = [row for row in csv.DictReader(text.splitlines()) if row["state"] and row["role"] == "delegate"]
    assert len(rows) == 748
    unsaid = [row["name"] for row in rows if said(row["name"], words("ru")) == row["name"]]
    assert unsaid == []
    assert {row["function"] for row in rows} <= FUNCTIONS


def test_a_page_is_given_all_that_it_needs_to_say_them_itself() -> None:
    assert table(words("en")) == {"functions": {}, "places": {}, "pattern": "%(label)s, %(country)s"}
    given = table(words("zh"))
    told = given["functions"]["Government delegate"], given["places"]["Fiji"]
    pattern = given["pattern"].replace("%(label)s", told[0]).replace("%(country)s", told[1])
    assert pattern == said("Government delegate, Fiji", words("zh")) != "Government delegate, Fiji"
    assert (set(given["functions"]), len(given["places"])) == (FUNCTIONS, 187)
