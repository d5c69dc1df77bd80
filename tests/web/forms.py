"""Every form of the pages, as a browser fills it in: where it stands, where it goes, what is typed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.registers import SLUG
from tests.web.pages import Browser, Page

HERE = f"/forums/{SLUG}"
DRAFT = f"{HERE}/programme/edit"
ENTRY = f"{HERE}/commitments/C-001"


@dataclass(frozen=True, kw_only=True)
class Form:
    """A form: the page it stands on, its address (None: the page's own), what tells it from others there, typed."""

    page: str
    action: str | None = None
    do: str = ""
    typed: dict[str, Any] = field(default_factory=dict)
    who: str = "organizer"

    @property
    def address(self) -> str:
        """Where it is sent."""
        return self.action or self.page

    def read(self, page: Page) -> dict[str, Any]:
        """What a browser would send of it, as the page stands."""
        return {**values(self._find(page)), **self.typed}

    def _find(self, page: Page) -> Any:
        for form in page.all("form[method=post]"):
            if form.get("action", page.response.request.path) == self.address and self.do in _do(form):
                return form
        raise AssertionError(f"no form {self.do!r} to {self.address} on {self.page}")

    def open(self, browser: Browser) -> dict[str, Any]:
        """Open its page and read it."""
        return self.read(browser.get(self.page))


def _do(form: Any) -> str:
    return " ".join(each.get("value", "") for each in form.cssselect("input[name=do]"))


def values(form: Any) -> dict[str, Any]:
    """Name -> value, or values, of all that is sent with a form."""
    sent: dict[str, Any] = {}
    for name, value in form.form_values():
        sent.setdefault(name, []).append(value)
    return {name: found[0] if len(found) == 1 else found for name, found in sent.items()}
