"""What every page has."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from .cart import Cart
from .test_buyer import has_test_buyer


def cart(request: HttpRequest) -> dict[str, Any]:
    """The cart, and whether a test buyer stands in for Amazon's pages."""
    return {"cart": Cart(request), "test_buyer": has_test_buyer()}
