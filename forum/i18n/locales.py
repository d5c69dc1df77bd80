"""The languages offered: tags, own names, direction, negotiation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from babel import Locale

from forum.domain.people import LANGUAGES

DEFAULT = "en"

#: Pseudo-locales: left-to-right and right-to-left. They show any word that does not come from a catalogue.
PSEUDO = {"en-XA": "en", "ar-XB": "ar"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Language:
    """A language of the interface, as templates need it."""

    tag: str
    own_name: str
    direction: str

    @property
    def is_pseudo(self) -> bool:
        """Whether this is a test language."""
        return self.tag in PSEUDO


@cache
def babel_locale(tag: str) -> Locale:
    """Babel's data for a tag; Chinese means simplified script, as in the documents of the UN."""
    return Locale.parse({"zh": "zh_Hans"}.get(tag, PSEUDO.get(tag, tag)).replace("-", "_"))


@cache
def language(tag: str) -> Language:
    """The language with that tag."""
    locale = babel_locale(tag)
    name = tag if tag in PSEUDO else (locale.get_language_name(locale.language) or tag)
    return Language(tag=tag, own_name=name[:1].upper() + name[1:], direction=locale.text_direction)


def offered(*, with_pseudo: bool = False) -> tuple[str, ...]:
    """The tags one may choose from."""
    return LANGUAGES + (tuple(PSEUDO) if with_pseudo else ())


def negotiate(wishes: Iterable[str | None], available: Iterable[str]) -> str:
    """The first wish that can be met, exactly or by its language; "zh-TW" gets Chinese, nonsense gets English."""
    by_fold = {tag.casefold(): tag for tag in available}
    for wish in wishes:
        folded = (wish or "").replace("_", "-").casefold()
        for candidate in (folded, folded.split("-")[0]):
            if candidate in by_fold:
                return by_fold[candidate]
    return DEFAULT
