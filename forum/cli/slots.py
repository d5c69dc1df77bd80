"""`forum slots`: who speaks in which sitting and when, from a file; or check such a plan. Needs no database."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from forum.cli.files import IMPOSSIBLE, OUT_OF_TIME, dumped, read_file, refuse, write_file
from forum.cli.language import language_of
from forum.cli.output import say
from forum.cli.patience import Patience
from forum.domain.people import LANGUAGES
from forum.domain.speaking.placing import Allocation
from forum.domain.speaking.request import SlotsRequest
from forum.domain.speaking.verify import faults
from forum.formats.reading import Faults
from forum.formats.slots_answer import INFEASIBLE, UNKNOWN, answer_document, impossible_document, status_of
from forum.formats.slots_file import request_of
from forum.formats.slots_plan import plans_of
from forum.formats.slots_table import fault_said, key_of, shortage_said, table_of, too_short_said
from forum.i18n.catalogues import N_, Words, words
from forum.planning.placing import Patience as Search
from forum.planning.placing import Progress
from forum.planning.slots import allocate

WORDS = words(language_of(os.environ))
LATE = N_("Time ran out before every speaker had a slot, and it is not proven that they cannot.")


@click.command(name="slots")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="INPUT.json [PLAN.json]")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write the plan to this file.")
@click.option(
    "--time-limit", type=click.FloatRange(min=0, min_open=True), default=60.0, show_default=True, help="Seconds."
)
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Threads of the solver.")
@click.option("--format", "form", type=click.Choice(["json", "table"]), default="json", show_default=True)
@click.option("--lang", "language", type=click.Choice(LANGUAGES), help="Language (default: the terminal's).")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of the input.")
@click.option("--check", is_flag=True, help="Look for broken rules in PLAN.json.")
def slots(files: tuple[Path, ...], schema: bool, check: bool, **options: Any) -> None:
    """Place the speakers of INPUT.json in its sittings, as fair as they can be, with proof.

    Exit status: 0 a plan was found (shortages are named in it), 2 the input is wrong, 3 proven impossible (or, with
    --check, a rule is broken), 4 time ran out with nothing found. Ctrl-C ends the search with the best plan so far.

    \b
    Example:
      forum slots input.json --format table
      forum slots --check input.json plan.json
    """
    chosen = Options(**options)
    if schema:
        from forum.formats.slots_schema import schema as input_schema

        return say(json.dumps(input_schema(), indent=2))
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

    @property
    def words(self) -> Words:
        return words(self.language) if self.language else WORDS


def _plan(path: Path, options: Options) -> None:
    patience = Patience(seconds=options.time_limit)
    with patience.interruptible():
        request = request_of(read_file(path))
        if request.too_short:
            _impossible(request, patience, options)
        search = Search(
            seconds=patience.left, workers=options.workers, cancelled=lambda: patience.is_interrupted,
            tell=lambda progress: _tell(progress, options.words),
        )  # fmt: skip
        found = allocate(
            request.occasions, request.speakers, request.ruleset, seed=request.seed, asked=request.asked,
            regions=request.regions, patience=search,
        )  # fmt: skip
    _say(answer_document(request, found, patience.spent), table_of(request, found, options.words), options)
    if patience.is_interrupted:
        say(options.words.gettext("Stopped: this is the best plan so far."), err=True)
    _require(request, found, options.words)


def _impossible(request: SlotsRequest, patience: Patience, options: Options) -> None:
    """Name the sittings that are too short, and end."""
    said = [too_short_said(request, key, refused, options.words) for key, refused in request.too_short.items()]
    _say(impossible_document(request, request.too_short, patience.spent), "\n".join(said) + "\n", options)
    if options.form == "json":
        say("\n".join(said), err=True)
    sys.exit(IMPOSSIBLE)


def _require(request: SlotsRequest, found: Allocation, said: Words) -> None:
    """Where every speaker must have a slot and not all have: end with what that is, impossible or unknown."""
    status = status_of(request, found)
    if status not in {INFEASIBLE, UNKNOWN}:
        return
    for each in found.shortages:
        if each.person_id:
            say(shortage_said(key_of(request, each), each, said), err=True)
    if status == INFEASIBLE:
        sys.exit(IMPOSSIBLE)
    say(said.gettext(LATE), err=True)
    sys.exit(OUT_OF_TIME)


def _say(document: dict[str, Any], table: str, options: Options) -> None:
    if options.output is not None:
        write_file(options.output, dumped(document))
    if options.form == "table":
        say(table, nl=False)
    elif options.output is None:
        say(dumped(document))


def _check(path: Path, plan_path: Path, options: Options) -> None:
    request = request_of(read_file(path))
    broken = faults(request, plans_of(read_file(plan_path), request))
    said = [fault_said(each, options.words) for each in broken]
    if options.form == "table":
        say("\n".join(said))
    else:
        lines = [
            {"rule": each.rule.value, "sitting": each.sitting, "number": each.number or None,
             "speaker": each.speaker or None, "said": text}
            for each, text in zip(broken, said, strict=True)
        ]  # fmt: skip
        say(dumped({"faults": lines}))
    if broken:
        sys.exit(IMPOSSIBLE)


def _tell(progress: Progress, said: Words) -> None:
    line = said.gettext(
        "%(seconds)s s: best %(figure)s, at least %(bound)s",
        seconds=f"{progress.seconds:.1f}", figure=f"{progress.name} {progress.figure}", bound=progress.bound,
    )  # fmt: skip
    say(line, err=True)
