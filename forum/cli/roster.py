"""`forum import` and `forum export`: the roster and the list of organizations as CSV or XLSX."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import click

from forum.cli.context import Terminal, verb
from forum.cli.output import keep
from forum.formats import roster as files
from forum.i18n.cities import zones_of_capitals
from forum.services import organizations, roster

in_forum = click.option("--forum", "slug", required=True, metavar="F", help="The forum, as its addresses name it.")
only_check = click.option("--check", "is_check", is_flag=True, help="Only say what would happen; keep nothing.")
the_file = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
the_format = click.option("--format", "kind", type=click.Choice(["csv", "xlsx"]), default="csv", show_default=True)
the_output = click.option("--output", type=click.Path(dir_okay=False, writable=True, path_type=Path), metavar="FILE")


@click.group("import", epilog="Example: forum import roster delegations.xlsx --forum global-forum-2022 --check")
def import_() -> None:
    """Take over a file: all of it, or nothing where a fault is found."""


@click.group("export", epilog="Example: forum export roster --forum global-forum-2022 --output roster.csv")
def export() -> None:
    """Write a file that imports again unchanged."""


@import_.command("roster", epilog="Example: forum import roster delegations.xlsx --forum global-forum-2022 --check")
@the_file
@in_forum
@only_check
@verb
def import_roster(terminal: Terminal, file: Path, slug: str, is_check: bool) -> None:
    """Take over a roster of persons (docs/roster-file.md)."""
    data, unit, zones = file.read_bytes(), terminal.unit(), zones_of_capitals()
    rows = files.read_roster(data, file.name)
    if is_check:
        change = roster.check_import(unit, slug, rows, capital_zones=zones)
        _say_counts(terminal, len(change.new), len(change.changed), len(change.unchanged), len(change.missing))
        terminal.tell(terminal.words.gettext("Nothing was changed."))
        return
    digest = hashlib.sha256(data).hexdigest()
    shown = roster.preview_import(unit, slug, rows, filename=file.name, digest=digest, capital_zones=zones)
    done = roster.import_roster(unit, slug, shown.staged.id, digest)
    _say_counts(terminal, done.new, done.changed, done.unchanged, len(shown.change.missing))


@import_.command("organizations", epilog="Example: forum import organizations list.csv --forum global-forum-2022")
@the_file
@in_forum
@only_check
@verb
def import_organizations(terminal: Terminal, file: Path, slug: str, is_check: bool) -> None:
    """Take over a list of organizations (columns id, name, acronym, kind)."""
    unit, rows = terminal.unit(), files.read_organizations(file.read_bytes(), file.name)
    if is_check:
        change = organizations.check_organizations(unit, slug, rows)
    else:
        change = organizations.import_organizations(unit, slug, rows)
    _say_counts(terminal, len(change.new), len(change.changed), len(change.unchanged), len(change.missing))
    if is_check:
        terminal.tell(terminal.words.gettext("Nothing was changed."))


def _say_counts(terminal: Terminal, new: int, changed: int, unchanged: int, missing: int) -> None:
    ngettext = terminal.words.ngettext
    terminal.result(
        {"new": new, "changed": changed, "unchanged": unchanged, "missing": missing},
        ngettext("%(count)s row is new.", "%(count)s rows are new.", new),
        ngettext(
            "%(count)s row changes somebody who is there.", "%(count)s rows change somebody who is there.", changed
        ),
        ngettext("%(count)s row changes nothing.", "%(count)s rows change nothing.", unchanged),
        ngettext(
            "%(count)s who is there is not in the file and stays.",
            "%(count)s who are there are not in the file and stay.",
            missing,
        ),
    )


@export.command("roster", epilog="Example: forum export roster --forum global-forum-2022 --format xlsx --output r.xlsx")
@in_forum
@the_format
@the_output
@verb
def export_roster(terminal: Terminal, slug: str, kind: str, output: Path | None) -> None:
    """Write the roster of persons."""
    persons = roster.export_roster(terminal.unit(), slug)
    _write(terminal, output, lambda: files.write_roster(persons, kind))


@export.command("organizations", epilog="Example: forum export organizations --forum global-forum-2022")
@in_forum
@the_format
@the_output
@verb
def export_organizations(terminal: Terminal, slug: str, kind: str, output: Path | None) -> None:
    """Write the list of organizations."""
    listed = organizations.list_organizations(terminal.unit(), slug)
    _write(terminal, output, lambda: files.write_organizations(listed, kind))


def _write(terminal: Terminal, output: Path | None, made: Callable[[], bytes]) -> None:
    if output is None:
        click.echo(made(), nl=False)
        return
    keep(output, made())
    terminal.tell(terminal.words.gettext("Written: %(file)s", file=output))
