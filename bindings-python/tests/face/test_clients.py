"""The clients: settings, life, attributes, and what they never show."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import amazonpay
from amazonpay import AmazonPay, AsyncAmazonPay, ConfigurationError, NotFound, Settings
from amazonpay._client import _native_settings
from amazonpay.testing import Sandbox

from .playback import VECTORS

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY = VECTORS / "keys" / "test-only-rsa-2048.pem"
SETTINGS: Any = {"public_key_id": "SANDBOX-CLIENTS", "private_key": KEY, "region": "eu"}


def changed(**changes: Any) -> Any:
    return {**SETTINGS, **changes}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as started:
        yield started


@pytest.mark.parametrize("client", [AmazonPay, AsyncAmazonPay])
def test_a_client_tells_what_it_is_set_to_and_no_secret(client: Any) -> None:
    pay = client(**SETTINGS)
    assert pay.public_key_id == "SANDBOX-CLIENTS"
    assert pay.region == "eu"
    assert pay.environment == "sandbox"
    assert pay.algorithm == "AMZN-PAY-RSASSA-PSS-V2"
    assert pay.endpoint.startswith("https://pay-api.amazon.eu")
    assert repr(pay) == f"<{client.__name__} SANDBOX-CLIENTS in eu, sandbox>"


@pytest.mark.parametrize("key", [KEY, str(KEY), KEY.read_text(), KEY.read_bytes()])
def test_a_key_is_a_path_or_a_text_or_bytes(key: Any) -> None:
    pay = AmazonPay(**changed(private_key=key))
    assert pay.button_signature("{}")


def test_every_case_of_the_vectors_of_configuration_is_refused_in_the_very_words() -> None:
    file = json.loads((VECTORS / "bad-input" / "configuration.json").read_text("utf-8"))
    tried = 0
    for case in file["cases"]:
        settings = {**file["base"], **case["settings"]}
        text = json.dumps(settings).replace("{keys}", str(VECTORS / "keys"))
        with pytest.raises(ConfigurationError) as refused:
            AmazonPay(**json.loads(text))
        assert str(refused.value) == case["expected"].replace("{keys}", str(VECTORS / "keys"))
        tried += 1
    assert tried > 20


def test_the_settings_are_those_of_the_core() -> None:
    with pytest.raises(ConfigurationError, match="unknown setting") as refused:
        AmazonPay(regoin="eu")  # type: ignore[call-arg]
    assert 'did you mean "region"?' in str(refused.value)
    known = set(str(refused.value).split("Known are ")[1].split(", "))
    # Those that a program does not set: they say which package and language call.
    ours = {"sdk_type", "sdk_version", "language_version"}
    assert set(Settings.__annotations__) == (known - ours) | {"signer"}


def test_a_setting_that_is_no_text_and_no_number_is_named_and_not_shown() -> None:
    with pytest.raises(ConfigurationError, match="proxy: expected a text") as refused:
        AmazonPay(**changed(proxy=object()))
    assert refused.value.field == "proxy"
    with pytest.raises(ConfigurationError, match="total_timeout: expected"):
        AmazonPay(**changed(total_timeout=float("nan")))


def test_the_package_and_the_language_say_who_calls() -> None:
    settings = json.loads(_native_settings({}))
    assert settings["sdk_type"] == "amazonpay-python"
    assert settings["sdk_version"] == amazonpay.__version__
    assert settings["language_version"].startswith("3.")


def test_the_environment_lies_under_what_is_given(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in sandbox.environ.items():
        monkeypatch.setenv(name, value)
    with AmazonPay.from_env(total_timeout=5) as pay:
        with pytest.raises(NotFound):
            pay.charges.get("S01-1234567-1234567-C123456")
        assert pay.public_key_id == sandbox.credentials.public_key_id
    other = AmazonPay.from_env(public_key_id="SANDBOX-OTHER")
    assert other.public_key_id == "SANDBOX-OTHER"
    monkeypatch.setenv("AMAZON_PAY_REGION", "mars")
    with pytest.raises(ConfigurationError, match=r'found "mars" \(from AMAZON_PAY_REGION\)'):
        AmazonPay.from_env()


def test_a_closed_client_says_so(sandbox: Sandbox) -> None:
    with sandbox.client() as pay:
        assert pay.charges is pay.charges
        assert "sandbox" in repr(pay)
    assert repr(pay) == "<AmazonPay, closed>"
    for use in (lambda: pay.charges.get("S01-1"), lambda: pay.region):
        with pytest.raises(RuntimeError, match="the client is closed"):
            use()
    pay.close()


async def test_a_closed_async_client_says_so(sandbox: Sandbox) -> None:
    async with sandbox.async_client() as pay:
        with pytest.raises(NotFound):
            await pay.charges.get("S01-1234567-1234567-C123456")
    assert repr(pay) == "<AsyncAmazonPay, closed>"
    with pytest.raises(RuntimeError, match="the client is closed"):
        await pay.charges.get("S01-1234567-1234567-C123456")


def test_threads_that_ask_for_a_resource_at_once_get_the_same() -> None:
    pay = AmazonPay(**SETTINGS)
    gate = threading.Barrier(8)
    seen: list[object] = []

    def ask() -> None:
        gate.wait()
        seen.append(pay.charges)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 8
    assert len({id(it) for it in seen}) == 1


def test_any_path_can_be_called(sandbox: Sandbox) -> None:
    with sandbox.client() as pay, pytest.raises(NotFound) as refused:
        pay.call("GET", "charges/S01-1234567-1234567-C123456", query={"a": "b"}, timeout=5)
    assert refused.value.status == 404
    with sandbox.client() as pay:
        created = pay.call(
            "POST",
            "checkoutSessions",
            body={
                "webCheckoutDetails": {"checkoutReviewReturnUrl": "https://shop.example/review"},
                "storeId": sandbox.store_id,
            },
            idempotency_key="raw-1",
        )
    assert created.meta.status == 201
    assert created.meta.idempotency_key == "raw-1"
    assert created.object["statusDetails"]["state"] == "Open"
    assert created.object["checkoutSessionId"] not in repr(created)


async def test_any_path_can_be_called_and_awaited(sandbox: Sandbox) -> None:
    async with sandbox.async_client() as pay:
        with pytest.raises(TypeError, match="query: expected a str for 'page', found int"):
            await pay.call("GET", "reports", query={"page": 1})  # type: ignore[dict-item]
        answer = await pay.call("GET", "reports")
    assert answer.meta.status == 200
    assert answer.object["reports"] == []


def test_all_names_are_there_and_nothing_else_is_loaded_with_the_package() -> None:
    program = """
import sys
before = set(sys.modules)
import amazonpay
loaded = {name for name in set(sys.modules) - before if not name.startswith("amazonpay")}
assert not loaded & {"asyncio", "typing", "logging", "decimal", "json", "ssl", "socket"}, loaded
for name in amazonpay.__all__:
    assert getattr(amazonpay, name) is not None, name
assert set(amazonpay.__all__) <= set(dir(amazonpay))
assert amazonpay.models.Charge.__name__ == "Charge"
try:
    amazonpay.Charge
except AttributeError as error:
    assert "no attribute 'Charge'" in str(error)
else:
    raise SystemExit("a name that should not be there")
"""
    # -S, for what site loads hides what the package would load.
    package = str(Path(amazonpay.__file__).parents[1])
    command = [
        sys.executable,
        "-S",
        "-c",
        f"import sys; sys.path.insert(0, {package!r})\n{program}",
    ]
    subprocess.run(command, check=True, timeout=60)
