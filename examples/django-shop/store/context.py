"""What every page has."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from .cart import Cart


def cart(request: HttpRequest) -> dict[str, Any]:
    """The cart, and whether a sandbox on this machine stands in for Amazon."""
    return {"cart": Cart(request), "sandbox": settings.SHOP_SANDBOX is not None}
