"""The application as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AmazonPayConfig(AppConfig):
    """Registers models, checks and template tags under the label ``amazonpay``.

    In a project: ``INSTALLED_APPS = [..., "amazonpay.django"]``.
    """

    name = "amazonpay.django"
    label = "amazonpay"
    verbose_name = _("Amazon Pay")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Registers the checks."""
        from . import checks  # noqa: F401
