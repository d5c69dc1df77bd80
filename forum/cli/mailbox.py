"""`forum bounces`, `forum reply`: what comes into the mailbox of the secretariat, one message on standard input.

A mail server hands each message over by itself (a pipe in its aliases, or a rule of the mailbox).
"""

from __future__ import annotations

import click

from forum.cli.context import Terminal, verb
from forum.domain.refusals import Unknown
from forum.formats import itip, letters
from forum.services import invitations
from forum.services.letters import returned


@click.command("bounces", epilog="Example: forum bounces < message.eml")
@verb
def bounces(terminal: Terminal) -> None:
    """Note that a letter came back (a message of RFC 3464 on standard input)."""
    found = letters.returned(_message(), terminal.settings.secret_key())
    if found is None:
        terminal.result(
            {"noted": False}, terminal.words.gettext("This returns no letter of ours: nothing was changed.")
        )
        return
    notice_id, person_id, fault = found
    try:
        letter = returned(terminal.unit(), notice_id, person_id, fault)
    except Unknown:
        terminal.result(
            {"noted": False}, terminal.words.gettext("This returns no letter of ours: nothing was changed.")
        )
        return
    said = terminal.words.gettext("Noted: mail does not reach %(address)s.", address=letter.address)
    terminal.result({"noted": True, "address": letter.address, "fault": letter.fault}, said)


@click.command("reply", epilog="Example: forum reply --forum global-forum-2022 < message.eml")
@click.option("--forum", "slug", required=True, metavar="F", help="The forum, as its addresses name it.")
@verb
def reply(terminal: Terminal, slug: str) -> None:
    """Take the answer to an invitation out of a message (RFC 6047, on standard input)."""
    answer = itip.read_reply(_message())
    known = invitations.events(terminal.unit(), slug)
    identified = itip.identifiers(known.forum, known.sittings, known.slots)
    given = invitations.take_reply(terminal.unit(), slug, answer, identified)
    said = terminal.words.gettext("The answer of %(address)s was taken.", address=answer.address)
    terminal.result({"address": answer.address, "answer": given.answer.value}, said)


def _message() -> bytes:
    with click.open_file("-", "rb") as source:
        body = source.read(itip.REPLY_BYTES + 1)
    assert isinstance(body, bytes)
    return body
