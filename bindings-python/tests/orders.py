"""Orders that tests place in a sandbox as a buyer would."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amazonpay import Money
from amazonpay.models import (
    ChargePermissionType,
    CreateCheckoutSession,
    PaymentDetails,
    PaymentIntent,
    Placement,
    WebCheckoutDetails,
)

if TYPE_CHECKING:
    from amazonpay import AmazonPay
    from amazonpay.models import Button, CheckoutSession
    from amazonpay.testing import Sandbox

PRICE = Money("49.90", "EUR")


def button(pay: AmazonPay, sandbox: Sandbox) -> Button:
    """A button of the shop's cart, signed."""
    return pay.button_config(
        merchant_id=sandbox.merchant_id,
        placement=Placement.CART,
        ledger_currency="EUR",
        checkout_session=CreateCheckoutSession(
            store_id=sandbox.store_id,
            charge_permission_type=ChargePermissionType.ONE_TIME,
            web_checkout_details=WebCheckoutDetails(
                checkout_review_return_url="https://shop.example/review",
                checkout_result_return_url="https://shop.example/result",
            ),
        ),
    )


def place_order(
    pay: AmazonPay,
    sandbox: Sandbox,
    card: str = "1111",
    intent: PaymentIntent = PaymentIntent.AUTHORIZE,
) -> CheckoutSession:
    """The buyer clicks the button, comes back to the review page and approves; the shop completes the checkout."""
    visit = sandbox.buyer.checkout(button(pay, sandbox), card=card)
    session_id = visit.checkout_session_id
    assert session_id is not None
    details = PaymentDetails(payment_intent=intent, charge_amount=PRICE)
    pay.checkout_sessions.update(session_id, payment_details=details)
    sandbox.buyer.approve(session_id)
    return pay.checkout_sessions.complete(session_id, charge_amount=PRICE)
