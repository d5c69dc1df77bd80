"""`forum publish`: releases the draft of a forum's programme."""

from __future__ import annotations

import click

from forum.cli.context import Terminal, verb
from forum.domain import inputs
from forum.domain.releases import ChangeKind
from forum.i18n.refusals import sentence
from forum.services import programme


@click.command("publish", epilog='Example: forum publish --forum global-forum-2022 --name "Planned timetable"')
@click.option("--forum", "slug", required=True, metavar="F", help="The forum, as its addresses name it.")
@click.option("--name", default="", metavar="N", help="A name for the release.")
@click.option("--note", default="", metavar="TEXT", help="Why, for readers.")
@verb
def publish(terminal: Terminal, slug: str, name: str, note: str) -> None:
    """Publish the draft as the next numbered release; what speaks against it without forbidding it is only told."""
    name, note = inputs.text(name, "name"), inputs.text(note, "note", limit=2000)
    unit = terminal.unit()
    draft = programme.draft(unit, slug)
    for fault in draft.warnings:
        terminal.tell(sentence(fault, terminal.words))
    release = programme.publish(unit, slug, name=name, note=note)
    changed = {kind: sum(each.kind is kind for each in draft.changes) for kind in ChangeKind}
    said = terminal.words.ngettext(
        "Release %(number)s is published: %(count)s sitting.",
        "Release %(number)s is published: %(count)s sittings.",
        len(release.sittings),
        number=release.number,
    )
    terminal.result({"number": release.number, "sittings": len(release.sittings), "changes": changed}, said)
