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
        return self._say(self._translations.gettext(message), message, params)

    def ngettext(self, one: str, many: str, count: int, **params: object) -> str:
        """The sentence for `count` things; `%(count)s` and `%(num)s` are filled in."""
        found = self._translations.ngettext(one, many, count)
        params = {"count": count, "num": count, **params}
        return self._say(found, one if count == 1 else many, params)

    def pgettext(self, context: str, message: str, **params: object) -> str:
        """The word for `message` as meant in `context`."""
        return self._say(self._translations.pgettext(context, message), message, params, context)

    def npgettext(self, context: str, one: str, many: str, count: int, **params: object) -> str:
        """The sentence for `count` things as meant in `context`."""
        found = self._translations.npgettext(context, one, many, count)
        params = {"count": count, "num": count, **params}
        return self._say(found, one if count == 1 else many, params, context)

    def plural(self, one: str, many: str, count: int, context: str | None = None) -> str:
        """The sentence for `count` things with its placeholders still open: a template fills them in."""
        if context is None:
            found = self._translations.ngettext(one, many, count)
        else:
            found = self._translations.npgettext(context, one, many, count)
        return self._say(found, one if count == 1 else many, {}, context)

    def _say(self, found: str, english: str, params: dict[str, object], context: str | None = None) -> str:
        text = found % params if params else found
        if self.tag in PSEUDO:
            return pseudo(text)
        if self.tag != DEFAULT and found == english and (context, english) not in _translated(self.tag):
            return f"{FALLBACK_OPEN}{text}{FALLBACK_CLOSE}"
        return text


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
def _translated(tag: str) -> frozenset[tuple[str | None, str]]:
    """Context and English text of every message that the catalogue translates."""
    if not path_of(tag).exists():
        return frozenset()
    found: set[tuple[str | None, str]] = set()
    for message in read(tag):
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.id and all(strings):
            ids = message.id if isinstance(message.id, tuple | list) else [message.id]
            found.update((message.context, one) for one in ids)
    return frozenset(found)


_ACCENTS = str.maketrans("aceinosuyACEINOSUY", "àçéîñöšúýÀÇÉÎÑÖŠÚÝ")
_PROTECTED = re.compile(r"(<[^>]*>|%\(\w+\)[sd]|&\w+;)")


def pseudo(text: str) -> str:
    """Accented, a third longer, in brackets; markup and placeholders are left alone."""
    pieces = _PROTECTED.split(text)
    longer = "······· " * (len(text) // 24 + 1)
    accented = "".join(p if i % 2 else p.translate(_ACCENTS) for i, p in enumerate(pieces))
    return f"⟦{accented}{longer[: len(text) // 3].rstrip()}⟧"


def N_(message: str) -> str:  # noqa: N802 - the customary name of gettext's marker
    """Mark a message for extraction where it cannot be said yet."""
    return message
