"""The catalogues are what the words of code and templates need: extracted, whole, exact."""

from __future__ import annotations

import re

import pytest
from babel.messages.catalog import Message
from hypothesis import given
from hypothesis import strategies as st

from forum.domain.people import LANGUAGES
from forum.domain.refusals import Refusal
from forum.i18n import catalogues
from forum.i18n.catalogues import FALLBACK_CLOSE, FALLBACK_OPEN, Words, pseudo
from forum.i18n.refusals import SENTENCES
from tests.house.write_catalogues import files
from tests.web.pages import COMPLETE

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


def strings(message: Message) -> list[str]:
    found = message.string if isinstance(message.string, tuple | list) else [message.string]
    return [text for text in found if text]


def ids(message: Message) -> list[str]:
    return list(message.id) if isinstance(message.id, tuple | list) else [message.id]


def test_no_word_waits_for_extraction() -> None:
    """`make catalogues` would change nothing."""
    stale = [path.parent.parent.name for path, content in files().items() if path.read_bytes() != content]
    assert stale == []


@pytest.mark.parametrize("tag", LANGUAGES)
def test_nothing_is_fuzzy_and_placeholders_agree(tag: str) -> None:
    for message in catalogues.read(tag):
        assert not message.fuzzy
        wanted = set().union(*(PLACEHOLDER.findall(text) for text in ids(message))) if message.id else set()
        for text in strings(message) if message.id else []:
            extra = set(PLACEHOLDER.findall(text)) - wanted
            lost = set() if message.pluralizable else wanted - set(PLACEHOLDER.findall(text))
            assert (extra, lost) == (set(), set()), message.id


@pytest.mark.parametrize("tag", sorted(COMPLETE))
def test_complete_catalogues_are_whole(tag: str) -> None:
    forms = catalogues.read(tag).num_plurals
    missing = [m.id for m in catalogues.read(tag) if m.id and len(strings(m)) < (forms if m.pluralizable else 1)]
    assert missing == []


@pytest.mark.parametrize("tag", LANGUAGES)
def test_markup_is_kept(tag: str) -> None:
    """A translation has the tags of its source, so that no page breaks in one language only."""
    for message in catalogues.read(tag):
        if not message.id:
            continue
        tags = sorted(re.findall(r"</?\w+[^>]*>", ids(message)[0]))
        for text in strings(message):
            assert sorted(re.findall(r"</?\w+[^>]*>", text)) == tags, message.id


@pytest.mark.parametrize(("count", "form"), [(0, 0), (1, 1), (2, 2), (3, 3), (11, 4), (99, 4), (100, 5), (102, 5)])
def test_arabic_plurals_are_those_of_cldr(count: int, form: int) -> None:
    expression = catalogues.read("ar").plural_expr
    assert catalogues.ARABIC_PLURALS.endswith(f"plural={expression};")
    from gettext import c2py

    assert c2py(expression)(count) == form


def all_refusals(base: type[Refusal] = Refusal) -> list[type[Refusal]]:
    return [found for child in base.__subclasses__() for found in (child, *all_refusals(child))]


def test_every_refusal_has_its_sentence() -> None:
    from tests.house.test_rooms import modules

    for module, _path in modules():
        if module.startswith(("forum.domain", "forum.formats", "forum.services", "forum.planning")):
            __import__(module)
    ours = {r.__name__ for r in all_refusals() if r.__module__.startswith("forum.")}
    assert sorted(ours - set(SENTENCES)) == []


def test_a_missing_word_falls_back_marked() -> None:
    assert Words("fr").gettext("No catalogue has this") == f"{FALLBACK_OPEN}No catalogue has this{FALLBACK_CLOSE}"
    assert Words("en").gettext("No catalogue has this") == "No catalogue has this"


def test_the_fallback_fills_placeholders() -> None:
    assert "of 3 rooms" in Words("ar").gettext("of %(count)s rooms", count=3)
    assert "3 rooms" in Words("ar").ngettext("%(count)s room", "%(count)s rooms", 3)


@given(st.text(st.characters(codec="ascii", exclude_characters="<>&%;"), min_size=1, max_size=60))
def test_the_pseudo_locale_is_longer_and_bracketed(text: str) -> None:
    said = pseudo(text)
    assert said[0] == "⟦"
    assert said[-1] == "⟧"
    assert len(said) >= len(text) + 2


def test_the_pseudo_locale_leaves_markup_alone() -> None:
    assert "<strong>" in pseudo("a <strong>bold</strong> %(word)s")
    assert "%(word)s" in pseudo("a %(word)s")
