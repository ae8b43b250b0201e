"""Amazon Pay in a Django project: add ``"amazonpay.django"`` to ``INSTALLED_APPS``.

Guide: ``bindings-python/docs/django.md``.
"""

from __future__ import annotations

from .client import get_async_client, get_client

__all__ = ["get_async_client", "get_client"]
