"""`forum plan`: choose sitting times from a file, or check a timetable. Needs no database."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any, NoReturn

import click

from forum.cli.language import language_of
from forum.cli.output import keep
from forum.formats.plan_document import check_of, document_of, starts_of
from forum.formats.plan_file import problem_of
from forum.formats.plan_table import figures, table_of
from forum.formats.reading import Fault, Faults, read_json
from forum.i18n.catalogues import N_, words
from timezones.windows import Progress, TooLarge
from timezones.windows import plan as choose

WRONG, IMPOSSIBLE, OUT_OF_TIME = 2, 3, 4
WORDS = words(language_of(os.environ))


@click.command(name="plan")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="PROBLEM.json [PLAN.json]")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write the plan to this file.")
@click.option(
    "--time-limit", type=click.FloatRange(min=0, min_open=True), default=60.0, show_default=True, help="Seconds."
)
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Threads of the solver.")
@click.option("--format", "form", type=click.Choice(["json", "table"]), default="json", show_default=True)
@click.option("--schema", is_flag=True, help="Print the JSON Schema of the input.")
@click.option("--check", is_flag=True, help="Score the timetable PLAN.json against PROBLEM.json.")
def plan(
    files: tuple[Path, ...], output: Path | None, time_limit: float, workers: int, form: str, schema: bool, check: bool
) -> None:
    """Choose the sitting times of PROBLEM.json, as fair as they can be, with proof.

    Exit status: 0 a plan was found, 2 the input is wrong, 3 proven impossible (or, with --check, a rule
    is broken), 4 time ran out with nothing found.

    \b
    Example:
      forum plan request.json --format table
      forum plan --check request.json held.json
    """
    if schema:
        return _print_schema()
    if len(files) != (2 if check else 1):
        raise click.UsageError(WORDS.gettext("Name one problem file, and with --check one plan file after it."))
    try:
        if check:
            _check(files[0], files[1], form)
        else:
            _plan(files[0], output, time_limit, workers, form)
    except Faults as refused:
        _refuse(refused)


def _print_schema() -> None:
    from forum.formats.plan_schema import schema

    click.echo(json.dumps(schema(), indent=2))


def _plan(path: Path, output: Path | None, time_limit: float, workers: int, form: str) -> None:
    begun = time.monotonic()
    problem = problem_of(_read(path))
    try:
        found = choose(problem, time_limit=time_limit, workers=workers, progress=_tell)
    except TooLarge as refused:
        message = N_(
            "gives %(starts)s possible starting times for %(classes)s groups with the same clock: "
            "take a coarser grid or fewer days"
        )
        params = {"starts": refused.starts, "classes": refused.classes}
        raise Faults([Fault(path="forum.grid_minutes", message=message, params=params)]) from None
    if found.status == "unknown":
        click.echo(
            WORDS.gettext("Time ran out before any timetable was found. Allow more with --time-limit."), err=True
        )
        sys.exit(OUT_OF_TIME)
    document = _dumped(document_of(problem, found, time.monotonic() - begun))
    if output is not None:
        _write(output, document)
    if form == "table":
        click.echo(table_of(problem, found, WORDS), nl=False)
    elif output is None:
        click.echo(document)
    if found.status == "infeasible":
        reasons = ", ".join(found.reasons)
        click.echo(WORDS.gettext("No timetable is possible. These rules clash: %(rules)s", rules=reasons), err=True)
        sys.exit(IMPOSSIBLE)


def _check(path: Path, plan_path: Path, form: str) -> None:
    problem = problem_of(_read(path))
    starts = starts_of(_read(plan_path), problem)
    found = check_of(problem, starts, WORDS)
    if form == "table":
        from timezones.fairness import score

        click.echo("\n".join([*figures(score(problem, starts), WORDS), *found["faults"]]))
    else:
        click.echo(_dumped(found))
    if found["faults"]:
        sys.exit(IMPOSSIBLE)


def _tell(progress: Progress) -> None:
    """Say where the search stands, once it takes long enough to wonder."""
    if progress.seconds > 1:
        said = WORDS.gettext(
            "%(seconds)s s: best %(figure)s, at least %(bound)s",
            seconds=f"{progress.seconds:.1f}", figure=f"{float(progress.figure):g}", bound=f"{float(progress.bound):g}",
        )  # fmt: skip
        click.echo(said, err=True)


def _read(path: Path) -> Any:
    try:
        return read_json(path.read_bytes())
    except OSError as error:
        message = N_("cannot be read: %(why)s")
        raise Faults([Fault(path=str(path), message=message, params={"why": error.strerror})]) from None


def _write(path: Path, text: str) -> None:
    try:
        keep(path, f"{text}\n".encode())
    except OSError as error:
        message = N_("cannot be written: %(why)s")
        raise Faults([Fault(path=str(path), message=message, params={"why": error.strerror})]) from None


def _dumped(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1)


def _refuse(refused: Faults) -> NoReturn:
    """List every fault on standard error."""
    for fault in refused.faults:
        said = WORDS.gettext(fault.message, **fault.params)
        click.echo(f"{fault.path}: {said}" if fault.path else said, err=True)
    sys.exit(WRONG)
