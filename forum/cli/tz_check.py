"""`forum tz-check`: which sittings ahead a new release of the time zone database moves; re-issues them if asked to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from forum.cli.context import FAULT, Terminal, verb
from forum.domain.tzcheck import Shift
from forum.services import tzcheck
from forum.services.tzcheck import TimeCheck
from timezones.release import release_in_use


@click.command("tz-check", epilog="Example: forum tz-check --reissue")
@click.option("--reissue", is_flag=True, help="Publish what moved anew, so that every calendar takes it over.")
@verb
def tz_check(terminal: Terminal, reissue: bool) -> None:
    """Compare published sittings with the time zone release in use; exit status 1 while some move unsaid."""
    unit = terminal.unit()
    moved = [found for found in tzcheck.time_checks(unit) if found.shifts]
    lines = [line for found in moved for line in _lines(terminal, found)]
    made = [_reissue(terminal, found) for found in moved if reissue and any(each.becomes for each in found.shifts)]
    quiet = terminal.words.gettext(
        "Every sitting ahead is where it was published (time zone release %(release)s).",
        release=release_in_use().tzdata,
    )
    data = {"tzdata": release_in_use().tzdata, "forums": [_data(found) for found in moved], "reissued": made}
    terminal.result(data, *(lines or [quiet]))
    _end(terminal, moved, reissue=reissue)


def _lines(terminal: Terminal, found: TimeCheck) -> Iterator[str]:
    yield terminal.words.gettext(
        "%(forum)s: release %(number)s was published under time zone release %(before)s; in use is %(after)s. "
        "Personal calendar links that show it: %(calendars)s.",
        forum=found.forum.slug,
        number=found.release.number,
        before=found.release.tz_release or "?",
        after=release_in_use().tzdata,
        calendars=found.calendars,
    )
    yield from (_line(terminal, each) for each in found.shifts)


def _line(terminal: Terminal, shift: Shift) -> str:
    said: dict[str, Any] = {"title": shift.sitting.title, "zone": shift.sitting.zone, "before": _utc(shift.stood)}
    if shift.becomes is None:
        return terminal.words.gettext(
            "  %(title)s (%(zone)s): its hour does not exist any more. Give it another one and publish.", **said
        )
    return terminal.words.gettext(
        "  %(title)s (%(zone)s): %(before)s UTC becomes %(after)s UTC.", after=_utc(shift.becomes), **said
    )


def _utc(moment: Any) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


def _data(found: TimeCheck) -> dict[str, Any]:
    shifts = [
        {"sitting": each.sitting.key, "before": _iso(each.stood), "after": _iso(each.becomes)} for each in found.shifts
    ]
    return {
        "forum": found.forum.slug,
        "release": found.release.number,
        "tz_release": found.release.tz_release,
        "calendars": found.calendars,
        "sittings": shifts,
    }


def _iso(moment: Any) -> str | None:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}" if moment else None


def _reissue(terminal: Terminal, found: TimeCheck) -> dict[str, Any]:
    release = tzcheck.reissue_times(terminal.unit(), found.forum.slug)
    terminal.tell(
        terminal.words.gettext(
            "%(forum)s: published anew as release %(number)s.", forum=found.forum.slug, number=release.number
        )
    )
    return {"forum": found.forum.slug, "number": release.number}


def _end(terminal: Terminal, moved: list[TimeCheck], *, reissue: bool) -> None:
    """Status 1 while something is left to do: what was not published anew, and hours that exist no more."""
    lost = any(each.becomes is None for found in moved for each in found.shifts)
    if moved and not reissue:
        terminal.fail(terminal.words.gettext("Tell every calendar with: forum tz-check --reissue"), FAULT)
    if lost:
        terminal.fail(terminal.words.gettext("Some hours do not exist any more; see the lines above."), FAULT)
