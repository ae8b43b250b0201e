"""The back end of a checkout in the shop's app, which has no key: the contract is ``docs/mobile-checkout.md``."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from amazonpay import Money
from amazonpay.django.views import CheckoutRefusal, Decline, MobileCheckoutView
from amazonpay.models import Charge, CheckoutSession, MerchantMetadata

from .cart import MOST
from .checkout import address_of
from .models import Order, Product

#: What an app keeps for itself: random, in the system's key store, made once. A shop with accounts has their tokens.
TOKEN = re.compile(r"Bearer ([A-Za-z0-9_-]{32,128})")


class AppCheckout(MobileCheckoutView):
    """Start, review, confirm and complete; `order` is a cart, such as ``{"cart": {"pot": 1, "assam": 2}}``."""

    review_link = f"{settings.SHOP_APP_ORIGIN}/app/review"
    result_link = f"{settings.SHOP_APP_ORIGIN}/app/result"
    cancel_link = f"{settings.SHOP_APP_ORIGIN}/app/cancel"
    # As on the website: reserved now, taken when the parcel goes out.
    payment_intent = "Authorize"
    can_handle_pending_authorization = True

    def get_buyer(self) -> str | None:
        found = TOKEN.fullmatch(self.request.headers.get("Authorization", ""))
        return found[1] if found else None

    def begin(self, checkout_id: str, order: Any, buyer: str) -> Order:
        begun = self.find(checkout_id, buyer)
        if begun is not None:
            return begun
        lines = lines_of(order)
        number = number_of(checkout_id, buyer)
        total = sum(product.price * quantity for product, quantity in lines)
        try:
            # It begins by writing: SQLite waits for another transaction only then (see DATABASES).
            with transaction.atomic():
                made = Order.objects.create(number=number, total=total)
                for product, quantity in lines:
                    made.lines.create(name=product.name, quantity=quantity, price=product.price)
        except IntegrityError:
            # The same request, sent twice, was faster.
            return Order.objects.get(number=number)
        return made

    def find(self, checkout_id: str, buyer: str) -> Order | None:
        return Order.objects.filter(number=number_of(checkout_id, buyer)).first()

    def claim(self, order: Order, checkout_session_id: str) -> str:
        # One statement decides which of two is first.
        Order.objects.filter(pk=order.pk, checkout_session_id=None).update(
            checkout_session_id=checkout_session_id
        )
        order.refresh_from_db()
        return order.checkout_session_id or checkout_session_id

    def get_charge_amount(self, order: Order, checkout_session: CheckoutSession) -> Money:
        return order.money

    def get_button_options(self, order: Order) -> dict[str, Any]:
        return {"placement": "Cart", "merchant_reference_id": order.number}

    def get_review(self, order: Order, checkout_session: CheckoutSession) -> dict[str, Any]:
        return {"lines": [str(line) for line in order.lines.all()]}

    def confirmed(self, order: Order, checkout_session: CheckoutSession) -> None:
        open_orders = Order.objects.filter(pk=order.pk, state=Order.State.OPEN)
        if not open_orders.update(ship_to=address_of(checkout_session)):
            raise CheckoutRefusal("order_closed", "This order is paid or canceled already.", 409)

    def get_merchant_metadata(
        self, order: Order, checkout_session: CheckoutSession
    ) -> MerchantMetadata:
        return MerchantMetadata(
            merchant_reference_id=order.number, merchant_store_name="Tea & Tools"
        )

    def payment_succeeded(
        self, order: Order, checkout_session: CheckoutSession, charge: Charge | None
    ) -> str:
        return self.paid(order, checkout_session, charge, Order.State.RESERVED)

    def payment_pending(
        self, order: Order, checkout_session: CheckoutSession, charge: Charge
    ) -> str:
        return self.paid(order, checkout_session, charge, Order.State.PENDING)

    def paid(
        self, order: Order, checkout_session: CheckoutSession, charge: Charge | None, state: str
    ) -> str:
        # In one statement: the app may ask twice, and a notification may be here at the same time.
        Order.objects.filter(pk=order.pk, state=Order.State.OPEN).update(
            state=state,
            charge_permission_id=checkout_session.charge_permission_id or "",
            charge_id=charge.charge_id if charge is not None else "",
        )
        return order.number

    def payment_declined(
        self, order: Order, checkout_session: CheckoutSession, decline: Decline
    ) -> None:
        self.close(order, Order.State.DECLINED)

    def payment_canceled(
        self, order: Order, checkout_session: CheckoutSession, decline: Decline
    ) -> None:
        self.close(order, Order.State.CANCELED)

    def close(self, order: Order, state: str) -> None:
        Order.objects.filter(pk=order.pk, state=Order.State.OPEN).update(state=state)


def number_of(checkout_id: str, buyer: str) -> str:
    """The number of an order: the same for the same checkout of the same app, so that nobody else finds it."""
    return hashlib.sha256(f"{checkout_id} {buyer}".encode()).hexdigest()[:16]


def lines_of(wanted: Any) -> list[tuple[Product, int]]:
    """What an app wants, at the shop's own prices."""
    cart = wanted.get("cart") if isinstance(wanted, dict) else None
    if not isinstance(cart, dict):
        raise CheckoutRefusal("cart_invalid", "order.cart: expected quantities by product")
    if not cart:
        raise CheckoutRefusal("cart_empty")
    products = {product.slug: product for product in Product.objects.filter(slug__in=list(cart))}
    if len(products) < len(cart):
        raise CheckoutRefusal("product_unknown", "order.cart: expected products")
    for quantity in cart.values():
        if type(quantity) is not int or not 1 <= quantity <= MOST:
            raise CheckoutRefusal(
                "quantity_invalid", f"order.cart: expected quantities from 1 to {MOST}"
            )
    return [(products[slug], quantity) for slug, quantity in cart.items()]
