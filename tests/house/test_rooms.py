"""Who may enter which room (docs/architecture.md): imports of every module, read from its syntax tree."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

EDGE = {"forum.services", "forum.formats", "forum.i18n", "forum.domain", "timezones"}

#: room -> rooms of ours that it may import (itself always)
MAY_ENTER: dict[str, set[str]] = {
    "timezones": set(),
    "forum.domain": {"timezones"},
    "forum.planning": {"forum.domain", "timezones"},
    "forum.store": {"forum.domain", "timezones"},
    "forum.services": {"forum.store", "forum.planning", "forum.domain", "timezones"},
    "forum.i18n": {"forum.domain", "timezones"},
    "forum.formats": {"forum.domain", "forum.i18n", "timezones"},
    "forum.outside": {"forum.domain"},
    "forum.jobs": EDGE | {"forum.outside"},
    "forum.web": EDGE | {"forum.jobs"},
    "forum.cli": EDGE | {"forum.jobs", "forum.web", "forum.outside", "forum.planning", "forum.examples"},
    "forum.examples": set(),
    "forum": set(),
}  # fmt: skip

#: third-party package -> the only rooms that may import it
LIVES_IN: dict[str, tuple[str, ...]] = {
    "pytz": ("timezones", "forum.i18n"),
    "numpy": ("timezones", "forum.planning"),
    "ortools": ("timezones", "forum.planning"),
    "holidays": ("timezones.rest",),
    "babel": ("timezones.rest", "forum.i18n"),
    "sqlmodel": ("forum.store",),
    "sqlalchemy": ("forum.store",),
    "alembic": ("forum.store",),
    "icalendar": ("forum.formats",),
    "dateutil": ("forum.formats",),
    "docx": ("forum.formats",),
    "typst": ("forum.formats",),
    "xlsxwriter": ("forum.formats",),
    "openpyxl": ("forum.formats",),
    "huey": ("forum.jobs",),
    "flask": ("forum.web",),
    "flask_socketio": ("forum.web",),
    "flask_wtf": ("forum.web",),
    "flask_compress": ("forum.web",),
    "segno": ("forum.web",),
    "werkzeug": ("forum.web",),
    "socketio": ("forum.web",),
    "click": ("forum.cli",),
    "smtplib": ("forum.outside",),
}

#: modules that every room of `forum` may import
OPEN = {"forum.settings"}
CLOSED_TO_SETTINGS = {"timezones", "forum.domain", "forum.planning"}


def modules() -> Iterator[tuple[str, Path]]:
    for top in ("timezones", "forum"):
        for path in sorted((ROOT / top).rglob("*.py")):
            if "versions" in path.parts:
                continue
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(parts).removesuffix(".__init__"), path


def room_of(module: str) -> str:
    return max((room for room in MAY_ENTER if module == room or module.startswith(room + ".")), key=len)


def imports_of(path: Path, module: str) -> Iterator[str]:
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                base = ".".join(
                    [*package.split(".")[: len(package.split(".")) - node.level + 1], *filter(None, [base])]
                )
            yield from (f"{base}.{alias.name}" for alias in node.names)


def is_ours(name: str) -> bool:
    return name.split(".")[0] in {"forum", "timezones"}


def complaint(module: str, name: str) -> str | None:
    room = room_of(module)
    if is_ours(name):
        if any(name == free or name.startswith(free + ".") for free in OPEN):
            return f"{module} reads settings" if room in CLOSED_TO_SETTINGS else None
        target = room_of(name)
        if target in {room, "forum"} or target in MAY_ENTER[room] or room == "forum":
            return None
        return f"{module} imports {name}: {room} may not enter {target}"
    homes = LIVES_IN.get(name.split(".")[0])
    if homes and not any(module == home or module.startswith(home + ".") for home in homes):
        return f"{module} imports {name}: it lives in {', '.join(homes)}"
    return None


@pytest.mark.parametrize(("module", "path"), list(modules()), ids=lambda value: value if isinstance(value, str) else "")
def test_module_stays_in_its_room(module: str, path: Path) -> None:
    complaints = [found for name in imports_of(path, module) if (found := complaint(module, name))]
    assert complaints == []


def test_every_package_says_its_room() -> None:
    silent = [
        m
        for m, p in modules()
        if p.name == "__init__.py" and not ast.get_docstring(ast.parse(p.read_text(encoding="utf-8")))
    ]
    assert silent == []


@pytest.mark.parametrize("stray", ["utils", "helpers", "common", "manager", "misc"])
def test_no_stray_names(stray: str) -> None:
    assert [m for m, _ in modules() if stray in m.split(".")] == []


def test_a_forbidden_import_is_seen() -> None:
    assert complaint("forum.domain.floor", "forum.store.floor") is not None
    assert complaint("forum.services.floor", "flask.request") is not None
    assert complaint("forum.web.floor", "flask.request") is None
