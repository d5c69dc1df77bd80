"""What a command leaves: lines that steer no terminal; files, each whole or not at all, tested for before long work."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import click

from forum.formats.terminal import shown

#: What is written to see whether a folder takes anything, in bytes.
PROBE = 4096


def say(text: str, *, err: bool = False, nl: bool = True) -> None:
    """Write to the terminal: nothing of it, whoever wrote it, is a command to the terminal."""
    click.echo(shown(text), err=err, nl=nl)


def require_folder(folder: Path) -> None:
    """Make the folder where it is missing and see that it takes a file. Raises `OSError` that names the folder."""
    with _named(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"\0" * PROBE)
            probe.flush()
            os.fsync(probe.fileno())


def keep(path: Path, data: bytes) -> None:
    """Write a file: where that fails, what was there before stays. Raises `OSError` that names the file."""
    keep_all({path: data})


def keep_all(files: Mapping[Path, bytes]) -> None:
    """Write several files; none is replaced before all are on the disk. Devices and pipes are written to directly."""
    drafts: dict[Path, Path] = {}
    try:
        for path, data in files.items():
            with _named(path):
                if path.exists() and not path.is_file():
                    path.write_bytes(data)
                else:
                    drafts[path] = _drafted(path.resolve(), data)
        for path, draft in drafts.items():
            draft.replace(path.resolve())
    finally:
        for draft in drafts.values():
            draft.unlink(missing_ok=True)


def _drafted(path: Path, data: bytes) -> Path:
    draft = path.with_name(f".{path.name}.part")
    try:
        draft.write_bytes(data)
    except OSError:
        with suppress(OSError):
            draft.unlink()
        raise
    return draft


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Name what the person named, not the draft beside it."""
    try:
        yield
    except OSError as problem:
        raise type(problem)(problem.errno, problem.strerror, str(path)) from problem
