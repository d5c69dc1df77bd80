"""Extract every word of code and templates, and merge it into the seven catalogues: `make catalogues`.

No dates, no line numbers, sorted: the same words give the same bytes, so that a test can tell a forgotten run.
"""

from __future__ import annotations

import io
import re
import tomllib
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

from forum.domain.people import LANGUAGES
from forum.i18n.catalogues import ARABIC_PLURALS, path_of

ROOT = Path(__file__).resolve().parents[2]
#: what marks a message, beside gettext's own names; the two faults carry an English sentence to the operator's terminal
KEYWORDS: dict[str, Any] = {
    **DEFAULT_KEYWORDS,
    "pgettext_noop": ((1, "c"), 2),
    "ngettext_noop": (1, 2),
    "SettingsFault": None,
    "MailFault": None,
}
HEADER = "# Translations of Multilateral Forum. Terms: docs/glossary.csv."


def mappings() -> list[dict[str, Any]]:
    """The extraction rules of pyproject.toml."""
    found: list[dict[str, Any]] = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["babel"]["mappings"]
    return found


def template() -> Catalog:
    """Every message of code and templates."""
    catalog = Catalog(project="Multilateral Forum", charset="utf-8")
    for rule in mappings():
        folder = rule["pattern"].split("/")[0]
        pattern = rule["pattern"].split("/", 1)[1]
        options = {k: str(v) for k, v in rule.items() if k not in {"method", "pattern"}}
        found = extract_from_dir(
            ROOT / folder,
            method_map=[(pattern, rule["method"])],
            options_map={pattern: options},
            keywords=KEYWORDS,
            comment_tags=("Translators:",),
            strip_comment_tags=True,
        )
        for name, _line, message, comments, context in found:
            catalog.add(message, None, [(f"{folder}/{name}", 1)], auto_comments=comments, context=context)
    return catalog


def merged(tag: str, words: Catalog) -> Catalog:
    """The catalogue of a language: today's messages with the translations that are there."""
    path = path_of(tag)
    locale = {"zh": "zh_Hans"}.get(tag, tag)
    old = read_po(io.BytesIO(path.read_bytes()), locale=locale) if path.exists() else Catalog(locale=locale)
    new = Catalog(locale=locale, project="Multilateral Forum", charset="utf-8", fuzzy=False)
    for message in words:
        if message.id:
            known = old.get(message.id, message.context)
            new.add(
                message.id,
                string=_string(tag, message, known),
                locations=message.locations,
                auto_comments=message.auto_comments,
                user_comments=known.user_comments if known else (),
                context=message.context,
            )
    return new


def _string(tag: str, message: Message, known: Message | None) -> Any:
    if tag == "en":
        return message.id
    return known.string if known and known.string else None


#: language -> what its typography puts right in every sentence, so that no translator needs to type a narrow space
TYPESET = {
    "fr": (
        (re.compile("(?<!_)[ \u00a0](?=[:;?!»](?![/\\w]))"), "\u202f"),
        (re.compile("«[ \u00a0]"), "«\u202f"),
        (re.compile("n° "), "n°\u00a0"),
    ),
    "ru": ((re.compile("—"), "–"), (re.compile("ё"), "е"), (re.compile("Ё"), "Е")),
    "zh": (
        (re.compile("(?<=[\u4e00-\u9fff]) (?=[A-Za-z0-9%])"), ""),
        (re.compile("(--[a-z-]+ )(?=[\u4e00-\u9fff])|(?<=[\\w)]) (?=[\u4e00-\u9fff])"), r"\1"),
    ),
}


def typeset(tag: str, text: str) -> str:
    """A sentence with the spaces and dashes of its language: narrow and unbroken in French, none in Chinese."""
    for pattern, better in TYPESET.get(tag, ()):
        text = pattern.sub(better, text)
    return text


def _typeset_all(tag: str, catalog: Catalog) -> None:
    for message in catalog:
        if isinstance(message.string, list | tuple):
            message.string = tuple(typeset(tag, one or "") for one in message.string)
        elif message.string:
            message.string = typeset(tag, message.string)


def as_bytes(tag: str, catalog: Catalog) -> bytes:
    """The file of a catalogue."""
    _typeset_all(tag, catalog)
    buffer = io.BytesIO()
    write_po(buffer, catalog, sort_output=True, include_lineno=False, width=100, omit_header=True)
    plurals = ARABIC_PLURALS if tag == "ar" else f"nplurals={catalog.num_plurals}; plural={catalog.plural_expr};"
    head = [HEADER, 'msgid ""', 'msgstr ""']
    fields = {
        "Language": tag,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": plurals,
    }
    head += [f'"{name}: {value}\\n"' for name, value in fields.items()]
    return "\n".join([*head, "", ""]).encode() + buffer.getvalue()


def files() -> dict[Path, bytes]:
    """What the seven files should hold now."""
    words = template()
    return {path_of(tag): as_bytes(tag, merged(tag, words)) for tag in LANGUAGES}


if __name__ == "__main__":
    for path, content in files().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
