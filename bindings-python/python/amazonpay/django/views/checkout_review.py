"""The review page: the buyer has chosen address and card at Amazon and looks at the order before paying."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase

from amazonpay import AmazonPayError, Money, NotFound
from amazonpay.models import (
    CheckoutSession,
    MerchantMetadata,
    PaymentDetails,
    WebCheckoutDetails,
)

from ..return_urls import configured_url, required_url
from . import problem
from .checkout_view import SESSION_PARAMETER, AmazonPayView, session_id_of
from .flow import Flow, Step, ask, hook


class _CheckoutReview(AmazonPayView):
    template_name: str | None = "amazonpay/checkout_review.html"
    http_method_names = ["get", "head", "post", "options"]

    #: What happens when the buyer pays: ``"AuthorizeWithCapture"`` takes the money at once; ``"Authorize"``
    #: reserves it for you to capture, as when you ship; ``"Confirm"`` only gets the permission to charge.
    payment_intent = "AuthorizeWithCapture"
    #: Whether the shop can wait up to 24 hours for an authorization, which lets more payments through: then
    #: `CheckoutResultView.payment_pending` may be called. Only with ``"Authorize"`` and ``"Confirm"``.
    can_handle_pending_authorization: bool | None = None
    #: Where the buyer comes back after paying. Default: ``AMAZON_PAY["CHECKOUT_RESULT_RETURN_URL"]``.
    checkout_result_return_url: str | None = None

    #: The session, once it is read.
    checkout_session: CheckoutSession

    def get_charge_amount(self, checkout_session: CheckoutSession) -> Money:
        """What the buyer is to pay: that of your order, never of the request. You have to write this."""
        raise ImproperlyConfigured(
            f"{type(self).__name__}: write get_charge_amount, the order's amount."
        )

    def check_session(self, checkout_session: CheckoutSession) -> HttpResponseBase | None:
        """Looks at the session before anything is shown: is it for this buyer's order, do you ship to its address?

        Return a response to show that instead. Default: all is well. Whoever has the address of this page sees what
        it shows, so a shop whose buyers are signed in compares here who it is.
        """

    def review_submitted(self, checkout_session: CheckoutSession) -> HttpResponseBase | None:
        """Takes what the buyer sent along with "pay", such as a way of shipping, in ``self.request.POST``.

        Return a response, such as the page with errors, to stop here. Default: goes on.
        """

    def get_merchant_metadata(self, checkout_session: CheckoutSession) -> MerchantMetadata | None:
        """What the buyer's statement and Seller Central say of the order. Default: nothing."""

    def get_payment_details(
        self, checkout_session: CheckoutSession, charge_amount: Money
    ) -> PaymentDetails:
        """All of the payment's details, where amount and intent are not enough."""
        return PaymentDetails(
            payment_intent=self.payment_intent,
            charge_amount=charge_amount,
            can_handle_pending_authorization=self.can_handle_pending_authorization,
        )

    def get_result_return_url(self) -> str:
        """Where the buyer comes back after paying."""
        return required_url(
            "checkout_result_return_url", self.checkout_result_return_url, self.request
        )

    def redirect_to_amazon(self, checkout_session: CheckoutSession, url: str) -> HttpResponseBase:
        """Sends the buyer to Amazon to pay. Default: a redirect to `url`, the session's
        ``amazonPayRedirectUrl``."""
        return HttpResponseRedirect(url)

    def completed(self, checkout_session: CheckoutSession) -> HttpResponseBase:
        """The session is paid already: the buyer went back in the browser. Default: on to the result."""
        url = configured_url(
            "checkout_result_return_url", self.checkout_result_return_url, self.request
        )
        if url is None:
            return self.problem(problem.not_open())
        return HttpResponseRedirect(_with_session(url, checkout_session.checkout_session_id))

    def _read(self) -> Generator[Step, Any, HttpResponseBase | None]:
        """Reads the session; returns a response only when it can't be reviewed."""
        session_id = session_id_of(self.request)
        if session_id is None:
            return (yield from hook(self.problem, problem.no_session()))
        try:
            session = yield from ask(lambda pay: pay.checkout_sessions.get(session_id))
        except NotFound as error:
            return (yield from hook(self.problem, problem.session_not_found(error)))
        except AmazonPayError as error:
            return (yield from hook(self.problem, self._failure(error)))
        self.checkout_session = session
        state = session.status_details.state
        if state == "Canceled":
            return (
                yield from hook(
                    self.problem, problem.session_canceled(session.status_details.reason_code)
                )
            )
        if state == "Completed":
            return (yield from hook(self.completed, session))
        return (yield from hook(self.check_session, session))

    def _show(self) -> Flow:
        response = yield from self._read()
        if response is not None:
            return response
        amount = yield from hook(self.get_charge_amount, self.checkout_session)
        return (yield from hook(self._page, amount))

    def _page(self, charge_amount: Money) -> HttpResponseBase:
        context = self.get_context_data(
            checkout_session=self.checkout_session, charge_amount=charge_amount
        )
        return self.render_to_response(context)

    def _pay(self) -> Flow:
        response = yield from self._read()
        if response is not None:
            return response
        session = self.checkout_session
        response = yield from hook(self.review_submitted, session)
        if response is not None:
            return response
        amount = yield from hook(self.get_charge_amount, session)
        payment = yield from hook(self.get_payment_details, session, amount)
        metadata = yield from hook(self.get_merchant_metadata, session)
        result_url = self.get_result_return_url()
        try:
            session = yield from ask(
                lambda pay: pay.checkout_sessions.update(
                    session.checkout_session_id,
                    web_checkout_details=WebCheckoutDetails(checkout_result_return_url=result_url),
                    payment_details=payment,
                    merchant_metadata=metadata,
                )
            )
        except AmazonPayError as error:
            return (yield from hook(self.problem, self._failure(error)))
        urls = session.web_checkout_details
        if urls is None or not urls.amazon_pay_redirect_url:
            constraints = [str(each.constraint_id) for each in session.constraints or ()]
            return (
                yield from hook(self.problem, problem.not_ready(", ".join(constraints) or None))
            )
        self.checkout_session = session
        return (yield from hook(self.redirect_to_amazon, session, urls.amazon_pay_redirect_url))


class CheckoutReviewView(_CheckoutReview):
    """The page to which Amazon sends the buyer with ``?amazonCheckoutSessionId=…``; derive from it.

    GET reads the session and shows the page, with ``checkout_session`` and ``charge_amount`` in its context. POST
    tells Amazon the amount and where the buyer comes back, and sends the buyer to Amazon to pay.

    .. code-block:: python

        class ReviewView(CheckoutReviewView):
            template_name = "shop/review.html"

            def get_charge_amount(self, checkout_session):
                return order_of(self.request).total

    What can't be used — no session, a session that is over, Amazon that does not answer — becomes a page, see
    `AmazonPayView.problem`.
    """

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Shows the review."""
        return self._run(self._show())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Sends the buyer to Amazon to pay."""
        return self._run(self._pay())


class AsyncCheckoutReviewView(_CheckoutReview):
    """As `CheckoutReviewView`, for ASGI: waiting for Amazon holds no thread.

    Hooks may be ``async`` or not; those that are not run in Django's thread for the database.
    """

    async def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Shows the review."""
        return await self._arun(self._show())

    async def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Sends the buyer to Amazon to pay."""
        return await self._arun(self._pay())


def _with_session(url: str, session_id: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}{urlencode({SESSION_PARAMETER: session_id})}"
