"""The vectors of errors: each answer and each mishap raises the exception that they say."""

from __future__ import annotations

import json
import socket
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import amazonpay
from amazonpay import errors

if TYPE_CHECKING:
    from collections.abc import Iterator

VECTORS = json.loads(
    (Path(__file__).resolve().parents[3] / "tests" / "vectors" / "errors.json").read_text("utf-8")
)
AMOUNT = {"amount": "12.34", "currencyCode": "EUR"}

#: What each operation of the vectors is called with.
CALLS: dict[str, tuple[list[str], dict[str, Any] | None]] = {
    "charges.create": ([], {"chargePermissionId": "S01-1-1", "chargeAmount": AMOUNT}),
    "charges.get": (["S01-1-1-C1"], None),
    "charges.capture": (["S01-1-1-C1"], {"captureAmount": AMOUNT}),
    "checkout_sessions.complete": (["c1"], {"chargeAmount": AMOUNT}),
    "refunds.create": ([], {"chargeId": "S01-1-1-C1", "refundAmount": AMOUNT}),
    "charge_permissions.close": (["S01-1-1"], {"closureReason": "no more"}),
    "charge_permissions.update": (["S01-1-1"], {"merchantMetadata": {"merchantStoreName": "x"}}),
}


@contextmanager
def answering(status: int, headers: dict[str, str], body: str) -> Iterator[str]:
    """The address of a server that gives this answer to everything."""

    class Answer(BaseHTTPRequestHandler):
        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", 0)))
            self.send_response_only(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

        do_GET = do_POST = do_PATCH = do_DELETE = answer

        def log_message(self, format: str, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


def failure(pay: amazonpay.AmazonPay, operation: str = "charges.create") -> Any:
    """What a call raises."""
    parameters, body = CALLS[operation]
    text = None if body is None else json.dumps(body)
    with pytest.raises(amazonpay.AmazonPayError) as raised:
        pay._native.execute(operation, parameters, None, text, None)
    assert type(raised.value) is errors._CLASSES[raised.value.kind]
    return raised.value


@pytest.mark.parametrize("vector", VECTORS["answers"], ids=lambda vector: vector["name"])
def test_an_answer_raises_what_the_vector_says(amazonpay_sandbox, vector) -> None:
    with answering(vector["status"], vector["headers"], vector["body"]) as url:
        error = failure(amazonpay_sandbox.client(endpoint=url, max_retries=0), vector["operation"])
    seen = {
        "kind": error.kind,
        "reasonCode": error.reason_code,
        "advice": error.advice,
        "retryable": error.is_retryable,
        "requestId": error.request_id,
        "retryAfterSeconds": error.retry_after,
    }
    expected = vector["expected"]
    assert {name: seen[name] for name in expected} == expected
    assert error.status == vector["status"]
    assert error.raw_body == vector["body"].encode()


def mishap(sandbox: Any, silence: Any, cause: dict[str, Any]) -> Any:
    """What is raised when this happens."""
    kind = cause["kind"]
    if kind == "settings":
        with pytest.raises(amazonpay.AmazonPayError) as raised:
            amazonpay.AmazonPay(**cause["settings"])
        return raised.value
    if kind == "signer":

        def refuse(algorithm: str, message: bytes) -> bytes:
            raise RuntimeError(cause["message"])

        return failure(sandbox.client(signer=refuse))
    if kind == "decoding":
        with answering(cause["status"], {}, cause["body"]) as url:
            return failure(sandbox.client(endpoint=url))
    if kind == "tls":
        # Without its certificate authority.
        return failure(sandbox.client(endpoint=sandbox.tls_url, max_retries=0))
    if kind == "timeout":
        return failure(sandbox.client(endpoint=silence.url, max_retries=0, attempt_timeout=0.2))
    if cause["requestSent"]:
        threading.Thread(target=lambda: silence.request().connection.close()).start()
        return failure(sandbox.client(endpoint=silence.url, max_retries=0))
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    return failure(sandbox.client(endpoint=f"http://127.0.0.1:{port}", max_retries=0))


@pytest.mark.parametrize("vector", VECTORS["local"], ids=lambda vector: vector["name"])
def test_a_mishap_raises_what_the_vector_says(amazonpay_sandbox, silence, vector) -> None:
    error = mishap(amazonpay_sandbox, silence, vector["cause"])
    expected = vector["expected"]
    assert error.kind == expected["kind"]
    assert error.is_retryable == expected["retryable"]
    assert error.outcome_unknown == expected["outcomeUnknown"]
