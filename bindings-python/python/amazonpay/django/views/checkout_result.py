"""The result page: the buyer has paid at Amazon and comes back; only now the payment is made."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, Final

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from amazonpay import AmazonPayError, ApiError, Money, NotFound, PaymentDeclined, WrongState
from amazonpay.models import Charge, CheckoutSession

from ..decline import Decline
from ..mirror import record
from . import problem
from .checkout_view import AmazonPayView, logger, session_id_of
from .flow import Flow, Step, ask, hook

#: The states of a charge whose money is the shop's, or is kept for it.
_SUCCEEDED: Final = ("Authorized", "CaptureInitiated", "Captured")


class _CheckoutResult(AmazonPayView):
    template_name: str | None = "amazonpay/checkout_result.html"
    # Without HEAD: what only looks at addresses must not pay.
    http_method_names = ["get", "options"]

    #: The session, once it is read.
    checkout_session: CheckoutSession

    def get_charge_amount(self, checkout_session: CheckoutSession) -> Money:
        """What the buyer agreed to pay: that of your order, never of the request. You have to write this.

        Amazon refuses another amount than the review page gave it; the buyer then sees that the order has changed.
        """
        raise ImproperlyConfigured(
            f"{type(self).__name__}: write get_charge_amount, the order's amount."
        )

    def check_session(self, checkout_session: CheckoutSession) -> HttpResponseBase | None:
        """Looks at the session first: is it for this buyer's order? While it is ``Open``, is everything still in
        stock?

        Return a response to show that instead; an open session is not charged then. Default: all is well. Called
        each time the page is loaded, before anything is shown.
        """

    def payment_succeeded(
        self, checkout_session: CheckoutSession, charge: Charge | None
    ) -> HttpResponseBase:
        """The money is reserved or taken; take note of it in the order.

        Called each time the page is loaded, in two tabs perhaps at once: lock the order and do things once.
        `charge` is None with the intent ``"Confirm"``. Default: the page, with ``outcome`` ``"succeeded"``.
        """
        return self.result("succeeded", charge=charge)

    def payment_pending(
        self, checkout_session: CheckoutSession, charge: Charge
    ) -> HttpResponseBase:
        """Amazon decides within 24 hours; a notification tells, by the signal ``charge_changed``.

        Only with `can_handle_pending_authorization`. Default: the page, with ``outcome`` ``"pending"``.
        """
        return self.result("pending", charge=charge)

    def payment_declined(
        self, checkout_session: CheckoutSession, decline: Decline
    ) -> HttpResponseBase:
        """The payment was declined; nothing is charged. `decline` says what to do.

        Default: the page, with ``outcome`` ``"declined"``.
        """
        return self.result("declined", decline=decline)

    def payment_canceled(
        self, checkout_session: CheckoutSession, decline: Decline
    ) -> HttpResponseBase:
        """The buyer went away, or the session ended before it was paid. Nothing is charged.

        Default: the page, with ``outcome`` ``"canceled"``.
        """
        return self.result("canceled", decline=decline)

    def result(self, outcome: str, **context: Any) -> HttpResponseBase:
        """The page; its context has ``outcome``, ``checkout_session``, and ``charge`` or ``decline``."""
        return self.render_to_response(
            self.get_context_data(
                outcome=outcome, checkout_session=self.checkout_session, **context
            )
        )

    def _result(self) -> Flow:
        session_id = session_id_of(self.request)
        if session_id is None:
            return (yield from hook(self.problem, problem.no_session()))
        try:
            session = yield from self._get(session_id)
            response = yield from hook(self.check_session, session)
            if response is not None:
                return response
            if session.status_details.state == "Open":
                amount = yield from hook(self.get_charge_amount, session)
                session = yield from self._complete(session_id, amount)
            return (yield from self._outcome(session))
        except NotFound as error:
            return (yield from hook(self.problem, problem.session_not_found(error)))
        except PaymentDeclined as error:
            decline = Decline(error.reason_code, error.advice)
            return (yield from hook(self.payment_declined, self.checkout_session, decline))
        except ApiError as error:
            if error.reason_code in ("AmountMismatch", "CurrencyMismatch"):
                logger.warning("%s: %s", type(self).__name__, error)
                return (yield from hook(self.problem, problem.amount_differs(error)))
            return (yield from hook(self.problem, self._failure(error)))
        except AmazonPayError as error:
            return (yield from hook(self.problem, self._failure(error)))

    def _get(self, session_id: str) -> Generator[Step, Any, CheckoutSession]:
        self.checkout_session = yield from ask(lambda pay: pay.checkout_sessions.get(session_id))
        return self.checkout_session

    def _complete(self, session_id: str, amount: Money) -> Generator[Step, Any, CheckoutSession]:
        """Completes the session, or finds that somebody has.

        The key is a new one each time: Amazon saves the answer to a key for ever, so a buyer who came here before
        paying would be refused for ever under one made from the session. It is the session's state that keeps a
        reload or another tab from paying again.
        """
        try:
            self.checkout_session = yield from ask(
                lambda pay: pay.checkout_sessions.complete(session_id, charge_amount=amount)
            )
        except WrongState:
            # Another tab was faster, the session is canceled, or the buyer has not paid yet: it tells itself which.
            return (yield from self._get(session_id))
        except AmazonPayError as error:
            if not error.outcome_unknown:
                raise
            logger.warning("%s: %s", type(self).__name__, error)
            session = yield from self._get(session_id)
            if session.status_details.state == "Open":
                raise
        return self.checkout_session

    def _outcome(self, session: CheckoutSession) -> Flow:
        status = session.status_details
        if status.state == "Open":
            urls = session.web_checkout_details
            next_url = urls.amazon_pay_redirect_url if urls else None
            return (yield from hook(self.problem, problem.not_ready(None, next_url)))
        if status.state == "Canceled":
            decline = Decline.of_session(session)
            declined = decline.reason_code == "Declined"
            outcome = self.payment_declined if declined else self.payment_canceled
            return (yield from hook(outcome, session, decline))
        if session.charge_id is None:
            return (yield from hook(self.payment_succeeded, session, None))
        charge_id = session.charge_id
        try:
            charge = yield from ask(lambda pay: pay.charges.get(charge_id))
        except AmazonPayError as error:
            # The payment is made, or refused; which of them the next look will tell.
            logger.warning("%s: %s", type(self).__name__, error)
            return (yield from hook(self.problem, problem.outcome_unknown(error)))
        yield from hook(record, charge)
        return (yield from self._charged(session, charge))

    def _charged(self, session: CheckoutSession, charge: Charge) -> Flow:
        status = charge.status_details
        if status.state in ("Declined", "Canceled"):
            return (yield from hook(self.payment_declined, session, Decline.of_charge(charge)))
        if status.state in _SUCCEEDED:
            return (yield from hook(self.payment_succeeded, session, charge))
        # A state that this version does not know is no reason to ship.
        return (yield from hook(self.payment_pending, session, charge))


class CheckoutResultView(_CheckoutResult):
    """The page to which Amazon sends the buyer who has paid; derive from it.

    GET completes the session with your order's amount and calls `payment_succeeded`, `payment_pending`,
    `payment_declined` or `payment_canceled`. Loading it again, or in two tabs at once, pays once.

    .. code-block:: python

        class ResultView(CheckoutResultView):
            def get_charge_amount(self, checkout_session):
                return order_of(self.request).total

            def payment_succeeded(self, checkout_session, charge):
                order = order_of(self.request)
                order.mark_paid(charge)
                return redirect(order)

    What can't be used becomes a page, see `AmazonPayView.problem`; when it is not known whether the payment was
    made, the page says so and asks to reload it.
    """

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Completes the checkout."""
        return self._run(self._result())


class AsyncCheckoutResultView(_CheckoutResult):
    """As `CheckoutResultView`, for ASGI: waiting for Amazon holds no thread. Hooks may be ``async`` or not."""

    async def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Completes the checkout."""
        return await self._arun(self._result())
