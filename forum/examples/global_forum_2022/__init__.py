"""Room: examples. The Global Forum for a Human-centred Recovery, 22 to 24 February 2022, as public sources print it."""

from importlib import resources
from importlib.resources.abc import Traversable

SLUG = "global-forum-2022"
REHEARSAL_SLUG = "global-forum-2022-rehearsal"


def shipped(name: str) -> Traversable:
    """A file of the example, wherever the package is installed; `FileNotFoundError` for a name it does not have."""
    file = resources.files(__name__) / name
    if not file.is_file():
        raise FileNotFoundError(name)
    return file


def text(name: str) -> str:
    """The text of a file of the example (UTF-8)."""
    return shipped(name).read_text(encoding="utf-8")
