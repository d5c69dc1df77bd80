"""`forum feed`: a person's calendar on standard output, by the operator at the machine."""

from __future__ import annotations

import click

from forum.cli.context import Terminal, verb
from forum.formats import ics
from forum.formats.calendar import compose
from forum.services.feeds import feed_of_person


@click.command("feed", epilog="Example: forum feed --forum global-forum-2022 --person FJ-government-1 > fiji.ics")
@click.option("--forum", "slug", required=True, metavar="F", help="The forum, as its addresses name it.")
@click.option("--person", required=True, metavar="P", help="The person's key in that forum.")
@click.option("--lang", "language", metavar="L", help="Language of the calendar (default: the person's own).")
@verb
def feed(terminal: Terminal, slug: str, person: str, language: str | None) -> None:
    """Print the calendar that a person's link gives (.ics)."""
    data = feed_of_person(terminal.unit(), slug, person, language=language)
    calendar = compose(data, base_url=terminal.settings.base_url)
    body = ics.render(calendar)
    if terminal.as_json:
        terminal.result({"forum": slug, "person": person, "etag": ics.etag(calendar), "calendar": body.decode()})
    else:
        click.echo(body, nl=False)
