"""What the planners on files share: reading their input, writing what they found, saying every fault, how they end."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, NoReturn

from forum.cli.output import keep, say
from forum.formats.reading import Fault, Faults, read_json
from forum.i18n.catalogues import N_, Words

WRONG, IMPOSSIBLE, OUT_OF_TIME = 2, 3, 4


def read_file(path: Path) -> Any:
    """The JSON document of a file. Raises Faults."""
    return read_json(read_bytes(path))


def read_bytes(path: Path) -> bytes:
    """A file's bytes. Raises Faults where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        message = N_("cannot be read: %(why)s")
        raise Faults([Fault(path=str(path), message=message, params={"why": error.strerror})]) from None


def write_file(path: Path, text: str) -> None:
    """Write a text with its last line ended. Raises Faults where it cannot be written."""
    try:
        keep(path, f"{text}\n".encode())
    except OSError as error:
        message = N_("cannot be written: %(why)s")
        raise Faults([Fault(path=str(path), message=message, params={"why": error.strerror})]) from None


def dumped(document: Any) -> str:
    """A document as it is printed and written."""
    return json.dumps(document, ensure_ascii=False, indent=1)


def refuse(refused: Faults, words: Words) -> NoReturn:
    """List every fault on standard error."""
    for fault in refused.faults:
        said = words.gettext(fault.message, **fault.params)
        say(f"{fault.path}: {said}" if fault.path else said, err=True)
    sys.exit(WRONG)
