"""Names of the Member States as the United Nations prints them, and their order in a list of speakers.

The names and the source of each column stand in `states.csv` and `states.sources.md` beside this file. CLDR's names
of territories are not used for Member States: some of them are wrong in a United Nations document and would change
the order of speakers.
"""

import csv
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache
from importlib import resources

from forum.domain.people import LANGUAGES
from forum.i18n.locales import DEFAULT

FALLBACK = DEFAULT

SortKey = tuple[str, str]


def language_of(locale: object) -> str:
    """The one of our seven languages that a locale asks for (`fr_CH`, `zh-Hans`, a Babel locale); English otherwise."""
    language = str(locale).replace("-", "_").split("_")[0].lower()
    return language if language in LANGUAGES else FALLBACK


@cache
def _table() -> dict[str, dict[str, str]]:
    text = (resources.files("forum.i18n") / "states.csv").read_text(encoding="utf-8")
    return {row["iso2"]: row for row in csv.DictReader(text.splitlines())}


def member_states() -> tuple[str, ...]:
    """The two-letter codes of all 187 Member States, in the order of the codes."""
    return tuple(sorted(_table()))


def is_member_state(iso2: str) -> bool:
    """Whether this two-letter code stands for a Member State."""
    return iso2 in _table()


def state_name(iso2: str, locale: object = FALLBACK) -> str:
    """The short name of a Member State in a language: `("RU", "de")` gives "Russische Föderation".

    Raises `KeyError` for a code that is not a Member State's; a locale outside the seven languages gives English.
    """
    return _table()[iso2][language_of(locale)]


def is_from_cldr(iso2: str, locale: object) -> bool:
    """Whether this name was taken from CLDR for want of an official one."""
    return language_of(locale) in _table()[iso2]["cldr"].split(";")


def _latin(name: str) -> str:
    bare = unicodedata.normalize("NFKD", name.replace("’", "'"))
    return "".join(c for c in bare if c.isalnum() or c == " ").casefold()


def _cyrillic(name: str) -> str:
    return "".join(c for c in name.casefold().replace("ё", "е") if c.isalnum() or c == " ")


_ARABIC_SHAPES = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ؤ": "و", "ئ": "ي", "ى": "ي", "ة": "ه", "ـ": None}
)


def _arabic(name: str) -> str:
    bare = "".join(c for c in name.removeprefix("ال") if not unicodedata.combining(c))
    return "".join(c for c in bare.translate(_ARABIC_SHAPES) if c.isalnum() or c == " ")


#: outside the pinyin part of GB 2312, or read otherwise there: replaced for sorting by a character of the same sound
_SAME_SOUND = str.maketrans({"斐": "匪", "秘": "币"})


def _chinese(name: str) -> str:
    return name.translate(_SAME_SOUND).encode("gb18030").hex()


_COLLATIONS: dict[str, Callable[[str], str]] = {"ar": _arabic, "zh": _chinese, "ru": _cyrillic}


def collation_key(name: str, locale: object = FALLBACK) -> SortKey:
    """What a name is sorted by in a language; the name itself breaks a tie.

    Latin letters: accents, case and punctuation aside (German by DIN 5007-1, where ä stands with a). Russian: by the
    alphabet, ё with е. Arabic: the article ال, vowel signs and the shapes of hamza aside, as in the lists of the
    United Nations. Chinese: by GB 2312, whose 3,755 common characters stand in the order of pinyin. Keys are
    compared with keys of the same language only.
    """
    return _COLLATIONS.get(language_of(locale), _latin)(name), name


def sort_key(iso2: str, locale: object = FALLBACK) -> SortKey:
    """What a Member State is sorted by in a list of speakers in that language."""
    return collation_key(state_name(iso2, locale), locale)


def in_order(states: Iterable[str], locale: object = FALLBACK) -> list[str]:
    """The codes in the alphabetical order of the States' names in that language."""
    return sorted(states, key=lambda iso2: sort_key(iso2, locale))
