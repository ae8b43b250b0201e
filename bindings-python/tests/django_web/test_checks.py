"""What `manage.py check` says about a project's settings."""

from __future__ import annotations

import http.server
import io
import threading
import time
from collections.abc import Iterator
from email.utils import formatdate
from typing import TYPE_CHECKING, Any

import pytest
from django.core import checks
from django.core.management import call_command

from amazonpay.django.clock import ClockNotMeasured, measure_skew

from .conftest import settings_of

if TYPE_CHECKING:
    from amazonpay.testing import Sandbox


def found(deploy: bool = False) -> dict[str, checks.CheckMessage]:
    """The messages of our checks, by their ids."""
    tagged = checks.run_checks(tags=["amazonpay"], include_deployment_checks=deploy)
    return {message.id: message for message in tagged if message.id and "amazonpay." in message.id}


@pytest.fixture
def complete(settings: Any, shop: Sandbox) -> Any:
    """A project about which there is nothing to say."""
    topic = f"arn:aws:sns:eu-west-1:000000000000:{shop.merchant_id}"
    settings.AMAZON_PAY = settings_of(shop, IPN_TOPICS=[topic], BASE_URL="https://shop.example")
    return settings


def test_a_complete_project_has_nothing_to_hear(complete: Any) -> None:
    assert found() == {}


@pytest.mark.parametrize(
    ("name", "id"),
    [("PUBLIC_KEY_ID", "E002"), ("PRIVATE_KEY", "E003"), ("REGION", "E004")],
)
def test_a_missing_credential_is_an_error_with_a_hint(complete: Any, name: str, id: str) -> None:
    del complete.AMAZON_PAY[name]
    complete.AMAZON_PAY = dict(complete.AMAZON_PAY)
    message = found()[f"amazonpay.{id}"]
    assert message.level == checks.ERROR
    assert name in message.msg
    assert f"AMAZON_PAY_{name}" in (message.hint or "")


def test_a_project_without_the_setting_is_told_where_to_begin(settings: Any) -> None:
    settings.AMAZON_PAY = {}
    messages = found()
    assert {"amazonpay.E002", "amazonpay.E003", "amazonpay.E004"} <= set(messages)
    assert "python -m amazonpay.sandbox" in (messages["amazonpay.E002"].hint or "")


def test_a_signer_stands_for_the_private_key(complete: Any) -> None:
    changed = dict(complete.AMAZON_PAY, SIGNER=lambda text: b"")
    del changed["PRIVATE_KEY"]
    complete.AMAZON_PAY = changed
    assert found() == {}


def test_an_unknown_setting_is_an_error(complete: Any) -> None:
    complete.AMAZON_PAY = {**complete.AMAZON_PAY, "STOREID": "x"}
    assert 'did you mean "STORE_ID"' in found()["amazonpay.E001"].msg


def test_a_key_that_cannot_be_read_is_an_error_without_the_key(complete: Any) -> None:
    complete.AMAZON_PAY = {
        **complete.AMAZON_PAY,
        "PRIVATE_KEY": "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----",
    }
    message = found()["amazonpay.E005"]
    assert "private_key" in message.msg
    assert "c2VjcmV0" not in message.msg


def test_a_key_file_that_is_not_there_is_an_error(complete: Any) -> None:
    complete.AMAZON_PAY = {**complete.AMAZON_PAY, "PRIVATE_KEY": "/nowhere/private.pem"}
    assert "/nowhere/private.pem" in found()["amazonpay.E005"].msg


@pytest.mark.parametrize(
    ("name", "id"), [("MERCHANT_ID", "W002"), ("STORE_ID", "W003"), ("LEDGER_CURRENCY", "W004")]
)
def test_what_buttons_need_is_warned_about(complete: Any, name: str, id: str) -> None:
    complete.AMAZON_PAY = {**complete.AMAZON_PAY, name: None}
    assert name in found()[f"amazonpay.{id}"].msg


def test_a_live_key_with_debug_is_warned_about(complete: Any, shop: Sandbox) -> None:
    live = {**complete.AMAZON_PAY, "PUBLIC_KEY_ID": "LIVE-AB12", "ENVIRONMENT": None}
    complete.AMAZON_PAY = live
    assert found() == {}
    complete.DEBUG = True
    assert set(found()) == {"amazonpay.W001"}


@pytest.mark.parametrize("name", ["CHECKOUT_RESULT_RETURN_URL", "BASE_URL", "SIGN_IN_CANCEL_URL"])
def test_an_http_return_url_is_an_error_in_production(complete: Any, name: str) -> None:
    complete.AMAZON_PAY = {**complete.AMAZON_PAY, name: "http://shop.example/back"}
    assert name in found()["amazonpay.E006"].msg
    complete.DEBUG = True
    assert found() == {}


def test_http_to_this_machine_is_no_error(complete: Any) -> None:
    complete.AMAZON_PAY = {**complete.AMAZON_PAY, "BASE_URL": "http://127.0.0.1:8000"}
    assert found() == {}


def test_a_return_url_that_leads_nowhere_is_an_error(complete: Any) -> None:
    complete.AMAZON_PAY = {**complete.AMAZON_PAY, "CHECKOUT_CANCEL_URL": "no_such_name"}
    assert "no_such_name" in found()["amazonpay.E007"].msg


def test_a_base_url_without_a_scheme_is_an_error(complete: Any) -> None:
    complete.AMAZON_PAY = {**complete.AMAZON_PAY, "BASE_URL": "shop.example"}
    assert "https://shop.example" in (found()["amazonpay.E008"].hint or "")


def test_a_project_that_receives_no_notifications_is_warned(complete: Any) -> None:
    complete.ROOT_URLCONF = "django_web.urls_without_notifications"
    assert set(found()) == {"amazonpay.W006"}
    complete.AMAZON_PAY = {**complete.AMAZON_PAY, "IPN_URL": "https://hooks.example/amazon-pay"}
    assert found() == {}


def test_missing_topics_are_warned_about(complete: Any) -> None:
    complete.AMAZON_PAY = {**complete.AMAZON_PAY, "IPN_TOPICS": None}
    assert set(found()) == {"amazonpay.W007"}


def test_a_topic_that_is_none_is_warned_about(complete: Any) -> None:
    complete.AMAZON_PAY = {**complete.AMAZON_PAY, "IPN_TOPICS": ["AmazonPay"]}
    assert "'AmazonPay'" in found()["amazonpay.W008"].msg


def test_a_verifier_that_cannot_be_made_is_an_error(complete: Any) -> None:
    complete.AMAZON_PAY = {**complete.AMAZON_PAY, "NOTIFICATION_VERIFIER": {"alowed_topics": []}}
    assert "alowed_topics" in found()["amazonpay.E009"].msg


def test_naive_times_are_warned_about(complete: Any) -> None:
    complete.USE_TZ = False
    assert set(found()) == {"amazonpay.W009"}


def test_cookies_that_do_not_come_back_from_amazon_are_warned_about(complete: Any) -> None:
    complete.SESSION_COOKIE_SAMESITE = "Strict"
    assert set(found()) == {"amazonpay.W010"}


DJANGOS = "django.middleware.csp.ContentSecurityPolicyMiddleware"
DJANGO_CSPS = "csp.middleware.CSPMiddleware"


@pytest.mark.parametrize(
    ("middleware", "setting", "policy"),
    [
        (DJANGOS, "SECURE_CSP", {"script-src": ["'self'"]}),
        (DJANGOS, "SECURE_CSP", {"default-src": "'none'"}),
        (DJANGO_CSPS, "CONTENT_SECURITY_POLICY", {"DIRECTIVES": {"script-src": ["'self'"]}}),
    ],
)
def test_a_policy_that_keeps_amazons_script_out_is_warned_about(
    complete: Any, middleware: str, setting: str, policy: Any
) -> None:
    setattr(complete, setting, policy)
    assert found() == {}
    complete.MIDDLEWARE = [*complete.MIDDLEWARE, middleware]
    assert set(found()) == {"amazonpay.W011"}


@pytest.mark.parametrize(
    "source", ["https://static-eu.payments-amazon.com", "https:", "<CSP_NONCE_SENTINEL>"]
)
def test_a_policy_that_lets_amazons_script_in_is_not(complete: Any, source: str) -> None:
    complete.AMAZON_PAY = {**complete.AMAZON_PAY, "ENDPOINT": "https://pay-api.amazon.eu"}
    complete.MIDDLEWARE = [*complete.MIDDLEWARE, DJANGOS]
    complete.SECURE_CSP = {"default-src": "'none'", "script-src": ["'self'", source]}
    assert found() == {}


def test_beside_a_sandbox_a_policy_has_to_name_the_sandbox(complete: Any, shop: Sandbox) -> None:
    complete.MIDDLEWARE = [*complete.MIDDLEWARE, DJANGOS]
    complete.SECURE_CSP = {"default-src": ["https://static-eu.payments-amazon.com"]}
    assert f"Add {shop.url} to script-src" in (found()["amazonpay.W011"].hint or "")
    complete.SECURE_CSP = {"default-src": ["'self'"], "script-src": ["<CSP_NONCE_SENTINEL>"]}
    assert f"Add {shop.url} to connect-src" in (found()["amazonpay.W011"].hint or "")
    complete.SECURE_CSP = {
        **complete.SECURE_CSP,
        "connect-src": [shop.url],
        "form-action": "'self'",
    }
    assert f"Add {shop.url} to form-action" in (found()["amazonpay.W011"].hint or "")
    complete.SECURE_CSP = {**complete.SECURE_CSP, "form-action": ["'self'", shop.url]}
    assert found() == {}


def test_production_on_a_sandbox_is_warned_about_by_deploy_only(complete: Any) -> None:
    assert found() == {}
    messages = found(deploy=True)
    assert set(messages) == {"amazonpay.W005", "amazonpay.W012"}


def test_return_urls_that_may_turn_out_http_are_warned_about(complete: Any) -> None:
    complete.AMAZON_PAY = {**complete.AMAZON_PAY, "BASE_URL": None}
    assert "amazonpay.W013" in found(deploy=True)
    complete.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert "amazonpay.W013" not in found(deploy=True)


@pytest.mark.parametrize(("hours", "word"), [(3, "behind"), (-3, "ahead of")])
def test_a_clock_that_is_off_is_found_by_deploy(
    complete: Any, shop: Sandbox, hours: int, word: str
) -> None:
    shop.clock.advance(hours=hours)
    message = found(deploy=True)["amazonpay.W014"]
    assert f"seconds {word} Amazon's" in message.msg


def test_a_clock_that_cannot_be_compared_is_said_to_be_so(complete: Any, shop: Sandbox) -> None:
    shop.close()
    assert "could not be compared" in found(deploy=True)["amazonpay.W015"].msg


def test_the_command_asks_nobody_for_the_time_unless_told_to(complete: Any, shop: Sandbox) -> None:
    call_command("check", tags=["amazonpay"], stdout=io.StringIO())
    assert not shop.requests()


class _Undated(http.server.BaseHTTPRequestHandler):
    def do_HEAD(self) -> None:
        self.wfile.write(b"HTTP/1.0 204 No Content\r\n" + self.server.date + b"\r\n")  # type: ignore[attr-defined]

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[http.server.HTTPServer]:
    """A server whose answers have the header that a test gives them."""
    with http.server.HTTPServer(("127.0.0.1", 0), _Undated) as server:
        server.date = b""  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("date", "message"), [(b"", "has no Date"), (b"Date: soon\r\n", "can't be read")]
)
def test_an_answer_without_a_usable_date_measures_nothing(
    server: http.server.HTTPServer, date: bytes, message: str
) -> None:
    server.date = date  # type: ignore[attr-defined]
    with pytest.raises(ClockNotMeasured, match=message):
        measure_skew(f"http://127.0.0.1:{server.server_port}")


def test_skew_is_measured_to_the_second(server: http.server.HTTPServer) -> None:
    server.date = b"Date: " + formatdate(time.time() - 500, usegmt=True).encode() + b"\r\n"  # type: ignore[attr-defined]
    assert 495 < measure_skew(f"http://127.0.0.1:{server.server_port}") < 510
