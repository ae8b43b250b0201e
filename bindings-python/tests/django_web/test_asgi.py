"""The asynchronous views under a real ASGI server, uvicorn."""

from __future__ import annotations

import http.cookiejar
import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from .served import served
from .test_buttons import config_in

if TYPE_CHECKING:
    from amazonpay.testing import Sandbox


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object) -> None:
        return None


class Browser:
    """A buyer's browser: keeps cookies, and tells where it is sent instead of going there."""

    def __init__(self, server: str) -> None:
        self.server = server
        self.cookies = http.cookiejar.CookieJar()
        cookies = urllib.request.HTTPCookieProcessor(self.cookies)
        self._opener = urllib.request.build_opener(cookies, _NoRedirect())

    def get(self, path: str | None) -> tuple[int, str]:
        return self._open(urllib.request.Request(self._address(path)))

    def post(self, path: str | None) -> tuple[int, str]:
        token = next((c.value for c in self.cookies if c.name == "csrftoken"), "")
        request = urllib.request.Request(
            self._address(path), data=b"", headers={"X-CSRFToken": token or ""}
        )
        return self._open(request)

    def _address(self, path: str | None) -> str:
        assert path is not None
        return path if path.startswith("http") else self.server + path

    def _open(self, request: urllib.request.Request) -> tuple[int, str]:
        try:
            with self._opener.open(request, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.code, answer.headers.get("Location") or answer.read().decode()


@pytest.fixture
def server(amazonpay_sandbox: Sandbox, tmp_path: Path) -> Iterator[str]:
    """The small shop, served by uvicorn."""
    command = ["uvicorn", "django_web.asgi:application", "--port", "0", "--lifespan", "off"]
    with served(amazonpay_sandbox, tmp_path, command, r"running on (http://\S+)") as address:
        yield address


def test_a_buyer_pays_at_a_shop_under_asgi(amazonpay_sandbox: Sandbox, server: str) -> None:
    browser = Browser(server)
    _, cart = browser.get("/page/?template=" + quote('{% amazon_pay_button placement="Cart" %}'))
    visit = amazonpay_sandbox.buyer.checkout(config_in(cart), card="1111")
    status, review = browser.get(visit.next_url)
    assert status == 200
    assert "Visa ****1111" in review
    status, amazon = browser.post(visit.next_url)
    assert status == 302
    assert amazon.endswith(f"amazonCheckoutSessionId={visit.checkout_session_id}")
    paid = amazonpay_sandbox.buyer.approve(visit.checkout_session_id)
    assert browser.get(paid.next_url) == (200, "succeeded: Captured")
    assert browser.get(paid.next_url) == (200, "succeeded: Captured")
    [charge] = amazonpay_sandbox.objects("charges")
    assert charge.status_details.state == "Captured"


def test_who_leaves_while_amazon_is_slow_holds_nothing_up(
    amazonpay_sandbox: Sandbox, server: str
) -> None:
    browser = Browser(server)
    _, cart = browser.get("/page/?template=" + quote('{% amazon_pay_button placement="Cart" %}'))
    visit = amazonpay_sandbox.buyer.checkout(config_in(cart))
    # Amazon's answer takes an hour of the sandbox's clock, which nobody waits for: the browser gives up.
    amazonpay_sandbox.faults.add(operation="checkout_sessions.get", delay_ms=3_600_000, count=1)
    assert visit.next_url is not None
    with pytest.raises(OSError, match="timed out"):
        urllib.request.urlopen(visit.next_url, timeout=0.5)
    status, review = browser.get(visit.next_url)
    assert status == 200
    assert json.dumps(visit.checkout_session_id).strip('"') in review
