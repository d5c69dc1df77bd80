"""An address as a picture that a telephone reads from a screen or a sheet of paper."""

from __future__ import annotations

import io

import segno
from markupsafe import Markup

#: modules of quiet around it, which readers need
QUIET = 4


def picture(address: str) -> Markup:
    """The QR code of an address as SVG for a page: black on white in every theme, or readers fail."""
    out = io.BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(
        out, kind="svg", border=QUIET, dark="#000", light="#fff", xmldecl=False, svgns=False, nl=False, omitsize=True
    )
    return Markup(out.getvalue().decode())  # noqa: S704 - drawn by the library from black and white squares only
