"""The process shares one client of each kind."""

from __future__ import annotations

import asyncio
import importlib
import os
import shutil
import signal
import subprocess
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.test import override_settings

import amazonpay
from amazonpay.django import get_async_client, get_client
from amazonpay.django.buttons import get_button

from .conftest import settings_of

if TYPE_CHECKING:
    from amazonpay import AmazonPay
    from amazonpay.testing import Sandbox


def test_threads_that_ask_at_once_get_the_same_client(shop: Sandbox) -> None:
    barrier = threading.Barrier(8)
    got: list[AmazonPay] = []

    def ask() -> None:
        barrier.wait()
        got.append(get_client())

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 8
    assert all(client is got[0] for client in got)


def test_another_setting_makes_another_client(shop: Sandbox) -> None:
    before = get_client()
    with override_settings(AMAZON_PAY=settings_of(shop, MAX_RETRIES=0)):
        assert get_client() is not before
    assert get_client().endpoint.startswith(shop.url)


def test_the_client_is_the_settings_merchant(shop: Sandbox) -> None:
    with pytest.raises(amazonpay.NotFound):
        get_client().charges.get("S01-0000000-0000000-C000000")
    assert get_client().public_key_id == shop.credentials.public_key_id


def test_the_environment_fills_in_what_the_settings_lack(
    settings: Any, amazonpay_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in amazonpay_sandbox.environ.items():
        monkeypatch.setenv(name, value)
    settings.AMAZON_PAY = {"MAX_RETRIES": 0}
    assert get_client().endpoint.startswith(amazonpay_sandbox.url)


def test_a_missing_key_is_an_error_that_names_it(settings: Any) -> None:
    settings.AMAZON_PAY = {"REGION": "eu"}
    with pytest.raises(amazonpay.ConfigurationError, match="public_key_id"):
        get_client()


def test_a_forked_child_pays_with_the_client_of_its_parent(shop: Sandbox) -> None:
    client = get_client()
    with pytest.raises(amazonpay.NotFound):
        client.charges.get("S01-0000000-0000000-C000000")
    child = os.fork()
    if child == 0:
        code = 1
        try:
            get_client().charges.get("S01-0000000-0000000-C000000")
        except amazonpay.NotFound:
            code = 0
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_the_asynchronous_client_serves_several_event_loops(shop: Sandbox) -> None:
    async def ask() -> str:
        try:
            await get_async_client().charges.get("S01-0000000-0000000-C000000")
        except amazonpay.NotFound as error:
            return error.reason_code or ""
        return "found"

    assert [asyncio.run(ask()), asyncio.run(ask())] == ["ResourceNotFound", "ResourceNotFound"]


def test_a_sandbox_in_the_settings_is_paid_at_and_its_clock_gone_by(
    settings: Any, amazonpay_sandbox: Sandbox
) -> None:
    settings.AMAZON_PAY = {"PUBLIC_KEY_ID": "LIVE-AB12", "SANDBOX": amazonpay_sandbox}
    amazonpay_sandbox.clock.advance(days=400)
    with pytest.raises(amazonpay.NotFound) as caught:
        get_client().charges.get("S01-0000000-0000000-C000000")
    # A client that goes by the machine's clock would have to learn the other one first.
    assert caught.value.retries == 0

    async def ask() -> int:
        with pytest.raises(amazonpay.NotFound) as caught:
            await get_async_client().charges.get("S01-0000000-0000000-C000000")
        return caught.value.retries

    assert asyncio.run(ask()) == 0


def test_a_signer_of_ones_own_signs_buttons_and_calls(
    settings: Any, amazonpay_sandbox: Sandbox, tmp_path: Path
) -> None:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed")
    key = tmp_path / "private.pem"
    key.write_text(amazonpay_sandbox.credentials.private_key)

    def sign(algorithm: str, message: bytes) -> bytes:
        padding = ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32"]
        command = [openssl, "dgst", "-sha256", *padding, "-sign", str(key)]
        return subprocess.run(command, input=message, capture_output=True, check=True).stdout

    signed = settings_of(amazonpay_sandbox, SIGNER=sign)
    del signed["PRIVATE_KEY"]
    settings.AMAZON_PAY = signed
    button = get_button(None, checkout_review_return_url="https://shop.example/review/")
    assert amazonpay_sandbox.buyer.checkout(button.config).state == "Open"
    with pytest.raises(amazonpay.NotFound):
        get_client().charges.get("S01-0000000-0000000-C000000")


@pytest.mark.parametrize("module", ["client", "buttons"])
def test_a_fork_while_another_thread_holds_the_lock_holds_nothing_up(
    shop: Sandbox, module: str
) -> None:
    held = importlib.import_module(f"amazonpay.django.{module}")
    with held._lock:
        child = os.fork()
        if child == 0:
            # Without a lock of its own it would wait for one whose holder is not in this process, for ever.
            signal.alarm(20)
            code = 1
            with suppress(BaseException):
                get_button(None, checkout_review_return_url="https://shop.example/review/")
                code = 0
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
