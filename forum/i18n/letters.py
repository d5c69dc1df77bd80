"""The letters that are mailed: subject and text of each kind, in the reader's language."""

from __future__ import annotations

from datetime import datetime

from forum.i18n import cities, moments
from forum.i18n.catalogues import N_, Words

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
}


def compose(kind: str, words: Words, values: dict[str, object]) -> tuple[str, str]:
    """Subject and text of a letter. A value with `instant`, `zone` and `state` is a moment on the reader's clock."""
    subject, paragraphs = LETTERS[kind]
    values = {name: _said(value, words) if isinstance(value, dict) else value for name, value in values.items()}
    said = [line % values if line.startswith("%(link)") else words.gettext(line, **values) for line in paragraphs]
    return words.gettext(subject, **values), "\n\n".join(said) + "\n"


def _said(moment: dict[str, str | None], words: Words) -> str:
    zone = str(moment["zone"])
    city = cities.city_of_zone(zone, moment["state"], words.tag)
    return moments.said(datetime.fromisoformat(str(moment["instant"])), zone, city, words.tag)
