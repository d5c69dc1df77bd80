"""What a value of a ruleset may look like: each shape reads one plain value, or names its fault by its path."""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from forum.domain.inputs import unusable
from forum.domain.refusals import Refusal, TooLong, UnknownChoice
from forum.domain.speaking.rules import RepeatedRule, UnknownRule, WrongRule

#: exact parts are written as texts, "1/3" or "1.35": a file knows only binary floats
PART = re.compile(r"[0-9]{1,4}(?:/[0-9]{1,4}|\.[0-9]{1,4})?")
#: longest wrong value that a refusal repeats, in characters
REPEATED = 60

Faults = list[Refusal]


def wrong(faults: Faults, path: str, value: object, allowed: str) -> None:
    """Note a wrong value, shortened where it is long."""
    said = "" if value is None else str(value)
    faults.append(
        WrongRule(field=path, value=said if len(said) <= REPEATED else f"{said[:REPEATED]} …", allowed=allowed)
    )


def cut(name: str) -> str:
    """A name out of a file, fit to be repeated in a path."""
    return name if len(name) <= REPEATED and not unusable(name) else f"{ascii(name[:REPEATED])[1:-1]} …"


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number from `least` to `most`; `unit` is what it counts."""

    least: int
    most: int
    unit: str = ""

    def read(self, value: object, path: str, faults: Faults) -> int:
        """The number; `least` where it is wrong."""
        if not isinstance(value, int) or isinstance(value, bool) or not self.least <= value <= self.most:
            wrong(faults, path, value, f"{self.least} … {self.most}")
            return self.least
        return value


@dataclass(frozen=True, slots=True)
class Part:
    """An exact fraction from `least` to `most`, `most` excluded where `is_below`."""

    least: Fraction
    most: Fraction
    is_below: bool = False

    def read(self, value: object, path: str, faults: Faults) -> Fraction:
        """The fraction; `least` where it is wrong."""
        try:
            part = Fraction(value) if isinstance(value, str) and PART.fullmatch(value) else None
        except ZeroDivisionError:
            part = None
        if part is None or not self.least <= part <= self.most or (self.is_below and part == self.most):
            wrong(faults, path, value, f'"{self.least}" … {"<" if self.is_below else ""}"{self.most}"')
            return self.least
        return part


@dataclass(frozen=True, slots=True)
class Flag:
    """Yes or no."""

    def read(self, value: object, path: str, faults: Faults) -> bool:
        """The truth; no where it is neither."""
        if not isinstance(value, bool):
            wrong(faults, path, value, "true, false")
        return value is True


@dataclass(frozen=True, slots=True)
class One:
    """One word of a vocabulary."""

    of: type[enum.StrEnum]

    def read(self, value: object, path: str, faults: Faults) -> Any:
        """The word; None where it is not one of them."""
        if isinstance(value, str) and value in {each.value for each in self.of}:
            return self.of(value)
        faults.append(UnknownChoice(field=path, value=str(value)[:REPEATED], allowed=", ".join(self.of)))
        return None


@dataclass(frozen=True, slots=True)
class Many:
    """Words of a vocabulary, none twice; their order matters where `is_ordered`."""

    of: type[enum.StrEnum]
    is_ordered: bool = True

    def read(self, value: object, path: str, faults: Faults) -> tuple[Any, ...]:
        """The words."""
        if not isinstance(value, list) or len({str(each) for each in value}) != len(value):
            faults.append(RepeatedRule(field=path, allowed=", ".join(self.of)))
            return ()
        word = One(self.of)
        found = [word.read(each, f"{path}[{number}]", faults) for number, each in enumerate(value)]
        return tuple(each for each in found if each is not None)


@dataclass(frozen=True, slots=True)
class Bands:
    """Words of a vocabulary in bands, the first band first, none twice; within a band all are equal."""

    of: type[enum.StrEnum]

    def read(self, value: object, path: str, faults: Faults) -> tuple[tuple[Any, ...], ...]:
        """The bands."""
        if not isinstance(value, list) or not all(isinstance(band, list) and band for band in value):
            faults.append(RepeatedRule(field=path, allowed=", ".join(self.of)))
            return ()
        flat = Many(self.of).read([each for band in value for each in band], path, faults)
        return tuple(tuple(each for each in flat if each in band) for band in value)


@dataclass(frozen=True, slots=True)
class Numbers:
    """At most `count` whole numbers in their order."""

    of: Whole
    count: int

    def read(self, value: object, path: str, faults: Faults) -> tuple[int, ...]:
        """The numbers."""
        if not isinstance(value, list) or not 1 <= len(value) <= self.count:
            wrong(faults, path, value, f"[{self.of.least} … {self.of.most}] × {self.count}")
            return ()
        return tuple(self.of.read(each, f"{path}[{number}]", faults) for number, each in enumerate(value))


@dataclass(frozen=True, slots=True)
class By:
    """A whole number for words of a vocabulary."""

    keys: type[enum.StrEnum]
    of: Whole

    def read(self, value: object, path: str, faults: Faults) -> dict[Any, int]:
        """The numbers by word."""
        if not isinstance(value, Mapping):
            wrong(faults, path, value, f"{{ {next(iter(self.keys))} = {self.of.least} }}")
            return {}
        for name in sorted(set(value) - {each.value for each in self.keys}):
            faults.append(UnknownRule(field=f"{path}.{cut(name)}", allowed=", ".join(self.keys)))
        return {
            each: self.of.read(value[each.value], f"{path}.{each.value}", faults)
            for each in self.keys
            if each.value in value
        }


Shape = Whole | Part | Flag | One | Many | Bands | Numbers | By


def read_text(value: object, limit: int, path: str, faults: Faults) -> str | None:
    """A text that is not empty; None where it is missing or no text. Notes `TooLong`, and what no text has."""
    if not isinstance(value, str) or not value.strip():
        return None
    if len(value) > limit:
        faults.append(TooLong(field=path, limit=limit))
    elif odd := unusable(value):
        wrong(faults, path, odd, "U+0020 …")
    return value.strip()
