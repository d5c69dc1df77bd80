"""Every rule, every word of its vocabularies and every finding has words."""

from __future__ import annotations

from fractions import Fraction

import pytest

from forum.domain.people import LANGUAGES
from forum.domain.speaking.document import RULES
from forum.domain.speaking.linter import Code, Finding
from forum.domain.speaking.shapes import Bands, By, Many, One
from forum.domain.speaking.versions import Act
from forum.i18n import linter, rules
from forum.i18n.catalogues import words

ENGLISH = words("en")


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_rule_and_every_word_is_named(tag: str) -> None:
    say = words(tag)
    for path, rule in RULES.items():
        assert rules.heading_of(path) in rules.HEADINGS
        assert rules.name(path, say)
        for name, shape in rule.values.items():
            assert rules.value_name(name, say)
            vocabulary = (
                shape.keys if isinstance(shape, By) else shape.of if isinstance(shape, One | Many | Bands) else ()
            )
            assert all(rules.word(each, say) for each in vocabulary)


def test_a_rule_is_named_with_its_heading_where_it_stands_alone() -> None:
    assert rules.full_name("limits.statement", ENGLISH) == "Time limits, Individual statement"
    assert rules.full_name("grain", ENGLISH) == "Slots are cut in steps of"


@pytest.mark.parametrize("act", Act)
def test_every_act_is_told(act: Act) -> None:
    assert rules.act(act, "grain", ENGLISH) != act


PARAMS = {
    "minutes": 90,
    "nth": 16,
    "kind": "statement",
    "factor": Fraction(27, 20),
    "employers": 600,
    "workers": 540,
    "before": "group_statement",
    "seconds": 180,
    "most": 120,
    "state": "FJ",
    "key": "fj-1",
    "capacity": "adviser",
    "level": "minister",
    "count": 3,
}


@pytest.mark.parametrize("code", Code)
@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_finding_is_a_sentence(code: Code, tag: str) -> None:
    params = {**PARAMS, "before": "delegate"} if code is Code.BANDS_BROKEN else PARAMS
    said = linter.said(Finding(code=code, path="once", params=params), words(tag))
    assert "%(" not in said
    assert said.endswith((".", "。", "."))


def test_findings_name_figures_and_states() -> None:
    over = Finding(code=Code.OVER_TIME_IN_PRACTICE, path="factor", params=PARAMS)
    assert "\u20661.35\u2069 times the limit" in linter.said(over, ENGLISH)
    assert linter.said(Finding(code=Code.TWICE, path="once", params=PARAMS), ENGLISH).startswith("Fiji would speak")
    nameless = Finding(code=Code.TWICE, path="once", params={"state": "", "key": "guest-1"})
    assert linter.said(nameless, ENGLISH).startswith("guest-1 would speak")
