"""A rule as a form: for each value of its table the fields that a person fills in, and what they say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from forum.domain import inputs
from forum.domain.refusals import Refusal, Refusals
from forum.domain.speaking.document import RULES, SOURCE_LENGTH
from forum.domain.speaking.shapes import Bands, By, Flag, Many, Numbers, One, Part, Shape, Whole
from forum.i18n import moments, rules
from forum.i18n.catalogues import Words

Form = MultiDict[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Option:
    """A word that may be chosen; `field` is its own input, where each word has one."""

    value: str
    said: str
    field: str
    given: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """One value of a rule as it is asked: `kind` is that of the input, `unit` what a number counts."""

    name: str
    said: str
    kind: str
    given: str = ""
    unit: str = ""
    options: tuple[Option, ...] = ()


KINDS: dict[type[Any], str] = {
    Whole: "number",
    Part: "part",
    Flag: "flag",
    One: "one",
    Bands: "places",
    Numbers: "numbers",
    By: "by",
}


def fields(path: str, table: Mapping[str, Any], words: Words) -> list[Field]:
    """What the form of a rule asks, filled with what stands."""
    return [_field(name, shape, table.get(name), words) for name, shape in RULES[path].values.items()]


def _field(name: str, shape: Shape, value: Any, words: Words) -> Field:
    kind = ("places" if shape.is_ordered else "set") if isinstance(shape, Many) else KINDS[type(shape)]
    return Field(
        name=name,
        said=rules.value_name(name, words),
        kind=kind,
        given=_given(value),
        unit=shape.unit if isinstance(shape, Whole) else "",
        options=tuple(_options(name, shape, value, words)),
    )


def _given(value: Any) -> str:
    """A value as it is typed."""
    if value is None or isinstance(value, dict):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def _options(name: str, shape: Shape, value: Any, words: Words) -> Iterator[Option]:
    vocabulary = shape.keys if isinstance(shape, By) else getattr(shape, "of", None)
    if vocabulary is None or isinstance(shape, Numbers):
        return
    for each in vocabulary:
        field = f"{name}.{each.value}"
        yield Option(
            value=each.value, said=rules.word(each, words), field=field, given=_chosen(shape, value, each.value)
        )


def _chosen(shape: Shape, value: Any, word: str) -> str:
    """What stands in a word's own input: its place, its band, its figure, a tick."""
    if isinstance(shape, By):
        return str((value or {}).get(word, ""))
    if isinstance(shape, Bands):
        return next((str(number) for number, band in enumerate(value or [], start=1) if word in band), "")
    if isinstance(shape, Many) and word in (value or []):
        return str(value.index(word) + 1) if shape.is_ordered else "1"
    return ""


def asked(path: str, form: Form) -> dict[str, Any]:
    """What a form says of a rule, as plain values; an empty input is no value. Raises `Refusals`."""
    faults: list[Refusal] = []
    found: dict[str, Any] = {}
    for name, shape in RULES[path].values.items():
        try:
            found[name] = _read(name, shape, form)
        except Refusal as fault:
            faults.append(fault)
    try:
        found["source"] = inputs.text(form.get("source"), "source", limit=SOURCE_LENGTH) or None
    except Refusal as fault:
        faults.append(fault)
    if faults:
        raise Refusals(faults)
    return {**found, "open": form.get("open") == "1"}


def _read(name: str, shape: Shape, form: Form) -> Any:
    typed = inputs.text(form.get(name), name)
    if isinstance(shape, Whole):
        return inputs.whole(typed, name) if typed else None
    if isinstance(shape, Flag):
        return {"yes": True, "no": False}.get(typed)
    if isinstance(shape, Numbers):
        return [inputs.whole(each, name) for each in typed.replace(",", " ").split()] if typed else None
    if isinstance(shape, Part | One):
        return typed or None
    return _of_words(name, shape, form)


def _of_words(name: str, shape: Many | Bands | By, form: Form) -> Any:
    """A list, bands or figures, from the inputs of the single words."""
    vocabulary = shape.keys if isinstance(shape, By) else shape.of
    typed = {each.value: inputs.text(form.get(f"{name}.{each.value}"), name) for each in vocabulary}
    numbers = {word: inputs.whole(text, name) for word, text in typed.items() if text}
    if isinstance(shape, By):
        return numbers or None
    if isinstance(shape, Many):
        return sorted(numbers, key=lambda word: numbers[word]) or None
    bands = [[word for word in numbers if numbers[word] == number] for number in sorted(set(numbers.values()))]
    return bands or None


def said(path: str, table: Mapping[str, Any], words: Words) -> list[tuple[str, str]]:
    """(name, value) of what a rule says, in the reader's language; the name of a lone value is empty."""
    lines = []
    for name, shape in RULES[path].values.items():
        if name in table:
            lines.append(("" if name == "value" else rules.value_name(name, words), _said(shape, table[name], words)))
    return lines


def _said(shape: Shape, value: Any, words: Words) -> str:
    if isinstance(shape, Whole):
        return amount(value, shape.unit, words)
    if isinstance(shape, Flag):
        return words.pgettext("rule", "yes") if value else words.pgettext("rule", "no")
    if isinstance(shape, One):
        return rules.word(shape.of(value), words)
    if isinstance(shape, Many):
        return moments.enumerated([rules.word(shape.of(each), words) for each in value], words.tag) if value else "–"
    if isinstance(shape, Bands):
        bands = [moments.enumerated([rules.word(shape.of(each), words) for each in band], words.tag) for band in value]
        return moments.parted(bands, words.tag)
    if isinstance(shape, Numbers):
        return moments.enumerated([amount(each, shape.of.unit, words) for each in value], words.tag)
    if isinstance(shape, By):
        own = [_pair(rules.word(shape.keys(word), words), amount(number, shape.of.unit, words), words)
               for word, number in value.items()]  # fmt: skip
        return moments.enumerated(own, words.tag)
    return moments.isolate(str(value))


def _pair(name: str, value: str, words: Words) -> str:
    return words.pgettext("rule", "%(name)s %(value)s", name=name, value=value)


def amount(value: int, unit: str, words: Words) -> str:
    """A number with what it counts."""
    if unit == "seconds":
        return moments.isolate(moments.minutes_seconds(value))
    if unit == "hours":
        return words.ngettext("%(count)s hour", "%(count)s hours", value)
    return moments.isolate(moments.number(value, words.tag))
