"""`forum config`: every setting with its value and where it came from; secrets are masked."""

from __future__ import annotations

import re

import click

from forum.cli.context import Terminal, verb
from forum.settings import KNOWN

#: Settings that are secret as a whole; in the others only the password of a URL is.
SECRET = {"FORUM_SECRET_KEY"}
_PASSWORD = re.compile(r"(?<=://)([^/@\s]*?):[^@\s]*@")


@click.command(epilog="Example: forum config --json")
@verb
def config(terminal: Terminal) -> None:
    """Print every setting with its value and its source; passwords and keys are masked."""
    given = terminal.settings
    rows = {
        name: {"value": masked(name, given.values[name]), "source": given.sources[name], "meaning": meaning}
        for name, (_default, meaning) in KNOWN.items()
    }
    width = max(map(len, rows))
    lines = [f"{name:<{width}}  {row['value'] or '-'}  ({row['source']})" for name, row in rows.items()]
    terminal.result(rows, *lines)


def masked(name: str, value: str) -> str:
    """The value as it may be shown to whoever looks over the operator's shoulder."""
    if name in SECRET:
        return "***" if value else ""
    return _PASSWORD.sub(r"\1:***@", value)
