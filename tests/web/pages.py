"""The page client: every page that any test fetches is also checked as a page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import lxml.html
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from forum.domain.people import LANGUAGES
from forum.i18n.catalogues import FALLBACK_CLOSE

#: languages whose catalogues are complete: no marked fallback may be seen in them
COMPLETE = set(LANGUAGES)
LABELLED_ALREADY = {"hidden", "submit", "button", "image", "reset"}


class Page:
    """A fetched page: status, parsed tree, text."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status = response.status_code
        self.html = response.get_data(as_text=True)
        self.tree: Any = lxml.html.document_fromstring(self.html) if response.mimetype == "text/html" else None

    @property
    def text(self) -> str:
        """The words of the page, in one line."""
        return " ".join(self.tree.find(".//main").text_content().split())

    @property
    def heading(self) -> str:
        """The one heading of first rank."""
        return " ".join(self.tree.find(".//h1").text_content().split())

    def all(self, selector: str) -> list[Any]:
        """The elements that a CSS selector names."""
        return list(self.tree.cssselect(selector))

    def one(self, selector: str) -> Any:
        """The only element that a CSS selector names."""
        found = self.all(selector)
        assert len(found) == 1, f"{len(found)} elements for {selector}"
        return found[0]

    def value(self, name: str) -> str:
        """The value of a form field."""
        return str(self.one(f"main input[name='{name}']").get("value", ""))


class Browser:
    """A visitor: follows cookies, sends forms with their token, checks each page."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client: FlaskClient = app.test_client()
        self.page: Page | None = None

    def get(self, path: str, *, status: int = 200, follow: bool = True, **options: Any) -> Page:
        """Open an address."""
        response = self.client.get(path, follow_redirects=follow, **options)
        return self._arrive(response, status)

    def post(self, path: str, data: dict[str, Any] | None = None, *, status: int = 200, **options: Any) -> Page:
        """Send a form, with the token of a page fetched before (or of the sign-in page)."""
        sent = {"csrf_token": self.token(), **self._marks(path), **(data or {})}
        return self._arrive(self.client.post(path, data=sent, follow_redirects=True, **options), status)

    def _marks(self, path: str) -> dict[str, str]:
        """What the form of the page before says of what it showed; asked for anew where that page had no such form."""
        for at, tree in self._pages_of(path):
            for form in tree.cssselect("form[method=post]"):
                if form.get("action", at) == path and (found := form.cssselect("input[name=mark]")):
                    return {"mark": str(found[0].get("value"))}
        return {}

    def _pages_of(self, path: str) -> Iterator[tuple[str, Any]]:
        if self.page and self.page.tree is not None:
            yield self.page.response.request.path, self.page.tree
        page = re.sub(r"(/programme/edit)/.*", r"\1", path)
        response = self.client.get(page)
        if response.status_code == 200 and response.mimetype == "text/html":
            yield page, lxml.html.document_fromstring(response.get_data(as_text=True))

    def token(self) -> str:
        """A valid form token for this browser."""
        found = self.page.tree.cssselect("input[name=csrf_token]") if self.page and self.page.tree is not None else []
        if found:
            return str(found[0].get("value"))
        tree = lxml.html.document_fromstring(self.client.get("/sign-in").get_data(as_text=True))
        return str(tree.cssselect("input[name=csrf_token]")[0].get("value"))

    def _arrive(self, response: TestResponse, status: int) -> Page:
        assert response.status_code == status, (response.status_code, response.get_data(as_text=True)[-2000:])
        page = Page(response)
        if page.tree is not None:
            check(page)
            self.page = page
        return page


def check(page: Page) -> None:
    """What every page must be."""
    root = page.tree
    tag, direction = root.get("lang"), root.get("dir")
    assert tag, "no lang"
    assert direction == ("rtl" if tag in {"ar", "ar-XB"} else "ltr"), "wrong dir"
    assert root.find(".//title").text_content().strip(), "no title"
    assert len(root.cssselect("h1")) == 1, "not one h1"
    assert root.cssselect("h1")[0].text_content().strip(), "empty h1"
    ids = Counter(element.get("id") for element in root.cssselect("[id]"))
    assert [name for name, count in ids.items() if count > 1] == [], "ids twice"
    assert root.cssselect("[style]") == [], "style attributes"
    assert unlabelled(root) == [], "fields without a label"
    assert [f for f in root.cssselect("form[method=post]") if not f.cssselect("[name=csrf_token]")] == [], "no token"
    assert [n for e in root.iter() for n in e.attrib if n.lower().startswith("on")] == [], "event attributes"
    assert [s for s in root.cssselect("script") if not s.get("src") and not s.get("nonce") and not _is_data(s)] == []
    assert [i for i in root.cssselect("img") if i.get("alt") is None] == [], "images without alternative"
    if tag in COMPLETE:
        assert FALLBACK_CLOSE not in page.html, "an untranslated marker: " + _near(page.html, FALLBACK_CLOSE)


def _is_data(script: Any) -> bool:
    return script.get("type") in {"application/json", "application/ld+json"}


def _near(html: str, mark: str) -> str:
    at = html.index(mark)
    return html[max(0, at - 80) : at + 10]


def unlabelled(root: Any) -> list[str]:
    """Names of form fields that no label, aria-label or aria-labelledby names."""
    named = {label.get("for") for label in root.cssselect("label[for]")}
    return [
        str(field.get("name"))
        for field in root.cssselect("input, select, textarea")
        if field.get("type", "text") not in LABELLED_ALREADY
        and field.get("id") not in named
        and not (field.get("aria-label") or field.get("aria-labelledby"))
        and not list(field.iterancestors("label"))
    ]
