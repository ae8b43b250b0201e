"""A peer that keeps callers waiting, and scripts that run in a process of their own."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from contextlib import closing
from textwrap import dedent
from typing import TYPE_CHECKING, Any, Callable, TypeVar

import pytest

from amazonpay.models import WebCheckoutDetails

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator

    from amazonpay.testing import Sandbox

Outcome = TypeVar("Outcome")

#: Far more than anything here takes; what takes this long hangs.
PATIENCE = 60


def run(main: Coroutine[Any, Any, Outcome]) -> Outcome:
    """As `asyncio.run`, which would unset the thread's loop: on 3.9 one that pytest-asyncio leaves open."""
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(main)
    finally:
        loop.close()


class HeldRequest:
    """A request that gets no answer."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.head = b""
        while b"\r\n\r\n" not in self.head:
            self.head += connection.recv(65536)

    def is_dropped(self) -> bool:
        """Waits until the caller has gone."""
        try:
            while self.connection.recv(65536):
                pass
        except ConnectionResetError:
            pass
        return True


class Silence:
    """A server that takes requests and answers none."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(PATIENCE)
        self._connections: list[socket.socket] = []
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def request(self) -> HeldRequest:
        """Waits for the next request."""
        connection, _ = self._listener.accept()
        connection.settimeout(PATIENCE)
        self._connections.append(connection)
        return HeldRequest(connection)

    def close(self) -> None:
        for connection in self._connections:
            connection.close()
        self._listener.close()


@pytest.fixture
def silence() -> Iterator[Silence]:
    with closing(Silence()) as silence:
        yield silence


class Script:
    """A Python program that finds the sandbox, or the silence, in its environment."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._environ = {**os.environ, **sandbox.environ}

    def start(self, program: str, endpoint: str | None = None) -> subprocess.Popen[str]:
        """Starts it, with pipes."""
        environ = dict(self._environ)
        if endpoint is not None:
            environ["AMAZON_PAY_ENDPOINT"] = endpoint
        return subprocess.Popen(
            [sys.executable, "-c", dedent(program)],
            env=environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, program: str, endpoint: str | None = None) -> str:
        """Runs it to its end, which must be a good one, without a word on stderr; gives what it printed."""
        return ended(self.start(program, endpoint))


def ended(process: subprocess.Popen[str]) -> str:
    """What a program printed, which must have come to a good end."""
    try:
        out, err = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
    assert (process.returncode, err) == (0, "")
    return out


@pytest.fixture
def script(amazonpay_sandbox: Sandbox) -> Script:
    return Script(amazonpay_sandbox)


@pytest.fixture
def new_session(amazonpay_sandbox: Sandbox) -> Callable[[Any], Any]:
    """Creates a Checkout Session with a client, blocking or awaited."""

    def create(pay: Any, **options: Any) -> Any:
        return pay.checkout_sessions.create(
            web_checkout_details=WebCheckoutDetails(
                checkout_review_return_url="https://shop.example/review"
            ),
            store_id=amazonpay_sandbox.store_id,
            **options,
        )

    return create
