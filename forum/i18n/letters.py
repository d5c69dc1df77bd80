"""The letters that are mailed: subject and text of each kind, in the reader's language."""

from __future__ import annotations

from datetime import datetime

from forum.i18n import cities, functions, moments
from forum.i18n.catalogues import N_, Words

INSCRIPTION_PAGE = N_(
    "On this page you can change or withdraw the inscription and hand in the text for the interpreters:"
)
#: kind -> (subject, paragraphs); placeholders are the letter's values
LETTERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "sign-in": (
        N_("Your sign-in link"),
        (
            N_("Open this link and press the button to sign in:"),
            "%(link)s",
            N_("Or enter this code on the page that is open: %(code)s"),
            N_("The link and the code work once, for %(minutes)s minutes. Pass them on to nobody."),
            N_("If you did not ask for this, you need do nothing."),
        ),
    ),
    "consultation-sent": (
        N_("Your group is consulted: %(title)s"),
        (
            N_("The secretariat of the %(forum)s consults your group on “%(title)s”."),
            N_("Please answer by %(moment)s. On the page you can agree, propose a change, comment or object:"),
            "%(link)s",
            N_("Only the groups consulted and the secretariat can read it."),
        ),
    ),
    "consultation-closed": (
        N_("The consultation was closed: %(title)s"),
        (
            N_("The consultation of the %(forum)s on “%(title)s” was closed. Its result stands here:"),
            "%(link)s",
        ),
    ),
    "inscribed": (
        N_("On the list of speakers: %(title)s"),
        (
            N_("%(name)s is on the list of speakers of “%(title)s” (%(forum)s), at place %(place)s now."),
            N_("The estimated time is %(moment)s. It moves with the list."),
            INSCRIPTION_PAGE,
            "%(link)s",
        ),
    ),
    "inscribed-without-time": (
        N_("On the list of speakers: %(title)s"),
        (
            N_("%(name)s is on the list of speakers of “%(title)s” (%(forum)s), at place %(place)s now."),
            N_("As the list stands, the sitting has no time left for this statement."),
            INSCRIPTION_PAGE,
            "%(link)s",
        ),
    ),
    "closed-inscribed": (
        N_("The order of speakers: %(title)s"),
        (
            N_("The list of speakers of “%(title)s” (%(forum)s) is closed: %(name)s has place %(place)s."),
            N_("The estimated time is %(moment)s. It moves when those before speak for longer or shorter."),
            INSCRIPTION_PAGE,
            "%(link)s",
        ),
    ),
    "closed-inscribed-without-time": (
        N_("The order of speakers: %(title)s"),
        (
            N_("The list of speakers of “%(title)s” (%(forum)s) is closed: %(name)s has place %(place)s."),
            N_("As the list stands, the sitting has no time left for this statement."),
            INSCRIPTION_PAGE,
            "%(link)s",
        ),
    ),
    "place-offered": (
        N_("Another place is offered to you: %(title)s"),
        (
            N_("Another speaker of “%(title)s” (%(forum)s) offers %(name)s their place. The page shows which:"),
            "%(link)s",
        ),
    ),
    "last-call": (
        N_("Last call for the list of speakers: %(title)s"),
        (
            N_("The list of speakers of “%(title)s” (%(forum)s) closes on %(moment)s."),
            N_("Whoever still wants to speak can be inscribed on this page:"),
            "%(link)s",
        ),
    ),
}


def compose(kind: str, words: Words, values: dict[str, object]) -> tuple[str, str]:
    """Subject and text of a letter. A value with `instant`, `zone` and `state` is a moment on the reader's clock."""
    subject, paragraphs = LETTERS[kind]
    values = {name: _said(value, words) if isinstance(value, dict) else value for name, value in values.items()}
    said = [line % values if line.startswith("%(link)") else words.gettext(line, **values) for line in paragraphs]
    return words.gettext(subject, **values), "\n\n".join(said) + "\n"


def _said(value: dict[str, str | None], words: Words) -> str:
    """A moment on the reader's clock, or the label of a person by function."""
    if "label" in value:
        return functions.said(str(value["label"]), words)
    zone = str(value["zone"])
    city = cities.city_of_zone(zone, value["state"], words.tag)
    return moments.said(datetime.fromisoformat(str(value["instant"])), zone, city, words.tag)
