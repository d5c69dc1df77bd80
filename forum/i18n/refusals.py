"""What each refusal says: fault and remedy, in the reader's language. A test finds a code without a sentence."""

from __future__ import annotations

from forum.domain.refusals import Refusal
from forum.i18n.catalogues import N_, Words

#: refusal code -> sentence; placeholders are the refusal's params
SENTENCES: dict[str, str] = {
    "Refusals": N_("%(count)s faults were found. Nothing was changed."),
    "Forbidden": N_("Your role does not allow this. Ask the organizer of the forum if you need it."),
    "SignInNeeded": N_("Please sign in first."),
    "Unknown": N_("There is nothing at this address, or it is not yours to see."),
    "Busy": N_("The database is busy. Nothing was changed; please try again in a moment."),
    "Stale": N_("This has changed in the meantime. Look at the present state and try again."),
    "Missing": N_("This field must not be empty."),
    "TooLong": N_("This is too long: at most %(limit)s characters."),
    "UnknownZone": N_("“%(zone)s” is not a time zone. Give an IANA name such as Pacific/Fiji."),
    "UnknownLanguage": N_("“%(language)s” is not a language offered here."),
    "UnknownChoice": N_("“%(value)s” is not possible here. Allowed: %(allowed)s."),
    "SkippedTime": N_("On %(day)s the clocks of %(zone)s jump over %(clock)s. Choose another time."),
}


def sentence(refusal: Refusal, words: Words) -> str:
    """The refusal in words."""
    message = SENTENCES.get(refusal.code)
    if message is None:
        return refusal.code
    return words.gettext(message, **refusal.params)
