"""DOCX from the document tree: heading styles, header rows, language and direction marked; a bookmark per paragraph."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

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
from forum.formats.docx_xml import (
    WORD_LANGUAGES,
    Element,
    element,
    field,
    flag,
    fonts,
    ordered,
    place,
    spoken_in,
    text_run,
    value,
)
from forum.i18n.locales import language

#: hanging indent of a numbered paragraph and of each level of its list, in twentieths of a point
INDENT = 567
#: the page between its margins, in the same
TEXT_WIDTH = 9072
LRM, RLM = "\u200e", "\u200f"
FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_NO_BOOKMARK = re.compile(r"[^A-Za-z0-9_]")


def write_docx(document: Document) -> bytes:
    """The DOCX file."""
    return _Writer(document).write()


class _Writer:
    """One writing of one document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.is_rtl = document.direction == "rtl"
        self.word = docx.Document()
        self.body = self.word.element.body
        self.bookmarks = 0

    def write(self) -> bytes:
        """Set everything, give the bytes."""
        self._set_up()
        self._add(self._masthead())
        for block in self.document.blocks:
            self._add(self._block(block))
        self._keep_footnotes()
        buffer = io.BytesIO()
        self.word.save(buffer)
        return buffer.getvalue()

    def _add(self, made: Iterable[Element]) -> None:
        section = self.body.sectPr
        for one in made:
            section.addprevious(one)

    # the frame

    def _set_up(self) -> None:
        tree, properties = self.document, self.word.core_properties
        properties.title, properties.subject = tree.title, tree.subject
        properties.language, properties.author, properties.comments = WORD_LANGUAGES[tree.language], "", ""
        properties.created = properties.modified = tree.made_at.replace(tzinfo=None)
        self._set_styles()
        section = self.word.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(25)
        if self.is_rtl:
            place(self.body.sectPr, flag("w:bidi"), "w:sectPr")
        edge = [Run(text=tree.mark, is_bold=True), Run(text=" · ")] if tree.mark else []
        self._fill(section.header, [*edge, Run(text=tree.title)])
        self._fill(section.footer, []).append(field("PAGE"))

    def _set_styles(self) -> None:
        sizes = {"Normal": 10.5, "Title": 18, "Heading 1": 14, "Heading 2": 12, "Heading 3": 11, "Caption": 10}
        for name, size in sizes.items():
            style = self.word.styles[name]
            style.font.size, style.font.color.rgb = Pt(size), RGBColor(0, 0, 0)
            marks = style.element.get_or_add_rPr()
            place(marks, fonts(), "w:rPr")
            place(marks, value("w:szCs", str(int(size * 2))), "w:rPr")
            style.font.bold = name != "Normal"
            if name != "Normal":
                place(marks, flag("w:bCs"), "w:rPr")
            style.paragraph_format.space_after = Pt(6)
        for border in self.word.styles["Title"].element.iter(qn("w:pBdr")):
            border.getparent().remove(border)
        tags = {"w:val": self.document.language, "w:eastAsia": "zh", "w:bidi": "ar"}
        if self.document.language in {"zh", "ar"}:
            tags["w:val"] = "en"
        chosen = {name: WORD_LANGUAGES[tag] for name, tag in tags.items()}
        place(self.word.styles["Normal"].element.get_or_add_rPr(), element("w:lang", chosen), "w:rPr")

    def _fill(self, edge: object, content: Sequence[Run]) -> Element:
        paragraph = edge.paragraphs[0]._p  # type: ignore[attr-defined]
        marks = paragraph.get_or_add_pPr()
        if self.is_rtl:
            place(marks, flag("w:bidi"), "w:pPr")
        place(marks, value("w:jc", "end"), "w:pPr")
        for run in content:
            if run.text:
                paragraph.append(self._run(run))
        return paragraph

    # paragraphs and runs

    def _paragraph(
        self,
        content: Inline,
        *,
        style: str = "",
        level: int | None = None,
        end: bool = False,
        keep: bool = False,
        tab: int = 0,
    ) -> Element:
        marks = [flag("w:bidi")] if self.is_rtl else []
        if style:
            marks.append(value("w:pStyle", self.word.styles[style].style_id))
        if keep:
            marks.append(flag("w:keepNext"))
        if level is not None:
            indent = {"w:left": str(INDENT * (level + 1)), "w:hanging": str(INDENT)}
            marks += [element("w:tabs", children=[_tab(INDENT * (level + 1))]), element("w:ind", indent)]
        if tab:
            marks.append(element("w:tabs", children=[element("w:tab", {"w:val": "right", "w:pos": str(tab)})]))
        if end:
            marks.append(value("w:jc", "end"))
        made = element("w:p", children=[ordered("w:pPr", marks)] if marks else [])
        for run, opens, closes in spans(content):
            made.append(self._run(run, opens=opens, closes=closes))
            if run.footnote:
                reference = element("w:footnoteReference", {"w:id": run.footnote})
                raised = ordered("w:rPr", [value("w:vertAlign", "superscript")])
                made.append(element("w:r", children=[raised, reference]))
        return made

    def _run(self, run: Run, *, opens: bool = False, closes: bool = False) -> Element:
        speaks = run.language or self.document.language
        is_rtl = language(speaks).direction == "rtl" and not run.is_whole
        marks = [flag("w:b"), flag("w:bCs")] if run.is_bold else []
        if is_rtl:
            marks.append(flag("w:rtl"))
        if run.language or self.is_rtl:
            marks.append(spoken_in(speaks))
        alone = run.is_whole and run.language is None
        before, after = self._edges(is_rtl=is_rtl)
        text = f"{before if opens or alone else ''}{run.text}{after if closes or alone else ''}"
        return text_run(text, marks)

    def _edges(self, *, is_rtl: bool) -> tuple[str, str]:
        """Marks of direction that keep a stretch apart from a paragraph of the other direction.

        Word processors do not all know isolates; a mark of the paragraph's and one of the stretch's own direction at
        each end do the same.
        """
        if is_rtl == self.is_rtl:
            return "", ""
        own, other = (RLM, LRM) if is_rtl else (LRM, RLM)
        return other + own, own + other

    def _marked(self, paragraph: Element, identity: str) -> Element:
        """The paragraph within a bookmark of its id, by which it is found again after an edit elsewhere."""
        self.bookmarks += 1
        number, name = str(self.bookmarks), ("p_" + _NO_BOOKMARK.sub("_", identity))[:40]
        first = 1 if paragraph.pPr is not None else 0
        paragraph.insert(first, element("w:bookmarkStart", {"w:id": number, "w:name": name}))
        paragraph.append(element("w:bookmarkEnd", {"w:id": number}))
        return paragraph

    # blocks

    def _masthead(self) -> list[Element]:
        head = self.document.masthead
        return [
            self._paragraph((Run(text=head.body, is_bold=True),), style="Heading 2"),
            self._paragraph((Run(text=head.session, is_bold=True),)),
            self._paragraph(
                (Run(text=head.section), Run(text="\t"), Run(text=head.code, is_bold=True, is_whole=True)),
                tab=TEXT_WIDTH,
            ),
            *(self._line(line) for line in head.dates),
            self._paragraph((Run(text=head.item),)),
            self._paragraph(head.title, style="Title"),
            *([self._paragraph(head.subtitle)] if head.subtitle else []),
        ]

    def _block(self, block: Block) -> list[Element]:
        if isinstance(block, Heading):
            mark = (Run(text=f"{self.document.section_mark} "),) if block.has_mark else ()
            made = self._paragraph((*mark, *block.content), style=f"Heading {block.level}", keep=True)
            return [self._marked(made, block.id) if block.id else made]
        if isinstance(block, Paragraph):
            return self._numbered(block)
        if isinstance(block, DraftDecision):
            return self._numbered(block.paragraph)
        if isinstance(block, LabelledLine):
            return [self._line(block)]
        if isinstance(block, Table):
            return self._table(block)
        return self._annex(block)

    def _numbered(self, block: Paragraph) -> list[Element]:
        if block.number is None:
            made = self._paragraph(block.content)
        else:
            number = Run(text=f"{block.number}.\t")
            made = self._paragraph((number, *block.content), level=0)
        return [self._marked(made, block.id) if block.id else made, *self._items(block.items, 1)]

    def _items(self, items: Iterable[Item], level: int) -> list[Element]:
        made: list[Element] = []
        for item in items:
            made.append(self._paragraph((Run(text=f"{item.label}\t"), *item.content), level=level))
            made.extend(self._items(item.items, level + 1))
        return made

    def _line(self, line: LabelledLine) -> Element:
        return self._paragraph((Run(text=line.label, is_bold=True), Run(text=line.space), *line.content))

    def _annex(self, annex: Annex) -> list[Element]:
        head = self._paragraph(annex.title, style="Heading 1", keep=True)
        place(head.pPr, flag("w:pageBreakBefore"), "w:pPr")
        return [head, *(one for block in annex.blocks for one in self._block(block))]

    def _table(self, table: Table) -> list[Element]:
        marks = [
            value("w:tblStyle", self.word.styles["Table Grid"].style_id),
            element("w:tblW", {"w:w": "5000", "w:type": "pct"}),
            element("w:tblLook", {"w:val": "0020", "w:firstRow": "1"}),
            *([flag("w:bidiVisual")] if self.is_rtl else []),
        ]
        widths = [TEXT_WIDTH * weight // sum(table.weights) for weight in table.weights]
        grid = element("w:tblGrid", children=[element("w:gridCol", {"w:w": str(width)}) for width in widths])
        head = ordered("w:trPr", [flag("w:cantSplit"), flag("w:tblHeader")])
        bold = [tuple(Run(text=run.text, is_bold=True, language=run.language) for run in cell) for cell in table.header]
        cells = [self._cell(cell, at, table, keep=True) for at, cell in enumerate(bold)]
        rows = [element("w:tr", children=[head, *cells])]
        rows += [
            self._row(row, table, keep=table.is_small and number < len(table.rows))
            for number, row in enumerate(table.rows, 1)
        ]
        caption = self._paragraph(table.caption, style="Caption", keep=True)
        return [caption, element("w:tbl", children=[ordered("w:tblPr", marks), grid, *rows]), self._paragraph(())]

    def _row(self, row: Iterable[Inline], table: Table, *, keep: bool) -> Element:
        """A row that no page end cuts; `keep` keeps it with the next one."""
        cells = [self._cell(cell, at, table, keep=keep) for at, cell in enumerate(row)]
        return element("w:tr", children=[ordered("w:trPr", [flag("w:cantSplit")]), *cells])

    def _cell(self, content: Inline, at: int, table: Table, *, keep: bool = False) -> Element:
        return element("w:tc", children=[self._paragraph(content, end=at in table.numeric, keep=keep)])

    def _keep_footnotes(self) -> None:
        """Footnotes are a part of their own, which python-docx does not write."""
        if not self.document.footnotes:
            return
        notes = [_separator("-1", "separator"), _separator("0", "continuationSeparator")]
        for identity, content in self.document.footnotes:
            raised = ordered("w:rPr", [value("w:vertAlign", "superscript")])
            paragraph = self._paragraph((Run(text=" "), *content))
            reference = element("w:r", children=[raised, element("w:footnoteRef")])
            paragraph.insert(1 if paragraph.pPr is not None else 0, reference)
            notes.append(element("w:footnote", {"w:id": identity}, [paragraph]))
        blob = serialize_part_xml(element("w:footnotes", children=notes))
        part = Part(PackURI("/word/footnotes.xml"), FOOTNOTES, blob, self.word.part.package)
        self.word.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def _tab(position: int) -> Element:
    return element("w:tab", {"w:val": "left", "w:pos": str(position)})


def _separator(identity: str, kind: str) -> Element:
    run = element("w:r", children=[element(f"w:{kind}")])
    return element("w:footnote", {"w:id": identity, "w:type": kind}, [element("w:p", children=[run])])
