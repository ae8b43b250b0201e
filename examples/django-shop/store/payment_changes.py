"""What the shop does when Amazon says that a payment has changed, or when it has itself made it change."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from amazonpay.django.models import PaymentObject
from amazonpay.django.signals import charge_changed

from .models import Order

#: The order's state for each state of its charge, and from which states it gets there.
_STATES = {
    "Authorized": (Order.State.RESERVED, (Order.State.OPEN, Order.State.PENDING)),
    "Captured": (
        Order.State.CAPTURED,
        (Order.State.OPEN, Order.State.PENDING, Order.State.RESERVED),
    ),
    "Declined": (
        Order.State.DECLINED,
        (Order.State.OPEN, Order.State.PENDING, Order.State.RESERVED),
    ),
    "Canceled": (
        Order.State.CANCELED,
        (Order.State.OPEN, Order.State.PENDING, Order.State.RESERVED),
    ),
}


@receiver(charge_changed)
def follow_charge(sender: type[PaymentObject], instance: PaymentObject, **kwargs: Any) -> None:
    """Moves the order on. May be called twice for the same change, and then finds nothing to do."""
    if instance.state in _STATES:
        state, earlier = _STATES[instance.state]
        Order.objects.filter(charge_id=instance.object_id, state__in=earlier).update(state=state)
