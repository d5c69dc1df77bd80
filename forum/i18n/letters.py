"""The letters that are mailed: subject and text of each kind, in the reader's language."""

from __future__ import annotations

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
}


def compose(kind: str, words: Words, values: dict[str, object]) -> tuple[str, str]:
    """Subject and text of a letter."""
    subject, paragraphs = LETTERS[kind]
    said = [line % values if line.startswith("%(link)") else words.gettext(line, **values) for line in paragraphs]
    return words.gettext(subject, **values), "\n\n".join(said) + "\n"
