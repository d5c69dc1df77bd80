"""HTML from the document tree: one file without anything from elsewhere, or its body for a page of ours.

Everything is escaped here; the caller may print the result as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

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
)
from forum.i18n.locales import language

_STYLE = """
body { font-family: "Noto Sans", "Noto Sans Arabic", "Noto Sans SC", sans-serif; line-height: 1.5;
  max-inline-size: 46rem; margin-inline: auto; padding: 1rem; color: #1b1838; background: #fff; }
.report-mark { font-weight: 700; position: sticky; inset-block-start: 0; background: #fff; }
.report-paragraph { display: grid; grid-template-columns: 3rem minmax(0, 1fr); }
.report-list { list-style: none; margin-inline-start: 3rem; padding: 0; }
table { border-collapse: collapse; inline-size: 100%; } caption { text-align: start; font-weight: 600; }
th, td { text-align: start; vertical-align: top; padding: .3rem .6rem .3rem 0; border-block-end: 1px solid #c9c7d8; }
.num { text-align: end; } .whole { white-space: nowrap; unicode-bidi: isolate; }
"""


def write_html(document: Document) -> bytes:
    """A whole HTML file."""
    page = (
        f'<!doctype html>\n<html lang="{document.language}" dir="{document.direction}">\n<head>\n'
        '<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(document.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n{body_of(document)}</body>\n</html>\n"
    )
    return page.encode()


def body_of(document: Document, *, top: int = 1) -> str:
    """The document as HTML; its title is a heading of level `top`, its sections stand one below."""
    mark = f'<p class="report-mark">{escape(document.mark)}</p>\n' if document.mark else ""
    notes = "".join(f'<li id="note-{identity}">{inlined(content)}</li>\n' for identity, content in document.footnotes)
    foot = f'<h{top + 1}>{escape(document.notes_heading)}</h{top + 1}>\n<ol class="report-notes">\n{notes}</ol>\n'
    blocks = "".join(_block(block, top, document.section_mark) for block in document.blocks)
    return mark + _masthead(document, top) + blocks + (foot if notes else "")


def _masthead(document: Document, top: int) -> str:
    head = document.masthead
    dates = "".join(_line(line) for line in head.dates)
    return (
        f"<p><strong>{escape(head.body)}</strong><br>{escape(head.session)}</p>\n"
        f'<p>{escape(head.section)} <strong class="whole" dir="ltr">{escape(head.code)}</strong></p>\n{dates}'
        f"<p>{escape(head.item)}</p>\n<h{top}>{inlined(head.title)}</h{top}>\n<p>{inlined(head.subtitle)}</p>\n"
    )


def _block(block: Block, top: int, section_mark: str) -> str:
    if isinstance(block, Heading):
        mark = f"{section_mark} " if block.has_mark else ""
        level = min(6, top + block.level)
        return f"<h{level}>{mark}{inlined(block.content)}</h{level}>\n"
    if isinstance(block, Paragraph):
        return _paragraph(block)
    if isinstance(block, DraftDecision):
        return _paragraph(block.paragraph)
    if isinstance(block, LabelledLine):
        return _line(block)
    if isinstance(block, Table):
        return _table(block)
    return _annex(block, top, section_mark)


def _line(line: LabelledLine) -> str:
    return f"<p><strong>{escape(line.label)}</strong>{line.space}{inlined(line.content)}</p>\n"


def _annex(annex: Annex, top: int, section_mark: str) -> str:
    blocks = "".join(_block(block, top, section_mark) for block in annex.blocks)
    return f"<h{top + 1}>{inlined(annex.title)}</h{top + 1}>\n{blocks}"


def _paragraph(block: Paragraph) -> str:
    items = _items(block.items)
    if block.number is None:
        return f"<p>{inlined(block.content)}</p>\n{items}"
    identity = f' id="p-{escape(block.id)}"' if block.id else ""
    return (
        f'<div class="report-paragraph"{identity}><span class="report-number">{block.number}.</span>'
        f"<p>{inlined(block.content)}</p></div>\n{items}"
    )


def _items(items: Iterable[Item]) -> str:
    lines = "".join(f"<li>{escape(item.label)} {inlined(item.content)}{_items(item.items)}</li>\n" for item in items)
    return f'<ul class="report-list">\n{lines}</ul>\n' if lines else ""


def _table(table: Table) -> str:
    heads = "".join(f'<th scope="col"{_end(at, table)}>{inlined(cell)}</th>' for at, cell in enumerate(table.header))
    rows = "".join(
        "<tr>" + "".join(f"<td{_end(at, table)}>{inlined(cell)}</td>" for at, cell in enumerate(row)) + "</tr>\n"
        for row in table.rows
    )
    caption = f"<caption>{inlined(table.caption)}</caption>"
    drawn = f'<table class="plain-table">{caption}<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody></table>'
    return f'<div class="wide" tabindex="0">{drawn}</div>\n'


def _end(at: int, table: Table) -> str:
    return ' class="num"' if at in table.numeric else ""


def inlined(content: Inline) -> str:
    """Runs of text, every one of them escaped."""
    return "".join(_run(run) for run in content)


def _run(run: Run) -> str:
    text = escape(run.text)
    if run.is_whole:
        text = f'<bdi dir="ltr" class="whole">{text}</bdi>'
    if run.language:
        text = f'<span lang="{run.language}" dir="{language(run.language).direction}">{text}</span>'
    if run.is_bold:
        text = f"<strong>{text}</strong>"
    note = f'<sup><a href="#note-{run.footnote}">{run.footnote}</a></sup>' if run.footnote else ""
    return text + note
