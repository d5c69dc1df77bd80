"""Catalogues: `.po` files read into memory at start. No `.mo` is kept anywhere.

A message without a translation falls back to English, marked: isolated by direction and followed by a small "EN", so
that nobody takes it for the reader's language (and a test finds it).
"""

from __future__ import annotations

import io
import re
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from forum import settings
from forum.i18n.locales import DEFAULT, PSEUDO

DOMAIN = "messages"
#: first-strong isolate ... small EN, pop
FALLBACK_OPEN, FALLBACK_CLOSE = "\u2068", "\u00a0ᴱᴺ\u2069"
#: Babel's own table swaps two forms (python-babel issue 816); these are CLDR's.
ARABIC_PLURALS = (
    "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5);"
)

Message = tuple[str | None, str, str | None]


def path_of(tag: str) -> Path:
    """The catalogue of a language."""
    return settings.folder("translations") / tag / "LC_MESSAGES" / f"{DOMAIN}.po"


def read(tag: str) -> Catalog:
    """The catalogue of a language as Babel reads it."""
    with path_of(tag).open("rb") as file:
        return read_po(file, locale={"zh": "zh_Hans"}.get(tag, tag), domain=DOMAIN)


class Words:
    """The words of one language. Placeholders are named: `words.gettext("...%(count)s", count=3)`."""

    def __init__(self, tag: str, translations: NullTranslations | None = None) -> None:
        self.tag = tag
        self._translations = translations if translations is not None else _translations(tag)

    def gettext(self, message: str, **params: object) -> str:
        """The sentence for `message`."""
        return self._say(self._translations.gettext(message), message, message, params)

    def ngettext(self, one: str, many: str, count: int, **params: object) -> str:
        """The sentence for `count` things; `%(count)s` and `%(num)s` are filled in."""
        found = self._translations.ngettext(one, many, count)
        params = {"count": count, "num": count, **params}
        return self._say(found, one if count == 1 else many, one if count == 1 else many, params)

    def pgettext(self, context: str, message: str, **params: object) -> str:
        """The word for `message` as meant in `context`."""
        return self._say(self._translations.pgettext(context, message), message, message, params)

    def npgettext(self, context: str, one: str, many: str, count: int, **params: object) -> str:
        """The sentence for `count` things as meant in `context`."""
        found = self._translations.npgettext(context, one, many, count)
        params = {"count": count, "num": count, **params}
        return self._say(found, one if count == 1 else many, one if count == 1 else many, params)

    def _say(self, found: str, english: str, source: str, params: dict[str, object]) -> str:
        text = (found or source) % params if params else found or source
        if self.tag in PSEUDO:
            return pseudo(text)
        if self.tag != DEFAULT and found == source and not self._has(source):
            return f"{FALLBACK_OPEN}{text}{FALLBACK_CLOSE}"
        return text

    def _has(self, source: str) -> bool:
        return source in _translated(self.tag)


@cache
def words(tag: str) -> Words:
    """The words of a language, read once."""
    return Words(tag)


@cache
def _translations(tag: str) -> NullTranslations:
    if tag == DEFAULT or tag in PSEUDO or not path_of(tag).exists():
        return NullTranslations()
    catalog = read(tag)
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    buffer.seek(0)
    return GNUTranslations(buffer)


@cache
def _translated(tag: str) -> frozenset[str]:
    if not path_of(tag).exists():
        return frozenset()
    found: set[str] = set()
    for message in read(tag):
        if message.id and message.string and all(message.string if isinstance(message.string, tuple) else [1]):
            found.update(message.id if isinstance(message.id, tuple | list) else [message.id])
    return frozenset(found)


_ACCENTS = str.maketrans("aceinosuyACEINOSUY", "àçéîñöšúýÀÇÉÎÑÖŠÚÝ")
_PROTECTED = re.compile(r"(<[^>]*>|%\(\w+\)[sd]|&\w+;)")


def pseudo(text: str) -> str:
    """Accented, a third longer, in brackets; markup and placeholders are left alone."""
    pieces = _PROTECTED.split(text)
    accented = "".join(p if i % 2 else p.translate(_ACCENTS) for i, p in enumerate(pieces))
    return f"⟦{accented}{'·' * (len(text) // 3)}⟧"


def N_(message: str) -> str:  # noqa: N802 - the customary name of gettext's marker
    """Mark a message for extraction where it cannot be said yet."""
    return message
