"""The shipped typefaces: which file serves which language first, and which characters they hold between them."""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from forum.domain.reporting import MissingFont, MissingGlyphs

FOLDER = Path(__file__).parent / "fonts"
FAMILIES = ("Noto Sans", "Noto Sans Arabic", "Noto Sans SC")
_STEMS = ("NotoSans", "NotoSansArabic", "NotoSansSC")
FILES = tuple(f"{stem}-{weight}.ttf" for stem in _STEMS for weight in ("Regular", "Bold"))
#: how many missing characters are named before the list is cut
MOST_NAMED = 12


def families_for(tag: str) -> tuple[str, ...]:
    """The families in the order in which a language wants them: Chinese has its own quotation marks and dashes."""
    first = {"ar": "Noto Sans Arabic", "zh": "Noto Sans SC"}.get(tag, "Noto Sans")
    return (first, *(family for family in FAMILIES if family != first))


def require_files(folder: Path = FOLDER) -> None:
    """Refuse to go on without one of the files."""
    for name in FILES:
        if not (folder / name).is_file():
            raise MissingFont(name=name)


def require_glyphs(texts: Iterable[str]) -> None:
    """Refuse text that would show as boxes, naming the characters."""
    missing = sorted({c for text in texts for c in text if ord(c) not in coverage() and _is_drawn(c)})
    if missing:
        named = ", ".join(f"{c} (U+{ord(c):04X})" for c in missing[:MOST_NAMED])
        raise MissingGlyphs(glyphs=named + (" …" if len(missing) > MOST_NAMED else ""))


def _is_drawn(character: str) -> bool:
    """Whether a character asks for ink: marks of direction, joiners and line ends do not."""
    return unicodedata.category(character) not in {"Cf", "Cc", "Zs", "Zl", "Zp"}


@cache
def coverage() -> frozenset[int]:
    """Every character that at least one regular face holds and its bold sister too."""
    found: set[int] = set()
    for stem in _STEMS:
        faces = [set(_characters((FOLDER / f"{stem}-{weight}.ttf").read_bytes())) for weight in ("Regular", "Bold")]
        found |= faces[0] & faces[1]
    return frozenset(found)


def _characters(font: bytes) -> Iterator[int]:
    """The characters of a TrueType file, from the Unicode subtables of its `cmap` (OpenType, formats 4 and 12)."""
    (tables,) = struct.unpack_from(">H", font, 4)
    start = next(
        offset
        for tag, _, offset, _ in (struct.unpack_from(">4sIII", font, 12 + 16 * place) for place in range(tables))
        if tag == b"cmap"
    )
    (subtables,) = struct.unpack_from(">H", font, start + 2)
    for place in range(subtables):
        platform, _, offset = struct.unpack_from(">HHI", font, start + 4 + 8 * place)
        (form,) = struct.unpack_from(">H", font, start + offset)
        if platform in {0, 3} and form in _READERS:
            yield from _READERS[form](font, start + offset)


def _segments(font: bytes, at: int) -> Iterator[int]:
    """Format 4: segments of the basic plane."""
    count = struct.unpack_from(">H", font, at + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", font, at + 14)
    starts = struct.unpack_from(f">{count}H", font, at + 16 + 2 * count)
    for first, last in zip(starts, ends, strict=True):
        yield from range(first, min(last, 0xFFFE) + 1)


def _groups(font: bytes, at: int) -> Iterator[int]:
    """Format 12: groups of all planes."""
    (count,) = struct.unpack_from(">I", font, at + 12)
    for place in range(count):
        first, last, _ = struct.unpack_from(">III", font, at + 16 + 12 * place)
        yield from range(first, last + 1)


_READERS = {4: _segments, 12: _groups}
