"""Vendored files are exactly what their manifest says."""

from __future__ import annotations

import json

from forum.web.vendor import FOLDER, MANIFEST, PACKAGES, entry


def test_the_manifest_holds() -> None:
    manifest = json.loads(MANIFEST.read_text())
    listed = {item["file"]: item for item in manifest}
    assert set(listed) == {path.name for path in FOLDER.iterdir()} - {"manifest.json", "README.md"}
    for item in manifest:
        assert entry(item["package"], item["version"], item["licence"], FOLDER / item["file"]) == item


def test_the_manifest_names_the_pinned_versions() -> None:
    manifest = json.loads(MANIFEST.read_text())
    assert {(i["package"], i["version"], i["licence"]) for i in manifest} == {
        (package, version, licence) for package, (version, licence, _files) in PACKAGES.items()
    }
