"""Room: examples. What the demonstration plays in its rehearsal forum: invented, by function, marked REHEARSAL."""

from importlib import resources


def text(name: str) -> str:
    """The text of a file of the rehearsal (UTF-8); `FileNotFoundError` for a name it does not have."""
    file = resources.files(__name__) / name
    if not file.is_file():
        raise FileNotFoundError(name)
    return file.read_text(encoding="utf-8")
