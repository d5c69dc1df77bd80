"""Labels of people by function, which examples and rehearsals give instead of names: said in the reader's language.

A label that somebody typed, and any name, stays as it is: only the very words listed here are ours to translate.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from forum.i18n.catalogues import Words
from forum.i18n.states import member_states, state_name
from forum.i18n.terms import pgettext_noop

#: a place, and the number of one of several from there: "Fiji (2)"
_NUMBERED = re.compile(r"(.*?)( \([0-9]+\))?", re.DOTALL)

FUNCTIONS: frozenset[str] = frozenset(
    {
        pgettext_noop("function", "Government delegate"),
        pgettext_noop("function", "Employers' delegate"),
        pgettext_noop("function", "Workers' delegate"),
        pgettext_noop("function", "Head of State or Government"),
        pgettext_noop("function", "Organizer (secretariat)"),
        pgettext_noop("function", "Chairperson of the sitting"),
        pgettext_noop("function", "Clerk of the list of speakers"),
        pgettext_noop("function", "Rapporteur"),
        pgettext_noop("function", "Hall display"),
        pgettext_noop("function", "Employers' Vice-Chairperson"),
        pgettext_noop("function", "Workers' Vice-Chairperson"),
        pgettext_noop("function", "Coordinator of the Government group"),
        pgettext_noop("function", "Coordinator of the Employers' group"),
        pgettext_noop("function", "Coordinator of the Workers' group"),
        pgettext_noop("function", "Spokesperson of the Government group"),
        pgettext_noop("function", "Spokesperson of the Employers' group"),
        pgettext_noop("function", "Spokesperson of the Workers' group"),
        pgettext_noop("function", "Lead of an invited organization"),
    }
)


def said(label: str, words: Words) -> str:
    """The label as the reader says it: "Government delegate, Fiji" is "Délégué gouvernemental, Fidji" in French."""
    if label in FUNCTIONS:
        return words.pgettext("function", label)
    function, _, rest = label.partition(", ")
    place, number = _NUMBERED.fullmatch(rest).groups("")  # type: ignore[union-attr]
    if function not in FUNCTIONS or place not in _states():
        return label
    country = state_name(_states()[place], words.tag)
    told = words.pgettext("function", function)
    return words.pgettext("speaker", "%(label)s, %(country)s", label=told, country=country + number)


def table(words: Words) -> dict[str, Any]:
    """What a page's script needs to say such labels as `said` does; empty for readers of English.

    `functions` and `places` (of States) give what is said for the very words; `pattern` puts the two together.
    """
    if words.tag == "en":
        return {"functions": {}, "places": {}, "pattern": "%(label)s, %(country)s"}
    return {
        "functions": {each: words.pgettext("function", each) for each in sorted(FUNCTIONS)},
        "places": {place: state_name(iso2, words.tag) for place, iso2 in _states().items()},
        "pattern": words.pgettext("speaker", "%(label)s, %(country)s", label="%(label)s", country="%(country)s"),
    }


@cache
def _states() -> dict[str, str]:
    return {state_name(iso2): iso2 for iso2 in member_states()}
