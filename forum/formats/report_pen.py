"""The pen of the report: writes blocks in one language, counting paragraphs, letters and footnotes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from forum.domain.reporting import ReportData, SittingHeld
from forum.formats.document import Heading, Inline, Item, Paragraph, inline, letter, spoken
from forum.i18n import cities
from forum.i18n.catalogues import Words


@dataclass(kw_only=True, slots=True)
class Pen:
    """One writing of one report. `paragraph_of` tells the number of a paragraph by its id, for cross-references."""

    data: ReportData
    say: Words
    tag: str
    number: int = 0
    paragraph_of: dict[str, int] = field(default_factory=dict)
    footnotes: list[tuple[str, Inline]] = field(default_factory=list)

    @property
    def city(self) -> str:
        forum = self.data.forum
        return cities.venue(forum.city, forum.zone, self.tag)

    def heading(self, text: str, level: int = 1, identity: str = "") -> Heading:
        return Heading(level=level, content=inline(text), id=identity)

    def paragraph(self, content: str | Inline, identity: str = "", items: Sequence[Inline] = ()) -> Paragraph:
        self.number += 1
        identity = identity or f"p-{self.number}"
        self.paragraph_of[identity] = self.number
        runs = inline(content) if isinstance(content, str) else content
        return Paragraph(content=runs, number=self.number, id=identity, items=self.letters(items))

    def letters(self, items: Sequence[Inline]) -> tuple[Item, ...]:
        return tuple(Item(label=letter(place, self.tag), content=content) for place, content in enumerate(items))

    def footnote(self, text: str) -> str:
        self.footnotes.append((str(len(self.footnotes) + 1), inline(text)))
        return self.footnotes[-1][0]

    def title_of(self, sitting: SittingHeld) -> Inline:
        return spoken(sitting.title, sitting.title_language, self.tag)

    def own(self, text: str, language: str) -> Inline:
        return spoken(text, language, self.tag)
