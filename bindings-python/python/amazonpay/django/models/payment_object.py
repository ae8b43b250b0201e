"""The mirror of Amazon Pay's objects: what each was when it was last read."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..object_types import ObjectType

if TYPE_CHECKING:
    from amazonpay import Money


class PaymentObject(models.Model):
    """A charge permission, charge, refund, dispute or checkout session as it was when it was last read.

    Written by :mod:`amazonpay.django.mirror` alone, in the order of the object's own ``lastUpdatedTimestamp``; to
    you it is for reading. It holds nothing of the buyer: no name, address, e-mail address or note. A row whose
    ``state`` is empty has not been read yet.

    Example::

        PaymentObject.objects.filter(charge_permission_id=order.charge_permission_id, object_type="REFUND")

    Guide: ``bindings-python/docs/reconciliation.md``.
    """

    id = models.BigAutoField(primary_key=True)
    object_type = models.CharField(_("type"), max_length=40, choices=ObjectType.choices)
    object_id = models.CharField(_("identifier"), max_length=100, unique=True)
    charge_permission_id = models.CharField(max_length=100, blank=True, db_index=True)
    charge_id = models.CharField(
        max_length=100,
        blank=True,
        db_index=True,
        help_text=_(
            "Of a refund or dispute its charge; of a checkout session the charge that it made."
        ),
    )

    state = models.CharField(max_length=60, blank=True, db_index=True)
    reason_code = models.CharField(
        _("reason"),
        max_length=255,
        blank=True,
        help_text=_(
            "Why it is in this state; a charge permission may have several, with commas between."
        ),
    )
    resolution = models.CharField(max_length=60, blank=True, help_text=_("How a dispute ended."))
    is_final = models.BooleanField(
        _("final"), default=False, help_text=_("Nothing more happens to it by itself.")
    )
    last_updated_at = models.DateTimeField(
        _("last updated"),
        null=True,
        blank=True,
        help_text=_("The object's own lastUpdatedTimestamp, to the second."),
    )
    creation_timestamp = models.DateTimeField(null=True, blank=True)
    expiration_timestamp = models.DateTimeField(null=True, blank=True)
    response_deadline = models.DateTimeField(
        null=True, blank=True, help_text=_("Until when a dispute can be answered.")
    )

    currency = models.CharField(max_length=3, blank=True)
    amount = models.DecimalField(
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Of a charge, refund or dispute; of a charge permission its limit."),
    )
    captured_amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    refunded_amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    balance = models.DecimalField(
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("What a charge permission has left."),
    )

    merchant_reference_id = models.CharField(max_length=255, blank=True, db_index=True)
    raw = models.JSONField(
        default=dict,
        blank=True,
        help_text=_("The object as it was read, without anything of the buyer."),
    )

    first_seen_at = models.DateTimeField(auto_now_add=True)
    last_read_at = models.DateTimeField(
        _("last read"),
        null=True,
        blank=True,
        help_text=_("When the latest reading that succeeded began."),
    )
    next_read_at = models.DateTimeField(
        null=True, blank=True, help_text=_("After a failure: not before this time.")
    )
    failed_reads = models.PositiveIntegerField(
        default=0, help_text=_("Failures since it was last read.")
    )
    last_error = models.TextField(blank=True, help_text=_("Why the latest reading failed."))

    # Not final, or to be read although it is. One column, so that the database knows how few they are.
    is_open = models.BooleanField(default=True, editable=False)
    # Counters instead of times, for machines' clocks differ: it is to be read while more was asked for than answered.
    read_requests = models.PositiveBigIntegerField(default=0, editable=False)
    read_requests_answered = models.PositiveBigIntegerField(default=0, editable=False)
    # Who reads it at the moment, and until when that is believed. Without an index: what every reading changes is in
    # none, so that PostgreSQL need not touch them.
    lease_token = models.CharField(max_length=32, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    last_round = models.PositiveBigIntegerField(default=0, editable=False)

    class Meta:
        app_label = "amazonpay"
        verbose_name = _("payment object")
        verbose_name_plural = _("payment objects")
        ordering = ("-id",)
        indexes = [
            # What reconciling looks for, a small part of the table in a shop that has run for a while.
            models.Index(
                fields=["id"], name="amazonpay_object_open", condition=models.Q(is_open=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{ObjectType(self.object_type).label} {self.object_id}"

    @property
    def is_read_requested(self) -> bool:
        """Whether it is to be read although it may be final: a notification came, or somebody asked."""
        return self.read_requests > self.read_requests_answered

    @property
    def money(self) -> Money | None:
        """``amount`` with its currency."""
        return self._money(self.amount)

    @property
    def captured_money(self) -> Money | None:
        """``captured_amount`` with its currency."""
        return self._money(self.captured_amount)

    @property
    def refunded_money(self) -> Money | None:
        """``refunded_amount`` with its currency."""
        return self._money(self.refunded_amount)

    def _money(self, amount: Decimal | None) -> Money | None:
        if amount is None or not self.currency:
            return None
        from amazonpay import Money

        if amount == amount.to_integral_value() and self.currency == "JPY":
            amount = amount.quantize(Decimal(1))
        return Money(amount, self.currency)
