"""Elements of WordprocessingML in the order that its schema asks for (ISO/IEC 29500-1, 17.3-17.6).

python-docx knows no direction of paragraphs and sections, and appends what it adds at the end, where the schema does
not want it; so these elements are made here, children in order, with right-to-left and East Asian marks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

Element = Any

#: element -> its children in the order of the schema (those that we or python-docx write)
ORDER: Mapping[str, tuple[str, ...]] = {
    "w:pPr": (
        *("w:pStyle", "w:keepNext", "w:keepLines", "w:pageBreakBefore", "w:widowControl", "w:pBdr", "w:tabs"),
        *("w:bidi", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl", "w:rPr", "w:sectPr"),
    ),
    "w:rPr": (
        *("w:rStyle", "w:rFonts", "w:b", "w:bCs", "w:i", "w:iCs", "w:color", "w:spacing", "w:kern", "w:sz", "w:szCs"),
        *("w:u", "w:vertAlign", "w:rtl", "w:cs", "w:lang"),
    ),
    "w:tblPr": (
        "w:tblStyle",
        "w:bidiVisual",
        "w:tblW",
        "w:jc",
        "w:tblBorders",
        "w:tblLayout",
        "w:tblLook",
        "w:tblCaption",
    ),
    "w:trPr": ("w:cantSplit", "w:tblHeader"),
    "w:sectPr": (
        *("w:headerReference", "w:footerReference", "w:footnotePr", "w:type", "w:pgSz", "w:pgMar", "w:cols"),
        *("w:titlePg", "w:bidi", "w:docGrid"),
    ),
}

#: our tag -> what Word calls the language
WORD_LANGUAGES = {
    "en": "en-GB",
    "fr": "fr-FR",
    "es": "es-ES",
    "ar": "ar-SA",
    "zh": "zh-CN",
    "ru": "ru-RU",
    "de": "de-DE",
}


def element(tag: str, attributes: Mapping[str, str] | None = None, children: Iterable[Element] = ()) -> Element:
    """An element with attributes (prefixed names) and children."""
    made = OxmlElement(tag)
    for name, value in (attributes or {}).items():
        made.set(qn(name), value)
    for child in children:
        made.append(child)
    return made


def ordered(tag: str, children: Iterable[Element]) -> Element:
    """An element whose children stand in the order of its schema."""
    made = OxmlElement(tag)
    for child in children:
        place(made, child, tag)
    return made


def place(parent: Element, child: Element, tag: str) -> None:
    """Put a child where the schema wants it, replacing one of the same name."""
    names = [qn(name) for name in ORDER[tag]]
    for present in parent.findall(child.tag):
        parent.remove(present)
    rank = names.index(child.tag)
    later = (at for at, present in enumerate(parent) if present.tag in names and names.index(present.tag) > rank)
    parent.insert(next(later, len(parent)), child)


def flag(tag: str) -> Element:
    """A mark without a value: bold, bidi ..."""
    return element(tag)


def value(tag: str, content: str) -> Element:
    """A mark with one value."""
    return element(tag, {"w:val": content})


def fonts() -> Element:
    """Our three families, each for its scripts."""
    names = {"w:ascii": "Noto Sans", "w:hAnsi": "Noto Sans", "w:eastAsia": "Noto Sans SC", "w:cs": "Noto Sans Arabic"}
    return element("w:rFonts", names)


def spoken_in(tag: str) -> Element:
    """The language of a run: Word keeps one for each kind of script."""
    attribute = {"ar": "w:bidi", "zh": "w:eastAsia"}.get(tag, "w:val")
    return element("w:lang", {attribute: WORD_LANGUAGES[tag]})


def text_run(text: str, marks: Iterable[Element] = ()) -> Element:
    """A run of text; tabs stay tabs."""
    properties = list(marks)
    run = element("w:r", children=[ordered("w:rPr", properties)] if properties else [])
    for place_, piece in enumerate(text.split("\t")):
        if place_:
            run.append(OxmlElement("w:tab"))
        if piece:
            made = element("w:t", {"xml:space": "preserve"})
            made.text = piece
            run.append(made)
    return run


def field(instruction: str) -> Element:
    """A field that Word fills in: the number of the page."""
    return element("w:fldSimple", {"w:instr": instruction}, [text_run("1")])
