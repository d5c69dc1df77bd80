"""The statement of fairness as PDF/UA-1 on A4, set by typst with our own fonts."""

from __future__ import annotations

from typing import Any

from forum.formats import typefaces
from forum.formats.document import Inline
from forum.formats.pdf import runs_of, typeset
from forum.formats.statement import TEMPLATE, Grid, Section, Sheet


def write_pdf(sheet: Sheet) -> bytes:
    """The PDF file. Refuses (`MissingFont`, `MissingGlyphs`) instead of printing boxes."""
    return typeset(TEMPLATE, _tree(sheet), sheet.made_at)


def _tree(sheet: Sheet) -> dict[str, Any]:
    return {
        "title": sheet.title,
        "subject": "".join(run.text for run in sheet.forum),
        "language": sheet.language,
        "direction": sheet.direction,
        "fonts": list(typefaces.families_for(sheet.language)),
        "mark": sheet.mark,
        "forum": runs_of(sheet.forum),
        "subtitle": runs_of(sheet.subtitle),
        "lead": runs_of(sheet.lead),
        "sections": [_section(each) for each in sheet.sections],
        "foot": _lines(sheet.foot),
    }


def _section(section: Section) -> dict[str, Any]:
    return {
        "heading": section.heading,
        "before": _lines(section.before),
        "grid": _grid(section.grid) if section.grid else None,
    }


def _grid(grid: Grid) -> dict[str, Any]:
    return {
        "caption": grid.caption,
        "shown": not grid.is_plain,
        "header": _lines(grid.header),
        "rows": [[runs_of(cell.content) for cell in row] for row in grid.rows],
        "levels": [[cell.level for cell in row] for row in grid.rows],
        "texts": grid.texts,
        "widths": list(grid.widths),
    }


def _lines(lines: tuple[Inline, ...]) -> list[list[dict[str, Any]]]:
    return [runs_of(each) for each in lines]
