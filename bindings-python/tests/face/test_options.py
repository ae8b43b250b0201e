"""Options of one call, which every method takes as keywords."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from amazonpay import AmazonPay, AsyncAmazonPay, ConfigurationError, Money, RequestTimeout
from amazonpay._option_names import WIRE_NAMES
from amazonpay._option_values import encode_options
from amazonpay.options import CallOptions
from amazonpay.testing import Sandbox

from .playback import VECTORS
from .typed_calls import arguments, method_of

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as started:
        yield started


@pytest.fixture(scope="module")
def pay(sandbox: Sandbox) -> Iterator[AmazonPay]:
    with sandbox.client() as client:
        yield client


def test_the_keywords_are_the_options_of_the_core() -> None:
    assert set(CallOptions.__annotations__) == set(WIRE_NAMES)
    assert WIRE_NAMES["timeout"] == "timeoutMs"


def test_options_are_written_as_the_native_client_takes_them() -> None:
    assert encode_options({}) is None
    text = encode_options({"timeout": 0.0015, "max_retries": 0, "idempotency_key": None})
    assert text is not None
    assert json.loads(text) == {"timeoutMs": 2, "maxRetries": 0}


@pytest.mark.parametrize(
    ("name", "message"),
    [("timout", "did you mean 'timeout'?"), ("qqq", "options are ")],
)
def test_an_unknown_keyword_is_a_type_error_that_names_it(
    pay: AmazonPay, name: str, message: str
) -> None:
    with pytest.raises(TypeError) as refused:
        pay.charges.get("S01-1234567-1234567-C123456", **{name: 1})  # type: ignore[arg-type]
    assert f"unexpected keyword {name!r}" in str(refused.value)
    assert message in str(refused.value)


async def test_an_unknown_keyword_is_a_type_error_when_awaited_too(sandbox: Sandbox) -> None:
    async with sandbox.async_client() as pay:
        with pytest.raises(TypeError, match="did you mean 'max_retries'"):
            await pay.charges.get("S01-1234567-1234567-C123456", max_retry=1)  # type: ignore[call-arg]


@pytest.mark.parametrize("timeout", [-1, float("nan"), float("inf")])
def test_a_time_that_is_none_is_refused_by_name(pay: AmazonPay, timeout: float) -> None:
    with pytest.raises(ConfigurationError, match="timeout: expected a number of seconds"):
        pay.charges.get("S01-1234567-1234567-C123456", timeout=timeout)
    with pytest.raises(TypeError, match="timeout: expected a number of seconds, found str"):
        pay.charges.get("S01-1234567-1234567-C123456", timeout="5")  # type: ignore[arg-type]


def test_a_time_out_ends_the_call(sandbox: Sandbox, pay: AmazonPay) -> None:
    sandbox.faults.add(delay_ms=60_000, operation="charges.get", count=1)
    with pytest.raises(RequestTimeout) as over:
        pay.charges.get("S01-1234567-1234567-C123456", timeout=0.05, max_retries=0)
    assert over.value.retries == 0
    sandbox.faults.clear()


def test_an_id_that_is_none_is_named(pay: AmazonPay) -> None:
    with pytest.raises(TypeError, match="charge_id: expected str, found NoneType"):
        pay.charges.capture(None, capture_amount=Money("1", "EUR"))  # type: ignore[arg-type]


async def answer_of(pay: Any, case: dict[str, Any]) -> None:
    """Makes the vector's call, by the typed method unless it leaves no room for the mistake."""
    if case["expected"].split(":")[0] in ("operation", "path_parameters", "body"):
        compact = json.JSONEncoder(separators=(",", ":"), sort_keys=True).encode
        body, options = (
            compact(case[name]) if name in case else None for name in ("body", "options")
        )
        found = pay._native.execute(
            case["operation"], case.get("pathParameters", []), None, body, options
        )
    else:
        method = method_of(pay, case["operation"])
        path, keywords = arguments(method, case)
        found = method(*path, **keywords)
    if isinstance(pay, AsyncAmazonPay):
        await found


@pytest.mark.parametrize("flavour", [AmazonPay, AsyncAmazonPay])
async def test_every_call_of_the_vectors_is_refused_in_the_very_words(flavour: Any) -> None:
    file = json.loads((VECTORS / "bad-input" / "options.json").read_text("utf-8"))
    tried = 0
    for case in file["cases"]:
        pay = flavour(
            public_key_id=case.get("publicKeyId", "SANDBOX-OPERATIONSVECTORSKEY"),
            private_key=VECTORS / "keys" / "test-only-rsa-2048.pem",
            region="eu",
        )
        with pytest.raises(ConfigurationError) as refused:
            await answer_of(pay, case)
        assert str(refused.value) == case["expected"], case["name"]
        for word in file.get("hidden", []):
            assert word not in str(refused.value)
        tried += 1
    assert tried > 20
