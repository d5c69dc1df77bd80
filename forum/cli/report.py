"""`forum report`: the follow-up report, or the register, as a file."""

from __future__ import annotations

import hashlib
from pathlib import Path

import click

from forum.cli.context import Terminal, verb
from forum.cli.output import keep
from forum.domain.people import LANGUAGES
from forum.formats import reports as files
from forum.services import reports


@click.command(
    "report", epilog="Example: forum report --forum global-forum-2022 --format docx --lang fr --output report.docx"
)
@click.option("--forum", "slug", required=True, metavar="F", help="The forum, as its addresses name it.")
@click.option(
    "--format",
    "kind",
    type=click.Choice(list(files.FORMATS)),
    default="docx",
    show_default=True,
    help="docx, pdf and html hold the report; xlsx, csv and json the register.",
)
@click.option("--lang", "language", type=click.Choice(LANGUAGES), help="Language (default: the terminal's).")
@click.option("--output", type=click.Path(dir_okay=False, writable=True, path_type=Path), required=True, metavar="FILE")
@verb
def report(terminal: Terminal, slug: str, kind: str, language: str | None, output: Path) -> None:
    """Write the follow-up report of a forum, or its register of commitments."""
    tag = language or (terminal.language if terminal.language in LANGUAGES else LANGUAGES[0])
    data = reports.gather(terminal.unit(), slug)
    made = files.write(data, kind, tag)
    keep(output, made.body)
    digest = hashlib.sha256(made.body).hexdigest()
    reports.note_made(terminal.unit(), slug, kind=kind, language=tag, digest=digest)
    found = {"file": str(output), "bytes": len(made.body), "commitments": len(data.commitments), "language": tag}
    if terminal.as_json:
        terminal.result(found)
    else:
        terminal.tell(terminal.words.gettext("Written: %(file)s", file=output))
