"""The cart: product ids and quantities in the buyer's session."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpRequest

from amazonpay import Money

from .models import CURRENCY, Product

MOST = 20


@dataclass(frozen=True)
class Line:
    """So many of one product."""

    product: Product
    quantity: int

    @property
    def sum(self) -> Decimal:
        return self.product.price * self.quantity


class Cart:
    """The cart of one buyer."""

    def __init__(self, request: HttpRequest) -> None:
        self._session = request.session
        self._quantities: dict[str, int] = dict(request.session.get("cart", {}))

    def change(self, product: Product, quantity: int) -> None:
        """Sets how many of a product there are; 0 takes it out."""
        self._quantities[str(product.pk)] = max(0, min(quantity, MOST))
        self._save()

    def add(self, product: Product, quantity: int = 1) -> None:
        """Puts more of a product in."""
        self.change(product, self._quantities.get(str(product.pk), 0) + quantity)

    def clear(self) -> None:
        """Takes everything out; what comes next is another cart."""
        self._quantities = {}
        self._session.pop("cart_key", None)
        self._save()

    @property
    def key(self) -> str:
        """Tells this cart from others, before and after it."""
        if "cart_key" not in self._session:
            self._session["cart_key"] = secrets.token_hex(8)
        return str(self._session["cart_key"])

    @property
    def lines(self) -> list[Line]:
        found = Product.objects.in_bulk([int(pk) for pk in self._quantities])
        return [Line(product, self._quantities[str(product.pk)]) for product in found.values()]

    @property
    def count(self) -> int:
        return sum(self._quantities.values())

    @property
    def total(self) -> Decimal:
        return sum((line.sum for line in self.lines), Decimal("0.00"))

    @property
    def money(self) -> Money:
        """What the cart comes to."""
        return Money(self.total, CURRENCY)

    def _save(self) -> None:
        self._quantities = {pk: quantity for pk, quantity in self._quantities.items() if quantity}
        self._session["cart"] = self._quantities
