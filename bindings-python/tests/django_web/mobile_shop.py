"""A shop whose buyers are in its app, as the vectors of the contract take it for granted."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from amazonpay import Money
from amazonpay.django.views import (
    AsyncMobileCheckoutView,
    CheckoutRefusal,
    Decline,
    MobileCheckoutView,
)
from amazonpay.models import Charge, CheckoutSession, MerchantMetadata

LINKS = {name: f"https://shop.example/amazon-pay/{name}" for name in ("review", "result", "cancel")}


@dataclass
class Order:
    """An order of the shop's."""

    id: str
    buyer: str
    cart_id: object
    note: str | None = None
    price: str = "49.90"
    paid_by: list[str] = field(default_factory=list)
    #: The outcomes that the view told of, in the contract's words.
    told: list[str] = field(default_factory=list)


#: By the app's id of the checkout.
orders: dict[str, Order] = {}
_lock = threading.Lock()


class Hooks:
    """What this shop writes."""

    request: HttpRequest

    review_link: str | None = LINKS["review"]
    result_link: str | None = LINKS["result"]
    cancel_link: str | None = LINKS["cancel"]
    payment_intent = "Authorize"
    can_handle_pending_authorization: bool | None = True

    def get_buyer(self) -> Any:
        kind, _, buyer = self.request.headers.get("Authorization", "").partition(" ")
        return buyer if kind == "Bearer" and buyer in ("mette", "another") else None

    def begin(self, checkout_id: str, order: Any, buyer: Any) -> Order | None:
        with _lock:
            there = orders.get(checkout_id)
            if there is None:
                if order.get("cartId") == "empty":
                    raise CheckoutRefusal("cart_empty", "There is nothing in the cart.", 409)
                number = str(1001 + len(orders))
                there = orders[checkout_id] = Order(
                    number, buyer, order.get("cartId"), order.get("note")
                )
        return there if there.buyer == buyer else None

    def find(self, checkout_id: str, buyer: Any) -> Order | None:
        found = orders.get(checkout_id)
        return found if found is not None and found.buyer == buyer else None

    def claim(self, order: Order, checkout_session_id: str) -> str:
        with _lock:
            order.paid_by = order.paid_by or [checkout_session_id]
            return order.paid_by[0]

    def get_charge_amount(self, order: Order, checkout_session: CheckoutSession) -> Money:
        return Money(order.price, "EUR")

    def get_button_options(self, order: Order) -> dict[str, Any]:
        return {"placement": "Cart", "note_to_buyer": order.note}

    def get_review(self, order: Order, checkout_session: CheckoutSession) -> dict[str, Any]:
        return {"deliveryDate": "Friday", "total": "not this"}

    def confirmed(self, order: Order, checkout_session: CheckoutSession) -> None:
        if order.cart_id == "rare":
            raise CheckoutRefusal("sold_out")

    def get_merchant_metadata(
        self, order: Order, checkout_session: CheckoutSession
    ) -> MerchantMetadata:
        return MerchantMetadata(merchant_reference_id=order.id)

    def payment_succeeded(
        self, order: Order, checkout_session: CheckoutSession, charge: Charge | None
    ) -> str:
        order.told.append("paid")
        return order.id

    def payment_pending(
        self, order: Order, checkout_session: CheckoutSession, charge: Charge
    ) -> str:
        order.told.append("pending")
        return order.id

    def payment_declined(
        self, order: Order, checkout_session: CheckoutSession, decline: Decline
    ) -> None:
        order.told.append(f"declined {decline.reason_code}")

    def payment_canceled(
        self, order: Order, checkout_session: CheckoutSession, decline: Decline
    ) -> None:
        order.told.append("cancelled")


class AppCheckout(Hooks, MobileCheckoutView):
    pass


class AsyncAppCheckout(Hooks, AsyncMobileCheckoutView):
    pass


class AwaitingAppCheckout(Hooks, AsyncMobileCheckoutView):
    """Some of its hooks are coroutines."""

    async def get_buyer(self) -> Any:
        return super().get_buyer()

    async def claim(  # type: ignore[override]
        self, order: Order, checkout_session_id: str
    ) -> str:
        return super().claim(order, checkout_session_id)
