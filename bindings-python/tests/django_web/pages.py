"""The views of a small shop: the same hooks for both worlds, and some that are coroutines."""

from __future__ import annotations

import os
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from amazonpay import Money, NotFound
from amazonpay.django import get_client
from amazonpay.django.views import (
    AsyncCheckoutResultView,
    AsyncCheckoutReviewView,
    AsyncSignInView,
    CheckoutResultView,
    CheckoutReviewView,
    Decline,
    SignInView,
)
from amazonpay.models import Buyer, Charge, CheckoutSession, MerchantMetadata


def total_of(request: HttpRequest) -> Money:
    """What the order comes to: 42 euros, unless the buyer has changed it meanwhile."""
    return Money(request.session.get("total", "42.00"), "EUR")


def cart(request: HttpRequest) -> HttpResponse:
    """Sets what the order comes to."""
    request.session["total"] = request.GET["total"]
    return HttpResponse("cart")


def worker(request: HttpRequest) -> HttpResponse:
    """Asks Amazon with the client of the process, and tells which process it is."""
    try:
        get_client().charges.get("S01-0000000-0000000-C000000")
    except NotFound as error:
        return HttpResponse(f"{os.getpid()} {error.reason_code}")
    raise AssertionError("There is no such charge.")


class ReviewHooks:
    """What this shop writes of a review page."""

    request: HttpRequest

    def get_charge_amount(self, checkout_session: CheckoutSession) -> Money:
        return total_of(self.request)

    def review_submitted(self, checkout_session: CheckoutSession) -> HttpResponseBase | None:
        return HttpResponse("choose", status=422) if "stop" in self.request.POST else None

    def get_merchant_metadata(self, checkout_session: CheckoutSession) -> MerchantMetadata:
        return MerchantMetadata(merchant_reference_id="order-7")


class ResultHooks:
    """What this shop writes of a result page."""

    request: HttpRequest

    def get_charge_amount(self, checkout_session: CheckoutSession) -> Money:
        return total_of(self.request)

    def check_session(self, checkout_session: CheckoutSession) -> HttpResponseBase | None:
        return HttpResponse("sold out") if self.request.session.get("total") == "0.01" else None

    def payment_succeeded(
        self, checkout_session: CheckoutSession, charge: Charge | None
    ) -> HttpResponseBase:
        # With the database: hooks of asynchronous views must be able to use it.
        self.request.session["paid"] = checkout_session.checkout_session_id
        state = charge.status_details.state if charge is not None else "no charge"
        return HttpResponse(f"succeeded: {state}")

    def payment_pending(
        self, checkout_session: CheckoutSession, charge: Charge
    ) -> HttpResponseBase:
        return HttpResponse(f"pending: {charge.status_details.state}")

    def payment_declined(
        self, checkout_session: CheckoutSession, decline: Decline
    ) -> HttpResponseBase:
        return HttpResponse(f"declined: {decline.reason_code}, {decline.advice}")

    def payment_canceled(
        self, checkout_session: CheckoutSession, decline: Decline
    ) -> HttpResponseBase:
        return HttpResponse(f"canceled: {decline.reason_code}, {decline.advice}")


class Review(ReviewHooks, CheckoutReviewView):
    pass


class AsyncReview(ReviewHooks, AsyncCheckoutReviewView):
    pass


class WaitingReview(ReviewHooks, CheckoutReviewView):
    payment_intent = "Authorize"
    can_handle_pending_authorization = True


class ConfirmingReview(ReviewHooks, CheckoutReviewView):
    payment_intent = "Confirm"


class Result(ResultHooks, CheckoutResultView):
    pass


class AsyncResult(ResultHooks, AsyncCheckoutResultView):
    pass


class AwaitingResult(ResultHooks, AsyncCheckoutResultView):
    """Its hooks are coroutines."""

    async def get_charge_amount(  # type: ignore[override]
        self, checkout_session: CheckoutSession
    ) -> Money:
        return Money("42.00", "EUR")

    async def payment_succeeded(  # type: ignore[override]
        self, checkout_session: CheckoutSession, charge: Charge | None
    ) -> HttpResponseBase:
        return HttpResponse("awaited")


class MistakenResult(ResultHooks, CheckoutResultView):
    async def get_charge_amount(  # type: ignore[override]
        self, checkout_session: CheckoutSession
    ) -> Money:
        return Money("42.00", "EUR")


class PlainResult(CheckoutResultView):
    """Shows the pages of the package."""

    def get_charge_amount(self, checkout_session: CheckoutSession) -> Money:
        return total_of(self.request)


class SignInHooks:
    def signed_in(self, buyer: Buyer) -> HttpResponseBase:
        return HttpResponse(f"hello {buyer.buyer_id}")


class SignIn(SignInHooks, SignInView):
    pass


class AsyncSignIn(SignInHooks, AsyncSignInView):
    pass


def template_page(request: HttpRequest, **context: Any) -> HttpResponse:
    """Renders the template in the parameter `template`, with `context`."""
    from django.template import engines

    template = engines["django"].from_string("{% load amazonpay %}" + request.GET["template"])
    return HttpResponse(template.render(context, request))
