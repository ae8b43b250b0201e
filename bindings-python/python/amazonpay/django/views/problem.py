"""What can go wrong between the buyer, the shop and Amazon, as a page can say it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from amazonpay import AmazonPayError


@dataclass(frozen=True)
class Problem:
    """Why a page can't be shown. `message` is for the buyer and has nothing of the error in it."""

    #: What to tell problems apart by, such as ``"session_not_found"``.
    code: str
    #: The status of the page.
    status: int
    #: What to tell the buyer.
    message: str | Promise
    #: What Amazon or the network said, for the shop.
    error: AmazonPayError | None = None
    #: Why Amazon canceled the session, such as ``"Expired"``.
    reason_code: str | None = None
    #: Where the buyer can go on.
    next_url: str | None = None


def no_session() -> Problem:
    """There is no id of a checkout session, or something else in its place."""
    return Problem(
        "session_id_invalid", 400, _("This address is not complete. Please go back to your cart.")
    )


def no_token(error: AmazonPayError | None = None) -> Problem:
    """There is no buyer token, or one that Amazon does not know (any more)."""
    return Problem(
        "buyer_token_invalid", 400, _("Signing in did not work. Please try again."), error
    )


def session_not_found(error: AmazonPayError | None = None) -> Problem:
    """Amazon has no such session, or it is not this buyer's."""
    return Problem(
        "session_not_found",
        404,
        _("There is no such checkout. Please go back to your cart."),
        error,
    )


def session_canceled(reason_code: str | None) -> Problem:
    """The session is over, unpaid."""
    return Problem(
        "session_canceled",
        410,
        _("This checkout has ended and nothing was charged. Please start again from your cart."),
        reason_code=reason_code,
    )


def not_open() -> Problem:
    """The session is completed already, and there is no page to lead the buyer to."""
    return Problem("session_completed", 410, _("This checkout is finished already."))


def not_ready(names: str | None, next_url: str | None = None) -> Problem:
    """Something is missing before the buyer can pay."""
    return Problem(
        "session_not_ready",
        409,
        _("This checkout is not finished yet and nothing was charged."),
        reason_code=names,
        next_url=next_url,
    )


def amount_differs(error: AmazonPayError) -> Problem:
    """The order is no longer what the buyer agreed to pay."""
    return Problem(
        "amount_differs",
        409,
        _(
            "Your order has changed since you confirmed it, and nothing was charged. Please check out again."
        ),
        error,
    )


def unavailable(error: AmazonPayError) -> Problem:
    """Amazon can't be reached or does not answer as it should; nothing was done."""
    return Problem(
        "unavailable",
        503,
        _("Amazon Pay can't be reached just now. Please try again in a moment."),
        error,
    )


def outcome_unknown(error: AmazonPayError) -> Problem:
    """Whether the payment was made is not known; asking again tells."""
    return Problem(
        "outcome_unknown",
        503,
        _(
            "We do not know yet whether your payment was made. Please reload this page; you will not pay twice."
        ),
        error,
    )


def refused(error: AmazonPayError) -> Problem:
    """Amazon refused what the shop asked for: something for the shop to mend."""
    return Problem(
        "refused", 502, _("Amazon Pay could not do this. Please contact the shop."), error
    )
