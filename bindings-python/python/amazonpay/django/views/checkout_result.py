"""The result page: the buyer has paid at Amazon and comes back; only now the payment is made."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from amazonpay import Money
from amazonpay.models import Charge, CheckoutSession

from ..decline import Decline
from . import problem
from .checkout_view import AmazonPayView, session_id_of
from .completion import Stopped, completion, get_session
from .flow import Flow, hook


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
        name = type(self).__name__
        try:
            session = self.checkout_session = yield from get_session(name, session_id)
            response = yield from hook(self.check_session, session)
            if response is not None:
                return response
            ended = yield from completion(name, session, self.get_charge_amount, session)
        except Stopped as stopped:
            return (yield from hook(self.problem, stopped.problem))
        session = self.checkout_session = ended.session
        if ended.outcome == "succeeded":
            return (yield from hook(self.payment_succeeded, session, ended.charge))
        if ended.outcome == "pending":
            return (yield from hook(self.payment_pending, session, ended.charge))
        declined = self.payment_declined if ended.outcome == "declined" else self.payment_canceled
        return (yield from hook(declined, session, ended.decline))


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
