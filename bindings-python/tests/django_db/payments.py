"""Payments for the tests, made in the sandbox as a shop and its buyer make them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from amazonpay import Money
from amazonpay.models import PaymentDetails, WebCheckoutDetails

TOTAL = Money("12.34", "EUR")


@dataclass(frozen=True)
class Payment:
    """What a checkout came to."""

    checkout_session_id: str
    charge_permission_id: str
    charge_id: str


def begin(pay: Any, sandbox: Any, amount: Money = TOTAL, intent: str = "Authorize") -> str:
    """Creates a checkout session that the buyer can be sent to; its id."""
    urls = WebCheckoutDetails(
        checkout_review_return_url="https://shop.example/review",
        checkout_result_return_url="https://shop.example/result",
    )
    details = PaymentDetails(payment_intent=intent, charge_amount=amount)
    session = pay.checkout_sessions.create(
        web_checkout_details=urls, store_id=sandbox.store_id, payment_details=details
    )
    return str(session.checkout_session_id)


def authorize(pay: Any, sandbox: Any, amount: Money = TOTAL, intent: str = "Authorize") -> Payment:
    """Takes a payment from the button to the completed checkout: a charge is authorized."""
    session_id = begin(pay, sandbox, amount, intent)
    # Once on the page that chooses card and address, once on the page that pays.
    sandbox.buyer.approve(session_id)
    sandbox.buyer.approve(session_id)
    completed = pay.checkout_sessions.complete(session_id, charge_amount=amount)
    return Payment(session_id, completed.charge_permission_id, completed.charge_id)


def capture(pay: Any, payment: Payment, amount: Money = TOTAL) -> Any:
    """Captures the payment's charge."""
    return pay.charges.capture(payment.charge_id, capture_amount=amount)
