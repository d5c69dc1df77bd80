"""Reading JSON strictly: every fault with its path, none hidden by another.

Nothing is guessed: an unknown key, a number that is not whole or a name that is not there is a
fault, and all faults of a file are found in one reading.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from forum.i18n.catalogues import N_
from timezones import zones

MOST_BYTES = 32 * 2**20
YEARS = (1973, 9000)
CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)|24:00")


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing wrong with a file: where, and an English sentence with its parameters, to be translated."""

    path: str
    message: str
    params: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        said = self.message % self.params if self.params else self.message
        return f"{self.path}: {said}" if self.path else said


class Faults(ValueError):
    """A file that cannot be read; nothing of it was used."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


def read_json(data: bytes) -> Any:
    """Parse a file's bytes. Raises Faults for anything but one JSON document in UTF-8."""
    if len(data) > MOST_BYTES:
        raise Faults(
            [Fault(path="", message=N_("the file is larger than %(limit)s bytes"), params={"limit": MOST_BYTES})]
        )
    try:
        return json.loads(data.decode("utf-8-sig"), object_pairs_hook=_object, parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        params = {"byte": error.start}
        raise Faults(
            [Fault(path="", message=N_("the file is not UTF-8 text (byte %(byte)s)"), params=params)]
        ) from None
    except json.JSONDecodeError as error:
        where = {"line": error.lineno, "column": error.colno}
        message = N_("the file is not JSON (line %(line)s, column %(column)s)")
        raise Faults([Fault(path="", message=message, params=where)]) from None
    except Faults:
        raise
    except (ValueError, RecursionError):
        raise Faults([Fault(path="", message=N_("the file is not JSON that can be read"))]) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Faults(
            [Fault(path="", message=N_('the key "%(name)s" stands twice in one object'), params={"name": twice})]
        )
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(name)


class Missing:
    """No value: the key is not there, or what stood there was refused."""


MISSING = Missing()
Take = Callable[[Any, str], Any]


class Reading:
    """One pass over a document that gathers faults; refused values become harmless ones."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def fault(self, path: str, message: str, **params: object) -> None:
        self.faults.append(Fault(path=path, message=message, params=params))

    def fields(self, value: object, path: str, known: Mapping[str, tuple[Take, Any]]) -> dict[str, Any]:
        """Take the known keys of an object; a default of MISSING means that the key is required."""
        if not isinstance(value, dict):
            self.fault(path, N_("must be an object"))
            return {name: None if default is MISSING else default for name, (_, default) in known.items()}
        at = f"{path}." if path else ""
        for name in value:
            if name not in known:
                self.fault(f"{at}{name}", N_("unknown key"))
        found = {}
        for name, (take, default) in known.items():
            if name not in value and default is MISSING:
                self.fault(f"{at}{name}", N_("is missing"))
            found[name] = take(value[name], f"{at}{name}") if name in value else default
        return {name: None if each is MISSING else each for name, each in found.items()}

    def whole(self, least: int, most: int) -> Take:
        def take(value: Any, path: str) -> int | None:
            if type(value) is not int:
                self.fault(path, N_("must be a whole number"))
            elif not least <= value <= most:
                self.fault(path, N_("must be from %(least)s to %(most)s"), least=least, most=most)
            else:
                return value
            return None

        return take

    def text(self, value: Any, path: str) -> str:
        if isinstance(value, str):
            return value
        self.fault(path, N_("must be text"))
        return ""

    def name(self, value: Any, path: str) -> str:
        if value == "":
            self.fault(path, N_("must not be empty"))
        return self.text(value, path)

    def truth(self, value: Any, path: str) -> bool:
        if not isinstance(value, bool):
            self.fault(path, N_("must be true or false"))
        return value is True

    def choice(self, *options: str) -> Take:
        def take(value: Any, path: str) -> Any:
            if value in options:
                return value
            self.fault(path, N_("must be one of: %(options)s"), options=", ".join(options))
            return options[0]

        return take

    def zone(self, value: Any, path: str) -> str:
        if isinstance(value, str) and zones.is_known(value):
            return value
        if isinstance(value, str):
            self.fault(path, N_('unknown zone "%(zone)s"'), zone=value)
        else:
            self.fault(path, N_("must be text"))
        return "UTC"

    def day(self, value: Any, path: str) -> date | None:
        try:
            found = date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
        except ValueError:
            found = None
        if found is None:
            self.fault(path, N_("must be a date such as 2022-02-22"))
        elif not YEARS[0] <= found.year <= YEARS[1]:
            self.fault(path, N_("must be in the years %(first)s to %(last)s"), first=YEARS[0], last=YEARS[1])
            return None
        return found

    def clock(self, value: Any, path: str) -> int | None:
        if isinstance(value, str) and CLOCK.fullmatch(value):
            return int(value[:2]) * 60 + int(value[3:])
        self.fault(path, N_('must be a time from "00:00" to "24:00"'))
        return None

    def items(self, value: Any, path: str, take: Take) -> list[Any]:
        if isinstance(value, list):
            return [take(each, f"{path}[{index}]") for index, each in enumerate(value)]
        self.fault(path, N_("must be a list"))
        return []

    def several(self, take: Take, most: int) -> Take:
        """A list of at least one and at most so many."""

        def all_of(value: Any, path: str) -> list[Any]:
            if value == []:
                self.fault(path, N_("must not be empty"))
            if isinstance(value, list) and len(value) > most:
                self.fault(path, N_("has more than %(limit)s entries"), limit=most)
                return []
            return self.items(value, path, take)

        return all_of

    def unique(self, path: str, ids: Iterable[str]) -> None:
        """Each id stands once; what is no id was named before."""
        seen: set[str] = set()
        for index, each in enumerate(ids):
            if each and each in seen:
                self.fault(f"{path}[{index}].id", N_('the id "%(id)s" stands twice'), id=each)
            seen.add(each)

    def names(self, value: Any, path: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.items(value, path, self.name)))

    def pair(self, take: Take) -> Take:
        def both(value: Any, path: str) -> tuple[Any, Any] | None:
            if not isinstance(value, list) or len(value) != 2:
                self.fault(path, N_("must be a list of two"))
                return None
            found = tuple(self.items(value, path, take))
            return None if None in found else cast(tuple[Any, Any], found)

        return both
