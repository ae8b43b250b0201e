"""The cart's page, where Amazon Pay's button is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from .cart import MOST, Cart
from .models import Product


def cart(request: HttpRequest) -> HttpResponse:
    """What is in the cart."""
    return render(request, "store/cart.html", {"quantities": range(MOST + 1)})


@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """Puts a product into the cart, or sets how many of it there are."""
    product = get_object_or_404(Product, slug=request.POST.get("product", ""))
    quantity = request.POST.get("quantity", "")
    if quantity.isdecimal() and len(quantity) <= 3:
        Cart(request).change(product, int(quantity))
    else:
        Cart(request).add(product)
    return redirect("cart")
