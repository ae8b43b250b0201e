"""Completing a checkout session, once, and what came of it: for the result page and for apps."""

from __future__ import annotations

import logging
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any, Callable, Final, Literal

from amazonpay import AmazonPayError, ApiError, Money, NotFound, PaymentDeclined, WrongState
from amazonpay.models import Charge, CheckoutSession

from ..decline import Decline
from ..mirror import record
from . import problem
from .flow import Step, ask, hook
from .problem import Problem

logger = logging.getLogger("amazonpay.django")

#: The states of a charge whose money is the shop's, or is kept for it.
_SUCCEEDED: Final = ("Authorized", "CaptureInitiated", "Captured")


class Stopped(Exception):
    """There is no answer but a problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


@dataclass(frozen=True)
class Completion:
    """How a session ended."""

    outcome: Literal["succeeded", "pending", "declined", "canceled"]
    session: CheckoutSession
    #: With the first two; none with the intent ``"Confirm"``.
    charge: Charge | None = None
    #: With the last two.
    decline: Decline | None = None


def get_session(name: str, session_id: str) -> Generator[Step, Any, CheckoutSession]:
    """Reads a session. `name` is who asks, for the log. Raises `Stopped`."""
    try:
        return (yield from ask(lambda pay: pay.checkout_sessions.get(session_id)))
    except NotFound as error:
        raise Stopped(problem.session_not_found(error)) from error
    except AmazonPayError as error:
        raise Stopped(failure(name, error)) from error


def completion(
    name: str, session: CheckoutSession, amount: Callable[..., Money], *arguments: Any
) -> Generator[Step, Any, Completion]:
    """Completes an open session with what the hook `amount` gives, and says how it ended.

    One that has ended is only read. Raises `Stopped` where there is no end yet.
    """
    try:
        if session.status_details.state == "Open":
            charge_amount = yield from hook(amount, *arguments)
            completed = yield from _complete(name, session.checkout_session_id, charge_amount)
        else:
            completed = session
        return (yield from _ended(name, completed))
    except NotFound as error:
        raise Stopped(problem.session_not_found(error)) from error
    except PaymentDeclined as error:
        return Completion("declined", session, decline=Decline(error.reason_code, error.advice))
    except ApiError as error:
        if error.reason_code in ("AmountMismatch", "CurrencyMismatch"):
            logger.warning("%s: %s", name, error)
            raise Stopped(problem.amount_differs(error)) from error
        raise Stopped(failure(name, error)) from error
    except AmazonPayError as error:
        raise Stopped(failure(name, error)) from error


def failure(name: str, error: AmazonPayError) -> Problem:
    """A failed call as a problem, and a line in the log for the shop."""
    logger.warning("%s: %s", name, error)
    retryable = error.is_retryable or error.outcome_unknown
    return problem.unavailable(error) if retryable else problem.refused(error)


def _complete(name: str, session_id: str, amount: Money) -> Generator[Step, Any, CheckoutSession]:
    """Completes the session, or finds that somebody has.

    The key is a new one each time: Amazon saves the answer to a key for ever, so a buyer who came here before
    paying would be refused for ever under one made from the session. It is the session's state that keeps a
    reload or another tab from paying again.
    """
    try:
        return (
            yield from ask(
                lambda pay: pay.checkout_sessions.complete(session_id, charge_amount=amount)
            )
        )
    except WrongState:
        # Another tab was faster, the session is canceled, or the buyer has not paid yet: it tells itself which.
        return (yield from ask(lambda pay: pay.checkout_sessions.get(session_id)))
    except AmazonPayError as error:
        if not error.outcome_unknown:
            raise
        logger.warning("%s: %s", name, error)
        session = yield from ask(lambda pay: pay.checkout_sessions.get(session_id))
        if session.status_details.state == "Open":
            raise
        return session


def _ended(name: str, session: CheckoutSession) -> Generator[Step, Any, Completion]:
    status = session.status_details
    if status.state == "Open":
        urls = session.web_checkout_details
        next_url = urls.amazon_pay_redirect_url if urls else None
        raise Stopped(problem.not_ready(None, next_url))
    if status.state == "Canceled":
        decline = Decline.of_session(session)
        declined = decline.reason_code == "Declined"
        return Completion("declined" if declined else "canceled", session, decline=decline)
    if session.charge_id is None:
        return Completion("succeeded", session)
    charge_id = session.charge_id
    try:
        charge = yield from ask(lambda pay: pay.charges.get(charge_id))
    except AmazonPayError as error:
        # The payment is made, or refused; which of them the next look will tell.
        logger.warning("%s: %s", name, error)
        raise Stopped(problem.outcome_unknown(error)) from error
    yield from hook(record, charge)
    state = charge.status_details.state
    if state in ("Declined", "Canceled"):
        return Completion("declined", session, charge, Decline.of_charge(charge))
    # A state that this version does not know is no reason to ship.
    return Completion("succeeded" if state in _SUCCEEDED else "pending", session, charge)
