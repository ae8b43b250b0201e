"""Answers that no client should get, over a real socket: each with its kind and its message, as in every language."""

from __future__ import annotations

import json
import traceback
from typing import Any

import pytest

from amazonpay import AmazonPay, AmazonPayError, Money

from .playback import VECTORS
from .raw_server import RawServer

FILE: dict[str, Any] = json.loads((VECTORS / "bad-input" / "responses.json").read_text("utf-8"))
CASES: list[dict[str, Any]] = FILE["cases"]
CHARGE = "S02-9876543-1234567-C123456"


def answer_of(answer: dict[str, Any]) -> bytes | None:
    """The bytes on the wire; None for silence."""
    if answer.get("silent"):
        return None
    if "raw" in answer:
        return str(answer["raw"]).encode()
    if "bodyHex" in answer:
        body = bytes.fromhex(answer["bodyHex"])
    elif "bodyRepeat" in answer:
        body = (answer["bodyRepeat"]["text"] * answer["bodyRepeat"]["times"]).encode()
    else:
        body = (answer.get("body") or "").encode()
    lines = [f"HTTP/1.1 {answer['status']} Status"]
    announced = answer.get("announced", len(body))
    if announced is not None:
        lines.append(f"content-length: {announced}")
    lines += [f"{name}: {value}" for name, value in answer["headers"].items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def call(pay: AmazonPay, operation: str) -> object:
    """Calls what the case is about."""
    if operation == "charges.capture":
        amount = Money("12.00", "EUR")
        return pay.charges.capture(CHARGE, capture_amount=amount, idempotency_key="capture-1001")
    if operation == "charges.cancel":
        return pay.charges.cancel(CHARGE, cancellation_reason="sold out")
    resource, _, method = operation.partition(".")
    assert method == "get"
    return getattr(pay, resource).get(CHARGE)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_bad_answer_is_a_clear_error(case: dict[str, Any]) -> None:
    timeout = case.get("attemptTimeoutMs", 10_000) / 1000
    with RawServer(answer_of(case["answer"])) as server:
        pay = AmazonPay(
            public_key_id="SANDBOX-OPERATIONSVECTORSKEY",
            private_key=VECTORS / "keys" / "test-only-rsa-2048.pem",
            region="eu",
            endpoint=server.url,
            max_response_bytes=case.get("maxResponseBytes", 4096),
            connect_timeout=timeout,
            attempt_timeout=timeout,
            max_retries=0,
        )
        with pytest.raises(AmazonPayError) as raised:
            call(pay, case.get("operation", "charges.get"))
        # One attempt, one connection; a redirect leads nowhere.
        assert server.connections == 1
    error = raised.value
    found = {
        "kind": error.kind,
        "message": str(error),
        "outcomeUnknown": error.outcome_unknown,
    }
    assert found == {"outcomeUnknown": False, **case["expected"]}
    shown = repr(error) + "".join(traceback.format_exception_only(type(error), error))
    assert not [word for word in FILE["hidden"] if word in shown]


def test_there_are_cases() -> None:
    assert len(CASES) >= 15
