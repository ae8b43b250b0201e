"""The two pages that Amazon sends the buyer back to."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from amazonpay import Money
from amazonpay.django.views import CheckoutResultView, CheckoutReviewView, Decline
from amazonpay.models import Charge, CheckoutSession, MerchantMetadata

from .cart import Cart
from .models import Order
from .test_buyer import CARDS, has_test_buyer


class ReviewView(CheckoutReviewView):
    """The buyer has chosen address and card, and looks at the order. "Pay" makes it an `Order`."""

    template_name = "store/review.html"
    # The money is reserved, and taken when the parcel goes out: see desk.py.
    payment_intent = "Authorize"
    can_handle_pending_authorization = True

    def check_session(self, checkout_session: CheckoutSession) -> HttpResponseBase | None:
        return None if Cart(self.request).count else redirect("cart")

    def get_charge_amount(self, checkout_session: CheckoutSession) -> Money:
        return Cart(self.request).money

    def review_submitted(self, checkout_session: CheckoutSession) -> None:
        cart = Cart(self.request)
        session_id = checkout_session.checkout_session_id
        agreed = {"total": cart.total, "ship_to": address_of(checkout_session)}
        with transaction.atomic():
            # The buyer may have been here before, and gone back.
            open_orders = Order.objects.filter(
                checkout_session_id=session_id, state=Order.State.OPEN
            )
            if open_orders.update(**agreed):
                self.order = open_orders.get()
            else:
                self.order = Order.objects.create(checkout_session_id=session_id, **agreed)
            self.order.lines.all().delete()
            for line in cart.lines:
                self.order.lines.create(
                    name=line.product.name, quantity=line.quantity, price=line.product.price
                )
        remember(self.request, self.order)

    def get_merchant_metadata(self, checkout_session: CheckoutSession) -> MerchantMetadata:
        return MerchantMetadata(
            merchant_reference_id=self.order.number, merchant_store_name="Tea & Tools"
        )

    def redirect_to_amazon(self, checkout_session: CheckoutSession, url: str) -> HttpResponseBase:
        if has_test_buyer():
            # Amazon's page is not there: ours asks the same question.
            return redirect_with_session("test_buyer_pay", checkout_session)
        return super().redirect_to_amazon(checkout_session, url)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(cards=CARDS, **kwargs)


class ResultView(CheckoutResultView):
    """The buyer has paid. May be loaded again and again, and pays once."""

    def check_session(self, checkout_session: CheckoutSession) -> HttpResponseBase | None:
        order = Order.objects.filter(
            checkout_session_id=checkout_session.checkout_session_id
        ).first()
        if order is None or order.number not in self.request.session.get("orders", []):
            raise Http404("This is not an order of this buyer.")
        self.order = order
        return None

    def get_charge_amount(self, checkout_session: CheckoutSession) -> Money:
        return self.order.money

    def payment_succeeded(
        self, checkout_session: CheckoutSession, charge: Charge | None
    ) -> HttpResponseBase:
        return self.paid(checkout_session, charge, Order.State.RESERVED)

    def payment_pending(
        self, checkout_session: CheckoutSession, charge: Charge
    ) -> HttpResponseBase:
        return self.paid(checkout_session, charge, Order.State.PENDING)

    def paid(
        self, checkout_session: CheckoutSession, charge: Charge | None, state: str
    ) -> HttpResponseBase:
        # In one statement: two tabs, or a notification, may be here at the same time.
        mine = Order.objects.filter(pk=self.order.pk, state=Order.State.OPEN)
        if mine.update(
            state=state,
            charge_permission_id=checkout_session.charge_permission_id or "",
            charge_id=charge.charge_id if charge is not None else "",
        ):
            Cart(self.request).clear()
        return redirect(self.order)

    def payment_declined(
        self, checkout_session: CheckoutSession, decline: Decline
    ) -> HttpResponseBase:
        self.close(Order.State.DECLINED)
        return super().payment_declined(checkout_session, decline)

    def payment_canceled(
        self, checkout_session: CheckoutSession, decline: Decline
    ) -> HttpResponseBase:
        self.close(Order.State.CANCELED)
        return super().payment_canceled(checkout_session, decline)

    def close(self, state: str) -> None:
        Order.objects.filter(pk=self.order.pk, state=Order.State.OPEN).update(state=state)


def remember(request: HttpRequest, order: Order) -> None:
    """Lets this buyer, and nobody else, see the order."""
    mine = request.session.get("orders", [])
    if order.number not in mine:
        request.session["orders"] = [*mine, order.number]


def redirect_with_session(view: str, checkout_session: CheckoutSession) -> HttpResponseBase:
    response = redirect(view)
    response["Location"] += f"?amazonCheckoutSessionId={checkout_session.checkout_session_id}"
    return response


def address_of(checkout_session: CheckoutSession) -> str:
    """The address as it is written on the parcel."""
    address = checkout_session.shipping_address
    if address is None:
        return ""
    lines = (
        address.name,
        address.address_line1,
        address.address_line2,
        address.address_line3,
        f"{address.postal_code or ''} {address.city or ''}".strip(),
        address.country_code,
    )
    return "\n".join(line for line in lines if line)
