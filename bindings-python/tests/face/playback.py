"""The vectors of operations, the server that plays them, and what is compared."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from amazonpay import AmazonPayError

VECTORS = Path(__file__).resolve().parents[3] / "tests" / "vectors"


def operation_cases() -> list[tuple[str, dict[str, Any]]]:
    """Every case of every operation, with the operation's name."""
    cases: list[tuple[str, dict[str, Any]]] = []
    for path in sorted((VECTORS / "operations").glob("*.json")):
        file = json.loads(path.read_text(encoding="utf-8"))
        cases.extend((file["operation"], case) for case in file["cases"])
    return cases


class Playback:
    """The server of `tests/src/playback.rs`: plays one case and says whether it went as written."""

    def __init__(self, url: str) -> None:
        self.url = url

    def start(self, operation: str, case: str) -> None:
        self._ask("start", {"operation": operation, "case": case})

    def mismatches(self) -> list[str]:
        verdict = self._ask("verdict")
        assert verdict["passed"] == (not verdict["mismatches"])
        return list(verdict["mismatches"])

    def _ask(self, path: str, body: object = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        headers = {"content-type": "application/json"}
        request = Request(f"{self.url}/_playback/{path}", data, headers)
        with urlopen(request, timeout=10) as answer:
            text = answer.read()
        return json.loads(text) if text else None


def seen_error(error: AmazonPayError, expected: dict[str, Any]) -> dict[str, Any]:
    """What an exception says, as far as the vector asks."""
    found: dict[str, Any] = {
        "kind": error.kind,
        "status": error.status,
        "reasonCode": error.reason_code,
        "requestId": error.request_id,
        "advice": error.advice,
        "retries": error.retries,
        "retryable": error.is_retryable,
        "outcomeUnknown": error.outcome_unknown,
        "idempotencyKey": error.idempotency_key,
    }
    optional = ("outcomeUnknown", "idempotencyKey")
    return {
        name: value for name, value in found.items() if name in expected or name not in optional
    }


def complete(expected: dict[str, Any]) -> dict[str, Any]:
    """The vector's error with what it leaves out."""
    nothing = {"status": None, "reasonCode": None, "requestId": None, "advice": None}
    return {**nothing, "retries": 0, "retryable": False, **expected}
