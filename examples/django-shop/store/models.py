"""What the shop sells and what was ordered."""

from __future__ import annotations

import secrets
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import models
from django.urls import reverse

from amazonpay import Money

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

CURRENCY = "EUR"


class Product(models.Model):
    """Something to buy."""

    name = models.CharField(max_length=80)
    slug = models.SlugField(unique=True)
    description = models.TextField()
    price = models.DecimalField(max_digits=8, decimal_places=2)
    symbol = models.CharField(max_length=8)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("product", args=[self.slug])


def new_number() -> str:
    """An order's number: nobody can guess another's."""
    return secrets.token_hex(8)


class Order(models.Model):
    """An order; made when the buyer confirms it, with the amount that is then agreed on."""

    if TYPE_CHECKING:
        lines: RelatedManager[OrderLine]

    class State(models.TextChoices):
        OPEN = "open", "waiting for payment"
        PENDING = "pending", "payment being checked"
        RESERVED = "reserved", "paid, to be shipped"
        CAPTURED = "captured", "shipped"
        DECLINED = "declined", "payment declined"
        CANCELED = "canceled", "canceled"

    number = models.CharField(max_length=16, unique=True, default=new_number)
    created_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    total = models.DecimalField(max_digits=9, decimal_places=2)
    #: Of an order of the app's: the session that pays it, once that is known.
    checkout_session_id = models.CharField(max_length=36, unique=True, null=True)
    #: The cart that it was made of, and the same while it is the order that pays it: of one cart's orders, one does.
    cart_key = models.CharField(max_length=16, blank=True, default="")
    pays_cart = models.CharField(max_length=16, unique=True, null=True)
    charge_permission_id = models.CharField(max_length=40, blank=True, db_index=True)
    charge_id = models.CharField(max_length=40, blank=True, db_index=True)
    ship_to = models.TextField(blank=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("order", args=[self.number])

    @property
    def money(self) -> Money:
        """What is to be paid."""
        return Money(self.total, CURRENCY)


class OrderLine(models.Model):
    """So many of one product, at the price of then."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    name = models.CharField(max_length=80)
    quantity = models.PositiveIntegerField()
    price = models.DecimalField(max_digits=8, decimal_places=2)

    def __str__(self) -> str:
        return f"{self.quantity} × {self.name}"

    @property
    def sum(self) -> Decimal:
        return self.price * self.quantity
