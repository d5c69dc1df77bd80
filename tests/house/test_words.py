"""Words are whole sentences: no template and no writer glues translated pieces with the punctuation of English."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from forum.domain.people import LANGUAGES
from forum.i18n import catalogues
from tests.house.write_catalogues import typeset

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
#: code whose strings people read; codes and keys of the operator's files are joined elsewhere
SPOKEN = [
    *sorted((ROOT / "forum" / "i18n").glob("*.py")),
    *sorted((ROOT / "forum" / "web").glob("*.py")),
    *sorted((ROOT / "forum" / "formats").glob("report*.py")),
    ROOT / "forum" / "formats" / "calendar.py",
    ROOT / "forum" / "formats" / "burden_picture.py",
    *(ROOT / "forum" / "formats" / f"{name}.py" for name in ("docx", "html", "pdf")),
]
#: a sentence of its own, whose punctuation is translated with it
_SENTENCE = re.compile(r"\{%-? *trans\b.*?\{%-? *endtrans *-?%\}", re.DOTALL)
#: a comma, colon, semicolon or bracket between two pieces, or hung on one of them
_GLUE = re.compile(
    r"(?:\}\}|%\}|</[a-z]+>)(?:[,;:.]|[,;:]? ?\()(?=\s|\{|<|$)(?![^\n]*-->)"
    r"|[,;:] (?:\{\{|\{%-? *(?:if|for|trans)\b)"
    r"|\((?:\{\{|\{%)"
    r"|join\(\s*[\"'][,;:] [\"']\s*\)"
    r"|~ *[\"'][,;:(] ?[\"']"
)
_ATTRIBUTE = re.compile(r"=\"[^\"]*\"|<script\b.*?</script>|<svg\b.*?</svg>|<code\b.*?</code>", re.DOTALL)
_CODE = re.compile(r"\{%-? *(?:set|from|import|macro|include)\b[^%]*%\}|\{#.*?#\}", re.DOTALL)


def glued(source: str) -> list[str]:
    """Where a template sets English punctuation between what it prints."""
    bare = _CODE.sub("", _ATTRIBUTE.sub("", _SENTENCE.sub("{{ said }}", source)))
    return [bare[max(0, at.start() - 40) : at.end() + 40].strip() for at in _GLUE.finditer(bare)]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_template_glues_words(path: Path) -> None:
    assert glued(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "{{ name }}, {{ place }}",
        "<bdi>{{ name }}</bdi>{% if place %}, <bdi>{{ place }}</bdi>{% endif %}",
        "{{ level }}, {% trans count=cost %}{{ count }} points{% endtrans %}",
        '{{ names|join(", ") }}',
        '{{ name ~ ", " ~ state }}',
        "<h2>{{ heading }} ({{ count }})</h2>",
        "{{ stance }}: <bdi>{{ text }}</bdi>",
    ],
)
def test_glue_is_found(source: str) -> None:
    assert glued(source) != []


def test_what_a_sentence_holds_is_no_glue() -> None:
    assert glued("{% trans name=name, place=place %}{{ name }}, {{ place }}: done{% endtrans %} · {{ more }}") == []


@pytest.mark.parametrize("path", SPOKEN, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_writer_joins_words_with_the_comma_of_english(path: Path) -> None:
    """Codes that are listed in a refusal ("allowed") are codes; words go through forum.i18n.moments."""
    lines = path.read_text(encoding="utf-8").splitlines()
    joins = [line.strip() for line in lines if re.search(r"[\"'][,;:] [\"']\.join|\bf[\"'].*\}[,;:] \{", line)]
    assert [line for line in joins if "allowed=" not in line and "error" not in line] == []


def strings(message: Message) -> list[str]:
    found = message.string if isinstance(message.string, tuple | list) else [message.string]
    return [text for text in found if text]


_NOT_PROSE = re.compile(
    "\u2066[^\u2069]*\u2069|<bdi[^>]*>.*?</bdi>|<[^>]*>|%\\(\\w+\\)s|--[a-z-]+|\\b[a-z]+://\\S*|\\d\\d:\\d\\d"
)
_HAN = "[\u4e00-\u9fff]"
#: language -> what no sentence of it may hold
FAULTY = {
    "fr": re.compile(r" [:;?!»]|« |n° |[\w»)][;?!»](?!\w)|[a-zà-ÿ]:(?= [a-zà-ÿ])"),
    "ar": re.compile(r"[,;?]"),
    "zh": re.compile(rf"{_HAN}[,;:?!()]|[,;:?!()]{_HAN}|{_HAN}\.(?!\w)"),
    "ru": re.compile(r"[\"“”—]"),
    "de": re.compile(r"\""),
    "es": re.compile(r"\"|[“”]"),
}
#: what is typed as it stands, in the grammar of the capture line or of an id
TYPED = ("r C-0", ". _ : -")


@pytest.mark.parametrize("tag", sorted(FAULTY))
def test_each_language_keeps_its_own_punctuation(tag: str) -> None:
    faulty = [
        text
        for message in catalogues.read(tag)
        if message.id
        for text in strings(message)
        if FAULTY[tag].search(_NOT_PROSE.sub("", text)) and not any(each in text for each in TYPED)
    ]
    assert faulty == []


#: words that mean two things in English: each needs its context
TWO_MEANINGS = {
    "all",
    "cancelled",
    "changed",
    "Held",
    "left",
    "Name",
    "new",
    "none",
    "Place",
    "Planned",
    "State",
    "unchanged",
}


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_word_of_two_meanings_has_its_context(tag: str) -> None:
    assert {m.id for m in catalogues.read(tag) if m.id and not m.context} & TWO_MEANINGS == set()


@pytest.mark.parametrize(
    ("tag", "typed", "set_right"),
    [
        ("fr", "« Oui » : non ?", "«\u202fOui\u202f»\u202f: non\u202f?"),
        ("fr", "13:00, https://example.org/a n° 3", "13:00, https://example.org/a n°\u00a03"),
        ("fr", "et . _ : -", "et . _ : -"),
        ("ru", "ещё — нет", "еще – нет"),
        ("zh", "按 Shift 键，用 --data 指定 %(count)s 项", "按Shift键，用 --data 指定%(count)s项"),
        ("en", "yes — no", "yes — no"),
    ],
)
def test_a_catalogue_sets_spaces_and_dashes_itself(tag: str, typed: str, set_right: str) -> None:
    assert typeset(tag, typed) == set_right


#: language -> words that another word of docs/glossary.csv (or of the style of UN documents) stands for
NOT_OUR_WORDS = {
    "es": re.compile(r"zonas? horarias?|ordenador", re.IGNORECASE),
    "de": re.compile(r"Dolmetschende|Teilnehmende|Tagungsort|je Kopf"),
    "ar": re.compile(r"فوري|ترجمان"),
    "zh": re.compile(r"场会议|标识符"),
    "ru": re.compile(r"[ёЁ]"),
    "fr": re.compile(r"zones? horaires?|chairman", re.IGNORECASE),
}


@pytest.mark.parametrize("tag", sorted(NOT_OUR_WORDS))
def test_terms_are_those_of_the_glossary(tag: str) -> None:
    found = [text for m in catalogues.read(tag) if m.id for text in strings(m) if NOT_OUR_WORDS[tag].search(text)]
    assert found == []
