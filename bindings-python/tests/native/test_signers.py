"""Signers of the shop's own, as a key management service needs them."""

from __future__ import annotations

import asyncio
import contextvars
import functools
import threading
from typing import NoReturn

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

import amazonpay

from .conftest import run


@pytest.fixture
def sign(amazonpay_sandbox):
    """Signs with the key that the sandbox knows, by other code than the core's."""
    pem = amazonpay_sandbox.credentials.private_key.encode()
    key = serialization.load_pem_private_key(pem, None)
    assert isinstance(key, rsa.RSAPrivateKey)
    salts = {"AMZN-PAY-RSASSA-PSS-V2": 32, "AMZN-PAY-RSASSA-PSS": 20}

    def sign(algorithm: str, message: bytes) -> bytes:
        pss = padding.PSS(padding.MGF1(hashes.SHA256()), salts[algorithm])
        return key.sign(message, pss, hashes.SHA256())

    return sign


@pytest.mark.parametrize("algorithm", ["AMZN-PAY-RSASSA-PSS-V2", "AMZN-PAY-RSASSA-PSS"])
def test_a_function_signs(amazonpay_sandbox, sign, algorithm, new_session) -> None:
    pay = amazonpay_sandbox.client(signer=sign, algorithm=algorithm)
    assert new_session(pay).status_details.state == "Open"
    signature = pay.button_signature("{}")
    assert len(signature) == 344


class Service:
    """A key management service, in several shapes."""

    def __init__(self, sign) -> None:
        self._sign = sign
        self.loops: list[asyncio.AbstractEventLoop] = []
        self.threads: list[str] = []

    def sync(self, algorithm: str, message: bytes) -> bytes:
        self.threads.append(threading.current_thread().name)
        return self._sign(algorithm, message)

    async def asynchronous(self, algorithm: str, message: bytes) -> bytes:
        self.loops.append(asyncio.get_running_loop())
        await asyncio.sleep(0)
        return self._sign(algorithm, message)

    async def __call__(self, algorithm: str, message: bytes) -> bytes:
        return await self.asynchronous(algorithm, message)


def signers(service: Service):
    return {
        "a method": service.sync,
        "an async method": service.asynchronous,
        "an object with an async call": service,
        "a partial of an async method": functools.partial(service.asynchronous),
        "a lambda around an async method": lambda *given: service.asynchronous(*given),
        "a bytearray": lambda *given: bytearray(service.sync(*given)),
        "a memoryview": lambda *given: memoryview(service.sync(*given)),
    }


@pytest.mark.parametrize("shape", signers(Service(None)))
def test_any_callable_signs_for_calls_that_block(
    amazonpay_sandbox, sign, shape, new_session
) -> None:
    service = Service(sign)
    pay = amazonpay_sandbox.client(signer=signers(service)[shape])
    assert len({new_session(pay).checkout_session_id for _ in range(3)}) == 3
    # One loop for all, or the client's connections would not outlive a signature.
    assert len(set(service.loops)) <= 1
    assert len(service.loops) + len(service.threads) == 3


@pytest.mark.parametrize("shape", signers(Service(None)))
async def test_any_callable_signs_for_calls_that_are_awaited(
    amazonpay_sandbox, sign, shape, new_session
) -> None:
    service = Service(sign)
    pay = amazonpay_sandbox.async_client(signer=signers(service)[shape])
    sessions = await asyncio.gather(*(new_session(pay) for _ in range(10)))
    assert len({session.checkout_session_id for session in sessions}) == 10
    # On the caller's own loop, or beside it.
    assert set(service.loops) <= {asyncio.get_running_loop()}
    assert threading.current_thread().name not in service.threads
    assert len(service.loops) + len(service.threads) == 10


def test_a_signer_finds_the_callers_context(amazonpay_sandbox, sign, new_session) -> None:
    order = contextvars.ContextVar("order", default="none")
    seen = []

    def signer(algorithm: str, message: bytes) -> bytes:
        seen.append(order.get())
        return sign(algorithm, message)

    async def async_signer(algorithm: str, message: bytes) -> bytes:
        return signer(algorithm, message)

    async def call(number: str, signer: object) -> None:
        order.set(number)
        await new_session(amazonpay_sandbox.async_client(signer=signer))

    order.set("1001")
    new_session(amazonpay_sandbox.client(signer=signer))
    run(call("1002", signer))
    run(call("1003", async_signer))
    assert seen == ["1001", "1002", "1003"]


class KeyIsGone(Exception):
    pass


def refuse(algorithm: str, message: bytes) -> NoReturn:
    raise KeyIsGone("of arn:secret")


async def refuse_later(algorithm: str, message: bytes) -> NoReturn:
    raise KeyIsGone("of arn:secret")


@pytest.mark.parametrize("signer", [refuse, refuse_later])
async def test_what_a_signer_raises_is_the_cause(amazonpay_sandbox, signer) -> None:
    def block() -> None:
        amazonpay_sandbox.client(signer=signer).charges.get("S01-1234567-1234567-C123456")

    async def wait() -> None:
        pay = amazonpay_sandbox.async_client(signer=signer)
        await pay.charges.get("S01-1234567-1234567-C123456")

    for call in (asyncio.to_thread(block), wait()):
        with pytest.raises(amazonpay.SigningError, match="signer raised KeyIsGone") as raised:
            await call
        assert isinstance(raised.value.__cause__, KeyIsGone)
        assert "secret" not in str(raised.value)


@pytest.mark.parametrize(
    ("returned", "text"),
    [
        ("c2lnbmF0dXJl", "the signer returned str"),
        (None, "the signer returned NoneType"),
        ([1, 2, 3], "the signer returned list"),
        (b"", "the signer returned 0 bytes"),
        (b"\xff" * 32, "the signer returned 32 bytes"),
        (b"QUJD" * 86, "the signer returned 344 bytes of ASCII; decode the base64 first"),
    ],
)
def test_what_is_no_signature_is_refused_with_what_was_expected(
    amazonpay_sandbox, returned, text
) -> None:
    pay = amazonpay_sandbox.client(signer=lambda algorithm, message: returned)
    with pytest.raises(amazonpay.SigningError, match="expected bytes, the raw signature") as raised:
        pay.charges.get("S01-1234567-1234567-C123456")
    assert text in str(raised.value)
    assert amazonpay_sandbox.requests() == ()


def test_what_cannot_be_called_is_refused_at_once(amazonpay_sandbox) -> None:
    with pytest.raises(amazonpay.ConfigurationError, match=r"^signer: .* found str"):
        amazonpay_sandbox.client(signer="arn:aws:kms:…")


async def test_the_total_time_out_holds_while_a_signer_takes_its_time(amazonpay_sandbox) -> None:
    released = threading.Event()
    cancelled = asyncio.Event()

    async def never(algorithm: str, message: bytes) -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.set()
            raise

    def slow(algorithm: str, message: bytes) -> None:
        released.wait()

    async_pay = amazonpay_sandbox.async_client(signer=never)
    with pytest.raises(amazonpay.RequestTimeout):
        await async_pay.charges.get("S01-1234567-1234567-C123456", timeout=0.05)
    # Not the call alone has ended, but the signer's work too.
    await cancelled.wait()
    pay = amazonpay_sandbox.client(signer=slow)
    with pytest.raises(amazonpay.RequestTimeout):
        await asyncio.to_thread(pay.charges.get, "S01-1234567-1234567-C123456", timeout=0.05)
    released.set()


async def test_cancelling_a_call_cancels_its_signature(amazonpay_sandbox) -> None:
    begun, cancelled = asyncio.Event(), asyncio.Event()

    async def never(algorithm: str, message: bytes) -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()

    pay = amazonpay_sandbox.async_client(signer=never)
    call = asyncio.create_task(pay.charges.get("S01-1234567-1234567-C123456"))
    await begun.wait()
    call.cancel()
    await cancelled.wait()
    with pytest.raises(asyncio.CancelledError):
        await call


def test_a_signer_takes_the_place_of_the_environments_key(
    amazonpay_sandbox, sign, monkeypatch, new_session
) -> None:
    for name, value in amazonpay_sandbox.environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AMAZON_PAY_PRIVATE_KEY", "/nowhere/private.pem")
    pay = amazonpay.AmazonPay.from_env(signer=sign)
    assert new_session(pay).status_details.state == "Open"
