"""What can be wrong with a table that somebody uploads, before anybody asks what it means.

`row` in the params is the number that a spreadsheet shows beside the line, `field` the column's name (or its letter
where it has none).
"""

from __future__ import annotations

from forum.domain.refusals import Kind, Refusal


class FileTooLarge(Refusal):
    """More bytes than the cap; params: limit (whole megabytes)."""

    kind = Kind.TOO_LARGE


class TooManyRows(Refusal):
    """More filled rows than the cap; params: limit."""

    kind = Kind.TOO_LARGE


class TooManyColumns(Refusal):
    """More columns than the cap; params: limit."""

    kind = Kind.TOO_LARGE


class UnpacksTooLarge(Refusal):
    """A workbook that would unpack to more than the cap; params: limit (whole megabytes)."""

    kind = Kind.TOO_LARGE


class EmptyTable(Refusal):
    """No header, or no row under it."""


class NotATable(Refusal):
    """Neither a workbook (.xlsx) nor a CSV text; params: filename."""


class OldOrLockedWorkbook(Refusal):
    """An old .xls, or a workbook locked with a password."""


class MacroWorkbook(Refusal):
    """A workbook with macros."""


class DamagedWorkbook(Refusal):
    """A workbook that cannot be read safely."""


class WrongEncoding(Refusal):
    """Text that is neither UTF-8 nor UTF-16 with its mark; params: row."""


class ControlCharacter(Refusal):
    """A character that no text has, such as NUL; params: row, character."""


class UnreadableRow(Refusal):
    """Quotation marks that do not close, or text after them; params: row."""


class LongRow(Refusal):
    """More cells than the header has columns; params: row."""


class CellTooLong(Refusal):
    """A cell above the cap; params: row, limit."""


class FormulaWithoutValue(Refusal):
    """A formula whose result the file does not hold; params: row."""


class CellError(Refusal):
    """An error value such as #REF!; params: row, value."""


class NamelessColumn(Refusal):
    """Cells are filled under an empty heading."""


class DuplicateColumn(Refusal):
    """A heading that stands twice; params: column."""


class UnknownColumn(Refusal):
    """A heading that this file does not have; params: column, allowed."""


class MissingColumn(Refusal):
    """A needed heading that is not there; params: column."""
