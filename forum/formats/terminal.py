"""Columns of text for a terminal, where a character may take two cells or none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from forum.domain.inputs import UNUSABLE

#: what a terminal would obey, or write over what stands there
OBEYED = re.compile(f"{UNUSABLE.pattern}|\r(?!\n)")
#: marks that steer the direction of writing, as `forum.i18n.moments` puts them, take no cell
UNSEEN = {"Mn", "Me", "Cf"}


def width(text: str) -> int:
    """The cells that a terminal gives a text: two for wide characters, none for combining ones."""
    return sum(_cells(each) for each in text)


def _cells(character: str) -> int:
    if unicodedata.category(character) in UNSEEN:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def padded(text: str, cells: int) -> str:
    """The text with spaces behind it up to so many cells."""
    return text + " " * (cells - width(text))


def rows(table: Sequence[Sequence[str]]) -> list[str]:
    """Lines with every column as wide as its widest cell; an empty table has none."""
    if not table:
        return []
    widths = [max(width(row[column]) for row in table) for column in range(len(table[0]))]
    return ["  ".join(padded(cell, cells) for cell, cells in zip(row, widths, strict=True)).rstrip() for row in table]


def shown(text: str) -> str:
    """The text with whatever a terminal would obey written out as `\\u001b`; in JSON that means the same."""
    return OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
