"""What the mirror of `amazonpay.django` knows of an order's payment."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from amazonpay import Money
from amazonpay.django.models import PaymentObject, StateChange

from .models import CURRENCY, Order


@dataclass(frozen=True)
class Payments:
    """An order's charge and refunds, and how they came to be as they are."""

    charge: PaymentObject | None
    refunds: list[PaymentObject]
    timeline: list[StateChange]

    @property
    def refundable(self) -> Money:
        """What is captured and not given back yet."""
        captured = self.charge.captured_amount if self.charge is not None else None
        given_back = sum(
            refund.amount for refund in self.refunds if refund.state != "Declined" and refund.amount
        )
        return Money((captured or 0) - given_back, CURRENCY)


def mirrored_of(order: Order) -> QuerySet[PaymentObject]:
    """The permission itself, its charges, and their refunds and disputes; without a charge there is nothing."""
    if not order.charge_id:
        return PaymentObject.objects.none()
    return PaymentObject.objects.filter(
        Q(object_id=order.charge_permission_id)
        | Q(charge_permission_id=order.charge_permission_id)
        | Q(charge_id=order.charge_id)
    )


def changes_of(order: Order) -> QuerySet[StateChange]:
    """What became of them."""
    return StateChange.objects.filter(payment_object__in=mirrored_of(order))


def payments_of(order: Order) -> Payments:
    """Reads it."""
    mirrored = mirrored_of(order)
    timeline = changes_of(order).select_related("payment_object")
    return Payments(
        charge=mirrored.filter(object_type="CHARGE", object_id=order.charge_id).first(),
        refunds=list(mirrored.filter(object_type="REFUND").order_by("pk")),
        timeline=list(timeline.order_by("pk")),
    )
