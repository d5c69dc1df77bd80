"""`python -m forum` is the command `forum`."""

from __future__ import annotations

from forum.cli import main

if __name__ == "__main__":
    main(prog_name="forum")
