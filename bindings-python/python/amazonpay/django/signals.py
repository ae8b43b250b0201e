"""Signals that tell a shop what became of its payments.

Each is sent once for each change of state that was seen, after the change is committed, however often Amazon
delivered the notification; never for a reading that found nothing new. Receivers get

``sender``
    :class:`~amazonpay.django.models.PaymentObject`, the class.
``instance``
    The row of the mirror, as it was when the change was announced.
``change``
    The :class:`~amazonpay.django.models.StateChange`; ``change.pk`` is the same if it has to be announced again.
``previous_state``
    The state before, or an empty text when the object was seen first.
``object``
    The object as it was read (a :class:`amazonpay.models.Charge` for one). When the announcement is repeated later
    it is made from the mirror's row and lacks what concerns the buyer.

Example::

    from django.dispatch import receiver
    from amazonpay.django.signals import charge_changed

    @receiver(charge_changed)
    def ship(sender, instance, previous_state, **kwargs):
        if instance.state == "Captured":
            Order.objects.filter(charge_id=instance.object_id, shipped=False).update(shipped=True)

A receiver that raises does not keep the others from running; it is logged, and the change is announced again, to
all receivers, by the next ``amazonpay_reconcile``: **at least once**, then. Receivers have to bear that, as the one
above does.

Guide: ``bindings-python/docs/django-notifications.md``.
"""

from __future__ import annotations

from django.dispatch import Signal

charge_changed = Signal()
"""A charge is new or has another state or reason."""

refund_changed = Signal()
"""A refund is new or has another state or reason."""

charge_permission_changed = Signal()
"""A charge permission is new or has another state or other reasons."""

dispute_opened = Signal()
"""A dispute was seen first. ``instance.response_deadline`` says until when it can be answered."""

dispute_changed = Signal()
"""A dispute that was seen before has another state, reason or resolution."""

checkout_session_changed = Signal()
"""A tracked checkout session is new or has another state or reason."""
