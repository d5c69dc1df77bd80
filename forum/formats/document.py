"""The document tree: one description of a document, from which DOCX, PDF and HTML are written.

Text stands in runs. A run knows what a writer cannot guess: that it is bold, that it must stay left-to-right and whole
(a clock, a document symbol), that it is in another language than the document, that a footnote hangs on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from forum.i18n.catalogues import FALLBACK_CLOSE, FALLBACK_OPEN
from forum.i18n.locales import DEFAULT, language
from forum.i18n.moments import LRI, PDI

#: "GB.344/INS/7", "GB.346/INS/17/1", "GB.331/INS/PV/Draft", "GB.344/PV", "ILC.109/Record No. 8C"
SYMBOL = re.compile(
    r"(?:GB\.\d+/[A-Z]+(?:/[A-Za-z0-9]+)*(?:\((?:Rev|Add)\.\d+\))?|ILC\.\d+/(?:Record No\. )?[A-Za-z0-9]+)"
)
_PLACE = re.compile(r"%\((\w+)\)s")
_SPLIT = re.compile(f"({LRI}[^{PDI}]*{PDI}|{SYMBOL.pattern}|{FALLBACK_OPEN}|{FALLBACK_CLOSE})")

#: bounds of the width of a column, in letters; a table of so many rows or fewer is kept on one page
NARROWEST, WIDEST, SMALL_TABLE = 7, 30, 12


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """A stretch of text of one kind. `language` is None where it is the document's own."""

    text: str
    is_bold: bool = False
    is_whole: bool = False
    language: str | None = None
    footnote: str | None = None


Inline = tuple[Run, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Heading:
    """A section head; level 1 bears the mark of its document (▶) unless it says otherwise."""

    level: int
    content: Inline
    id: str = ""
    is_marked: bool = True

    @property
    def has_mark(self) -> bool:
        """Whether the mark is printed."""
        return self.level == 1 and self.is_marked


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One line of a lettered list: (a), and under it (i)."""

    label: str
    content: Inline
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Paragraph:
    """A paragraph; `number` runs through the whole document, `id` stays the same when the data are refreshed."""

    content: Inline
    number: int | None = None
    id: str = ""
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class LabelledLine:
    """One of the eight lines under the purpose."""

    label: str
    content: Inline

    @property
    def space(self) -> str:
        """What parts label and content: nothing after a colon that brings its own space."""
        return "" if self.label.endswith("：") else " "


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """A table with a header row; `numeric` are the columns aligned to the end."""

    caption: Inline
    header: tuple[Inline, ...]
    rows: tuple[tuple[Inline, ...], ...]
    numeric: frozenset[int] = frozenset()

    @property
    def weights(self) -> tuple[int, ...]:
        """How wide the columns should be against one another: the longest cell counts, within bounds."""
        columns = zip(self.header, *self.rows, strict=True)
        return tuple(min(max(*map(_width, cells), NARROWEST), WIDEST) for cells in columns)

    @property
    def is_small(self) -> bool:
        """Whether it is kept on one page."""
        return len(self.rows) <= SMALL_TABLE


@dataclass(frozen=True, kw_only=True, slots=True)
class DraftDecision:
    """The last numbered paragraph, bold."""

    paragraph: Paragraph


@dataclass(frozen=True, kw_only=True, slots=True)
class Annex:
    """Begins on a new page."""

    title: Inline
    blocks: tuple[Block, ...]


Block = Heading | Paragraph | LabelledLine | Table | DraftDecision | Annex


@dataclass(frozen=True, kw_only=True, slots=True)
class Masthead:
    """The header block of a Governing Body document, line by line; an empty line is left out."""

    body: str
    session: str
    section: str
    code: str
    dates: tuple[LabelledLine, ...]
    item: str
    title: Inline
    subtitle: Inline = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """A whole document. `mark` stands on every page (REHEARSAL), `page_of` is a sentence with the two page numbers."""

    title: str
    language: str
    masthead: Masthead
    blocks: tuple[Block, ...]
    footnotes: tuple[tuple[str, Inline], ...] = ()
    mark: str = ""
    subject: str = ""
    notes_heading: str = ""
    made_at: datetime

    @property
    def direction(self) -> str:
        """ltr or rtl."""
        return language(self.language).direction

    @property
    def section_mark(self) -> str:
        """The mark before a section head, pointing at its text."""
        return "◀" if self.direction == "rtl" else "▶"

    def paragraphs(self) -> Iterator[Paragraph]:
        """Every numbered paragraph in its order."""
        yield from (paragraph for paragraph in _paragraphs(self.blocks) if paragraph.number is not None)


def _paragraphs(blocks: Iterable[Block]) -> Iterator[Paragraph]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
        elif isinstance(block, DraftDecision):
            yield block.paragraph
        elif isinstance(block, Annex):
            yield from _paragraphs(block.blocks)


def inline(text: str, *, is_bold: bool = False, own_language: str | None = None) -> Inline:
    """Runs of a sentence: isolated clocks and document symbols become whole, a marked fallback becomes English.

    `own_language` is the language of the whole text, where it is not the document's (a commitment as it was spoken).
    """
    runs: list[Run] = []
    depth = 0
    for piece in _SPLIT.split(text):
        if piece == FALLBACK_OPEN:
            depth += 1
            continue
        speaks = DEFAULT if depth else own_language
        if piece == FALLBACK_CLOSE:
            depth = max(0, depth - 1)
            piece = "" if depth else FALLBACK_CLOSE  # an English phrase inside an English sentence is marked once
        if piece:
            is_whole = piece[0] == LRI or SYMBOL.fullmatch(piece) is not None
            runs.append(Run(text=piece.strip(LRI + PDI), is_bold=is_bold, is_whole=is_whole, language=speaks))
    return tuple(runs)


def bare(text: str) -> str:
    """The words of a sentence without isolates and without the mark of a fallback: for a file's own properties."""
    return plain(inline(text)).replace(FALLBACK_CLOSE.strip(PDI), "")


def spoken(text: str, language_tag: str, document_language: str) -> Inline:
    """Runs of words that keep their own language: shown as they were said, marked as such for readers and writers."""
    return inline(text, own_language=None if language_tag == document_language else language_tag)


def with_footnote(content: Inline, footnote: str) -> Inline:
    """The same with a footnote on its last run."""
    return (*content[:-1], replace(content[-1], footnote=footnote)) if content else content


def woven(pattern: str, **runs: Inline) -> Inline:
    """A sentence with runs of their own kind at its placeholders: "%(lead)s: %(text)s" with a bold lead."""
    pieces = _PLACE.split(pattern)
    found = [runs[piece] if at % 2 else inline(piece) for at, piece in enumerate(pieces)]
    return tuple(run for content in found for run in content)


def spans(content: Inline) -> Iterator[tuple[Run, bool, bool]]:
    """Each run, and whether words of another language begin before it and end after it."""
    edges = [None, *(run.language for run in content), None]
    for (before, after), run, (_, following) in zip(pairwise(edges), content, list(pairwise(edges))[1:], strict=False):
        is_foreign = run.language is not None
        yield run, is_foreign and before != after, is_foreign and following != after


def plain(content: Inline) -> str:
    """The words alone."""
    return "".join(run.text for run in content)


def _width(content: Inline) -> int:
    """Letters of a cell; a Chinese one is as wide as two."""
    return sum(2 if "\u2e80" <= letter <= "\uffef" else 1 for letter in plain(content))


#: letters of the Arabic documents of the UN, in the order of the list
ARABIC_LETTERS = "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ"
#: languages whose documents of the ILO close the letter with one bracket and open none
_ONE_BRACKET = frozenset({"fr", "es", "ru", "de"})


def letter(position: int, tag: str) -> str:
    """The label of a line of a lettered list, as the documents of the ILO print it in that language.

    "(a)", "(b)" ... "(z)", "(aa)" in English and Chinese, "a)" in French, Spanish, Russian and German (Russian
    documents letter in Latin too: ILO Constitution, article 2), "(أ)" in Arabic.
    """
    letters = ARABIC_LETTERS if tag == "ar" else "abcdefghijklmnopqrstuvwxyz"
    rounds, place = divmod(position, len(letters))
    return f"{'' if tag in _ONE_BRACKET else '('}{letters[place] * (rounds + 1)})"


__all__ = [
    "Annex",
    "Block",
    "Document",
    "DraftDecision",
    "Heading",
    "Inline",
    "Item",
    "LabelledLine",
    "Masthead",
    "Paragraph",
    "Run",
    "Table",
    "bare",
    "inline",
    "letter",
    "plain",
    "spans",
    "spoken",
    "with_footnote",
    "woven",
]
