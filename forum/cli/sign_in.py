"""`forum sign-in`: a one-time link for a person, by the operator at the machine."""

from __future__ import annotations

import secrets

import click

from forum.cli.context import Terminal, verb
from forum.domain.accounts import LINK_LIFE
from forum.services import accounts


@click.command("sign-in", epilog="Example: forum sign-in --forum global-forum-2022 --person organizer")
@click.option("--forum", "slug", required=True, metavar="F", help="The forum, as its addresses name it.")
@click.option("--person", required=True, metavar="P", help="The person's key in that forum.")
@verb
def sign_in(terminal: Terminal, slug: str, person: str) -> None:
    """Print a sign-in link that works once."""
    token = secrets.token_urlsafe(32)
    accounts.issue_link(terminal.unit(), slug, person, accounts.Secrets(token=token))
    link = link_of(terminal.settings.base_url, token)
    minutes = int(LINK_LIFE.total_seconds() // 60)
    terminal.result({"link": link, "minutes": minutes}, link)
    terminal.tell(
        terminal.words.ngettext(
            "It works once, for %(count)s minute.", "It works once, for %(count)s minutes.", minutes
        )
    )


def link_of(base_url: str, token: str) -> str:
    """The address at which a sign-in token is spent."""
    return f"{base_url}/sign-in/{token}"
