from __future__ import annotations

import io

from forum.cli.progress import Progress


class Watch:
    """A clock in hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Screen(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_on_paper_each_step_is_a_line_and_long_ones_say_how_long() -> None:
    watch, paper = Watch(), io.StringIO()
    progress = Progress(2, paper, watch)
    with progress.step("Short"):
        watch.now += 0.5
    with progress.step("Long"):
        watch.now += 1
        progress.note("too soon for a line")
        watch.now += 1.5
        progress.note("worst 12, at least 9")
        watch.now += 1
    assert paper.getvalue() == "[1/2] Short\n[2/2] Long\n  ... worst 12, at least 9\n  ... 3.5 s\n"


def test_on_a_terminal_a_bar_grows_and_leaves_nothing_behind() -> None:
    screen = Screen()
    progress = Progress(2, screen, Watch())
    with progress.step("First"):
        pass
    with progress.step("Second"):
        progress.note("half")
    lines = screen.getvalue().split("\r\x1b[K")
    assert lines[1] == "[....................] First"
    assert lines[3] == "[##########..........] Second"
    assert lines[4] == "[##########..........] Second: half"
    assert lines[-1] == ""


def test_a_step_that_fails_is_not_said_to_be_done() -> None:
    watch, paper = Watch(), io.StringIO()
    progress = Progress(1, paper, watch)
    try:
        with progress.step("Long"):
            watch.now += 5
            raise ValueError
    except ValueError:
        pass
    assert paper.getvalue() == "[1/1] Long\n"
