"""The shop's application."""

from __future__ import annotations

from django.apps import AppConfig


class StoreConfig(AppConfig):
    name = "store"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import payment_changes  # noqa: F401 - connects the receivers
