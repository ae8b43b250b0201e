"""Carries out the scenarios of tests/scenarios, whose README says what the steps mean."""

from __future__ import annotations

import json
import re
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from face.typed_calls import arguments, method_of, snake_case

from amazonpay import AmazonPayError, Ipn, NotificationError
from amazonpay.testing import Sandbox

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import TracebackType

    from typing_extensions import Self

    from amazonpay import NotificationVerifier

FOLDER = Path(__file__).parents[3] / "tests" / "scenarios"

Step = dict[str, Any]


def read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text())
    return content


def names() -> list[str]:
    """The scenarios."""
    return sorted(path.stem for path in FOLDER.glob("*.json"))


class Endpoint:
    """The merchant's endpoint: it keeps what verifies."""

    def __init__(self) -> None:
        self.verifier: NotificationVerifier | None = None
        self.verified: list[dict[str, Any]] = []
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                self.send_response(200 if endpoint.receive(body) else 400)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, format: str, *arguments: object) -> None:
                """Says nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever)
        self.url = f"http://127.0.0.1:{self._server.server_port}/ipn"

    def receive(self, body: bytes) -> bool:
        assert self.verifier is not None
        try:
            event = self.verifier.verify(body)
        except NotificationError:
            return False
        if isinstance(event, Ipn):
            self.verified.append(event.message.to_dict())
        return True

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class Runner:
    """One scenario in a sandbox of its own.

    `client` makes the client out of the sandbox, and `wait` gives what a call of it comes to.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        endpoint: Endpoint,
        client: object,
        wait: Callable[[Any], Any],
    ) -> None:
        self._sandbox = sandbox
        self._endpoint = endpoint
        self._client = client
        self._wait = wait
        self._saved: dict[str, Any] = {
            "merchantId": sandbox.merchant_id,
            "storeId": sandbox.store_id,
        }

    def run(self, steps: Sequence[Step]) -> None:
        for number, step in enumerate(steps, 1):
            try:
                self._step(step)
            except (AssertionError, AmazonPayError) as error:
                raise AssertionError(f"step {number}, {json.dumps(step)[:120]}: {error}") from error

    def _step(self, step: Step) -> None:
        if "include" in step:
            self._saved.update(step.get("with", {}))
            part = read(f"parts/{step['include']}")
            assert {*part["needs"]} <= {*self._saved}, f"{step['include']} needs {part['needs']}"
            self.run(part["steps"])
            return
        if "notified" in step:
            self._notified(step["notified"])
            return
        try:
            found, status = self._done(step)
        except AmazonPayError as error:
            if "refused" not in step:
                raise
            self._check(failure(error), step["refused"])
            return
        assert "refused" not in step, f"it was to be refused, and gave {found}"
        assert step.get("status", status) == status
        self._check(found, step.get("expect", {}))
        self._saved.update({name: at(found, path) for name, path in step.get("save", {}).items()})

    def _done(self, step: Step) -> tuple[Any, int | None]:
        """What a step gives as JSON, and the status of a call's answer."""
        if "call" in step:
            # By the names of the operation: nothing is listed here.
            method = method_of(self._client, step["call"])
            call = {"pathParameters": step.get("path", []), **step}
            path, keywords = arguments(method, self._filled(call))
            answer = self._wait(method(*path, **keywords))
            return answer.to_dict(), answer.meta.status
        if "button" in step:
            make = self._client.button_config  # type: ignore[attr-defined]
            _, keywords = arguments(make, {"body": self._filled(step["button"])})
            outcome = self._sandbox.buyer.checkout(
                self._wait(make(**keywords)), **self._filled(step.get("visit", {}))
            )
            found = {"checkoutSessionId": outcome.checkout_session_id, "nextUrl": outcome.next_url}
            return {**found, "state": outcome.state}, None
        route = re.sub(r"\{(\w+)\}", lambda name: quote(self._value(name[1]), ""), step["sandbox"])
        request = urllib.request.Request(
            f"{self._sandbox.url}/_sandbox/{route}",
            json.dumps(self._filled(step.get("body", {}))).encode(),
            {"content-type": "application/json"},
        )
        with urllib.request.urlopen(request) as response:
            return json.load(response), None

    def _notified(self, expected: list[dict[str, Any]]) -> None:
        self._sandbox.notifications.settled()
        verified, self._endpoint.verified = self._endpoint.verified, []
        told = [f"{message['ObjectType']} {message['ObjectId']}" for message in verified]
        assert len(told) == len(expected), f"told of {told}"
        for message, fields in zip(verified, expected):
            self._check(message, fields)

    def _check(self, found: Any, expected: dict[str, Any]) -> None:
        for path, value in expected.items():
            assert at(found, path) == self._filled(value), path

    def _filled(self, value: Any) -> Any:
        """With what was saved in place of its name."""
        if isinstance(value, str) and value.startswith("$"):
            return self._value(value[1:])
        if isinstance(value, list):
            return [self._filled(item) for item in value]
        if isinstance(value, dict):
            return {name: self._filled(item) for name, item in value.items()}
        return value

    def _value(self, name: str) -> Any:
        assert self._saved.get(name) is not None, f"nothing was saved as {name}"
        return self._saved[name]


def at(found: Any, path: str) -> Any:
    """What a path of names and numbers leads to."""
    for name in path.split("."):
        if isinstance(found, list):
            found = found[int(name)] if int(name) < len(found) else None
        else:
            found = None if found is None else found.get(name)
    return found


def failure(error: AmazonPayError) -> dict[str, Any]:
    names = ("kind", "status", "reasonCode", "advice", "retries", "outcomeUnknown")
    found = {name: getattr(error, snake_case(name)) for name in names}
    return {**found, "retryable": error.is_retryable}


def play(
    steps: Sequence[Step], client: str = "client", wait: Callable[[Any], Any] = lambda it: it
) -> None:
    """Carries out a scenario; `client` names the sandbox's method that makes the client."""
    with (
        Endpoint() as endpoint,
        Sandbox(now="2026-11-24T10:00:00Z", ipn_url=endpoint.url) as sandbox,
    ):
        endpoint.verifier = sandbox.notification_verifier()
        pay = getattr(sandbox, client)(retry_base_delay=0.001, retry_max_delay=0.001)
        Runner(sandbox, endpoint, pay, wait).run(steps)
