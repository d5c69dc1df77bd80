"""`forum create`: makes a forum, without people or sittings yet."""

from __future__ import annotations

from datetime import datetime

import click

from forum.cli.context import Terminal, verb
from forum.domain.people import LANGUAGES
from forum.domain.programme import Forum
from forum.services import forums

DAY = click.DateTime(formats=["%Y-%m-%d"])


EXAMPLE = (
    "Example: forum create my-forum --title 'My Forum' --zone Africa/Nairobi --city Nairobi "
    "--first-day 2027-03-01 --last-day 2027-03-03"
)


@click.command("create", epilog=EXAMPLE)
@click.argument("slug")
@click.option("--title", required=True, help="Its title.")
@click.option("--title-language", type=click.Choice(LANGUAGES), default="en", show_default=True)
@click.option("--zone", required=True, help="IANA zone of the venue.")
@click.option("--city", default="", help="City to print beside the venue's times.")
@click.option("--first-day", type=DAY, required=True)
@click.option("--last-day", type=DAY, required=True)
@click.option("--venue-from", default="00:00", show_default=True, help="Sittings start from this hour on.")
@click.option("--venue-to", default="24:00", show_default=True, help="Sittings end by this hour.")
@click.option("--grid", "grid_minutes", type=click.IntRange(1, 720), default=30, show_default=True, help="Minutes.")
@click.option("--gap", "gap_minutes", type=click.IntRange(0, 720), default=15, show_default=True, help="Minutes.")
@click.option("--cap", "cap_minutes", type=click.IntRange(1, 1440), help="Most minutes of sittings on one day.")
@verb
def create(terminal: Terminal, slug: str, first_day: datetime, last_day: datetime, **facts: object) -> None:
    """Make a forum; its people come by `forum import roster`, its sittings on the draft page."""
    asked = Forum(id=0, slug=slug, first_day=first_day.date(), last_day=last_day.date(), **facts)  # type: ignore[arg-type]
    made = forums.create(terminal.unit(), asked)
    address = f"{terminal.settings.base_url}/forums/{made.slug}/"
    terminal.result({"forum": made.slug, "address": address}, address)
