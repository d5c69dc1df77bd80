"""The language of the terminal, for commands that need nothing else of `context`."""

from __future__ import annotations

from collections.abc import Mapping

from forum.i18n.locales import negotiate, offered


def language_of(environ: Mapping[str, str]) -> str:
    """The language that the terminal asks for (LC_ALL, LC_MESSAGES, LANG), where there is a catalogue."""
    asked = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    return negotiate([asked.partition(".")[0].partition("@")[0]], offered())
