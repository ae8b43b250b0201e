"""The inbox: every notification that was accepted, once."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class InboxNotification(models.Model):
    """A verified notification. It says that an object changed, and nothing of the buyer.

    The row is committed before Amazon gets its answer, so a notification that was accepted is never lost: what
    could not be read at once is read by ``amazonpay_reconcile``.
    """

    class State(models.TextChoices):
        """What became of a notification."""

        RECEIVED = "received", _("received")
        PROCESSED = "processed", _("processed")
        FAILED = "failed", _("failed, will be tried again")
        IGNORED = "ignored", _("ignored")

    id = models.BigAutoField(primary_key=True)
    message_id = models.CharField(
        max_length=100, unique=True, help_text=_("SNS's id, the same in every delivery.")
    )
    notification_id = models.CharField(max_length=100, blank=True, db_index=True)
    topic_arn = models.CharField(_("topic"), max_length=300)
    notification_type = models.CharField(_("type"), max_length=60, blank=True)
    object_type = models.CharField(max_length=40)
    object_id = models.CharField(max_length=100, db_index=True)
    charge_permission_id = models.CharField(max_length=100, blank=True)
    merchant_id = models.CharField(max_length=100, blank=True)
    published_at = models.DateTimeField(null=True, help_text=_("When Amazon published it."))
    received_at = models.DateTimeField(auto_now_add=True)
    deliveries = models.PositiveIntegerField(default=1, help_text=_("How often it came."))
    state = models.CharField(max_length=20, choices=State.choices, default=State.RECEIVED)
    attempts = models.PositiveIntegerField(
        default=0, help_text=_("Readings of the object that failed since it came.")
    )
    processed_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(
        blank=True, help_text=_("Why the object could not be read, or why it was ignored.")
    )
    read_request = models.PositiveBigIntegerField(default=0, editable=False)
    """The object's request that asks for this notification; answered when the object's counter has reached it."""

    class Meta:
        app_label = "amazonpay"
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ("-id",)
        constraints = [
            # SNS never repeats a message under another id, but Amazon Pay may publish one twice.
            models.UniqueConstraint(
                fields=["notification_id", "object_id"],
                condition=~models.Q(notification_id=""),
                name="amazonpay_notification_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["object_id", "read_request"],
                name="amazonpay_notification_open",
                condition=models.Q(state__in=["received", "failed"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notification_type} {self.object_id}"
