"""Refresh the vendored front-end files: `make vendor` (needs npm). A test holds them to the manifest."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path

from forum.web import coastline

FOLDER = Path(__file__).parent / "static" / "vendor"
MANIFEST = FOLDER / "manifest.json"

#: package -> (version, licence, files inside it)
PACKAGES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "bootstrap": ("5.3.9", "MIT", ("dist/css/bootstrap.min.css", "dist/css/bootstrap.rtl.min.css")),
    "socket.io-client": ("4.8.4", "MIT", ("dist/socket.io.min.js",)),
    "@fontsource-variable/noto-sans": (
        "5.3.0",
        "OFL-1.1",
        ("files/noto-sans-latin-wght-normal.woff2", "files/noto-sans-cyrillic-wght-normal.woff2"),
    ),
    "world-atlas": ("2.0.2", "ISC", ("land-110m.json",)),
}
#: file of a package -> the name under which it is kept, and what is made of it
MADE: dict[str, tuple[str, Callable[[bytes], bytes]]] = {"land-110m.json": ("land-110m.svg", coastline.as_svg)}
SOURCE_MAP = re.compile(rb"\n?(/\*# sourceMappingURL=[^*]*\*/|//# sourceMappingURL=\S+)\s*$")


def fetch(package: str, version: str, folder: Path) -> Path:
    """Download and unpack one package; gives its root folder."""
    command = ["npm", "pack", "--silent", f"{package}@{version}"]
    name = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout.split()[-1]  # noqa: S603
    target = folder / name.removesuffix(".tgz")
    with tarfile.open(folder / name) as archive:
        archive.extractall(target, filter="data")
    return target / "package"


def refresh() -> None:
    """Fetch every file and write the manifest."""
    manifest = []
    with tempfile.TemporaryDirectory() as folder:
        for package, (version, licence, files) in PACKAGES.items():
            root = fetch(package, version, Path(folder))
            for file in files:
                target = keep(root / file)
                manifest.append(entry(package, version, licence, target))
    MANIFEST.write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def keep(source: Path) -> Path:
    """Put a file of a package into our folder, as it is or as what is made of it."""
    name, make = MADE.get(source.name, (source.name, _without_source_map))
    target = FOLDER / name
    target.write_bytes(make(source.read_bytes()))
    return target


def _without_source_map(content: bytes) -> bytes:
    return SOURCE_MAP.sub(b"\n", content)


def entry(package: str, version: str, licence: str, path: Path) -> dict[str, str]:
    """The manifest's line for one file."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return {"file": path.name, "package": package, "version": version, "licence": licence, "sha256": digest}


if __name__ == "__main__":
    refresh()
