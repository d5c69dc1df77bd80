"""What a table is made of while it is read: its caps, its lines, the letters of its columns."""

from __future__ import annotations

from dataclasses import dataclass

from forum.domain.refusals import Refusal

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class Caps:
    """How much of a file is read; above it, it is refused before it costs anything."""

    file_bytes: int = 8 * MEGABYTE
    #: what a workbook may unpack to, all its parts together
    unpacked_bytes: int = 48 * MEGABYTE
    rows: int = 20_000
    columns: int = 64
    cell_characters: int = 10_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A line with the number a spreadsheet shows beside it, and what was already seen to be wrong in it."""

    number: int
    cells: tuple[str, ...]
    faults: tuple[Refusal, ...] = ()


def column_letter(position: int) -> str:
    """The letters over a column: 0 is A, 26 is AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
