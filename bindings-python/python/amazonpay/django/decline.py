"""Why a payment was declined, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from amazonpay.advice import Advice

if TYPE_CHECKING:
    from amazonpay.models import Charge, CheckoutSession

#: By the reasons of a checkout session that was canceled. docs/errors.md has the same from the core; a test compares.
SESSION_REASONS: Final[Mapping[str, Advice]] = {
    "Declined": Advice.ASK_FOR_ANOTHER_PAYMENT_METHOD,
    "BuyerCanceled": Advice.START_NEW_CHECKOUT,
    "AmazonCanceled": Advice.START_NEW_CHECKOUT,
    "Expired": Advice.START_NEW_CHECKOUT,
}

#: By the reasons of a charge that was declined or canceled.
CHARGE_REASONS: Final[Mapping[str, Advice]] = {
    "SoftDeclined": Advice.RETRY_LATER,
    "ProcessingFailure": Advice.RETRY_LATER,
    "HardDeclined": Advice.ASK_FOR_ANOTHER_PAYMENT_METHOD,
    "AmazonRejected": Advice.RETRY_WHILE_CHARGEABLE,
    "AmazonCanceled": Advice.RETRY_WHILE_CHARGEABLE,
    "ExpiredUnused": Advice.RETRY_WHILE_CHARGEABLE,
    "TransactionTimedOut": Advice.RETRY_WITH_PENDING_AUTHORIZATION,
    "ChargePermissionCanceled": Advice.START_NEW_CHECKOUT,
    "MerchantCanceled": Advice.NOTHING_TO_DO,
    "BuyerCanceled": Advice.NOTHING_TO_DO,
}


@dataclass(frozen=True)
class Decline:
    """Why there is no payment, and what to do about it."""

    #: Amazon's word for it, such as ``"HardDeclined"``; None when it gave none.
    reason_code: str | None
    #: What to do; None for a reason that is not known.
    advice: Advice | None
    #: The charge that was declined; None when there has not been one.
    charge: Charge | None = None

    @classmethod
    def of_session(cls, checkout_session: CheckoutSession) -> Decline:
        """Of a session that was canceled."""
        reason = checkout_session.status_details.reason_code
        return cls(reason, SESSION_REASONS.get(reason or ""))

    @classmethod
    def of_charge(cls, charge: Charge) -> Decline:
        """Of a charge that was declined or canceled."""
        reason = charge.status_details.reason_code
        return cls(reason, CHARGE_REASONS.get(reason or ""), charge)
