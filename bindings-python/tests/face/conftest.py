"""What the tests of the typed face share: the vectors, and the server that plays them."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from amazonpay import AmazonPay, AsyncAmazonPay

from .playback import VECTORS, Playback

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = VECTORS.parents[1]


@pytest.fixture(scope="session")
def playback() -> Iterator[Playback]:
    """The playback server; AMAZONPAY_PLAYBACK names its binary where Cargo shall not look for it."""
    binary = os.environ.get("AMAZONPAY_PLAYBACK")
    cargo = ["cargo", "run", "--quiet", "--package", "amazonpay-tests", "--bin", "playback"]
    command = [binary] if binary else cargo
    server = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert server.stdin is not None
    assert server.stdout is not None
    try:
        url = server.stdout.readline().strip()
        assert url.startswith("http://127.0.0.1"), "the playback server has not started"
        yield Playback(url)
    finally:
        # It serves until its input ends.
        server.stdin.close()
        server.wait()
        server.stdout.close()


def settings_for(playback: Playback) -> dict[str, object]:
    return {
        "public_key_id": "SANDBOX-OPERATIONSVECTORSKEY",
        "private_key": VECTORS / "keys" / "test-only-rsa-2048.pem",
        "region": "eu",
        "endpoint": playback.url,
        # Retries of the vectors' failures need not be patient.
        "retry_base_delay": 0.001,
    }


@pytest.fixture(scope="session")
def pay(playback: Playback) -> Iterator[AmazonPay]:
    with AmazonPay(**settings_for(playback)) as client:  # type: ignore[arg-type]
        yield client


@pytest.fixture(scope="session")
def async_pay(playback: Playback) -> AsyncAmazonPay:
    return AsyncAmazonPay(**settings_for(playback))  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def vectors() -> Path:
    return VECTORS
