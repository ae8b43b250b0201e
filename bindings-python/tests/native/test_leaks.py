"""What calls leave behind: nothing."""

from __future__ import annotations

import asyncio
import gc
import sys
import weakref
from typing import Any, Callable

import pytest

import amazonpay

from .conftest import run

CALLS = 200


def comes_to_rest(work: Callable[[], Any]) -> bool:
    """Whether there is a round of `work` that leaves next to nothing in Python's memory.

    The first ones make what is made once; a leak of one object a call would leave far more each time.
    """
    before = sys.getallocatedblocks()
    for _ in range(20):
        work()
        gc.collect()
        after = sys.getallocatedblocks()
        if after - before < CALLS / 10:
            return True
        before = after
    return False


def test_blocking_calls_leave_nothing(amazonpay_sandbox) -> None:
    pay = amazonpay_sandbox.client()

    def call() -> None:
        for _ in range(CALLS):
            pay._native.execute("reports.list", [], None, None, '{"headers": {"x-shop": "1"}}')
            with pytest.raises(amazonpay.NotFound):
                pay._native.execute("charges.get", ["S01-1234567-1234567-C123456"])

    assert comes_to_rest(call)


def test_awaited_calls_leave_nothing_also_when_they_fail_or_are_cancelled(
    amazonpay_sandbox, silence
) -> None:
    native = amazonpay_sandbox.async_client()._native
    held = amazonpay_sandbox.async_client(endpoint=silence.url)._native
    charge = ["S01-1234567-1234567-C123456"]

    async def call() -> None:
        for _ in range(CALLS // 50):
            lists = [native.execute_async("reports.list", []) for _ in range(50)]
            failures = [native.execute_async("charges.get", charge) for _ in range(50)]
            canceled = [held.execute_async("charges.get", charge) for _ in range(5)]
            await asyncio.gather(*lists)
            await asyncio.gather(*failures, return_exceptions=True)
            for future in canceled:
                future.cancel()
            await asyncio.gather(*canceled, return_exceptions=True)

    loop = asyncio.new_event_loop()
    try:
        assert comes_to_rest(lambda: loop.run_until_complete(call()))
    finally:
        loop.close()


def test_signatures_leave_nothing(amazonpay_sandbox) -> None:
    signature = bytes(range(256))
    pay = amazonpay_sandbox.client(signer=lambda algorithm, message: signature)

    async def sign(algorithm: str, message: bytes) -> bytes:
        return signature

    async_pay = amazonpay_sandbox.client(signer=sign)

    def call() -> None:
        for _ in range(CALLS):
            pay.button_signature("{}")
            async_pay.button_signature("{}")

    assert comes_to_rest(call)


def test_a_client_and_a_loop_are_let_go() -> None:
    class Signer:
        def __call__(self, algorithm: str, message: bytes) -> bytes:
            return bytes(range(256))

    signer = Signer()
    pay = amazonpay.AsyncAmazonPay(public_key_id="SANDBOX-AB12", signer=signer, region="eu")

    async def call(pay: amazonpay.AsyncAmazonPay) -> weakref.ref[object]:
        await pay.button_signature("{}")
        return weakref.ref(asyncio.get_running_loop())

    loop = run(call(pay))
    signer = weakref.ref(signer)
    del pay
    gc.collect()
    assert loop() is None
    assert signer() is None


def test_a_client_whose_signer_leads_back_to_it_is_let_go() -> None:
    class Shop:
        def __init__(self) -> None:
            self.pay = amazonpay.AmazonPay(
                public_key_id="SANDBOX-AB12", signer=self.sign, region="eu"
            )

        def sign(self, algorithm: str, message: bytes) -> bytes:
            return bytes(range(256))

    shop = Shop()
    assert shop.pay.button_signature("{}")
    gone = weakref.ref(shop)
    del shop
    gc.collect()
    assert gone() is None
