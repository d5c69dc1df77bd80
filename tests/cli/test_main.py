from __future__ import annotations

import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from forum.cli import COMMANDS, main


def test_help_names_every_verb() -> None:
    result = CliRunner().invoke(main, ["--help"])
    assert result.exit_code == 0
    assert [verb for verb in COMMANDS if verb not in result.output] == []


@pytest.mark.parametrize("verb", sorted(COMMANDS))
def test_every_verb_can_be_loaded_and_has_help(verb: str) -> None:
    command = main.get_command(click.Context(main), verb)
    assert isinstance(command, click.Command)
    assert CliRunner().invoke(main, [verb, "--help"]).exit_code == 0


def test_an_unknown_verb_is_wrong_use() -> None:
    result = CliRunner().invoke(main, ["dance"])
    assert result.exit_code == 2
    assert "dance" in result.output


def test_the_package_runs_as_a_module() -> None:
    run = subprocess.run([sys.executable, "-m", "forum", "--version"], capture_output=True, text=True, check=True)
    assert run.stdout.startswith("forum, version 0.1")
