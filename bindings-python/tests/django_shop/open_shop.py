"""A shop that is open, as its buyers and its clerk reach it."""

from __future__ import annotations

import json
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .browser import Browser

SHOP = Path(__file__).parents[3] / "examples" / "django-shop"


@dataclass(frozen=True)
class Shop:
    """A shop that is open."""

    url: str
    sandbox: str

    def buyer(self) -> Browser:
        """A new buyer's browser."""
        return Browser(self.url)

    def clerk(self) -> Browser:
        """The browser of the shop's clerk, logged in."""
        browser = Browser(self.url)
        browser.get("/desk/")
        text = browser.press("Log in", username="clerk", password="clerk")
        assert "Orders" in text
        return browser

    def control(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """Asks the sandbox's control API."""
        data = json.dumps(body).encode() if body is not None else None
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.sandbox}/_sandbox/{path}", data, headers)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)
