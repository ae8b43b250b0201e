"""The two pages that Amazon sends the buyer back to."""

from __future__ import annotations

from django.db import transaction
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from amazonpay import Money
from amazonpay.django.views import CheckoutResultView, CheckoutReviewView, Decline
from amazonpay.models import Charge, CheckoutSession, MerchantMetadata

from .cart import Cart
from .models import Order


class ReviewView(CheckoutReviewView):
    """The buyer has chosen address and card, and looks at the order. "Pay" makes it an `Order`."""

    template_name = "store/review.html"
    # The money is reserved, and taken when the parcel goes out: see desk.py.
    payment_intent = "Authorize"
    can_handle_pending_authorization = True

    def check_session(self, checkout_session: CheckoutSession) -> HttpResponseBase | None:
        order = Order.objects.filter(
            checkout_session_id=checkout_session.checkout_session_id,
            number__in=self.request.session.get("orders", []),
        ).first()
        if order is not None and order.state != Order.State.OPEN:
            return redirect(order)
        return None if Cart(self.request).count else redirect("cart")

    def get_charge_amount(self, checkout_session: CheckoutSession) -> Money:
        return Cart(self.request).money

    def review_submitted(self, checkout_session: CheckoutSession) -> None:
        cart = Cart(self.request)
        session_id = checkout_session.checkout_session_id
        agreed = {
            "total": cart.total,
            "ship_to": address_of(checkout_session),
            "cart_key": cart.key,
            "pays_cart": cart.key,
        }
        with transaction.atomic():
            # The cart may be checked out in another tab, too: the last one counts.
            others = Order.objects.filter(pays_cart=cart.key, state=Order.State.OPEN)
            others.exclude(checkout_session_id=session_id).update(pays_cart=None)
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


class ResultView(CheckoutResultView):
    """The buyer has paid. May be loaded again and again, and pays once."""

    def check_session(self, checkout_session: CheckoutSession) -> HttpResponseBase | None:
        order = Order.objects.filter(
            checkout_session_id=checkout_session.checkout_session_id
        ).first()
        if order is None or order.number not in self.request.session.get("orders", []):
            raise Http404("This is not an order of this buyer.")
        self.order = order
        is_open = checkout_session.status_details.state == "Open"
        if is_open and order.state == Order.State.OPEN and order.pays_cart is None:
            # Another checkout of the same cart has taken its place: a cart is paid once.
            return redirect(Order.objects.filter(pays_cart=order.cart_key).first() or "cart")
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
        # The cart is as it was, and another order may pay it.
        mine = Order.objects.filter(pk=self.order.pk, state=Order.State.OPEN)
        mine.update(state=state, pays_cart=None)


def remember(request: HttpRequest, order: Order) -> None:
    """Lets this buyer, and nobody else, see the order."""
    mine = request.session.get("orders", [])
    if order.number not in mine:
        request.session["orders"] = [*mine, order.number]


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
