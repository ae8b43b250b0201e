"""What to do about a decline is what the core says."""

from __future__ import annotations

from amazonpay.advice import Advice
from amazonpay.django.decline import Decline
from amazonpay.models import Charge, CheckoutSession


def test_a_decline_has_the_advice_of_the_reason() -> None:
    charge = Charge.from_dict(
        {"chargeId": "C", "statusDetails": {"state": "Declined", "reasonCode": "HardDeclined"}}
    )
    decline = Decline.of_charge(charge)
    assert decline == Decline("HardDeclined", Advice.ASK_FOR_ANOTHER_PAYMENT_METHOD, charge)


def test_a_canceled_session_has_the_advice_of_the_reason() -> None:
    session = CheckoutSession.from_dict(
        {
            "checkoutSessionId": "S",
            "statusDetails": {"state": "Canceled", "reasonCode": "Expired"},
        }
    )
    assert Decline.of_session(session) == Decline("Expired", Advice.START_NEW_CHECKOUT)


def test_a_reason_that_is_not_known_has_no_advice() -> None:
    charge = Charge.from_dict(
        {"chargeId": "C", "statusDetails": {"state": "Declined", "reasonCode": "NewReason"}}
    )
    assert Decline.of_charge(charge) == Decline("NewReason", None, charge)


def test_a_session_that_ended_without_a_reason_has_no_advice() -> None:
    session = CheckoutSession.from_dict(
        {"checkoutSessionId": "S", "statusDetails": {"state": "Canceled"}}
    )
    assert Decline.of_session(session) == Decline(None, None)
