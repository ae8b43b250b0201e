"""A buyer's browser: keeps cookies, follows redirects, fills in the forms of a page and sends them."""

from __future__ import annotations

import http.cookiejar
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """A form as it stands in a page, with what is filled in from the start."""

    action: str
    method: str = "get"
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[str] = field(default_factory=list)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.text: list[str] = []
        self._select = ""
        self._button = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get")))
        elif tag == "input" and self.forms:
            self.forms[-1].fields[given["name"]] = given.get("value", "")
        elif tag == "select" and self.forms:
            self._select = given["name"]
        elif tag == "option" and self._select:
            fields = self.forms[-1].fields
            if "selected" in given or self._select not in fields:
                fields[self._select] = given["value"]
        elif tag == "button" and self.forms:
            self._button = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        elif tag == "button":
            self._button = False

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        if self._button:
            self.forms[-1].buttons.append(data)


class Browser:
    """One buyer's browser."""

    def __init__(self, server: str) -> None:
        self._server = server
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        #: For what a page asks by itself.
        self.opener = urllib.request.build_opener(cookies)
        self.url = server
        self.status = 0
        self.source = ""

    def get(self, path: str) -> str:
        """Opens an address; the page's text."""
        return self._open(urllib.request.Request(urllib.parse.urljoin(self._server, path)))

    def press(self, button: str, **changes: str) -> str:
        """Fills in the form that has the button, and sends it."""
        found = [form for form in self.forms if any(button in text for text in form.buttons)]
        assert found, f"no button {button!r} on {self.url}: {self.text}"
        return self.send(found[0], **changes)

    def send(self, form: Form, **changes: str) -> str:
        """Sends a form, with changes, as a browser does."""
        data = urllib.parse.urlencode({**form.fields, **changes}).encode()
        address = urllib.parse.urljoin(self.url, form.action) if form.action else self.url
        assert form.method == "post"
        return self._open(urllib.request.Request(address, data, {"Referer": self.url}))

    @property
    def forms(self) -> list[Form]:
        """The forms of the page."""
        return self._parsed().forms

    @property
    def text(self) -> str:
        """What can be read on the page, with single spaces."""
        return " ".join(" ".join(self._parsed().text).split())

    def _parsed(self) -> _Page:
        page = _Page()
        page.feed(self.source)
        return page

    def _open(self, request: urllib.request.Request) -> str:
        try:
            with self.opener.open(request, timeout=60) as answer:
                self.url, self.status, self.source = (
                    answer.url,
                    answer.status,
                    answer.read().decode(),
                )
        except urllib.error.HTTPError as answer:
            with answer:
                self.url, self.status, self.source = answer.url, answer.code, answer.read().decode()
        return self.text
