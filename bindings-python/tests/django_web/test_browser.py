"""A button in a real browser, under a policy that allows no inline script. Another script stands in for Amazon's."""

from __future__ import annotations

import base64
import html
import http.server
import json
import re
import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
import trustme
from csp.constants import NONCE
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler

from .mobile_shop import orders
from .test_buttons import TRICKY
from .test_mobile_checkout import CHOSEN, App

if TYPE_CHECKING:
    from amazonpay.testing import Sandbox

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium")

# Shows what it was given as text, in the element that it was told.
AMAZONS_SCRIPT = b"""
window.amazon = { Pay: { renderButton(selector, config) {
  document.querySelector(selector).textContent = JSON.stringify(config);
}, initCheckout(config) {
  document.querySelector("p").textContent = JSON.stringify(config);
} } };
"""


class _Script(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/javascript")
        self.send_header("Content-Length", str(len(AMAZONS_SCRIPT)))
        self.end_headers()
        self.wfile.write(AMAZONS_SCRIPT)

    def log_message(self, format: str, *arguments: object) -> None:
        pass


@pytest.fixture
def amazons_script() -> Iterator[int]:
    """A server that has a script at checkout.js; its port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority = trustme.CA()
    authority.issue_cert("static-eu.payments-amazon.com").configure_cert(context)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Script) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:
        pass


@pytest.fixture
def strict_shop(shop: Sandbox, settings: Any) -> Iterator[str]:
    """The shop, whose pages may run no script but those with a nonce and come from Amazon; its address."""
    # Nothing is sent there: a button is signed, and what it starts is tried on the sandbox.
    settings.AMAZON_PAY = {**settings.AMAZON_PAY, "ENDPOINT": "https://pay-api.example"}
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "csp.middleware.CSPMiddleware"]
    settings.CONTENT_SECURITY_POLICY = {
        "DIRECTIVES": {"default-src": ["'none'"], "script-src": [NONCE]}
    }
    with ThreadedWSGIServer(("127.0.0.1", 0), _Quiet) as server:
        server.set_app(StaticFilesHandler(WSGIHandler()))
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def opened(address: str, port: int, folder: Path) -> str:
    """The page as it is in the end, once its scripts have run."""
    assert CHROMIUM is not None
    command = [
        CHROMIUM,
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--ignore-certificate-errors",
        f"--host-resolver-rules=MAP static-eu.payments-amazon.com:443 127.0.0.1:{port}",
        f"--user-data-dir={folder}",
        "--dump-dom",
        address,
    ]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout


def test_a_button_is_drawn_under_a_strict_policy_with_the_very_bytes_that_were_signed(
    shop: Sandbox, strict_shop: str, amazons_script: int, tmp_path: Path
) -> None:
    template = (
        "<!DOCTYPE html><title>Cart</title>{% amazon_pay_script %}<body>"
        "{% amazon_pay_button note_to_buyer=request.GET.note %}<script>document.title='run'</script>"
    )
    query = urlencode({"template": template, "note": TRICKY})
    page = opened(f"{strict_shop}/page/?{query}", amazons_script, tmp_path)
    # The policy was in force: an inline script did not run.
    assert "<title>Cart</title>" in page
    drawn = re.search(
        r'<div class="amazon-pay-button" id="amazon-pay-1">(.*?)</div>', page, re.DOTALL
    )
    assert drawn is not None, page
    config = json.loads(html.unescape(drawn[1]))
    payload = json.loads(config["createCheckoutSessionConfig"]["payloadJSON"])
    assert payload["merchantMetadata"]["noteToBuyer"] == TRICKY
    assert shop.buyer.checkout(config).state == "Open"


def started(page: str) -> Any:
    """What the page that an app opened has given to Amazon's script."""
    found = re.search(r"<p>(\{.*?\})</p>", page, re.DOTALL)
    return json.loads(html.unescape(found[1])) if found else None


@pytest.mark.django_db(transaction=True)
def test_the_page_that_an_app_opens_starts_the_very_checkout_that_was_signed_and_no_other(
    shop: Sandbox, strict_shop: str, amazons_script: int, tmp_path: Path
) -> None:
    app = App(strict_shop, "", shop)
    order = {"cartId": "17", "note": TRICKY}
    did = {
        "step": "start",
        "with": {"order": order},
        "answer": {"status": 200, "body": {"url": "…"}},
    }
    app.do(did)
    _, _, hidden = app.url.partition("#")
    config = started(opened(f"{app.address}open#{hidden}", amazons_script, tmp_path))
    assert config == app.opened()["config"]
    payload = json.loads(config["createCheckoutSessionConfig"]["payloadJSON"])
    assert payload["merchantMetadata"]["noteToBuyer"] == TRICKY
    app.do(CHOSEN)

    for change in (
        {"config": {**config, "merchantId": "A1ANOTHER"}},
        {"scriptUrl": "https://static-eu.payments-amazon.com.evil.example/checkout.js"},
    ):
        foreign = json.dumps({**app.opened(), **change}).encode()
        address = f"{app.address}open#{base64.urlsafe_b64encode(foreign).decode()}"
        assert started(opened(address, amazons_script, tmp_path)) is None
    orders.clear()
