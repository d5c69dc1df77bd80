"""`forum plan`: choose sitting times from a file, or check a timetable. Needs no database."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import click

from forum.cli.files import IMPOSSIBLE, OUT_OF_TIME, dumped, read_bytes, read_file, refuse, write_file
from forum.cli.language import language_of
from forum.cli.output import say
from forum.cli.patience import Patience
from forum.cli.plan_asking import ask
from forum.domain.people import LANGUAGES
from forum.formats.plan_answer import Answer, answer_document, clash_said
from forum.formats.plan_document import check_of, starts_of
from forum.formats.plan_file import Request, problem_of, request_of
from forum.formats.plan_table import figures, table_of
from forum.formats.reading import Fault, Faults
from forum.i18n.catalogues import N_, Words, words
from timezones.questions.dates import Busy
from timezones.windows import Progress, TooLarge

WORDS = words(language_of(os.environ))
LATE = N_("Time ran out before any timetable was found. Allow more with --time-limit.")
INTERRUPTED = N_("Stopped before any timetable was found.")


@click.command(name="plan")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="PROBLEM.json [PLAN.json]")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write the plan to this file.")
@click.option(
    "--time-limit", type=click.FloatRange(min=0, min_open=True), default=60.0, show_default=True, help="Seconds."
)
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Threads of the solver.")
@click.option("--format", "form", type=click.Choice(["json", "table"]), default="json", show_default=True)
@click.option("--lang", "language", type=click.Choice(LANGUAGES), help="Language (default: the terminal's).")
@click.option("--busy", multiple=True, type=click.Path(path_type=Path), metavar="FILE.ics", help="A busy calendar.")
@click.option(
    "--schema", is_flag=False, flag_value="1", type=click.Choice(["1", "2"]), help="Print the JSON Schema of the input."
)
@click.option("--check", is_flag=True, help="Score the timetable PLAN.json against PROBLEM.json.")
def plan(files: tuple[Path, ...], schema: str | None, check: bool, **options: Any) -> None:
    """Choose the sitting times of PROBLEM.json, as fair as they can be, with proof.

    Exit status: 0 a plan was found, 2 the input is wrong, 3 proven impossible (or, with --check, a rule
    is broken), 4 time ran out with nothing found. Ctrl-C ends the search with the best plan so far.

    \b
    Example:
      forum plan request.json --format table
      forum plan --check request.json held.json
    """
    chosen = Options(**options)
    if schema:
        return _print_schema(int(schema))
    if len(files) != (2 if check else 1):
        raise click.UsageError(chosen.words.gettext("Name one problem file, and with --check one plan file after it."))
    try:
        if check:
            _check(files[0], files[1], chosen)
        else:
            _plan(files[0], chosen)
    except Faults as refused:
        refuse(refused, chosen.words)


@dataclass(frozen=True, kw_only=True)
class Options:
    """How the command was asked to answer."""

    output: Path | None
    time_limit: float
    workers: int
    form: str
    language: str | None
    busy: tuple[Path, ...]

    @property
    def words(self) -> Words:
        return words(self.language) if self.language else WORDS


def _print_schema(version: int) -> None:
    from forum.formats.plan_schema import schema

    say(json.dumps(schema(version), indent=2))


def _plan(path: Path, options: Options) -> None:
    patience = Patience(seconds=options.time_limit)
    with patience.interruptible():
        request = _request(path, options)
        try:
            found = ask(
                request, patience, workers=options.workers, for_table=options.form == "table",
                tell=lambda progress: _tell(progress, options.words),
            )  # fmt: skip
        except TooLarge as refused:
            message = N_("gives %(starts)s starts for %(classes)s different rows: take a coarser grid or fewer days")
            params = {"starts": refused.starts, "classes": refused.classes}
            raise Faults([Fault(path="forum.grid_minutes", message=message, params=params)]) from None
        _say(found, patience, options)


def _say(found: Answer, patience: Patience, options: Options) -> None:
    """Write the answer where it belongs, and end with the status that it has."""
    said = options.words
    if found.plan.status == "unknown":
        say(said.gettext(INTERRUPTED if patience.is_interrupted else LATE), err=True)
        sys.exit(OUT_OF_TIME)
    document = dumped(answer_document(found, patience.spent, said))
    if options.output is not None:
        write_file(options.output, document)
    if options.form == "table":
        say(table_of(found, said), nl=False)
    elif options.output is None:
        say(document)
    if patience.is_interrupted:
        say(said.gettext("Stopped: this is the best plan so far."), err=True)
        if not found.plan.alternatives and found.plan.starts:
            say(said.gettext("Why each hour was chosen is left out, to stop at once."), err=True)
    if found.plan.status == "infeasible":
        reasons = ", ".join(found.plan.reasons)
        say(said.gettext("No timetable is possible. These rules clash: %(rules)s", rules=reasons), err=True)
        for line in clash_said(found, said) if options.form == "json" else ():
            say(f"  {line}", err=True)
        sys.exit(IMPOSSIBLE)


def _request(path: Path, options: Options) -> Request:
    """The file's request, with the busy calendars that were named beside it."""
    request = request_of(read_file(path))
    if not options.busy:
        return request
    dates = request.dates
    if dates is None:
        raise Faults([Fault(path="--busy", message=N_("needs a file with a season (dates) to choose from"))])
    zone = request.problem.venue.zone
    busy = [_busy(each, dates.first_day, dates.last_day, zone) for each in options.busy]
    return replace(request, dates=replace(dates, busy=(*dates.busy, *busy)))


def _busy(path: Path, first_day: date, last_day: date, zone: str) -> Busy:
    from forum.formats.busy import read_busy

    try:
        return read_busy(read_bytes(path), first_day, last_day, zone)
    except Faults as refused:
        raise Faults([replace(fault, path=fault.path or str(path)) for fault in refused.faults]) from None


def _check(path: Path, plan_path: Path, options: Options) -> None:
    problem = problem_of(read_file(path))
    starts = starts_of(read_file(plan_path), problem)
    found = check_of(problem, starts, options.words)
    if options.form == "table":
        from timezones.fairness import score

        say("\n".join([*figures(score(problem, starts), options.words), *found["faults"]]))
    else:
        say(dumped(found))
    if found["faults"]:
        sys.exit(IMPOSSIBLE)


def _tell(progress: Progress, said: Words) -> None:
    """Say where the search stands, once it takes long enough to wonder."""
    if progress.seconds > 1:
        line = said.gettext(
            "%(seconds)s s: best %(figure)s, at least %(bound)s, %(gap)s %% apart; worst %(worst)s, mean %(mean)s",
            seconds=f"{progress.seconds:.1f}", figure=f"{float(progress.figure):g}", bound=f"{float(progress.bound):g}",
            gap=f"{100 * progress.gap:.1f}", worst=progress.worst, mean=f"{float(progress.mean):.1f}",
        )  # fmt: skip
        say(line, err=True)
