"""Why a payment was declined, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from amazonpay.advice import Advice
    from amazonpay.models import Charge, CheckoutSession


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
        return cls(reason, reason.advice if reason else None)

    @classmethod
    def of_charge(cls, charge: Charge) -> Decline:
        """Of a charge that was declined or canceled."""
        reason = charge.status_details.reason_code
        return cls(reason, reason.advice if reason else None, charge)
