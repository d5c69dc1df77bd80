"""PDF from the document tree, set by typst with our own fonts only; tagged for PDF/UA-1 (title, language, headings)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import typst

from forum.formats import typefaces
from forum.formats.document import (
    Annex,
    Block,
    Document,
    DraftDecision,
    Heading,
    Inline,
    Item,
    LabelledLine,
    Paragraph,
    Run,
    Table,
    spans,
)

TEMPLATE = Path(__file__).parent / "report.typ"


def write_pdf(document: Document) -> bytes:
    """The PDF file. Refuses (`MissingFont`, `MissingGlyphs`) instead of printing boxes."""
    return typeset(TEMPLATE, _tree(document), document.made_at)


def typeset(template: Path, tree: dict[str, Any], made_at: datetime) -> bytes:
    """A tree of texts through a template of typst, as PDF/UA-1 with our own fonts; the same tree, the same bytes.

    Refuses (`MissingFont`, `MissingGlyphs`) instead of printing boxes.
    """
    typefaces.require_files()
    typefaces.require_glyphs(strings_of(tree))
    made: bytes = typst.compile(
        template,
        font_paths=[typefaces.FOLDER],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"document": json.dumps(tree, ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=made_at.replace(microsecond=0),
    )
    return made


def _tree(document: Document) -> dict[str, Any]:
    head = document.masthead
    return {
        "title": document.title,
        "subject": document.subject,
        "language": document.language,
        "direction": document.direction,
        "fonts": list(typefaces.families_for(document.language)),
        "mark": document.mark,
        "masthead": {
            "body": head.body,
            "session": head.session,
            "section": head.section,
            "code": head.code,
            "item": head.item,
            "dates": [_line(line) for line in head.dates],
            "title": runs_of(head.title),
            "subtitle": runs_of(head.subtitle),
        },
        "footnotes": {identity: runs_of(content) for identity, content in document.footnotes},
        "blocks": [_block(block) for block in document.blocks],
    }


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Heading):
        return {"kind": "heading", "level": block.level, "marked": block.has_mark, "content": runs_of(block.content)}
    if isinstance(block, Paragraph):
        return _paragraph(block)
    if isinstance(block, DraftDecision):
        return _paragraph(block.paragraph)
    if isinstance(block, LabelledLine):
        return {"kind": "line", **_line(block)}
    if isinstance(block, Table):
        return _table(block)
    return _annex(block)


def _annex(annex: Annex) -> dict[str, Any]:
    blocks = [_block(block) for block in annex.blocks]
    return {"kind": "annex", "title": runs_of(annex.title), "blocks": blocks}


def _paragraph(paragraph: Paragraph) -> dict[str, Any]:
    return {
        "kind": "paragraph",
        "number": None if paragraph.number is None else f"{paragraph.number}.",
        "content": runs_of(paragraph.content),
        "items": [_item(item) for item in paragraph.items],
    }


def _item(item: Item) -> dict[str, Any]:
    return {"label": item.label, "content": runs_of(item.content), "items": [_item(one) for one in item.items]}


def _line(line: LabelledLine) -> dict[str, Any]:
    return {"label": line.label + line.space, "content": runs_of(line.content)}


def _table(table: Table) -> dict[str, Any]:
    return {
        "kind": "table",
        "caption": runs_of(table.caption),
        "header": [{"runs": runs_of(cell)} for cell in table.header],
        "cells": [{"runs": runs_of(cell)} for row in table.rows for cell in row],
        "numeric": sorted(table.numeric),
        "weights": list(table.weights),
        "small": table.is_small,
    }


def runs_of(content: Inline) -> list[dict[str, Any]]:
    """Runs as data; `opens` and `closes` mark where words of another language begin and end."""
    return [_run(run, opens=opens, closes=closes) for run, opens, closes in spans(content)]


def _run(run: Run, *, opens: bool, closes: bool) -> dict[str, Any]:
    return {
        "text": run.text,
        "bold": run.is_bold,
        "whole": run.is_whole,
        "language": run.language,
        "footnote": run.footnote,
        "opens": opens,
        "closes": closes,
    }


def strings_of(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _each(value.values())
    elif isinstance(value, list):
        yield from _each(value)


def _each(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        yield from strings_of(value)
