"""What a command leaves, where the disk or the reader of its lines does not play along."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from forum.cli import output
from forum.cli.context import FAULT, WRONG
from tests.cli.conftest import Forum, started

#: a device that is always full, and a folder in which nobody makes a file
FULL, CLOSED = Path("/dev/full"), Path("/proc")


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_bytes(b"before")
    output.keep(path, b"after")
    assert path.read_bytes() == b"after"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_bytes(b"before")
    link.symlink_to(target)
    output.keep(link, b"after")
    assert link.is_symlink()
    assert target.read_bytes() == b"after"


def test_a_file_that_cannot_be_written_replaces_none(tmp_path: Path) -> None:
    first = tmp_path / "first"
    first.write_bytes(b"before")
    with pytest.raises(OSError, match="second") as fault:
        output.keep_all({first: b"after", tmp_path / "missing" / "second": b"after"})
    assert fault.value.filename == str(tmp_path / "missing" / "second")
    assert first.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [first]


def test_a_device_is_written_to_and_not_replaced() -> None:
    with pytest.raises(OSError, match="/dev/full"):
        output.keep(FULL, b"x")
    output.keep(Path("/dev/null"), b"x")
    assert FULL.is_char_device()
    assert Path("/dev/null").is_char_device()


def test_a_folder_is_tried_before_it_is_used(tmp_path: Path) -> None:
    output.require_folder(tmp_path / "new" / "folder")
    assert list((tmp_path / "new" / "folder").iterdir()) == []
    with pytest.raises(OSError, match="/proc/x") as fault:
        output.require_folder(CLOSED / "x")
    assert fault.value.filename == "/proc/x"


@pytest.mark.parametrize("path", [CLOSED / "x", FULL])
@pytest.mark.parametrize("command", ["report", "export"])
def test_an_output_that_cannot_be_written_is_named(forum: Forum, command: str, path: Path) -> None:
    forum("init")
    days = ("--first-day", "2027-03-01", "--last-day", "2027-03-03")
    forum("create", "my-forum", "--title", "My Forum", "--zone", "Africa/Nairobi", *days)
    asked = ["report", "--format", "csv"] if command == "report" else ["export", "roster"]
    result = forum(*asked, "--forum", "my-forum", "--output", str(path))
    assert (result.exit_code, result.stdout) == (WRONG, "")
    assert result.stderr.startswith(f"{path} cannot be read or written: ")


def test_a_full_standard_output_is_told_of_in_one_line(folder: Path) -> None:
    with FULL.open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "forum", "config", "--data", str(folder)],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == FAULT
    assert len(done.stderr.splitlines()) == 1
    assert "No space left" in done.stderr


@pytest.mark.parametrize("arguments", [("plan", "--schema"), ("config",), ("--help",)], ids=" ".join)
def test_whoever_reads_no_further_sees_no_fault(folder: Path, arguments: tuple[str, ...]) -> None:
    process = started(folder, *arguments)
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == ""
    process.wait(30)
    process.stderr.close()
