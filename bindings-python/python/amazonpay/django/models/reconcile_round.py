"""A round of reconciling, which any number of processes share."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReconcileRound(models.Model):
    """One pass over all objects that are not final. Processes that run at the same time share the open one."""

    id = models.BigAutoField(primary_key=True)
    is_open = models.BooleanField(
        null=True, default=True, unique=True, help_text=_("Yes, or unknown once it is over.")
    )
    """True or None: the unique index lets there be one open round and any number that are over."""
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField(help_text=_("When one of its processes last took objects."))
    finished_at = models.DateTimeField(null=True, blank=True)
    read = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)

    class Meta:
        app_label = "amazonpay"
        verbose_name = _("reconciliation round")
        verbose_name_plural = _("reconciliation rounds")
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"round {self.pk}"
