"""Languages: negotiation, direction, own names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.domain.people import LANGUAGES
from forum.i18n import locales


@pytest.mark.parametrize(
    ("wishes", "got"),
    [
        (["fr"], "fr"),
        (["fr-CH"], "fr"),
        (["zh-TW"], "zh"),
        (["zh_Hans"], "zh"),
        (["AR-eg"], "ar"),
        ([None, "", "tlh", "ru"], "ru"),
        ([], "en"),
        (["en-XA"], "en"),
    ],
)
def test_negotiation(wishes: list[str | None], got: str) -> None:
    assert locales.negotiate(wishes, LANGUAGES) == got


def test_pseudo_locales_are_offered_only_when_asked_for() -> None:
    assert locales.offered() == LANGUAGES
    assert locales.negotiate(["en-XA"], locales.offered(with_pseudo=True)) == "en-XA"


@pytest.mark.parametrize("tag", locales.offered(with_pseudo=True))
def test_direction(tag: str) -> None:
    assert locales.language(tag).direction == ("rtl" if tag in {"ar", "ar-XB"} else "ltr")


def test_own_names() -> None:
    assert [locales.language(tag).own_name for tag in ("fr", "es", "ru", "zh")] == [
        "Français",
        "Español",
        "Русский",
        "中文",
    ]
    assert locales.language("ar-XB").is_pseudo


@given(st.lists(st.text(max_size=20)))
def test_any_wish_gets_a_language(wishes: list[str]) -> None:
    assert locales.negotiate(wishes, LANGUAGES) in LANGUAGES
