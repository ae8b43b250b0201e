"""The shop's app in earnest: the checkout that apps have in Swift and Kotlin, over HTTP, from the cart to its end."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .open_shop import Shop

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def program() -> list[str]:
    """The app of `bindings-uniffi/examples`; AMAZONPAY_APP_CHECKOUT names its binary, or Cargo looks for it."""
    cargo = [
        "cargo",
        "run",
        "--quiet",
        "--package",
        "amazonpay-uniffi",
        "--example",
        "app-checkout",
    ]
    binary = os.environ.get("AMAZONPAY_APP_CHECKOUT")
    return [binary] if binary else cargo


class App:
    """An app whose buyer has 89.00 euros in the cart."""

    def __init__(self, shop: Shop, program: list[str]) -> None:
        self.shop = shop
        self.program = program

    def buys(self, **more: Any) -> dict[str, Any]:
        """Leads a checkout to its end, and gives what the program tells of it."""
        course = {
            "backend": f"{self.shop.url}/app-checkout",
            "sandbox": self.shop.sandbox,
            "token": secrets.token_urlsafe(32),
            "origin": "https://shop.example",
            "order": {"cart": {"pot": 1, "assam": 2}},
            "card": "1111",
            **more,
        }
        done = subprocess.run(
            self.program,
            cwd=ROOT,
            input=json.dumps(course),
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        told: dict[str, Any] = json.loads(done.stdout)
        return told

    def charges(self, told: dict[str, Any]) -> list[str]:
        """The amounts that were charged for the order."""
        number = self.session(told)["merchantMetadata"]["merchantReferenceId"]
        charges = self.shop.control("objects/charges")["objects"]
        return [
            charge["chargeAmount"]["amount"]
            for charge in charges
            if charge["merchantMetadata"]["merchantReferenceId"] == number
        ]

    def session(self, told: dict[str, Any]) -> Any:
        """Amazon's session, as Amazon has it."""
        sessions = self.shop.control("objects/checkoutSessions")["objects"]
        return next(
            each for each in sessions if each["checkoutSessionId"] == told["checkoutSessionId"]
        )


@pytest.fixture
def app(shop: Shop, program: list[str]) -> App:
    return App(shop, program)


def test_an_app_pays(app: App) -> None:
    told = app.buys()
    number = told["state"]["orderId"]
    assert told["state"] == {"name": "done", "outcome": "paid", "orderId": number}
    assert told["wentThrough"] == ["buyerAtAmazon", "reviewing", "confirming", "done"]
    assert told["total"] == {"amount": "89.00", "currencyCode": "EUR"}
    assert app.charges(told) == ["89.00"]
    assert "paid, to be shipped" in app.shop.clerk().get(f"/desk/{number}/")


def test_an_app_whose_user_has_to_sign_in_before_each_step_pays_once(app: App) -> None:
    told = app.buys(sessionEnds=True)
    assert told["wentThrough"] == [
        "unauthenticated start",
        "buyerAtAmazon",
        "unauthenticated review",
        "reviewing",
        "unauthenticated confirm",
        "confirming",
        "unauthenticated complete",
        "done",
    ]
    assert told["state"]["outcome"] == "paid"
    assert app.charges(told) == ["89.00"]


def test_an_app_waits_for_amazon_with_its_buyer(app: App) -> None:
    told = app.buys(card="0701")
    assert (told["state"]["name"], told["state"]["outcome"]) == ("done", "pending")
    assert app.charges(told) == ["89.00"]


def test_the_payment_of_an_app_is_declined(app: App) -> None:
    told = app.buys(card="3434")
    assert told["state"] == {"name": "failed", "code": "Declined"}
    assert told["wentThrough"] == ["buyerAtAmazon", "reviewing", "confirming", "failed"]
    assert app.charges(told) == []
    number = app.session(told)["merchantMetadata"]["merchantReferenceId"]
    assert "payment declined" in app.shop.clerk().get(f"/desk/{number}/")


@pytest.mark.parametrize(
    ("page", "states"),
    [
        ("signIn", ["buyerAtAmazon", "cancelled"]),
        ("payment", ["buyerAtAmazon", "reviewing", "confirming", "cancelled"]),
    ],
)
def test_the_buyer_of_an_app_cancels_at_amazon(app: App, page: str, states: list[str]) -> None:
    told = app.buys(cancels=page)
    assert told["wentThrough"] == states
    assert app.session(told)["statusDetails"]["state"] == "Canceled"
    assert app.charges(told) == []


def test_what_the_shop_refuses_ends_the_checkout_of_an_app_with_its_code(app: App) -> None:
    told = app.buys(order={"cart": {"gold": 1}})
    assert told["state"] == {"name": "failed", "code": "product_unknown"}
