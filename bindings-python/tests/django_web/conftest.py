"""A sandbox for each test, and the settings of a shop that uses it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from amazonpay.testing import Sandbox

SHOP = {
    "LEDGER_CURRENCY": "EUR",
    "BASE_URL": "https://shop.example",
    "CHECKOUT_REVIEW_RETURN_URL": "review",
    "CHECKOUT_RESULT_RETURN_URL": "result",
    "SIGN_IN_RETURN_URL": "sign_in",
}


def settings_of(sandbox: Sandbox, **more: Any) -> dict[str, Any]:
    """`AMAZON_PAY` of a shop that is the sandbox's merchant."""
    client = {name.upper(): value for name, value in sandbox.client_settings.items()}
    merchant = {"MERCHANT_ID": sandbox.merchant_id, "STORE_ID": sandbox.store_id}
    return {**SHOP, **client, **merchant, **more}


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine's own AMAZON_PAY_… variables are none of the tests' business."""
    import os

    for name in list(os.environ):
        if name.startswith("AMAZON_PAY_"):
            monkeypatch.delenv(name)


@pytest.fixture
def shop(settings: Any, amazonpay_sandbox: Sandbox) -> Sandbox:
    """The sandbox that `settings.AMAZON_PAY` leads to."""
    settings.ROOT_URLCONF = "django_web.urls"
    settings.AMAZON_PAY = settings_of(amazonpay_sandbox)
    return amazonpay_sandbox
