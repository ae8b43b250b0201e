"""The timeline of a payment object: one row for each change of its state that was seen."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .payment_object import PaymentObject


class StateChange(models.Model):
    """One change of an object's state, reason or resolution, as it was seen.

    Show them on an order's page, oldest first: ``payment_object.changes.order_by("id")``. States that came and went
    between two readings are not among them.

    Each row is announced by one signal after it was committed. It stays unannounced when a receiver raised or the
    process died, and is announced again by ``amazonpay_reconcile``; its ``id`` tells a receiver that it has seen
    the row before.
    """

    class Source(models.TextChoices):
        """How the change was learnt of."""

        NOTIFICATION = "notification", _("notification")
        RECONCILIATION = "reconciliation", _("reconciliation")
        CALL = "call", _("the shop's own call")

    id = models.BigAutoField(primary_key=True)
    payment_object = models.ForeignKey(
        PaymentObject, on_delete=models.CASCADE, related_name="changes"
    )
    previous_state = models.CharField(
        max_length=60, blank=True, help_text=_("Empty when it was seen first.")
    )
    previous_reason_code = models.CharField(max_length=255, blank=True)
    state = models.CharField(max_length=60)
    reason_code = models.CharField(max_length=255, blank=True)
    resolution = models.CharField(max_length=60, blank=True)
    changed_at = models.DateTimeField(
        null=True, blank=True, help_text=_("The object's own lastUpdatedTimestamp.")
    )
    seen_at = models.DateTimeField(auto_now_add=True)
    source = models.CharField(max_length=20, choices=Source.choices)

    announced_at = models.DateTimeField(null=True, blank=True, editable=False)
    announcement_attempts = models.PositiveIntegerField(default=0, editable=False)
    announcement_error = models.TextField(blank=True, editable=False)
    announce_after = models.DateTimeField(null=True, editable=False)
    """While it is being announced, until when that is believed; after a failure, when to try again."""

    class Meta:
        app_label = "amazonpay"
        verbose_name = _("state change")
        verbose_name_plural = _("state changes")
        ordering = ("id",)
        indexes = [
            models.Index(
                fields=["payment_object", "id"],
                name="amazonpay_change_unannounced",
                condition=models.Q(announced_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.previous_state or '-'} → {self.state}"
